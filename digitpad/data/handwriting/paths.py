"""Many digits of one form at once: each by its own hand, none like another."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.data.handwriting.chance import Keys, Values, normal, uniform
from digitpad.data.handwriting.curves import PenCurves, curves_of, stacked
from digitpad.data.handwriting.forms import Form
from digitpad.data.handwriting.hand import PEN_WIDTHS, Hands
from digitpad.ink.frame import BOX

Paths = NDArray[np.float64]  # (n, p, 2)

WITHIN = 0.10  # of a trait's range: a writer's own deviation from his usual value
LOOSENESS = 0.024  # of a digit's height: nodes are missed by this
HABIT = 0.026  # of a digit's height: a hand's own places of nodes
# Of a digit's width: the widest pen. A 0 can be read with less white; a 1 has nothing to fill.
MOST_FILLED = 0.5
MOST_FILLED_0 = 0.7
WAVES = 4  # of tremor
WIDTHS = (0.55, 2.2)  # of a usual digit's width: what can still be read
# Of a form as a whole: by how much hands differ, and a hand from itself.
BENDS = (
    ("taper", 0.25, 0.12), ("sag", 0.25, 0.12), ("bow", 0.15, 0.1), ("droop", 0.15, 0.1),
    ("side", 0.15, 0.1),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Writing:
    """n digits that are written: who writes (n hands), and the key of each digit (n,)."""

    hands: Hands
    digits: Keys

    def trait(self, name: str, low: float, high: float) -> Values:
        """Return (n,) values in low..high: each hand has its own, and comes near to it."""
        place = uniform(self.hands.keys, name)
        place = place + WITHIN * self.hands.unsteadiness * normal(self.digits, name)
        place = 1 - np.abs(1 - np.abs(place))  # what is beyond an end comes back
        return np.asarray(low + (high - low) * np.clip(place, 0, 1))

    def around(self, name: str, between: float, within: float) -> Values:
        """Return (n,) values around 0: how far hands deviate, and a hand from itself."""
        now = within * np.clip(normal(self.digits, name + " now"), -2.5, 2.5)
        values = self.hands.unsteadiness * now
        if between:
            values += between * np.clip(normal(self.hands.keys, name), -2.5, 2.5)
        return np.asarray(values)

    def of(self, rows: NDArray[np.intp]) -> Writing:
        """Return some of the digits."""
        return Writing(self.hands.of(rows), self.digits[rows])


def paths(form: Form, writing: Writing) -> Paths:
    """Return the pen's path for each of n digits: (n, p, 2), y down, a digit's height about 1.

    Strokes lie one behind the other; ``curves_of(form)`` tells where one ends.
    """
    curves = curves_of(form)

    def trait(name: str, low: float, high: float) -> Values:
        return writing.trait(f"{form.key}, {name}", low, high)

    tracks = form.shape(trait)
    nodes = stacked([node for track in tracks for node in track], len(writing.digits))
    nodes = nodes + form.looseness * _missed(writing, form.key, nodes.shape[1])
    path = np.matmul(curves.straight, nodes)  # (p, k) x (n, k, 2) -> (n, p, 2)
    roundness = writing.hands.roundness + writing.around("roundness", 0.0, 0.06)
    path += roundness[:, None, None] * np.matmul(curves.bends, nodes)
    haste = np.clip(writing.hands.haste + writing.around("haste", 0.0, 0.15), 0, 1)
    path += haste[:, None, None] * np.matmul(curves.cuts, path)
    path += form.looseness * (_hooks(curves, writing) + _tremor(curves, writing))
    return _deformed(path, writing, form.key)


def pens(form: Form, path: Paths, writing: Writing) -> Values:
    """Return the width of each digit's pen in pixels of the network's input, (n,).

    A digit is written so large that its pen does not fill it.
    """
    widths = writing.hands.pen * np.exp(writing.around("pen", 0.0, 0.08))
    if form.digit == 1:
        return np.asarray(widths)
    x, y = np.moveaxis(path - path.mean(axis=1, keepdims=True), 2, 0)
    xx, yy, xy = (x * x).mean(axis=1), (y * y).mean(axis=1), (x * y).mean(axis=1)
    least = (xx + yy) / 2 - np.sqrt(((xx - yy) / 2) ** 2 + xy**2)  # variance across the digit
    pixels = (BOX - widths) / np.ptp(path, axis=1).max(axis=1)
    across = np.sqrt(8 * np.maximum(least, 0)) * pixels  # exact for an ellipse's smaller width
    most = MOST_FILLED_0 if form.digit == 0 else MOST_FILLED
    return np.asarray(np.minimum(widths, np.maximum(PEN_WIDTHS[0], most * across)))


def _missed(writing: Writing, name: str, count: int) -> Paths:
    """Return by how much each of ``count`` nodes is missed: (n, count, 2)."""
    habit = normal(writing.hands.keys, name + ", habit", 2 * count)
    now = normal(writing.digits, name + ", now", 2 * count)
    loose = (LOOSENESS * writing.hands.unsteadiness)[:, None]
    offsets = HABIT * np.clip(habit, -2, 2) + loose * np.clip(now, -2, 2)
    return offsets.reshape(len(offsets), count, 2)


def _hooks(curves: PenCurves, writing: Writing) -> Paths:
    """Return by how much strokes begin and end beside their line: (n, p, 2)."""
    hooks = np.zeros((len(writing.digits), len(curves.along), 2))
    for number, (first, end) in enumerate(itertools.pairwise(curves.ends)):
        far = curves.along[first:end] - curves.along[first]
        for name, distance in (("begin", far), ("stop", far[-1] - far)):
            pull = np.exp(-distance / 0.06)[None, :, None]
            aside = [writing.around(f"{name} {number} {axis}", 0.015, 0.02) for axis in ("x", "y")]
            hooks[:, first:end] += pull * np.stack(aside, axis=1)[:, None, :]
    return hooks


def _tremor(curves: PenCurves, writing: Writing) -> Paths:
    """Return a sum of waves along the path, (n, p, 2), of lengths from 0.2 to 0.7 heights."""
    keys = writing.digits
    shape = (len(keys), 1, 2, WAVES)
    phases = normal(keys, "tremor phase", 2 * WAVES).reshape(shape) * np.pi
    numbers = 9.0 + 22.0 * np.arange(WAVES) / (WAVES - 1)  # radians for each height
    strengths = normal(keys, "tremor strength", 2 * WAVES).reshape(shape)
    waves = strengths * np.sin(numbers * curves.along[:, None, None] + phases)  # (n, p, 2, w)
    return np.asarray(writing.hands.tremor[:, None, None] * waves.sum(axis=3) / np.sqrt(WAVES))


def _deformed(path: Paths, writing: Writing, name: str) -> Paths:
    """Bend, taper, stretch, slant and turn each digit about its middle."""
    hands, around = writing.hands, writing.around
    middle = (path.min(axis=1, keepdims=True) + path.max(axis=1, keepdims=True)) / 2
    x, y = np.moveaxis(path - middle, 2, 0)  # (n, p) each, y in -0.5..0.5

    def column(values: Values) -> Values:
        return values[:, None]

    taper, sag, bow, droop, stretch = (
        column(around(f"{name}, {kind}", between, within)) for kind, between, within in BENDS
    )
    bent_x = x * (1 + taper * y) + bow * (y**2 - 0.08) + stretch * x**2
    bent_y = y + sag * (y**2 - 0.08) + droop * (x**2 - 0.02)
    wide = hands.aspect * np.exp(around(f"{name}, wide", 0.18, 0.08))
    wide = column(np.clip(wide, *WIDTHS))
    slant = column(hands.slant + around(f"{name}, slant", 0.08, 0.06))
    x, y = bent_x * wide - slant * bent_y, bent_y
    turn = column(hands.turn + around("turn", 0.0, 0.05))
    cosine, sine = np.cos(turn), np.sin(turn)
    return np.stack((cosine * x - sine * y, sine * x + cosine * y), axis=2)
