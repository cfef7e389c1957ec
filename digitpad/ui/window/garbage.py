"""Cyclic garbage is collected on the GUI thread only, and freed memory goes back to the system."""

from __future__ import annotations

import gc
import sys
from typing import ClassVar
from weakref import WeakSet

from PySide6.QtCore import QObject, QTimer

from digitpad.support.memory import give_back

EVERY = 2000  # milliseconds
LARGE_IMPORT = 50  # modules
GIVEN_BACK = 15  # after so many collections


class GuiGarbageCollection(QObject):
    """Collects on a timer of the GUI thread instead of wherever memory is allocated.

    A collection in another thread may destroy QObjects there, which crashes. Of several
    windows in one process the last one gives Python's own trigger back.
    """

    _working: ClassVar[WeakSet[GuiGarbageCollection]] = WeakSet()

    def __init__(self, parent: QObject) -> None:
        """Take over from Python's own trigger; ``stop`` gives it back."""
        super().__init__(parent)
        gc.disable()
        self._working.add(self)
        self._collections = 0
        self._networks = 0  # that were loaded when their objects were last left out
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    def stop(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        self._working.discard(self)
        if not self._working:
            gc.enable()

    def _collect(self) -> None:
        # Large imports, as torch's, leave hundreds of thousands of objects that stay, and a look at
        # them takes longer than a frame: they are left out from now on. Not more often than that,
        # for garbage that waits at that moment is left out too, and stays.
        if len(sys.modules) - self._networks > LARGE_IMPORT:
            self._networks = len(sys.modules)
            gc.freeze()
        gc.collect()
        self._collections += 1
        if self._collections % GIVEN_BACK == 0:
            give_back()
