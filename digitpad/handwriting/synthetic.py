"""Synthetic samples: digits that nobody wrote, as the network takes them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.data.samples import Bytes, Samples
from digitpad.data.sources import Check, go_on
from digitpad.handwriting.chance import Keys, Values, branches, numbered, uniform
from digitpad.handwriting.forms import Form
from digitpad.handwriting.hand import FORMS_OF, hands
from digitpad.handwriting.paths import Mask, Paths, Writing, curves_of, paths, pens
from digitpad.ink.input.frame import BOX, SIDE, to_bytes

Floats = NDArray[np.float32]

LEAST = 0.04  # of a digit's height: what is smaller is not enlarged to fill the box
PATHS_TOGETHER = 32  # digits: what they take fits into a processor's cache


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
        images[rows] = _centred(to_bytes(ink), sizes)
    return images


def _covered(starts: Floats, ends: Floats, pens: Floats) -> Floats:
    """Return how much of each pixel is covered by lines: (n, 20, 20) in 0..1.

    starts, ends: (n, s, 2) in pixels; pens: (n,), their width. A pixel is covered by how far its
    middle lies within a line's edge, up to half a pixel on either side. Each line is compared with
    the pixels around it alone, a square of as many as the longest line needs.
    """
    along = ends - starts
    length = np.maximum((along**2).sum(axis=2), np.float32(1e-8))  # squared, (n, s)
    reach = pens[:, None, None] / 2 + np.float32(0.5)
    low = np.floor(np.minimum(starts, ends) - reach)
    high = np.floor(np.maximum(starts, ends) + reach)
    side = min(int((high - low).max()) + 1, BOX)
    first = np.clip(low, 0, BOX - side).astype(np.intp)
    pixels = first[:, :, :, None] + np.arange(side)  # (n, s, 2, side), columns and rows
    from_start = pixels.astype(np.float32) + np.float32(0.5) - starts[:, :, :, None]
    # Where each pixel lies along a line, and how far from its start; x and y add up.
    place = _of_rows_and_columns(from_start * (along / length[:, :, None])[:, :, :, None])
    far = _of_rows_and_columns(from_start**2)  # (n, s, side, side)
    # |p - a - t d|^2 = |p - a|^2 - t (2 u - t) |d|^2 with u unlimited and t within 0..1.
    nearest = np.clip(place, 0, 1)
    place *= 2
    place -= nearest
    place *= nearest
    place *= length[:, :, None, None]
    far -= place
    pixels[:, :, 1] += BOX * np.arange(len(starts))[:, None, None]  # rows of all the pictures
    pixels[:, :, 1] *= BOX
    least = np.full((len(starts), BOX, BOX), np.inf, np.float32)
    np.minimum.at(least.reshape(-1), _of_rows_and_columns(pixels).ravel(), far.ravel())
    distance = np.sqrt(np.maximum(least, 0))
    return np.asarray(np.clip(reach - distance, 0, 1))


def _of_rows_and_columns(values: NDArray[Any]) -> NDArray[Any]:
    """Return for each row and column the sum of its two values: (n, s, 2, k) to (n, s, k, k)."""
    return np.asarray(values[:, :, 1, :, None] + values[:, :, 0, None, :])


def _centred(ink: Bytes, sizes: NDArray[np.intp]) -> Bytes:
    """Place ink (n, 20, 20) as digitpad.ink.input.frame.centre_by_mass does: (n, 28, 28).

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


SEED = 1  # of the data sets
USUAL = 0.85  # of a hand's digits have its usual form
DIGITS = 10  # of a hand: each digit once, in an order of its own
TOGETHER = 400  # hands
FIRST_TEST_HAND = 2**40  # hands below it train


def synthetic(count: int, seed: int, first_hand: int = 0, check: Check = go_on) -> Samples:
    """Return ``count`` digits; every ten of them are the ten digits of one hand.

    A sample depends on its place, the seed and ``first_hand`` alone: a larger count begins with
    the same samples, and two sets have no hand in common when their hands' numbers, from
    ``first_hand`` on, have none. check: called now and then; what it raises ends the work.
    """
    images = np.empty((count, 28, 28), np.uint8)
    labels = np.empty(count, np.uint8)
    step = TOGETHER * DIGITS
    for start in range(0, count, step):
        check()
        some = slice(start, min(start + step, count))
        writers = numbered(seed, first_hand + start // DIGITS, TOGETHER, "hand")
        images[some], labels[some] = _digits_of(writers, some.stop - some.start)
    return Samples(images, labels)


def _digits_of(writers: Keys, count: int) -> tuple[Bytes, Bytes]:
    """Return the first ``count`` of the digits that ``writers`` (n,) write, ten each."""
    keys = branches(writers, "digits", DIGITS)  # (n, 10)
    labels = np.argsort(uniform(keys, "order"), axis=1).ravel()[:count]
    keys = keys.ravel()[:count]
    writing = Writing(hands(np.repeat(writers, DIGITS)[:count]), keys)
    each = np.arange(count)
    is_usual = uniform(keys, "usual") < USUAL
    usual, other = writing.hands.usual[each, labels], writing.hands.other[each, labels]
    which = np.where(is_usual, usual, other)
    images = np.empty((count, 28, 28), np.uint8)
    for digit, forms in enumerate(FORMS_OF):
        for number, form in enumerate(forms):
            rows = np.flatnonzero((labels == digit) & (which == number))
            if len(rows):
                images[rows] = pictures(form, writing.of(rows))
    return images, labels.astype(np.uint8)
