"""Drawings that are no digits, for a network that shall say so: scribbles, signs, specks."""

import numpy as np

from digitpad.data.handwriting.chance import chosen, derived, numbered
from digitpad.data.handwriting.forms import Form
from digitpad.data.handwriting.hand import hand, hands
from digitpad.data.handwriting.paths import Writing
from digitpad.data.handwriting.raster import pictures
from digitpad.data.handwriting.scribbles import SCRIBBLES, SPECKS
from digitpad.data.handwriting.signs import SIGNS
from digitpad.data.handwriting.writing import write_form
from digitpad.data.samples import Bytes
from digitpad.ink.drawing import Drawing

# What a network is taught: how many of a hundred are of each kind.
KINDS = ((SCRIBBLES, 40.0), (SIGNS, 45.0), (SPECKS, 15.0))
NOT_DIGITS = tuple(form for forms, _ in KINDS for form in forms)


def scribble(random: np.random.Generator) -> Drawing:
    """Return a scribble: a tangle, a zigzag, a spiral, a coil, a wave or hatching."""
    return _drawn(SCRIBBLES, random)


def sign(random: np.random.Generator) -> Drawing:
    """Return a letter or a sign that does not look like a digit, as A, K, + or a star."""
    return _drawn(SIGNS, random)


def speck(random: np.random.Generator) -> Drawing:
    """Return a dot, some dots, a short dash or a corner of two lines."""
    return _drawn(SPECKS, random)


def not_digits(count: int, seed: int, first_hand: int = 0) -> Bytes:
    """Return (count, 28, 28) uint8, pictures of all kinds, each by a hand of its own.

    A picture depends on its place, the seed and ``first_hand`` alone; see ``synthetic``.
    """
    writers = numbered(seed, first_hand, count, "hand")
    keys = derived(writers, "not digits")
    shares = [
        form.share * share / sum(form.share for form in forms)
        for forms, share in KINDS
        for form in forms
    ]
    which = chosen(keys, "form", np.array([shares]))
    writing = Writing(hands(writers), keys)
    images = np.empty((count, 28, 28), np.uint8)
    for number, form in enumerate(NOT_DIGITS):
        rows = np.flatnonzero(which == number)
        if len(rows):
            images[rows] = pictures(form, writing.of(rows))
    return images


def _drawn(forms: tuple[Form, ...], random: np.random.Generator) -> Drawing:
    shares = np.array([form.share for form in forms])
    form = forms[random.choice(len(forms), p=shares / shares.sum())]
    return write_form(form, hand(int(random.integers(2**63))), random)
