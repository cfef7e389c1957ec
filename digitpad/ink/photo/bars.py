"""Bars of a display's digits: those whose ends nearly meet are one stroke."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from digitpad.ink.input.frame import Array
from digitpad.ink.segment.connected_components import Islands

LENGTH = (2.0, 9.0)  # by its thickness: a longer one is a stroke by hand
FULL = 0.65  # of a bar's rectangle: its ends may be pointed
ALIKE = 1.6  # the thickness of two bars of one digit, the one by the other
GAP = 1.5  # of the thickness: from the middle of an end to that of the next
IN_LINE, SQUARE = 0.95, 0.35  # cosines of the angle between two bars
ASIDE = 0.5  # of the thickness: how far bars in one line are beside each other

Vector = NDArray[np.float64]  # (2,), x and y


@dataclass(frozen=True, eq=False)
class _End:
    """Where a bar ends, and which way it points there, of length 1."""

    place: Vector
    way: Vector
    thickness: float


def bridged(ink: Array, found: Islands) -> Array:
    """Return ``ink`` (h, w) with strokes over the gaps between bars, in line or at right angles.

    found: its islands. Only ends meet: a minus points at the middle of a 1, and two ones that stand
    side by side stay two. Without any gap it is the same array.
    """
    bars = [
        bar for index in np.flatnonzero(found.sides.max(axis=1) > 2).tolist()
        if (bar := _bar(found, index)) is not None
    ]  # fmt: skip
    bridges = _bridges([end for bar in bars for end in bar])
    if not bridges:
        return ink
    drawn = Image.new("L", (ink.shape[1], ink.shape[0]))
    pen = ImageDraw.Draw(drawn)
    for one, other in bridges:
        path = [end.place - end.way * end.thickness / 2 for end in (one, other)]
        width = max(1, round(min(one.thickness, other.thickness)))
        pen.line([(x, y) for x, y in path], fill=255, width=width)
    return np.where(np.asarray(drawn) > 0, np.float32(1), ink)


def _bridges(ends: list[_End]) -> list[tuple[_End, _End]]:
    """Return which of ``ends``, of each bar two, meet that of a later bar.

    Hatching has thousands that do not: only those that are near are looked at one by one.
    """
    places = np.array([end.place for end in ends]).reshape(-1, 2)
    thick = np.array([end.thickness for end in ends])
    bridges = []
    for number, one in enumerate(ends):
        later = number // 2 * 2 + 2
        apart = np.hypot(*(places[later:] - one.place).T)
        near = later + np.flatnonzero(apart <= GAP * np.maximum(thick[later:], one.thickness))
        bridges += [(one, ends[other]) for other in near.tolist() if _meet(one, ends[other])]
    return bridges


def _bar(found: Islands, index: int) -> tuple[_End, _End] | None:
    """Return the two ends of an island that is a straight bar; None for any other."""
    mask = found.cut(index)
    y, x = np.nonzero(mask)
    points = np.stack([x, y], axis=1) + found.boxes[index, 1::-1]
    middle = points.mean(axis=0)
    _, axes = np.linalg.eigh(np.cov((points - middle).T))
    along, across = (points - middle) @ axes[:, 1], (points - middle) @ axes[:, 0]
    length, thickness = float(np.ptp(along)) + 1, float(np.ptp(across)) + 1
    if not LENGTH[0] * thickness <= length <= LENGTH[1] * thickness:
        return None
    if len(points) < FULL * length * thickness:
        return None
    way = axes[:, 1]
    return (
        _End(middle + way * along.max(), way, thickness),
        _End(middle + way * along.min(), -way, thickness),
    )


def _meet(one: _End, other: _End) -> bool:
    """Tell whether two ends that are near belong to one digit: in one line or at right angles."""
    thin, thick = sorted((one.thickness, other.thickness))
    if thick > ALIKE * thin:
        return False
    turn = float(one.way @ other.way)
    if abs(turn) <= SQUARE:
        return True
    step = other.place - one.place
    beside = abs(float(step[0] * one.way[1] - step[1] * one.way[0]))
    return turn <= -IN_LINE and beside <= ASIDE * thick
