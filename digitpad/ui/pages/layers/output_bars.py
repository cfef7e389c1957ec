"""The network's answer as ten rows: a digit's logit as a bar around zero, and its probability."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from digitpad.graph.operation import Array, Position
from digitpad.graph.trace import Activations
from digitpad.reading.classify import DigitAnswer, percent
from digitpad.support.colour_scales import limit
from digitpad.support.numbers import number
from digitpad.ui.theme import theme
from digitpad.ui.widgets.basics import doubt_words
from digitpad.ui.widgets.painted import ValuePicture

HEAD = 24.0  # pixels above the rows, for the columns' names
DIGIT, NUMBER = 34.0, 62.0  # pixels for the digit and for a number
BAR = 14.0  # pixels: a bar's thickness
TALLEST = 44.0  # pixels: a row is not taller


class OutputBars(ValuePicture):
    """Positions are (digit,), as those of units in a ``MapGrid``."""

    moves = {Qt.Key.Key_Up: (0, -1, 0), Qt.Key.Key_Down: (0, 1, 0)}

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make bars without values."""
        super().__init__(parent)
        self.setObjectName("outputBars")
        self.setAccessibleName(self.tr("Logits and probabilities of the ten digits"))
        self._logits: Array | None = None
        self._probabilities: Sequence[float] = ()
        self._silenced: frozenset[int] = frozenset()
        self._is_sure = True

    def show_trace(self, trace: Activations | None, silenced: frozenset[int]) -> None:
        """Show the answer of ``trace``; silenced: digits whose logit is set to zero."""
        self._logits = None if trace is None else trace.logits
        self._probabilities = () if trace is None else trace.probabilities.tolist()
        self._silenced = silenced
        told = ", ".join(f"{n}: {percent(value)}" for n, value in enumerate(self._probabilities))
        self._is_sure = not self._probabilities or DigitAnswer(tuple(self._probabilities)).is_sure
        if not self._is_sure:
            told = self.tr("{0}; not sure").format(told)
        self.setAccessibleDescription(told)
        self.setToolTip("" if self._is_sure else doubt_words())
        self.update()

    def value_point(self, position: Position) -> QPointF:
        """Return the middle of the row of ``position`` on the widget."""
        return self._row(position[0]).center()

    def _count(self) -> int:
        return len(self._probabilities) or 10  # before there is an answer, ten digits

    def _row(self, digit: int) -> QRectF:
        height = min((self.height() - HEAD) / max(len(self._probabilities), 10), TALLEST)
        return QRectF(2, HEAD + digit * height, self.width() - 4, height)

    def _columns(self, row: QRectF) -> tuple[QRectF, QRectF]:
        """Return where in ``row`` logit and probability are shown, each a bar and a number."""
        half = (row.width() - DIGIT) / 2
        left = QRectF(row.left() + DIGIT, row.top(), half - 12, row.height())
        return left, left.translated(half, 0)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        head = QRectF(2, 0, self.width() - 4, HEAD)
        painter.setPen(QColor(theme().muted))
        for column, name in zip(
            self._columns(head), (self.tr("logit"), self.tr("probability")), strict=True
        ):
            painter.drawText(column, Qt.AlignmentFlag.AlignVCenter, name)
        best = max(self._probabilities, default=1.0)
        for digit in range(self._count()):
            self._paint_row(painter, digit, best)

    def _paint_row(self, painter: QPainter, digit: int, best: float) -> None:
        colours, row = theme(), self._row(digit)
        if (digit,) == self._current:
            painter.setPen(QPen(QColor(colours.second), 2 if self.hasFocus() else 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(row.adjusted(1, 1, -1, -1), 6, 6)
        probability = self._probabilities[digit] if self._probabilities else None
        is_best = probability is not None and probability == best
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold if is_best else QFont.Weight.Normal)
        font.setStrikeOut(digit in self._silenced)
        painter.setFont(font)
        painter.setPen(QColor(colours.text if is_best else colours.muted))
        place = QRectF(row.left(), row.top(), DIGIT, row.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(digit))
        logit, likely = self._columns(row)
        if self._logits is None or probability is None:
            for column in (logit, likely):
                self._groove(painter, column)
            return
        value, largest = float(self._logits[digit]), limit(self._logits)
        self._paint_bar(painter, logit, value / largest, 0.5, is_best)
        self._paint_number(painter, logit, number(value, 3), is_best)
        self._paint_bar(painter, likely, probability, 0.0, is_best)
        self._paint_number(painter, likely, percent(probability), is_best)

    def _groove(self, painter: QPainter, column: QRectF) -> QRectF:
        length = column.width() - NUMBER
        bar = QRectF(column.left(), column.center().y() - BAR / 2, length, BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme().window))
        painter.drawRoundedRect(bar, 4, 4)
        return bar

    def _paint_bar(
        self, painter: QPainter, column: QRectF, share: float, zero: float, is_best: bool
    ) -> None:
        """Paint a bar of ``share``, -1..1, from the place ``zero``, 0..1, of its groove."""
        groove = self._groove(painter, column)
        start = groove.left() + zero * groove.width()
        length = share * (1 - zero) * groove.width()
        best = theme().accent if self._is_sure else theme().warning
        painter.setBrush(QColor(best if is_best else theme().faint))
        if abs(length) >= 1:
            painter.drawRoundedRect(
                QRectF(start, groove.top(), length, BAR).normalized(), min(4, abs(length) / 2), 4
            )
        if zero:
            painter.setPen(QPen(QColor(theme().muted), 1))
            painter.drawLine(QPointF(start, groove.top() - 2), QPointF(start, groove.bottom() + 2))

    def _paint_number(self, painter: QPainter, column: QRectF, text: str, is_best: bool) -> None:
        painter.setPen(QColor(theme().text if is_best else theme().muted))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(column, flags, text)

    # Pointing and choosing

    def _has_values(self) -> bool:
        return self._logits is not None

    def _position_at(self, point: QPointF) -> Position | None:
        if self._logits is None:
            return None
        return next(((n,) for n in range(self._count()) if self._row(n).contains(point)), None)

    def _moved(self, places: int, rows: int, columns: int) -> Position | None:
        if self._current is None:
            return (0,)
        return (min(max(self._current[0] + rows, 0), self._count() - 1),)
