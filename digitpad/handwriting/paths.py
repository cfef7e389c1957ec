"""Many digits of one form at once: each by its own hand, none like another."""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.handwriting.chance import Keys, Values, normal, uniform
from digitpad.handwriting.forms import Form, PathNode, Track
from digitpad.handwriting.hand import PEN_WIDTHS, Hands
from digitpad.ink.input.frame import BOX

Matrix = NDArray[np.float64]
Mask = NDArray[np.bool_]

SPACING = 0.045  # of a digit's height: between points of the path, 0.8 pixels of the input
REACH = 0.07  # of a digit's height: how far from a corner a hasty pen leaves the line


@dataclass(frozen=True, eq=False)
class PenCurves:
    """What leads from the k nodes of a form to the p points of its path; nothing here varies.

    straight: (p, k), lines from node to node. bends: (p, k), what is to be added for curves.
    cuts: (p, p), what is to be added where corners are cut. along: (p,), the length of the usual
    path up to each point. is_drawn: (p - 1,), False between strokes. ends: the first point of each
    stroke and, last, p.
    """

    straight: Matrix
    bends: Matrix
    cuts: Matrix
    along: Values
    is_drawn: Mask
    ends: tuple[int, ...]


def middle(_: str, low: float, high: float) -> Values:
    """Return the middle of a trait's range, for a form that nobody has changed."""
    return np.array([(low + high) / 2])


@functools.cache
def curves_of(form: Form) -> PenCurves:
    """Return what leads from the nodes of ``form`` to its path."""
    tracks = form.shape(middle)
    parts = [_of_track(track) for track in tracks]
    lengths = [len(straight) for straight, _, _ in parts]
    ends = (0, *np.cumsum(lengths).tolist())
    is_drawn = np.ones(ends[-1] - 1, dtype=np.bool_)
    is_drawn[np.array(ends[1:-1], dtype=np.intp) - 1] = False
    straight = _block_diagonal([straight for straight, _, _ in parts])
    bends = _block_diagonal([bends for _, bends, _ in parts])
    nodes = stacked([node for track in tracks for node in track], 1)[0]
    steps = np.hypot(*np.diff((straight + bends) @ nodes, axis=0).T) * is_drawn
    along = np.concatenate(([0.0], np.cumsum(steps)))
    return PenCurves(straight, bends, _block_diagonal([cuts for _, _, cuts in parts]), along,
                  is_drawn, ends)  # fmt: skip


def stacked(nodes: Track, count: int) -> Values:
    """Return the places of k nodes as (count, k, 2)."""
    places = np.empty((count, len(nodes), 2))
    for number, node in enumerate(nodes):
        places[:, number, 0], places[:, number, 1] = node.x, node.y
    return places


def _of_track(track: Track) -> tuple[Matrix, Matrix, Matrix]:
    """Return the matrices of one stroke, as in ``PenCurves``."""
    nodes = stacked(track, 1)[0]
    straights: list[Matrix] = []
    curved: list[Matrix] = []
    for first, last in _runs(track):
        chords = np.hypot(*np.diff(nodes[first : last + 1], axis=0).T)
        count = max(2, round(float(chords.sum()) / SPACING) + 1)
        length, knots = (np.cumsum([0.0, *steps]) for steps in (chords, np.sqrt(chords)))
        places = np.linspace(0, length[-1], count)
        for matrices, part in (
            (straights, _linear(length, places)),
            (curved, _cubic(knots, np.interp(places, length, knots))),
        ):
            matrix = np.zeros((count, len(track)))
            matrix[:, first : last + 1] = part
            matrices.append(matrix if first == 0 else matrix[1:])
    straight, curve = np.concatenate(straights), np.concatenate(curved)
    return straight, curve - straight, _smoothing(len(straight)) - np.eye(len(straight))


def _runs(track: list[PathNode]) -> list[tuple[int, int]]:
    """Return the first and last index of each part between corners."""
    inner = [number for number in range(1, len(track) - 1) if track[number].is_corner]
    marks = [0, *inner, len(track) - 1]
    return list(itertools.pairwise(marks))


def _linear(knots: Values, places: Values) -> Matrix:
    """Return (p, k): the weights of k values at ``knots`` in lines between them at ``places``."""
    unit = np.eye(len(knots))
    return np.stack([np.interp(places, knots, row) for row in unit], axis=1)


def _cubic(knots: Values, places: Values) -> Matrix:
    """Return (p, k): the weights of k values at ``knots`` in the natural cubic spline."""
    k = len(knots)
    h = np.diff(knots)
    # Second derivatives at the knots are seconds @ values.
    left, right = np.eye(k), np.zeros((k, k))
    for i in range(1, k - 1):
        left[i, i - 1 : i + 2] = h[i - 1], 2 * (h[i - 1] + h[i]), h[i]
        right[i, i - 1 : i + 2] = 6 / h[i - 1], -6 / h[i - 1] - 6 / h[i], 6 / h[i]
    seconds = np.linalg.solve(left, right)
    part = np.clip(np.searchsorted(knots, places, side="right") - 1, 0, k - 2)
    b = (places - knots[part]) / h[part]
    a = 1 - b
    each = np.arange(len(places))
    curve = np.zeros((len(places), k))
    curve[each, part] = a
    curve[each, part + 1] = b
    scale = (h[part] ** 2 / 6)[:, None]
    bend_a, bend_b = (a**3 - a)[:, None] * scale, (b**3 - b)[:, None] * scale
    return np.asarray(curve + bend_a * seconds[part] + bend_b * seconds[part + 1])


def _smoothing(count: int) -> Matrix:
    """Return (count, count): each point becomes a mean of its neighbours, the ends stay."""
    index = np.arange(count)
    apart = (index[:, None] - index[None, :]) * SPACING / REACH
    # Near an end only as far as the end: it would be drawn in otherwise.
    reach = np.minimum(1.0, np.minimum(index, index[::-1]) * SPACING / (2 * REACH))[:, None]
    weights = np.where(apart == 0, 1.0, np.exp(-0.5 * (apart / np.maximum(reach, 1e-3)) ** 2))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _block_diagonal(blocks: list[Matrix]) -> Matrix:
    rows, columns = (sum(block.shape[axis] for block in blocks) for axis in (0, 1))
    whole = np.zeros((rows, columns))
    row = column = 0
    for block in blocks:
        whole[row : row + block.shape[0], column : column + block.shape[1]] = block
        row, column = row + block.shape[0], column + block.shape[1]
    return whole


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
    most = form.most_filled or (MOST_FILLED_0 if form.digit == 0 else MOST_FILLED)
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
