"""A comb: cells of a form that have a base line and short ticks between them, and no line above."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.input.render import Mask
from digitpad.ink.segment.connected_components import connected_components

FEWEST_TICKS = 3
MOST_TICKS = 60  # strokes on a line: of more of them, none is a comb's
SHORTEST_TICK = 4  # pixels
NARROWEST = 14  # pixels: from a tick to the next
THICKEST = 0.25  # of the way from a tick to the next: what is wider is no tick
ALIKE = 0.3  # of a tick's height: how far that of the next differs
EVEN = 0.08  # of the way from a tick to the next: how far one is aside
LOWER = 0.7  # of the digits' height: ticks are not higher, and strokes of a 1 are
INKED = 1.25  # of a tick's height: a digit is at least as high
OPEN_END, LONGEST_END = 0.7, 1.35  # of a cell: how far the line goes on beyond the last tick
PAPER = 0.15  # of a cell: as much of it is between digits and what stands above them
SKEWED = 0.15  # rise by run of a base line, at most


def comb_cells(solid: Mask, level_line: Mask) -> NDArray[np.intp]:
    """Return (n, 4), top, left, bottom, right: the cells of combs that have a digit in them.

    solid: (h, w), where ink is. level_line: where straight lines from left to right are. Ticks
    stand on one of these at even distances, are alike, and lower than the digits between them.
    """
    lines = connected_components(level_line, np.ones(level_line.shape, np.float32))
    sides = lines.sides
    least = (FEWEST_TICKS - 1) * NARROWEST
    is_long = (sides[:, 1] >= least) & (sides[:, 0] <= 4 + SKEWED * sides[:, 1])
    found = [
        _on_line(solid, lines.cut(index) & solid[top : bottom + 1, left : right + 1], top, left)
        for index in np.flatnonzero(is_long).tolist()
        for top, left, bottom, right in [lines.boxes[index].tolist()]
    ]
    return np.concatenate([np.zeros((0, 4), np.intp), *found])


def _on_line(solid: Mask, line: Mask, top: int, left: int) -> NDArray[np.intp]:
    """Return the cells with a digit between ticks that stand on ``line``, whose corner is given."""
    none = np.zeros((0, 4), np.intp)
    count = line.sum(axis=0)
    width = len(count)
    columns = np.flatnonzero(count)
    if not len(columns):
        return none
    middles = (line * np.arange(len(line))[:, None]).sum(axis=0)[columns] / count[columns]
    middle = top + np.polyval(np.polyfit(columns, middles, min(2, len(columns) - 1)), range(width))
    half = float(np.median(count[columns])) / 2
    near = _straightened(solid, middle - half - 1, left, -SHORTEST_TICK)
    if np.count_nonzero(np.diff(near.all(axis=0))) < 2 * FEWEST_TICKS - 2:
        return none  # as the lines of lined paper, of which there are many
    above = _straightened(solid, middle - half - 1, left, -len(solid))
    below = _straightened(solid, middle + half + 1, left, SHORTEST_TICK)
    ticks = _series(_heights(above), _heights(below))
    if ticks is None:
        return none
    places, tall, thick = ticks
    step = float(np.diff(places).mean())
    if places[0] > LONGEST_END * step or width - 1 - places[-1] > LONGEST_END * step:
        return none
    ends = [0.0] * bool(places[0] > OPEN_END * step)
    ends += places.tolist()
    ends += [width - 1.0] * bool(width - 1 - places[-1] > OPEN_END * step)
    aside = thick / 2 + 1
    spans = [(round(first + aside), round(last - aside)) for first, last in pairwise(ends)]
    inked = np.stack([above[:, first : last + 1].any(axis=1) for first, last in spans], axis=1)
    reach, gap = _reach(inked, max(2, round(PAPER * step)))
    inked = inked[:reach]
    high = np.array([float(np.ptp(np.flatnonzero(one))) if one.any() else 0.0 for one in inked.T])
    is_digit = high >= INKED * tall
    if not is_digit.any() or tall > LOWER * float(np.median(high[is_digit])):
        return none
    cells = []
    for first, last in np.array(spans)[is_digit].tolist():
        foot = int((middle[first : last + 1] - half).min()) - 1
        cells.append([max(foot - reach - gap, 0), left + first, foot, left + last])
    return np.array(cells, np.intp)


def _straightened(solid: Mask, start: NDArray[np.floating], left: int, depth: int) -> Mask:
    """Return the ink from the rows ``start`` of a line's columns on; negative depth is upwards."""
    count = len(solid)
    steps = np.arange(abs(depth))[:, None]
    rows = np.rint(start).astype(np.intp) + (steps if depth > 0 else -steps)
    columns = left + np.arange(len(start))
    inside = (rows >= 0) & (rows < count)
    return np.asarray(solid[rows.clip(0, count - 1), columns] & inside)


def _heights(above: Mask) -> NDArray[np.intp]:
    """Return (w,), how high ink stands on the line in each column; it may lean by a pixel."""
    wide = above.copy()
    wide[:, 1:] |= above[:, :-1]
    wide[:, :-1] |= above[:, 1:]
    ended = np.pad(~wide, ((0, 1), (0, 0)), constant_values=True)
    return np.asarray(ended.argmax(axis=0))


def _series(
    height: NDArray[np.intp], below: NDArray[np.intp]
) -> tuple[NDArray[np.float64], float, float] | None:
    """Return places of the most ticks at even distances, how high and how thick they are.

    height, below: (w,), how far ink goes on above and below the line: a tick does not go through.
    """
    stands = np.diff(np.pad(height >= SHORTEST_TICK, 1).astype(np.int8))
    ends = np.flatnonzero(stands == 1), np.flatnonzero(stands == -1)
    runs = [(a, b) for a, b in zip(*ends, strict=True) if below[a:b].max() < SHORTEST_TICK]
    first, behind = np.array(runs, np.intp).reshape(-1, 2).T
    if not FEWEST_TICKS <= len(first) <= MOST_TICKS:
        return None
    place = (first + behind - 1) / 2
    tall = np.array([height[a:b].max() for a, b in zip(first, behind, strict=True)], float)
    thick = np.array(behind - first, float)
    best: list[int] = []
    for start in range(len(place)):
        for second in range(start + 1, len(place)):
            if 1 + len(place) - second <= max(len(best), FEWEST_TICKS - 1):
                break  # too few are left
            chain = _chain(place, tall, thick, start, second)
            if len(chain) > max(len(best), FEWEST_TICKS - 1):
                best = chain
    if not best:
        return None
    return place[best], float(np.median(tall[best])), float(np.median(thick[best]))


def _chain(
    place: NDArray[np.float64], tall: NDArray[np.float64], thick: NDArray[np.float64],
    start: int, second: int,
) -> list[int]:  # fmt: skip
    """Return ticks like the one at ``start``, each as far from the one before as ``second`` is."""
    step = place[second] - place[start]
    like = np.abs(tall - tall[start]) <= np.maximum(ALIKE * tall[start], 2)
    like &= thick <= THICKEST * step
    chain = [start]
    if step < NARROWEST or not like[start]:
        return []
    while True:
        off = np.abs(place - place[chain[-1]] - step)
        off[~like] = np.inf
        nearest = int(np.argmin(off))
        if off[nearest] > max(EVEN * step, 2):
            return chain
        chain.append(nearest)
        step = (place[nearest] - place[start]) / (len(chain) - 1)


def _reach(inked: Mask, gap: int) -> tuple[int, int]:
    """Return how high digits reach above the line, and how much bare paper is above them.

    inked: (h, n), where ink is in each cell. gap: rows without any ink end the digits.
    """
    rows = np.flatnonzero(inked.any(axis=1))
    if not len(rows):
        return 0, 0
    apart = np.flatnonzero(np.diff(rows) > gap)
    last = int(rows[apart[0]] if len(apart) else rows[-1])
    return last + 1, gap
