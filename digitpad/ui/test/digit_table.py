"""Precision and recall of each digit, under the columns of the confusion matrix."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from digitpad.ui.test.confusion_matrix import TITLE_WIDTH
from digitpad.ui.widgets import label

FONT_PIXELS = 11
UNDEFINED = "–"


class DigitTable(QWidget):
    """Shows two rows of ten shares in percent."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a table without values."""
        super().__init__(parent)
        self.setObjectName("digitTable")
        self.setAccessibleName(self.tr("Precision and recall of each digit"))
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(0)
        layout.setVerticalSpacing(3)
        layout.setColumnMinimumWidth(0, TITLE_WIDTH)
        self._rows: list[list[QLabel]] = []
        for row, (title, tip) in enumerate((
            (self.tr("Precision"),
             self.tr("Of all that was read as this digit: how much was this digit, in percent")),
            (self.tr("Recall"),
             self.tr("Of all that is this digit: how much was read as this digit, in percent")),
        )):  # fmt: skip
            heading = label(title, "heading")
            heading.setFont(_small(heading))
            heading.setToolTip(tip)
            layout.addWidget(heading, row, 0)
            cells = [label("", "share") for _ in range(10)]
            self._rows.append(cells)
            for digit, cell in enumerate(cells):
                cell.setFont(_small(cell))
                cell.setAlignment(Qt.AlignmentFlag.AlignCenter)
                cell.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
                cell.setToolTip(tip)
                layout.addWidget(cell, row, digit + 1)
                layout.setColumnStretch(digit + 1, 1)
        self.clear()

    def clear(self) -> None:
        """Show no values."""
        self.set_shares((None,) * 10, (None,) * 10)

    def set_shares(self, precision: Sequence[float | None], recall: Sequence[float | None]) -> None:
        """Show ten values of each, in 0..1; None where a value is not defined."""
        titles = self.tr("Precision of {0}: {1}"), self.tr("Recall of {0}: {1}")
        for cells, title, shares in zip(self._rows, titles, (precision, recall), strict=True):
            for digit, (cell, share) in enumerate(zip(cells, shares, strict=True)):
                text = UNDEFINED if share is None else _percent(share)
                cell.setText(text)
                cell.setAccessibleName(title.format(digit, text))

    def texts(self) -> list[list[str]]:
        """Return what the two rows show."""
        return [[cell.text() for cell in cells] for cells in self._rows]


def _percent(share: float) -> str:
    """Return ``99.2`` for 0.992, and 100 only for what is whole."""
    return "100" if share == 1 else f"{min(share * 100, 99.9):.1f}"


def _small(widget: QWidget) -> QFont:
    font = QFont(widget.font())
    font.setPixelSize(FONT_PIXELS)
    return font
