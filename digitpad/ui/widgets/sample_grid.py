"""A scrollable grid of samples; only what is visible is painted, straight from the arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from digitpad.data.samples import Bytes
from digitpad.ink.input.frame import SIDE
from digitpad.ui.theme import theme
from digitpad.ui.widgets.map_painter import shade_image
from digitpad.ui.widgets.painted import sized, write_in_middle

SHOWN_SIDE = 2 * SIDE  # pixels on the screen; more where a whole zoom asks for it
CAPTION_PIXELS = 12
PADDING = 6  # pixels around sample and caption
MEASURED = 64  # captions that the width of a cell is taken from

_MOVES = {
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down,
    Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
}  # fmt: skip
_ACTIVATES = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}


class SampleGrid(QAbstractScrollArea):
    """Shows samples with captions; ``activated(int)`` tells the index of a chosen one."""

    activated = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty grid."""
        super().__init__(parent)
        self.setObjectName("sampleGrid")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Samples"))
        self._images: Bytes = np.zeros((0, SIDE, SIDE), np.uint8)
        self._indices: NDArray[np.intp] = np.zeros(0, np.intp)
        self._captions: Callable[[int], str] = str
        self._current = 0  # a place in the grid, not an index of the data set
        self._pressed: int | None = None
        self._empty_text = ""
        self._widest = 0  # caption, in pixels
        self._columns = 1

    # What is shown

    def set_samples(
        self,
        images: Bytes,
        indices: NDArray[np.intp] | Sequence[int],
        captions: Callable[[int], str],
    ) -> None:
        """Show ``images[indices]``, of images (n, 28, 28) uint8, with ``captions(index)``."""
        self._images = images
        self._indices = np.asarray(indices, np.intp)
        self._captions = captions
        metrics = QFontMetrics(self._caption_font())
        self._widest = max(
            (metrics.horizontalAdvance(captions(int(i))) for i in self._indices[:MEASURED]),
            default=0,
        )
        self._pressed = None
        self.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor if len(self._indices) else Qt.CursorShape.ArrowCursor
        )
        self.verticalScrollBar().setValue(0)
        self._lay_out()
        self._select(0)

    def set_empty_text(self, text: str) -> None:
        """Show ``text`` where there are no samples."""
        self._empty_text = text
        self._select(self._current)

    def indices(self) -> NDArray[np.intp]:
        """Return the indices (k,) of the samples that are shown, in their order."""
        return self._indices

    def current(self) -> int | None:
        """Return the index of the selected sample, or None when there are none."""
        return int(self._indices[self._current]) if len(self._indices) else None

    def cell_rect(self, place: int) -> QRect:
        """Return where the sample at ``place``, counted from 0, is in the viewport now."""
        row, column = divmod(place, self._columns)
        width, height = self._cell_size()
        pitch = self.viewport().width() / self._columns
        left = round(column * pitch + (pitch - width) / 2)
        return QRect(left, row * height - self.verticalScrollBar().value(), width, height)

    # Geometry

    def _caption_font(self) -> QFont:
        return sized(self.font(), CAPTION_PIXELS)

    def _cell_size(self) -> tuple[int, int]:
        caption = QFontMetrics(self._caption_font()).height()
        width = max(SHOWN_SIDE, self._widest) + 2 * PADDING
        return width, SHOWN_SIDE + caption + 2 + 2 * PADDING

    def _rows(self) -> int:
        return -(-len(self._indices) // self._columns)

    def _lay_out(self) -> None:
        """Fit as many columns as there is room for; the first sample in view stays in view."""
        width, height = self._cell_size()
        bar = self.verticalScrollBar()
        first = bar.value() // height * self._columns
        columns = max(1, self.viewport().width() // width)
        changed, self._columns = columns != self._columns, columns
        bar.setRange(0, max(0, self._rows() * height - self.viewport().height()))
        bar.setSingleStep(height // 3)
        bar.setPageStep(self.viewport().height())
        if changed:
            bar.setValue(first // columns * height)
        self.viewport().update()

    def _place_at(self, point: QPoint) -> int | None:
        height = self._cell_size()[1]
        row = (point.y() + self.verticalScrollBar().value()) // height
        column = point.x() * self._columns // max(1, self.viewport().width())
        place = row * self._columns + column
        return place if 0 <= place < len(self._indices) else None

    def _select(self, place: int) -> None:
        count = len(self._indices)
        self._current = max(0, min(place, count - 1))
        if count == 0:
            self.setAccessibleDescription(self._empty_text)
        else:
            self.setAccessibleDescription(
                self.tr("Sample {0} of {1}: {2}").format(
                    f"{self._current + 1:,}", f"{count:,}",
                    self._captions(int(self._indices[self._current])),
                )
            )  # fmt: skip
        self.viewport().update()

    def _show_current(self) -> None:
        cell, bar = self.cell_rect(self._current), self.verticalScrollBar()
        below = cell.bottom() + 1 - self.viewport().height()
        if cell.top() < 0 or below > 0:
            bar.setValue(bar.value() + (cell.top() if cell.top() < 0 else below))

    # Events

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        key = event.key()
        if key in _ACTIVATES and len(self._indices):
            self.activated.emit(self.current())
        elif key in _MOVES:
            self._select(self._after(key))
            self._show_current()
        else:
            event.ignore()  # the scroll area would take more keys, such as the browser's digits

    def _after(self, key: int) -> int:
        """Return the place that ``key`` leads to; up and down stay in their column."""
        last, columns = len(self._indices) - 1, self._columns
        page = max(1, self.viewport().height() // self._cell_size()[1]) * columns
        here = self._current
        steps: dict[int, int] = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -columns,
            Qt.Key.Key_Down: columns, Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page,
        }  # fmt: skip
        if key == Qt.Key.Key_Home:
            return 0
        if key == Qt.Key.Key_End:
            return last
        place = here + steps[key]
        if key == Qt.Key.Key_PageUp and place < 0:
            return here % columns
        if key in (Qt.Key.Key_PageDown, Qt.Key.Key_Down) and place > last:
            on_last_row = here // columns == last // columns
            return here if on_last_row else last
        return here if place < 0 else place

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        self._pressed = None
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._place_at(event.position().toPoint())
            if self._pressed is not None:
                self._select(self._pressed)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        pressed, self._pressed = self._pressed, None
        if pressed is not None and pressed == self._place_at(event.position().toPoint()):
            self.activated.emit(int(self._indices[pressed]))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        event.accept()  # its first click has activated the sample already

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802, D102
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802, D102
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._lay_out()

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        width, height = self._cell_size()
        return QSize(width + self.verticalScrollBar().sizeHint().width(), height)

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        width, height = self._cell_size()
        return QSize(3 * width, 4 * height)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(theme().panel))
        if not len(self._indices):
            room = self.viewport().rect().adjusted(PADDING, PADDING, -PADDING, -PADDING)
            write_in_middle(painter, room, self._empty_text, theme().muted)
            return
        height, top = self._cell_size()[1], self.verticalScrollBar().value()
        first = (event.rect().top() + top) // height * self._columns
        end = ((event.rect().bottom() + top) // height + 1) * self._columns
        self._paint_cells(painter, first, min(end, len(self._indices)))

    def _paint_cells(self, painter: QPainter, first: int, end: int) -> None:
        visible = self._indices[first:end]
        # (k, 28, 28) uint8 -> uint32 colours, one sample below the other
        strip = shade_image(theme().ink_shades[self._images[visible]].reshape(-1, SIDE))
        # A whole number of screen pixels for each pixel of a sample, starting on a screen pixel.
        ratio = self.viewport().devicePixelRatioF()
        zoom = max(1, int(SHOWN_SIDE * ratio / SIDE))
        side = zoom * SIDE / ratio
        painter.setFont(self._caption_font())
        for number, index in enumerate(visible):
            cell = self.cell_rect(first + number)
            left = round((cell.left() + (cell.width() - side) / 2) * ratio) / ratio
            above = round((cell.top() + PADDING) * ratio) / ratio
            target = QRectF(left, above, side, side)
            painter.drawImage(target, strip, QRectF(0, number * SIDE, SIDE, SIDE))
            painter.setPen(QColor(theme().border))
            painter.drawRect(target.adjusted(-0.5, -0.5, 0.5, 0.5))
            if first + number == self._current:
                self._paint_frame(painter, cell)
            caption = QRect(cell.left(), cell.top(), cell.width(), cell.height() - PADDING)
            painter.setPen(QColor(theme().text))
            painter.drawText(
                caption, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom,
                self._captions(int(index)),
            )  # fmt: skip

    def _paint_frame(self, painter: QPainter, cell: QRect) -> None:
        focused = self.hasFocus()
        colour = QColor(theme().accent if focused else theme().faint)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 2 if focused else 1))
        painter.drawRoundedRect(QRectF(cell).adjusted(1.5, 1.5, -1.5, -1.5), 5, 5)
        painter.restore()
