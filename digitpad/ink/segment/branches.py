"""Branches: the lines of a patch of ink, from one junction to the next, and how they meet there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.input.render import Mask, dilated, stroke_thickness
from digitpad.ink.segment.connected_components import Labels, labelled
from digitpad.ink.segment.seams import shares_of_ink

PEN = 5.0  # pixels: a patch is looked at so small that its lines are about as thick
JUNCTION = 0.8  # thicknesses: nearer to where lines meet they have no direction
LOOK = 2.5  # thicknesses: how far a line is followed to know its direction
PINHOLE = 0.5  # of a thickness squared: a smaller hole is no loop

# The eight neighbours of a pixel, clockwise from above it, as (down, right).
AROUND = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))


@dataclass(frozen=True)
class Tip:
    """An end of a branch at a junction; both are numbers from 0.

    way: (2,) of length 1, x and y, from the junction along the branch.
    """

    branch: int
    junction: int
    way: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Web:
    """The branches of a patch; lengths and boxes are in its own pixels, ``step`` of the picture's.

    nearest: (h, w), 0 for paper, from 1 for ink near a branch, and behind those for ink near a
    junction; all ink is near one. lengths: (n,). boxes: (n, 4), left, top, right, bottom.
    """

    nearest: Labels
    step: int
    lengths: NDArray[np.float64]
    boxes: NDArray[np.float64]
    tips: tuple[Tip, ...]

    def mask(self, is_shown: Mask) -> Mask:
        """Return where ink is near some of the branches and junctions, in the picture's pixels.

        is_shown: for each branch, then for each junction. It may be larger than the patch.
        """
        near = np.concatenate(([False], is_shown))[self.nearest]
        return np.repeat(np.repeat(near, self.step, axis=0), self.step, axis=1)


def branches(patch: Mask) -> Web:
    """Return the branches of ``patch`` (h, w), which has some ink."""
    thickness = stroke_thickness(patch)
    step = max(1, round(thickness / PEN))
    thickness /= step
    shares = np.pad(shares_of_ink(patch, step), 2)  # thinning needs paper all around
    line = thinned_to_lines(_without_pinholes(shares >= 0.5, thickness))
    meeting = line & _MEETING[_neighbours(line)]
    close = dilated(meeting, max(1.5, JUNCTION * thickness))
    junctions, lines = labelled(close), labelled(line & ~close)
    count = int(lines.max(initial=0))
    y, x = np.nonzero(lines)
    branch = lines[y, x] - 1
    boxes = np.full((count, 4), np.inf)
    boxes[:, 2:] = -np.inf
    for side, (least, places) in enumerate(((np.minimum, x), (np.minimum, y),
                                            (np.maximum, x + 1), (np.maximum, y + 1))):  # fmt: skip
        least.at(boxes[:, side], branch, places - 2.0)
    marked = np.where(close & line, junctions + count * (junctions > 0), lines)
    nearest = _spread(marked, shares > 0, steps=sum(shares.shape))[2:-2, 2:-2]
    lengths = np.bincount(branch, minlength=count).astype(np.float64)
    return Web(nearest, step, lengths, boxes, _tips(lines, junctions, meeting, LOOK * thickness))


def thinned_to_lines(ink: Mask) -> Mask:
    """Return ``ink`` (h, w), with paper all around, as lines of one pixel that hang together alike.

    Source: Guo and Hall, "Parallel thinning with two-subiteration algorithms", 1989.
    """
    line, left = ink.copy(), -1
    while (count := int(line.sum())) != left:
        left = count
        for removable in _REMOVABLE:
            line &= ~removable[_neighbours(line)]
    return line


def _tips(lines: Labels, junctions: Labels, meeting: Mask, reach: float) -> tuple[Tip, ...]:
    """Return where branches end at junctions."""
    near = _spread(junctions, np.ones(lines.shape, bool), steps=1)
    y, x = np.nonzero(lines)
    branch, junction = lines[y, x], near[y, x]
    end = labelled((lines > 0) & (near > 0))[y, x]  # a loop has two at one junction
    places = np.stack((x, y), axis=1).astype(np.float64)
    at = np.stack(np.nonzero(meeting)[::-1], axis=1).astype(np.float64)
    of = junctions[meeting]
    tips = []
    is_end = junction > 0
    keys = np.stack((branch, junction, end), axis=1)[is_end]
    for own in np.unique(keys, axis=0):
        start = places[is_end][(keys == own).all(axis=1)][0]
        along = places[branch == own[0]]
        along = along[np.hypot(*(along - start).T) <= reach]
        way = along.mean(axis=0) - at[of == own[1]].mean(axis=0)
        tips.append(Tip(int(own[0]) - 1, int(own[1]) - 1, way / max(np.hypot(*way), 1e-9)))
    return tuple(tips)


def _without_pinholes(ink: Mask, thickness: float) -> Mask:
    paper = labelled(~np.pad(ink, 1))
    small = np.bincount(paper.ravel()) < PINHOLE * thickness**2
    small[0] = False  # ink
    return ink | small[paper][1:-1, 1:-1]


def _neighbours(mask: Mask) -> NDArray[np.uint8]:
    """Return (h, w): which of the eight neighbours are True, a bit each."""
    height, width = mask.shape
    padded = np.pad(mask, 1).view(np.uint8)
    code = np.zeros(mask.shape, np.uint8)
    for bit, (down, right) in enumerate(AROUND):
        code |= padded[1 + down : 1 + down + height, 1 + right : 1 + right + width] << bit
    return code


def _spread(labels: Labels, within: Mask, steps: int) -> Labels:
    """Return ``labels``, each grown by a pixel ``steps`` times where ``within`` is True."""
    height, width = labels.shape
    for _ in range(steps):
        padded, grown = np.pad(labels, 1), labels.copy()
        for down, right in AROUND[::2] + AROUND[1::2]:
            beside = padded[1 + down : 1 + down + height, 1 + right : 1 + right + width]
            np.copyto(grown, beside, where=(grown == 0) & within)
        if np.array_equal(grown, labels):
            break
        labels = grown
    return labels


def _tables() -> tuple[Mask, list[Mask]]:
    """Return (256,) where lines meet, and which pixels each half of a step of thinning removes.

    That is by a pixel's neighbours, whose number is that of a row.
    """
    bits = ((np.arange(256)[:, None] >> np.arange(8)) & 1).astype(bool)
    up, up_right, right, down_right, down, down_left, left, up_left = bits.T
    sides = (
        (up, up_right, right),
        (right, down_right, down),
        (down, down_left, left),
        (left, up_left, up),
    )
    lines = np.sum([~one & (corner | other) for one, corner, other in sides], axis=0)
    before = np.sum([one | corner for one, corner, _ in sides], axis=0)
    behind = np.sum([corner | other for _, corner, other in sides], axis=0)
    least = np.minimum(before, behind)
    may_go = (lines == 1) & (least >= 2) & (least <= 3)
    halves = [
        may_go & ~((down | down_left | ~up_left) & left),
        may_go & ~((up | up_right | ~down_right) & right),
    ]
    leaving = (~bits & np.roll(bits, -1, axis=1)).sum(axis=1)
    return (leaving >= 3) | (bits.sum(axis=1) >= 4), halves


_MEETING, _REMOVABLE = _tables()
