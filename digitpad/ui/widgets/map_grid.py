"""All maps of one layer, as large as they fit; a value can be pointed at and chosen."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.graph.receptive_field import Position, at, is_in
from digitpad.graph.trace import Array
from digitpad.support.colour_scales import limit, shaded
from digitpad.ui.theme import theme
from digitpad.ui.widgets.map_painter import (
    MapLayout,
    as_maps,
    fitted,
    outline,
    paint_maps,
    paint_sampled,
)

GAP = 5.0  # pixels between maps
MANY = 40_000  # values: more are not all shaded, for the screen shows fewer

_MOVES: dict[int, Position] = {  # maps, rows and columns that a key moves
    Qt.Key.Key_Left: (0, 0, -1), Qt.Key.Key_Right: (0, 0, 1), Qt.Key.Key_Up: (0, -1, 0),
    Qt.Key.Key_Down: (0, 1, 0), Qt.Key.Key_PageUp: (-1, 0, 0), Qt.Key.Key_PageDown: (1, 0, 0),
}  # fmt: skip


class MapGrid(QWidget):
    """``hovered(position | None)`` follows the pointer, ``moved(position)`` the arrow keys.

    ``chosen(position)`` tells a click or Enter, ``silence_asked`` the key S.
    Positions are (channel, row, column), or (unit,) where the values are one row.
    """

    hovered = Signal(object)
    moved = Signal(object)
    chosen = Signal(object)
    silence_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty grid."""
        super().__init__(parent)
        self.setObjectName("mapGrid")
        self.setAccessibleName(self.tr("Feature maps"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._values: Array | None = None
        self._signed = False
        self._each = False
        self._end: float | None = None
        self._order: tuple[int, ...] = ()
        self._columns: int | None = None
        self._marked: tuple[int, ...] = ()
        self._current: Position | None = None
        self._silenced: frozenset[int] = frozenset()
        self._empty_text = ""

    def set_empty_text(self, text: str) -> None:
        """Show ``text`` where there are no values."""
        self._empty_text = text
        self.update()

    def show_values(
        self,
        values: Array | None,
        *,
        signed: bool,
        each: bool = False,
        silenced: frozenset[int] = frozenset(),
        end: float | None = None,
        order: tuple[int, ...] = (),
        columns: int | None = None,
        marked: tuple[int, ...] = (),
    ) -> None:
        """Show ``values`` (channels, height, width) or (units,); None: the empty text.

        each: every map has a scale of its own. end: of a scale that is shared with others.
        order: of the maps, by their numbers. columns: how many maps stand side by side; None: as
        they fit best. marked: maps that get a frame.
        """
        self._values, self._signed, self._each = values, signed, each
        self._silenced, self._end, self._order = silenced, end, order
        self._columns, self._marked = columns, marked
        if self._current is not None and (values is None or not is_in(self._current, values.shape)):
            self._current = None
        self.update()

    def current(self) -> Position | None:
        """Return the selected position."""
        return self._current

    def set_current(self, position: Position | None) -> None:
        """Select ``position`` without choosing it."""
        self._current = position
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(420, 380)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(240, 200)

    # Geometry

    def value_point(self, position: Position) -> QPointF:
        """Return the middle of the value at ``position`` on the widget."""
        layout = self._layout()
        assert layout is not None
        channel, row, column = (*position, 0, 0)[:3]
        corner = layout.map_rect(channel).topLeft()
        return corner + QPointF((column + 0.5) * layout.side, (row + 0.5) * layout.side)

    def _layout(self) -> MapLayout | None:
        if self._values is None:
            return None
        channels, height, width = as_maps(self._values).shape
        area = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        layout = fitted((channels, height, width), area, GAP, self._columns)
        return replace(layout, order=self._order)

    def _position_at(self, point: QPointF) -> Position | None:
        layout = self._layout()
        found = layout.position_at(point) if layout is not None else None
        if found is None or self._values is None:
            return None
        return found if self._values.ndim == 3 else found[:1]

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        layout = self._layout()
        if layout is None or self._values is None:
            painter.setPen(QColor(theme().faint))
            painter.drawText(
                self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
                self._empty_text,
            )  # fmt: skip
            return
        self._paint_values(painter, layout, as_maps(self._values))
        painter.setPen(QPen(QColor(theme().text), 1.5))
        for channel in self._marked:
            painter.drawRect(layout.map_rect(channel).adjusted(-2, -2, 2, 2))
        for channel in self._silenced:
            self._cross_out(painter, layout.map_rect(channel))
        self._outline_current(painter, layout)

    def _outline_current(self, painter: QPainter, layout: MapLayout) -> None:
        if self._current is not None:
            pen = QPen(QColor(theme().second), 2.5)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            outline(painter, layout, at(self._current), pen)

    def _paint_values(self, painter: QPainter, layout: MapLayout, maps: Array) -> None:
        signed, dark = self._signed, theme().dark
        if maps.size > MANY and not (self._each or self._order):
            end = self._end or limit(maps)
            paint_sampled(
                painter, self.rect(), layout, maps, lambda seen: shaded(seen, signed, dark, end=end)
            )
            return
        paint_maps(painter, layout, shaded(maps, signed, dark, each=self._each, end=self._end))

    def _cross_out(self, painter: QPainter, rect: QRectF) -> None:
        painter.setPen(QPen(QColor(theme().muted), 1.5))
        painter.drawRect(rect)
        painter.drawLine(rect.topLeft(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.topRight())

    # Pointing and choosing

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        self.hovered.emit(self._position_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        self.hovered.emit(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        position = self._position_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and position is not None:
            self.set_current(position)
            self.chosen.emit(position)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if self._values is None:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self._current is not None:
                self.chosen.emit(self._current)
        elif event.key() == Qt.Key.Key_S and not event.modifiers():
            self.silence_asked.emit()
        elif event.key() in _MOVES:
            self._move(*_MOVES[event.key()])
        else:
            super().keyPressEvent(event)

    def _move(self, places: int, rows: int, columns: int) -> None:
        """Move the selection; in a row of units an arrow goes to the unit beside or below."""
        layout = self._layout()
        assert self._values is not None
        assert layout is not None
        shape = self._values.shape
        if self._current is None:
            moved: Position = (layout.channel(0), *(0 for _ in shape[1:]))
        else:
            if len(shape) == 1:
                places += columns + rows * layout.columns
            place = _within(layout.place(self._current[0]) + places, shape[0])
            steps = zip(self._current[1:], (rows, columns), shape[1:], strict=False)
            moved = (layout.channel(place), *(_within(n + step, size) for n, step, size in steps))
        self.set_current(moved)
        self.moved.emit(moved)


def _within(n: int, size: int) -> int:
    return min(max(n, 0), size - 1)
