"""A signed map over the ink: where a pixel counts, its colour covers the grey that was drawn."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent, qGray
from PySide6.QtWidgets import QWidget

from digitpad.graph.operation import Array
from digitpad.graph.receptive_field import at
from digitpad.ink.input.frame import SIDE
from digitpad.support.colour_scales import Shades, limit, packed, shaded
from digitpad.ui.theme import theme, theme_source
from digitpad.ui.widgets.map_painter import MapLayout, outline, paint_maps
from digitpad.ui.widgets.painted import MOVES, ValuePicture, frame_pen, write_in_middle

Pixel = tuple[int, ...]  # row and column

FRAME = 3  # pixels around the picture: its frame, and the ring when it has the focus
STRENGTH = 0.6  # of the map over the ink, 0..1, until the user chooses


class InkOverlay(ValuePicture):
    """A square picture of the input; its places are pixels, (row, column).

    ``selected(pixel)`` tells the one that a click or an arrow key chose.
    """

    selected = Signal(object)

    usual = (14 * SIDE + 2 * FRAME, 14 * SIDE + 2 * FRAME)
    least = (7 * SIDE + 2 * FRAME, 7 * SIDE + 2 * FRAME)
    moves = {key: move for key, move in MOVES.items() if not move[0]}
    has_choices = False

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty picture."""
        super().__init__(parent)
        self.setObjectName("inkOverlay")
        self.setAccessibleName(self.tr("What speaks for the digit, over the ink"))
        self._image: Array | None = None
        self._values: Array | None = None
        self._strength = STRENGTH
        self._shades: Shades | None = None  # of image and values; None until they are painted
        self._empty_text = ""
        self.chosen.connect(self.selected)
        self.moved.connect(self.selected)
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

    # Geometry

    def _layout(self) -> MapLayout:
        """Return the picture in the upper left corner; whole pixels keep all equally large."""
        side = max(1, (min(self.width(), self.height()) - 2 * FRAME) // SIDE)
        whole = SIDE * float(side)
        return MapLayout(FRAME, FRAME, 1, 1, SIDE, SIDE, side, whole, whole)

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
            write_in_middle(painter, rect.adjusted(30, 0, -30, 0), self._empty_text, theme().muted)
        else:
            if self._shades is None:
                self._shades = covered(self._image, self._values, self._strength)
            paint_maps(painter, layout, self._shades[None])
        self._paint_frame(painter, rect)
        if self._image is not None and self._current is not None:
            for colour, width in ((theme().paper, 4.5), (theme().second, 2.0)):
                outline(painter, layout, at((0, *self._current)), frame_pen(colour, width))

    def _paint_frame(self, painter: QPainter, rect: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme().accent), 2))
            painter.drawRect(rect.adjusted(-2, -2, 2, 2))
        else:
            painter.setPen(QPen(QColor(theme().border), 1))
            painter.drawRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5))

    # Pointing

    def _has_values(self) -> bool:
        return self._image is not None

    def _position_at(self, point: QPointF) -> Pixel | None:
        found = self._layout().position_at(point) if self._image is not None else None
        return None if found is None else found[1:]

    def _moved(self, places: int, rows: int, columns: int) -> Pixel | None:
        if self._current is None:
            return SIDE // 2, SIDE // 2
        row, column = self._current
        return min(max(row + rows, 0), SIDE - 1), min(max(column + columns, 0), SIDE - 1)


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
    return packed(*np.moveaxis(np.rint(colours).astype(np.uint32), -1, 0))


def _channels(shades: Shades | np.uint32) -> Array:
    """Return red, green and blue of 0xffRRGGBB along a last axis, each 0..255."""
    parts = [shades >> shift & 0xFF for shift in (16, 8, 0)]
    return np.stack(parts, axis=-1).astype(np.float32)
