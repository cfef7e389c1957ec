"""A signed map over the ink: where a pixel counts, its colour covers the grey that was drawn."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    qGray,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.graph.trace import Array
from digitpad.ink.input.frame import SIDE
from digitpad.support.colour_scales import Shades, limit, shaded
from digitpad.ui.theme import theme, theme_source
from digitpad.ui.widgets.map_painter import MapLayout, outline, paint_maps

Pixel = tuple[int, int]  # row and column

FRAME = 3  # pixels around the picture: its frame, and the ring when it has the focus
STRENGTH = 0.6  # of the map over the ink, 0..1, until the user chooses

_MOVES: dict[int, Pixel] = {
    Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}  # fmt: skip


class InkOverlay(QWidget):
    """A square picture of the input; ``hovered(pixel | None)`` follows the pointer.

    ``selected(pixel)`` tells the one that a click or an arrow key chose.
    """

    hovered = Signal(object)
    selected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty picture."""
        super().__init__(parent)
        self.setObjectName("inkOverlay")
        self.setAccessibleName(self.tr("What speaks for the digit, over the ink"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._image: Array | None = None
        self._values: Array | None = None
        self._strength = STRENGTH
        self._shades: Shades | None = None  # of image and values; None until they are painted
        self._current: Pixel | None = None
        self._empty_text = ""
        theme_source.changed.connect(self._repaint)

    def set_empty_text(self, text: str) -> None:
        """Show ``text`` where there is no image."""
        self._empty_text = text
        self.update()

    def set_strength(self, strength: float) -> None:
        """Show more of the map and less of the ink: 0 the ink alone, 1 the map alone."""
        self._strength = strength
        self._repaint()

    def show_picture(self, image: Array | None, values: Array | None) -> None:
        """Show ``image`` (28, 28) in 0..1 under ``values`` (28, 28), signed, if there are any."""
        self._image, self._values = image, values
        if image is None:
            self._current = None
        self._repaint()

    @Slot()
    def _repaint(self) -> None:
        self._shades = None
        self.update()

    def current(self) -> Pixel | None:
        """Return the selected pixel."""
        return self._current

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(14 * SIDE + 2 * FRAME, 14 * SIDE + 2 * FRAME)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(7 * SIDE + 2 * FRAME, 7 * SIDE + 2 * FRAME)

    # Geometry

    def pixel_point(self, pixel: Pixel) -> QPointF:
        """Return the middle of ``pixel`` on the widget."""
        layout = self._layout()
        row, column = pixel
        return QPointF(
            layout.left + (column + 0.5) * layout.side, layout.top + (row + 0.5) * layout.side
        )

    def _layout(self) -> MapLayout:
        """Return the picture in the upper left corner; whole pixels keep all equally large."""
        side = max(1, (min(self.width(), self.height()) - 2 * FRAME) // SIDE)
        whole = SIDE * float(side)
        return MapLayout(FRAME, FRAME, 1, 1, SIDE, SIDE, side, whole, whole)

    def _pixel_at(self, point: QPointF) -> Pixel | None:
        found = self._layout().position_at(point) if self._image is not None else None
        return None if found is None else found[1:]

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        # What stands beside it begins where the picture ends.
        side = max(7, (self.height() - 2 * FRAME) // SIDE)
        self.setMaximumWidth(side * SIDE + 2 * FRAME)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        layout = self._layout()
        rect = layout.map_rect(0)
        if self._image is None:
            painter.fillRect(rect, QColor(theme().window))
            painter.setPen(QColor(theme().muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(rect.adjusted(30, 0, -30, 0), flags, self._empty_text)
        else:
            if self._shades is None:
                self._shades = covered(self._image, self._values, self._strength)
            paint_maps(painter, layout, self._shades[None])
        self._paint_frame(painter, rect)
        if self._image is not None and self._current is not None:
            row, column = self._current
            region = (0,), (row,), (column,)
            for colour, width in ((theme().paper, 4.5), (theme().second, 2.0)):
                pen = QPen(QColor(colour), width)
                pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
                outline(painter, layout, region, pen)

    def _paint_frame(self, painter: QPainter, rect: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme().accent), 2))
            painter.drawRect(rect.adjusted(-2, -2, 2, 2))
        else:
            painter.setPen(QPen(QColor(theme().border), 1))
            painter.drawRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802, D102
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802, D102
        super().focusOutEvent(event)
        self.update()

    # Pointing

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        self.hovered.emit(self._pixel_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        self.hovered.emit(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        pixel = self._pixel_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and pixel is not None:
            self._select(pixel)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if self._image is None or event.key() not in _MOVES:
            super().keyPressEvent(event)
            return
        rows, columns = _MOVES[event.key()]
        row, column = self._current if self._current is not None else (SIDE // 2, SIDE // 2)
        if self._current is not None:
            row, column = row + rows, column + columns
        self._select((min(max(row, 0), SIDE - 1), min(max(column, 0), SIDE - 1)))

    def _select(self, pixel: Pixel) -> None:
        self._current = pixel
        self.update()
        self.selected.emit(pixel)


def covered(image: Array, values: Array | None, strength: float) -> Shades:
    """Return (28, 28), grey ink on paper with the shades of ``values`` over it.

    A value covers the ink by a power of its part of the largest magnitude, so that zero is
    transparent: all but the largest are at strength 0, and none at 1.
    """
    paper = _channels(np.uint32(QColor(theme().paper).rgb()))
    ink = np.float32(qGray(QColor(theme().faint).rgb()))  # a bluish grey would look like a value
    grey = np.clip(np.nan_to_num(image), 0.0, 1.0)[..., None]
    colours = paper + (ink - paper) * grey  # (28, 28, 3)
    if values is not None and strength > 0:
        finite = np.nan_to_num(values)
        part = np.clip(np.abs(finite) / limit(finite), 0.0, 1.0)
        cover = (part ** ((1 - strength) / strength))[..., None]
        colours += (_channels(shaded(finite, True, theme().dark)) - colours) * cover
    red, green, blue = np.moveaxis(np.rint(colours).astype(np.uint32), -1, 0)
    shades: Shades = np.uint32(0xFF000000) | red << 16 | green << 8 | blue
    return shades


def _channels(shades: Shades | np.uint32) -> Array:
    """Return red, green and blue of 0xffRRGGBB along a last axis, each 0..255."""
    parts = [shades >> shift & 0xFF for shift in (16, 8, 0)]
    return np.stack(parts, axis=-1).astype(np.float32)
