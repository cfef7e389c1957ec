"""One adaptation in the background: it tells how far it is, and gives way to the pen."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.collection import as_samples
from digitpad.data.sources import Check
from digitpad.support.errors import DataError
from digitpad.ui.background import Job
from digitpad.ui.collection.digits import Digits

if TYPE_CHECKING:
    from digitpad.data.samples import DataSet
    from digitpad.network.files.checkpoint import Checkpoint
    from digitpad.training.adapt.settings import Adaptation, Adapted

TELL_EVERY = 0.05  # seconds: a flood of signals would hold up the window
GIVE_WAY = 0.2  # seconds after each point of a pen
LONGEST_REST = 0.02  # seconds


class AdaptationRun(QObject):
    """Adapts one network to the user's digits.

    ``moved(int, int)``: parts of the work that are done, and all. ``done(Adapted)`` or
    ``failed(str)`` ends it; neither comes after ``cancel``.
    """

    moved = Signal(int, int)
    done = Signal(object)
    failed = Signal(str)

    def __init__(
        self, origin: Checkpoint, digits: Digits, data_folder: Path, how: Adaptation,
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        """Begin at once. origin: what is adapted; it stays as it is."""
        super().__init__(parent)
        self.origin = origin
        self._collection = digits.collection
        self._data_folder, self._how = data_folder, how
        self._gives_way_until = 0.0
        self._job: Job = digits.work(self._adapt, self._finish, self.failed.emit, changes=False)

    def cancel(self) -> None:
        """End the work as soon as possible, and say nothing more."""
        self.blockSignals(True)
        self._job.cancel()

    @Slot()
    def give_way(self) -> None:
        """Rest now and then for a moment: a pen draws."""
        self._gives_way_until = time.monotonic() + GIVE_WAY

    def _finish(self, adapted: Adapted) -> None:
        self.done.emit(adapted)

    # In the thread

    def _adapt(self, check: Check) -> Adapted:
        # Not while the window starts.
        from digitpad.network.module import train_with_all_threads
        from digitpad.training.adapt.hand import adapt
        from digitpad.training.adapt.settings import Adapting

        train_with_all_threads()
        own = as_samples(self._collection, check, newest=self._how.most)
        mnist = _mnist(self._data_folder, check)
        told = began = 0.0
        for event in adapt(self.origin.network, own, mnist=mnist, check=check, how=self._how):
            if not isinstance(event, Adapting):
                return event
            now = time.monotonic()
            if now - told >= TELL_EVERY:
                told = now
                self.moved.emit(event.done, event.total)
            if now < self._gives_way_until:
                time.sleep(min(now - began, LONGEST_REST))
            began = time.monotonic()
        raise AssertionError("an adaptation ends with its result")


def _mnist(folder: Path, check: Check) -> DataSet | None:
    """Return MNIST; None where it is not, or is damaged."""
    from digitpad.data import catalogue

    try:
        return catalogue.load("mnist", folder, check)
    except DataError:
        return None
