"""Synthetic samples: digits that nobody wrote, as the network takes them."""

import numpy as np

from digitpad.data.handwriting.chance import Keys, branches, numbered, uniform
from digitpad.data.handwriting.hand import FORMS_OF, hands
from digitpad.data.handwriting.paths import Writing
from digitpad.data.handwriting.raster import pictures
from digitpad.data.handwriting.writing import USUAL
from digitpad.data.samples import Bytes, DataSet, Samples
from digitpad.data.sources import Check, go_on

NAME = "handwriting"
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


def data_set(
    training: int = 60_000, test: int = 10_000, seed: int = 1, check: Check = go_on
) -> DataSet:
    """Return a data set whose test samples are by other hands than its training samples."""
    return DataSet(
        NAME,
        synthetic(training, seed, check=check),
        synthetic(test, seed, FIRST_TEST_HAND, check),
    )


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
