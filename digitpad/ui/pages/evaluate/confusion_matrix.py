"""The confusion matrix as a heat map: truth down, answer across, each cell to be chosen."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QToolTip, QWidget

from digitpad.support.colour_scales import is_light
from digitpad.ui.theme import theme
from digitpad.ui.widgets.painted import Painted, sized

TITLE_WIDTH = 62  # pixels for the title of the rows and their digits, and of the shares below
TITLE_HEIGHT = 36  # pixels for the title of the columns and their digits
LARGEST_FONT, SMALLEST_FONT = 13, 10  # pixels

Counts = tuple[tuple[int, ...], ...]

# ColorBrewer's Blues for what was read right and Oranges for what was not: both grow in one
# direction of lightness, and blue and orange differ to colour-blind eyes too.
_RIGHT = ("#deebf7", "#c6dbef", "#9ecae1", "#6baed6", "#4292c6")
_WRONG = ("#feedde", "#fdd0a2", "#fdae6b", "#fd8d3c", "#f16913")
_RIGHT_DARK = ("#16263d", "#1b4470", "#20609c", "#2f7fba", "#4b9fd4")
_WRONG_DARK = ("#3a2415", "#6f2f0b", "#a63e08", "#d9580f", "#fb8435")

_STEPS: dict[int, tuple[int, int]] = {  # rows and columns that a key moves
    Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Home: (0, -10), Qt.Key.Key_End: (0, 10),
    Qt.Key.Key_PageUp: (-10, 0), Qt.Key.Key_PageDown: (10, 0),
}  # fmt: skip
_CHOOSES = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}


class ConfusionMatrix(Painted):
    """Shows 10 x 10 counts; ``cell_chosen(truth, read)`` tells which one was chosen."""

    cell_chosen = Signal(int, int)

    usual = (TITLE_WIDTH + 380, TITLE_HEIGHT + 340)
    least = (TITLE_WIDTH + 226, TITLE_HEIGHT + 200)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a matrix without counts."""
        super().__init__(parent)
        self.setObjectName("confusionMatrix")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Confusion matrix"))
        self._counts: Counts | None = None
        self._largest_right = self._largest_wrong = 0
        self._current = (0, 0)

    def set_counts(self, counts: Counts | None) -> None:
        """Show how often each digit (row) was read as each (column), or nothing for None."""
        self._counts = counts
        if counts is not None:
            cells = [(truth, read) for truth in range(10) for read in range(10)]
            self._largest_right = max(counts[t][r] for t, r in cells if t == r)
            self._largest_wrong = max(counts[t][r] for t, r in cells if t != r)
        self._select(*self._current)

    def current(self) -> tuple[int, int]:
        """Return truth and answer of the selected cell."""
        return self._current

    def set_current(self, truth: int, read: int) -> None:
        """Select a cell without choosing it."""
        self._select(truth, read)

    def cell_rect(self, truth: int, read: int) -> QRect:
        """Return where a cell is painted."""
        width, height = self.width() - TITLE_WIDTH, self.height() - TITLE_HEIGHT
        left, right = (TITLE_WIDTH + width * n // 10 for n in (read, read + 1))
        top, bottom = (TITLE_HEIGHT + height * n // 10 for n in (truth, truth + 1))
        return QRect(left, top, right - left, bottom - top)

    def describe(self, truth: int, read: int) -> str:
        """Return in words what a cell says; empty while there are no counts."""
        if self._counts is None:
            return ""
        return self.tr("{0} read as {1}: {2} of {3}").format(
            truth, read, f"{self._counts[truth][read]:,}", f"{sum(self._counts[truth]):,}"
        )

    # Choosing

    def _select(self, truth: int, read: int) -> None:
        self._current = truth, read
        self.setAccessibleDescription(self.describe(truth, read))
        self.update()

    def _choose(self) -> None:
        if self._counts is not None:
            self.cell_chosen.emit(*self._current)

    def _cell_at(self, point: QPoint) -> tuple[int, int] | None:
        for truth in range(10):
            for read in range(10):
                if self.cell_rect(truth, read).contains(point):
                    return truth, read
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        key = event.key()
        if key in _CHOOSES:
            self._choose()
        elif key in _STEPS:
            rows, columns = _STEPS[key]
            truth, read = self._current
            self._select(min(9, max(0, truth + rows)), min(9, max(0, read + columns)))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        cell = self._cell_at(event.position().toPoint())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self._select(*cell)
            self._choose()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        cell = self._cell_at(event.position().toPoint())
        over = cell is not None and self._counts is not None
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        if cell is not None and over:
            area = self.cell_rect(*cell)
            QToolTip.showText(event.globalPosition().toPoint(), self.describe(*cell), self, area)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        cell = self.cell_rect(0, 0)
        pixels = max(SMALLEST_FONT, min(LARGEST_FONT, cell.width() * 2 // 5))
        self._paint_titles(painter)
        painter.setFont(sized(self.font(), pixels))
        for truth in range(10):
            for read in range(10):
                self._paint_cell(painter, truth, read)
        if self._counts is not None:
            self._paint_frame(painter)

    def _paint_titles(self, painter: QPainter) -> None:
        centre, right = Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignRight
        middle = Qt.AlignmentFlag.AlignVCenter
        line = TITLE_HEIGHT // 2
        painter.setFont(sized(self.font(), 12))
        painter.setPen(QColor(theme().muted))
        across = QRect(TITLE_WIDTH, 0, self.width() - TITLE_WIDTH, line)
        painter.drawText(across, centre, self.tr("Read as"))
        down = QRect(0, TITLE_HEIGHT, TITLE_WIDTH - 20, self.height() - TITLE_HEIGHT)
        painter.drawText(down, middle | Qt.AlignmentFlag.AlignLeft, self.tr("Truth"))
        painter.setPen(QColor(theme().text))
        for digit in range(10):
            cell = self.cell_rect(digit, digit)
            column = QRect(cell.left(), line, cell.width(), line - 2)
            painter.drawText(column, centre, str(digit))
            row = QRect(0, cell.top(), TITLE_WIDTH - 8, cell.height())
            painter.drawText(row, middle | right, str(digit))

    def _paint_cell(self, painter: QPainter, truth: int, read: int) -> None:
        area = self.cell_rect(truth, read).adjusted(0, 0, -1, -1)  # a gap of one pixel
        if self._counts is None:
            painter.fillRect(area, QColor(theme().window))
            return
        count = self._counts[truth][read]
        colour = self._colour(truth, read)
        painter.fillRect(area, colour)
        readable = "black" if is_light(colour.rgb()) else "white"
        painter.setPen(QColor(readable if count else theme().muted))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(count))

    def _colour(self, truth: int, read: int) -> QColor:
        """Return a cell's colour; mistakes have a scale of their own, up to the largest one.

        Both scales follow the square root, or a single mistake would look like none.
        """
        assert self._counts is not None
        count = self._counts[truth][read]
        if count == 0:
            return QColor(theme().window)
        right = truth == read
        largest = self._largest_right if right else self._largest_wrong
        light, dark = (_RIGHT, _RIGHT_DARK) if right else (_WRONG, _WRONG_DARK)
        return _blend(dark if theme().dark else light, (count / largest) ** 0.5)

    def _paint_frame(self, painter: QPainter) -> None:
        colour = theme().accent if self.hasFocus() else theme().muted
        area = QRectF(self.cell_rect(*self._current)).adjusted(0, 0, -1, -1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():  # light under dark: the frame is seen on every colour of the scale
            painter.setPen(QPen(QColor(theme().panel), 5))
            painter.drawRect(area)
        painter.setPen(QPen(QColor(colour), 2.5 if self.hasFocus() else 1.5))
        painter.drawRect(area)


def _blend(scale: tuple[str, ...], share: float) -> QColor:
    """Return the colour at ``share``, 0..1, of the way along ``scale``."""
    spans = list(pairwise(map(QColor, scale)))
    number = min(int(share * len(spans)), len(spans) - 1)
    (low, high), part = spans[number], share * len(spans) - number
    return QColor.fromRgbF(
        low.redF() + (high.redF() - low.redF()) * part,
        low.greenF() + (high.greenF() - low.greenF()) * part,
        low.blueF() + (high.blueF() - low.blueF()) * part,
    )
