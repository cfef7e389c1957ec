"""The number as it was read: a button for each digit, and how sure the whole is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QToolButton, QWidget

from digitpad.network.percent import percent
from digitpad.ui.number.digit_button import HEIGHT, NARROW
from digitpad.ui.number.digit_buttons import GAP, DigitButtons
from digitpad.ui.theme import Theme
from digitpad.ui.widgets import label

if TYPE_CHECKING:
    from digitpad.network.number import NumberReading

WHOLE_WIDTH = 54  # pixels; "100.0 %" fits
END_WIDTH = 20  # pixels, of a button at an end


class NumberRow(QWidget):
    """Digits from left to right, rows one after the other; what does not fit is scrolled to.

    ``chosen(int)``: which digit the user wants to look at, from 0.
    """

    chosen = Signal(int)

    def __init__(
        self, previous: QAction, following: QAction, parent: QWidget | None = None
    ) -> None:
        """Make a row without a number, which is hidden."""
        super().__init__(parent)
        self.setObjectName("numberRow")
        self.setFixedHeight(HEIGHT)
        self.digits = DigitButtons()
        self.digits.chosen.connect(self.chosen)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self.digits)
        for part in (self._area.viewport(), self.digits):
            part.setAutoFillBackground(False)
        self._ends = [_end(previous), _end(following)]
        self.whole = label("", "field")
        self.whole.setFixedWidth(WHOLE_WIDTH)
        self.whole.setStyleSheet("font-size: 12px")
        self.whole.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        self._row.addStretch(1)
        for part in (self._ends[0], self._area, self._ends[1], self.whole):
            self._row.addWidget(part)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self.digits.set_theme(theme)

    def show_number(self, reading: NumberReading | None, selected: int) -> None:
        """Show the digits of ``reading``, one of them selected; nothing for None."""
        if reading is None:
            self.hide()
            return
        self.digits.show_digits(reading.digits, selected)
        sure = percent(reading.confidence)
        self.whole.setText(self.tr("all\n{0}").format(sure))
        told = self.tr("That all {0} digits are right: {1}").format(len(reading.digits), sure)
        self.whole.setToolTip(told)
        self.whole.setAccessibleName(told)
        spoken = reading.text.replace("\n", self.tr(", below it "))
        self.setAccessibleName(self.tr("Number {0}").format(spoken))
        self.show()
        self._fit()

    def _fit(self) -> None:
        """Give the digits the room that there is, with a button at each end where it is short."""
        room = self.width() - WHOLE_WIDTH - GAP
        is_short = not self.digits.fit(room)
        for end in self._ends:
            end.setVisible(is_short)
        if is_short:
            room -= 2 * (END_WIDTH + GAP)
        self._area.setFixedSize(max(0, min(room, self.digits.width())), HEIGHT)
        self._row.activate()  # now, and not when Qt comes to it: what is revealed depends on it
        self._reveal()

    def _reveal(self) -> None:
        """Scroll to the selected digit, so far that half of its neighbours is seen too."""
        bar, place = self._area.horizontalScrollBar(), self.digits.place_of_selected()
        bar.setRange(0, max(0, self.digits.width() - self._area.width()))
        most, least = place.left() - NARROW // 2, place.right() + NARROW // 2 - self._area.width()
        bar.setValue(max(min(bar.value(), most), least))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802, D102
        turn = event.angleDelta()
        bar = self._area.horizontalScrollBar()
        bar.setValue(bar.value() - (turn.x() or turn.y()))
        event.accept()


def _end(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAccessibleName(action.text())
    button.setFixedSize(END_WIDTH, HEIGHT)
    button.setStyleSheet("padding: 0")
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button
