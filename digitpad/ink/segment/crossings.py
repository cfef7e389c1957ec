"""Crossings: the ways in which the branches of one patch of ink may be two digits.

Digits that overlap in a picture cannot be cut apart: where a line of one crosses that of the other,
the ink belongs to both. Lines go on straight where others cross them, so that of all ways to give
each branch to the left digit, the right one or both, those are likely that bend and end few lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from math import prod

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.input.render import Mask
from digitpad.ink.segment.branches import Tip, Web, branches

LEFT, RIGHT, BOTH = 1, 2, 3  # bits: to which digits a branch belongs
# What a way costs, as much as a cut through so many thicknesses of the pen.
END = 0.45  # a line that ends where it meets the other digit's
BEND = 0.45  # a line that turns by a right angle there; twice that where it turns back
BRANCHING = 0.22  # each further line of the same digit there
SHARED = 0.45  # a patch's height of line that belongs to both
LOOSE = 0.45  # each piece of a digit that hangs together with the rest through the other alone
ASIDE = (0.3, 0.4)  # of the width: what lies all in there belongs to the digit on that side
SHORT = 0.5  # of the height: a longer branch does not belong to both
LOWEST = 0.5  # row heights: of each digit
MOST_BRANCHES = 24  # more are no two digits
MOST_MEETING = 8  # branches in one place: more are a blot
FAR = 1e9  # pixels: where a digit without branches would begin
MOST_WAYS = 8192  # that are looked at
MOST_CHECKED = 48  # of them, for what hangs together
ALIKE = 0.04  # of all lines: two ways that differ in less are one

Grid = NDArray[np.int8]  # (ways, branches)


def crossings(patch: Mask, height: float, most: int) -> list[tuple[Mask, Mask, float]]:
    """Return at most ``most`` ways to take ``patch`` (h, w) for two digits, the likeliest first.

    Each is the ink of the left digit, that of the right one, and what it costs. Some ink is in
    both. height: of the row that the patch stands in.
    """
    web = branches(patch)
    ways = _ways(web)
    if ways is None:
        return []
    costs = _costs(web, ways)
    possible = np.flatnonzero(_are_beside(web, ways, height))
    possible = possible[np.argsort(costs[possible], kind="stable")][:MOST_CHECKED]
    checked = [
        (costs[way] + LOOSE * sum(_pieces(web, ways[way], side) - 1 for side in (LEFT, RIGHT)), way)
        for way in possible.tolist()
    ]
    checked.sort(key=lambda one: one[0])
    chosen: list[tuple[float, int]] = []
    for cost, way in checked:
        differs = (ways[way] != ways[[other for _, other in chosen]]) @ web.lengths
        if len(chosen) < most and (differs >= ALIKE * web.lengths.sum()).all():
            chosen.append((cost, way))
    return [
        (_ink(web, ways[way], LEFT, patch), _ink(web, ways[way], RIGHT, patch), float(cost))
        for cost, way in chosen
    ]


def _ways(web: Web) -> Grid | None:
    """Return the ways to give each branch to one of the digits, or both; None where too many."""
    count = len(web.lengths)
    meeting = Counter(tip.junction for tip in web.tips)
    if not 2 <= count <= MOST_BRANCHES or max(meeting.values(), default=0) > MOST_MEETING:
        return None
    height, width = web.nearest.shape
    met = [{tip.junction for tip in web.tips if tip.branch == branch} for branch in range(count)]
    may_share = [len(met[n]) > 1 and web.lengths[n] < SHORT * height for n in range(count)]
    for shares in (may_share, [False] * count):
        for aside in ASIDE:
            sides = [
                [LEFT] if right < aside * width else [RIGHT] if left > (1 - aside) * width
                else [LEFT, RIGHT, BOTH] if share else [LEFT, RIGHT]
                for (left, _, right, _), share in zip(web.boxes.tolist(), shares, strict=True)
            ]  # fmt: skip
            total = prod(len(some) for some in sides)
            if total <= MOST_WAYS:
                places = np.unravel_index(np.arange(total), [len(some) for some in sides])
                return np.stack(
                    [np.array(some, np.int8)[own] for some, own in zip(sides, places, strict=True)],
                    axis=1,
                )
    return None


def _costs(web: Web, ways: Grid) -> NDArray[np.float64]:
    """Return (ways,): what lines cost that bend and end where both digits meet, or are of both."""
    costs: NDArray[np.float64] = SHARED / len(web.nearest) * ((ways == BOTH) @ web.lengths)
    for junction in {tip.junction for tip in web.tips}:
        tips = [tip for tip in web.tips if tip.junction == junction]
        table = np.array([
            _line_cost([tip for bit, tip in enumerate(tips) if some >> bit & 1])
            for some in range(1 << len(tips))
        ])  # fmt: skip
        left, right = (
            sum(((ways[:, tip.branch] & side) > 0).astype(np.intp) << bit
                for bit, tip in enumerate(tips))
            for side in (LEFT, RIGHT)
        )  # fmt: skip
        costs += np.where((left > 0) & (right > 0), table[left] + table[right], 0.0)
    return costs


def _line_cost(tips: Sequence[Tip]) -> float:
    """Return what it costs that these branches of one digit meet others at a junction."""
    if len(tips) < 2:
        return END * len(tips)
    straightest = min(float(one.way @ other.way) for one, other in combinations(tips, 2))
    return BEND * (1 + straightest) + BRANCHING * (len(tips) - 2)


def _are_beside(web: Web, ways: Grid, height: float) -> Mask:
    """Tell which ways make two digits, each high enough, one to the left of the other."""
    extents, middles = [], []
    across = (web.boxes[:, 0] + web.boxes[:, 2]) * web.lengths
    for side in (LEFT, RIGHT):
        own = (ways & side) > 0
        low = np.where(own[:, None], web.boxes.T[:2], FAR).min(axis=2)
        high = np.where(own[:, None], web.boxes.T[2:], -FAR).max(axis=2)
        extents.append((low, high))
        middles.append((own @ across) / np.maximum(own @ web.lengths, 1.0))
    is_high = [high[:, 1] - low[:, 1] > LOWEST * height / web.step for low, high in extents]
    (low, high), (next_low, next_high) = extents
    is_left = low[:, 0] + high[:, 0] < next_low[:, 0] + next_high[:, 0]
    return np.asarray(is_high[0] & is_high[1] & is_left & (middles[0] < middles[1]))


def _pieces(web: Web, way: NDArray[np.int8], side: int) -> int:
    """Return how many pieces the branches of one digit are, with the junctions that they meet."""
    own = {branch for branch in range(len(way)) if way[branch] & side}
    piece_of = {branch: branch for branch in own}
    met: dict[int, int] = {}
    for tip in web.tips:
        if tip.branch in own:
            piece, other = piece_of[tip.branch], piece_of[met.setdefault(tip.junction, tip.branch)]
            piece_of = {b: other if p == piece else p for b, p in piece_of.items()}
    return len(set(piece_of.values()))


def _ink(web: Web, way: NDArray[np.int8], side: int, patch: Mask) -> Mask:
    """Return the ink of one digit: that of its branches, and where they meet what goes through."""
    own = (way & side) > 0
    junctions = 1 + max((tip.junction for tip in web.tips), default=-1)
    mine, others = np.zeros(junctions, np.intp), np.zeros(junctions, np.intp)
    for tip in web.tips:
        mine[tip.junction] += way[tip.branch] & side > 0
        others[tip.junction] += way[tip.branch] & (BOTH - side) > 0
    # A line that ends at another, which goes on, ends before it.
    meets = (mine > 1) | ((mine == 1) & (others < 2))
    height, width = patch.shape
    rest = int(web.nearest.max(initial=0)) - len(own) - junctions  # junctions that nothing meets
    shown = np.concatenate((own, meets, np.zeros(max(rest, 0), bool)))
    return np.asarray(web.mask(shown)[:height, :width] & patch)
