"""What a value of a convolution or a pool is made of: grids of numbers, and their sums in words.

Of a convolution they are for each channel the patch, the kernel, their products; of a pool its
window. They are painted: as a document of tables, the 216 numbers of a value of conv2 held the
window up for 31 ms, each time that the drawing changed, and a window of 128 x 128 for 3 s.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from PySide6.QtCore import QRectF, Qt, Slot
from PySide6.QtGui import (
    QAction,
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from digitpad.graph.operation import Numbers
from digitpad.graph.ops.convolution import Convolution
from digitpad.graph.ops.pooling import Pooling
from digitpad.support.colour_scales import is_light, shaded
from digitpad.support.numbers import number
from digitpad.ui.language import translate
from digitpad.ui.theme import theme
from digitpad.ui.widgets.painted import frame_pen

CELL = (44.0, 19.0)  # pixels: width and height of a number's cell
SIGN = 18.0  # pixels for the sign before a grid
GAP = 6.0  # pixels between lines and grids


class ArithmeticPart(IntEnum):
    """How much of the arithmetic is shown, in the order in which it is done."""

    PATCH = 0
    PRODUCTS = 1
    TOTAL = 2


@dataclass
class _Page:
    """What is painted, laid out for one width."""

    texts: list[tuple[QRectF, str, bool]] = field(default_factory=list)  # place, text, is bold
    grids: list[tuple[QRectF, Numbers]] = field(default_factory=list)  # place, numbers
    signs: list[tuple[QRectF, str]] = field(default_factory=list)
    winner: QRectF | None = None  # the place of a max pool's largest number
    width: float = 0.0
    height: float = 0.0


class ConvolutionView(QAbstractScrollArea):
    """Shows one value's arithmetic; scrolls where it does not fit. Ctrl+C copies it as text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty view."""
        super().__init__(parent)
        self.setObjectName("convolutionView")
        self.setAccessibleName(self.tr("Arithmetic of one value"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._heading = ""
        self._step: Convolution | Pooling | None = None
        self._conclusion: list[str] = []
        self._until = ArithmeticPart.TOTAL
        self._page = _Page()
        copy = QAction(self.tr("&Copy as Text"), self)
        copy.triggered.connect(self._copy)
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def show_convolution(
        self,
        heading: str,
        step: Convolution,
        conclusion: list[str],
        until: ArithmeticPart = ArithmeticPart.TOTAL,
    ) -> None:
        """Show ``step`` under ``heading``, with the lines of ``conclusion`` below its sum.

        until: what comes after it is left out, but has its place.
        """
        self._heading, self._step, self._conclusion = heading, step, conclusion
        self._until = until
        told = [heading, self._sum(step)] if until == ArithmeticPart.TOTAL else [heading]
        self.setAccessibleDescription(". ".join([*told, *conclusion]))
        self._lay_out()

    def show_pool(self, heading: str, step: Pooling, conclusion: list[str]) -> None:
        """Show the window of ``step`` under ``heading``, and below what is made of it."""
        self._heading, self._step, self._conclusion = heading, step, conclusion
        self._until = ArithmeticPart.TOTAL
        self.setAccessibleDescription(". ".join([heading, made_of_window(step), *conclusion]))
        self._lay_out()

    def toPlainText(self) -> str:  # noqa: N802
        """Return what is shown as text."""
        step = self._step
        if step is None:
            return ""
        lines = [self._heading]
        if isinstance(step, Pooling):
            lines += ["\t".join(map(_cell_text, row)) for row in step.window.tolist()]
            return "\n".join([*lines, made_of_window(step), *self._conclusion])
        lines += [self._sum(step)] if self._until == ArithmeticPart.TOTAL else []
        lines += self._conclusion
        for channel in range(len(step.patch)):
            lines += ["", self._channel_name(channel)]
            for name, grid in (
                (self.tr("patch"), step.patch[channel]),
                (self.tr("kernel"), step.kernel[channel]),
                (self.tr("products"), step.products[channel]),
            )[: 2 if self._until == ArithmeticPart.PATCH else 3]:
                lines.append(name)
                lines += ["\t".join(map(number, row)) for row in grid.tolist()]
            if self._until == ArithmeticPart.TOTAL:
                lines.append(self._channel_sum(step, channel))
        return "\n".join(lines)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.toPlainText())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        else:
            super().keyPressEvent(event)

    # Words

    def _sum(self, step: Convolution) -> str:
        first, *others = step.channel_sums.tolist()
        parts = [number(first)]
        parts += [f"{'+' if value >= 0 else '−'} {number(abs(value))}" for value in others]
        if step.bias is not None:
            parts.append("+ " + self.tr("bias {0}").format(number(step.bias)))
        return f"{' '.join(parts)} = {number(step.total)}"

    def _channel_name(self, channel: int) -> str:
        return self.tr("From map {0}: patch × kernel = products").format(channel)

    def _channel_sum(self, step: Convolution, channel: int) -> str:
        return self.tr("sum of the products {0}").format(number(step.channel_sums[channel]))

    # Layout

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        step = self._step
        if step is None:
            return
        page, width = _Page(), float(self.viewport().width())
        self._add_text(page, self._heading, width, is_bold=True)
        if isinstance(step, Pooling):
            self._add_window(page, step, width)
        else:
            self._add_convolution(page, step, width)
        self._page = page
        view = self.viewport().size()
        for bar, whole, part in (
            (self.verticalScrollBar(), page.height, view.height()),
            (self.horizontalScrollBar(), page.width, view.width()),
        ):
            bar.setRange(0, max(0, int(np.ceil(whole)) - part))
            bar.setPageStep(part)
            bar.setSingleStep(int(CELL[1]))
        self.viewport().update()

    def _add_window(self, page: _Page, step: Pooling, width: float) -> None:
        top = page.height
        self._add_grids(page, (step.window,), width)
        if step.winner is not None:
            row, column = step.winner
            page.winner = QRectF(column * CELL[0], top + row * CELL[1], *CELL)
        for line in (made_of_window(step), *self._conclusion):
            self._add_text(page, line, width)

    def _add_convolution(self, page: _Page, step: Convolution, width: float) -> None:
        has_sums = self._until == ArithmeticPart.TOTAL
        self._add_text(page, self._sum(step), width, is_shown=has_sums)
        for line in self._conclusion:
            self._add_text(page, line, width)
        for channel in range(len(step.patch)):
            page.height += GAP
            self._add_text(page, self._channel_name(channel), width)
            self._add_grids(
                page, (step.patch[channel], step.kernel[channel], step.products[channel]), width
            )
            self._add_text(page, self._channel_sum(step, channel), width, is_shown=has_sums)

    def _add_text(
        self, page: _Page, text: str, width: float, *, is_bold: bool = False, is_shown: bool = True
    ) -> None:
        metrics = QFontMetricsF(self._font(is_bold))
        flags = int(Qt.TextFlag.TextWordWrap)
        height = metrics.boundingRect(QRectF(0, 0, width, 1e4), flags, text).height()
        if is_shown:
            page.texts.append((QRectF(0, page.height, width, height), text, is_bold))
        page.height += height + GAP / 2

    def _add_grids(self, page: _Page, grids: tuple[Numbers, ...], width: float) -> None:
        """Put the grids side by side, and below one another where there is no room."""
        rows, columns = grids[0].shape
        grid_width, grid_height = columns * CELL[0], rows * CELL[1]
        left = 0.0
        signs = ("", "×", "=")
        for place, (grid, sign) in enumerate(zip(grids, signs, strict=False)):
            lead = SIGN if sign else 0.0
            if left and left + lead + grid_width > width:
                page.height += grid_height + GAP
                left = 0.0
            if place < 2 or self._until != ArithmeticPart.PATCH:
                if sign:
                    page.signs.append((QRectF(left, page.height, SIGN, grid_height), sign))
                page.grids.append((QRectF(left + lead, page.height, grid_width, grid_height), grid))
            left += lead + grid_width
            page.width = max(page.width, left)
        page.height += grid_height + GAP / 2

    # Painting

    def _font(self, is_bold: bool) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold if is_bold else QFont.Weight.Normal)
        return font

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self.viewport())
        across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        painter.translate(-across, -down)
        seen = QRectF(event.rect()).translated(across, down)
        painter.setPen(QColor(theme().text))
        flags = int(Qt.TextFlag.TextWordWrap)
        for place, text, is_bold in self._page.texts:
            if place.intersects(seen):
                painter.setFont(self._font(is_bold))
                painter.drawText(place, flags, text)
        middle = Qt.AlignmentFlag.AlignCenter
        painter.setFont(self._font(False))
        painter.setPen(QColor(theme().muted))
        for place, sign in self._page.signs:
            if place.intersects(seen):
                painter.drawText(place, middle, sign)
        font = self._font(False)
        font.setPixelSize(11)
        painter.setFont(font)
        for place, grid in self._page.grids:
            if place.intersects(seen):
                self._paint_cells(painter, place, grid, seen)
        if self._page.winner is not None and self._page.winner.intersects(seen):
            painter.setPen(frame_pen(theme().text, 2))
            painter.drawRect(self._page.winner.adjusted(1, 1, -2, -2))

    def _paint_cells(self, painter: QPainter, place: QRectF, grid: Numbers, seen: QRectF) -> None:
        """Paint those cells of ``grid`` that are seen."""
        finite = np.where(np.isfinite(grid), grid, 0.0).astype(np.float32)
        shades = shaded(finite, True, theme().dark)
        part = seen.intersected(place).translated(-place.topLeft())
        top, bottom = (int(y // CELL[1]) for y in (part.top(), part.bottom()))
        first, last = (int(x // CELL[0]) for x in (part.left(), part.right()))
        for row in range(top, min(bottom + 1, len(grid))):
            for column in range(first, min(last + 1, grid.shape[1])):
                value, shade = float(grid[row, column]), int(shades[row, column])
                cell = QRectF(
                    place.left() + column * CELL[0], place.top() + row * CELL[1], CELL[0] - 1,
                    CELL[1] - 1,
                )  # fmt: skip
                painter.fillRect(cell, QColor.fromRgb(shade & 0xFFFFFF))
                painter.setPen(QColor("black" if is_light(shade) else "white"))
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, _cell_text(value))


def _cell_text(value: float) -> str:
    """Return what stands for ``value``; a max pool's padding has none."""
    return number(value) if np.isfinite(value) else translate("ArithmeticText", "pad")


def made_of_window(step: Pooling) -> str:
    """Return in words what a pool makes of its window."""
    total = number(step.total)
    if step.how == "mean" and step.divisor != step.window.size:
        text = translate("ArithmeticText", "The sum of the window, divided by {0}, is {1}")
        return text.format(step.divisor, total)
    if step.how == "l2" and step.factor != 1:
        text = translate(
            "ArithmeticText", "The root of {0} × the sum of the window's squares is {1}"
        )
        return text.format(number(step.factor), total)
    return {
        "max": translate("ArithmeticText", "The largest of the window is {0}"),
        "mean": translate("ArithmeticText", "The mean of the window is {0}"),
        "l2": translate("ArithmeticText", "The root of the sum of the window's squares is {0}"),
    }[step.how].format(total)
