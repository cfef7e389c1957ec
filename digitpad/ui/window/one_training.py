"""One thing trains at a time: two would slow each other, and the one that ends last would read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QLabel
from shiboken6 import isValid

if TYPE_CHECKING:
    from digitpad.ui.window.session import Session

TICK = 190  # milliseconds between two looks at what trains


class OneTraining(QObject):
    """Knows the turns of all that can train: Train page, experiments, adapting to a hand.

    ``ended()``: one of them trains no more.
    """

    ended = Signal()

    def __init__(self, parent: QObject) -> None:
        """Know of none yet."""
        super().__init__(parent)
        self._turns: list[Turn] = []

    def join(self, turn: Turn) -> None:
        """Ask ``turn`` too from now on, until it is deleted with its window."""
        self._turns = [*filter(isValid, self._turns), turn]

    def why_not(self, asking: Turn) -> str:
        """Return why ``asking`` cannot train now; empty when it can."""
        others = (turn for turn in self._turns if turn is not asking and isValid(turn))
        return next(filter(None, (turn.why_busy() for turn in others)), "")


class Turn(QObject):
    """One that can train, while no other does."""

    def __init__(
        self, session: Session, parent: QObject, why_busy: Callable[[], str],
        message: QLabel, tell: Callable[[str], None] | None = None,
    ) -> None:  # fmt: skip
        """Take part. why_busy: what the others are told while it trains, and to do; else nothing.

        message: where it is told why it cannot train, by ``tell`` if there is more to that.
        """
        super().__init__(parent)
        self._one_training, self.why_busy = session.one_training, why_busy
        self._message, self._tell = message, tell or message.setText
        self._refusal = ""
        self._one_training.join(self)
        self._one_training.ended.connect(self._look_again)

    def may_begin(self) -> bool:
        """Tell whether nothing else trains; what does is told, as long as that is so."""
        self._refusal = self._one_training.why_not(self)
        if self._refusal:
            self._tell(self._refusal)
        return not self._refusal

    def end(self) -> None:
        """Let the others begin."""
        self._one_training.ended.emit()

    @Slot()
    def _look_again(self) -> None:
        if self._refusal and self._message.text() == self._refusal:
            self._refusal = self._one_training.why_not(self)
            self._tell(self._refusal)
