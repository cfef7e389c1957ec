"""The thread that reads drawings: always the newest one, never on the paint path."""

from __future__ import annotations

import logging
from threading import Condition
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal

from digitpad.network.freshness import Version
from digitpad.network.read import read

if TYPE_CHECKING:
    from digitpad.ink.drawing import Drawing
    from digitpad.network.module import DigitNetwork

log = logging.getLogger(__name__)


class Reader(QThread):
    """Reads the drawing it was given last; those given meanwhile are left out.

    ``read_done(Reading)`` is emitted from this thread: connect it to methods of QObjects.
    """

    read_done = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Make a reader without a network; ``start`` it."""
        super().__init__(parent)
        self._changed = Condition()
        self._waiting: tuple[Drawing, Version] | None = None
        self._network: DigitNetwork | None = None

    def set_network(self, network: DigitNetwork | None) -> None:
        """Read with ``network``, in evaluation mode, from the next drawing on."""
        with self._changed:
            self._network = network

    def request(self, drawing: Drawing, version: Version) -> None:
        """Ask for ``drawing`` to be read, instead of what waits to be read now."""
        with self._changed:
            self._waiting = (drawing, version)
            self._changed.notify()

    def forget(self) -> None:
        """Read nothing of what waits."""
        with self._changed:
            self._waiting = None

    def stop(self) -> None:
        """End the thread and wait for it; at most one reading long."""
        self.requestInterruption()
        with self._changed:
            self._changed.notify()
        self.wait()

    def run(self) -> None:
        """Wait for drawings and read them until ``stop``."""
        while True:
            with self._changed:
                while self._waiting is None and not self.isInterruptionRequested():
                    self._changed.wait()
                if self.isInterruptionRequested() or self._waiting is None:
                    return
                (drawing, version), self._waiting = self._waiting, None
                network = self._network
            try:
                self.read_done.emit(read(drawing, version, network))
            except Exception:  # an exception in run() would end the thread in silence
                log.exception("A drawing could not be read")
