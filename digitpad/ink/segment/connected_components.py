"""Islands: the connected pieces of a picture's ink, and which of them are the digit."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.input.render import Mask, dilated

NEAR = 0.1  # of an island's longer side: ink up to twice this far from it belongs to it
SMALLEST = 0.02  # of the picture's longer side: a digit is at least as high as this
EDGE = 2  # pixels: ink this near to the picture's edge goes on beyond it
LINE = 0.03  # of the picture's longer side: what is thinner and crosses it all is no digit
FLATTEST = 0.05  # of the same: ink at the edge that is narrower is what is left of a line
STRIP = 2.0  # sides of a picture: one that is longer by its height counts as no longer than this
CUT_OFF = 0.1  # what ink at the picture's edge counts, against ink that is all there
BLOCK = 4  # pixels: distances between islands are looked at in squares of this side
DUST = 0.004  # of the largest island's ink

Labels = NDArray[np.int32]
Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Islands:
    """Connected ink: where each island is and how much ink it has.

    labels: (h, w) int32, 0 for paper, 1 to n. boxes: (n, 4), top, left, bottom and right, both
    included. mass: (n,), the sum of the ink.
    """

    labels: Labels
    boxes: NDArray[np.intp]
    mass: NDArray[np.float64]

    @property
    def sides(self) -> NDArray[np.intp]:
        """(n, 2), height and width of each."""
        return np.asarray(self.boxes[:, 2:] - self.boxes[:, :2] + 1)

    def cut(self, index: int) -> Mask:
        """Return an island, numbered from 0, in its box."""
        top, left, bottom, right = self.boxes[index].tolist()
        return np.asarray(self.labels[top : bottom + 1, left : right + 1] == index + 1)

    def pixels(self, which: Mask) -> Mask:
        """Return (h, w), where the islands are that ``which`` (n,) tells."""
        return np.asarray(np.concatenate(([False], which))[self.labels])


def connected_components(mask: Mask, ink: NDArray[np.float32]) -> Islands:
    """Return the islands of ``mask`` (h, w); pixels that touch at a corner are connected."""
    labels = labelled(mask)
    rows, columns = np.nonzero(labels)
    which = labels[rows, columns] - 1
    count = int(labels.max(initial=0))
    mass = np.bincount(which, ink[rows, columns], minlength=count).astype(np.float64)
    return Islands(labels, boxes_of(which, rows, columns, count), mass)


def boxes_of(which: Labels, rows: Places, columns: Places, count: int) -> NDArray[np.intp]:
    """Return (count, 4), top, left, bottom and right, both included, of what pixels belong to.

    which, rows, columns: (n,), of each pixel what it belongs to, from 0, and where it is.
    """
    boxes = np.zeros((count, 4), np.intp)
    for axis, places in enumerate((rows, columns)):
        boxes[:, axis] = places.max(initial=0)
        np.minimum.at(boxes[:, axis], which, places)
        np.maximum.at(boxes[:, axis + 2], which, places)
    return boxes


def labelled(mask: Mask) -> Labels:
    """Return (h, w) int32: 0 where ``mask`` is False, else the number of the island, from 1.

    Pixels hang together with the eight around them. Islands are numbered by their first pixel.
    """
    height, width = mask.shape
    # Each row's runs of ink: a run is joined with those above that it touches.
    steps = np.diff(np.pad(mask, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    row, start = np.nonzero(steps == 1)
    _, end = np.nonzero(steps == -1)  # one behind the last pixel
    count = len(row)
    if not count:
        return np.zeros((height, width), np.int32)
    # Positions in one long line, with room between rows, so that one search finds all neighbours.
    stride = width + 2
    above_from = np.searchsorted(row * stride + end, (row - 1) * stride + start, side="left")
    above_to = np.searchsorted(row * stride + start, (row - 1) * stride + end, side="right")
    touching = np.maximum(above_to - above_from, 0)
    lower = np.repeat(np.arange(count), touching)
    place = np.arange(touching.sum()) - np.repeat(np.cumsum(touching) - touching, touching)
    upper = np.repeat(above_from, touching) + place
    root = _joined(count, lower, upper)
    _, number = np.unique(root, return_inverse=True)
    labels = np.zeros(height * width, np.int32)
    length = end - start
    inside = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    labels[np.repeat(row * width + start, length) + inside] = np.repeat(number + 1, length)
    return labels.reshape(height, width)


def _joined(count: int, first: NDArray[np.intp], second: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return (count,), the least number that each is connected with by pairs of first, second."""
    root = np.arange(count)
    while True:
        least = np.minimum(root[first], root[second])
        before = root.copy()
        np.minimum.at(root, before[first], least)
        np.minimum.at(root, before[second], least)
        while True:  # each points to the end of its chain
            further = root[root]
            if (further == root).all():
                break
            root = further
        if (root == before).all():
            return root


def main_object(ink: NDArray[np.float32]) -> Mask:
    """Return (h, w), where the digit is in ``ink``: the largest ink, with what is near it.

    Ink in the middle counts more than ink aside, and ink that the picture's edge cuts off hardly
    at all. All False where there is no ink.
    """
    found = connected_components(ink > 0, ink)
    if not len(found.mass):
        return np.zeros(ink.shape, bool)
    worth = _worth(found, ink.shape)
    first = int(np.argmax(worth))
    if worth[first] <= 0:
        return np.zeros(ink.shape, bool)
    chosen: Mask = found.labels == first + 1
    cut = is_cut(found.boxes, ink.shape)
    can_join = (found.mass > DUST * found.mass[first]) & (~cut | cut[first])
    may_join = set(np.flatnonzero(can_join).tolist())
    taken = {first}
    while True:
        near = np.unique(found.labels[_around(chosen, 2 * NEAR * _longest(chosen))]) - 1
        more = set(near.tolist()) & may_join - taken
        if not more:
            return chosen
        taken |= more
        chosen = np.isin(found.labels, np.array(sorted(taken)) + 1)


def _worth(found: Islands, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return (n,), how much each island looks like what the picture was taken for."""
    size = np.array(shape[:2], float)
    middles = (found.boxes[:, :2] + found.boxes[:, 2:] + 1) / 2
    aside = np.hypot(*((middles - size / 2) / size).T) / np.sqrt(0.5)  # 0 middle, 1 corner
    sides = found.sides
    cut = is_cut(found.boxes, shape)
    worth = found.mass * (1 - 0.6 * aside)
    worth[cut] *= CUT_OFF
    worth[cut & (sides.min(axis=1) < FLATTEST * side_of(shape))] = 0
    worth[sides.max(axis=1) < SMALLEST * max(shape)] = 0
    worth[is_line(found, shape)] = 0
    return np.asarray(worth)


def is_line(found: Islands, shape: tuple[int, ...]) -> Mask:
    """Tell which islands run from edge to edge and are thin: a line of a ruling, or a crease."""
    sides = found.sides
    spans = (sides >= np.array(shape[:2]) - 2 * EDGE).any(axis=1)
    area = np.bincount(found.labels.ravel(), minlength=len(sides) + 1)[1:]
    return np.asarray(spans & (area / sides.max(axis=1) <= LINE * side_of(shape)), bool)


def side_of(shape: tuple[int, ...]) -> float:
    """Return a picture's longer side; of a strip, whose digits are small by that, what is less."""
    return min(max(shape[:2]), STRIP * min(shape[:2]))


def is_cut(boxes: NDArray[np.intp], shape: tuple[int, ...]) -> Mask:
    """Tell which of ``boxes`` (n, 4) reach an edge of a picture of ``shape``."""
    last = np.array(shape[:2]) - EDGE
    return np.asarray((boxes[:, :2] < EDGE).any(axis=1) | (boxes[:, 2:] >= last).any(axis=1), bool)


def _around(mask: Mask, reach: float) -> Mask:
    """Return ``mask`` grown by about ``reach`` pixels: exact to a block."""
    height, width = mask.shape
    padded = np.pad(mask, ((0, -height % BLOCK), (0, -width % BLOCK)))
    rows, columns = padded.shape[0] // BLOCK, padded.shape[1] // BLOCK
    blocks = np.asarray(padded.reshape(rows, BLOCK, columns, BLOCK).any(axis=(1, 3)))
    grown = dilated(blocks, max(1.0, reach / BLOCK))
    return np.repeat(np.repeat(grown, BLOCK, axis=0), BLOCK, axis=1)[:height, :width]


def _longest(mask: Mask) -> int:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1)
