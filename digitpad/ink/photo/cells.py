"""A form: cells between printed lines, each of which holds a digit, a number or nothing."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.input.render import Mask
from digitpad.ink.photo.comb import comb_cells
from digitpad.ink.photo.crossed import RuledForm
from digitpad.ink.photo.on_sheet import PaperImage
from digitpad.ink.photo.paper import background, density
from digitpad.ink.segment.connected_components import connected_components
from digitpad.ink.segment.parts import Box

FAINTEST = 0.05  # density of a line
# Of the densest ink, how dark lines are at least. The first that makes cells counts, or a later one
# that makes more of them, as large: thin lines are fainter in a reduced picture.
SHARES = (0.45, 0.2, 0.1)
SHORTEST = 18  # pixels: straight ink that is longer may be a line
OF_SIDE = 0.025  # of the picture's longer side: the same
SMALLEST = 14  # pixels: the side of a cell
SLIMMEST = 0.45  # shorter by longer side of a cell
FULL = 0.6  # of its rectangle: a cell is one
ALIKE = (0.6, 1.6)  # heights of cells, by the usual one
FEWEST, MOST = 2, 100  # cells
SAME = 0.15  # of a cell's sides: how far those of two cells differ
BAND, COVERED = 3, 0.8  # pixels beside a cell's side where its line is, and how much of it
BESIDE = 0.5  # of a cell: the next one is as near as this
INSET = 0.08  # of a cell: what is nearer to its line may be the line's
INKED = 0.35  # of a cell's height: a digit in it is at least as high
FILLED, FEW = 0.2, 12  # of the cells: in a form that has more of them, so many hold a digit
HELD = 0.6  # of all ink: digits on squared paper go over the lines, and through many squares
OF_COMB = 0.2  # the same of a comb, beside which there is much in print
LONE = 2.0  # sides of its cell that a digit touches: on squared paper strokes go through


@lru_cache(maxsize=8)
def form_cells(image: PaperImage) -> tuple[Box, ...]:
    """Return the cells of a form that have ink in them; none for no form."""
    form = form_in(image)
    return () if form is None else tuple(_box(*cell) for cell in form.cells.tolist())


@lru_cache(maxsize=1)  # it holds some arrays of the picture's size
def form_in(image: PaperImage) -> RuledForm | None:
    """Return the cells of a form that have ink in them, in the picture's pixels; None for no form.

    A cell is framed by printed lines on all sides and stands beside another one, or is one of a
    comb's. Squared paper, on which digits are larger than the squares, is no form.
    """
    grey, _ = image.levels()
    if min(grey.shape) < 2 * SMALLEST:
        return None
    dark = density(grey, background(grey))
    strong = float(np.percentile(dark, 99.5))
    best: RuledForm | None = None
    tried = []
    longest = max(SHORTEST, round(OF_SIDE * max(grey.shape)))
    for share in SHARES:
        solid = dark > max(FAINTEST, share * strong)
        level = _straight_across(solid, longest)
        upright = _straight_across(solid.T, longest).T
        tried.append((solid, level, upright))
        cells = _completed(_neighbours(_cells(level | upright)), level | upright)
        if len(cells) and (best is None or _are_more(cells, best.cells)):
            best = RuledForm(cells, cells, dark, *tried[-1])
    if best is None:  # thin ticks are whole in the fainter ink
        found = [comb_cells(solid, level) for solid, level, _ in tried[1:]]
        combs = [
            RuledForm(cells, cells, dark, *one) for cells, one in zip(found, tried[1:], strict=True)
        ]
        best = max(combs, key=lambda comb: len(comb.cells))
        return best if _holds(best.solid & ~best.level, best.cells, OF_COMB) else None
    line = best.level | best.upright
    inked = _inked(best.solid, best.cells) if _holds(best.solid & ~line, best.cells) else []
    return replace(best, cells=np.array(inked, np.intp)) if inked else None


def _are_more(cells: NDArray[np.intp], first: NDArray[np.intp]) -> bool:
    """Tell whether ``cells`` are those of the ``first`` and others: as high, and not squares."""
    usual, own = (float(np.median(some[:, 2] - some[:, 0] + 1)) for some in (first, cells))
    return len(cells) > len(first) and ALIKE[0] * usual < own < ALIKE[1] * usual


def _box(top: int, left: int, bottom: int, right: int) -> Box:
    return float(left), float(top), float(right + 1), float(bottom + 1)


def _straight_across(solid: Mask, longest: int) -> Mask:
    """Return the lines of ``solid`` that run across, at least so long, and thick."""
    # A line that is tilted goes on in the row above or below.
    thick = solid.copy()
    thick[1:] |= solid[:-1]
    thick[:-1] |= solid[1:]
    total = np.cumsum(np.pad(thick, ((0, 0), (1, 0))), axis=1)
    if total.shape[1] <= longest:
        return np.zeros_like(solid)
    runs: Mask = total[:, longest:] - total[:, :-longest] == longest  # that begin here
    covered = np.zeros_like(total[:, :-1])
    covered[:, : runs.shape[1]] += runs
    ends = np.cumsum(np.pad(covered, ((0, 0), (longest, 0))), axis=1)
    return np.asarray((ends[:, longest:] - ends[:, :-longest]) > 0)


def _cells(line: Mask) -> NDArray[np.intp]:
    """Return (n, 4), top, left, bottom, right: the rectangles that lines go all around."""
    rest = connected_components(~line, np.ones(line.shape, np.float32))
    boxes = rest.boxes
    sides = boxes[:, 2:] - boxes[:, :2] + 1
    height, width = line.shape
    inside = (boxes[:, :2] > 0).all(axis=1) & (boxes[:, 2] < height - 1) & (boxes[:, 3] < width - 1)
    fits = inside & (sides.min(axis=1) >= SMALLEST)
    fits &= sides.min(axis=1) >= SLIMMEST * sides.max(axis=1)
    fits &= rest.mass >= FULL * sides.prod(axis=1)
    return np.asarray(boxes[fits], np.intp)


def _neighbours(cells: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the cells that are about as high as most and stand beside another."""
    if not FEWEST <= len(cells) <= MOST:
        return cells[:0]
    sides = cells[:, 2:] - cells[:, :2] + 1
    usual = float(np.median(sides[:, 0]))
    cells = cells[(sides[:, 0] > ALIKE[0] * usual) & (sides[:, 0] < ALIKE[1] * usual)]
    gaps = np.maximum(
        cells[:, None, :2] - cells[None, :, 2:], cells[None, :, :2] - cells[:, None, 2:]
    ).max(axis=2)  # (n, n): how far apart, across or down
    np.fill_diagonal(gaps, np.iinfo(np.intp).max)
    return cells[(gaps < BESIDE * usual).any(axis=1)] if len(cells) >= FEWEST else cells[:0]


def _completed(cells: NDArray[np.intp], line: Mask) -> NDArray[np.intp]:
    """Return ``cells`` with those beside them that strokes cut to pieces: lines are around them."""
    if len(cells) < FEWEST:
        return cells
    sides = cells[:, 2:] - cells[:, :2] + 1
    usual = np.median(sides, axis=0)
    is_whole = np.all(np.abs(sides - usual) <= SAME * usual, axis=1)
    whole = cells[is_whole]
    steps = [step for axis in (0, 1) for step in _steps(whole, axis, usual)]
    height, width = (int(side) for side in usual)
    known = whole.tolist()
    for top, left, _, _ in known:  # which grows
        for down, across in steps:
            corner = top + down, left + across
            is_new = all(_apart(corner, other) > SAME * usual.min() for other in known)
            beside = [*corner, corner[0] + height - 1, corner[1] + width - 1]
            if is_new and len(known) < MOST and _is_framed(beside, line):
                known.append(beside)
    all_known = np.array(known, np.intp).reshape(-1, 4)
    middles = (cells[:, None, :2] + cells[:, None, 2:]) / 2
    inside = (middles >= all_known[:, :2]) & (middles <= all_known[:, 2:])
    is_piece = ~is_whole & np.any(np.all(inside, axis=2), axis=1)
    return np.concatenate([cells[~is_piece], all_known[len(whole) :]])


def _steps(cells: NDArray[np.intp], axis: int, usual: NDArray[np.float64]) -> list[list[int]]:
    """Return how far it is from a cell to the next along ``axis``, and back; none where none is."""
    apart = cells[None, :, :2] - cells[:, None, :2]
    beside = (apart[..., axis] > usual[axis] / 2) & (apart[..., axis] < 2 * usual[axis])
    beside &= np.abs(apart[..., 1 - axis]) < SAME * usual[1 - axis]
    if not beside.any():
        return []
    step = np.rint(np.median(apart[beside], axis=0)).astype(int)
    return [step.tolist(), (-step).tolist()]


def _apart(corner: tuple[int, int], cell: list[int]) -> int:
    return max(abs(corner[0] - cell[0]), abs(corner[1] - cell[1]))


def _is_framed(cell: list[int], line: Mask) -> bool:
    """Tell whether lines run along all sides of ``cell``, a few pixels aside."""
    top, left, bottom, right = cell
    height, width = line.shape
    if top < BAND or left < BAND or bottom >= height - BAND or right >= width - BAND:
        return False
    across, down = line[:, left : right + 1], line[top : bottom + 1]
    sides = [across[place - BAND : place + BAND + 1].any(axis=0) for place in (top, bottom)]
    sides += [down[:, place - BAND : place + BAND + 1].any(axis=1) for place in (left, right)]
    return all(float(side.mean()) > COVERED for side in sides)


def _holds(ink: Mask, cells: NDArray[np.intp], share: float = HELD) -> bool:
    """Tell whether that ``share`` of ``ink``, which lines have none of, is in the cells."""
    if not len(cells):
        return False
    inside = np.zeros_like(ink)
    for top, left, bottom, right in cells.tolist():
        inside[top : bottom + 1, left : right + 1] = True
    return bool(ink[inside].sum() >= share * ink.sum())


def _inked(ink: Mask, cells: NDArray[np.intp]) -> list[list[int]]:
    """Return the cells with a digit in them; none where strokes go through from cell to cell."""
    found: list[list[int]] = []
    touched: list[list[bool]] = []
    for top, left, bottom, right in cells.tolist():
        inset = max(2, round(INSET * (bottom - top + 1)))
        cell = ink[top : bottom + 1, left : right + 1]
        inner = cell[inset:-inset, inset:-inset]
        rows = np.flatnonzero(inner.any(axis=1))
        if not len(rows) or rows[-1] - rows[0] < INKED * len(inner):
            continue
        found.append([top, left, bottom, right])
        sides = cell, cell.T, cell[::-1], cell.T[::-1]  # in the order of a cell's numbers
        touched.append([_touches(side, inset) for side in sides])
    is_form = len(found) >= FILLED * len(cells) or len(cells) <= FEW
    if not found or not is_form or float(np.sum(touched)) >= LONE * len(found):
        return []
    return [] if _are_one(np.array(found), np.array(touched)) else found


def _are_one(cells: NDArray[np.intp], touched: NDArray[np.bool_]) -> bool:
    """Tell whether a stroke goes through from each of ``cells`` to a next one: it is one digit's.

    touched: (n, 4), where ink touches the upper, left, lower and right side of each.
    """
    goes_on = np.zeros(len(cells), np.bool_)
    height, width = np.median(cells[:, 2:] - cells[:, :2] + 1, axis=0)
    for axis, side in ((0, height), (1, width)):
        beside = np.abs(cells[:, None, 1 - axis] - cells[None, :, 1 - axis]) < side / 2
        after = np.abs(cells[None, :, axis] - cells[:, None, axis + 2]) < side / 4
        through = beside & after & touched[:, None, axis + 2] & touched[None, :, axis]
        goes_on |= through.any(axis=0) | through.any(axis=1)
    return bool(goes_on.all())


def _touches(cell: Mask, inset: int) -> bool:
    """Tell whether a digit goes on up to the upper side of ``cell``, from ``inset`` below it.

    A long 1 of a form ends before the line, be it by a few pixels.
    """
    across = np.flatnonzero(cell[inset, inset:-inset])
    if not len(across):
        return False
    above = cell[:inset, across[0] : across[-1] + 2 * inset + 1]  # a stroke may lean
    return bool(above.any(axis=1).all())
