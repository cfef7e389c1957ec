"""How maps are laid out and painted: many small images in a rectangle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.graph.operation import Array
from digitpad.graph.receptive_field import Region
from digitpad.ink.input.frame import to_bytes
from digitpad.support.colour_scales import STEPS, Shades, limit, shaded, table
from digitpad.ui.theme import theme


@dataclass(frozen=True)
class MapLayout:
    """Where each of ``count`` maps of (height, width) pixels lies in a rectangle.

    side: of a pixel on the screen. pitch_x, pitch_y: from one map to the next.
    order: the maps' numbers from the first place to the last; empty: as they are counted.
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
    order: tuple[int, ...] = ()

    def place(self, channel: int) -> int:
        """Return at which place, counted from 0, map ``channel`` is."""
        return self.order.index(channel) if self.order else channel

    def channel(self, place: int) -> int:
        """Return which map is at ``place``."""
        return self.order[place] if self.order else place

    def map_rect(self, channel: int) -> QRectF:
        """Return where map ``channel`` is painted."""
        row, column = divmod(self.place(channel), self.columns)
        return QRectF(
            self.left + column * self.pitch_x, self.top + row * self.pitch_y,
            self.width * self.side, self.height * self.side,
        )  # fmt: skip

    def part(self, channel: int, rows: Sequence[int], columns: Sequence[int]) -> QRectF:
        """Return where these rows and columns of a map, and all between them, are painted."""
        corner = self.map_rect(channel).topLeft()
        return QRectF(
            corner.x() + columns[0] * self.side, corner.y() + rows[0] * self.side,
            (columns[-1] - columns[0] + 1) * self.side, (rows[-1] - rows[0] + 1) * self.side,
        )  # fmt: skip

    def value_rect(self, channel: int, row: int = 0, column: int = 0) -> QRectF:
        """Return where a value is painted."""
        return self.part(channel, (row,), (column,))

    def position_at(self, point: QPointF) -> tuple[int, int, int] | None:
        """Return (channel, row, column) of the value at ``point``, if there is one."""
        column = int((point.x() - self.left) // self.pitch_x)
        row = int((point.y() - self.top) // self.pitch_y)
        if not (0 <= column < self.columns and row >= 0):
            return None
        place = row * self.columns + column
        if place >= self.count:
            return None
        channel = self.channel(place)
        inside = point - self.map_rect(channel).topLeft()
        x, y = int(inside.x() // self.side), int(inside.y() // self.side)
        return (channel, y, x) if 0 <= x < self.width and 0 <= y < self.height else None


def fitted(
    shape: tuple[int, int, int], area: QRectF, gap: float, columns: int | None = None
) -> MapLayout:
    """Lay ``shape`` = (count, height, width) out in ``area`` with the largest pixels that fit.

    gap: between maps. columns: how many stand side by side; None: what gives the largest pixels.
    """
    return _fitted(shape, area.getRect(), gap, columns)


@lru_cache(maxsize=128)
def _fitted(
    shape: tuple[int, int, int],
    area: tuple[float, float, float, float],
    gap: float,
    columns: int | None,
) -> MapLayout:
    area_left, area_top, area_width, area_height = area
    count, height, width = shape
    best: tuple[float, int] = (0.0, 1)
    for tried in range(1, count + 1) if columns is None else (columns,):
        rows = -(-count // tried)
        side = min(
            ((area_width + gap) / tried - gap) / width,
            ((area_height + gap) / rows - gap) / height,
        )
        if side > 1:  # whole pixels keep all values equally large
            side = float(int(side))
        best = max(best, (side, -tried))
    side, columns = max(best[0], 0.01), columns or (-best[1] if best[0] else count)
    pitch_x, pitch_y = width * side + gap, height * side + gap
    rows = -(-count // columns)
    left = area_left + (area_width + gap - columns * pitch_x) / 2
    top = area_top + (area_height + gap - rows * pitch_y) / 2
    return MapLayout(left, top, columns, count, height, width, side, pitch_x, pitch_y)


def shade_image(shades: Shades) -> QImage:
    """Return ``shades``, (h, w), as an image."""
    shades = np.ascontiguousarray(shades)
    height, width = shades.shape
    # QImage only looks at the array, which goes away: hence the copy.
    return QImage(shades.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def ink_image(ink: Array, ramp: Shades | None = None) -> QImage:
    """Return ``ink``, (h, w) in 0..1, as an image.

    ramp: its 256 shades, as the theme's, which the canvas has; None: grey levels, white on black.
    """
    levels = np.ascontiguousarray(to_bytes(ink))
    height, width = levels.shape
    kind = QImage.Format.Format_Grayscale8 if ramp is None else QImage.Format.Format_Indexed8
    image = QImage(levels.data, width, height, width, kind)
    if ramp is not None:
        image.setColorTable(ramp.tolist())
    return image.copy()


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


def paint_mosaic(painter: QPainter, area: QRect, layout: MapLayout, shades: Shades) -> None:
    """Paint ``shades``, (channels, height, width), as ``layout`` says, in one image.

    Quicker than ``paint_maps`` for many small maps; a pixel of the screen shows the value at its
    middle. area: the whole layout lies in it.
    """
    ratio = painter.device().devicePixelRatio()
    flat = np.append(shades.reshape(-1), np.uint32(0))  # transparent between the maps
    _paint_pixels(painter, area, flat[_value_at_pixels(layout, area.getRect(), ratio)])


def paint_sampled(
    painter: QPainter,
    area: QRect,
    layout: MapLayout,
    values: Array,
    shade: Callable[[Array], Shades],
) -> None:
    """Paint ``values``, (channels, height, width), giving a shade to what the screen shows alone.

    Quicker than ``paint_maps`` where there are more values than pixels. shade: of (n,) values.
    area: the whole layout lies in it.
    """
    index = _value_at_pixels(layout, area.getRect(), painter.device().devicePixelRatio())
    is_value = index >= 0
    pixels: Shades = np.zeros(index.shape, np.uint32)  # transparent between the maps
    pixels[is_value] = shade(values.reshape(-1)[index[is_value]])
    _paint_pixels(painter, area, pixels)


def _paint_pixels(painter: QPainter, area: QRect, pixels: Shades) -> None:
    """Paint ``pixels``, (height, width), which are those of the screen in ``area``."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape
    kind = QImage.Format.Format_ARGB32_Premultiplied
    painter.drawImage(area, QImage(pixels.data, width, height, 4 * width, kind))


MANY = 40_000  # values: more are not all shaded, for the screen shows fewer


def paint_values(
    painter: QPainter, area: QRect, layout: MapLayout, values: Array, signed: bool,
    end: float | None,
) -> None:  # fmt: skip
    """Paint ``values``, (channels, height, width), in the quicker way.

    area: the whole layout lies in it. signed, end: of the scale, see ``shaded``.
    """
    dark = theme().dark
    if values.size > MANY:
        most = end or limit(values)
        paint_sampled(
            painter, area, layout, values, lambda seen: shaded(seen, signed, dark, end=most)
        )
    else:
        paint_maps(painter, layout, shaded(values, signed, dark, end=end))


@lru_cache(maxsize=64)
def _value_at_pixels(
    layout: MapLayout, area: tuple[int, int, int, int], ratio: float
) -> NDArray[np.intp]:
    """Return for each pixel of the screen in ``area`` the index of its value; -1 for none.

    ratio: pixels of the screen for each logical one.
    """
    left, top, width, height = area
    columns, x = _along(left, width, ratio, layout.left, layout.pitch_x, layout.side, layout.width)
    rows, y = _along(top, height, ratio, layout.top, layout.pitch_y, layout.side, layout.height)
    place = rows[:, None] * layout.columns + columns[None, :]
    there = (x >= 0)[None, :] & (y >= 0)[:, None] & (columns < layout.columns)[None, :]
    there &= place < layout.count
    index = (place * layout.height + y[:, None]) * layout.width + x[None, :]
    return np.where(there, index, -1)


def _along(
    start: int, length: int, ratio: float, first: float, pitch: float, side: float, count: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return for each pixel along an axis the map that it is in, and the value; -1 for none."""
    middle = start + (np.arange(round(length * ratio)) + 0.5) / ratio - first
    maps = np.floor(middle / pitch)
    values = np.floor((middle - maps * pitch) / side)
    values[(maps < 0) | (values >= count)] = -1
    return maps.astype(np.intp), values.astype(np.intp)


MOST_OUTLINED = 64  # maps


def outline(painter: QPainter, layout: MapLayout, region: Region, pen: QPen) -> None:
    """Draw a frame around ``region``, of channels, rows and columns, in each map that it names."""
    channels, rows, columns = region
    if not (channels and rows and columns):
        return
    painter.setPen(pen)
    for channel in channels[:MOST_OUTLINED]:
        painter.drawRect(layout.part(channel, rows, columns))


BAR = 110  # pixels
TEXT = 50  # pixels for the number at each end


class Legend(QWidget):
    """A bar of the scale from its lowest to its highest number; empty while there is none."""

    def __init__(self, parent: QWidget | None = None, *, bar: int = BAR) -> None:
        """Make an empty legend. bar: its length in pixels."""
        super().__init__(parent)
        self._bar = bar
        self.setObjectName("legend")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._scale: tuple[bool, str, str] | None = None

    def show_scale(self, signed: bool, low: str, high: str) -> None:
        """Show the scale with what its ends are."""
        if self._scale != (signed, low, high):
            self._scale = signed, low, high
            self.setAccessibleName(self.tr("Colours from {0} to {1}").format(low, high))
            self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._scale = None
        self.setAccessibleName("")
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(self._bar + 2 * TEXT, 18)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        if self._scale is None:
            return
        signed, low, high = self._scale
        painter = QPainter(self)
        shades = table(signed, theme().dark)
        bar = QImage(shades.data, STEPS, 1, 4 * STEPS, QImage.Format.Format_RGB32)
        painter.drawImage(QRectF(TEXT, 4, self._bar, 10), bar)
        font = painter.font()
        font.setPixelSize(11)
        painter.setFont(font)
        painter.setPen(QColor(theme().muted))
        flags = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, 0, TEXT - 5, 18), flags | Qt.AlignmentFlag.AlignRight, low)
        painter.drawText(QRectF(TEXT + self._bar + 5, 0, TEXT, 18), flags, high)
