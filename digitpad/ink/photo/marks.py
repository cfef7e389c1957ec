"""What is on the paper beside a digit and is none: frames, rings, underlines, specks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.input.frame import Array
from digitpad.ink.input.render import Mask, dilated, stroke_thickness
from digitpad.ink.photo.at_edge import lines_along
from digitpad.ink.photo.bars import bridged
from digitpad.ink.segment.connected_components import Islands, connected_components, main_object

SOLID = 0.35  # ink from which a pixel is counted: what is fainter is blur, or residue
SOFT = 1.5  # pixels around solid ink whose fainter ink belongs to it
RAYS = 48  # that look for a frame around an island, all around
SURROUNDED = 0.85  # of the rays that meet it: a frame may have a gap
INSIDE = 0.3  # of a frame's height: what is lower is a digit's dot, or dirt
SLANT = (0.2, 2.0)  # across by up: how a slash leans in a zero
ROUND = 1.05  # width by height: a wider ring is no zero,
LEANING = 1.3  # length by width: but one that is as slim as this and leans
SLIM = 5.0  # length by thickness, from which ink is a bar
LEVEL = 0.2  # rise by run: a steeper bar is no underline
SHORTEST = 0.5  # of the digit's width: a shorter bar is no underline
OWN_FOOT = 0.06  # of the digit's height: a bar as near as this may be its own foot
LONG_BAR = 1.5  # of the digits' height: between rows a shorter bar may be a sign
INTO_BAR = 0.15  # of the same: how far digits above and below one reach into its rows
SPECK = 0.1  # of the largest island's longer side: smaller ones are no strokes
NEAR_SPECK = 0.04  # of the same: but what is as near as this broke off a stroke
POINT = 0.75  # of the strokes' thickness: what is thinner is no point of a number
DISC = (0.85, 1.35)  # of a hole in the paper: its ellipse's area, its longer side by the other
DISC_HEIGHT = 0.35  # of the digits' height, or of how far it is off: else it may be a thick zero
DISC_APART = (0.25, 0.6)  # of the digits' height: how far off, beside and above or below them
AS_HIGH = 1.3  # the higher by the lower of a zero and the digits beside it
BAND = 0.12  # of a frame's side: how far its own line wanders
SIDE_COVERED = 0.85  # of a frame's side, by its line


@dataclass(frozen=True, eq=False)
class Sorted:
    """Ink without what is no digit, and, where that cannot be told, the other reading of it.

    ink, other: (h, w) float32, 0 paper to 1 ink. other: None where there is no doubt.
    """

    ink: Array
    other: Array | None = None


def without_marks(ink: Array, *, points: bool = False) -> Sorted:
    """Return ``ink`` (h, w) without frames around other ink, underlines, and specks.

    points: what is as thick as the digit's strokes may be the point of a number, and stays.
    """
    found = connected_components(ink > SOLID, ink)
    if not len(found.mass):
        return Sorted(ink)
    ink, found = _without_touching_frame(ink, found)
    whole = bridged(ink, found)
    if whole is not ink:
        ink, found = whole, connected_components(whole > SOLID, whole)
    sides = found.boxes[:, 2:] - found.boxes[:, :2] + 1
    specks = _specks(found, sides)
    if points and specks.any():
        thickness = stroke_thickness(found.cut(int(np.argmax(found.mass))))
        specks &= sides.min(axis=1) < POINT * thickness
    keep = ~specks
    frames, slashed = _frames(found, sides, keep)
    if points:  # a ring as high as the digits beside it is a zero, and none around a 1
        frames &= ~_as_high_as_beside(found, sides, slashed, keep & ~frames)
    keep &= ~lines_along(found, keep & ~frames)
    keep &= ~_discs_apart(found, sides, keep & ~frames)
    first = keep & ~frames
    underlines, feet = _underlines(found, sides, first)
    chosen = _shown(ink, found, first & ~underlines)
    other = None
    if slashed.any():
        other = _shown(ink, found, keep & ~(frames & ~slashed) & ~underlines)
    elif feet.any():
        other = _shown(ink, found, first & ~(underlines & ~feet))
    return Sorted(chosen, other)


def the_digit(ink: Array) -> Array:
    """Return of ``ink`` only what is most likely meant, and not a scribble aside."""
    solid = np.where(ink > SOLID, ink, np.float32(0.0))
    main = main_object(solid)
    if not main.any():
        return ink
    return np.where(_softened(main, solid > 0), ink, np.float32(0.0))


def _shown(ink: Array, found: Islands, keep: Mask) -> Array:
    if keep.all():
        return ink
    return np.where(_softened(found.pixels(keep), found.labels > 0), ink, np.float32(0.0))


def _softened(own: Mask, solid: Mask) -> Mask:
    """Return ``own`` with the faint ink around it that is not of other ``solid`` ink."""
    return np.asarray(own | (dilated(own, SOFT) & ~solid), np.bool_)


def _specks(found: Islands, sides: NDArray[np.intp]) -> Mask:
    """Tell which islands are dust: digits have no dots, and broken strokes leave long pieces."""
    longest = sides.max(axis=1)
    first = int(np.argmax(found.mass))
    small = longest < SPECK * longest[first]
    if not small.any():
        return np.asarray(small, np.bool_)
    near = dilated(found.labels == first + 1, max(2.0, NEAR_SPECK * longest[first]))
    small[np.unique(found.labels[near & (found.labels > 0)]) - 1] = False
    return np.asarray(small, np.bool_)


def _discs_apart(found: Islands, sides: NDArray[np.intp], keep: Mask) -> Mask:
    """Tell which islands are solid discs aside from all digits: holes that were punched in paper.

    A point stands between digits, and the dot of an i above its stroke.
    """
    round_ones = np.zeros(len(keep), np.bool_)
    for index in np.flatnonzero(keep & (sides.max(axis=1) <= DISC[1] * sides.min(axis=1))).tolist():
        round_ones[index] = found.cut(index).mean() >= DISC[0] * np.pi / 4
    digits = keep & ~round_ones
    if not digits.any():
        return digits
    height = sides[digits, 0].max()
    digits &= sides[:, 0] >= height / 2
    low, high = found.boxes[digits, :2].min(axis=0), found.boxes[digits, 2:].max(axis=0)
    above_or_below, beside = np.maximum(low - found.boxes[:, 2:], found.boxes[:, :2] - high).T
    is_apart = (beside >= DISC_APART[0] * height) | (above_or_below >= DISC_APART[1] * height)
    largest = DISC_HEIGHT * np.maximum(height, np.maximum(above_or_below, beside))
    return np.asarray(round_ones & is_apart & (sides[:, 0] <= largest), np.bool_)


def _frames(found: Islands, sides: NDArray[np.intp], keep: Mask) -> tuple[Mask, Mask]:
    """Tell which islands go all around other ink; and which of them may be a slashed zero."""
    frames, slashed = np.zeros(len(keep), np.bool_), np.zeros(len(keep), np.bool_)
    kept = np.flatnonzero(keep)
    top, left, bottom, right = np.ascontiguousarray(found.boxes[kept].T)
    longest = sides[kept].max(axis=1)
    for place, outer in enumerate(kept.tolist()):
        is_inner = (top > top[place]) & (left > left[place])
        is_inner &= (bottom < bottom[place]) & (right < right[place])
        is_inner &= longest >= SPECK * longest[place]  # else grain in an 8's thick joint
        inner = kept[is_inner]
        if not len(inner):
            continue
        low = found.boxes[inner, :2].min(axis=0)
        high = found.boxes[inner, 2:].max(axis=0)
        if high[0] - low[0] + 1 < INSIDE * sides[outer, 0]:
            continue
        mask = found.cut(outer)
        middle = (low + high) / 2 - found.boxes[outer, :2]
        if _surrounding(mask, middle) < SURROUNDED:
            continue
        frames[outer] = True
        slashed[outer] = (
            len(inner) == 1
            and not _is_box(mask)
            and _may_be_zero(mask)
            and _is_slash(found.cut(int(inner[0])))
        )
    return frames, slashed


def _as_high_as_beside(found: Islands, sides: NDArray[np.intp], some: Mask, keep: Mask) -> Mask:
    """Tell which of ``some`` islands are as high as most of those kept that they do not enclose."""
    result = np.zeros(len(keep), np.bool_)
    for index in np.flatnonzero(some).tolist():
        top, left, bottom, right = found.boxes[index]
        beside = keep & ((found.boxes[:, 3] < left) | (found.boxes[:, 1] > right))
        beside &= (found.boxes[:, 2] > top) & (found.boxes[:, 0] < bottom)
        beside[index] = False
        heights = sides[beside, 0]
        if len(heights):
            usual = np.median(heights[heights >= heights.max() / 2])
            result[index] = abs(np.log(sides[index, 0] / usual)) < np.log(AS_HIGH)
    return result


def _surrounding(mask: Mask, middle: NDArray[np.float64]) -> float:
    """Return the share of rays from ``middle``, row and column, that meet ``mask``."""
    angles = np.arange(RAYS) * (2 * np.pi / RAYS)
    steps = np.arange(int(np.hypot(*mask.shape)) + 1)
    rows = np.rint(middle[0] + np.sin(angles)[:, None] * steps).astype(np.intp)
    columns = np.rint(middle[1] + np.cos(angles)[:, None] * steps).astype(np.intp)
    inside = (rows >= 0) & (rows < mask.shape[0]) & (columns >= 0) & (columns < mask.shape[1])
    met = mask[rows.clip(0, mask.shape[0] - 1), columns.clip(0, mask.shape[1] - 1)] & inside
    return float(met.any(axis=1).mean())


def _covered(mask: Mask) -> NDArray[np.float64]:
    """Return (4,): how much of the top, bottom, left and right side a line runs along."""
    height, width = mask.shape
    down, across = max(1, round(BAND * height)), max(1, round(BAND * width))
    return np.array([
        mask[:down].any(axis=0).mean(), mask[-down:].any(axis=0).mean(),
        mask[:, :across].any(axis=1).mean(), mask[:, -across:].any(axis=1).mean(),
    ])  # fmt: skip


def _is_box(mask: Mask) -> bool:
    """Tell whether ink runs along the sides of its rectangle, which a ring does not."""
    return bool((_covered(mask) > SIDE_COVERED).sum() >= 3)


def _may_be_zero(ring: Mask) -> bool:
    height, width = ring.shape
    slimness, lean = _axis(ring)
    return width < ROUND * height or (slimness > LEANING and 0 < lean < SLANT[1])


def _is_slash(mask: Mask) -> bool:
    """Tell whether ink is one straight stroke that leans as a zero's slash does."""
    slimness, lean = _axis(mask)
    return slimness > SLIM / np.sqrt(2) and SLANT[0] < lean < SLANT[1]


def _axis(mask: Mask) -> tuple[float, float]:
    """Return how much longer than wide ink is along its own axis, and how that leans.

    The lean is across by up: 0 is upright, 1 rises to the right by 45 degrees.
    """
    rows, columns = np.nonzero(mask)
    values, vectors = np.linalg.eigh(np.cov(np.stack([rows, columns])))
    up, across = -vectors[0, 1], vectors[1, 1]
    lean = across / up if up else np.inf
    return float(np.sqrt(values[1] / max(values[0], 0.1))), float(lean)


def _underlines(
    found: Islands, sides: NDArray[np.intp], keep: Mask
) -> tuple[Mask, Mask]:  # fmt: skip
    """Tell which islands are bars below all other ink, or between its rows.

    And which of the first may be the digit's own foot.
    """
    bars = np.zeros(len(keep), np.bool_)
    for index in np.flatnonzero(keep & (sides[:, 1] > 2 * sides[:, 0])).tolist():
        bars[index] = _is_level_bar(found.cut(index))
    feet = np.zeros(len(keep), np.bool_)
    rest = keep & ~bars
    if not bars.any() or not rest.any():
        return np.zeros(len(keep), np.bool_), feet
    # Dirt is no digit that a bar could underline.
    rest &= found.mass > 0.2 * found.mass[rest].max()
    low, high = found.boxes[rest, :2].min(axis=0), found.boxes[rest, 2:].max(axis=0)
    height, width = high - low + 1
    middles = (found.boxes[:, 0] + found.boxes[:, 2]) / 2
    between = _between_rows(found, sides, bars, rest)
    bars &= (middles > high[0] - 0.1 * height) & (sides[:, 1] >= SHORTEST * width)
    bars &= (found.boxes[:, 1] < high[1]) & (found.boxes[:, 3] > low[1])
    bars &= sides[:, 1] < 4 * max(height, width)  # a longer one is a line of the paper's
    feet = bars & (found.boxes[:, 0] - high[0] <= OWN_FOOT * height)
    feet &= sides[:, 1] < 1.6 * width
    return bars | between, feet


def _between_rows(found: Islands, sides: NDArray[np.intp], bars: Mask, rest: Mask) -> Mask:
    """Tell which long ``bars`` have digits of the ``rest`` above and below, as a sum's line."""
    tallest = sides[rest, 0].max()
    result = bars & (sides[:, 1] >= LONG_BAR * tallest)
    for index in np.flatnonzero(result).tolist():
        top, left, bottom, right = found.boxes[index]
        there = rest & (found.boxes[:, 3] >= left) & (found.boxes[:, 1] <= right)
        above = (found.boxes[:, 2] + found.boxes[:, 0])[there] < top + bottom
        # What ends in the line's own rows is beside it, or crosses it.
        into = np.where(above, found.boxes[there, 2] - top, bottom - found.boxes[there, 0])
        result[index] = 0 < above.sum() < len(above) and into.max() <= INTO_BAR * tallest
    return np.asarray(result, np.bool_)


def _is_level_bar(mask: Mask) -> bool:
    height, width = mask.shape
    thickness = stroke_thickness(mask)
    if width < SLIM * thickness:
        return False
    columns = np.arange(width)
    count = mask.sum(axis=0)
    if (count == 0).any():
        return False
    middle = (mask * np.arange(height)[:, None]).sum(axis=0) / count
    slope, start = np.polyfit(columns, middle, 1)
    off = np.abs(middle - slope * columns - start).max()
    return bool(abs(slope) < LEVEL and off < max(thickness, 0.08 * width))


def _without_touching_frame(ink: Array, found: Islands) -> tuple[Array, Islands]:
    """Take a box off ink that touches it: what runs along the sides of the island's rectangle."""
    first = int(np.argmax(found.mass))
    mask = found.cut(first)
    height, width = mask.shape
    covered = _covered(mask)
    if (covered > SIDE_COVERED).sum() < 3:
        return ink, found
    line = _frame_line(mask)
    rest = connected_components(mask & ~line, mask.astype(np.float32))
    if not len(rest.mass):
        return ink, found
    sides = rest.boxes[:, 2:] - rest.boxes[:, :2] + 1
    inner = (rest.boxes[:, :2] > 0).all(axis=1) & (
        rest.boxes[:, 2:] < np.array([height, width]) - 1
    ).all(axis=1)
    # A square 8 has a bar across, a 6 and a 9 too; in a box stands something high.
    large = inner & (sides[:, 0] > INSIDE * height)
    if not large.any():
        return ink, found
    top, left, bottom, right = found.boxes[first].tolist()
    cleaned = ink.copy()
    area = cleaned[top : bottom + 1, left : right + 1]
    area[dilated(line, SOFT) & ~dilated(mask & ~line, SOFT)] = 0
    area[line] = 0
    return cleaned, connected_components(cleaned > SOLID, cleaned)


def _frame_line(mask: Mask) -> Mask:
    """Return the outermost run of ink on each side of ``mask``, no thicker than is usual there."""
    line = np.zeros_like(mask)
    for turned, marked in (
        (mask, line), (mask[::-1], line[::-1]), (mask.T, line.T), (mask.T[::-1], line.T[::-1])
    ):  # fmt: skip
        count = len(turned)
        band = max(1, round(BAND * count))
        first = np.where(turned[:band].any(axis=0), turned.argmax(axis=0), -1)
        seen = first >= 0
        if seen.mean() <= SIDE_COVERED:
            continue
        below = np.arange(count)[:, None] >= first
        gap = below & ~turned
        end = np.where(gap.any(axis=0), gap.argmax(axis=0), count)
        usual = float(np.median((end - first)[seen])) + 1.0
        last = np.minimum(end, first + int(np.ceil(usual)))
        rows = np.arange(count)[:, None]
        marked |= (rows >= first) & (rows < last) & seen & turned
    return line
