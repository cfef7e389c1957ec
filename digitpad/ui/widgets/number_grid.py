"""Kernels with their numbers, which can be typed over."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from digitpad.graph.operation import Array, Position
from digitpad.lab.limits import LARGEST_NUMBER
from digitpad.support.colour_scales import Shades, is_light, shaded
from digitpad.support.numbers import number, short
from digitpad.ui.theme import theme
from digitpad.ui.widgets.boxes import as_typed, typed_number
from digitpad.ui.widgets.map_grid import MapGrid
from digitpad.ui.widgets.map_painter import MapLayout
from digitpad.ui.widgets.painted import sized

LEAST_SIDE = 24.0  # pixels: a cell of this size has room for a number
UNDO_AND_REDO = Qt.Key.Key_Z, Qt.Key.Key_Y  # with Ctrl, and with Shift
ROOMY_SIDE = 46.0  # pixels: and one of this size for three decimals
LARGEST = 100.0  # magnitude that may be typed over a weight of a network
EDITOR_FRAME = 20  # pixels, around the text of what is typed into


class NumberGrid(MapGrid):
    """``edited(position, value)`` tells a number that was typed over another.

    Enter, F2, a double click or a digit begins, Enter ends it, Esc leaves the number as it was.
    ``undo_asked()``: the number that was typed last shall be as it was. The window's own undo, and
    redo, are for ink: where numbers are typed, they keep away from it.
    """

    edited = Signal(object, float)
    undo_asked = Signal()

    def __init__(self, parent: QWidget | None = None, *, largest: float = LARGEST) -> None:
        """Make an empty grid. largest: magnitude that may be typed."""
        super().__init__(parent)
        self._largest = largest
        self.setObjectName("numberGrid")
        self.setAccessibleName(self.tr("Numbers of the kernel"))
        self._editor: QLineEdit | None = None
        self._edited: Position | None = None
        self._offered = ""  # what stood in the editor before anything was typed

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        super().paintEvent(event)
        layout, values = self._layout(), self._values
        if layout is None or values is None:
            return
        painter = QPainter(self)
        font = self._number_font(layout.side, values)
        if font is None:
            return
        painter.setFont(font)
        shades = self._shades(values)
        for channel, row, column in _positions(values.shape):
            cell = layout.value_rect(channel, row, column)
            light = is_light(int(shades[channel, row, column]))
            painter.setPen(QColor("black" if light else "white"))
            text = self._number_text(float(values[channel, row, column]), layout.side)
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_numbers(self, painter: QPainter, layout: MapLayout) -> None:
        """Write which map it is, unless that would hide a number in its corner."""
        if self._values is None or self._number_font(layout.side, self._values) is None:
            super()._paint_numbers(painter, layout)

    def _shades(self, values: Array) -> Shades:
        """Return the shade of each value, as painted."""
        return shaded(values, self._signed, theme().dark, end=self._end)

    def _number_font(self, side: float, values: Array) -> QFont | None:
        """Return the font for numbers in cells of ``side``; None where they have no room."""
        if side < LEAST_SIDE:
            return None
        return sized(self.font(), int(min(13, side * 0.34)))

    def _number_text(self, value: float, side: float) -> str:
        """Return what stands in a cell of ``side``."""
        return number(value, 3 if side >= ROOMY_SIDE else 2)

    # Typing

    @property
    def _can_type(self) -> bool:
        """False for numbers that are looked at."""
        return True

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._can_type
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
            and event.key() in UNDO_AND_REDO
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        begins = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)
        typed = event.text()
        if self._can_type and event.matches(QKeySequence.StandardKey.Undo):
            self.undo_asked.emit()
        elif self._current is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        elif event.key() in begins:
            self._begin(self._current, None)
        elif typed and typed in "0123456789.,-−+":
            self._begin(self._current, typed)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        if self._current is not None and self._position_at(event.position()) == self._current:
            self._begin(self._current, None)

    def _begin(self, position: Position, typed: str | None) -> None:
        layout, values = self._layout(), self._values
        if layout is None or values is None or not self._can_type:
            return
        self.end_editing()
        editor = QLineEdit(self)
        editor.setObjectName("kernelNumber")
        editor.setAccessibleName(self.tr("Number of the kernel"))
        editor.setMaxLength(12)
        self._offered = as_typed(f"{float(values[position]):.6g}")
        editor.setText(self._offered if typed is None else typed)
        written = editor.fontMetrics().horizontalAdvance(editor.text()) + EDITOR_FRAME
        width = int(max(layout.side, 64, written))
        middle = self.value_point(position).toPoint()
        height = editor.sizeHint().height()
        left = min(max(middle.x() - width // 2, 0), max(self.width() - width, 0))
        editor.setGeometry(left, middle.y() - height // 2, width, height)
        if typed is None:
            editor.selectAll()
        editor.installEventFilter(self)
        self._editor, self._edited = editor, position
        editor.show()
        editor.setFocus()

    def _take(self) -> None:
        assert self._editor is not None
        assert self._edited is not None
        if self._editor.text() == self._offered:
            self.end_editing()  # the number is what it was, with all the digits that are not shown
            return
        value = number_in(self._editor.text(), self._largest)
        if value is None:
            self._editor.selectAll()  # it stays open: what was typed is not a number
            return
        position = self._edited
        self.end_editing()
        self.edited.emit(position, value)

    def end_editing(self) -> None:
        """Leave the number that is typed over as it was."""
        editor, self._editor, self._edited = self._editor, None, None
        if editor is not None:
            if editor.hasFocus():
                self.setFocus()  # hidden, it would hand the keys to whatever comes next
            editor.hide()
            editor.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        if watched is self._editor:
            if event.type() == QEvent.Type.FocusOut:
                self.end_editing()
            elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                # The editor would hand Enter on to the grid, which would begin again.
                if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                    self._take()
                    return True
                if event.key() == Qt.Key.Key_Escape:
                    self.end_editing()
                    return True
        return super().eventFilter(watched, event)


def number_in(text: str, largest: float = LARGEST) -> float | None:
    """Return the number that ``text`` says, as ``typed_number`` takes it; None where it says none.

    largest: magnitude that is taken.
    """
    value = typed_number(text)
    return value if value is not None and abs(value) <= largest else None


def _positions(shape: tuple[int, ...]) -> list[tuple[int, int, int]]:
    channels, rows, columns = shape
    return [(c, y, x) for c in range(channels) for y in range(rows) for x in range(columns)]


SMALLEST_TYPE = 8  # pixels
LARGEST_TYPE = 14  # pixels
FRACTION = 4  # letters of a number with decimals, as 0.25
MOST_NUMBERS = 2048  # that are written: more would have no room, and take longer than a frame


class ShortGrid(NumberGrid):
    """A number grid whose type is as large as its longest number lets it be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty grid."""
        super().__init__(parent, largest=LARGEST_NUMBER)
        self._fitted: tuple[float, Array, QFont | None] | None = None

    def _number_font(self, side: float, values: Array) -> QFont | None:
        if side < SMALLEST_TYPE or values.size > MOST_NUMBERS:
            return None
        if self._fitted is not None and self._fitted[0] == side and self._fitted[1] is values:
            return self._fitted[2]
        fewest = 1 if (values == np.rint(values)).all() else FRACTION
        if side - 4 < fewest * SMALLEST_TYPE / 2:  # a digit is half as wide as its type is high
            return None
        longest = max((short(value) for value in np.unique(values).tolist()), key=len)
        font: QFont | None = QFont(self.font())
        assert font is not None
        font.setPixelSize(LARGEST_TYPE)
        room = (side - 4) / QFontMetricsF(font).horizontalAdvance(longest)
        pixels = int(min(LARGEST_TYPE, LARGEST_TYPE * room, side * 0.7))
        if pixels < SMALLEST_TYPE:
            font = None
        else:
            font.setPixelSize(pixels)
        self._fitted = side, values, font
        return font

    def _number_text(self, value: float, side: float) -> str:
        return short(value)


def write_values(
    painter: QPainter, layout: MapLayout, values: Array, signed: bool, end: float | None
) -> None:
    """Write each of ``values``, (channels, height, width), onto its shade, where it has room.

    signed, end: of the scale that they are painted with, see ``shaded``.
    """
    texts = [short(value) for value in values.ravel().tolist()[: MOST_NUMBERS + 1]]
    if len(texts) > MOST_NUMBERS or layout.side < SMALLEST_TYPE:
        return
    font = painter.font()
    font.setPixelSize(SMALLEST_TYPE)
    widest = max(QFontMetricsF(font).horizontalAdvance(text) for text in texts)
    pixels = min(LARGEST_TYPE, int(SMALLEST_TYPE * (layout.side - 2) / max(widest, 1)))
    if pixels < SMALLEST_TYPE:
        return
    painter.save()
    font.setPixelSize(pixels)
    painter.setFont(font)
    shades = shaded(values, signed, theme().dark, end=end).ravel().tolist()
    for place, shade, text in zip(_positions(values.shape), shades, texts, strict=True):
        painter.setPen(QColor("black" if is_light(shade) else "white"))
        painter.drawText(layout.value_rect(*place), Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
