"""Shapes of signs: straight lines and how they lean, brackets, and the parts of a percent sign."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.segment.parts import Part, Path

LEAN, LONGER = 0.33, 1.12  # of a slash: across by up, and its height by that of the digits beside
PRINTED = 1.08  # the same of a slash in a picture: printed ones are hardly longer
STRAIGHT = 0.06  # of its length: how far a slash is from a straight line
BENT, LIKE_ENDS = 0.08, 0.07  # of a bracket's height: how far its middle and its ends are aside
SLIM, ONE_LINE = 0.45, 1.35  # of the same: its width, and the length of its ink
CROSSED = (0.25, 0.75)  # of each stroke of a plus, an X or a K: where the other is met
REACHED = 0.1  # row heights: how near strokes that meet come to one another, as the bar of an A
CIRCLES = 0.65  # of the height of a percent sign's slash: its circles are no higher


def line_through(points: Path, pen: float) -> tuple[float, NDArray[np.float64]]:
    """Return how far ``points`` lie from their line, by its length, and its way, of length 1."""
    centred = points - points.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    if len(axes) < 2:
        return np.inf, np.ones(2)
    along, beside = (float(np.ptp(centred @ axis)) for axis in axes)
    return (beside - pen) / max(along, 1e-9), axes[0]


def rise(part: Part, pen: float) -> float | None:
    """Return more than 0 for a straight stroke that rises to the right; None for a bent one."""
    aside, way = line_through(part.points, pen)
    return float(-way[0] * way[1]) if aside <= STRAIGHT else None


def lean(points: Path) -> float:
    """Return how far to the right ``points`` go for each unit up: 0 for what is upright."""
    x, y = (points - points.mean(axis=0)).T
    return float(-(x @ y) / max(float(y @ y), 1e-9))


def shared_columns(one: Part, other: Part) -> float:
    """Return how wide the columns are that two parts share, below 0 how far they are apart."""
    return min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])


def is_bracket(part: Part, digits: float, pen: float) -> bool:
    """Tell whether a patch is longer than digits and bent to one side: ( or ).

    digits: the height of those beside it.
    """
    height = part.height
    if height - pen < LONGER * (digits - pen):
        return False
    if part.width > SLIM * height or part.length > ONE_LINE * height:
        return False
    x, y = part.points.T
    down = (y - part.box[1]) / height
    bands = [
        x[(down >= first) & (down <= last)] / height
        for first, last in ((0.0, 0.15), (0.4, 0.6), (0.85, 1.0))
    ]
    if not all(map(len, bands)):
        return False
    upper, middle, lower = (float(band.mean()) for band in bands)
    return abs(upper - lower) < LIKE_ENDS and abs(middle - (upper + lower) / 2) > BENT


def of_percent_signs(wholes: Sequence[Part], tall: Sequence[Part], pen: float) -> set[int]:
    """Return the patches of what may be %: a slash, with ink left above it and right below.

    wholes: all of a row, of which ``tall`` are as high as digits.
    """
    found: set[int] = set()
    for slash in tall:
        if slash.width - pen < LEAN * (slash.height - pen) or (rise(slash, pen) or 0.0) <= 0:
            continue
        sign = {slash.whole}
        for side in (-1, 1):
            sign |= {
                part.whole for part in wholes
                if part.height < CIRCLES * slash.height
                and shared_columns(part, slash) > 0
                and side * (part.centre[0] - slash.centre[0]) > 0
                and side * (part.centre[1] - slash.centre[1]) > 0
            }  # fmt: skip
        if len(sign) == 3:
            found |= sign
    return found
