"""An experiment belongs to the program that has it open: two would overwrite each other."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from digitpad.file_lock import has_its_name, take_lock

LOCK = ".lock"  # after the experiment's name; no experiment ends so
TRIES = 100  # while others delete the lock


@dataclass(eq=False)
class Claim:
    """The experiment at ``path``, which need not exist yet, is this program's until ``release``.

    lock: None where the folder cannot be written, so that nobody can write an experiment there, and
    on a file system that cannot tell files apart: as if alone.
    """

    path: Path
    lock: BinaryIO | None

    def release(self) -> None:
        """Let others have it. The claim ends with the program too, however that ends."""
        if self.lock is None:
            return
        # While it is held, so that nobody's lock but this is deleted; Windows deletes no open file.
        if sys.platform != "win32":
            self._delete()
        self.lock.close()
        if sys.platform == "win32":
            self._delete()

    def _delete(self) -> None:
        assert self.lock is not None
        with suppress(OSError):
            os.unlink(self.lock.name)


def claim(path: Path) -> Claim | None:
    """Make the experiment at ``path`` this program's; None when another has it open."""
    for _ in range(TRIES):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            lock = open(f"{path}{LOCK}", "ab")  # noqa: SIM115 - closing it ends the lock
        except OSError:
            return Claim(path, None)
        if not take_lock(lock.fileno()):
            lock.close()
            return None
        if has_its_name(lock):
            return Claim(path, lock)
        lock.close()  # whoever had it deleted it meanwhile
    return Claim(path, None)
