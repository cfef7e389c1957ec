"""A few named numbers under one another."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.ui.theme import LIGHT, Theme

ROW = 20  # pixels, height of a row
LAST = 64  # pixels, width of the last column
RULE = 4  # pixels between what is compared and the difference


class NamedNumber(NamedTuple):
    """A number and, in the last column, what else is to be said of it."""

    name: str
    number: str
    beside: str = ""


class NumberRows(QWidget):
    """Up to four rows, with a line under the first two: the third is their difference.

    It is painted: labels would have the window laid out again for each new number.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a table without rows."""
        super().__init__(parent)
        self.setObjectName("numberRows")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._theme = LIGHT
        self._rows: tuple[NamedNumber, ...] = ()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.update()

    def show_rows(self, rows: tuple[NamedNumber, ...]) -> None:
        """Show ``rows``."""
        if rows != self._rows:
            self._rows = rows
            self.setAccessibleName("; ".join(" ".join(row).strip() for row in rows))
            self.update()

    def rows(self) -> tuple[NamedNumber, ...]:
        """Return what is shown."""
        return self._rows

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(220, 4 * ROW + RULE)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        middle, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
        for place, (name, number, beside) in enumerate(self._rows):
            line = QRectF(0, place * ROW + (RULE if place >= 2 else 0), self.width(), ROW)
            painter.setPen(QColor(self._theme.muted))
            painter.drawText(line, middle, name)
            painter.drawText(line, middle | right, beside)
            painter.setPen(QColor(self._theme.text))
            painter.drawText(line.adjusted(0, 0, -LAST, 0), middle | right, number)
        if len(self._rows) > 2:
            painter.setPen(QColor(self._theme.border))
            painter.drawLine(0, 2 * ROW + RULE // 2, self.width(), 2 * ROW + RULE // 2)
