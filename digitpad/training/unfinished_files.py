"""Files of trainings that were broken off, and whose they are: each window locks its own.

It needs no torch: the window looks for them before torch is there.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from digitpad.support.locks import OwnedFile, own_left, own_new

SUFFIX = ".safetensors"


class UnfinishedFiles:
    """Gives each training a file of its own, and finds those that nobody works on any more."""

    def __init__(self, folder: Path) -> None:
        """Use ``folder``, which need not exist."""
        self._folder = folder
        self._present: OwnedFile | None = None
        self._offered: OwnedFile | None = None

    def begin(self) -> Path:
        """Return the file for a training that begins."""
        self.end(keep=True)
        try:
            self._present = own_new(self._folder, SUFFIX)
        except OSError:  # where nothing can be written, nothing is offered later
            return self._folder / f"{datetime.now():%Y%m%d-%H%M%S-%f}{SUFFIX}"
        return self._present.path

    def left(self) -> Path | None:
        """Return the latest file that no running window works on, or None.

        No other window is offered it until this one takes it over, discards it or ends.
        """
        self._let_offered_go()
        for owned in own_left(self._folder, SUFFIX):
            if self._offered is None:
                self._offered = owned
            else:
                owned.release()
        return None if self._offered is None else self._offered.path

    def take_over(self) -> None:
        """Work on the file that ``left`` returned."""
        self.end(keep=True)
        self._present, self._offered = self._offered, None

    def discard(self) -> None:
        """Delete the file that ``left`` returned."""
        if self._offered is not None:
            self._offered.discard()
            self._offered = None

    def end(self, keep: bool) -> None:
        """Let the present file go; ``keep`` it to be offered again, or delete it."""
        owned, self._present = self._present, None
        if owned is not None:
            if keep:
                owned.release()
            else:
                owned.discard()

    def close(self) -> None:
        """Let go of all; what was offered and not decided is offered again at the next start."""
        self.end(keep=True)
        self._let_offered_go()

    def _let_offered_go(self) -> None:
        owned, self._offered = self._offered, None
        if owned is not None:
            owned.release()
