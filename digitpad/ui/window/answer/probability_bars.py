"""The probabilities of the digits, as bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

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
AT_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
AT_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
ROWS = 10  # of the bars: of more classes the most probable are shown


@dataclass(frozen=True)
class BarRow:
    """What is seen of a class: two rows are the same where nobody sees a difference.

    value: 0..1. text: that in percent; both are empty while nothing is read.
    """

    digit: int
    value: float | None = field(default=None, compare=False)
    text: str = ""
    is_best: bool = False
    is_doubtful: bool = False


class ProbabilityBars(QWidget):
    """Shows ten probabilities; the largest one in the accent colour, its digit in bold.

    A pen that draws is followed by a hundred answers a second, of which most change two rows or
    three: only those are painted again.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make bars without values."""
        super().__init__(parent)
        self.setObjectName("probabilities")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Probabilities"))
        self._probabilities: tuple[float, ...] = ()
        self._rows = self._seen()
        self._row_height = ROW_HEIGHT

    def set_row_height(self, pixels: int) -> None:
        """Have the bars stand ``pixels`` below each other where there is a choice."""
        self._row_height = pixels
        self.updateGeometry()

    def set_probabilities(self, probabilities: tuple[float, ...]) -> None:
        """Show ``probabilities`` of the digits 0 to 9, each 0..1; none for an empty tuple."""
        self._probabilities = probabilities
        before, self._rows = self._rows, self._seen()
        told = ", ".join(f"{row.digit}: {row.text}" for row in self._rows if row.text)
        if not self.is_sure:
            told = self.tr("{0}; not sure").format(told)
        self.setAccessibleDescription(told)
        self.setToolTip("" if self.is_sure else doubt_words())
        for place, (old, new) in enumerate(zip_longest(before, self._rows)):
            if old != new:
                self.update(self._room(place).toAlignedRect())

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
        for place, row in enumerate(self._rows):
            room = self._room(place)
            if event.region().intersects(room.toAlignedRect()):
                self._paint_row(painter, row, room)

    def _room(self, place: int) -> QRectF:
        """Return where the row is that is counted so from 0 at the top."""
        height = self.height() / ROWS
        return QRectF(0, place * height, self.width(), height)

    def _seen(self) -> list[BarRow]:
        values = self._probabilities
        if not values:
            return [BarRow(digit) for digit in range(ROWS)]
        best, is_sure = max(values), self.is_sure
        shown = [(digit, values[digit]) for digit in self._shown()]
        return [
            BarRow(digit, value, percent(value), value == best, value == best and not is_sure)
            for digit, value in shown
        ]

    def _shown(self) -> Sequence[int]:
        """Return the classes that are shown: all, or the most probable of many, in their order."""
        count = len(self._probabilities)
        if count <= ROWS:
            return range(count)
        likely = sorted(range(count), key=self._probabilities.__getitem__, reverse=True)
        return sorted(likely[:ROWS])

    def _paint_row(self, painter: QPainter, row: BarRow, room: QRectF) -> None:
        colours = theme()
        text = QColor(colours.text if row.is_best else colours.muted)
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold if row.is_best else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(text)
        beside = max(DIGIT_WIDTH, painter.fontMetrics().horizontalAdvance(f"{row.digit} "))
        painter.drawText(room, AT_LEFT, str(row.digit))
        length = room.width() - beside - PERCENT_WIDTH
        groove = QRectF(
            beside, room.top() + (room.height() - BAR_HEIGHT) / 2, length, BAR_HEIGHT
        )  # fmt: skip
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.window))
        painter.drawRoundedRect(groove, 4, 4)
        if row.value is None:
            return
        best = colours.warning if row.is_doubtful else colours.accent
        painter.setBrush(QColor(best if row.is_best else colours.faint))
        if row.value * length >= 1:
            bar = QRectF(groove)
            bar.setWidth(row.value * length)
            painter.drawRoundedRect(bar, min(4, bar.width() / 2), 4)
        painter.setPen(text)
        painter.drawText(room, AT_RIGHT, row.text)
