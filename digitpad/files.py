"""Writing files so that a crash leaves the old file or the new one, never half of one."""

import errno
import os
import re
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from digitpad.errors import DigitpadError

TEMPORARY = re.compile(r"\..+\.[a-z0-9_]{8}")  # names as mkstemp makes them below
OLD = 3600  # seconds: no file takes so long to be written


def write_atomically(path: Path, content: bytes) -> None:
    """Write ``content`` to a temporary file beside ``path``, then rename it over ``path``.

    Raises DigitpadError when the folder cannot be written; an old file is then unchanged.
    """
    path = Path(path)
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        give_usual_permissions(temporary)
        os.replace(temporary, path)
    except BaseException as error:  # the user's Ctrl+C too leaves nothing behind
        if temporary is not None and os.path.exists(temporary):
            os.unlink(temporary)
        if not isinstance(error, OSError):
            raise
        raise _not_written(path, error) from error


def check_writable(path: Path) -> None:
    """Raise the DigitpadError that ``write_atomically`` would; an old file there stays as it is.

    For long work, whose result shall not be lost in the end.
    """
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        problem = why_not_writable(path.parent)
        if problem is not None:
            raise problem
    except OSError as error:
        raise _not_written(path, error) from error


def _not_written(path: Path, error: OSError) -> DigitpadError:
    reason = error.strerror or str(error)
    return DigitpadError(
        f"{path} could not be written: {reason}. Choose another folder and save again."
    )


def give_usual_permissions(path: str) -> None:
    """Let others read the temporary file ``path`` as they may read the user's other files."""
    # mkstemp makes files that only their owner reads; a saved file follows the umask.
    umask = os.umask(0)
    os.umask(umask)
    os.chmod(path, 0o666 & ~umask)


def nearest_folder(folder: Path) -> Path:
    """Return ``folder``, or what is there of the path to it."""
    # Path.exists raises for what lies in a folder that may not be entered.
    places = (folder, *folder.parents)
    return next((place for place in places if os.path.exists(place)), folder)


def why_not_writable(folder: Path) -> OSError | None:
    """Return why nothing can be written in ``folder``, which exists; only trying tells for sure."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"digitpad")
            file.flush()
            os.fsync(file.fileno())
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
