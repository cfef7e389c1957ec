"""Cyclic garbage is collected on the GUI thread only."""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 2000  # milliseconds


class GuiGarbageCollection(QObject):
    """Collects on a timer of the GUI thread instead of wherever memory is allocated.

    A collection in another thread may destroy QObjects there, which crashes.
    """

    def __init__(self, parent: QObject) -> None:
        """Take over from Python's own trigger; ``stop`` gives it back."""
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    def spare_what_is_loaded(self) -> None:
        """Leave all present objects out of later collections.

        After torch is imported these are hundreds of thousands, and a look at them takes longer
        than a frame. Call it after large imports only: garbage that is waiting to be collected
        stays for ever.
        """
        gc.freeze()

    def stop(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.enable()

    def _collect(self) -> None:
        gc.collect()
