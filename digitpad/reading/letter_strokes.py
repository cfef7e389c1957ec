"""Letters of several strokes: what would be digits side by side meets as no two digits do."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.segment.parts import Part, Path, squared_distances
from digitpad.reading.sign_shapes import CROSSED, REACHED, lean, line_through

AN_END = 0.15  # of a stroke's way: as near as this to one of its ends it goes on in one way
STRAIGHT = 0.1  # of its length: how far the stem of a letter is from a straight line
OTHERWISE = 0.4  # across by up: how much more than the other a line of a V or a Y leans
TOUCHING = 0.08  # row heights: the same of a bow
LEVEL = 0.08  # row heights: as near to a bow's top it begins
SIDE_BY_SIDE = 0.3  # row heights: two places of a stem, at least, that a bow begins and ends at
DOWN = (0.25, 2.0)  # across by down: how the second line of an M or an N leaves the stem's top
LOW = 0.75  # of the stem of an h: what hangs on it is no higher
NEXT = 0.25  # of a stroke's way: as far as this it is looked at for that

Digit = tuple[list[Part], int]  # the strokes of a digit, and what it is read as


def letters_among(digits: Sequence[Digit], height: float) -> list[set[int]]:
    """Return the strokes, by their numbers, of each letter that is read as several digits.

    digits: of a row, from the left. height: of the row.
    """
    letters: list[set[int]] = []
    for one, other in pairwise(digits):
        if not _are_of_a_letter(one, other, height):
            continue
        both = {part.whole for part in (*one[0], *other[0])}
        if letters and letters[-1] & both:
            letters[-1] |= both
        else:
            letters.append(both)
    return letters


def _are_of_a_letter(one: Digit, other: Digit, height: float) -> bool:
    (left, first), (right, second) = one, other
    if first == second == 1:
        return _meet_in_the_middle(left, right, height) or _lean_apart(left, right, height)
    if first == 1 and _is_stem(left):
        (stem,) = left
        return (
            _has_bow(stem, right, height)
            or _goes_down_from(stem, right, height)
            or _begins_halfway(stem, right, height)
        )
    return False


def _is_stem(parts: Sequence[Part]) -> bool:
    """Tell whether ``parts`` are one straight stroke, more up than across."""
    return len(parts) == 1 and _is_upright(parts[0]) and _is_straight(parts[0])


def _is_straight(part: Part) -> bool:
    return line_through(part.points, 0.0)[0] <= STRAIGHT


def _is_upright(part: Part) -> bool:
    """Tell whether a stroke goes more up than across: the foot of a 1 does not."""
    return part.height > part.width


def _lean_apart(some: Sequence[Part], others: Sequence[Part], height: float) -> bool:
    """Tell whether a straight stroke ends on one that leans otherwise, as in a V, an N, a Y."""
    for own, theirs in ((some, others), (others, some)):
        for part in filter(_is_straight, filter(_is_upright, own)):
            ends = part.points[[0, -1]]
            for met in filter(_is_upright, theirs):
                if abs(lean(part.points) - lean(met.points)) < OTHERWISE:
                    continue
                if squared_distances(ends, met.points).min() <= (REACHED * height) ** 2:
                    return True
    return False


def _has_bow(stem: Part, parts: Sequence[Part], height: float) -> bool:
    """Tell whether a stroke begins at a stem's top and comes back to it further down: B, P, R.

    It goes from there to the side: a 2 or a 3 beside a 1 begins lower, and goes up first.
    """
    for part in parts:
        begins = any(
            start[1] <= part.box[1] + LEVEL * height
            and float(np.hypot(*(start - _top(stem)))) <= REACHED * height
            for start in part.points[[0, -1]]
        )
        places = _touching(stem, part, TOUCHING * height) if begins else []
        if places and max(places) - min(places) >= SIDE_BY_SIDE * height:
            return True
    return False


def _top(stem: Part) -> Path:
    """Return the upper end of a stroke."""
    ends = stem.points[[0, -1]]
    return np.asarray(ends[ends[:, 1].argmin()])


def _touching(stem: Part, part: Part, reach: float) -> list[float]:
    """Return how far down a stroke is each time that it comes to a stem."""
    squares = squared_distances(part.points, stem.points).min(axis=1)
    near = np.flatnonzero(squares <= reach**2)
    runs = np.split(near, np.flatnonzero(np.diff(near) > 1) + 1)
    return [float(part.points[run[squares[run].argmin()], 1]) for run in runs if len(run)]


def _goes_down_from(stem: Part, parts: Sequence[Part], height: float) -> bool:
    """Tell whether a stroke begins at a stem's top and goes down from there: M and N."""
    for part in parts:
        for path in (part.points, part.points[::-1]):
            across, down = path[round(NEXT * (len(path) - 1))] - path[0]
            is_there = float(np.hypot(*(path[0] - _top(stem)))) <= REACHED * height
            if is_there and down > 0 and DOWN[0] * down <= across <= DOWN[1] * down:
                return True
    return False


def _begins_halfway(stem: Part, parts: Sequence[Part], height: float) -> bool:
    """Tell whether low strokes begin halfway up a stem and go down to its foot: an h."""
    if max(part.height for part in parts) > LOW * stem.height:
        return False
    for part in parts:
        (down,) = part.points[:1, 1]
        near = squared_distances(part.points[:1], stem.points).min() <= (REACHED * height) ** 2
        if near and CROSSED[0] <= (down - stem.box[1]) / stem.height <= CROSSED[1]:
            return True
    return False


def _meet_in_the_middle(some: Sequence[Part], others: Sequence[Part], height: float) -> bool:
    """Tell whether strokes meet ``others`` halfway up both, as the lines of a K and an X do.

    Both go on from there in two ways: the flag of a 1 that touches another one ends there.
    """
    one, other = (np.concatenate([part.points for part in parts]) for parts in (some, others))
    distances = squared_distances(one, other)
    first, second = np.unravel_index(distances.argmin(), distances.shape)
    if distances[first, second] > (REACHED * height) ** 2:
        return False
    return all(
        CROSSED[0] <= _place(points[index, 1], points[:, 1]) <= CROSSED[1]
        and _ways_from(points[index], parts, height) > 1
        for points, index, parts in ((one, first, some), (other, second, others))
    )


def _place(value: float, values: NDArray[np.float64]) -> float:
    """Return where ``value`` lies among ``values``, from 0 at the least to 1 at the greatest."""
    low, high = float(values.min()), float(values.max())
    return (value - low) / max(high - low, 1e-9)


def _ways_from(place: Path, parts: Sequence[Part], height: float) -> int:
    """Return in how many ways strokes go on from a place on them."""
    ways = 0
    for part in parts:
        distances = np.hypot(*(part.points - place).T)
        if distances.min() <= REACHED * height:
            along = distances.argmin() / max(len(distances) - 1, 1)
            ways += 2 if AN_END <= along <= 1 - AN_END else 1
    return ways
