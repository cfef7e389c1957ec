"""How maps are laid out and painted: many small images in a rectangle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from digitpad.network.receptive_field import Region
from digitpad.network.shades import Shades
from digitpad.network.trace import Array


def as_maps(values: Array) -> Array:
    """Return ``values`` as (channels, height, width): a unit is a map of one pixel."""
    return values if values.ndim == 3 else values.reshape(-1, 1, 1)


@dataclass(frozen=True)
class MapLayout:
    """Where each of ``count`` maps of (height, width) pixels lies in a rectangle.

    side: of a pixel on the screen. pitch_x, pitch_y: from one map to the next.
    """

    left: float
    top: float
    columns: int
    count: int
    height: int
    width: int
    side: float
    pitch_x: float
    pitch_y: float

    def map_rect(self, channel: int) -> QRectF:
        """Return where map ``channel`` is painted."""
        row, column = divmod(channel, self.columns)
        return QRectF(
            self.left + column * self.pitch_x, self.top + row * self.pitch_y,
            self.width * self.side, self.height * self.side,
        )  # fmt: skip

    def position_at(self, point: QPointF) -> tuple[int, int, int] | None:
        """Return (channel, row, column) of the value at ``point``, if there is one."""
        column = int((point.x() - self.left) // self.pitch_x)
        row = int((point.y() - self.top) // self.pitch_y)
        if not (0 <= column < self.columns and row >= 0):
            return None
        channel = row * self.columns + column
        if channel >= self.count:
            return None
        inside = point - self.map_rect(channel).topLeft()
        x, y = int(inside.x() // self.side), int(inside.y() // self.side)
        return (channel, y, x) if 0 <= x < self.width and 0 <= y < self.height else None


def fitted(
    shape: tuple[int, int, int], area: QRectF, gap: float, caption: float = 0.0
) -> MapLayout:
    """Lay ``shape`` = (count, height, width) out in ``area`` with the largest pixels that fit.

    gap: between maps; caption: room under each map.
    """
    count, height, width = shape
    best: tuple[float, int] = (0.0, 1)
    for columns in range(1, count + 1):
        rows = -(-count // columns)
        side = min(
            ((area.width() + gap) / columns - gap) / width,
            ((area.height() + gap) / rows - gap - caption) / height,
        )
        if side > 1:  # whole pixels keep all values equally large
            side = float(int(side))
        best = max(best, (side, -columns))
    side, columns = max(best[0], 0.25), -best[1] if best[0] else count
    pitch_x, pitch_y = width * side + gap, height * side + gap + caption
    rows = -(-count // columns)
    left = area.left() + (area.width() + gap - columns * pitch_x) / 2
    top = area.top() + (area.height() + gap - rows * pitch_y) / 2
    return MapLayout(left, top, columns, count, height, width, side, pitch_x, pitch_y)


def paint_maps(painter: QPainter, layout: MapLayout, shades: Shades) -> None:
    """Paint ``shades``, (channels, height, width), as ``layout`` says."""
    shades = np.ascontiguousarray(shades)
    for channel in range(layout.count):
        rect = layout.map_rect(channel)
        if layout.height == layout.width == 1:
            painter.fillRect(rect, QColor.fromRgb(int(shades[channel, 0, 0])))
            continue
        image = QImage(
            shades[channel].data, layout.width, layout.height, 4 * layout.width,
            QImage.Format.Format_RGB32,
        )  # fmt: skip
        painter.drawImage(rect, image)


def outline(
    painter: QPainter, layout: MapLayout, region: Region, pen: QPen, most: int = 64
) -> None:
    """Draw a frame around ``region``, of axes as the maps have, in each map that it names."""
    channels, rows, columns = (*region, (0,), (0,))[:3]
    if not (channels and rows and columns):
        return
    painter.setPen(pen)
    for channel in channels[:most]:
        corner = layout.map_rect(channel).topLeft()
        painter.drawRect(
            QRectF(
                corner.x() + columns[0] * layout.side, corner.y() + rows[0] * layout.side,
                (columns[-1] - columns[0] + 1) * layout.side,
                (rows[-1] - rows[0] + 1) * layout.side,
            )
        )  # fmt: skip
