"""Files of trainings that were broken off, and whose they are: each window locks its own."""

from __future__ import annotations

import contextlib
import logging
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QLockFile

log = logging.getLogger(__name__)


class UnfinishedFiles:
    """Gives each training a file of its own, and finds those that nobody works on any more."""

    def __init__(self, folder: Path) -> None:
        """Use ``folder``, which need not exist."""
        self._folder = folder
        self._lock: QLockFile | None = None
        self._present: Path | None = None

    def begin(self) -> Path:
        """Return the file for a training that begins."""
        self.end(keep=True)
        name = f"{datetime.now():%Y%m%d-%H%M%S-%f}.safetensors"
        self._present = self._folder / name
        with contextlib.suppress(OSError):  # where nothing can be written, nothing is offered later
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock = _lock(self._present)
        return self._present

    def take_over(self, path: Path) -> None:
        """Work on a file that was left."""
        self.end(keep=True)
        self._present, self._lock = path, _lock(path)

    def end(self, keep: bool) -> None:
        """Let the present file go; ``keep`` it to be offered again, or delete it."""
        path, self._present = self._present, None
        if path is not None and not keep:
            self.discard(path)
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def left(self) -> Path | None:
        """Return the latest file that no running window works on, or None."""
        try:
            files = sorted(self._folder.glob("*.safetensors"), reverse=True)
        except OSError:
            return None
        for path in files:
            lock = _lock(path)
            if lock is not None:
                lock.unlock()
                return path
        return None

    def discard(self, path: Path) -> None:
        """Delete a file."""
        try:
            path.unlink(missing_ok=True)
        except OSError:
            log.warning("%s could not be deleted", path, exc_info=True)


def _lock(path: Path) -> QLockFile | None:
    lock = QLockFile(f"{path}.lock")
    lock.setStaleLockTime(0)  # a lock is stale when its process is gone, however long it runs
    return lock if lock.tryLock(0) else None
