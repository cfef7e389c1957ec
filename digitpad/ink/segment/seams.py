"""Seams: ways from the top to the bottom of a patch of ink that cross little of it.

Digits that touch in a picture are parted along them. They bend around ink, so that a digit may lean
over the next. The way of least cost is found row by row (Avidan and Shamir, "Seam carving", 2007).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.input.render import Mask, stroke_thickness

ASIDE = 0.02  # of a thickness: what a step to the side costs, so that seams are straight
FINEST = 100  # rows that a patch is looked at with, at most
MOST_INK = 4.0  # thicknesses of the pen: a seam that crosses more is no cut
APART = 0.1  # row heights from one seam to the next, in the middle of their ink
LEAST_INK = 0.02  # of the patch: what a cut leaves on each side has at least as much

Curve = NDArray[np.float64]
Columns = NDArray[np.intp]


def seams(mask: Mask, height: float, most: int) -> list[tuple[Columns, float]]:
    """Return at most ``most`` seams through ``mask`` (h, w), a patch, from the left.

    Each is the column, in each row, before which it cuts, and how much ink it goes through, in
    thicknesses of the pen. height: of the row that the patch stands in.
    """
    step = max(1, round(len(mask) / FINEST))
    small = shares_of_ink(mask, step)
    thickness = max(1.0, stroke_thickness(small > 0.5))
    # A seam runs between columns: one of paper on each side, so that it may go around all ink.
    ink = np.pad(small, ((0, 0), (1, 1))) / thickness
    down, came_from = _cheapest(ink)
    up, goes_to = _cheapest(ink[::-1])
    goes_to = goes_to[::-1]
    through = down + up[::-1] - ink  # the cheapest seam through each pixel
    found: list[tuple[float, Columns]] = []
    # A seam is known by where it crosses the middle, and ones that lean by a third and two thirds.
    for row in {len(ink) // 2, len(ink) // 3, 2 * len(ink) // 3}:
        for column in _low_places(through[row], MOST_INK):
            path = _through(row, column, came_from, goes_to)
            found.append((float(through[row, column]), path))
    return _chosen(found, mask, step, height, most)


def shares_of_ink(mask: Mask, step: int) -> NDArray[np.float64]:
    """Return how much of each square of ``step`` pixels of ``mask`` (h, w) is ink, 0..1."""
    if step == 1:
        return mask.astype(np.float64)
    height, width = mask.shape
    padded = np.pad(mask, ((0, -height % step), (0, -width % step)))
    blocks = padded.reshape(padded.shape[0] // step, step, padded.shape[1] // step, step)
    return np.asarray(blocks.mean(axis=(1, 3)))


def _cheapest(ink: Curve) -> tuple[Curve, NDArray[np.int8]]:
    """Return (h, w): the cost of the best way from the top to each pixel, and its last step."""
    total, steps = ink.copy(), np.zeros(ink.shape, np.int8)
    for row in range(1, len(ink)):
        above = np.pad(total[row - 1], 1, constant_values=np.inf)
        ways = np.stack((above[1:-1], above[:-2] + ASIDE, above[2:] + ASIDE))
        best = ways.argmin(axis=0)
        total[row] += np.take_along_axis(ways, best[None], axis=0)[0]
        steps[row] = np.array((0, -1, 1), np.int8)[best]
    return total, steps


def _low_places(cost: Curve, most: float) -> list[int]:
    """Return the columns of the local minima of ``cost`` (w,) that are no higher than ``most``."""
    places = []
    for run in np.split(np.arange(len(cost)), np.flatnonzero(np.diff(cost)) + 1):
        first, last = run[0], run[-1]
        lower_left = first == 0 or cost[first - 1] > cost[first]
        lower_right = last == len(cost) - 1 or cost[last + 1] > cost[last]
        if lower_left and lower_right and cost[first] <= most:
            places.append(int(run[len(run) // 2]))
    return places


def _through(
    row: int, column: int, came_from: NDArray[np.int8], goes_to: NDArray[np.int8]
) -> Columns:
    path = np.zeros(len(came_from), np.intp)
    path[row] = column
    for above in range(row, 0, -1):
        path[above - 1] = path[above] + came_from[above, path[above]]
    for below in range(row, len(path) - 1):
        path[below + 1] = path[below] + goes_to[below, path[below]]
    return path


def _chosen(
    found: list[tuple[float, Columns]], mask: Mask, step: int, height: float, most: int
) -> list[tuple[Columns, float]]:
    """Return the cheapest seams that leave ink between them, in the pixels of ``mask``."""
    rows = np.arange(len(mask)) // step
    columns = np.arange(mask.shape[1])
    total = float(mask.sum())
    chosen: list[tuple[float, Columns, float]] = []
    for cost, path in sorted(found, key=lambda one: one[0]):
        full = np.clip((path[rows] - 1) * step, 0, mask.shape[1])
        left = float((mask & (columns < full[:, None])).sum())
        if not LEAST_INK * total < left < (1 - LEAST_INK) * total:
            continue
        if any(
            np.abs(full - other).mean() < APART * height or abs(left - own) < LEAST_INK * total
            for own, other, _ in chosen
        ):
            continue
        chosen.append((left, full, cost))
        if len(chosen) == most:
            break
    chosen.sort(key=lambda one: one[0])
    paths = np.array([path for _, path, _ in chosen], np.intp).reshape(-1, len(mask))
    ordered = np.maximum.accumulate(paths, axis=0)
    return [(path, cost) for path, (_, _, cost) in zip(ordered, chosen, strict=True)]
