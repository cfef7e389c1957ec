"""From the nodes of a form to the pen's path: a product with matrices that each form has once."""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.data.handwriting.chance import Values
from digitpad.data.handwriting.forms import Form, Node, Track

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


def _runs(track: list[Node]) -> list[tuple[int, int]]:
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
