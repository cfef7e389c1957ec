"""The network's answer as ten rows: a digit's logit as a bar around zero, and its probability."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.graph.receptive_field import Position
from digitpad.graph.trace import Array, Trace
from digitpad.reading.classify import percent
from digitpad.support.colour_scales import limit
from digitpad.ui.theme import theme

HEAD = 24.0  # pixels above the rows, for the columns' names
DIGIT, NUMBER = 34.0, 62.0  # pixels for the digit and for a number
BAR = 14.0  # pixels: a bar's thickness
TALLEST = 44.0  # pixels: a row is not taller


class OutputBars(QWidget):
    """A digit is pointed at and chosen as a value of a ``MapGrid`` is, with the same signals."""

    hovered = Signal(object)
    moved = Signal(object)
    chosen = Signal(object)
    silence_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make bars without values."""
        super().__init__(parent)
        self.setObjectName("outputBars")
        self.setAccessibleName(self.tr("Logits and probabilities of the ten digits"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._logits: Array | None = None
        self._probabilities: Sequence[float] = ()
        self._silenced: frozenset[int] = frozenset()
        self._current: int | None = None

    def show_trace(self, trace: Trace | None, silenced: frozenset[int]) -> None:
        """Show the answer of ``trace``; silenced: digits whose logit is set to zero."""
        self._logits = None if trace is None else trace.logits
        self._probabilities = () if trace is None else trace.probabilities.tolist()
        self._silenced = silenced
        self.setAccessibleDescription(
            ", ".join(f"{n}: {percent(value)}" for n, value in enumerate(self._probabilities))
        )
        self.update()

    def set_current(self, position: Position | None) -> None:
        """Select ``position``, (digit,), without choosing it."""
        self._current = None if position is None else position[0]
        self.update()

    def value_point(self, position: Position) -> QPointF:
        """Return the middle of the row of ``position`` on the widget."""
        return self._row(position[0]).center()

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(420, 380)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(240, 200)

    def _row(self, digit: int) -> QRectF:
        height = min((self.height() - HEAD) / 10, TALLEST)
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
        for digit in range(10):
            self._paint_row(painter, digit, best)

    def _paint_row(self, painter: QPainter, digit: int, best: float) -> None:
        colours, row = theme(), self._row(digit)
        if digit == self._current:
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
        self._paint_number(painter, logit, f"{value:.3f}".replace("-", "−"), is_best)
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
        painter.setBrush(QColor(theme().accent if is_best else theme().faint))
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

    def _digit_at(self, point: QPointF) -> Position | None:
        if self._logits is None:
            return None
        return next(((n,) for n in range(10) if self._row(n).contains(point)), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        self.hovered.emit(self._digit_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        self.hovered.emit(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        position = self._digit_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and position is not None:
            self.set_current(position)
            self.chosen.emit(position)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        key = event.key()
        if self._logits is None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self._current is not None:
                self.chosen.emit((self._current,))
        elif key == Qt.Key.Key_S and not event.modifiers():
            self.silence_asked.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if key == Qt.Key.Key_Down else -1
            self._current = 0 if self._current is None else min(max(self._current + step, 0), 9)
            self.update()
            self.moved.emit((self._current,))
        else:
            super().keyPressEvent(event)
