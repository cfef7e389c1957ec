"""The thread that examines a copy of the network, and can be interrupted between batches."""

from __future__ import annotations

import copy
import logging
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal

from digitpad.data.samples import Samples
from digitpad.support.errors import DigitpadError

if TYPE_CHECKING:
    from digitpad.network.module import Network

PROGRESS_EVERY = 0.1  # seconds at the least between two progress signals

log = logging.getLogger(__name__)


class _Interrupted(Exception):  # noqa: N818  # nothing is wrong: it was asked for
    pass


class Examiner(QThread):
    """Reads one set of samples and ends.

    ``done(Predictions)`` or ``failed(str)`` tells how; neither comes after an interruption.
    ``progress(int, int)`` tells samples read and samples in all, at most ten times a second.
    """

    progress = Signal(int, int)
    done = Signal(object)
    failed = Signal(str)

    def __init__(self, network: Network, samples: Samples, parent: QObject | None = None) -> None:
        """Make an examiner for ``network``, which is copied and left alone; ``start`` it."""
        super().__init__(parent)
        self._network = network
        self._samples = samples
        self._told = 0.0

    def run(self) -> None:
        """Copy the network and read all samples with it."""
        try:
            from digitpad.training.evaluation import predict

            network = copy.deepcopy(self._network)
            self._told = time.monotonic()
            predictions = predict(network, self._samples, self._tell)
        except _Interrupted:
            return
        except DigitpadError as error:
            self.failed.emit(str(error))
        except Exception as error:  # an exception in run() would end the thread in silence
            if self.isInterruptionRequested():
                return  # an import that the end of the program cuts short
            log.exception("The model could not be tested")
            self.failed.emit(
                self.tr("The model could not be tested: {0}. Try another model.").format(error)
            )
        else:
            self.done.emit(predictions)

    def _tell(self, done: int, total: int) -> None:
        if self.isInterruptionRequested():
            raise _Interrupted
        now = time.monotonic()
        if now - self._told >= PROGRESS_EVERY:
            self._told = now
            self.progress.emit(done, total)
