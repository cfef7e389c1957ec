"""Small pictures that hold a digit and little else: symbols in two grey levels."""

from __future__ import annotations

import numpy as np

from digitpad.ink.input.frame import Array
from digitpad.support.errors import EmptyInkError

SMALLEST_CONTRAST = 0.04  # of black to white: a picture with less is blank paper
LARGEST_SYMBOL = 64  # pixels: a smaller picture in two grey levels is no photograph
HALF_FILLED = 0.1  # of a symbol: how near to half its pixels are black where most tell nothing;
FILLED = 0.25  # the same where all its corners are alike, which is paper


def is_symbol(grey: Array) -> bool:
    """Tell whether a picture (h, w) is small, and in two grey levels."""
    if max(grey.shape) >= LARGEST_SYMBOL:
        return False
    low, high = float(grey.min()), float(grey.max())
    return high > low and float(((grey == low) | (grey == high)).mean()) > 0.97


def symbol_ink(grey: Array) -> Array:
    """Return the ink of a symbol (h, w), as ``picture_ink`` does; it has neither grain nor shade.

    A bold digit that is cut out closely fills half of its picture or more: there the corners are
    paper.
    """
    low, high = float(grey.min()), float(grey.max())
    if high - low < SMALLEST_CONTRAST:
        raise EmptyInkError("There is no ink to read.")
    dark = np.asarray((high - grey) / (high - low), np.float32)
    share = float(dark.mean())
    corners = float(dark[[0, 0, -1, -1], [0, -1, 0, -1]].mean())
    near_half = FILLED if corners in (0, 1) else HALF_FILLED
    if abs(share - 0.5) < near_half and corners != 0.5:
        share = corners
    return dark if share <= 0.5 else 1 - dark
