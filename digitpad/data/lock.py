"""A lock on a folder that ends with the process that holds it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from digitpad.errors import DataError


@contextmanager
def folder_lock(folder: Path, name: str) -> Iterator[None]:
    """Hold the lock called ``name`` of ``folder``.

    Its file stays behind: one that is removed could be held by two at once.
    Raises DataError when another digitpad holds it, OSError when there can be no file.
    """
    with (folder / f".{name}.lock").open("wb") as file:
        if not _is_taken(file.fileno()):
            raise DataError(
                f"Another digitpad is downloading into {folder}. Wait until it is done, or end it."
            )
        yield  # closing the file ends the lock


def _is_taken(handle: int) -> bool:
    """Take the lock of an open file, without waiting; False when another has it."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without locks: as if alone
    return True
