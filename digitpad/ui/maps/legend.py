"""The colour scale with its numbers."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.network.shades import STEPS, table
from digitpad.ui.theme import LIGHT, Theme

BAR = 110  # pixels
TEXT = 50  # pixels for the number at each end


class Legend(QWidget):
    """A bar of the scale from its lowest to its highest number; empty while there is none."""

    def __init__(self, parent: QWidget | None = None, *, bar: int = BAR) -> None:
        """Make an empty legend. bar: its length in pixels."""
        super().__init__(parent)
        self._bar = bar
        self.setObjectName("legend")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._theme = LIGHT
        self._scale: tuple[bool, str, str] | None = None

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.update()

    def show_scale(self, signed: bool, low: str, high: str) -> None:
        """Show the scale with what its ends are."""
        if self._scale != (signed, low, high):
            self._scale = signed, low, high
            self.setAccessibleName(self.tr("Colours from {0} to {1}").format(low, high))
            self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._scale = None
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(self._bar + 2 * TEXT, 18)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        if self._scale is None:
            return
        signed, low, high = self._scale
        painter = QPainter(self)
        shades = table(signed, self._theme.dark)
        bar = QImage(shades.data, STEPS, 1, 4 * STEPS, QImage.Format.Format_RGB32)
        painter.drawImage(QRectF(TEXT, 4, self._bar, 10), bar)
        font = painter.font()
        font.setPixelSize(11)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.muted))
        flags = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, 0, TEXT - 5, 18), flags | Qt.AlignmentFlag.AlignRight, low)
        painter.drawText(QRectF(TEXT + self._bar + 5, 0, TEXT, 18), flags, high)
