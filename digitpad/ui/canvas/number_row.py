"""The number as it was read: a button for each digit, and how sure the whole is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QScrollArea, QToolButton, QWidget

from digitpad.reading.classify import percent
from digitpad.ui.theme import theme
from digitpad.ui.widgets.basics import doubt_words, filled, label
from digitpad.ui.widgets.painted import sized

if TYPE_CHECKING:
    from digitpad.reading.number import NumberReading, ReadDigit


WIDTH, HEIGHT = 48, 34  # pixels; "100.0 %" fits
NARROW = 25  # pixels, of one among many: its confidence has no sign, and its doubt is a "?"
SAID = "✓"  # in the place of a confidence: somebody has said what it is
DIGIT_PIXELS, SURE_PIXELS = 17, 11  # heights of the types
DOUBTED_PIXELS, DOUBT_PIXELS = 14, 10  # the same where a third line says that it is not sure


class DigitButton(QToolButton):
    """Checked while its digit is the one that is looked at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a button without a digit."""
        super().__init__(parent)
        self.setCheckable(True)
        self.setFixedSize(WIDTH, HEIGHT)
        self._digit: ReadDigit | None = None

    def set_narrow(self, is_narrow: bool) -> None:
        """Take less room, or as much as there is to say."""
        self.setFixedWidth(NARROW if is_narrow else WIDTH)
        self.update()

    def show_digit(self, digit: ReadDigit, place: int, count: int) -> None:
        """Show ``digit``, the one at ``place``, from 1, of ``count``."""
        self._digit = digit
        self.setText(str(digit.digit))
        if digit.said is not None:
            words = self.tr("Digit {0} of {1}: {2}, as you said")
        elif digit.is_sure:
            words = self.tr("Digit {0} of {1}: {2}, {3}")
        else:
            words = self.tr("Digit {0} of {1}: {2}, {3}, not sure")
        told = words.format(place, count, digit.digit, percent(digit.confidence))
        self.setAccessibleName(told)
        self.setToolTip(told if digit.is_sure else f"{told}\n{doubt_words()}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        # Making QStyle known takes 7 ms, for which a window without a number need not wait.
        from PySide6.QtWidgets import QStyle, QStyleOptionToolButton

        painter = QPainter(self)
        frame = QStyleOptionToolButton()
        self.initStyleOption(frame)
        frame.text = ""
        self.style().drawComplexControl(
            QStyle.ComplexControl.CC_ToolButton, frame, painter, self
        )  # fmt: skip
        shown, colours = self._digit, theme()
        if shown is None:
            return
        chosen = colours.on_accent if self.isChecked() else None
        digit = str(shown.digit)
        sure = percent(shown.confidence) if shown.said is None else SAID
        if self.width() == NARROW:
            sure = sure.rstrip("% ")
        if shown.is_sure:
            pixels = DOUBT_PIXELS if self.width() == NARROW else SURE_PIXELS
            lines = [
                _Line(digit, DIGIT_PIXELS, chosen or colours.text, True),
                _Line(sure, pixels, chosen or colours.muted),
            ]
        else:
            doubt = "?" if self.width() == NARROW else self.tr("not sure")
            lines = [
                _Line(digit, DOUBTED_PIXELS, chosen or colours.muted, True),
                _Line(sure, DOUBT_PIXELS, chosen or colours.muted),
                _Line(doubt, DOUBT_PIXELS, chosen or colours.warning),
            ]
        top = (self.height() - sum(line.pixels for line in lines)) // 2
        for line in lines:
            painter.setFont(sized(self.font(), line.pixels, bold=line.is_bold))
            painter.setPen(QColor(line.colour))
            # The lines stand closer than the typeface's own height would have them.
            place = QRect(0, top - 4, self.width(), line.pixels + 8)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, line.text)
            top += line.pixels


@dataclass(frozen=True)
class _Line:
    """One line of text on a button, ``pixels`` high."""

    text: str
    pixels: int
    colour: str
    is_bold: bool = False


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
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.chosen)
        self._buttons: list[DigitButton] = []
        self._lines: list[int] = []  # where rows end, in pixels from the left
        self._rows: list[int] = []  # the row that each digit stands in
        self._count = self._selected = 0
        self._make(FEWEST)

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
            self._buttons[place].show_digit(digit, place + 1, len(digits))
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
            painter.fillRect(QRect(line, 3, 1, HEIGHT - 6), QColor(theme().faint))


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
        self._row = filled(
            QHBoxLayout(self), None, self._ends[0], self._area, self._ends[1], self.whole,
            spacing=GAP,
        )  # fmt: skip
        self.hide()

    def show_number(self, reading: NumberReading | None, selected: int) -> None:
        """Show the digits of ``reading``, one of them selected; nothing for None."""
        if reading is None:
            self.hide()
            return
        self.digits.show_digits(reading.digits, selected)
        sure = percent(reading.confidence)
        self.whole.setText(self.tr("all\n{0}").format(sure))
        told = self.tr("That all {0} digits are right: {1}").format(len(reading.digits), sure)
        if not reading.is_sure:
            told = self.tr("{0}. Not sure: one of them at least.").format(told)
        self.whole.setToolTip(told)
        self.whole.setAccessibleName(told)
        spoken = reading.marked_text.replace("\n", self.tr(", below it "))
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
