"""Writing files so that a crash leaves the old file or the new one, never half of one."""

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
        reason = error.strerror or str(error)
        raise DigitpadError(
            f"{path} could not be written: {reason}. Choose another folder and save again."
        ) from error


def give_usual_permissions(path: str) -> None:
    """Let others read the temporary file ``path`` as they may read the user's other files."""
    # mkstemp makes files that only their owner reads; a saved file follows the umask.
    umask = os.umask(0)
    os.umask(umask)
    os.chmod(path, 0o666 & ~umask)


def clear_leftovers(folder: Path) -> None:
    """Delete temporary files that programs left in ``folder`` when they were killed."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if TEMPORARY.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with suppress(OSError):
                    if time.time() - entry.stat(follow_symlinks=False).st_mtime > OLD:
                        os.unlink(entry.path)
