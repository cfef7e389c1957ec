"""All maps of one layer, as large as they fit; a value can be pointed at and chosen."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from digitpad.graph.maps import as_maps, channel_on_maps, maps_shape, of_maps, on_maps
from digitpad.graph.operation import Array, Position
from digitpad.graph.receptive_field import at, is_in
from digitpad.support.colour_scales import shaded
from digitpad.ui.theme import theme
from digitpad.ui.widgets.map_painter import (
    MapLayout,
    fitted,
    outline,
    paint_maps,
    paint_values,
)
from digitpad.ui.widgets.painted import ValuePicture, frame_pen, sized, veil, write_in_middle

GAP = 5.0  # pixels between maps
NUMBERED = 32  # pixels: of a smaller map the number would hide too much
NUMBER_PIXELS = 10  # as small as can be read


class MapGrid(ValuePicture):
    """Positions are (channel, row, column), or (unit,) where the values are one row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty grid."""
        super().__init__(parent)
        self.setObjectName("mapGrid")
        self.setAccessibleName(self.tr("Feature maps"))
        self._values: Array | None = None
        self._signed = False
        self._each = False
        self._end: float | None = None
        self._order: tuple[int, ...] = ()
        self._columns: int | None = None
        self._marked: tuple[int, ...] = ()
        self._silenced: frozenset[int] = frozenset()
        self._empty_text = ""
        self._numbers: tuple[object, QPixmap] | None = None  # as written, and for what

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

    # Geometry

    def value_point(self, position: Position) -> QPointF:
        """Return the middle of the value at ``position`` on the widget."""
        layout = self._layout()
        assert layout is not None
        assert self._values is not None
        place = on_maps(at(position), self._values.shape)
        return layout.part(place[0][0], place[1], place[2]).center()

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
        return of_maps(found, self._values.shape)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        layout = self._layout()
        if layout is None or self._values is None:
            write_in_middle(painter, self.rect(), self._empty_text, theme().muted)
            return
        self._paint_values(painter, layout, as_maps(self._values))
        self._paint_numbers(painter, layout)
        painter.setPen(QPen(QColor(theme().text), 1.5))
        for channel in self._marked:
            painter.drawRect(layout.map_rect(channel).adjusted(-2, -2, 2, 2))
        for number in self._silenced:
            channels, rows, columns = channel_on_maps(number, self._values.shape)
            for channel in channels:
                self._cross_out(painter, layout.part(channel, rows, columns))
        self._outline_current(painter, layout)

    def _outline_current(self, painter: QPainter, layout: MapLayout) -> None:
        if self._current is not None and self._values is not None:
            region = on_maps(at(self._current), self._values.shape)
            outline(painter, layout, region, frame_pen(theme().second, 2.5))

    def _paint_values(self, painter: QPainter, layout: MapLayout, maps: Array) -> None:
        if not (self._each or self._order):
            paint_values(painter, self.rect(), layout, maps, self._signed, self._end)
            return
        shades = shaded(maps, self._signed, theme().dark, each=self._each, end=self._end)
        paint_maps(painter, layout, shades)

    def _paint_numbers(self, painter: QPainter, layout: MapLayout) -> None:
        """Write into the corner of each map which one it is, as its values are called."""
        if layout.count == 1 or min(layout.width, layout.height) * layout.side < NUMBERED:
            return
        ratio = self.devicePixelRatio()
        key = (layout, self.size().toTuple(), ratio, theme(), self.font().key())
        if self._numbers is None or self._numbers[0] != key:
            written = QPixmap(self.size() * ratio)
            written.setDevicePixelRatio(ratio)
            written.fill(Qt.GlobalColor.transparent)
            self._write_numbers(written, layout)
            self._numbers = key, written
        painter.drawPixmap(0, 0, self._numbers[1])

    def _write_numbers(self, on: QPixmap, layout: MapLayout) -> None:
        painter = QPainter(on)
        painter.setFont(sized(self.font(), NUMBER_PIXELS))
        metrics, behind = painter.fontMetrics(), veil(theme().panel, 190)
        painter.setPen(QColor(theme().text))
        for channel in range(layout.count):
            text = str(channel)
            corner = layout.map_rect(channel).topLeft()
            place = QRectF(corner.x(), corner.y(), metrics.horizontalAdvance(text) + 5, 12)
            painter.fillRect(place, behind)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()

    def _cross_out(self, painter: QPainter, rect: QRectF) -> None:
        painter.setPen(QPen(QColor(theme().muted), 1.5))
        painter.drawRect(rect)
        painter.drawLine(rect.topLeft(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.topRight())

    # Pointing and choosing

    def _has_values(self) -> bool:
        return self._values is not None

    def _moved(self, places: int, rows: int, columns: int) -> Position | None:
        """Return where to; in a row of units an arrow goes to the unit beside or below."""
        layout = self._layout()
        assert self._values is not None
        assert layout is not None
        shape = self._values.shape
        if self._current is None:
            return of_maps((layout.channel(0), 0, 0), shape)
        if len(shape) == 1:
            places += columns + rows * layout.columns
        channels, height, width = maps_shape(shape)
        (channel,), (row,), (column,) = on_maps(at(self._current), shape)
        place = _within(layout.place(channel) + places, channels)
        row, column = _within(row + rows, height), _within(column + columns, width)
        return of_maps((layout.channel(place), row, column), shape)


def _within(n: int, size: int) -> int:
    return min(max(n, 0), size - 1)
