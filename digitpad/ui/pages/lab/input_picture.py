"""The lab's input: its channels with the padding around them, and what the kernel lies on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from digitpad.graph.operation import Array, Position
from digitpad.graph.receptive_field import is_in
from digitpad.lab.result import LabResult
from digitpad.lab.shapes import Coverage
from digitpad.support.colour_scales import Shades
from digitpad.support.numbers import short
from digitpad.ui.pages.lab.channels import ChannelGrid, as_light, together
from digitpad.ui.theme import theme
from digitpad.ui.widgets.map_painter import MapLayout, shade_image
from digitpad.ui.widgets.painted import frame_pen, veil

VEIL = 120  # of 255: over padding, whose values are seen through it
UNSEEN_VEIL = 190  # of 255: over what is never seen
LEAST_TAP = 4.0  # pixels of the screen: smaller pixels under a dilated kernel are not marked

# Of a grid of so many channels: where a number was typed, and what was there before.
NumberBefore = tuple[int, Position, float]


@dataclass(frozen=True)
class Under:
    """The pixels of the input under the kernel; padding has those below 0 and beyond."""

    rows: range
    columns: range


class InputPicture(ChannelGrid):
    """Positions are those of the input without its padding, (channel, row, column).

    ``pointed(position | None)`` follows the pointer, over padding too; ``typed(position, value)``
    tells a number that was typed over one of a grid of numbers.
    """

    pointed = Signal(object)
    typed = Signal(object, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty picture."""
        super().__init__(parent)
        self.setObjectName("labInput")
        self.setAccessibleName(self.tr("Input of the convolution"))
        self._result: LabResult | None = None
        self._under: Under | None = None
        self._picture: QImage | None = None  # of the three channels together
        self.hovered.connect(self._point)
        self.numbers_before: list[NumberBefore] = []  # that can be taken back, the last at the end
        self.edited.connect(self._type)
        self.undo_asked.connect(self._take_number_back)

    def show_result(self, result: LabResult) -> None:
        """Show the input of ``result``; where there is none, why."""
        self._result = result
        if not self._can_type:
            self.end_editing()
            self.set_current(None)
        self._take_colours(result)
        self.show_values(result.padded, signed=result.is_signed, end=result.input_end)
        self.set_current(self._current)
        self._describe(result)

    def _take_colours(self, result: LabResult) -> None:
        """Have channels of colours in their colours, and the picture itself beside them.

        Numbers below zero are no light: they keep the scale that has two ends.
        """
        padded, are_colours = result.padded, result.lab_settings.source.is_coloured
        self.name_channels(are_colours=are_colours and padded is not None)
        self._picture, self._more = None, 0
        if are_colours and padded is not None and not result.is_signed:
            self._picture = shade_image(together(padded, result.input_end))
            self._more = 1
            self._names = (*self._names, self.tr("picture"))

    def _shades(self, values: Array) -> Shades:
        if self._picture is None:
            return super()._shades(values)
        return as_light(values, self._end or 1.0)

    def _paint_values(self, painter: QPainter, layout: MapLayout, maps: Array) -> None:
        if self._picture is None:
            super()._paint_values(painter, layout, maps)
            return
        for channel, plane in enumerate(self._shades(maps)):
            painter.drawImage(layout.map_rect(channel), shade_image(plane))
        painter.drawImage(layout.map_rect(len(maps)), self._picture)

    def _position_at(self, point: QPointF) -> Position | None:
        layout = self._layout()
        found = None if layout is None else layout.position_at(point)
        if found is None or self._values is None or not is_in(found, self._values.shape):
            return None  # the picture beside has no values of its own
        return found

    def show_under(self, under: Under | None) -> None:
        """Frame what the kernel lies on."""
        if under != self._under:
            self._under = under
            self.update()

    def _describe(self, result: LabResult) -> None:
        found = result.outcome
        told = []
        if found is not None and found.coverage.unseen_rows:
            told.append(self.tr("no window sees rows {0}").format(
                ", ".join(map(str, found.coverage.unseen_rows))))  # fmt: skip
        if found is not None and found.coverage.unseen_columns:
            told.append(self.tr("no window sees columns {0}").format(
                ", ".join(map(str, found.coverage.unseen_columns))))  # fmt: skip
        self.setAccessibleDescription(
            "; ".join(told) if result.image is not None else result.problem
        )

    @property
    def _can_type(self) -> bool:
        result = self._result
        return (
            result is not None
            and result.image is not None
            and result.lab_settings.source.kind == "numbers"
        )

    @property
    def _border(self) -> tuple[int, int]:
        """Rows of padding above the input, and columns left of it."""
        found = None if self._result is None else self._result.outcome
        return (0, 0) if found is None else (found.shape.rows.before, found.shape.columns.before)

    # Pointing and typing

    def set_current(self, position: Position | None) -> None:
        """Select a place of what is painted; padding is left out."""
        result = self._result
        if position is not None and result is not None and result.image is not None:
            (_, height, width), (top, left) = result.image.shape, self._border
            channel, row, column = position
            row = min(max(row, top), top + height - 1)
            column = min(max(column, left), left + width - 1)
            position = channel, row, column
        super().set_current(position)

    def _own(self, place: Position | None) -> Position | None:
        if place is None:
            return None
        top, left = self._border
        return place[0], place[1] - top, place[2] - left

    def _is_inside(self, place: Position | None) -> bool:
        own, result = self._own(place), self._result
        if own is None or result is None or result.image is None:
            return False
        return is_in(own, result.image.shape)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        if self._can_type and self._is_inside(self._position_at(event.position())):
            super().mousePressEvent(event)

    def _move(self, places: int, rows: int, columns: int) -> None:
        if self._can_type:
            super()._move(places, rows, columns)

    def own_under_pointer(self) -> Position | None:
        """Return the input's position that the pointer is at."""
        return self._own(self.under_pointer())

    def _point(self, place: Position | None) -> None:
        self.pointed.emit(self._own(place))

    def _type(self, place: Position, value: float) -> None:
        own = self._own(place)
        if self._is_inside(place) and own is not None and self._values is not None:
            before = float(self._values[place])
            self.numbers_before.append((len(self._values), own, before))
            self.typed.emit(own, value)

    def _take_number_back(self) -> None:
        image, typed = None if self._result is None else self._result.image, self.numbers_before
        if image is None or not typed or typed[-1][0] != len(image):
            return  # what was typed last is of another grid
        _, own, before = typed.pop()
        if is_in(own, image.shape):
            self.typed.emit(own, before)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        super().paintEvent(event)
        layout, result = self._layout(), self._result
        if layout is None or result is None or result.image is None:
            return
        painter = QPainter(self)
        for channel in range(layout.count):
            whole = layout.map_rect(channel)
            inside = self._part(layout, channel, range(result.image.shape[1]),
                                range(result.image.shape[2]))  # fmt: skip
            if inside != whole:
                self._paint_padding(painter, whole, inside)
            self._hatch_unseen(painter, layout, channel, result)
            if self._under is not None and result.outcome is not None:
                self._frame(painter, layout, channel, self._under)

    def _part(self, layout: MapLayout, channel: int, rows: range, columns: range) -> QRectF:
        """Return where these pixels of the input, gaps between them included, are painted."""
        top, left = self._border
        return layout.part(
            channel, (rows[0] + top, rows[-1] + top), (columns[0] + left, columns[-1] + left)
        )

    def _paint_padding(self, painter: QPainter, whole: QRectF, inside: QRectF) -> None:
        for strip in (
            QRectF(whole.left(), whole.top(), whole.width(), inside.top() - whole.top()),
            QRectF(whole.left(), inside.bottom(), whole.width(), whole.bottom() - inside.bottom()),
            QRectF(whole.left(), inside.top(), inside.left() - whole.left(), inside.height()),
            QRectF(inside.right(), inside.top(), whole.right() - inside.right(), inside.height()),
        ):
            painter.fillRect(strip, veil(theme().window, VEIL))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme().muted), 1, Qt.PenStyle.DashLine))
        painter.drawRect(inside)

    def _hatch_unseen(
        self, painter: QPainter, layout: MapLayout, channel: int, result: LabResult
    ) -> None:  # fmt: skip
        if result.outcome is None or result.image is None:
            return
        seen = result.outcome.coverage
        rows, columns = range(result.image.shape[1]), range(result.image.shape[2])
        whole, side = self._part(layout, channel, rows, columns), layout.side
        unseen = [
            QRectF(whole.left(), whole.top() + n * side, whole.width(), side)
            for n in seen.unseen_rows
        ]
        unseen += [
            QRectF(whole.left() + n * side, whole.top(), side, whole.height())
            for n in seen.unseen_columns
        ]
        if not unseen:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        for brush in (
            QBrush(veil(theme().panel, UNSEEN_VEIL)),
            QBrush(QColor(theme().warning), Qt.BrushStyle.BDiagPattern),
        ):
            painter.setBrush(brush)
            painter.drawRects(unseen)
        self._write_unseen(painter, layout, channel, result.image, seen)

    def _write_unseen(
        self, painter: QPainter, layout: MapLayout, channel: int, image: Array, seen: Coverage
    ) -> None:
        """Write the numbers that the hatching covers."""
        assert self._values is not None
        font = self._number_font(layout.side, self._values)
        if font is None:
            return
        painter.setFont(font)
        painter.setPen(QColor(theme().text))
        if channel >= len(image):  # the picture beside the channels
            return
        for row, column in np.argwhere(seen.counts == 0).tolist():
            cell = self._part(layout, channel, range(row, row + 1), range(column, column + 1))
            text = short(float(image[channel, row, column]))
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)

    def _frame(self, painter: QPainter, layout: MapLayout, channel: int, under: Under) -> None:
        painter.setPen(frame_pen(theme().second, 2.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self._part(layout, channel, under.rows, under.columns))
        is_dilated = under.rows.step > 1 or under.columns.step > 1
        if not is_dilated or layout.side < LEAST_TAP:
            return
        painter.setPen(QPen(QColor(theme().second), 1.5))
        first = self._part(layout, channel, under.rows[:1], under.columns[:1])
        first.adjust(1, 1, -1, -1)
        painter.drawRects([
            first.translated(
                (column - under.columns[0]) * layout.side, (row - under.rows[0]) * layout.side
            )
            for row in under.rows for column in under.columns
        ])  # fmt: skip
