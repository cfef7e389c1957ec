"""The kernel on its way: the input with its padding, the window on it, and the output so far."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from digitpad.graph.ops.pooling import PoolOp
from digitpad.graph.slide import Slide, Sliding
from digitpad.support.colour_scales import limit, shaded
from digitpad.ui.theme import theme
from digitpad.ui.widgets.map_painter import shade_image
from digitpad.ui.widgets.painted import Painted, frame_pen

HEAD = 20.0  # pixels above the pictures, for their names
MIDDLE = 84.0  # pixels between input and output, for the kernel
ZERO_SIDE = 13.0  # pixels: padding cells of this size have room for their 0
KERNEL_CELL = 22.0  # pixels: the most for a cell of the kernel between the pictures


class SlidePicture(Painted):
    """Shows one moment of a slide: the output's values up to a place, which is framed."""

    usual, least = (420, 260), (240, 120)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty picture."""
        super().__init__(parent)
        self.setObjectName("slidePicture")
        self.setAccessibleName(self.tr("The kernel on its way over the input"))
        self._slide: Slide | None = None
        self._place = 0

    def show_slide(self, slide: Slide | None, place: int) -> None:
        """Show ``slide`` at output ``place``, counted row by row from 0; None: nothing."""
        self._slide, self._place = slide, place
        self.update()

    # Geometry

    def _side(self, slide: Slide) -> float:
        """Return the side of a value in pixels."""
        rows, columns = slide.padded_shape
        out_rows, out_columns = slide.output.shape
        side = min(
            (self.width() - MIDDLE - 4) / (columns + out_columns),
            (self.height() - HEAD - 4) / max(rows, out_rows),
        )
        whole = int(side)  # keeps all values equally large
        return float(whole) if whole else max(float(side), 0.1)

    def input_rect(self) -> QRectF:
        """Return where the input without its padding is painted."""
        slide = self._slide
        if slide is None:
            return QRectF()
        side, (above, before) = self._side(slide), slide.border
        rows, columns = slide.input.shape
        left = (self.width() - self._width(slide)) / 2 + before * side
        top = self._middle() - slide.padded_shape[0] * side / 2 + above * side
        return QRectF(left, top, columns * side, rows * side)

    def _framed(self, slide: Slide) -> QRectF:
        """Return where the input with its padding is painted."""
        place, side, (above, before) = self.input_rect(), self._side(slide), slide.border
        rows, columns = slide.padded_shape
        left, top = place.left() - before * side, place.top() - above * side
        return QRectF(left, top, columns * side, rows * side)

    def output_rect(self) -> QRectF:
        """Return where the output is painted."""
        slide = self._slide
        if slide is None:
            return QRectF()
        side = self._side(slide)
        rows, columns = slide.output.shape
        right = (self.width() + self._width(slide)) / 2
        top = self._middle() - rows * side / 2
        return QRectF(right - columns * side, top, columns * side, rows * side)

    def _width(self, slide: Slide) -> float:
        columns: int = slide.padded_shape[1] + slide.output.shape[1]
        return columns * self._side(slide) + MIDDLE

    def _middle(self) -> float:
        return HEAD + (self.height() - HEAD) / 2

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        slide = self._slide
        if slide is None:
            return
        painter = QPainter(self)
        side, dark = self._side(slide), theme().dark
        place, framed = self.input_rect(), self._framed(slide)
        self._paint_padding(painter, slide, framed, side)
        shades = shaded(slide.input[None], slide.input_signed, dark, end=slide.input_end)[0]
        painter.drawImage(place, shade_image(shades))
        target = self.output_rect()
        self._paint_output(painter, slide, target, side)
        self._paint_kernel(painter, slide, framed.right(), target.left())
        self._paint_names(painter, framed, target)
        row, column = divmod(self._place, slide.output.shape[1])
        rows, columns = slide.window(row, column)
        painter.setPen(frame_pen(theme().second, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(
            QRectF(
                place.left() + columns.start * side, place.top() + rows.start * side,
                (columns[-1] - columns[0] + 1) * side, (rows[-1] - rows[0] + 1) * side,
            )
        )  # fmt: skip
        painter.drawRect(
            QRectF(target.left() + column * side, target.top() + row * side, side, side)
        )

    def _paint_padding(
        self, painter: QPainter, slide: Slide, framed: QRectF, side: float
    ) -> None:  # fmt: skip
        """Paint cells of zeros, or of nothing for a max pool, around the input."""
        rows, columns = slide.padded_shape
        if (rows, columns) == slide.input.shape:
            return
        painter.fillRect(framed, QColor(theme().window))
        painter.setPen(QPen(QColor(theme().border), 1))
        for row in range(rows + 1):
            y = framed.top() + row * side
            painter.drawLine(QPointF(framed.left(), y), QPointF(framed.right(), y))
        for column in range(columns + 1):
            x = framed.left() + column * side
            painter.drawLine(QPointF(x, framed.top()), QPointF(x, framed.bottom()))
        if side < ZERO_SIDE or (isinstance(slide.kind, PoolOp) and slide.kind.how == "max"):
            return
        font = painter.font()
        font.setPixelSize(int(side * 0.65))
        painter.setFont(font)
        painter.setPen(QColor(theme().muted))
        (above, before), (height, width) = slide.border, slide.input.shape
        for row in range(rows):
            for column in range(columns):
                if not (0 <= row - above < height and 0 <= column - before < width):
                    cell = QRectF(
                        framed.left() + column * side, framed.top() + row * side, side, side
                    )
                    painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, "0")

    def _paint_output(
        self, painter: QPainter, slide: Slide, target: QRectF, side: float
    ) -> None:  # fmt: skip
        """Paint the values that are there; the others are empty paper."""
        shades = shaded(slide.output[None], slide.output_signed, theme().dark,
                        end=slide.output_end)[0].copy()  # fmt: skip
        empty = np.uint32(QColor(theme().window).rgb())
        shades.reshape(-1)[self._place + 1 :] = empty
        painter.drawImage(target, shade_image(shades))
        painter.setPen(QPen(QColor(theme().border), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(target)

    def _paint_kernel(self, painter: QPainter, slide: Slide, left: float, right: float) -> None:
        area = QRectF(left, self._middle() - MIDDLE / 2, right - left, MIDDLE)
        rows, columns = slide.kind.size
        cell = min(KERNEL_CELL, (MIDDLE - 40) / max(rows, columns))
        picture = QRectF(0, 0, columns * cell, rows * cell)
        picture.moveCenter(area.center())
        painter.setPen(QColor(theme().muted))
        middle = Qt.AlignmentFlag.AlignCenter
        if slide.kernel is None:
            name = self._pool_name(slide.kind)
            painter.drawText(area, middle, f"{name} →")
            return
        end = limit(slide.kernel)
        shades = shaded(slide.kernel[None], True, theme().dark, end=end)[0]
        painter.drawImage(picture, shade_image(shades))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme().border), 1))
        painter.drawRect(picture)
        painter.setPen(QColor(theme().muted))
        beside = (right - left - picture.width()) / 2
        painter.drawText(QRectF(left, area.top(), beside, MIDDLE), middle, "∗")
        painter.drawText(QRectF(picture.right(), area.top(), beside, MIDDLE), middle, "→")

    def _pool_name(self, kind: Sliding) -> str:
        names = {"l2": self.tr("L2"), "mean": self.tr("mean"), "max": self.tr("max")}
        return names[kind.how] if isinstance(kind, PoolOp) else ""

    def _paint_names(self, painter: QPainter, framed: QRectF, target: QRectF) -> None:
        painter.setFont(self.font())
        painter.setPen(QColor(theme().muted))
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
        for rect, name in ((framed, self.tr("input")), (target, self.tr("output"))):
            wide = QRectF(rect.left() - 20, rect.top() - HEAD, rect.width() + 40, HEAD - 3)
            painter.drawText(wide, flags, name)
