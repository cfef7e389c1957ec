"""Looks at scenes in a thread: the newest one, and nothing of a scene that was left."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.lab.lab_settings import LabSettings
from digitpad.lab.result import LabResult, lab_result
from digitpad.support.errors import DigitpadError
from digitpad.ui.inquiry import Inquiry

if TYPE_CHECKING:
    from digitpad.ink.input.frame import Array
    from digitpad.network.module import Network

Answer = tuple[int, LabResult | DigitpadError]  # the number of the question, and what came of it


class Looker(QObject):
    """``looked(LabResult)`` or ``failed(str)`` answer what was asked last; ``close`` ends it."""

    looked = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Make a thread that starts at the first question."""
        super().__init__(parent)
        self._asked = self._answered = self._outdated = 0
        self._inquiry = Inquiry(self)
        self._inquiry.answered.connect(self._take)
        self._inquiry.failed.connect(self._fail)

    def ask(
        self,
        lab_settings: LabSettings,
        drawing: Array | None,
        network: Network | None,
        with_pools: bool,
    ) -> None:
        """Look at ``lab_settings``; see ``LOOK``."""
        self._asked += 1
        question = partial(lab_result, lab_settings, drawing, network, with_pools=with_pools)
        self._inquiry.ask(partial(_numbered, self._asked, question))

    def forget(self) -> None:
        """Look at nothing of what waits."""
        self._inquiry.forget()

    def leave_settings(self) -> None:
        """Tell nothing of what was asked so far: its output may have no cell of the next scene."""
        self._outdated = self._asked

    def close(self) -> None:
        """End the thread."""
        self._inquiry.stop()

    @property
    def is_settled(self) -> bool:
        """True while what was answered last is what was asked last."""
        return self._answered == self._asked

    @Slot(object)
    def _take(self, answer: Answer) -> None:
        self._answered, found = answer
        if self._answered <= self._outdated:
            return
        if isinstance(found, DigitpadError):
            self.failed.emit(str(found))
        else:
            self.looked.emit(found)

    @Slot(str)
    def _fail(self, message: str) -> None:
        """Tell what nobody expected, of the question that was asked last or one before."""
        self._answered = self._asked
        self.failed.emit(message)


def _numbered(number: int, question: Callable[[], LabResult]) -> Answer:
    try:
        return number, question()
    except DigitpadError as error:
        return number, error
