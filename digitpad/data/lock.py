"""A lock on a folder that ends with the process that holds it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from digitpad.errors import DataError
from digitpad.file_lock import take_lock


@contextmanager
def folder_lock(folder: Path, name: str) -> Iterator[None]:
    """Hold the lock called ``name`` of ``folder``.

    Its file stays behind: one that is removed could be held by two at once.
    Raises DataError when another digitpad holds it, OSError when there can be no file.
    """
    with (folder / f".{name}.lock").open("wb") as file:
        if not take_lock(file.fileno()):
            raise DataError(
                f"Another digitpad is downloading into {folder}. Wait until it is done, or end it."
            )
        yield  # closing the file ends the lock
