"""The buttons of a number's digits, in the places where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QWidget

from digitpad.ui.number.digit_button import HEIGHT, NARROW, WIDTH, DigitButton
from digitpad.ui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from digitpad.network.number import ReadDigit

GAP = 3  # pixels between two digits
ROW_GAP = 19  # pixels between two rows of the number, with a line in the middle
FEWEST = 8  # buttons that are made at once: those made later take a moment when they are needed

_STEPS = {
    Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1,
}  # fmt: skip


class DigitButtons(QWidget):
    """One button a digit; a line stands where a new row of the number begins.

    ``chosen(int)``: the digit, from 0, that a click or an arrow key chose.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make buttons that are hidden."""
        super().__init__(parent)
        self._theme = LIGHT
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.chosen)
        self._buttons: list[DigitButton] = []
        self._lines: list[int] = []  # where rows end, in pixels from the left
        self._rows: list[int] = []  # the row that each digit stands in
        self._count = self._selected = 0
        self._make(FEWEST)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        for button in self._buttons:
            button.set_theme(theme)
        self.update()

    def buttons(self) -> list[DigitButton]:
        """Return the buttons of the digits that are shown."""
        return self._buttons[: self._count]

    def place_of_selected(self) -> QRect:
        """Return where the selected digit's button is."""
        return self._buttons[self._selected].geometry()

    def show_digits(self, digits: tuple[ReadDigit, ...], selected: int) -> None:
        """Show ``digits``, which are not none; ``selected`` is the one that is looked at."""
        had_focus = any(button.hasFocus() for button in self._buttons)
        self._make(len(digits))
        self._count, self._selected = len(digits), selected
        self._rows = [digit.row for digit in digits]
        for place, digit in enumerate(digits):
            self._buttons[place].show_digit(digit.answer, place + 1, len(digits))
        for place, button in enumerate(self._buttons):
            button.setVisible(place < self._count)
            button.setChecked(place == selected)
            # The tabulator stops at one of them; the arrow keys go from it to the others.
            is_stop = place == selected
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_stop else Qt.FocusPolicy.NoFocus)
        if had_focus:
            self._buttons[selected].setFocus()

    def fit(self, room: int) -> bool:
        """Take at most ``room`` pixels, narrow if need be; False where that is still too little."""
        self._place(WIDTH)
        if self.width() > room:
            self._place(NARROW)
        return self.width() <= room

    def _place(self, width: int) -> None:
        left, self._lines = 0, []
        for place, row in enumerate(self._rows):
            if place and row != self._rows[place - 1]:
                self._lines.append(left - GAP + ROW_GAP // 2)
                left += ROW_GAP - GAP
            self._buttons[place].set_narrow(width == NARROW)
            self._buttons[place].move(left, 0)
            left += width + GAP
        self.setFixedSize(max(0, left - GAP), HEIGHT)
        self.update()

    def _make(self, count: int) -> None:
        """See to it that there are ``count`` buttons at least; the new ones are hidden."""
        for place in range(len(self._buttons), count):
            button = DigitButton(self)
            button.hide()
            button.set_theme(self._theme)
            self._group.addButton(button, place)
            if self._buttons:
                QWidget.setTabOrder(self._buttons[-1], button)
            self._buttons.append(button)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        key, last = event.key(), self._count - 1
        if key == Qt.Key.Key_Home:
            self.chosen.emit(0)
        elif key == Qt.Key.Key_End:
            self.chosen.emit(last)
        elif key in _STEPS:
            self.chosen.emit(min(max(self._selected + _STEPS[Qt.Key(key)], 0), last))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        for line in self._lines:
            painter.fillRect(QRect(line, 3, 1, HEIGHT - 6), QColor(self._theme.faint))
