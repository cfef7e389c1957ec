"""The pools side by side: for each one its map, its shape, and what the shift changes."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from digitpad.graph.operation import Array, Position
from digitpad.lab.limits import POOL_KINDS
from digitpad.lab.pooling import ShiftChange
from digitpad.lab.result import LabResult, Pooled
from digitpad.support.colour_scales import limit
from digitpad.support.messages import percentage
from digitpad.ui.pages.lab.words import pool_name, size
from digitpad.ui.theme import theme
from digitpad.ui.widgets.map_painter import MapLayout, fitted, paint_values
from digitpad.ui.widgets.painted import Painted, sized, write_in_middle

LINE = 16.0  # pixels: height of a line of text
NAMES = 84.0  # pixels: width of the names of the table's rows
GAP = 2.0  # pixels between the maps of several channels
SMALL = 11  # pixels of type
CELLS = 3  # lines of numbers below a map


class PoolTable(Painted):
    """``pointed(kind | None, position | None)``: the pool and the value under the pointer."""

    pointed = Signal(object, object)

    usual, least = (600, 150), (480, 120)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty table."""
        super().__init__(parent)
        self.setObjectName("labPools")
        self.setMouseTracking(True)
        self._result: LabResult | None = None

    def show_result(self, result: LabResult) -> None:
        """Show the pools of ``result``; where there are none, why."""
        self._result = result
        self.setAccessibleName(self.text())
        self.update()

    def text(self) -> str:
        """Return the table as text."""
        result = self._result
        if result is None or result.pools is None:
            return "" if result is None else result.problem
        lines = [": ".join((self.tr("input"), ", ".join(self._numbers(result.pools.input_change))))]
        for one in result.pools.pooled:
            told = [one.problem] if one.values is None else self._numbers(one.change)
            shape = [] if one.values is None else [size(one.values.shape)]
            lines.append(
                f"{pool_name(one.settings.kind)}: {', '.join([*shape, *told])}"
            )  # fmt: skip
        return "\n".join(lines)

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
        place = [one.settings.kind for one in self._result.pools.pooled].index(kind)  # type: ignore[arg-type]
        values = self._result.pools.pooled[place].values
        assert values is not None
        return self._layout(place + 1, values).value_rect(*position).center()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        result = self._result
        if result is None:
            return
        painter = QPainter(self)
        if result.image is None or result.pools is None:
            room = self.rect().adjusted(40, 0, -40, 0)
            write_in_middle(painter, room, result.problem, theme().muted)
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
        end = result.input_end
        self._paint_column(
            painter,
            0,
            self.tr("input"),
            result.image,
            result.is_signed,
            end,
            result.pools.input_change,
        )
        for place, one in enumerate(result.pools.pooled, start=1):
            name = pool_name(one.settings.kind)
            if one.values is None:
                self._paint_problem(painter, place, name, one)
                continue
            # Mean and maximum share the input's scale; a root of squares may lie far above it.
            own = limit(one.values) if one.settings.kind == "l2" else end
            self._paint_column(
                painter, place, name, one.values, result.is_signed, own, one.change
            )  # fmt: skip

    def _paint_column(
        self, painter: QPainter, place: int, name: str, values: Array, signed: bool, end: float,
        change: ShiftChange | None,
    ) -> None:  # fmt: skip
        column, middle = self._column(place), Qt.AlignmentFlag.AlignCenter
        painter.setPen(QColor(theme().text))
        painter.drawText(QRectF(column.left(), 0, column.width(), LINE), middle, name)
        layout = self._layout(place, values)
        paint_values(painter, self.rect(), layout, values, signed, end)
        painter.setPen(QPen(QColor(theme().border), 1))
        for channel in range(layout.count):
            painter.drawRect(layout.map_rect(channel))
        top = self.height() - CELLS * LINE - 2
        painter.setPen(QColor(theme().muted))
        painter.drawText(
            QRectF(column.left(), top - LINE - 1, column.width(), LINE), middle,
            size(values.shape).replace(" ", ""),
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

    # Pointing

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        result = self._result
        if result is None or result.pools is None:
            return
        for place, one in enumerate(result.pools.pooled, start=1):
            if not self._column(place).contains(event.position()):
                continue
            position = None
            if one.values is not None:
                position = self._layout(place, one.values).position_at(event.position())
            self.pointed.emit(one, position)
            return
        self.pointed.emit(None, None)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        self.pointed.emit(None, None)


def _short(value: float) -> str:
    """Return a number below, or around, 1 with three digits."""
    return f"{value:.3f}" if value < 10 else f"{value:,.1f}"
