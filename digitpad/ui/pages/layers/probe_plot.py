"""The probe's plot: how sure the network is while the drawing is shifted, turned or scaled."""

from __future__ import annotations

from itertools import groupby, pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from digitpad.reading.classify import percent
from digitpad.reading.probe import Curve, ProbeChange
from digitpad.support.messages import Text, percentage
from digitpad.support.numbers import readable
from digitpad.ui.theme import theme
from digitpad.ui.widgets.painted import Painted, sized, veil, write_in_middle

LEFT, TOP, RIGHT, BOTTOM = 46.0, 8.0, 16.0, 34.0  # pixels around the axes
TICKS = {
    ProbeChange.SHIFT: (-50, -25, 0, 25, 50),
    ProbeChange.TURN: (-45, -30, -15, 0, 15, 30, 45),
    ProbeChange.SCALE: (40, 70, 100, 130, 160),
    ProbeChange.THICKNESS: (10, 30, 50, 70, 90, 110, 130, 150),
}


class ProbePlot(Painted):
    """Shows a curve; ``described(str)`` says the value under the pointer, or what the curve is."""

    described = Signal(str)

    usual, least = (600, 170), (300, 100)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty plot."""
        super().__init__(parent)
        self.setObjectName("probePlot")
        self.setAccessibleName(self.tr("Confidence while the drawing changes"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._curve: Curve | None = None
        self._empty_text = ""
        self._pointed: int | None = None

    def set_empty_text(self, text: str) -> None:
        """Show ``text`` where there is no curve."""
        if text != self._empty_text:
            self._empty_text = text
            self.update()

    def show_curve(self, curve: Curve | None) -> None:
        """Show ``curve``; None: the empty text."""
        if curve is None or (self._pointed or 0) >= len(curve.amounts):
            self._pointed = None
        self._curve = curve
        self._describe()
        self.update()

    def curve(self) -> Curve | None:
        """Return what is shown."""
        return self._curve

    # Geometry

    def point(self, index: int) -> QPointF:
        """Return where the curve's value at ``index`` is on the widget."""
        assert self._curve is not None
        return QPointF(self._x(self._curve.amounts[index]), self._y(self._curve.confidences[index]))

    def bands(self) -> list[tuple[float, float, int]]:
        """Return (left, right, digit), in pixels, of each stretch with another answer."""
        curve = self._curve
        if curve is None:
            return []
        edges = [self._x(amount) for amount in curve.amounts]
        # An answer reaches half way to the next amount.
        edges = [
            edges[0],
            *((a + b) / 2 for a, b in pairwise(edges)),
            edges[-1],
        ]
        found, first = [], 0
        for digit, group in groupby(curve.answers):
            last = first + len(list(group))
            if digit != curve.digit:
                found.append((edges[first], edges[last], digit))
            first = last
        return found

    def _axes(self) -> QRectF:
        return QRectF(self.rect()).adjusted(LEFT, TOP, -RIGHT, -BOTTOM)

    def _x(self, amount: float) -> float:
        assert self._curve is not None
        axes = self._axes()
        low, high = self._curve.amounts[0], self._curve.amounts[-1]
        return axes.left() + (amount - low) / (high - low) * axes.width()

    def _y(self, confidence: float) -> float:
        axes = self._axes()
        return axes.bottom() - confidence * axes.height()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._curve is None:
            room = self.rect().adjusted(12, 0, -12, 0)
            write_in_middle(painter, room, self._empty_text, theme().muted)
            return
        painter.setFont(sized(self.font(), 11))
        self._paint_bands(painter)
        self._paint_axes(painter, self._curve)
        self._paint_curve(painter, self._curve)

    def _paint_bands(self, painter: QPainter) -> None:
        axes = self._axes()
        painter.setFont(sized(self.font(), 13, bold=True))
        for left, right, digit in self.bands():
            band = QRectF(left, axes.top(), right - left, axes.height())
            painter.fillRect(band.adjusted(0.5, 0, -0.5, 0), veil(theme().second, 40))
            painter.setPen(QColor(theme().second))
            head = QRectF(band.center().x() - 12, axes.top() + 3, 24, 18)
            painter.drawText(head, Qt.AlignmentFlag.AlignCenter, str(digit))

    def _paint_axes(self, painter: QPainter, curve: Curve) -> None:
        axes, colours = self._axes(), theme()
        painter.setFont(sized(self.font(), 11))
        for share in (0.0, 0.5, 1.0):
            y = round(self._y(share)) + 0.5
            painter.setPen(QPen(QColor(colours.border), 1))
            painter.drawLine(QPointF(axes.left(), y), QPointF(axes.right(), y))
            painter.setPen(QColor(colours.muted))
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(QRectF(0, y - 8, LEFT - 8, 16), flags, percentage(share, ".0f"))
        for tick in TICKS[curve.change]:
            x = self._x(tick)
            painter.setPen(QPen(QColor(colours.border), 1))
            painter.drawLine(QPointF(x, axes.bottom()), QPointF(x, axes.bottom() + 4))
            painter.setPen(QColor(colours.muted))
            place = QRectF(x - 30, axes.bottom() + 5, 60, 14)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._amount(curve.change, tick))
        foot = QRectF(axes.left(), axes.bottom() + 20, axes.width(), 14)
        painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, self._axis_name(curve.change))
        if curve.amounts[0] <= curve.unchanged <= curve.amounts[-1]:
            x = self._x(curve.unchanged)
            painter.setPen(QPen(QColor(colours.muted), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, axes.top()), QPointF(x, axes.bottom()))
            text = self.tr("as drawn")
            width = painter.fontMetrics().horizontalAdvance(text) + 10
            left = x if x + width < axes.right() else x - width
            place = QRectF(left, axes.bottom() - 17, width, 16)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_curve(self, painter: QPainter, curve: Curve) -> None:
        colours = theme()
        pen = QPen(QColor(colours.accent), 2)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF([self.point(i) for i in range(len(curve.amounts))]))
        if self._pointed is None:
            return
        point, axes = self.point(self._pointed), self._axes()
        painter.setPen(QPen(QColor(colours.text), 1))
        painter.drawLine(QPointF(point.x(), axes.top()), QPointF(point.x(), axes.bottom()))
        painter.setPen(QPen(QColor(colours.panel), 1.5))
        painter.setBrush(QColor(colours.accent))
        painter.drawEllipse(point, 4.5, 4.5)

    # Pointing

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        if self._curve is None:
            return
        axes, last = self._axes(), len(self._curve.amounts) - 1
        place = (event.position().x() - axes.left()) / max(axes.width(), 1.0) * last
        self._point_at(round(place) if -0.5 <= place <= last + 0.5 else None)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        self._point_at(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802, D102
        super().focusOutEvent(event)
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        steps: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(event.key())
        if step is None or self._curve is None:
            super().keyPressEvent(event)
            return
        last = len(self._curve.amounts) - 1
        start = last // 2 - step if self._pointed is None else self._pointed
        self._point_at(min(max(start + step, 0), last))

    def _point_at(self, index: int | None) -> None:
        if index != self._pointed:
            self._pointed = index
            self._describe()
            self.update()

    def _describe(self) -> None:
        text = self._words()
        self.setAccessibleDescription(text or self._empty_text)
        self.described.emit(text)

    def _words(self) -> str:
        curve, index = self._curve, self._pointed
        if curve is None:
            return ""
        if index is None:
            return self.tr("How sure the network is of {0}").format(curve.digit)
        amount = self._amount(curve.change, curve.amounts[index])
        confidence = percent(curve.confidences[index])
        if curve.answers[index] == curve.digit:
            return self.tr("At {0}: {1} with {2}").format(amount, curve.digit, confidence)
        return self.tr("At {0}: {1} with {2}; the answer is {3}").format(
            amount, curve.digit, confidence, curve.answers[index]
        )

    def _amount(self, change: ProbeChange, amount: float) -> str:
        number = readable(amount)
        match change:
            case ProbeChange.TURN:
                return f"{number}°"
            case ProbeChange.THICKNESS:
                return number
        return str(Text("{number} %", number=number))

    def _axis_name(self, change: ProbeChange) -> str:
        match change:
            case ProbeChange.SHIFT:
                return self.tr("Shift to the right, in % of the sheet's width")
            case ProbeChange.TURN:
                return self.tr("Turn clockwise, in degrees")
            case ProbeChange.SCALE:
                return self.tr("Size, in % of the drawing's own")
            case ProbeChange.THICKNESS:
                return self.tr("Brush, in thousandths of the sheet's width")
