"""The thread that imports torch and loads a checkpoint, while the window takes ink already."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from digitpad.support.errors import DigitpadError

log = logging.getLogger(__name__)


class ModelLoader(QThread):
    """Loads one checkpoint and ends. ``loaded(Checkpoint)`` or ``failed(str)`` tells how.

    ``devices_found(tuple[Device, ...])`` comes before it: to look for them may take long.
    """

    loaded = Signal(object)
    failed = Signal(str)
    devices_found = Signal(object)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        """Make a loader for the checkpoint at ``path``; ``start`` it."""
        super().__init__(parent)
        self._path = path

    def run(self) -> None:
        """Import torch, load, and warm the network up."""
        try:
            import numpy as np

            from digitpad.network.files.checkpoint import load_checkpoint
            from digitpad.network.module import read_with_one_thread
            from digitpad.reading.classify import classify
            from digitpad.training.plan import devices

            read_with_one_thread()
            self.devices_found.emit(devices())

            checkpoint = load_checkpoint(self._path)
            # The first pass through a network sets up memory and kernels: not on a user's stroke.
            classify(checkpoint.network, np.zeros((28, 28), np.float32))
        except DigitpadError as error:
            self.failed.emit(str(error))
        except Exception as error:  # an exception in run() would end the thread in silence
            if self.isInterruptionRequested():
                return  # an import that the end of the program cuts short
            log.exception("The model could not be loaded")
            self.failed.emit(
                self.tr("The model could not be loaded: {0}. Reinstall digitpad.").format(error)
            )
        else:
            self.loaded.emit(checkpoint)
