"""One digit by one synthetic hand, as strokes on the canvas; tests draw with them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from digitpad.handwriting.chance import Values, numbered, uniform
from digitpad.handwriting.forms import Form
from digitpad.handwriting.hand import FORMS_OF, Hands, hands
from digitpad.handwriting.paths import Writing, curves_of, paths
from digitpad.handwriting.synthetic import USUAL
from digitpad.ink.drawing import CANVAS_SIDE, PRESSURE, TIME, Drawing, Stroke
from digitpad.ink.input.frame import BOX

MARGIN = 0.03  # of the canvas: stays white on every side
LEAST_WIDTH = 10.0  # canvas units: the thinnest brush of the window
LIFT = 0.12  # seconds at least between two strokes


@dataclass(frozen=True)
class Hand:
    """One of ``Hands``.

    speed: a digit's heights a second. size: a digit's height in the canvas's sides.
    """

    key: int
    usual: tuple[int, ...]
    other: tuple[int, ...]
    slant: float
    turn: float
    aspect: float
    roundness: float
    haste: float
    tremor: float
    unsteadiness: float
    pen: float
    speed: float
    size: float


def hand(seed: int) -> Hand:
    """Return the writer that belongs to ``seed``."""
    keys = numbered(seed, 0, 1, "hand")
    rows = vars(hands(keys))
    values = {name: values[0].item() for name, values in rows.items() if values.ndim == 1}
    usual, other = (tuple(rows[name][0].tolist()) for name in ("usual", "other"))
    fast, large = uniform(keys, "speed")[0], uniform(keys, "size")[0]
    return Hand(
        key=values.pop("keys"), usual=usual, other=other, speed=1.5 * (8.0 / 1.5) ** fast,
        size=0.3 + 0.45 * large, **values,
    )  # fmt: skip


def alone(one: Hand) -> Hands:
    """Return ``one`` hand as n = 1 hands."""
    values = {
        name: np.array([value])
        for name, value in vars(one).items()
        if name not in ("key", "speed", "size")
    }
    return Hands(keys=np.array([one.key], dtype=np.uint64), **values)


def write(digit: int, hand: Hand, random: np.random.Generator) -> Drawing:
    """Return ``digit`` as ``hand`` writes it this time, somewhere on the canvas.

    Points carry the time: the pen is slower where the path bends.
    """
    key = random.integers(2**64, size=1, dtype=np.uint64)
    is_usual = uniform(key, "usual")[0] < USUAL
    form = FORMS_OF[digit][hand.usual[digit] if is_usual else hand.other[digit]]
    return write_form(form, hand, random)


def write_form(form: Form, hand: Hand, random: np.random.Generator) -> Drawing:
    """Return a digit in ``form``, whatever form the hand would choose."""
    key = random.integers(2**64, size=1, dtype=np.uint64)
    path = paths(form, Writing(alone(hand), key))[0]  # (p, 2)
    return on_canvas(path, curves_of(form).ends, hand, random)


def on_canvas(
    path: Values, ends: tuple[int, ...], hand: Hand, random: np.random.Generator
) -> Drawing:
    """Return strokes that follow ``path`` (p, 2) in the size that the hand writes in.

    path: in a digit's heights. ends: the first point of each stroke and, last, p.
    """
    low, extent = path.min(axis=0), np.ptp(path, axis=0)
    height = CANVAS_SIDE * hand.size * np.exp(0.08 * random.standard_normal())
    room = CANVAS_SIDE * (1 - 2 * MARGIN)
    height = min(height, room / (float(extent.max()) + hand.pen / BOX))
    width = max(LEAST_WIDTH, hand.pen * height / BOX)
    free = np.maximum(room - width - extent * height, 0.0)
    corner = CANVAS_SIDE * MARGIN + width / 2 + free * random.random(2)
    xy = (path - low) * height + corner
    time, strokes = 0.0, []
    for first, end in itertools.pairwise(ends):
        points = np.ones((end - first, 4))
        points[:, :2] = xy[first:end]
        points[:, PRESSURE] = 1.0
        points[:, TIME] = time + durations(path[first:end]) / hand.speed
        time = float(points[-1, TIME]) + LIFT + 0.2 * random.random()
        strokes.append(Stroke(points, width))
    return Drawing(tuple(strokes))


def durations(path: Values) -> Values:
    """Return for each point of ``path`` (p, 2) when it is reached, at a mean speed of about 1.

    Speed falls with the cube root of the curvature, and at both ends.
    Source: Lacquaniti, Terzuolo and Viviani, "The law relating kinematic and figural aspects of
    drawing movements", 1983.
    """
    steps = np.hypot(*np.diff(path, axis=0).T)
    if len(steps) < 2:
        return np.concatenate(([0.0], np.cumsum(steps)))
    angles = np.unwrap(np.arctan2(*np.diff(path, axis=0).T[::-1]))
    turns = np.abs(np.diff(angles)) / np.maximum((steps[1:] + steps[:-1]) / 2, 1e-6)
    curvature = np.concatenate((turns[:1], (turns[1:] + turns[:-1]) / 2, turns[-1:]))
    speed = (3.0 / (curvature + 1.0)) ** (1 / 3)
    near = np.minimum(np.arange(len(steps)), np.arange(len(steps))[::-1])
    speed *= np.minimum(1.0, 0.4 + 0.2 * near)
    return np.concatenate(([0.0], np.cumsum(steps / speed)))
