"""A cell cut out of a printed table: the lines around it, which the picture's edges cut off."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.input.frame import Array
from digitpad.ink.input.render import Mask, dilated
from digitpad.ink.photo.crossed import bridges
from digitpad.ink.photo.paper import (
    COARSE,
    WIDEST_STROKE,
    background,
    blocks_of,
    closing,
    density,
)
from digitpad.ink.photo.pens import APART
from digitpad.ink.segment.connected_components import EDGE, Islands, connected_components, is_cut

SMALLEST = 32  # pixels: a narrower strip shows no cell
TILTS = np.linspace(-0.07, 0.07, 15)  # rise by run of a line
GAPS = 0.12  # of a line's length: so much of it may be faint, or hidden
FAINTEST = 0.05  # density of a line
SHARE, IN_BLOCKS = 0.2, 0.4  # of the densest ink, the same; where blocks are half paper, of that
OUTER = 0.27  # of the picture's side: lines of a cell are as near to its edge
TRIED = 12  # of the densest rows of blocks
MOST = 4  # lines along two opposite edges: on ruled paper there are more
THICKEST = 0.12  # of the picture's shorter side, or its cell's
HALF = 0.5  # of a line's density: where it ends
STRAY = 6  # pixels: how far a line is from where it was seen in blocks
ALIKE = 1.5  # times as thick as usual, and two pixels more, is a line where a digit touches it
PURE = 0.55  # of its length: so much of a line nothing touches
WAVES = 1.5  # pixels: how far off its curve a line is, usually
AT_END = 0.6  # of its thickness: the end of a stroke is rounded, a line goes on
BLUR, WIDEST_BLUR = 0.1, 16  # of a line's density, and pixels: so faint and wide is its blur
REST = 0.06  # of the picture's shorter side: what is left beside a line is narrower
SOFT = 3.0  # pixels around ink that are softly dark
SOLID = 0.35  # of the digit's density: what is fainter is blur
LARGE = 0.3  # of the largest piece of ink: others that count
WRITTEN = 0.2  # of the picture's height: a digit is at least as high
BEYOND = 0.08  # of the digit's height: so much longer is an upright line, above and below

Curve = NDArray[np.floating]


def without_cell_lines(
    grey: Array, colours: NDArray[np.float32] | None
) -> tuple[Array, NDArray[np.float32] | None]:
    """Return the picture of a table's cell without its lines; any other picture as it is.

    grey: (h, w), 0 black to 1 white; colours: (h, w, 3). Lines run straight from edge to edge of
    the picture, near those that lie beside them, and what is written is between them: it may touch
    them, but no edge. A tightly cut digit has such strokes too, and touches the edges.
    """
    if min(grey.shape) < SMALLEST:
        return grey, colours
    seen = _dark_blocks(grey)
    if not (_rows_of_lines(seen) or _rows_of_lines(seen.T)):
        return grey, colours
    paper = background(grey)
    dark = density(grey, paper)
    level = _lines(dark, seen, np.zeros(dark.shape, np.bool_))
    upright = None if level is None else _lines(dark.T, seen.T, level.T)
    if upright is not None and upright.any():  # between which there may be shorter ones
        level = _lines(dark, seen, upright.T)
    if level is None or upright is None or not (level.any() or upright.any()):
        return grey, colours
    upright = upright.T
    ruling = level | upright
    strong = float(np.percentile(dark[~ruling], 99.5))
    ink = (dark > max(FAINTEST, SOLID * strong)) & ~ruling
    found = connected_components(ink, np.ones(ink.shape, np.float32))
    if not _is_written_between(found, level, upright):
        return grey, colours
    core = ruling & (dark > float(np.median(dark[ruling])))  # without most of its blur
    if colours is not None and not _are_alike(colours, ink, core):
        return grey, colours  # where lines are told by their colour, crossings are too
    strokes = found.pixels(found.sides.min(axis=1) >= REST * min(ink.shape))
    bridged = bridges(strokes, level) | bridges(strokes.T, upright.T).T
    outside = _beyond(level) | _beyond(upright.T).T
    if not (ink & ~outside).any():
        return grey, colours
    own = _own(ink | bridged, outside)
    bare = (outside | ruling) & ~dilated(own, SOFT)
    rows, columns = _between(outside)
    if colours is not None:
        layers = [np.ascontiguousarray(layer) for layer in np.moveaxis(colours, 2, 0)]
        papers = np.stack([background(layer)[rows][:, columns] for layer in layers], axis=2)
        colours = np.where(bare[..., None], papers, colours)
    return np.where(bare, paper[rows][:, columns], grey), colours


def _are_alike(colours: NDArray[np.float32], ink: Mask, lines: Mask) -> bool:
    """Tell whether ``lines`` have the colour of the ``ink``."""
    paper = np.median(colours[~ink & ~lines], axis=0)
    tints = []
    for mask in (ink, lines):
        tint = density(np.median(colours[mask], axis=0), paper).clip(0)
        tints.append(tint / max(float(np.linalg.norm(tint)), FAINTEST))
    return float(np.linalg.norm(tints[0] - tints[1])) < APART


def _beyond(level: Mask) -> Mask:
    """Return ``level`` lines and what is above the upper and below the lower ones."""
    half = len(level) // 2
    above = np.logical_or.accumulate(level[half - 1 :: -1], axis=0)[::-1]
    return np.concatenate([above, np.logical_or.accumulate(level[half:], axis=0)])


def _own(ink: Mask, outside: Mask) -> Mask:
    """Return the ink that reaches into the cell, or that the picture has whole ``outside``."""
    found = connected_components(ink, np.ones(ink.shape, np.float32))
    own = ~is_cut(found.boxes, ink.shape) & (found.sides.max(axis=1) >= WRITTEN * len(ink))
    inside = np.unique(found.labels[~outside])
    own[inside[inside > 0] - 1] = True
    return found.pixels(own)


def _between(outside: Mask) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return for each row and column the nearest that is well inside the cell, where paper is."""
    nearest = []
    for side in (outside, outside.T):
        inside = np.flatnonzero(side.mean(axis=1) < 1)
        margin = min(COARSE, len(inside) // 4)
        nearest.append(np.arange(len(side)).clip(inside[0] + margin, inside[-1] - margin))
    return nearest[0], nearest[1]


def _dark_blocks(grey: Array) -> Array:
    """Return the density of blocks of pixels."""
    small = blocks_of(grey)
    side = max(3, int(np.ceil(WIDEST_STROKE * max(small.shape))) | 1)
    return density(small, closing(small, side))


def _rows_of_lines(seen: Array) -> list[tuple[int, float]]:
    """Return row and tilt of what may be lines from left to right in ``seen``, densest first."""
    height, width = seen.shape
    faintest = IN_BLOCKS * max(FAINTEST, SHARE * float(np.percentile(seen, 99)))
    border = int(OUTER * height) + 1
    is_dark = [(side.max(axis=0) > faintest).mean() for side in (seen[:border], seen[-border:])]
    if max(is_dark) < 1 - GAPS:
        return []
    columns = np.arange(width)
    shifts = np.rint(TILTS[:, None] * (columns - width / 2)).astype(np.intp)  # (tilts, w)
    rows = np.arange(height)
    values = _values_at(seen, rows[:, None] + shifts[:, None], columns)  # (tilts, h, w)
    gaps = int(GAPS * width)
    dense = np.partition(values, gaps, axis=2)[..., gaps]  # (tilts, h)
    best, tilt = dense.max(axis=0), dense.argmax(axis=0)
    around = np.pad(best, 1)
    is_peak = (best >= around[:-2]) & (best >= around[2:])
    is_peak &= best > faintest
    found = np.flatnonzero(is_peak)
    found = found[np.argsort(-best[found])]
    return [(row, float(TILTS[tilt[row]])) for row in found[:TRIED].tolist()]


def _values_at(dark: Array, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Array:
    """Return what is in ``rows``, (..., n), of ``columns``, (n,): 0 above and below ``dark``."""
    inside = (rows >= 0) & (rows < len(dark))
    return np.where(inside, dark[rows.clip(0, len(dark) - 1), columns], np.float32(0.0))


def _lines(dark: Array, seen: Array, upright: Mask) -> Mask | None:
    """Return the lines from left to right in ``dark``, or between lines that are ``upright``.

    seen: the density of its blocks. None where there are more than a cell has.
    """
    left, right = _inside(upright)
    part = np.ascontiguousarray(dark[:, left:right])
    lines = np.zeros(dark.shape, np.bool_)
    count = 0
    for row, tilt in _rows_of_lines(seen[:, -(-left // COARSE) : right // COARSE]):
        middle = (row + 0.5) * COARSE + tilt * (np.arange(right - left) - (right - left) / 2)
        line = _followed(part, middle, np.arange(dark.shape[1]) - left)
        if line is None or (line & lines)[:, left:right].any():
            continue
        place = float(np.nonzero(line)[0].mean()) / len(dark)
        count += 1
        if count > MOST or OUTER < place < 1 - OUTER:
            return None
        lines |= line
    return lines


def _inside(upright: Mask) -> tuple[int, int]:
    """Return the columns between lines on the left and on the right: from one behind to one."""
    width = upright.shape[1]
    columns = np.flatnonzero(upright.any(axis=0))
    left, right = columns[columns < width / 2], columns[columns >= width / 2]
    return int(left.max(initial=-1)) + 1, int(right.min(initial=width))


def _followed(dark: Array, middle: Curve, everywhere: NDArray[np.intp]) -> Mask | None:
    """Return the line near ``middle``, a row for each column; None where it is none.

    everywhere: columns, from the first of ``dark``, in which it is returned: it may go on.
    """
    height, width = dark.shape
    thickest = THICKEST * min(height, width)
    reach = int(thickest) + STRAY
    steps = np.arange(-reach, reach + 1)
    rows = np.rint(middle).astype(np.intp) + steps[:, None]  # (2 reach + 1, w)
    values = _values_at(dark, rows, np.arange(width))
    near = values[reach - STRAY : reach + STRAY + 1]
    strength = float(np.median(near.max(axis=0)))
    if strength < FAINTEST:
        return None
    is_ink = values > HALF * strength
    # The run of ink that is nearest to the middle, in each column.
    off = np.where(is_ink, np.abs(steps)[:, None], reach + 1)
    nearest = off.argmin(axis=0)
    has = off.min(axis=0) <= STRAY
    order = np.arange(len(steps))[:, None]
    first = np.where(~is_ink & (order < nearest), order + 1, 0).max(axis=0)
    last = np.where(~is_ink & (order > nearest), order - 1, len(steps) - 1).min(axis=0)
    run = last - first + 1
    if has.mean() < 1 - GAPS:
        return None
    thickness = float(np.median(run[has]))
    pure = has & (run <= ALIKE * thickness + 2)
    if thickness > thickest or pure.mean() < PURE:
        return None
    ends = slice(0, 3), slice(width - 3, width)
    if any(np.where(has, run, 0)[end].max() < AT_END * thickness for end in ends):
        return None
    columns = np.flatnonzero(pure)
    centre = np.asarray(rows[0] + (first + last) / 2, np.float64)
    curve = np.polyfit(columns.astype(np.float64), centre[columns], 2)
    if float(np.median(np.abs(centre[columns] - np.polyval(curve, columns)))) > WAVES:
        return None
    above, below = _blur(dark, np.polyval(curve, np.arange(float(width))), columns, thickness)
    aside = np.arange(height)[:, None] - np.polyval(curve, everywhere)
    mask = (aside >= -above) & (aside <= below)
    return np.asarray(mask, np.bool_)


def _blur(dark: Array, middle: Curve, columns: NDArray[np.intp], thickness: float) -> list[float]:
    """Return how far a line is dark above its middle and below it, as it usually is."""
    half = int(thickness / 2)
    steps = np.arange(half, 2 * half + WIDEST_BLUR)
    reaches = []
    for way in (-1, 1):
        rows = np.rint(middle[columns]).astype(np.intp) + way * steps[:, None]
        profile = np.median(_values_at(dark, rows, columns), axis=1)
        is_bare = profile < BLUR * max(float(profile[0]), FAINTEST)
        reaches.append(float(steps[is_bare.argmax()] if is_bare.any() else steps[-1]) + 1)
    return reaches


def _is_written_between(found: Islands, level: Mask, upright: Mask) -> bool:
    """Tell whether the largest pieces of ink are digits that no edge of the picture cuts.

    Between lines of both ways they may go on beyond one edge, if they are apart from the lines.
    """
    if not len(found.mass):
        return False
    large = found.boxes[found.mass >= LARGE * found.mass.max()]
    top, left = large[:, :2].min(axis=0).tolist()
    bottom, right = large[:, 2:].max(axis=0).tolist()
    height, width = level.shape
    size = bottom - top + 1
    if size < WRITTEN * height:
        return False
    cut = sum((top < EDGE, left < EDGE, bottom >= height - EDGE, right >= width - EDGE))
    if level.any() and upright.any():
        around = np.s_[max(top - 1, 0) : bottom + 2, max(left - 1, 0) : right + 2]
        touches = bool((level | upright)[around].any()) if cut else False
        return cut == 0 or (cut == 1 and not touches)
    is_longer = min(top, height - 1 - bottom) >= BEYOND * size
    return not cut and (is_longer or bool(level.any()))
