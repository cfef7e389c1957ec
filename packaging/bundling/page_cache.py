"""Takes files out of the memory that the system keeps them in, as after the machine has started."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from trial import UntriedError

LEFT = 0.01  # of the bytes, at most; a page that some process has mapped stays in memory


def forget(folder: Path) -> None:
    """Let the next one who reads a file below ``folder`` wait for the disk.

    Raises UntriedError where the system does not do that.
    """
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    if sys.platform != "linux":  # of the others, none has this call and fincore
        raise UntriedError("only Linux forgets files")
    os.sync()  # only what is written out can be forgotten
    for path in files:
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    left = in_memory(files) / sum(path.stat().st_size for path in files)
    if left > LEFT:
        raise UntriedError(f"{left:.0%} of the bundle stays in memory")


def in_memory(files: list[Path]) -> int:
    """Return how many bytes of the files are in memory, by util-linux's fincore."""
    command = ["fincore", "--bytes", "--noheadings", "--output", "RES", *map(str, files)]
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise UntriedError(f"fincore does not tell what is in memory: {error}") from error
    return sum(map(int, told.split()))
