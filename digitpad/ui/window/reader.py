"""The thread that reads drawings: always the newest one, never on the paint path."""

from __future__ import annotations

import logging
from threading import Condition
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal

from digitpad.reading.read import Version, read

if TYPE_CHECKING:
    from digitpad.ink.drawing import Drawing
    from digitpad.network.module import Network
    from digitpad.reading.read import Inspection

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
        self._network: Network | None = None
        self._inspection: Inspection | None = None
        self._is_set_up = False

    def set_network(self, network: Network | None) -> None:
        """Read with ``network``, in evaluation mode, from the next drawing on."""
        with self._changed:
            self._network = network
            self._changed.notify()

    def set_inspection(self, inspection: Inspection | None) -> None:
        """Look for what ``inspection`` asks, from the next drawing on; None: answer alone."""
        with self._changed:
            self._inspection = inspection

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
        while self._wait():
            with self._changed:
                waiting, self._waiting = self._waiting, None
                network, inspection = self._network, self._inspection
            if waiting is None:
                self._set_up()
                continue
            try:
                self.read_done.emit(read(*waiting, network, inspection))
            except Exception:  # an exception in run() would end the thread in silence
                log.exception("A drawing could not be read")

    def _wait(self) -> bool:
        """Wait until there is something to do; False when the thread shall end."""
        with self._changed:
            while self._waiting is None and (self._is_set_up or self._network is None):
                if self.isInterruptionRequested():
                    return False
                self._changed.wait()
            return not self.isInterruptionRequested()

    def _set_up(self) -> None:
        """Choose this thread's part of the processor as soon as there is a network.

        At the first drawing it might be too late: a training that runs by then would lose threads.
        The colours of maps are made ready too: the first answer shall not wait for them.
        """
        from digitpad.network.module import read_with_one_thread
        from digitpad.support.colour_scales import load_tables

        read_with_one_thread()
        load_tables()
        self._is_set_up = True
