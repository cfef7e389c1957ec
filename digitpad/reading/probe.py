"""What the steps from ink to input are worth: answers without one, and with the drawing changed."""

from __future__ import annotations

import enum
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.drawing import SAMPLE_SIDE, Drawing, Pixels, Stroke
from digitpad.ink.input.frame import SIDE, Array
from digitpad.ink.input.preparation import ALL_STEPS, STEPS, Preparation, prepared_input
from digitpad.ink.input.render import thinned
from digitpad.support.errors import EmptyInkError

if TYPE_CHECKING:
    from digitpad.graph.graph import Graph
    from digitpad.reading.classify import DigitAnswer

MANY_POINTS = 3000  # of a drawing: from here on it is lightened, and probed at fewer amounts
TOO_MANY_POINTS = 10_000  # of a lightened one
LIGHT = 400  # a lightened drawing's points are its longer side over this apart: 0.05 input pixels


class ProbeChange(enum.Enum):
    """What a probe does to a drawing.

    SHIFT: to the right, in % of the sheet's side. TURN: clockwise, in degrees. SCALE: in % of the
    size. THICKNESS: of the brush, in thousandths of the sheet's side, which are canvas units.
    """

    SHIFT = "shift"
    TURN = "turn"
    SCALE = "scale"
    THICKNESS = "thickness"


AMOUNTS: Mapping[ProbeChange, tuple[float, ...]] = {
    ProbeChange.SHIFT: tuple(np.linspace(-50.0, 50.0, 21).tolist()),
    ProbeChange.TURN: tuple(np.linspace(-45.0, 45.0, 21).tolist()),
    ProbeChange.SCALE: tuple(np.linspace(30.0, 170.0, 21).tolist()),
    ProbeChange.THICKNESS: tuple(np.linspace(10.0, 150.0, 21).tolist()),
}


@dataclass(frozen=True, eq=False)
class Costs:
    """The answer with the chosen steps, and for each step the answer with that one switched.

    full: the answer with all steps.
    """

    preparation: Preparation
    full: DigitAnswer
    answer: DigitAnswer
    switched: Mapping[str, DigitAnswer]


@dataclass(frozen=True, eq=False)
class Curve:
    """How sure the network is of one digit while the drawing changes; a value.

    amounts: (n,) in the change's unit. confidences: (n,) of the digit, 0..1. answers: (n,), the
    digit that is answered. unchanged: the amount at which the drawing is as it was.
    """

    change: ProbeChange
    digit: int
    amounts: tuple[float, ...]
    confidences: tuple[float, ...]
    answers: tuple[int, ...]
    unchanged: float


def costs(network: Graph, drawing: Drawing, preparation: Preparation) -> Costs:
    """Return what ``network``, in evaluation mode, answers with and without each step.

    Raises EmptyInkError for an empty drawing.
    """
    from digitpad.reading.classify import DigitAnswer

    variants = [ALL_STEPS, preparation, *(preparation.toggled(step) for step in STEPS)]
    images = [prepared_input(drawing, variant) for variant in variants]
    rows = _probabilities(network, images, [variant.normalise for variant in variants])
    full, answer, *switched = (DigitAnswer(tuple(row)) for row in rows.tolist())
    return Costs(preparation, full, answer, dict(zip(STEPS, switched, strict=True)))


def probe(
    network: Graph, drawing: Drawing, preparation: Preparation, digit: int,
    changes: Sequence[ProbeChange] = tuple(ProbeChange),
) -> Mapping[ProbeChange, Curve]:  # fmt: skip
    """Return how sure ``network`` is of ``digit`` as ``drawing``, which is not empty, changes.

    What is nowhere on the sheet any more is read as blank paper.
    """
    light, stride = _lightened(drawing)
    amounts = {change: AMOUNTS[change][::stride] for change in changes}
    images = [
        _seen(_changed(light, change, amount), preparation)
        for change in changes
        for amount in amounts[change]
    ]
    rows = _probabilities(network, images, [preparation.normalise] * len(images))
    curves, first = {}, 0
    for change in changes:
        part = rows[first : first + len(amounts[change])]
        first += len(part)
        curves[change] = Curve(
            change, digit, amounts[change], tuple(part[:, digit].tolist()),
            tuple(part.argmax(axis=1).tolist()), _unchanged(drawing, change),
        )  # fmt: skip
    return curves


def _changed(drawing: Drawing, change: ProbeChange, amount: float) -> Drawing:
    side = max(drawing.size)
    match change:
        case ProbeChange.SHIFT:
            return shifted(drawing, amount / 100 * side)
        case ProbeChange.TURN:
            return turned(drawing, amount)
        case ProbeChange.SCALE:
            return scaled(drawing, amount / 100)
        case ProbeChange.THICKNESS:
            return thickened(drawing, amount / 1000 * side)


def _unchanged(drawing: Drawing, change: ProbeChange) -> float:
    """Return the amount that leaves ``drawing`` as it is; of several brushes, their median."""
    if change is ProbeChange.SCALE:
        return 100.0
    if change is ProbeChange.THICKNESS and drawing.strokes:
        widths = [stroke.width for stroke in drawing.strokes]
        return float(np.median(widths)) * 1000 / max(drawing.size)
    return 0.0


def _lightened(drawing: Drawing) -> tuple[Drawing, int]:
    """Return what is quick to draw many times, and how many amounts to go on at a time.

    A stroke has to be drawn as long as it is: hours of scribbling are probed at few amounts.
    """
    if _points(drawing) <= MANY_POINTS:
        return drawing, 1
    xy = np.concatenate([stroke.xy for stroke in drawing.strokes])
    extent = float(np.ptp(xy, axis=0).max())
    light = lightened(drawing, max(extent, 1e-6) / LIGHT)
    count = _points(light)
    return light, 1 if count <= MANY_POINTS else 2 if count <= TOO_MANY_POINTS else 5


def _points(drawing: Drawing) -> int:
    return sum(len(stroke.points) for stroke in drawing.strokes)


def _seen(drawing: Drawing, preparation: Preparation) -> Array:
    try:
        return prepared_input(drawing, preparation)
    except EmptyInkError:  # a sample was moved off the sheet
        return np.zeros((SIDE, SIDE), np.float32)


def _probabilities(
    network: Graph, images: Sequence[Array], normalise: Sequence[bool]
) -> NDArray[np.float64]:
    """Return (n, 10) of n ``images``, each normalised or not."""
    grey = np.stack(images)  # (n, 28, 28)
    found = np.empty((len(images), network.classes))
    for way in (True, False):
        rows = np.flatnonzero(np.array(normalise) == way)
        if len(rows):
            found[rows] = network.probabilities(grey[rows], normalise=way)
    return found


# A drawing shifted, turned, scaled, or drawn with another brush: always a new drawing.
# Pillow comes with the first sample that is moved, so that a window does not wait for it.

FINENESS = 8  # a sample's pixels are moved in pieces this much smaller, and averaged

Vector = NDArray[np.float64]


def middle(drawing: Drawing) -> tuple[float, float]:
    """Return the middle of the rectangle around the strokes' paths, in the drawing's units.

    The middle of the sheet where a sample fills it, or where there are no strokes.
    """
    if drawing.picture is not None or not drawing.strokes:
        width, height = drawing.size
        return width / 2, height / 2
    xy = np.concatenate([stroke.xy for stroke in drawing.strokes])
    x, y = ((xy.min(axis=0) + xy.max(axis=0)) / 2).tolist()
    return x, y


def shifted(drawing: Drawing, right: float) -> Drawing:
    """Return ``drawing`` moved to the right by so many of its units; ink may leave the sheet."""
    return _mapped(drawing, np.eye(2), np.array([right, 0.0]), 1.0)


def turned(drawing: Drawing, degrees: float) -> Drawing:
    """Return ``drawing`` turned about its middle, clockwise."""
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    # y points down: from the x axis towards the y axis is clockwise.
    return _about_middle(drawing, np.array([[cosine, -sine], [sine, cosine]]), 1.0)


def scaled(drawing: Drawing, factor: float) -> Drawing:
    """Return ``drawing`` with everything ``factor`` > 0 times as large, about its middle.

    The brush grows along with the paths, as under a magnifying glass.
    """
    return _about_middle(drawing, np.eye(2) * factor, factor)


def thickened(drawing: Drawing, width: float) -> Drawing:
    """Return ``drawing`` with all strokes ``width`` > 0 wide; a sample keeps its thickness."""
    strokes = tuple(Stroke(stroke.points, width) for stroke in drawing.strokes)
    return drawing.with_strokes(strokes)


def lightened(drawing: Drawing, spacing: float) -> Drawing:
    """Return ``drawing`` without the points of a path that are nearer than that to another."""
    return drawing.with_strokes(
        tuple(Stroke(thinned(stroke.points, spacing), stroke.width) for stroke in drawing.strokes)
    )


def _about_middle(drawing: Drawing, matrix: Vector, growth: float) -> Drawing:
    centre = np.array(middle(drawing))
    return _mapped(drawing, matrix, centre - matrix @ centre, growth)


def _mapped(drawing: Drawing, matrix: Vector, offset: Vector, growth: float) -> Drawing:
    """Send each point p to ``matrix @ p + offset``, and widths times ``growth``."""
    strokes = []
    for stroke in drawing.strokes:
        points = stroke.points.copy()
        points[:, :2] = stroke.xy @ matrix.T + offset
        strokes.append(Stroke(points, stroke.width * growth))
    picture = drawing.picture
    if picture is not None:
        picture = _mapped_sample(picture, matrix, offset * (SAMPLE_SIDE / drawing.size[0]))
    return Drawing(tuple(strokes), drawing.size, picture)


def _mapped_sample(picture: Pixels, matrix: Vector, offset: Vector) -> Pixels:
    """Move the pixels' areas, offset in pixels; each new pixel is the average of what it covers."""
    from PIL import Image

    back = np.linalg.inv(matrix)  # Pillow asks where each new pixel comes from
    (a, b), (d, e) = (back / FINENESS).tolist()
    c, f = (-back @ offset).tolist()
    side = SAMPLE_SIDE * FINENESS
    fine = Image.fromarray(picture).transform(
        (side, side), Image.Transform.AFFINE, (a, b, c, d, e, f), Image.Resampling.NEAREST
    )
    return np.array(fine.reduce(FINENESS), np.uint8)
