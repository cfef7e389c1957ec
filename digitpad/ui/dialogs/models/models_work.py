"""The thread that lists, imports and exports models, while the window goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from digitpad.support.errors import DigitpadError

log = logging.getLogger(__name__)


class Work(QThread):
    """Does one thing and ends; ``ended(object, str)`` gives its result, or why there is none."""

    ended = Signal(object, str)

    def __init__(self, task: Callable[[], Any], parent: QObject | None = None) -> None:
        """Make a thread that calls ``task``; ``start`` it."""
        super().__init__(parent)
        self._task = task

    def run(self) -> None:
        """Call the task."""
        try:
            result = self._task()
        except DigitpadError as error:
            self.ended.emit(None, str(error))
        except Exception as error:  # an exception in run() would end the thread in silence
            log.exception("Work on the models broke off")
            self.ended.emit(None, self.tr("That did not work: {0}. Try again.").format(error))
        else:
            self.ended.emit(result, "")
