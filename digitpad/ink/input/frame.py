"""Framing: ink of any size becomes the 28 x 28 input, the way MNIST was made."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.drawing import Pixels
from digitpad.support.errors import EmptyInkError

Array = NDArray[np.float32]

SIDE = 28  # pixels: side of the network's input
BOX = 20  # pixels: MNIST's digits fit a box of this side


def to_bytes(levels: Array) -> Pixels:
    """Return levels in 0..1 as 0..255."""
    return np.rint(levels * 255).astype(np.uint8)


def to_levels(pixels: Any) -> Array:
    """Return 0..255, in an array or a picture of Pillow's, as levels in 0..1."""
    return np.asarray(pixels, np.float32) / np.float32(255.0)


def crop(ink: Array) -> Array:
    """Return the smallest rectangle of ``ink`` (h, w) that holds every pixel above 0.

    Raises EmptyInkError when there is none.
    """
    rows = np.flatnonzero(ink.any(axis=1))
    columns = np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        raise EmptyInkError("There is no ink to read. Draw a digit first.")
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def fit(ink: Array, box: int = BOX) -> Array:
    """Resize ``ink`` (h, w) so that its longer side is ``box`` pixels, aspect kept, antialiased.

    Each new pixel is the average of the area that it covers, as in MNIST, whose grey levels come
    from black and white originals.
    """
    height, width = ink.shape
    scale = box / max(height, width)
    down = _coverage(height, max(1, round(height * scale)))  # (new height, height)
    across = _coverage(width, max(1, round(width * scale)))  # (new width, width)
    return np.asarray(down @ ink @ across.T, dtype=np.float32).clip(0.0, 1.0)


def _coverage(count: int, new_count: int) -> Array:
    """Return (new_count, count): the share that each pixel has in each new pixel of a row."""
    edges = np.linspace(0, count, new_count + 1)[:, None]
    pixels = np.arange(count)[None, :]
    overlap = np.minimum(edges[1:], pixels + 1) - np.maximum(edges[:-1], pixels)
    shares: NDArray[np.float64] = np.maximum(overlap, 0) * (new_count / count)
    return shares.astype(np.float32)


def centre_by_mass(ink: Array, side: int = SIDE) -> Array:
    """Place ``ink``, at most (side, side), so that its centre of mass is in the middle.

    It moves by whole pixels, as in MNIST, and never over the border.
    """
    height, width = ink.shape
    mass = float(ink.sum(dtype=np.float64))
    if mass <= 0:
        raise EmptyInkError("There is no ink to read. Draw a digit first.")
    centre_y = float(ink.sum(axis=1, dtype=np.float64) @ np.arange(height)) / mass
    centre_x = float(ink.sum(axis=0, dtype=np.float64) @ np.arange(width)) / mass
    middle = side // 2  # MNIST's centres of mass lie between 13.5 and 14.5: pixel 14
    # In thousandths first: halfway between two pixels, where even shapes lie, the last digits of a
    # sum would decide, and they depend on where its numbers are in memory.
    top = min(max(round(round(middle - centre_y, 3)), 0), side - height)
    left = min(max(round(round(middle - centre_x, 3)), 0), side - width)
    framed = np.zeros((side, side), dtype=np.float32)
    framed[top : top + height, left : left + width] = ink
    return framed


def frame(ink: Array) -> Array:
    """Place ink the way MNIST does: aspect kept in a box, centre of mass in the middle.

    ink: (h, w) float32, 0 paper to 1 ink, any size. Returns (28, 28) float32 in 0..1.
    Raises EmptyInkError when no pixel is above 0.
    Source: LeCun et al., MNIST, "centered in a 28x28 image by computing the center of mass".
    """
    return centre_by_mass(fit(crop(ink)))
