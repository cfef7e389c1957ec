"""The threads that load and download data sets, while the window goes on."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from digitpad.support.errors import DigitpadError

log = logging.getLogger(__name__)

SHORTEST_BEAT = 0.1  # seconds between two signals of progress
KIB = 1024  # bytes; a signal's int has 32 bits, too few for the bytes of a large file


class Loading(QThread):
    """Loads one data set and ends.

    ``ended(DataSet | None, str)``: the data set, or the sentence that says why there is none;
    None and "" when ``requestInterruption`` ended it.
    """

    ended = Signal(object, str)

    def __init__(self, name: str, folder: Path, parent: QObject | None = None) -> None:
        """Make a thread that loads ``name``, of the catalogue or a folder of pictures."""
        super().__init__(parent)
        self._name, self._folder = name, folder

    def run(self) -> None:
        """Load the data set."""
        from digitpad.data.fetch import Cancelled

        try:
            from digitpad.data import catalogue

            data_set = catalogue.load(self._name, self._folder, self._check)
        except Cancelled:
            self.ended.emit(None, "")
        except DigitpadError as error:
            self.ended.emit(None, str(error))
        except Exception as error:  # an exception in run() would end the thread in silence
            log.exception("The data set could not be loaded")
            self.ended.emit(
                None, self.tr("The data set could not be loaded: {0}. Try again.").format(error)
            )
        else:
            self.ended.emit(data_set, "")

    def _check(self) -> None:
        from digitpad.data.fetch import Cancelled

        if self.isInterruptionRequested():
            raise Cancelled


class Fetching(QThread):
    """Downloads one data set and ends; ``requestInterruption`` ends it early.

    ``progressed(int, int)``: KiB that are done and in all, at most ten times a second.
    ``ended(bool, str)``: whether it is there now, and the sentence that says why not.
    """

    progressed = Signal(int, int)
    ended = Signal(bool, str)

    def __init__(self, name: str, folder: Path, parent: QObject | None = None) -> None:
        """Make a thread that downloads ``name``, of the catalogue, into ``folder``."""
        super().__init__(parent)
        self.name, self._folder = name, folder
        self._last = float("-inf")  # seconds, of the clock: when progress was told

    def run(self) -> None:
        """Download the data set."""
        from digitpad.data.fetch import Cancelled, fetch

        try:
            fetch(self.name, self._folder, self._tell)
        except Cancelled:
            self.ended.emit(
                False,
                self.tr("The download was stopped. Download again for what is missing."),
            )
        except DigitpadError as error:
            self.ended.emit(False, str(error))
        except Exception as error:  # an exception in run() would end the thread in silence
            log.exception("The data set could not be downloaded")
            self.ended.emit(
                False,
                self.tr("The data set could not be downloaded: {0}. Try again.").format(error),
            )
        else:
            self.ended.emit(True, "")

    def _tell(self, done: int, total: int) -> None:
        from digitpad.data.fetch import Cancelled

        if self.isInterruptionRequested():
            raise Cancelled
        now = time.monotonic()
        if now - self._last >= SHORTEST_BEAT:
            self._last = now
            self.progressed.emit(done // KIB, total // KIB)
