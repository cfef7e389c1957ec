"""Many maps in one image: how they are laid out, and their shades as pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.support.colour_scales import Shades

Pixels = NDArray[np.uint8]  # (height, width, 4) RGBA

FRAME_FROM = 3  # pixels between maps that leave room for a frame around each


@dataclass(frozen=True)
class Layout:
    """Where each of ``count`` maps lies, in whole pixels from the mosaic's corner.

    width, height: of a map. pitch_x, pitch_y: from one map to the next. label: pixels of the pitch
    that are above each map. gap: between maps.
    """

    columns: int
    count: int
    width: int
    height: int
    gap: int
    label: int

    @property
    def pitch_x(self) -> int:
        """From one map to the next in its row."""
        return self.width + self.gap

    @property
    def pitch_y(self) -> int:
        """From one map to the one below."""
        return self.height + self.gap + self.label

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the whole."""
        rows = -(-self.count // self.columns)
        columns = min(self.columns, self.count)
        return columns * self.pitch_x - self.gap, rows * self.pitch_y - self.gap

    def corner(self, channel: int) -> tuple[int, int]:
        """Return x and y of the upper left pixel of map ``channel``."""
        row, column = divmod(channel, self.columns)
        return column * self.pitch_x, row * self.pitch_y + self.label


def fitted(shape: tuple[int, int, int], room: tuple[int, int], gap: int, label: int = 0) -> Layout:
    """Lay ``shape`` = (count, height, width) out in ``room`` with the largest pixels that fit.

    room: width and height. The gap shrinks where the maps would be smaller than it. Maps that do
    not even fit with a pixel each make a mosaic larger than ``room``.
    """
    count, height, width = shape
    columns = np.arange(1, count + 1)
    rows = -(-count // columns)
    while True:
        side = np.minimum(
            ((room[0] + gap) // columns - gap) / width,
            ((room[1] + gap) // rows - gap - label) / height,
        )
        side = np.where(side >= 1, np.floor(side), side)  # whole pixels keep values equally large
        largest = float(side.max())
        if gap == 0 or largest * min(width, height) >= 2 * gap:
            break
        gap = gap // 2
    if largest <= 0:
        square = int(np.ceil(np.sqrt(count * room[0] / max(room[1], 1))))
        return Layout(min(max(square, 1), count), count, 1, 1, 0, 0)
    # Of those that show the maps equally large: the fewest empty places, then the fewest rows.
    empty = columns * rows - count
    best = min(np.flatnonzero(side == largest).tolist(), key=lambda n: (empty[n], rows[n]))
    across, down = (max(1, int(largest * n)) for n in (width, height))
    return Layout(int(columns[best]), count, across, down, gap, label)


def mosaic(shades: Shades, layout: Layout, frame: str | None = None) -> Pixels:
    """Return ``shades``, (count, height, width), as an image; between maps it is transparent.

    Every value is a block of pixels of its shade. frame: the colour ``#rrggbb`` of the one pixel
    around each map, where gaps have room for it; the image is then two pixels larger each way.
    """
    edge = 1 if frame is not None and layout.gap >= FRAME_FROM else 0
    across, down = layout.size
    image = np.zeros((down + 2 * edge, across + 2 * edge), np.uint32)
    rows = np.arange(layout.height) * shades.shape[1] // layout.height
    columns = np.arange(layout.width) * shades.shape[2] // layout.width
    for channel in range(layout.count):
        x, y = (place + edge for place in layout.corner(channel))
        if edge:
            image[y - 1 : y + layout.height + 1, x - 1 : x + layout.width + 1] = shade_of(frame)
        image[y : y + layout.height, x : x + layout.width] = shades[channel][rows][:, columns]
    return pixels(image)


def pixels(shades: Shades) -> Pixels:
    """Return (height, width) shades, 0xAARRGGBB, as an image."""
    little = np.ascontiguousarray(shades, "<u4").view(np.uint8).reshape(*shades.shape, 4)  # BGRA
    return little[..., [2, 1, 0, 3]]


def shade_of(colour: str | None) -> np.uint32:
    """Return ``#rrggbb`` as a shade."""
    return np.uint32(0xFF000000 | int((colour or "#000000")[1:], 16))
