"""Small pictures that hold a digit and little else: symbols in two grey levels, and cut-outs."""

from __future__ import annotations

import numpy as np

from digitpad.ink.input.frame import Array
from digitpad.ink.photo.at_edge import corners_of, edges_of, is_cell
from digitpad.ink.segment.connected_components import connected_components
from digitpad.support.errors import EmptyInkError

SMALLEST_CONTRAST = 0.04  # of black to white: a picture with less is blank paper
LARGEST_SYMBOL = 64  # pixels: of a larger one there is paper enough to tell it from ink
HALF_FILLED = 0.1  # of a symbol: how near to half its pixels are black where most tell nothing;
FILLED = 0.25  # the same where all its corners are alike, which is paper
FULL = 2  # %: so many pixels are full ink, and so many paper, in what is cut out at its ink
CLEAR = 0.2  # of black to white: less may be grain
UNCLEAR = 0.2  # of the corners: how near to half of them are ink where most tell nothing
ALL = 0.97  # of the ink, that is in one piece


def symbol_ink(grey: Array) -> Array | None:
    """Return the ink of a symbol (h, w), 0 paper to 1 ink; None for other pictures.

    grey: 0 black to 1 white. Such a picture has neither lines nor shade; its edges cut nothing.
    Raises EmptyInkError when nothing stands out.
    """
    if max(grey.shape) >= LARGEST_SYMBOL:
        return None
    return _two_levels(grey) if _has_two_levels(grey) else _cut_out(grey)


def _has_two_levels(grey: Array) -> bool:
    low, high = float(grey.min()), float(grey.max())
    return high > low and float(((grey == low) | (grey == high)).mean()) > 0.97


def _two_levels(grey: Array) -> Array:
    """Return the ink of what is black and white, whichever is ink.

    A bold digit that is cut out closely fills half of its picture or more: there the corners are
    paper.
    """
    low, high = float(grey.min()), float(grey.max())
    if high - low < SMALLEST_CONTRAST:
        raise EmptyInkError("There is no ink to read.")
    dark = np.asarray((high - grey) / (high - low), np.float32)
    share, corners = float(dark.mean()), float(corners_of(dark).mean())
    near_half = FILLED if corners in (0, 1) else HALF_FILLED
    if abs(share - 0.5) < near_half and corners != 0.5:
        share = corners
    return dark if share <= 0.5 else 1 - dark


def _cut_out(grey: Array) -> Array | None:
    """Return the ink of one piece that was cut out at its own edges, None where it was not.

    So programs cut digits that they have found, 20 pixels high. There is no paper around to tell
    paper by, and perhaps more ink than paper: but corners are bare, of most digits.
    """
    low, high = np.percentile(grey, [FULL, 100 - FULL]).tolist()
    if high - low < CLEAR:
        return None
    dark = np.clip((high - grey) / (high - low), 0, 1).astype(np.float32)
    share = float(corners_of(dark).mean())
    if abs(share - 0.5) < UNCLEAR:  # a 7 has ink in two corners
        share = float(np.concatenate(edges_of(dark)).mean())
    ink = dark if share < 0.5 else 1 - dark
    is_ink = ink > 0.5
    found = connected_components(is_ink, ink)
    piece = found.mass.argmax()
    height, width = grey.shape
    fills_it = found.boxes[piece].tolist() == [0, 0, height - 1, width - 1]
    is_all = found.mass[piece] >= ALL * found.mass.sum()
    return ink if fills_it and is_all and not is_cell(is_ink) else None
