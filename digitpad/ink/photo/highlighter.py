"""A highlighter's bar, or a form's coloured field, under ink: paper of another colour."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.input.frame import Array
from digitpad.ink.input.render import Mask
from digitpad.ink.photo.paper import COARSE, DARK_FLOOR, blocks_of, closing, filled_share, grown
from digitpad.ink.segment.connected_components import labelled

COLOURED = 0.2  # of the brightest of a pixel's colours: how much darker another one is
NARROWEST = 3  # blocks: what is narrower is a stroke
GAP = 0.04  # of the longer side: strokes over the bar are no wider
WIDEST = 0.17  # of the same: a stroke is not as bright as what is so near
CLEAREST = 0.35  # density of the colour that comes back best: fluorescent ink swallows little of it
INK = 0.25  # density of ink on the bar in that colour, at least,
DARKER = 0.8  # and in all, by the bar's own: a ruling under a thick coloured stroke is fainter
INKED = 0.01  # of the bar, at least
FILLED = 0.6  # of its tightest rectangle that a bar covers; a blurred stroke's loops do not
NEAR = 4  # blocks: paper beside the bar

Colours = NDArray[np.float32]
WEIGHTS = np.array([0.299, 0.587, 0.114], np.float32)  # of red, green and blue in grey


def without_highlighter(grey: Array, colours: Colours | None) -> tuple[Array, Colours | None]:
    """Return a picture as if nothing had been highlighted.

    grey: (h, w); colours: (h, w, 3). A wide area of another colour than the paper's, on which
    there is darker ink, is as bright as the paper beside it; one ink has several colours then, and
    they are None. Other pictures stay as they are.
    """
    if colours is None:
        return grey, colours
    small = np.stack([blocks_of(colours[..., index]) for index in range(3)])
    bars = labelled(_coloured(small))
    cleaned = colours
    for number in range(1, int(bars.max(initial=0)) + 1):
        bar = bars == number
        beside = _beside(bar, bars > 0)
        swallowed = _swallowed(small, bar, beside)
        if swallowed is None:
            continue
        if cleaned is colours:
            cleaned = colours.copy()
        wide = np.repeat(np.repeat(grown(bar), COARSE, axis=0), COARSE, axis=1)
        where = wide[: grey.shape[0], : grey.shape[1]]
        bare = (cleaned[where] + DARK_FLOOR) * np.exp(swallowed) - DARK_FLOOR
        cleaned[where] = np.minimum(bare, np.percentile(small[:, beside], 95, axis=1))
    return (grey, colours) if cleaned is colours else (cleaned @ WEIGHTS, None)


def _coloured(small: Colours) -> Mask:
    """Return the blocks of areas that are wider than strokes and of another colour than most."""
    light = small + np.float32(DARK_FLOOR)
    tint = np.maximum(np.median(light / light.max(axis=0), axis=(1, 2), keepdims=True), 0.05)
    light = light / tint
    brightest = light.max(axis=0)
    coloured = light.min(axis=0) < (1 - COLOURED) * brightest
    if not coloured.any():
        return np.zeros_like(coloured, np.bool_)
    longest = max(coloured.shape)
    coloured &= brightest > np.exp(-CLEAREST) * closing(brightest, int(WIDEST * longest) | 1)
    wide = -closing(-coloured.astype(np.float32), NARROWEST)
    return np.asarray(closing(wide, max(3, int(GAP * longest) | 1)) > 0)


def _beside(bar: Mask, any_bar: Mask) -> Mask:
    around = bar
    for _ in range(NEAR):
        around = grown(around)
    return around & ~grown(any_bar)


def _swallowed(small: Colours, bar: Mask, beside: Mask) -> NDArray[np.float32] | None:
    """Return (3,), the density of what lies on ``bar``; None where it is no highlighter."""
    inner = ~grown(~bar)
    if not beside.any() or not inner.any() or filled_share(bar) < FILLED:
        return None
    log_light = np.log(small + np.float32(DARK_FLOOR))
    swallowed = np.median(log_light[:, beside], axis=1) - np.median(log_light[:, inner], axis=1)
    if swallowed.max() < COLOURED or not -CLEAREST < swallowed.min() < CLEAREST:
        return None
    ink = np.median(log_light[:, inner], axis=1)[:, None] - log_light[:, inner]
    clearest = int(np.argmin(swallowed))
    is_ink = ink[clearest] > max(INK, 2 * float(swallowed[clearest]))
    is_ink &= WEIGHTS @ ink > DARKER * float(WEIGHTS @ swallowed)
    return np.asarray(swallowed, np.float32) if is_ink.mean() > INKED else None
