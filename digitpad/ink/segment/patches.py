"""Patches: ink of a picture that hangs together, as parts of a number."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from digitpad.ink.input.frame import Array
from digitpad.ink.input.render import Mask, dilated, stroke_thickness
from digitpad.ink.photo.picture import ink_input
from digitpad.ink.segment.connected_components import (
    Labels,
    boxes_of,
    connected_components,
    labelled,
)
from digitpad.ink.segment.crossings import crossings
from digitpad.ink.segment.parts import Part, box_around, check_count
from digitpad.ink.segment.seams import seams

SOLID = 0.35  # ink from which a pixel hangs together with those around it
PALE = 0.2  # ink from which a line goes on that is pale for a while, down the paper
EDGE = 1.5  # pixels around solid ink whose lighter ink belongs to it
SPECK = 0.04  # of the highest patch: smaller ones are dirt
DIRT = 0.15  # of the highest patch: smaller ink that is not read was not written
COMMON = 0.25  # of the height of one of two patches: more is beside, not below
WIDE = 0.65  # row heights: a patch as wide as this may be digits that touch
CROSSED = 0.45  # row heights: one as wide as this may be digits that cross
MOST_CUTS = 7  # of one patch
MOST_PAIRS = 8  # of digits that cross in it
SAMPLES = 96  # pixels of its outline that stand for a patch


class Patches:
    """The patches of ``ink``, (h, w) float32 with 0 paper and 1 ink; specks are left out.

    Raises DigitpadError for more patches than a number has.
    """

    def __init__(self, ink: Array) -> None:
        self._ink = ink
        labels = _joined_by_pale_lines(ink)
        self._masks: dict[Part, Mask] = {}  # within each part's box
        rows, columns = np.nonzero(labels)
        count = int(labels.max(initial=0))
        boxes = boxes_of(labels[rows, columns] - 1, rows, columns, count)
        sides = boxes[:, 2:] - boxes[:, :2] + 1
        is_large = sides.max(axis=1, initial=0) > SPECK * sides[:, 0].max(initial=0)
        check_count(int(is_large.sum()))
        self._labels = _with_enclosed(labels, is_large)
        large = np.intersect1d(np.flatnonzero(is_large), self._labels - 1)
        self.pen = stroke_thickness(self._labels > 0)
        self._pens: dict[int, float] = {}  # of each patch: not all digits are of one pen
        self.parts: list[Part] = []
        for patch in large.tolist():
            top, left, bottom, right = boxes[patch].tolist()
            mask = self._labels[top : bottom + 1, left : right + 1] == patch + 1
            self._pens[patch + 1] = max(stroke_thickness(mask), 1.0)
            self.parts.append(self._part(patch + 1, mask, left, top))

    def _part(
        self, label: int, mask: Mask, left: int, top: int, place: int = 0, joint: float = 1.0
    ) -> Part:
        """Return the part of a patch that is ``mask``, (h, w), whose corner is left, top."""
        y, x = np.nonzero(mask)
        y0, x0, y1, x1 = int(y.min()), int(x.min()), int(y.max()) + 1, int(x.max()) + 1
        own = np.pad(mask[y0:y1, x0:x1], 1)
        around = own[1:-1, :-2] & own[1:-1, 2:] & own[:-2, 1:-1] & own[2:, 1:-1]
        y, x = np.nonzero(own[1:-1, 1:-1] & ~around)
        some = np.linspace(0, len(x) - 1, min(SAMPLES, len(x))).astype(np.intp)
        points = np.stack((x[some] + left + x0 + 0.5, y[some] + top + y0 + 0.5), axis=1)
        box = (float(left + x0), float(top + y0), float(left + x1), float(top + y1))
        length = float(mask.sum()) / self._pens[label]
        part = Part(box, points, label, length, place, joint)
        self._masks[part] = own[1:-1, 1:-1]
        return part

    def is_dirt(self, parts: Sequence[Part]) -> bool:
        """Tell whether ink that is no digit is so little that nobody wrote it."""
        left, top, right, bottom = box_around([part.box for part in parts])
        highest = max(part.height for part in self.parts)
        return max(right - left, bottom - top) < max(DIRT * highest, 1.2 * self.pen)

    def cut(self, part: Part, height: float) -> list[Part]:
        """Return the pieces of a patch that may be several digits, from the left."""
        if part.width < WIDE * height:
            return [part]
        left, top = int(part.box[0]), int(part.box[1])
        mask = self._masks[part]
        columns = np.arange(mask.shape[1])
        found = seams(mask, height, MOST_CUTS)
        edges = [path for path, _ in found]
        starts = [np.zeros(len(mask), np.intp), *edges]
        ends = [*edges, np.full(len(mask), mask.shape[1])]
        joints = [0.0, *(ink for _, ink in found)]
        pieces = [
            (mask & (columns >= first[:, None]) & (columns < last[:, None]), joint)
            for first, last, joint in zip(starts, ends, joints, strict=True)
        ]
        pieces = [(piece, joint) for piece, joint in pieces if piece.any()]
        if len(pieces) < 2:
            return [part]
        return [
            self._part(part.whole, piece, left, top, place, joint)
            for place, (piece, joint) in enumerate(pieces)
        ]

    def crossed(self, part: Part, height: float) -> list[tuple[Part, Part]]:
        """Return the pairs of digits that a patch may be whose lines cross, the likeliest first."""
        if part.width < CROSSED * height:
            return []
        left, top, whole = int(part.box[0]), int(part.box[1]), part.whole
        return [
            (self._part(whole, one, left, top), self._part(whole, other, left, top, 1, joint))
            for one, other, joint in crossings(self._masks[part], height, MOST_PAIRS)
        ]

    def image(self, parts: Sequence[Part]) -> Array:
        """Return (28, 28), what the network sees of ``parts`` as one digit."""
        left, top, right, bottom = map(int, box_around([part.box for part in parts]))
        edge = int(np.ceil(EDGE))
        y0, x0 = max(top - edge, 0), max(left - edge, 0)
        area = slice(y0, bottom + edge), slice(x0, right + edge)
        own = np.zeros(self._labels[area].shape, np.bool_)
        for part in parts:
            mask = self._masks[part]
            y, x = int(part.box[1]) - y0, int(part.box[0]) - x0
            own[y : y + mask.shape[0], x : x + mask.shape[1]] |= mask
        light = dilated(own, EDGE) & (self._labels[area] == 0)
        return ink_input(np.where(own | light, self._ink[area], np.float32(0)))


def _joined_by_pale_lines(ink: Array) -> Labels:
    """Return the labels of solid ink, one for patches that a pale line joins, each below the other.

    A pen that is pressed less, or runs dry, leaves such a line. Side by side digits may touch so.
    """
    found = connected_components(ink > SOLID, ink)
    labels, boxes = found.labels, found.boxes
    if len(boxes) < 2:
        return labels
    of_pale = np.zeros(len(boxes), np.int32)
    solid = labels > 0
    of_pale[labels[solid] - 1] = labelled(ink > PALE)[solid]
    owner = np.arange(len(boxes) + 1, dtype=np.int32)
    for together in np.flatnonzero(np.bincount(of_pale) > 1):
        patches = np.flatnonzero(of_pale == together)
        patches = patches[np.argsort(boxes[patches, 0], kind="stable")]
        for upper, lower in pairwise(patches.tolist()):
            height = (boxes[[upper, lower], 2] - boxes[[upper, lower], 0] + 1).min()
            left = max(boxes[upper, 1], boxes[lower, 1])
            right = min(boxes[upper, 3], boxes[lower, 3])
            if left <= right and boxes[upper, 2] - boxes[lower, 0] < COMMON * height:
                owner[lower + 1] = owner[upper + 1]
    return owner[labels]


def _with_enclosed(labels: Labels, is_large: Mask) -> Labels:
    """Return ``labels`` with what lies in a hole of a patch as a part of it: a zero's slash.

    No digit stands in a hole of another. is_large: (n,), False for specks, which stay.
    """
    paper = labelled(np.pad(labels == 0, 1, constant_values=True))[1:-1, 1:-1]
    outside = paper == 1  # islands are numbered by their first pixel, which is of the margin
    if (outside == (labels == 0)).all():
        return labels
    # Above the first pixel of what is in a hole, there is the hole; above the hole's, the patch.
    around = np.zeros(int(labels.max()) + 1, np.int32)
    hole_in = np.zeros(int(paper.max()) + 1, np.int32)
    for of, above, found in ((paper, labels, hole_in), (labels, paper, around)):
        numbers, first = np.unique(of, return_index=True)
        y, x = np.unravel_index(first, of.shape)
        found[numbers] = np.where(y > 0, above[y - 1, x], 0)
    hole_in[:2] = 0  # ink, and the paper outside
    around = np.where(np.concatenate(([False], is_large)), hole_in[around], 0)
    owner = np.arange(len(around), dtype=np.int32)
    for _ in range(len(owner)):
        further = np.where(around[owner] > 0, around[owner], owner)
        if (further == owner).all():
            break
        owner = further
    return owner[labels]
