"""The pools side by side: for each one its map, its shape, and what the shift changes."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from digitpad.graph.operation import Array, Position
from digitpad.graph.receptive_field import is_in
from digitpad.lab.limits import POOL_KINDS
from digitpad.lab.pooling import ShiftChange
from digitpad.lab.result import LabResult, Pooled
from digitpad.support.colour_scales import limit
from digitpad.support.messages import percentage, with_value
from digitpad.support.numbers import shape_text
from digitpad.ui.pages.lab.words import pool_name
from digitpad.ui.theme import theme
from digitpad.ui.widgets.map_painter import MapLayout, fitted, paint_values
from digitpad.ui.widgets.number_grid import write_values
from digitpad.ui.widgets.painted import Place, ValuePicture, frame_pen, sized

LINE = 16.0  # pixels: height of a line of text
NAMES = 84.0  # pixels: width of the names of the table's rows
GAP = 2.0  # pixels between the maps of several channels
SMALL = 11  # pixels of type
CELLS = 3  # lines of numbers below a map


class PoolTable(ValuePicture):
    """Places are (pool, channel, row, column), or (pool,) where it is impossible.

    Pools are counted from 0, as the result has them.
    """

    usual, least = (600, 150), (480, 120)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty table."""
        super().__init__(parent)
        self.setObjectName("labPools")
        self.setAccessibleName(self.tr("The four pools of each window"))
        self._result: LabResult | None = None

    def show_result(self, result: LabResult) -> None:
        """Show the pools of ``result``; where there are none, why."""
        self._result = result
        if self._current is not None and not self._is_there(self._current):
            self._current = None
        self.setAccessibleDescription(self.text())
        self.update()

    def text(self) -> str:
        """Return the table as text."""
        result = self._result
        if result is None or result.pools is None:
            return ""
        lines = [with_value(self._first(), ", ".join(self._numbers(result.pools.input_change)))]
        for one in result.pools.pooled:
            told = [one.problem] if one.values is None else self._numbers(one.change)
            shape = [] if one.values is None else [shape_text(one.values.shape)]
            lines.append(with_value(pool_name(one.settings.kind), ", ".join([*shape, *told])))
        return "\n".join(lines)

    def _first(self) -> str:
        """Return what the maps in the first column are."""
        is_output = self._result is not None and self._result.lab_settings.pooled == "output"
        return self.tr("output") if is_output else self.tr("input")

    def _rows(self) -> tuple[str, ...]:
        return self.tr("mean change"), self.tr("of its mean"), self.tr("values changed")

    def _numbers(self, change: ShiftChange | None) -> list[str]:
        if change is None:
            return ["–"] * CELLS
        relative = "∞" if math.isinf(change.relative) else percentage(change.relative, ".0f")
        return [_short(change.mean_change), relative, percentage(change.changed_share, ".0f")]

    # Geometry

    def _column(self, place: int) -> QRectF:
        """Return the room of column ``place``: 0 is the input's, then each pool's."""
        width = (self.width() - NAMES) / (len(POOL_KINDS) + 1)
        return QRectF(NAMES + place * width, 0, width, self.height())

    def _layout(self, place: int, values: Array) -> MapLayout:
        column = self._column(place)
        area = QRectF(
            column.left() + 3, LINE + 2, column.width() - 6,
            max(column.height() - (2 + CELLS) * LINE - 8, 8.0),
        )  # fmt: skip
        channels, height, width = values.shape
        return fitted((channels, height, width), area, GAP)

    def value_point(self, kind: str, position: Position) -> QPointF:
        """Return the middle of a pool's value on the widget."""
        assert self._result is not None
        assert self._result.pools is not None
        place = [str(one.settings.kind) for one in self._result.pools.pooled].index(kind)
        values = self._result.pools.pooled[place].values
        assert values is not None
        return self._layout(place + 1, values).value_rect(*position).center()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        result = self._result
        if result is None:
            return
        painter = QPainter(self)
        if result.pools is None:  # the verdict above says why
            return
        painter.setFont(sized(self.font(), SMALL))
        top = self.height() - CELLS * LINE - 2
        painter.setPen(QColor(theme().border))
        painter.drawLine(0, round(top), self.width(), round(top))
        painter.setPen(QColor(theme().muted))
        for n, name in enumerate(self._rows()):
            painter.drawText(
                QRectF(0, top + n * LINE + 1, NAMES, LINE), Qt.AlignmentFlag.AlignVCenter, name
            )  # fmt: skip
        pools = result.pools
        signed, end = pools.is_signed, pools.end
        self._paint_column(painter, 0, self._first(), pools.maps, signed, end, pools.input_change)
        for place, one in enumerate(pools.pooled, start=1):
            name = pool_name(one.settings.kind)
            if one.values is None:
                self._paint_problem(painter, place, name, one)
                continue
            # Mean and maximum share the maps' scale; a root of squares may lie far above it.
            own = limit(one.values) if one.settings.kind == "l2" else end
            self._paint_column(painter, place, name, one.values, signed, own, one.change)
        self._outline_current(painter)

    def _outline_current(self, painter: QPainter) -> None:
        if self._current is None or self._result is None or self._result.pools is None:
            return
        place, *value = self._current
        values = self._result.pools.pooled[place].values
        if values is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(frame_pen(theme().second, 2.5))
            painter.drawRect(self._layout(place + 1, values).value_rect(*value))

    def _paint_column(
        self, painter: QPainter, place: int, name: str, values: Array, signed: bool, end: float,
        change: ShiftChange | None,
    ) -> None:  # fmt: skip
        column, middle = self._column(place), Qt.AlignmentFlag.AlignCenter
        painter.setPen(QColor(theme().text))
        painter.drawText(QRectF(column.left(), 0, column.width(), LINE), middle, name)
        layout = self._layout(place, values)
        paint_values(painter, self.rect(), layout, values, signed, end)
        write_values(painter, layout, values, signed, end)
        painter.setPen(QPen(QColor(theme().border), 1))
        for channel in range(layout.count):
            painter.drawRect(layout.map_rect(channel))
        top = self.height() - CELLS * LINE - 2
        painter.setPen(QColor(theme().muted))
        painter.drawText(
            QRectF(column.left(), top - LINE - 1, column.width(), LINE), middle,
            shape_text(values.shape).replace(" ", ""),
        )  # fmt: skip
        painter.setPen(QColor(theme().text))
        for n, text in enumerate(self._numbers(change)):
            painter.drawText(
                QRectF(column.left(), top + n * LINE + 1, column.width(), LINE), middle, text
            )  # fmt: skip

    def _paint_problem(self, painter: QPainter, place: int, name: str, one: Pooled) -> None:
        column, middle = self._column(place), Qt.AlignmentFlag.AlignCenter
        painter.setPen(QColor(theme().faint))
        painter.drawText(QRectF(column.left(), 0, column.width(), LINE), middle, name)
        painter.setPen(QColor(theme().warning))
        painter.drawText(column.adjusted(0, LINE, 0, -CELLS * LINE), middle, "⚠")

    # Pointing and choosing

    def pool_at(self, place: Place) -> Pooled:
        """Return the pool of a place."""
        assert self._result is not None
        assert self._result.pools is not None
        return self._result.pools.pooled[place[0]]

    def _has_values(self) -> bool:
        return self._result is not None and self._result.pools is not None

    def _is_there(self, place: Place) -> bool:
        values = self.pool_at(place).values if self._has_values() else None
        return values is not None and len(place) > 1 and is_in(place[1:], values.shape)

    def _position_at(self, point: QPointF) -> Place | None:
        if self._result is None or self._result.pools is None:
            return None
        for number, one in enumerate(self._result.pools.pooled):
            if self._column(number + 1).contains(point):
                if one.values is None:
                    return (number,)
                found = self._layout(number + 1, one.values).position_at(point)
                return None if found is None else (number, *found)
        return None

    def _moved(self, places: int, rows: int, columns: int) -> Place | None:
        """Go to the value beside, or with PageUp and PageDown to another pool's first."""
        assert self._result is not None
        assert self._result.pools is not None
        possible = [
            number for number, one in enumerate(self._result.pools.pooled)
            if one.values is not None
        ]  # fmt: skip
        if not possible:
            return None
        if self._current is None or self.pool_at(self._current).values is None:
            return possible[0], 0, 0, 0
        if places:
            number = possible.index(self._current[0]) + places
            return (possible[min(max(number, 0), len(possible) - 1)], 0, 0, 0)
        number, channel, row, column = self._current
        values = self.pool_at(self._current).values
        assert values is not None
        _, height, width = values.shape
        return (
            number, channel, min(max(row + rows, 0), height - 1),
            min(max(column + columns, 0), width - 1),
        )  # fmt: skip


def _short(value: float) -> str:
    """Return a number below, or around, 1 with three digits."""
    return f"{value:.3f}" if value < 10 else f"{value:,.1f}"
