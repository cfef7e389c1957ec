"""Patches: ink of a picture that hangs together, as parts of a number."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from digitpad.ink.input.frame import Array
from digitpad.ink.input.render import Mask, dilated, stroke_thickness
from digitpad.ink.photo.picture import ink_input
from digitpad.ink.segment.connected_components import Labels, labelled
from digitpad.ink.segment.parts import NARROWEST, Part, box_around, check_count

SOLID = 0.35  # ink from which a pixel hangs together with those around it
EDGE = 1.5  # pixels around solid ink whose lighter ink belongs to it
SPECK = 0.08  # of the highest patch: smaller ones are dirt
WIDE = 0.85  # row heights: a patch as wide as this may be digits that touch
THIN = 4.0  # thicknesses of the pen: columns with more ink are not cut
MOST_CUTS = 6  # of one patch
SAMPLES = 96  # pixels of its outline that stand for a patch


class Patches:
    """The patches of ``ink``, (h, w) float32 with 0 paper and 1 ink; specks are left out.

    Raises DigitpadError for more patches than a number has.
    """

    def __init__(self, ink: Array) -> None:
        self._ink = ink
        self._labels = labelled(ink > SOLID)
        self._columns: dict[tuple[int, int], tuple[int, int]] = {}  # from, to before
        boxes = _boxes(self._labels)
        sides = boxes[:, 2:] - boxes[:, :2]
        smallest = SPECK * sides[:, 1].max(initial=0)
        large = np.flatnonzero(sides.max(axis=1, initial=0) > smallest)
        check_count(len(large))
        self.parts = [self._part(int(patch) + 1, boxes[patch].tolist(), 0) for patch in large]

    def _part(self, label: int, frame: list[int], place: int) -> Part:
        """Return the part of a patch within ``frame``: left, top, right, bottom."""
        left, top, right, bottom = frame
        self._columns[label, place] = left, right
        y, x = np.nonzero(self._labels[top:bottom, left:right] == label)
        corner = (int(x.min()), int(y.min()))
        mask = np.zeros((int(y.max()) - corner[1] + 3, int(x.max()) - corner[0] + 3), np.bool_)
        mask[y - corner[1] + 1, x - corner[0] + 1] = True
        height, width = mask.shape[0] - 2, mask.shape[1] - 2
        around = mask[1:-1, :-2] & mask[1:-1, 2:] & mask[:-2, 1:-1] & mask[2:, 1:-1]
        y, x = np.nonzero(mask[1:-1, 1:-1] & ~around)
        some = np.linspace(0, len(x) - 1, min(SAMPLES, len(x))).astype(np.intp)
        x0, y0 = float(left + corner[0]), float(top + corner[1])
        points = np.stack((x[some] + x0 + 0.5, y[some] + y0 + 0.5), axis=1)
        return Part((x0, y0, x0 + width, y0 + height), points, label, place)

    def cut(self, part: Part, height: float) -> list[Part]:
        """Return the pieces of a patch that may be several digits, from the left."""
        left, top, right, bottom = map(int, part.box)
        mask = self._labels[top:bottom, left:right] == part.whole
        ends = [left, *(left + column for column in thin_columns(mask, height)), right]
        if len(ends) == 2:
            return [part]
        return [
            self._part(part.whole, [first, top, last, bottom], place)
            for place, (first, last) in enumerate(pairwise(ends))
        ]

    def image(self, parts: Sequence[Part]) -> Array:
        """Return (28, 28), what the network sees of ``parts`` as one digit."""
        left, top, right, bottom = map(int, box_around([part.box for part in parts]))
        edge = int(np.ceil(EDGE))
        rows = slice(max(top - edge, 0), bottom + edge)
        across = slice(max(left - edge, 0), right + edge)
        labels = self._labels[rows, across]
        columns = np.arange(self._labels.shape[1])[across]
        own = np.zeros(labels.shape, np.bool_)
        for part in parts:
            first, last = self._columns[part.whole, part.place]
            own |= (labels == part.whole) & (first <= columns) & (columns < last)
        light = dilated(own, EDGE) & (labels == 0)
        return ink_input(np.where(own | light, self._ink[rows, across], np.float32(0)))


def _boxes(labels: Labels) -> Labels:
    """Return (n, 4): left, top, right, bottom of each patch, right and bottom not in it."""
    count = int(labels.max(initial=0))
    y, x = np.nonzero(labels)
    patch = labels[y, x] - 1
    low = np.full((count, 2), max(labels.shape), np.intp)
    high = np.zeros((count, 2), np.intp)
    for axis, places in enumerate((x, y)):
        np.minimum.at(low[:, axis], patch, places)
        np.maximum.at(high[:, axis], patch, places + 1)
    return np.concatenate((low, high), axis=1)


def thin_columns(mask: Mask, height: float) -> list[int]:
    """Return columns before which a patch (h, w) may be cut into digits that touch.

    They have little ink, and the least of those beside them that have little too. height: of the
    row; a patch that is not wide has none.
    """
    width = mask.shape[1]
    if width < WIDE * height:
        return []
    ink = mask.sum(axis=0)
    margin = max(1, int(NARROWEST * height))
    thin = np.flatnonzero(ink <= THIN * stroke_thickness(mask))
    thin = thin[(thin >= margin) & (thin < width - margin)]
    found = []
    for run in np.split(thin, np.flatnonzero(np.diff(thin) > 1) + 1):
        lowest = run[ink[run] == ink[run].min(initial=len(mask))]
        if len(lowest):
            column = int(lowest[len(lowest) // 2])
            found.append((int(ink[column]), column))
    return sorted(column for _, column in sorted(found)[:MOST_CUTS])
