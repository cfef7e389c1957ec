"""Two inks on one sheet, told by their colour: a pen's on printed lines."""

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.input.frame import Array
from digitpad.ink.input.render import Mask, stroke_thickness
from digitpad.ink.photo.paper import box_mean, closing_along
from digitpad.ink.segment.connected_components import EDGE, connected_components

INKED = 0.2  # of the darkest ink: what is fainter shows no colour
APART = 0.2  # between two inks' colours, each of length 1: what is nearer is one ink
TIGHT = 0.5  # of that distance: how far an ink's own colours are spread, at most
LEAST = 0.05  # of all ink that has a colour: less is no ink of its own
STRAY = 0.2  # of the digit's ink that the other ink may have, beside what runs over the edge
BLACKISH = 0.33  # saturation of black ink in a camera's colours, at most; in the light of a lamp
BROWNISH = 0.5  # it may be this, where the other ink has more
TALL = 0.2  # of the picture's shorter side: the digit is at least as large
WIDEST_MEND = 21  # pixels

Layers = NDArray[np.float32]


def digits_ink(layers: Layers, on_sheet: Mask) -> Layers:
    """Return the densities (3, h, w) of the ink that the digit is written with.

    layers: of all ink, in red, green and blue. They come back as they are where there is one ink,
    or where it is not plain which of two is the digit's: the other is a print, which runs over the
    picture's edges or around the digit.
    """
    dark = np.where(on_sheet, layers.mean(axis=0), np.float32(0.0))
    strongest = float(np.percentile(dark, 99.5))
    inked = dark > max(INKED * strongest, 0.1)
    if inked.sum() < 50:
        return layers
    # A JPEG keeps colours coarser than brightness.
    smooth = np.stack([box_mean(np.clip(layer, 0, None), 3) for layer in layers])
    colour = smooth / np.maximum(np.sqrt((smooth**2).sum(axis=0)), 1e-3)
    inks = _two_inks(colour[:, inked].T, dark[inked])
    if inks is None:
        return layers
    first, second = inks
    axis = second - first
    place = np.tensordot(axis, colour - first[:, None, None], axes=1) / float(axis @ axis)
    is_second = np.asarray(np.clip((place - 0.35) / 0.3, 0, 1), np.float32)
    shares = (1 - is_second, is_second)
    saturation = [_saturation(ink) for ink in inks]
    palest = int(np.argmin(saturation))
    # Black in warm light swallows blue most, which no blue pen does.
    is_brown = BLACKISH < saturation[palest] < BROWNISH and int(np.argmax(inks[palest])) == 2
    black = saturation[palest] if is_brown else BLACKISH
    worth = [
        _worth(np.where(inked, dark * share, np.float32(0.0)), own / black - 1)
        for share, own in zip(shares, saturation, strict=True)
    ]
    best = int(np.argmax(worth))
    if worth[best] <= 0 or worth[1 - best] > STRAY * worth[best]:
        return layers
    return layers * _mended(dark, shares[best], shares[1 - best] * inked)


def _two_inks(colours: Layers, dark: Array) -> tuple[Array, Array] | None:
    """Return the colours of two inks, (3,) each of length 1; None where there is one ink.

    colours: (n, 3), of length 1. dark: (n,), how much each counts.
    """
    centred = colours - colours.mean(axis=0)
    _, vectors = np.linalg.eigh(centred.T @ (centred * dark[:, None]))
    along = centred @ vectors[:, 2]
    low, high = np.percentile(along, [2, 98])
    for _ in range(8):
        is_high = along > (low + high) / 2
        if not is_high.any() or is_high.all():
            return None
        low = float(np.average(along[~is_high], weights=dark[~is_high]))
        high = float(np.average(along[is_high], weights=dark[is_high]))
    is_high = along > (low + high) / 2
    share = float(dark[is_high].sum() / dark.sum())
    first = np.average(colours[~is_high], axis=0, weights=dark[~is_high])
    second = np.average(colours[is_high], axis=0, weights=dark[is_high])
    apart = float(np.linalg.norm(second - first))
    spread = np.sqrt(
        np.average(
            (along - np.where(is_high, high, low)) ** 2, weights=dark
        )
    )  # fmt: skip
    if apart < APART or spread > TIGHT * apart or not LEAST < share < 1 - LEAST:
        return None
    return first.astype(np.float32), second.astype(np.float32)


def _saturation(colour: Array) -> float:
    """Return 0 for black and grey ink, 1 for one that swallows one colour of light alone."""
    return float(1 - colour.min() / max(float(colour.max()), 1e-3))


def _worth(ink: Array, colour: float) -> float:
    """Return how much ink lies in islands that may be a digit.

    The picture's edges cut print off, and digits only where a picture is tight; print is black.
    colour: 0 for black or less, 1 for a pen's or more.
    """
    coloured = float(np.clip(colour, 0, 1))
    found = connected_components(ink > 0.3 * float(ink.max(initial=0.0)), ink)
    last = np.array(ink.shape) - EDGE
    whole = (found.boxes[:, :2] >= EDGE).all(axis=1) & (found.boxes[:, 2:] < last).all(axis=1)
    longest = (found.boxes[:, 2:] - found.boxes[:, :2] + 1).max(axis=1, initial=0)
    large = longest >= TALL * min(ink.shape)
    return float((found.mass * large * np.where(whole, 1.0, coloured)).sum())


def _mended(dark: Array, own: Array, other: Array) -> Array:
    """Return (h, w), how much of the ink is the digit's: strokes go on over the other ink."""
    removed = other > 0.5
    if not removed.any():
        return own
    count = min(int(stroke_thickness(removed)) + 4, WIDEST_MEND)
    sure = dark * own
    mended = sure
    for step in ((1, 0), (0, 1), (1, 1), (1, -1)):
        mended = np.maximum(mended, closing_along(sure, step, count))
    # A stroke is on both sides of a line that it crosses, and as dark as what is seen there.
    crossed = np.where(removed, np.minimum(mended, dark), sure)
    return np.asarray(crossed / np.maximum(dark, 1e-3), np.float32).clip(0, 1)
