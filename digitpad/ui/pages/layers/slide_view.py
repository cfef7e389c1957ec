"""The kernel slides over the input with its padding: play, pause, step, speed, any moment."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from digitpad.graph.operation import Position
from digitpad.graph.ops.convolution import ConvOp
from digitpad.graph.ops.pooling import PoolOp
from digitpad.graph.slide import Slide, Sliding, slide_of
from digitpad.graph.trace import Activations, ShownLayer
from digitpad.support.colour_scales import limit, shaded
from digitpad.support.numbers import number
from digitpad.ui.messages import tell
from digitpad.ui.theme import theme
from digitpad.ui.widgets.basics import Line, filled
from digitpad.ui.widgets.boxes import WholeNumberBox
from digitpad.ui.widgets.map_painter import shade_image
from digitpad.ui.widgets.painted import Painted, frame_pen
from digitpad.ui.widgets.play_row import Names, PlayedView, Words

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


USUAL_SPEED = 10  # places a second
NAMES = Names("stepBackButton", "playButton", "stepButton", "scrubSlider", "speedSlider")


class SlideView(PlayedView):
    """``moved(position)`` tells where in the output, (channel, row, column), the kernel is now."""

    moved = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a view without a slide."""
        super().__init__(NAMES, USUAL_SPEED, parent)
        self.setObjectName("slideView")
        self._trace: Activations | None = None
        self._shown: ShownLayer | None = None
        self._slide: Slide | None = None
        self.picture = SlidePicture()
        self.source = self._box(self.tr("Input {0}"), "inputMapBox", self.tr("Map of the input"))
        self.target = self._box(self.tr("Output {0}"), "outputMapBox", self.tr("Map of the output"))
        self.where = Line()
        self._lay_out()
        self.player.scrubbed.connect(self._scrubbed)
        self.source.valueChanged.connect(self._refresh)
        self.target.valueChanged.connect(self._scrubbed)

    def _words(self) -> Words:
        return Words(
            self.tr("One place back"), self.tr("One place on"), self.tr("Place in the output"),
            self.tr("Places a second"),
        )  # fmt: skip

    def _box(self, text: str, name: str, tip: str) -> WholeNumberBox:
        """Return a box that says which map it is for; ``text`` has a place for the number."""
        box = WholeNumberBox(0, 0, name)
        prefix, _, suffix = text.partition("{0}")
        box.setPrefix(prefix)
        box.setSuffix(suffix)
        box.setToolTip(tip)
        box.setAccessibleName(tip)
        box.refused.connect(tell)
        return box

    def _lay_out(self) -> None:
        maps = filled(QHBoxLayout(), self.source, self.target, None)
        filled(QVBoxLayout(self), (self.picture, 1), self.where, self.player, maps)

    def show_layer(
        self, trace: Activations | None, shown: ShownLayer, position: Position | None
    ) -> None:
        """Show ``shown``, a convolution or a pool, in ``trace``, at ``position`` of its output."""
        if shown != self._shown:
            self.player.hold()
        self._trace, self._shown = trace, shown
        self.source.setVisible(len(self._under(shown, 0)) > 1)
        self.player.set_steps(shown.shape[1] * shown.shape[2], page=shown.shape[2])
        with QSignalBlocker(self.source), QSignalBlocker(self.target):
            self.target.setRange(0, shown.shape[0] - 1)
            if position is not None:
                channel, row, column = position
                self.target.setValue(channel)
                self.player.show_step(row * shown.shape[2] + column)
        self.player.set_enabled(trace is not None)
        for box in (self.source, self.target):
            box.setEnabled(trace is not None)
        self._refresh()

    @property
    def position(self) -> Position:
        """Where in the output the kernel is: (channel, row, column)."""
        columns = 1 if self._shown is None else self._shown.shape[2]
        return (self.target.value(), *divmod(self.player.step, columns))

    # Moving

    def _has_steps(self) -> bool:
        return self._slide is not None

    def _go(self, step: int) -> None:
        self.player.scrub.setValue(step)

    def _under(self, shown: ShownLayer, channel: int) -> range:
        """Return the input's channels that output ``channel`` is made of."""
        if isinstance(shown.kind, ConvOp):
            return shown.kind.channels_of(channel, shown.shape[0], shown.input_shape[0])
        return range(channel, channel + 1)

    @Slot()
    def _scrubbed(self) -> None:
        self._refresh()
        self.moved.emit(self.position)

    @Slot()
    def _refresh(self) -> None:
        trace, shown = self._trace, self._shown
        if trace is None or shown is None:
            self._slide = None
            self.picture.show_slide(None, 0)
            self.where.setText("")
            return
        channel, row, column = self.position
        under = self._under(shown, channel)
        with QSignalBlocker(self.source):
            self.source.setRange(under.start, under.stop - 1)
        self._slide = slide_of(trace, shown, channel, self.source.value())
        self.picture.show_slide(self._slide, self.player.step)
        rows, columns = self._slide.window(row, column)
        self.where.setText(
            self.tr("Input rows {0}, columns {1} → row {2}, column {3}").format(
                _span(rows), _span(columns), row, column
            )
        )


def _span(places: range) -> str:
    """Return ``3–5``, or ``−1–1`` where it begins before the border."""
    first, last = (number(n, 0) for n in (places[0], places[-1]))
    return first if first == last else f"{first}–{last}"
