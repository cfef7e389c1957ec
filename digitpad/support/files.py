"""Files: read up to a size, and written so that a crash leaves the old or the new, never half."""

import errno
import os
import re
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from digitpad.support.errors import ContentError, DigitpadError

# In a file's name, on some system; and the names that Windows has for devices.
FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*]|^\.|[. ]$')
DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³]) *(\..*)?", re.IGNORECASE)
TEMPORARY = re.compile(r"\..+\.[a-z0-9_]{8}")  # their names
BEGINNING = 40  # characters of a file's name in that of its temporary file: it may be full itself
TRIES = 100  # at a new name
OLD = 3600  # seconds: no file takes so long to be written
# Windows' numbers for a file that another program, as a virus scanner, has open for a moment.
ACCESS_DENIED, SHARING_VIOLATION = 5, 32
WAITS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4)  # seconds between the tries at a rename


def read_capped(path: Path, most: int) -> bytes:
    """Return what the file at ``path`` holds.

    Raises OSError, or ContentError for what is no file or holds more than ``most`` bytes.
    """
    try:
        is_file = stat.S_ISREG(path.stat().st_mode)
    except ValueError:  # a name with a zero byte
        is_file = False
    if not is_file:  # a pipe would never end
        raise ContentError("it is not a file")
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        if most < 2**20:
            raise ContentError("it is larger than {most:,} KB", most=most // 2**10)
        raise ContentError("it is larger than {most:,} MB", most=most // 2**20)
    return content


def safe_name(name: str) -> str:
    """Return ``name`` as a file can be called on every system, without a suffix."""
    name = FORBIDDEN.sub("_", name)
    return f"_{name}" if is_device(name) else name


def is_device(name: str) -> bool:
    """Tell whether a file of this name, suffix included, would be a device on Windows."""
    return DEVICES.fullmatch(name) is not None


def csv_text(names: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table as CSV: the columns' names, then a line for each row; None is left empty."""
    import csv
    import io

    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(names)
    table.writerows(rows)
    return text.getvalue()


def files_in(folder: Path, suffix: str) -> list[Path]:
    """Return what is named so in ``folder``, hidden files left out; no folder holds nothing."""
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return [folder / name for name in names if name.endswith(suffix) and not name.startswith(".")]


def write_atomically(path: Path, content: bytes) -> None:
    """Write ``content`` to a temporary file beside ``path``, then rename it over ``path``.

    Raises DigitpadError when the folder cannot be written; an old file is then unchanged.
    """
    try:
        with replacing(path) as file:
            file.write(content)
    except OSError as error:
        raise _not_written(path, error) from error


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a file that takes the place of ``path`` in the end, unless something was raised.

    A link stays one: what it leads to is replaced. Raises OSError.
    """
    path = Path(os.path.realpath(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    file = _new_file(path.parent, path.name)
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        put_in_place(file.name, path)
    except BaseException:  # the user's Ctrl+C too leaves nothing behind
        with suppress(OSError):
            os.unlink(file.name)
        raise


def put_in_place(source: str | Path, target: Path) -> None:
    """Rename ``source`` over ``target``; on Windows try again while a scanner has one of them open.

    Raises OSError.
    """
    for wait in WAITS:
        try:
            os.replace(source, target)
        except PermissionError as error:
            if getattr(error, "winerror", None) not in (ACCESS_DENIED, SHARING_VIOLATION):
                raise
            time.sleep(wait)
        else:
            return
    os.replace(source, target)


def _new_file(folder: Path, name: str) -> BinaryIO:
    """Make a hidden file of a new name in ``folder``. Raises OSError.

    tempfile does not do: in a folder that may not be written it tries 2^31 names on Windows before
    it says so (cpython gh-66305).
    """
    for _ in range(TRIES):
        with suppress(FileExistsError):
            return open(folder / f".{name[:BEGINNING]}.{os.urandom(4).hex()}", "xb")
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder))


def check_writable(path: Path) -> None:
    """Raise the DigitpadError that ``write_atomically`` would; an old file there stays as it is.

    For long work, whose result shall not be lost in the end.
    """
    try:
        place = Path(os.path.realpath(path))
        place.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # a name that is too long goes through
            if stat.S_ISDIR(place.stat().st_mode):
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        problem = why_not_writable(place.parent)
        if problem is not None:
            raise problem
    except OSError as error:
        raise _not_written(path, error) from error


def _not_written(path: Path, error: OSError) -> DigitpadError:
    reason = error.strerror or str(error)
    return DigitpadError(
        "{path} could not be written: {reason}. Choose another folder and save again.",
        path=path, reason=reason,
    )  # fmt: skip


def nearest_folder(folder: Path) -> Path:
    """Return ``folder``, or what is there of the path to it."""
    # Path.exists raises for what lies in a folder that may not be entered.
    places = (folder, *folder.parents)
    return next((place for place in places if os.path.exists(place)), folder)


def why_not_writable(folder: Path) -> OSError | None:
    """Return why nothing can be written in ``folder``, which exists; only trying tells for sure."""
    try:
        with _new_file(folder, "trial") as file:
            try:
                file.write(b"digitpad")
                file.flush()
                os.fsync(file.fileno())
            finally:
                file.close()  # Windows deletes no open file
                os.unlink(file.name)
    except OSError as error:
        return error
    return None


def clear_leftovers(folder: Path) -> None:
    """Delete temporary files that programs left in ``folder`` when they were killed."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if TEMPORARY.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with suppress(OSError):
                    if time.time() - entry.stat(follow_symlinks=False).st_mtime > OLD:
                        os.unlink(entry.path)
