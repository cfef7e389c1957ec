"""Painted ink: smooth curves through every point, kept as an image at the screen's pixel ratio.

A stroke is painted in chunks of some points each. Where two pieces of one line meet, their
antialiased edges add up and show as a bump: so pieces are long; and a growing stroke needs only
its last chunk painted again: so they are not too long.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QTransform

from digitpad.ink.drawing import CANVAS_SIDE, PRESSURE, Drawing, Pixels, Points, Stroke, X, Y
from digitpad.ink.photo.on_sheet import PaperImage, Photo
from digitpad.ui.theme import theme

CHUNK = 32  # points
WHOLE = QRectF(0, 0, CANVAS_SIDE, CANVAS_SIDE)
LIGHTEST_TOUCH = 0.3  # of the brush width, where a tablet reports no pressure at all
SAME_PRESSURE = 0.02  # a chunk whose pressure varies by less is one line of one width


def paint_stroke(painter: QPainter, stroke: Stroke, clip: QRectF) -> None:
    """Paint the chunks of ``stroke`` that can reach into ``clip``, in canvas units."""
    reach = stroke.width / 2 + 1
    near = clip.adjusted(-reach, -reach, reach, reach)
    for first in range(0, len(stroke.points), CHUNK):
        # A chunk's curve stays inside the box of its points and one neighbour on each side.
        xy = stroke.xy[max(0, first - 1) : first + CHUNK + 1]
        low, high = xy.min(axis=0), xy.max(axis=0)
        if (
            low[X] <= near.right() and high[X] >= near.left()
            and low[Y] <= near.bottom() and high[Y] >= near.top()
        ):  # fmt: skip
            paint_chunk(painter, stroke.points, first, stroke.width)


def paint_chunk(painter: QPainter, points: Points, first: int, brush: float) -> None:
    """Paint the chunk that starts at point ``first``, a multiple of CHUNK.

    It goes from the middle before its first point to the middle after its last one; the last
    chunk ends in a straight line to the last point.
    """
    end = min(first + CHUNK, len(points) - 1)  # the last point has no curve around it
    is_last = first == last_chunk(len(points))
    pressure = points[first : end + 1, PRESSURE]
    if float(np.ptp(pressure)) < SAME_PRESSURE:
        path = _curve(points, first, end)
        if is_last:
            _add_end(path, points)
        _draw(painter, path, float(pressure.mean()), brush)
        return
    for index in range(first, end):
        _draw(painter, _curve(points, index, index + 1), points[index, PRESSURE], brush)
    if is_last:
        path = _curve(points, end, end)
        _add_end(path, points)
        _draw(painter, path, points[end, PRESSURE], brush)


def paint_end(painter: QPainter, points: Points, brush: float) -> None:
    """Paint the chunk of a stroke that is still growing."""
    paint_chunk(painter, points, last_chunk(len(points)), brush)


def last_chunk(count: int) -> int:
    """Return the first point of the chunk that is still growing, of ``count`` points."""
    return max(0, count - 1) // CHUNK * CHUNK


def bounds(strokes: Iterable[Stroke]) -> QRectF:
    """Return the rectangle that holds the ink of ``strokes``, in canvas units."""
    whole = QRectF()
    for stroke in strokes:
        whole |= around(stroke.points, stroke.width)
    return whole


def difference(before: Drawing, after: Drawing, rubbed: QRectF = WHOLE) -> QRectF:
    """Return where two drawings look different, in canvas units; of two pictures, in ``rubbed``."""
    photo, other = before.photo, after.photo
    if photo is not None and other is not None:  # frames lie over it
        return QRectF() if photo.image is other.image else rubbed
    old, new = set(before.strokes), set(after.strokes)
    has_same_sheet = before.picture is after.picture
    return bounds(old ^ new) if has_same_sheet and old & new else WHOLE


def spread(drawing: Drawing) -> float:
    """Return how far beside an eraser it shows, in canvas units.

    A picture's pixels change as a whole, and tint those beside them.
    """
    return 0.0 if drawing.photo is None else 2 * drawing.photo.scale(CANVAS_SIDE)


def around(points: Points, brush: float) -> QRectF:
    """Return the rectangle that holds the ink through ``points``, in canvas units."""
    low, high = points[:, : Y + 1].min(axis=0), points[:, : Y + 1].max(axis=0)
    reach = brush / 2 + 1
    return QRectF(QPointF(*low), QPointF(*high)).adjusted(-reach, -reach, reach, reach)


def _curve(points: Points, first: int, end: int) -> QPainterPath:
    """Return the curve around the points from ``first`` up to, not with, ``end``."""
    xy = points[max(0, first - 1) : end + 1, : Y + 1].tolist()
    path = QPainterPath()
    if first == 0:
        path.moveTo(*xy[0])
    else:
        (before_x, before_y), (x, y) = xy[0], xy[1]
        path.moveTo((before_x + x) / 2, (before_y + y) / 2)
        del xy[0]
    for (x, y), (next_x, next_y) in pairwise(xy):
        path.quadTo(x, y, (x + next_x) / 2, (y + next_y) / 2)
    return path


def _add_end(path: QPainterPath, points: Points) -> None:
    x, y = float(points[-1, X]), float(points[-1, Y])
    # Without any length Qt draws nothing, not even round caps: a dot needs a little.
    path.lineTo(x if len(points) > 1 else x + 0.01, y)


def _draw(painter: QPainter, path: QPainterPath, pressure: float, brush: float) -> None:
    width = brush * (LIGHTEST_TOUCH + (1 - LIGHTEST_TOUCH) * pressure)
    style, cap, join = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(QColor(theme().ink), width, style, cap, join))
    painter.drawPath(path)


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

    def grow(self, points: Points, brush: float) -> None:
        """Paint the chunk of a stroke that its newest point has made whole, if it has."""
        if len(points) > 1 and (len(points) - 1) % CHUNK == 0:
            self._settle(points, [len(points) - 1 - CHUNK], brush)

    def settle(self, points: Points, brush: float) -> None:
        """Paint all chunks of a stroke that will not change any more."""
        self._settle(points, range(0, last_chunk(len(points)), CHUNK), brush)

    def finish(self, points: Points, brush: float) -> None:
        """Paint the last chunk of a stroke that grows no more."""
        self._settle(points, [last_chunk(len(points))], brush)

    def _settle(self, points: Points, chunks: Iterable[int], brush: float) -> None:
        painter = self._painter()
        for first in chunks:
            paint_chunk(painter, points, first, brush)
        painter.end()

    def repaint(self, drawing: Drawing, area: QRectF) -> None:
        """Paint ``drawing`` anew inside ``area``, and in all pixels that its ink's edge touches."""
        area = self._whole_pixels(area)
        painter = self._painter()
        painter.setClipRect(area)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.fillRect(area, Qt.GlobalColor.transparent)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        if drawing.picture is not None:
            painter.drawImage(WHOLE, _inked(drawing.picture))
        if drawing.photo is not None:
            paint_photo(painter, drawing.photo)
        for stroke in drawing.strokes:
            paint_stroke(painter, stroke, area)
        painter.end()

    def _whole_pixels(self, area: QRectF) -> QRectF:
        """Return ``area`` with whole pixels, one more on each side: edges are antialiased."""
        scale = self._scale * self._image.devicePixelRatio()
        to_pixels = QTransform.fromScale(scale, scale)
        pixels = to_pixels.mapRect(area).toAlignedRect().adjusted(-1, -1, 1, 1)
        return QTransform.fromScale(1 / scale, 1 / scale).mapRect(QRectF(pixels))

    def _painter(self) -> QPainter:
        painter = QPainter(self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self._scale, self._scale)
        return painter


def _inked(picture: Pixels) -> QImage:
    """Return ``picture`` (h, w), 0 paper to 255 ink, as ink on nothing."""
    height, width = picture.shape
    colour = QColor(theme().ink)
    channels = np.array([colour.blueF(), colour.greenF(), colour.redF(), 1.0])  # memory order
    pixels = np.ascontiguousarray(
        (picture[..., None] * channels).round().astype(np.uint8)
    )  # (h, w, 4), premultiplied
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()  # it was a view of memory that goes


def paint_photo(painter: QPainter, photo: Photo) -> None:
    """Paint the whole picture where it lies, in canvas units; its frames are others' business."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(photo_rect(photo), _pixels(photo.image))


def photo_rect(photo: Photo) -> QRectF:
    """Return where the picture lies, in canvas units."""
    left, top = photo.corner(CANVAS_SIDE)
    width, height = (length * photo.scale(CANVAS_SIDE) for length in photo.image.size)
    return QRectF(left, top, width, height)


@lru_cache(maxsize=2)
def _pixels(image: PaperImage) -> QImage:
    width, height = image.size
    pixels = np.ascontiguousarray(image.grey if image.colours is None else image.colours)
    form = QImage.Format.Format_Grayscale8 if image.colours is None else QImage.Format.Format_RGB888
    # QImage only looks at the array, which goes away: hence the copy.
    return QImage(pixels.data, width, height, pixels.strides[0], form).copy()
