"""Widgets that paint what they show: their sizes, their type, the text while they are empty."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.ui.theme import theme
from digitpad.ui.widgets.context_menus import offer_picture


def sized(font: QFont, pixels: int, *, bold: bool = False) -> QFont:
    """Return ``font`` in another size."""
    other = QFont(font)
    other.setPixelSize(pixels)
    other.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return other


def fitting(font: QFont, text: str, width: float) -> QFont:
    """Return ``font``, smaller where ``text`` would be wider than ``width`` pixels."""
    other, needed = QFont(font), QFontMetricsF(font).horizontalAdvance(text)
    if needed > width:
        other.setPixelSize(max(1, int(font.pixelSize() * width / needed)))
    return other


def veil(colour: str, alpha: int) -> QColor:
    """Return ``colour`` so that what is below is seen through it; alpha: 0..255."""
    thin = QColor(colour)
    thin.setAlpha(alpha)
    return thin


def frame_pen(colour: str, width: float) -> QPen:
    """Return a pen for frames with sharp corners."""
    pen = QPen(QColor(colour), width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return pen


def paint_hint(painter: QPainter, widget: QWidget, text: str) -> None:
    """Write ``text`` in the middle of ``widget``, in the pen's colour."""
    font = QFont(widget.font())
    font.setPixelSize(max(12, widget.width() // 24))
    painter.setFont(font)
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(widget.rect(), flags, text)


def write_in_middle(painter: QPainter, room: QRect | QRectF, text: str, colour: str) -> None:
    """Write ``text`` into the middle of ``room``, in as many lines as it takes."""
    painter.setPen(QColor(colour))
    flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
    painter.drawText(QRectF(room), flags, text)


class Painted(QWidget):
    """Takes the room that there is. A class says how large it is usually, and at least."""

    usual = (420, 380)  # pixels: width and height
    least = (240, 200)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a widget that is as large as it can be, and can be copied as a picture."""
        super().__init__(parent)
        offer_picture(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(*self.usual)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(*self.least)


LAST = 64  # pixels, width of the last column
RULE = 4  # pixels for the line


class NumberRows(QWidget):
    """Rows of a name and a number, in some of them with a word in a last column.

    They are painted: labels would have the window laid out again for each new number.
    """

    def __init__(self, name: str, room: tuple[int, int], row: int, pixels: int, above: int) -> None:
        """Make a table without rows, each ``row`` pixels high, in type of so many ``pixels``.

        room: pixels that it is wide at least, and rows. above: so many rows stand over a line, and
        below it is what comes of them; 0: there is no line, and the last row's number is bold.
        """
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row, self._pixels, self._above = row, pixels, above
        self._room = QSize(room[0], room[1] * row + (RULE if above else 0))
        self._rows: tuple[Sequence[str], ...] = ()

    def show_rows(self, rows: tuple[Sequence[str], ...]) -> None:
        """Show ``rows``."""
        if rows != self._rows:
            self._rows = rows
            self.setAccessibleName("; ".join(" ".join(row).strip() for row in rows))
            self.update()

    def rows(self) -> tuple[Sequence[str], ...]:
        """Return what is shown."""
        return self._rows

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return self._room

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return self._room

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        middle, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
        line = QRectF(0, 0, self.width(), self._row)
        for place, (name, number, *beside) in enumerate(self._rows):
            if self._above and place == self._above:
                painter.setPen(QColor(theme().border))
                across = int(line.top()) + RULE // 2
                painter.drawLine(0, across, self.width(), across)
                line.moveTop(line.top() + RULE)
            is_bold = not self._above and place == len(self._rows) - 1
            painter.setFont(sized(self.font(), self._pixels))
            painter.setPen(QColor(theme().muted))
            painter.drawText(line, middle, name)
            painter.drawText(line, middle | right, "".join(beside))
            painter.setFont(sized(self.font(), self._pixels, bold=is_bold))
            painter.setPen(QColor(theme().text))
            number_room = line.adjusted(0, 0, -LAST, 0) if beside else line
            painter.drawText(number_room, middle | right, number)
            line.moveTop(line.top() + self._row)


Place = tuple[int, ...]  # of a value: which it is, and where on its map

MOVES: dict[int, Place] = {  # maps, rows and columns that a key moves
    Qt.Key.Key_Left: (0, 0, -1), Qt.Key.Key_Right: (0, 0, 1), Qt.Key.Key_Up: (0, -1, 0),
    Qt.Key.Key_Down: (0, 1, 0), Qt.Key.Key_PageUp: (-1, 0, 0), Qt.Key.Key_PageDown: (1, 0, 0),
}  # fmt: skip


class ValuePicture(Painted):
    """Values, of which one can be pointed at, selected and chosen.

    ``hovered(place | None)`` follows the pointer, ``moved(place)`` the arrow keys.
    ``chosen(place)`` tells a click or Enter, ``silence_asked()`` the key S.
    """

    hovered = Signal(object)
    moved = Signal(object)
    chosen = Signal(object)
    silence_asked = Signal()

    moves = MOVES  # the keys that move the selection
    has_choices = True  # Enter chooses, and S silences

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a picture of which nothing is selected."""
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._current: Place | None = None
        self._pointer: QPointF | None = None

    def under_pointer(self) -> Place | None:
        """Return the place of what is shown now that the pointer is at."""
        return None if self._pointer is None else self._position_at(self._pointer)

    def current(self) -> Place | None:
        """Return the selected place."""
        return self._current

    def set_current(self, position: Place | None) -> None:
        """Select ``position`` without choosing it."""
        self._current = position
        self.update()

    def _has_values(self) -> bool:
        raise NotImplementedError

    def _position_at(self, point: QPointF) -> Place | None:
        """Return which value is at ``point``."""
        raise NotImplementedError

    def _moved(self, places: int, rows: int, columns: int) -> Place | None:
        """Return where the selection goes to; None: it stays."""
        raise NotImplementedError

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        self._pointer = event.position()
        self.hovered.emit(self.under_pointer())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        self._pointer = None
        self.hovered.emit(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        position = self._position_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and position is not None:
            self.set_current(position)
            self.chosen.emit(position)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        key = event.key()
        if self._has_values() and key in self.moves:
            self._move(*self.moves[key])
        elif not (self._has_values() and self.has_choices):
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self._current is not None:
                self.chosen.emit(self._current)
        elif key == Qt.Key.Key_S and not event.modifiers():
            self.silence_asked.emit()
        else:
            super().keyPressEvent(event)

    def _move(self, places: int, rows: int, columns: int) -> None:
        moved = self._moved(places, rows, columns)
        if moved is not None:
            self.set_current(moved)
            self.moved.emit(moved)
