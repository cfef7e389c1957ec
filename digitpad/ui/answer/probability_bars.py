"""Ten bars: the probability of each digit."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.network.percent import percent
from digitpad.ui.theme import LIGHT, Theme

DIGIT_WIDTH = 18  # pixels for the digit before its bar
PERCENT_WIDTH = 54  # pixels for the number after it
BAR_HEIGHT = 12


class ProbabilityBars(QWidget):
    """Shows ten probabilities; the largest one in the accent colour, its digit in bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make bars without values."""
        super().__init__(parent)
        self.setObjectName("probabilities")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Probabilities"))
        self._theme = LIGHT
        self._probabilities: tuple[float, ...] = ()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.update()

    def set_probabilities(self, probabilities: tuple[float, ...]) -> None:
        """Show ``probabilities`` of the digits 0 to 9, each 0..1; none for an empty tuple."""
        self._probabilities = probabilities
        self.setAccessibleDescription(
            ", ".join(f"{digit}: {percent(value)}" for digit, value in enumerate(probabilities))
        )
        self.update()

    def probabilities(self) -> tuple[float, ...]:
        """Return what is shown."""
        return self._probabilities

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(230, 180)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(140, 10 * (BAR_HEIGHT + 4))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        best = max(self._probabilities, default=1.0)
        row = self.height() / 10
        for digit in range(10):
            value = self._probabilities[digit] if self._probabilities else None
            self._paint_row(painter, digit, value, digit * row, row, value == best)

    def _paint_row(
        self, painter: QPainter, digit: int, value: float | None, top: float, height: float,
        is_best: bool,
    ) -> None:  # fmt: skip
        theme = self._theme
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold if is_best else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(theme.text if is_best else theme.muted))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(
            QRectF(0, top, DIGIT_WIDTH, height), middle | Qt.AlignmentFlag.AlignLeft, str(digit)
        )
        length = self.width() - DIGIT_WIDTH - PERCENT_WIDTH
        groove = QRectF(DIGIT_WIDTH, top + (height - BAR_HEIGHT) / 2, length, BAR_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.window))
        painter.drawRoundedRect(groove, 4, 4)
        if value is None:
            return
        painter.setBrush(QColor(theme.accent if is_best else theme.faint))
        if value * length >= 1:
            bar = QRectF(groove)
            bar.setWidth(value * length)
            painter.drawRoundedRect(bar, min(4, bar.width() / 2), 4)
        painter.setPen(QColor(theme.text if is_best else theme.muted))
        painter.drawText(
            QRectF(self.width() - PERCENT_WIDTH, top, PERCENT_WIDTH, height),
            middle | Qt.AlignmentFlag.AlignRight, percent(value),
        )  # fmt: skip
