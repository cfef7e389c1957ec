"""The ink in a frame of a picture: of its cell in a form, or of all the paper."""

from __future__ import annotations

import contextlib
from functools import lru_cache

import numpy as np

from digitpad.ink.input.frame import Array
from digitpad.ink.photo.cells import MOST, form_cells, form_in
from digitpad.ink.photo.cleaned import ink_of, inputs_of
from digitpad.ink.photo.crossed import CellImage, RuledForm, cell_images
from digitpad.ink.photo.on_sheet import PaperImage
from digitpad.ink.segment.parts import Box, middle_of, moved
from digitpad.reading.written import INK
from digitpad.support.errors import EmptyInkError

SAME_SIDE = 0.5  # pixels: a frame that ends so near to its cell is all of it
AROUND = 0.4  # of a frame's longer side: so much of the paper beside it is looked at too
CALMEST = (0.25, 0.75)  # of the ink's width: where it may be split


def ink_in(image: PaperImage, box: Box) -> tuple[Array, float]:
    """Return the ink in ``box``, and how many of its pixels are one of the picture's.

    In a form that is the ink of its cell: all ink of the picture may be lines there. Raises
    EmptyInkError.
    """
    cell = cell_around(image, box)
    if cell is not None:
        with contextlib.suppress(EmptyInkError):
            x, y = (round(side) for side in cell.box[:2])
            return ink_of_part(cell.image, x, y, box)
    try:
        return ink_of_part(image, 0, 0, box)
    except EmptyInkError:
        if not form_cells(image.as_opened):  # bare paper shows grain, looked at alone
            raise
    return ink_of_part(*with_surroundings(image, box), box)


def ink_of_part(image: PaperImage, x: int, y: int, box: Box) -> tuple[Array, float]:
    """Return what ``ink_in`` does, of the part of a picture whose left upper corner is x, y."""
    ink = ink_of(image)
    scale = max(ink.shape) / max(image.size)
    left, top, right, bottom = (round(side * scale) for side in moved(box, -x, -y))
    inside = np.ascontiguousarray(ink[max(top, 0) : bottom, max(left, 0) : right])
    if not (inside > INK).any():
        raise EmptyInkError("There is no ink to read.")
    return inside, scale


def cell_around(image: PaperImage, box: Box) -> CellImage | None:
    """Return the cell of a form that holds ``box``; None where none does."""
    form = form_in(image)
    x, y = middle_of(box)
    for cell in () if form is None else cells_of(image, form):
        left, top, right, bottom = cell.cell
        if not (left <= x <= right and top <= y <= bottom):
            continue
        low, high = np.subtract(cell.box[:2], box[:2]), np.subtract(box[2:], cell.box[2:])
        if max(*low, *high) <= SAME_SIDE:
            return cell
    return None


@lru_cache(maxsize=1)  # once for all frames of a picture
def cells_of(image: PaperImage, form: RuledForm) -> list[CellImage]:
    """Return what is to be read in each cell of a form."""
    return cell_images(image, form)


@lru_cache(maxsize=MOST)  # of a form, whose frames are read again when one of them is changed
def inputs_of_cell(inside: PaperImage) -> tuple[Array, ...]:
    """Return what the network may see of the digit in a cell."""
    return inputs_of(inside)


@lru_cache(maxsize=32)  # frames of one picture, which are read again when one of them is moved
def with_surroundings(image: PaperImage, box: Box) -> tuple[PaperImage, int, int]:
    """Return the picture in and around ``box``, and where its left upper corner is."""
    left, top, right, bottom = box
    more = AROUND * max(right - left, bottom - top)
    width, height = image.size
    around = (
        max(left - more, 0.0), max(top - more, 0.0),
        min(right + more, float(width)), min(bottom + more, float(height)),
    )  # fmt: skip
    return image.cut(around), round(around[0]), round(around[1])


def halves(image: PaperImage, box: Box) -> tuple[Box, Box]:
    """Return ``box`` in two, cut where the least ink is, near its middle."""
    left, top, right, bottom = box
    middle = (left + right) / 2
    try:
        ink, scale = ink_in(image, box)
    except EmptyInkError:
        return (left, top, middle, bottom), (middle, top, right, bottom)
    columns = (ink > INK).sum(axis=0)
    inked = np.flatnonzero(columns)  # a form's frame is its cell, with paper beside the digit
    begin, width = int(inked[0]), int(inked[-1] - inked[0]) + 1
    first, last = (begin + round(share * width) for share in CALMEST)
    near = columns[first:last]
    if len(near):
        least = np.flatnonzero(near == near.min()) + first
        at = least[np.argmin(np.abs(least - begin - width / 2))]
        middle = left + (float(at) + 0.5) / scale
    return (left, top, middle, bottom), (middle, top, right, bottom)
