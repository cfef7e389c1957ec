"""Paths become the network's input, many at once; framed as digitpad.ink.render frames one."""

import numpy as np
from numpy.typing import NDArray

from digitpad.data.handwriting.chance import Values
from digitpad.data.handwriting.curves import Mask, curves_of
from digitpad.data.handwriting.forms import Form
from digitpad.data.handwriting.paths import Paths, Writing, paths, pens
from digitpad.data.samples import Bytes
from digitpad.ink.frame import BOX, SIDE

Floats = NDArray[np.float32]

LEAST = 0.04  # of a digit's height: what is smaller is not enlarged to fill the box
PATHS_TOGETHER = 16  # digits: what they take fits into a processor's cache


def pictures(form: Form, writing: Writing) -> Bytes:
    """Return (n, 28, 28) uint8, what the network sees of n digits that are written."""
    path = paths(form, writing)
    return raster(path, curves_of(form).is_drawn, pens(form, path, writing))


def raster(path: Paths, is_drawn: Mask, pens: Values) -> Bytes:
    """Draw n paths with round pens: (n, 28, 28) uint8, 0 paper to 255 ink.

    path: (n, p, 2), y down, in digits' heights. is_drawn: (p - 1,), which of its parts are drawn.
    pens: (n,) pixels, the width of each pen. The longer side of the ink is 20 pixels, its centre
    of mass lies in the middle to the nearest pixel.
    """
    images = np.empty((len(path), SIDE, SIDE), np.uint8)
    for first in range(0, len(path), PATHS_TOGETHER):
        rows = slice(first, first + PATHS_TOGETHER)
        low = path[rows].min(axis=1, keepdims=True)
        extent = (path[rows] - low).max(axis=1, keepdims=True)  # (n, 1, 2)
        longest = np.maximum(extent.max(axis=2, keepdims=True), LEAST)
        pen = pens[rows, None, None]
        scale = (BOX - pen) / longest
        points = ((path[rows] - low) * scale + pen / 2).astype(np.float32)
        starts, ends = points[:, :-1][:, is_drawn], points[:, 1:][:, is_drawn]
        ink = _covered(starts, ends, pens[rows].astype(np.float32))
        sizes = np.ceil(extent[:, 0] * scale[:, 0] + pen[:, 0] - 1e-6).astype(np.intp)
        images[rows] = _centred(np.rint(ink * 255).astype(np.uint8), sizes)
    return images


def _covered(starts: Floats, ends: Floats, pens: Floats) -> Floats:
    """Return how much of each pixel is covered by lines: (n, 20, 20) in 0..1.

    starts, ends: (n, s, 2) in pixels; pens: (n,), their width. A pixel is covered by how far its
    middle lies within a line's edge, up to half a pixel on either side.
    """
    along = ends - starts
    length = np.maximum((along**2).sum(axis=2), np.float32(1e-8))  # squared, (n, s)
    centres = np.arange(BOX, dtype=np.float32) + np.float32(0.5)
    from_start = centres[None, None, :, None] - starts[:, :, None, :]  # (n, s, 20, 2)
    parts = from_start * (along / length[:, :, None])[:, :, None, :]
    # Where each pixel lies along a line, and how far from its start; x and y add up.
    place = parts[:, :, :, None, 1] + parts[:, :, None, :, 0]  # (n, s, 20, 20)
    square = from_start**2
    far = square[:, :, :, None, 1] + square[:, :, None, :, 0]
    # |p - a - t d|^2 = |p - a|^2 - t (2 u - t) |d|^2 with u unlimited and t within 0..1.
    nearest = np.clip(place, 0, 1)
    place *= 2
    place -= nearest
    place *= nearest
    place *= length[:, :, None, None]
    far -= place
    distance = np.sqrt(np.maximum(far.min(axis=1), 0))
    return np.asarray(np.clip(pens[:, None, None] / 2 + np.float32(0.5) - distance, 0, 1))


def _centred(ink: Bytes, sizes: NDArray[np.intp]) -> Bytes:
    """Place ink (n, 20, 20) as digitpad.ink.frame.centre_by_mass does: (n, 28, 28).

    sizes: (n, 2), width and height of what is inked, from the upper left corner.
    """
    mass = ink.sum(axis=(1, 2), dtype=np.float64)
    axis = np.arange(BOX)
    middles = [ink.sum(axis=along, dtype=np.float64) @ axis / mass for along in (1, 2)]  # x, y
    shifts = np.rint(SIDE // 2 - np.stack(middles, axis=1)).astype(np.intp)
    left, top = np.clip(shifts, 0, SIDE - sizes).T
    roomy = np.zeros((len(ink), SIDE + BOX, SIDE + BOX), np.uint8)
    each = np.arange(len(ink))[:, None, None]
    rows, columns = (start[:, None] + axis for start in (top, left))
    roomy[each, rows[:, :, None], columns[:, None, :]] = ink
    return roomy[:, :SIDE, :SIDE]
