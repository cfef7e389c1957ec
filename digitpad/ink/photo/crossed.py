"""Cells whose lines a digit crosses: each gets all of its own ink, and none of a neighbour's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.input.frame import Array
from digitpad.ink.input.render import Mask, dilated
from digitpad.ink.photo.on_sheet import PaperImage
from digitpad.ink.photo.paper import background
from digitpad.ink.segment.connected_components import Islands, connected_components
from digitpad.ink.segment.parts import Box

BESIDE = 0.08  # of a cell's height: its printed line is no further in, and twice as far out
DEEP = 0.08  # of a cell's height: what reaches less far through a side may be left of its line
LARGE = np.array([0.5, 0.25])  # of a cell's sides: ink as high and wide in two is a digit in both
TILTS = np.linspace(-0.06, 0.06, 13)  # rise by run of a line
DARKER = 1.3  # times as dark as its line is a digit's ink on it
SOFT = 2.0  # pixels: so far around ink it is softly dark
OVER = 2.0  # pixels: so much of a line stays beside ink that runs along it
MARGIN = 3  # pixels of paper around ink outside its cell

# (h, w), the number of the cell that ink belongs to; -1: paper, their count: ink of none
Owners = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class RuledForm:
    """Cells with ink, (n, 4), top, left, bottom, right, and what they were found in.

    frames: (m, 4), all cells. dark: (h, w), a density. solid: (h, w), where ink is. level, upright:
    where straight lines run across and down.
    """

    cells: NDArray[np.intp]
    frames: NDArray[np.intp]
    dark: Array
    solid: Mask
    level: Mask
    upright: Mask


@dataclass(frozen=True, eq=False)
class CellImage:
    """What is to be read in a cell: a picture of its ink, and where that is in the whole one.

    cell: the rectangle between its lines. is_crossed: ink goes through them. is_shared: its digit
    touches that of another cell.
    """

    image: PaperImage
    box: Box
    cell: Box
    is_crossed: bool = False
    is_shared: bool = False


def cell_images(image: PaperImage, form: RuledForm) -> list[CellImage]:
    """Return for each cell what is written in it, also where that goes through its lines."""
    level, upright = _ruling(form)
    ruling = level | upright
    ink = form.solid & ~ruling
    ink |= bridges(ink, level) | bridges(ink.T, upright.T).T
    found = connected_components(ink, np.ones(ink.shape, np.float32))
    owners, shared = _owners(found, form.cells)
    return [
        _cell_image(image, number, cell, owners, ruling, shared[number])
        for number, cell in enumerate(form.cells.tolist())
    ]


def _ruling(form: RuledForm) -> tuple[Mask, Mask]:
    """Return the lines across and down along the frames' sides, no thicker than is usual there."""
    level, upright = np.zeros_like(form.solid), np.zeros_like(form.solid)
    for frame in form.frames.tolist():
        near = max(3, round(BESIDE * (frame[2] - frame[0] + 1)))
        for axis, line, found, dark in (
            (0, form.level, level, form.dark), (1, form.upright.T, upright.T, form.dark.T)
        ):  # fmt: skip
            along = slice(max(frame[1 - axis] - 2 * near, 0), frame[3 - axis] + 2 * near + 1)
            for inside, way in ((frame[axis] + near, -1), (frame[axis + 2] - near, 1)):
                rows = inside + way * np.arange(3 * near + 1)
                rows = rows.clip(0, len(line) - 1)
                found[rows, along] |= _one_line(line[rows, along], dark[rows, along], near)
    return level, upright


def _one_line(band: Mask, dark: Array, side: int) -> Mask:
    """Return the line in ``band`` that runs along a cell's ``side``, the number of a row.

    It may be tilted, and is no thicker than in most columns; darker ink on it is a digit's.
    """
    count, width = band.shape
    columns, rows = np.arange(width), np.arange(count)[:, None]
    tilted = np.rint(TILTS[:, None] * (columns - width / 2)).astype(np.intp)
    starts = np.arange(max(side - 2, 0), min(side + 5, count))
    places = (starts[:, None, None] + tilted).clip(0, count - 1)  # (starts, tilts, w)
    covered = band[places, columns].sum(axis=2)
    start, tilt = (places.mean() for places in np.nonzero(covered == covered.max()))
    middle = starts[0] + start + np.interp(tilt, range(len(TILTS)), TILTS) * (columns - width / 2)
    nearest = np.rint(middle).astype(np.intp).clip(0, count - 1)
    ended = np.where(band, count, np.abs(rows - nearest)).min(axis=0)  # how far ink goes on
    half = float(np.median(ended[ended > 0])) if ended.any() else 0.0
    line = band & (np.abs(rows - middle) <= half)
    peak = float(np.median(np.where(line, dark, 0).max(axis=0)))
    return np.asarray(line & (dark <= DARKER * peak))


def bridges(ink: Mask, line: Mask) -> Mask:
    """Return where strokes go over a ``line`` that runs across: ``ink`` is above and below."""
    rows = np.flatnonzero(line.any(axis=1)).tolist()
    reached = []
    for step, ordered in ((-1, rows), (1, rows[::-1])):
        here = ink.copy()
        for row in ordered:
            if 0 <= row + step < len(here):
                beside = np.pad(here[row + step], 1)
                here[row] |= (beside[:-2] | beside[1:-1] | beside[2:]) & line[row]
        reached.append(here)
    return np.asarray(reached[0] & reached[1] & line)


def _owners(found: Islands, cells: NDArray[np.intp]) -> tuple[Owners, list[bool]]:
    """Return the cell of each pixel, in which its island's middle is; and which share an island.

    An island that is a digit in each of several cells is cut where their lines are.
    """
    middles = (found.boxes[:, None, :2] + found.boxes[:, None, 2:]) / 2  # (islands, 1, 2)
    aside = np.maximum(cells[:, :2] - middles, middles - cells[:, 2:]).max(axis=2)
    # Ink that is deep in no cell is left of a line, and nobody's.
    is_inside = np.zeros(len(aside) + 1, np.bool_)
    for top, left, bottom, right in cells.tolist():
        deep = _deep(bottom - top + 1)
        inner = slice(top + deep, bottom + 1 - deep), slice(left + deep, right + 1 - deep)
        is_inside[found.labels[inner]] = True
    owner = np.where(is_inside[1:], aside.argmin(axis=1), len(cells))
    owner = np.concatenate(([-1], owner))
    owners = np.asarray(owner[found.labels], np.intp)
    large: list[set[int]] = []
    for top, left, bottom, right in cells.tolist():
        part = found.labels[top : bottom + 1, left : right + 1]
        least = LARGE * np.array([bottom - top + 1, right - left + 1])
        places = [
            (label, np.nonzero(part == label)) for label in np.unique(part[part > 0]).tolist()
        ]
        large.append({label for label, place in places if (np.ptp(place, axis=1) >= least).all()})
    shared = [
        any(mine & others for other, others in enumerate(large) if other != number)
        for number, mine in enumerate(large)
    ]
    for number, (top, left, bottom, right) in enumerate(cells.tolist()):
        if shared[number]:
            area = slice(top, bottom + 1), slice(left, right + 1)
            owners[area][np.isin(found.labels[area], list(large[number]))] = number
    return owners, shared


def _deep(height: int) -> int:
    return max(3, round(DEEP * height))


def _cell_image(
    image: PaperImage, number: int, cell: list[int], owners: Owners, ruling: Mask, is_shared: bool
) -> CellImage:
    """Return a cell as it is where no ink goes through its sides; else with its own ink alone."""
    top, left, bottom, right = cell
    box = float(left), float(top), float(right + 1), float(bottom + 1)
    deep = _deep(bottom - top + 1)
    rows, columns = np.nonzero(owners == number)
    inner = owners[top + deep : bottom + 1 - deep, left + deep : right + 1 - deep]
    is_own = (rows < top - deep) | (rows > bottom + deep)
    is_own |= (columns < left - deep) | (columns > right + deep)
    if not is_own.any() and not ((inner >= 0) & (inner != number)).any():
        return CellImage(image.cut(box), box, box, is_shared=is_shared)
    height, width = owners.shape
    if len(rows):
        top, bottom = min(top, rows.min() - MARGIN), max(bottom, rows.max() + MARGIN)
        left, right = min(left, columns.min() - MARGIN), max(right, columns.max() + MARGIN)
    area = slice(max(top, 0), min(bottom + 1, height)), slice(max(left, 0), min(right + 1, width))
    own = owners[area] == number
    other = (owners[area] >= 0) & ~own
    bare = dilated(other | ruling[area], SOFT) & ~dilated(own, OVER) | other
    around = float(area[1].start), float(area[0].start), float(area[1].stop), float(area[0].stop)
    return CellImage(_without(image.cut(around), bare), around, box, True, is_shared)


def _without(image: PaperImage, mask: Mask) -> PaperImage:
    """Return ``image`` with bare paper where ``mask`` is."""
    grey, colours = image.levels()
    bare = np.where(mask, background(grey), grey)
    if colours is None:
        return PaperImage.of(bare, None)
    paper = np.stack([background(np.ascontiguousarray(one)) for one in np.moveaxis(colours, 2, 0)])
    return PaperImage.of(bare, np.where(mask[..., None], np.moveaxis(paper, 0, 2), colours))
