"""The ink that is already painted, kept as an image at the screen's pixel ratio."""

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from digitpad.ink.drawing import CANVAS_SIDE, Drawing, Pixels, Points
from digitpad.ui.canvas.stroke_painter import paint_chunk, paint_stroke


class InkLayer:
    """A cache of painted strokes: a growing stroke costs one chunk, however long it is.

    Rectangles that come in and go out are in canvas units.
    """

    def __init__(self) -> None:
        """Make an empty layer; ``resize`` gives it its pixels."""
        self.resize(1, 1.0)

    def resize(self, side: int, pixel_ratio: float) -> None:
        """Make room for a canvas of ``side`` logical pixels; what was painted is gone."""
        pixels = max(1, round(side * pixel_ratio))
        self._image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
        self._image.setDevicePixelRatio(pixel_ratio)
        self._image.fill(Qt.GlobalColor.transparent)
        self._scale = pixels / CANVAS_SIDE / pixel_ratio  # logical pixels a canvas unit

    def paint_onto(self, painter: QPainter, area: QRect) -> None:
        """Copy the layer's part in ``area``, logical pixels, to the same place of a widget."""
        ratio = self._image.devicePixelRatio()
        source = QRectF(
            area.x() * ratio, area.y() * ratio, area.width() * ratio, area.height() * ratio
        )
        painter.drawImage(QRectF(area), self._image, source)

    def settle(self, points: Points, first: int, brush: float, colour: QColor) -> None:
        """Paint the chunk of a stroke that starts at point ``first`` and will not change."""
        painter = self._painter()
        paint_chunk(painter, points, first, brush, colour)
        painter.end()

    def repaint(self, drawing: Drawing, colour: QColor, area: QRectF) -> None:
        """Paint ``drawing`` anew inside ``area``."""
        painter = self._painter()
        painter.setClipRect(area)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.fillRect(area, Qt.GlobalColor.transparent)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        if drawing.picture is not None:
            whole = QRectF(0, 0, CANVAS_SIDE, CANVAS_SIDE)
            painter.drawImage(whole, _inked(drawing.picture, colour))
        for stroke in drawing.strokes:
            paint_stroke(painter, stroke, colour, area)
        painter.end()

    def _painter(self) -> QPainter:
        painter = QPainter(self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self._scale, self._scale)
        return painter


def _inked(picture: Pixels, colour: QColor) -> QImage:
    """Return ``picture`` (h, w), 0 paper to 255 ink, as ink of ``colour`` on nothing."""
    height, width = picture.shape
    channels = np.array([colour.blueF(), colour.greenF(), colour.redF(), 1.0])  # memory order
    pixels = np.ascontiguousarray(
        (picture[..., None] * channels).round().astype(np.uint8)
    )  # (h, w, 4), premultiplied
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()  # it was a view of memory that goes
