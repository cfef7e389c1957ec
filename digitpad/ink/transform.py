"""A drawing shifted, turned, scaled, or drawn with another brush: always a new drawing.

Pillow comes with the first sample that is moved, so that a window does not wait for it.
"""

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.drawing import SAMPLE_SIDE, Drawing, Pixels, Stroke
from digitpad.ink.input.render import thinned

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


def shifted(drawing: Drawing, right: float, down: float = 0.0) -> Drawing:
    """Return ``drawing`` moved by so many of its units; ink may leave the sheet."""
    return _mapped(drawing, np.eye(2), np.array([right, down]), 1.0)


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
    return replace(drawing, strokes=strokes)


def lightened(drawing: Drawing, spacing: float) -> Drawing:
    """Return ``drawing`` without the points of a path that are nearer than that to another."""
    return replace(
        drawing,
        strokes=tuple(
            Stroke(thinned(stroke.points, spacing), stroke.width) for stroke in drawing.strokes
        ),
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
