"""Ink at a picture's edge: digits of a picture that is cut tightly; or lines, shadows, rests."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.input.frame import Array
from digitpad.ink.input.render import Mask, stroke_thickness
from digitpad.ink.segment.connected_components import (
    EDGE,
    LINE,
    Islands,
    connected_components,
    is_cut,
    is_line,
    side_of,
)

AS_HIGH = (0.6, 1.6)  # by the main object's height: the digits of a row are
AS_THICK = (0.5, 2.0)  # by the thickness of its strokes: those of one pen are
BESIDE = 0.6  # of the height: what stands in one row shares so much of it
ALONG = 0.8  # of its pixels: a frame's rest has more of them at the edge than a digit
BAR = 2.0  # height by width of a 1 at the edge, which lies along it too,
EVEN_WITH = 0.15  # of the height: but begins and ends where the main object does
FLAT, EVEN = 0.03, 0.01  # of black to white: ink and paper of a cleaned picture vary by less
FLAT_SHARE, PAPER_SHARE = 0.6, 0.3  # of its pixels: what is paper or ink, and what is paper
OFF, THIRD_TONE = 0.12, 0.005  # of black to white, and of its pixels: where more is so far off both
# tones, as the ink on paper half in a shadow is, they are not ink and paper
NEAR_HALF = 0.2  # how near their shares are where only the corners tell which one is the paper
BARE_EDGE = 0.35  # of the edge of a tight picture: that much is paper at least, and of each side
BARE_SIDE = 0.05  # this much: else a line runs along it, or a table
BORDER = 0.15  # of the picture's shorter side: lines of a cell are as near to its edge
SLIMMEST = 0.12  # width by length of such a line, however it is tilted
BEYOND = 0.08  # of the height of what is written: a line begins before it and ends after it
APART = 0.15  # of the same: what is nearer may be a stroke of the digit, as a 5's bar
THROUGH = 0.85  # of the picture's height: such a line may be near to a digit, too
IN_ROW = 0.6  # of its length: a 1 has as much beside the other digits
WRITTEN = 0.2  # of the picture's height: what is written is at least as high
ARMS = 2.0  # times that border is each of two lines that meet at a corner long: a 1 leans less
BENT = 0.97  # of its pixels: lines that meet at a corner have as many near the edge
NEAR_EDGE = 0.2  # of the picture's sides: the lines of a table's cell are as near to its edges
WHOLE = 0.97  # of all columns: a line from side to side has ink in them
REACHED = 0.35  # of them, or more: the same near the other edges of a digit that fills its picture
MARGIN = 0.3  # of the longer side: the paper that is added


def cut_digits(found: Islands, main: NDArray[np.integer]) -> Mask:
    """Return (n,), which islands are digits of the row that ``main`` is of, cut at the edge.

    main: the numbers of the main object's islands, from 0. The picture's edge may run through a
    digit, or along it; what is lower than the main object, or drawn otherwise, comes in from there.
    """
    result = np.zeros(len(found.mass), np.bool_)
    if not len(main):
        return result
    shape = found.labels.shape
    largest = int(main[np.argmax(found.mass[main])])
    thickness = stroke_thickness(found.cut(largest))
    top, height = found.boxes[largest, 0], found.sides[largest, 0]
    bottom = top + height
    own_top, own_bottom = found.boxes[:, 0], found.boxes[:, 2] + 1
    heights = found.sides[:, 0]
    shared = np.minimum(own_bottom, bottom) - np.maximum(own_top, top)
    may_be = is_cut(found.boxes, shape) & ~is_line(found, shape)
    may_be &= (heights >= AS_HIGH[0] * height) & (heights <= AS_HIGH[1] * height)
    may_be &= shared >= BESIDE * np.minimum(heights, height)
    even = np.maximum(abs(own_top - top), abs(own_bottom - bottom)) <= EVEN_WITH * height
    even &= heights >= BAR * found.sides[:, 1]
    for index in np.flatnonzero(may_be).tolist():
        own = stroke_thickness(found.cut(index))
        if AS_THICK[0] * thickness <= own <= AS_THICK[1] * thickness:
            result[index] = even[index] or _at_edge(found, index, own) < ALONG
    return result


def _at_edge(found: Islands, index: int, thickness: float) -> float:
    """Return the share of an island's pixels that a line along the edges would cover."""
    band = EDGE + int(np.ceil(thickness))
    top, left, bottom, right = found.boxes[index].tolist()
    mask = found.cut(index)
    height, width = found.labels.shape
    rows, columns = np.arange(top, bottom + 1), np.arange(left, right + 1)
    outer = np.zeros(mask.shape, np.bool_)
    if top < EDGE:
        outer |= (rows < band)[:, None]
    if bottom >= height - EDGE:
        outer |= (rows >= height - band)[:, None]
    if left < EDGE:
        outer |= columns < band
    if right >= width - EDGE:
        outer |= columns >= width - band
    return float(outer[mask].mean())


def lines_along(found: Islands, keep: Mask) -> Mask:
    """Tell which of the islands to ``keep`` are a cell's lines along the picture's edges.

    A 1 at the edge is about as high as the digits beside it, and stands in their row.
    """
    height, width = found.labels.shape
    border = BORDER * min(height, width)
    top, left, bottom, right = found.boxes.T
    tall, wide = found.sides.T
    beside = (right < border) | (left >= width - border)
    above_or_below = (bottom < border) | (top >= height - border)
    upright = keep & beside & (wide <= SLIMMEST * tall)
    level = keep & above_or_below & (tall <= SLIMMEST * wide)
    bent = _bent(found, keep, border)
    written = keep & ~upright & ~level & ~bent & (tall >= WRITTEN * height)
    if not written.any():
        return np.zeros(len(keep), np.bool_)
    first, last = top[written].min(), bottom[written].max()
    size = last - first + 1
    over, apart = BEYOND * size, APART * size
    is_longer = (top < first - over) & (bottom > last + over)
    shared = np.minimum(bottom, last) - np.maximum(top, first) + 1
    is_aside = shared < IN_ROW * tall
    if first >= border and last < height - border:  # a whole cell, and no row that is cut tightly
        uneven = np.maximum(np.abs(top - first), np.abs(bottom - last))
        is_outermost = (right >= width - border / 3) | (left < border / 3)
        is_aside |= is_outermost & (uneven > EVEN_WITH * size)
    is_apart = (right < left[written].min() - apart) | (left > right[written].max() + apart)
    is_through = is_longer & (tall >= THROUGH * height)
    thinner = _thinner(found, upright & is_apart, written)
    upright &= is_through | ((is_longer | is_aside | thinner) & is_apart)
    level &= (bottom < first - apart) | (top > last + apart)
    return np.asarray(upright | level | bent, np.bool_)


def _thinner(found: Islands, some: Mask, written: Mask) -> Mask:
    """Tell which of ``some`` islands are too thin for the pen of what is ``written``."""
    thinner = np.zeros(len(some), np.bool_)
    if not some.any():
        return thinner
    pen = stroke_thickness(found.cut(int(np.where(written, found.mass, 0).argmax())))
    for index in np.flatnonzero(some).tolist():
        thinner[index] = stroke_thickness(found.cut(index)) < AS_THICK[0] * pen
    return thinner


def _bent(found: Islands, keep: Mask, border: float) -> Mask:
    """Tell which are lines that meet at a corner: all of them lies near the picture's edges."""
    height, width = found.labels.shape
    tall, wide = found.sides.T
    bent = keep & (np.minimum(tall, wide) > ARMS * border)
    bent &= np.maximum(tall / height, wide / width) > 0.5
    for index in np.flatnonzero(bent).tolist():
        rows, columns = np.nonzero(found.labels == index + 1)
        from_sides = rows, height - 1 - rows, columns, width - 1 - columns
        bent[index] = (np.min(from_sides, axis=0) < border).mean() > BENT
    return np.asarray(bent, np.bool_)


def with_margin(
    grey: Array, colours: NDArray[np.float32] | None
) -> tuple[Array, NDArray[np.float32] | None, int]:
    """Return a picture with paper around it where it was drawn or cleaned, and cut tightly.

    grey: (h, w); colours: (h, w, 3). And how many pixels were added on each side; 0 where light
    falls on the paper, where no ink is at the edge, or where a line or a table is.
    """
    level = _bare_level(grey)
    if level is None:
        return grey, colours, 0
    margin = round(MARGIN * max(grey.shape))
    around = ((margin, margin), (margin, margin))
    if colours is not None:
        tint = np.median(colours[np.abs(grey - level) < FLAT], axis=0)
        layers = [
            np.pad(colours[..., index], around, constant_values=tint[index]) for index in range(3)
        ]
        colours = np.stack(layers, axis=2)
    return np.pad(grey, around, constant_values=level), colours, margin


def _bare_level(grey: Array) -> float | None:
    """Return the paper's brightness in a flat picture whose ink reaches the edge; else None."""
    count, edges = np.histogram(grey, 128, (0.0, 1.0))
    tones = (edges[:-1] + edges[1:]) / 2
    first = float(tones[np.argmax(count)])
    apart = np.abs(tones - first) > 0.25
    if not apart.any() or not count[apart].any():
        return None
    second = float(tones[apart][np.argmax(count[apart])])
    shares = [float((np.abs(grey - tone) < FLAT).mean()) for tone in (first, second)]
    paper, ink = first, second
    is_near_half = abs(shares[0] - shares[1]) < NEAR_HALF
    if is_near_half and _nearer(corners_of(grey), second, first).mean() > 0.5:
        paper, ink = second, first
    level = float(np.median(grey[np.abs(grey - paper) < FLAT]))
    paper_share = float((np.abs(grey - level) < EVEN).mean())
    if sum(shares) < FLAT_SHARE or paper_share < PAPER_SHARE:
        return None
    darker, brighter = min(first, second) - OFF, max(first, second) + OFF
    if ((grey < darker) | (grey > brighter)).mean() > THIRD_TONE:
        return None
    bare = [_nearer(side, paper, ink) for side in edges_of(grey)]
    around = np.concatenate(bare)
    if around.all() or around.mean() < BARE_EDGE or min(float(s.mean()) for s in bare) < BARE_SIDE:
        return None
    is_ink = _nearer(grey, ink, paper)
    return None if is_cell(is_ink, beyond=True) or _has_thin_ink_at_edge(is_ink) else level


def edges_of(picture: NDArray[Any]) -> list[NDArray[Any]]:
    """Return the pixels at the top, bottom, left and right of a picture (h, w)."""
    return [picture[0], picture[-1], picture[:, 0], picture[:, -1]]


def corners_of(picture: NDArray[Any]) -> NDArray[Any]:
    """Return the four pixels in the corners of a picture (h, w)."""
    return np.asarray(picture[[0, 0, -1, -1], [0, -1, 0, -1]])


def is_cell(is_ink: Mask, beyond: bool = False) -> bool:
    """Tell whether lines run from side to side, level and upright, near the picture's edges.

    They may be tilted a little. A 4 that fills its picture has two such lines, and ink near the
    other edges too. beyond: there is paper between a line and its edge, which is not so of the bars
    of a digit that is cut tightly.
    """
    near = round(NEAR_EDGE * min(is_ink.shape))
    turned = (is_ink, is_ink[::-1], is_ink.T, is_ink.T[::-1])
    shares = [float(side[:near].any(axis=0).mean()) for side in turned]
    lines = [
        share > WHOLE and not (beyond and side[0].mean() > 0.5)
        for share, side in zip(shares, turned, strict=True)
    ]
    are_lines = any(lines[:2]) and any(lines[2:])
    return are_lines and (sum(lines) > 2 or min(shares) < REACHED)


def _has_thin_ink_at_edge(ink: Mask) -> bool:
    """Tell whether lines reach the edge, which are told from strokes by that."""
    found = connected_components(ink, ink.astype(np.float32))
    at_edge = np.flatnonzero(is_cut(found.boxes, ink.shape)).tolist()
    thinnest = LINE * side_of(ink.shape)
    return any(stroke_thickness(found.cut(index)) <= thinnest for index in at_edge)


def _nearer(values: Array, one: float, other: float) -> Mask:
    return np.asarray(np.abs(values - one) < np.abs(values - other), np.bool_)
