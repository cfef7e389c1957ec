"""The probabilities of the digits, as bars."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.reading.classify import DigitAnswer, percent
from digitpad.ui.theme import theme
from digitpad.ui.widgets.basics import doubt_words

DIGIT_WIDTH = 18  # pixels for the digit before its bar
PERCENT_WIDTH = 54  # pixels for the number after it
BAR_HEIGHT = 12
ROW_HEIGHT, LEAST_ROW_HEIGHT = 18, 13
ROWS = 10  # of the bars: of more classes the most probable are shown


class ProbabilityBars(QWidget):
    """Shows ten probabilities; the largest one in the accent colour, its digit in bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make bars without values."""
        super().__init__(parent)
        self.setObjectName("probabilities")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Probabilities"))
        self._probabilities: tuple[float, ...] = ()
        self._row_height = ROW_HEIGHT

    def set_row_height(self, pixels: int) -> None:
        """Have the bars stand ``pixels`` below each other where there is a choice."""
        self._row_height = pixels
        self.updateGeometry()

    def set_probabilities(self, probabilities: tuple[float, ...]) -> None:
        """Show ``probabilities`` of the digits 0 to 9, each 0..1; none for an empty tuple."""
        self._probabilities = probabilities
        told = ", ".join(f"{digit}: {percent(value)}" for digit, value in enumerate(probabilities))
        if probabilities and not self.is_sure:
            told = self.tr("{0}; not sure").format(told)
        self.setAccessibleDescription(told)
        self.setToolTip("" if self.is_sure else doubt_words())
        self.update()

    @property
    def is_sure(self) -> bool:
        """False where no class is probable enough: none stands out then."""
        return not self._probabilities or DigitAnswer(self._probabilities).is_sure

    def probabilities(self) -> tuple[float, ...]:
        """Return what is shown."""
        return self._probabilities

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(230, 10 * self._row_height)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(116, ROWS * LEAST_ROW_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        best = max(self._probabilities, default=1.0)
        row = self.height() / ROWS
        for place, digit in enumerate(self._shown()):
            value = self._probabilities[digit] if self._probabilities else None
            self._paint_row(painter, digit, value, place * row, row, value == best)

    def _shown(self) -> Sequence[int]:
        """Return the classes that are shown: all, or the most probable of many, in their order."""
        count = len(self._probabilities) or ROWS
        if count <= ROWS:
            return range(count)
        likely = sorted(range(count), key=self._probabilities.__getitem__, reverse=True)
        return sorted(likely[:ROWS])

    def _paint_row(
        self, painter: QPainter, digit: int, value: float | None, top: float, height: float,
        is_best: bool,
    ) -> None:  # fmt: skip
        colours = theme()
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold if is_best else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(colours.text if is_best else colours.muted))
        middle = Qt.AlignmentFlag.AlignVCenter
        beside = max(DIGIT_WIDTH, painter.fontMetrics().horizontalAdvance(f"{digit} "))
        painter.drawText(
            QRectF(0, top, beside, height), middle | Qt.AlignmentFlag.AlignLeft, str(digit)
        )
        length = self.width() - beside - PERCENT_WIDTH
        groove = QRectF(beside, top + (height - BAR_HEIGHT) / 2, length, BAR_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.window))
        painter.drawRoundedRect(groove, 4, 4)
        if value is None:
            return
        best = colours.accent if self.is_sure else colours.warning
        painter.setBrush(QColor(best if is_best else colours.faint))
        if value * length >= 1:
            bar = QRectF(groove)
            bar.setWidth(value * length)
            painter.drawRoundedRect(bar, min(4, bar.width() / 2), 4)
        painter.setPen(QColor(colours.text if is_best else colours.muted))
        painter.drawText(
            QRectF(self.width() - PERCENT_WIDTH, top, PERCENT_WIDTH, height),
            middle | Qt.AlignmentFlag.AlignRight, percent(value),
        )  # fmt: skip
