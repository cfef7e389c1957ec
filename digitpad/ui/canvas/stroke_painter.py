"""Painting strokes: smooth curves through every point, as wide as brush and pressure say.

A stroke is painted in chunks of some points each. Where two pieces of one line meet, their
antialiased edges add up and show as a bump: so pieces are long; and a growing stroke needs only
its last chunk painted again: so they are not too long.
"""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from digitpad.ink.drawing import PRESSURE, Points, Stroke, X, Y

CHUNK = 32  # points
LIGHTEST_TOUCH = 0.3  # of the brush width, where a tablet reports no pressure at all
SAME_PRESSURE = 0.02  # a chunk whose pressure varies by less is one line of one width


def paint_stroke(painter: QPainter, stroke: Stroke, colour: QColor, clip: QRectF) -> None:
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
            paint_chunk(painter, stroke.points, first, stroke.width, colour)


def paint_chunk(
    painter: QPainter, points: Points, first: int, brush: float, colour: QColor
) -> None:
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
        _draw(painter, path, float(pressure.mean()), brush, colour)
        return
    for index in range(first, end):
        _draw(painter, _curve(points, index, index + 1), points[index, PRESSURE], brush, colour)
    if is_last:
        path = _curve(points, end, end)
        _add_end(path, points)
        _draw(painter, path, points[end, PRESSURE], brush, colour)


def last_chunk(count: int) -> int:
    """Return the first point of the chunk that is still growing, of ``count`` points."""
    return max(0, count - 1) // CHUNK * CHUNK


def bounds(strokes: Iterable[Stroke]) -> QRectF:
    """Return the rectangle that holds the ink of ``strokes``, in canvas units."""
    whole = QRectF()
    for stroke in strokes:
        whole |= around(stroke.points, stroke.width)
    return whole


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


def _draw(
    painter: QPainter, path: QPainterPath, pressure: float, brush: float, colour: QColor
) -> None:
    width = brush * (LIGHTEST_TOUCH + (1 - LIGHTEST_TOUCH) * pressure)
    style, cap, join = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(colour, width, style, cap, join))
    painter.drawPath(path)
