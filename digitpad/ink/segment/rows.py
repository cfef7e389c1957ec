"""Rows: which parts of the ink stand on one line, upright or slanting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.segment.parts import Part

TALL = 0.45  # of the usual height: lower parts, as bars and dots, go with the part next to them
APART = 0.6  # heights between the middles of two rows, at the least
SHARED = 0.4  # of a height that two rows may have in common
ONE_OR_TWO = 2.2  # heights: two rows that are together no higher may be one
STEEPEST = 0.6  # down by across: slopes of a row
FLATTEST = 0.2  # of its widest part: the height of a row of dashes
FEWEST_SLOPES = 2  # from one part to the next, for a row that slants
TOUCH = 0.06  # heights: ink as near as this touches
LONE = 0.25  # heights: the same, where each row is a single part, as the circles of an 8 are
OF_ALL = 0.7  # of the height of all of a row: its digits are at least as high


@dataclass(frozen=True)
class Row:
    """Parts, by their numbers, that stand on one line, and the height of its digits, above 0."""

    parts: tuple[int, ...]
    height: float


def row_choices(parts: Sequence[Part]) -> list[list[Row]]:
    """Return the ways to see ``parts``, which are not none, as rows from top to bottom.

    Mostly there is one. Two low rows are also returned as one: the circles of an 8 may be that.
    """
    usual = _usual_height(parts)
    tall = [index for index, part in enumerate(parts) if part.height >= TALL * usual]
    tall = tall or list(range(len(parts)))
    boxes = np.array([parts[index].box for index in tall])
    slope = _slope(boxes, usual)
    level = boxes.copy()  # the boxes as if the rows did not slant
    level[:, 1::2] -= slope * (boxes[:, :1] + boxes[:, 2:3]) / 2
    rows = _split(level, usual)
    choices = [rows]
    if len(rows) > 1 and np.ptp(level[:, 1::2]) <= ONE_OR_TWO * usual:
        choices.append([np.arange(len(tall))])
    return [_with_small_parts(parts, tall, level, choice) for choice in choices]


def touching(parts: Sequence[Part], rows: Sequence[Row]) -> int:
    """Return how many times ink of one row touches that of the next: rows seldom do."""
    return sum(
        parts[upper].distance(parts[lower])
        < (LONE if len(row.parts) == len(below.parts) == 1 else TOUCH)
        * min(row.height, below.height)
        for row, below in pairwise(rows)
        for upper in row.parts
        for lower in below.parts
    )


def _usual_height(parts: Sequence[Part]) -> float:
    """Return the height that most parts have; above 0 unless all are one dot."""
    heights = np.array([part.height for part in parts])
    usual = float(np.percentile(heights[heights >= TALL * heights.max()], 75))
    widest = max(part.width for part in parts)
    return max(usual, FLATTEST * widest)


def _split(level: NDArray[np.float64], usual: float) -> list[NDArray[np.intp]]:
    """Put boxes (n, 4) of tall parts into rows, from top to bottom."""
    middle = (level[:, 1] + level[:, 3]) / 2
    order = np.argsort(middle, kind="stable")
    breaks = np.flatnonzero(np.diff(middle[order]) > APART * usual) + 1
    rows: list[NDArray[np.intp]] = []
    for row in np.split(order, breaks):
        if rows and np.median(level[rows[-1], 3]) - np.median(level[row, 1]) > SHARED * usual:
            rows[-1] = np.concatenate((rows[-1], row))
        else:
            rows.append(row)
    return rows


def _slope(boxes: NDArray[np.float64], usual: float) -> float:
    """Return how steeply the rows go down: the median from each part to the next on its right."""
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    slopes = []
    for index, (x, y) in enumerate(middles):
        right = np.flatnonzero(
            (middles[:, 0] > x + 0.3 * usual)
            & (boxes[:, 0] - boxes[index, 2] < usual)
            & (np.abs(middles[:, 1] - y) < APART * usual)
        )
        if len(right):
            near = right[np.argmin(middles[right, 0])]
            slopes.append((middles[near, 1] - y) / (middles[near, 0] - x))
    if len(slopes) < FEWEST_SLOPES:
        return 0.0
    return float(np.clip(np.median(slopes), -STEEPEST, STEEPEST))


def _with_small_parts(
    parts: Sequence[Part],
    tall: list[int],
    level: NDArray[np.float64],
    rows: list[NDArray[np.intp]],
) -> list[Row]:
    """Return the rows of tall parts with the other parts, each in the row that is nearest."""
    members = [[tall[position] for position in row] for row in rows]
    row_of = {index: number for number, row in enumerate(members) for index in row}
    for index, part in enumerate(parts):
        if index not in row_of:
            near = min(tall, key=lambda other: part.distance(parts[other]))
            members[row_of[near]].append(index)
    return [
        Row(tuple(sorted(indices)), _height([parts[index] for index in indices], level[row]))
        for indices, row in zip(members, rows, strict=True)
    ]


def _height(parts: Sequence[Part], level: NDArray[np.float64]) -> float:
    """Return the height of a row's digits: strokes may be lower than the digit that they make."""
    return max(_usual_height(parts), OF_ALL * float(np.ptp(level[:, 1::2]))) or 1.0  # a dot
