"""The output's shape, derived number by number, and what the convolution costs."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from digitpad.lab.result import LabResult
from digitpad.lab.shapes import CostComparison, FormulaPart, Role, WindowAxis
from digitpad.support.messages import with_value
from digitpad.support.numbers import shape_text
from digitpad.ui.pages.lab.words import cost_sentence, count, times, unseen
from digitpad.ui.theme import theme
from digitpad.ui.widgets.painted import Painted

SMALL, LARGE = 12, 16  # pixels of type
LINE = 20.0  # pixels: height of a line of text
GAP = 22.0  # pixels between formulas and cost
FORMULAS = 0.45  # of the width


class ShapesView(Painted):
    """Shows a look's formulas, each number under the letter that it stands for, and its cost."""

    usual, least = (600, 190), (400, 150)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty view."""
        super().__init__(parent)
        self.setObjectName("labShapes")
        self._result: LabResult | None = None

    def show_result(self, result: LabResult) -> None:
        """Show the shapes and the cost of ``result``, if there are any."""
        self._result = result
        self.setAccessibleName(self.text())
        self.update()

    def text(self) -> str:
        """Return what is shown as text."""
        result = self._result
        if result is None:
            return ""
        if result.outcome is None:  # the verdict above says why
            return ""
        shape = result.outcome.shape
        lines = [self._names()[0], shape.rows.formula, self._names()[1], shape.columns.formula]
        lines += [self._shapes(result), unseen(result) or self._all_seen()]
        for name, ours, theirs, ratio in self._table(result.outcome.cost):
            lines.append(with_value(name, f"{ours}, {theirs}, {ratio}"))
        lines.append(cost_sentence(result.outcome.cost, shape))
        return "\n".join(lines)

    # Words

    def _names(self) -> tuple[str, str]:
        return self.tr("Rows"), self.tr("Columns")

    def _all_seen(self) -> str:
        return self.tr("Every pixel of the input is seen.")

    def _shapes(self, result: LabResult) -> str:
        assert result.outcome is not None
        shape = result.outcome.shape
        return self.tr("Input {0}, output {1}: a map for each kernel.").format(
            shape_text(shape.input), shape_text(shape.output)
        )

    def _table(self, cost: CostComparison) -> list[tuple[str, str, str, str]]:
        ours, theirs = cost.convolution, cost.fully_connected
        return [
            (
                self.tr("Parameters"), count(ours.parameters),
                count(theirs.parameters), f"× {times(cost.parameter_ratio)}",
            ),
            (
                self.tr("Multiplications"), count(ours.multiplications),
                count(theirs.multiplications),
                f"× {times(cost.multiplication_ratio)}",
            ),
        ]  # fmt: skip

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        result = self._result
        if result is None or result.outcome is None:
            return
        painter = QPainter(self)
        left = (self.width() - GAP) * FORMULAS
        self._paint_shapes(painter, result, left)
        self._paint_cost(painter, result, left + GAP, self.width() - left - GAP)

    def _paint_shapes(self, painter: QPainter, result: LabResult, width: float) -> None:
        assert result.outcome is not None
        top = 0.0
        axes = (result.outcome.shape.rows, result.outcome.shape.columns)
        for name, axis in zip(self._names(), axes, strict=True):
            self._write(painter, QRectF(0, top, width, LINE), name, theme().muted)
            top = self._paint_formula(painter, axis, top + LINE - 2, width)
        words = unseen(result)
        rest = QRectF(0, top + 2, width, self.height() - top - 2)
        used = self._write(painter, rest, self._shapes(result), theme().text)
        rest.setTop(used.bottom() + 2)
        colour = theme().warning if words else theme().text
        self._write(painter, rest, words or self._all_seen(), colour)

    def _paint_formula(
        self, painter: QPainter, axis: WindowAxis, top: float, width: float
    ) -> float:  # fmt: skip
        """Paint letters above numbers; return where it ends."""
        parts = [(_symbol(part, axis), part) for part in axis.parts()]
        font = self._font(LARGE, QFont.Weight.Medium)
        metrics = QFontMetricsF(font)
        whole = sum(_width(metrics, letters, part.text) for letters, part in parts)
        if whole > width:
            font.setPixelSize(max(9, int(LARGE * width / whole)))
            metrics = QFontMetricsF(font)
        height, x = metrics.height(), 0.0
        flags = int(Qt.AlignmentFlag.AlignCenter)
        painter.setFont(font)
        for letters, part in parts:
            wide = _width(metrics, letters, part.text)
            painter.setPen(QColor(theme().muted))
            painter.drawText(QRectF(x, top, wide, height), flags, letters)
            painter.setPen(QColor(self._colour(part.role)))
            painter.drawText(QRectF(x, top + height, wide, height), flags, part.text)
            x += wide
        return top + 2 * height + 2

    def _paint_cost(self, painter: QPainter, result: LabResult, left: float, width: float) -> None:
        assert result.outcome is not None
        rows = [
            ("", self.tr("convolution"), self.tr("fully connected"), ""),
            *self._table(result.outcome.cost),
        ]
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        ends = (0.2, 0.47, 0.79, 1.0)  # of the width: where each column ends
        for place, (name, *cells) in enumerate(rows):
            line = QRectF(left, place * LINE, width, LINE)
            self._write(
                painter, line, name, theme().muted, Qt.AlignmentFlag.AlignVCenter, wraps=False
            )
            for cell, start, end in zip(cells, ends, ends[1:], strict=False):
                area = QRectF(left + start * width, line.top(), (end - start) * width, LINE)
                colour = theme().text if place else theme().muted
                self._write(painter, area, cell, colour, right, wraps=False)
        painter.setPen(QColor(theme().border))
        painter.drawLine(
            round(left), round(LINE), round(left + width), round(LINE)
        )  # fmt: skip
        below = QRectF(left, len(rows) * LINE + 10, width, self.height() - len(rows) * LINE - 10)
        sentence = cost_sentence(result.outcome.cost, result.outcome.shape)
        self._write(painter, below, sentence, theme().text)

    def _write(
        self, painter: QPainter, area: QRectF, text: str, colour: str,
        flags: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignTop, *, wraps: bool = True,
    ) -> QRectF:  # fmt: skip
        """Write ``text``; return the room that it took."""
        painter.setFont(self._font(SMALL + wraps, QFont.Weight.Normal))
        painter.setPen(QColor(colour))
        wrapped = Qt.TextFlag.TextWordWrap if wraps else Qt.TextFlag.TextDontClip
        return painter.drawText(area, int(flags) | int(wrapped), text)

    def _font(self, pixels: int, weight: QFont.Weight) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(pixels)
        font.setWeight(weight)
        return font

    def _colour(self, role: Role) -> str:
        return {
            "input": theme().accent, "output": theme().accent,
            "kernel": theme().second, "dilation": theme().second,
        }.get(role, theme().text)  # fmt: skip


def _symbol(part: FormulaPart, axis: WindowAxis) -> str:
    """Return the letter that a number stands for; a sign stays what it is."""
    match part.role:
        case "input":
            return "n"
        case "padding":
            return "2p" if axis.before == axis.after else "p₁ + p₂"
        case "kernel":
            return "k"
        case "dilation":
            return "d"
        case "stride":
            return "s"
        case "output":
            return "m"
    return part.text


def _width(metrics: QFontMetricsF, *texts: str) -> float:
    return max(metrics.horizontalAdvance(text) for text in texts)
