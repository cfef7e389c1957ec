"""A choice of one digit, or of whichever one is the answer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

ANSWER = 10  # the choice after the digits
DIGIT = 34, 30  # pixels, size of a digit's button


class DigitChoice(QWidget):
    """A row of buttons; ``chosen(int)`` tells a digit or ``ANSWER``."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a row that follows an answer which is not known yet."""
        super().__init__(parent)
        self.setObjectName("digitChoice")
        self._answer: int | None = None
        self._buttons = QButtonGroup(self)
        self._buttons.idClicked.connect(self.chosen)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        for number in (ANSWER, *range(10)):
            button = QToolButton()
            button.setCheckable(True)
            self._buttons.addButton(button, number)
            row.addWidget(button)
            if number == ANSWER:
                button.setToolTip(self.tr("Explain the digit that the network answers (A)"))
                button.setFixedHeight(DIGIT[1])
                button.setChecked(True)
            else:
                button.setText(str(number))
                button.setToolTip(
                    self.tr("Explain {0}, whatever the answer is ({0})").format(number)
                )
                button.setFixedSize(*DIGIT)
        row.addStretch(1)
        self._fit_answer()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit_answer()

    def _fit_answer(self) -> None:
        """Give the answer one width, so that another one has nothing laid out again."""
        button = self.button(ANSWER)
        button.setText(self.tr("Answer: {0}").format(0))
        button.setFixedWidth(button.sizeHint().width())
        self.set_answer(self._answer)

    def button(self, number: int) -> QToolButton:
        """Return the button of a digit or of ``ANSWER``."""
        button = self._buttons.button(number)
        assert isinstance(button, QToolButton)
        return button

    def set_answer(self, answer: int | None) -> None:
        """Take note of the network's answer, if there is one."""
        self._answer = answer
        digit = "–" if answer is None else str(answer)
        self.button(ANSWER).setText(self.tr("Answer: {0}").format(digit))

    def digit(self) -> int | None:
        """Return the digit that is meant; None while it is to be an answer that is not there."""
        number = self._buttons.checkedId()
        return self._answer if number == ANSWER else number
