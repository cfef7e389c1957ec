"""The output's maps: all of them, or as far as the kernel has come."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from digitpad.graph.operation import Array, Position
from digitpad.graph.receptive_field import is_in
from digitpad.lab.result import LabResult
from digitpad.lab.shapes import Coverage
from digitpad.lab.steps import Cell
from digitpad.ui.theme import theme
from digitpad.ui.widgets.map_painter import MapLayout
from digitpad.ui.widgets.number_grid import ShortGrid, short
from digitpad.ui.widgets.painted import frame_pen, veil

VEIL = 120  # of 255: over padding, whose values are seen through it
UNSEEN_VEIL = 190  # of 255: over what is never seen
LEAST_TAP = 4.0  # pixels of the screen: smaller pixels under a dilated kernel are not marked


@dataclass(frozen=True)
class Under:
    """The pixels of the input under the kernel; padding has those below 0 and beyond."""

    rows: range
    columns: range


class InputPicture(ShortGrid):
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
        self.hovered.connect(self._point)
        self.edited.connect(self._type)

    def show_result(self, result: LabResult) -> None:
        """Show the input of ``result``; where there is none, why."""
        self._result = result
        self.set_empty_text(result.problem)
        if not self._can_type:
            self.end_editing()
            self.set_current(None)
        self.show_values(result.padded, signed=result.is_signed, end=result.input_end)
        self.set_current(self._current)
        self._describe(result)

    def show_under(self, under: Under | None) -> None:
        """Frame what the kernel lies on."""
        if under != self._under:
            self._under = under
            self.update()

    def pixel_point(self, position: Position) -> QPointF:
        """Return the middle of a pixel of the input on the widget."""
        top, left = self._border
        return self.value_point((position[0], position[1] + top, position[2] + left))

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

    def _begin(self, position: Position, typed: str | None) -> None:
        if self._can_type:
            super()._begin(position, typed)

    def _move(self, places: int, rows: int, columns: int) -> None:
        if self._can_type:
            super()._move(places, rows, columns)

    def _point(self, place: Position | None) -> None:
        self.pointed.emit(self._own(place))

    def _type(self, place: Position, value: float) -> None:
        own = self._own(place)
        if self._is_inside(place) and own is not None:
            self.typed.emit(own, value)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        self.pointed.emit(None)

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


STALE_VEIL = 190  # of 255: over a result that is not that of the present settings


class OutputPicture(ShortGrid):
    """A value can be pointed at and chosen: positions are (kernel, row, column).

    What an impossible setting had before stays to be seen, greyed.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty picture."""
        super().__init__(parent)
        self.setObjectName("labOutput")
        self.setAccessibleName(self.tr("Output of the convolution"))
        self._is_old = False
        self._last: Cell | None = None  # the place that is filled now; None: all are
        self._is_written = True

    @property
    def is_greyed(self) -> bool:
        """True while what is shown is the last possible setting's."""
        return self._is_old and self._values is not None

    def show_result(self, result: LabResult) -> None:
        """Show the output of ``result``."""
        self._is_old = result.outcome is None
        self.set_empty_text("" if result.image is None else result.problem)
        if result.outcome is not None:
            self.show_values(result.outcome.maps, signed=True, end=result.output_end)
        elif result.image is None:
            self.show_values(None, signed=True)
        self.update()

    def show_filled(self, last: Cell | None, is_written: bool = True) -> None:
        """Leave out what comes after ``last``, as one reads; None: show all.

        is_written: the value at ``last`` is there too.
        """
        if (last, is_written) != (self._last, self._is_written):
            self._last, self._is_written = last, is_written
            self.update()

    def _begin(self, position: object, typed: str | None) -> None:
        """Let nobody type over a result."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        super().paintEvent(event)
        if self._values is None:
            return
        painter = QPainter(self)
        if self._is_old:
            painter.fillRect(self.rect(), veil(theme().panel, STALE_VEIL))
        elif self._last is not None:
            self._cover(painter, self._last)

    def _cover(self, painter: QPainter, last: Cell) -> None:
        """Paint paper over what is not computed yet."""
        layout = self._layout()
        assert layout is not None
        painter.setPen(QPen(QColor(theme().border), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        paper = QColor(theme().window)
        for kernel in range(last.kernel, layout.count):
            rect = layout.map_rect(kernel)
            if kernel > last.kernel:
                painter.fillRect(rect, paper)
            else:
                top = rect.top() + last.row * layout.side
                left = rect.left() + (last.column + self._is_written) * layout.side
                painter.fillRect(QRectF(left, top, rect.right() - left, layout.side), paper)
                below = top + layout.side
                painter.fillRect(
                    QRectF(rect.left(), below, rect.width(), rect.bottom() - below), paper
                )
            painter.drawRect(rect)
        self._outline_current(painter, layout)  # the frame may lie on what was covered
