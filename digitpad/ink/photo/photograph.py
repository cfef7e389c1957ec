"""A photograph of ink on paper to ink alone: light, ruling, table and dust are taken away."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.input.frame import Array
from digitpad.ink.input.render import Mask, stroke_thickness
from digitpad.ink.photo.at_edge import cut_digits
from digitpad.ink.photo.marks import POINT
from digitpad.ink.photo.paper import (
    WIDEST_STROKE,
    background,
    box_mean,
    closing_along,
    density,
    is_light_ink,
    light_on_board,
    sheet,
)
from digitpad.ink.photo.pens import digits_ink
from digitpad.ink.photo.ruling import FEWEST_LINES, RuledLine, find_lines, ruling_density
from digitpad.ink.segment.connected_components import connected_components, is_cut, main_object
from digitpad.support.errors import EmptyInkError

EVEN = 0.003  # of black to white: paper varies by less in pictures that were drawn or cleaned
WINDOW, MARGIN = 3.5, 10.0  # times the strokes' thickness, and pixels: what is wider is light
WEAKEST = 0.035  # density: fainter ink cannot be told from the grain of paper
FAINTEST_LINE = 0.04  # of the darkest ink: fainter are the edges of a JPEG's blocks
LIGHT_LINE = 0.6  # of the ink's density: a lone line that is fainter is no stroke
LINE_COLOUR = 0.1  # share of the ruling's colour that may stay: less would let noise grow
UNSURE = 0.35  # of a line's density: what may be left of it after it was taken off
TRACE = 0.01  # density: less is no line any more
WIDEST_MEND = 15  # pixels: lines are not thicker
DARK_SHARE = 0.3  # of the darkest ink: what is fainter is first left out
FAINT = 0.22  # of the digit's density: what is fainter is not ink
OTHER_INK = 0.45  # of the digit's density: other ink is at least this dark
LARGEST_DUST = 0.01  # of the picture's longer side
GRAINS = 4.0  # times the spread of bare paper
GRAINY = 0.02  # of black to white: strokes hang together where paper is spread by less
PORE = 0.35  # of the ink's density: what is paler in a stroke is a hole in it
POROUS = 1.08  # times as thick as whole strokes would be is the blurred ink
BLUR = 4  # pixels: in means over squares so much larger whole strokes are thicker
WIDER, THINNEST = 2.0, 4.8  # by so much; lines as thick as the smaller square and so much
COARSEST_GRAIN = 0.025  # of the picture's longer side: over more no grain is averaged away


@dataclass(frozen=True, eq=False)
class Paper:
    """What ``look_at`` finds out about a picture.

    dark: (h, w), the density of ink and ruling. on_sheet: (h, w), False on a table.
    across, down: the ruling, from left to right, and from top to bottom of the transposed picture.
    is_even: the paper has one colour and no ruling.
    """

    dark: Array
    on_sheet: Mask
    across: list[RuledLine]
    down: list[RuledLine]
    is_even: bool


def without_grain(
    grey: Array, colours: NDArray[np.float32] | None
) -> tuple[Array, NDArray[np.float32] | None]:
    """Return a picture in which strokes hang together, however grainy it is.

    grey: (h, w); colours: (h, w, 3). Where there is much grain each pixel becomes the mean of the
    smallest square around it that leaves little; most pictures stay as they are.
    """
    side, smooth = 1, grey
    while _grain_left(smooth, side) > GRAINY and side + 2 <= max(
        3, COARSEST_GRAIN * max(grey.shape)
    ):
        side += 2
        smooth = box_mean(grey, side)
    if side == 1 or colours is None:
        return smooth, colours
    return smooth, np.stack([box_mean(colours[..., i], side) for i in range(3)], axis=2)


def _grain_left(level: Array, side: int) -> float:
    """Return the spread of bare paper, as if normal, in means over squares of ``side``."""
    apart = np.abs(level - box_mean(level, 2 * side + 3))
    return 3.14 * float(np.percentile(apart[::2, ::2], 25))  # edges of strokes are further apart


def look_at(grey: Array, colours: NDArray[np.float32] | None = None) -> Paper:
    """Find paper and ruling in a picture (h, w), 0 black to 1 white.

    colours: (h, w, 3), the same picture in red, green and blue; they tell blue lines from black
    ink. Ink may be darker or lighter than the paper.
    """
    if is_light_ink(grey):
        light = light_on_board(grey, colours)
        grey = 1 - grey / light
        colours = None if colours is None else 1 - colours / light[..., None]
    paper = background(grey)
    on_sheet = sheet(grey, paper)
    is_even = _is_even(grey)
    widest = WINDOW * _thickness(density(grey, paper), on_sheet) + MARGIN
    if widest < 0.8 * WIDEST_STROKE * max(grey.shape):
        paper = background(grey, widest)  # a narrow look follows the light more closely
    layers = _layers(grey, colours, paper, on_sheet)
    across, down = _lines(layers, on_sheet)
    if len(layers) == 3 and max(len(across), len(down)) < FEWEST_LINES:
        one = digits_ink(layers, on_sheet)
        if one is not layers:
            layers, is_even, across, down = one, False, [], []  # lines are the other ink
    dark = layers.mean(axis=0)
    bare = on_sheet & ~_near_lines(dark.shape, across, down)
    strong = float(np.percentile(dark[bare], 99.7)) if bare.any() else 0.0
    across, down = _ruling(across, strong), _ruling(down, strong)
    if is_even and strong < WEAKEST and max(len(across), len(down)) < FEWEST_LINES:
        across, down = [], []  # there is nothing else that could be the digit
    weights = _weights(layers, across, down, bare & (dark >= strong))
    dark = np.tensordot(weights, layers, axes=1).astype(np.float32)
    return Paper(dark, on_sheet, across, down, is_even and not across and not down)


def paper_ink(paper: Paper) -> Array:
    """Return (h, w) float32, 0 paper to 1 ink, all ink that lies on ``paper``.

    Raises EmptyInkError when there is none.
    """
    rest = _without_ruling(paper)
    bare = rest[paper.on_sheet]
    # Nothing is darker than paper by chance more often than it is brighter.
    grain = 1.48 * float(np.median(np.abs(bare - np.median(bare)))) if len(bare) else 0.0
    rest = np.where(paper.on_sheet, rest, np.float32(0.0))
    rest, full = _without_pores(rest, max(GRAINS * grain, WEAKEST / 3))
    if full < WEAKEST:
        raise EmptyInkError("There is no ink to read.")
    ink = np.clip(rest / full, 0.0, 1.0)
    ink = np.where(ink > max(FAINT, min(3 * grain / full, 0.5)), ink, np.float32(0.0))
    return _without_dirt(ink.astype(np.float32))


def _without_pores(rest: Array, least: float) -> tuple[Array, float]:
    """Return the density of ink whose strokes hang together, where those of chalk have pores.

    And how dense the digit's ink is in it, as ``_full_density``. Strokes full of holes have a long
    outline; means over squares fill the holes, and make strokes thicker by more than their blur.
    """
    side = 1
    dense, full, thickness = _averaged(rest, side, least)
    while full > 0 and side + 2 <= COARSEST_GRAIN * max(rest.shape):
        blurred = _averaged(rest, side + BLUR, least)[2]
        if blurred <= POROUS * max(thickness + WIDER, side + THINNEST):
            break
        side += 2
        dense, full, thickness = _averaged(rest, side, least)
    return dense, full


def _averaged(rest: Array, side: int, least: float) -> tuple[Array, float, float]:
    """Return means over squares of ``side``, the density of the ink in them, and its thickness."""
    dense = rest if side == 1 else box_mean(rest, side)
    full = _full_density(dense, least)
    return dense, full, stroke_thickness(dense > PORE * full)


def _full_density(rest: Array, least: float) -> float:
    """Return how dense the digit's ink is, 0 where there is none that is denser than ``least``."""
    darkest = float(np.percentile(rest, 99.9))
    for limit in (max(least, DARK_SHARE * darkest), least):  # a digit in pen, or also in pencil
        main = main_object(np.where(rest > limit, rest, np.float32(0.0)))
        if main.any():
            return float(np.percentile(rest[main], 85))
    return 0.0


def _is_even(grey: Array) -> bool:
    """Tell whether the paper has one colour, as in a picture that a program drew or cleaned."""
    level = float(np.median(grey))
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    return (
        float((np.abs(grey - level) < EVEN).mean()) > 0.6
        and float((np.abs(edge - level) < 2 * EVEN).mean()) > 0.65  # else a table is around it
    )


def _thickness(dark: Array, on_sheet: Mask) -> float:
    """Return the thickness of the thickest strokes, pixels, as far as they can be told yet."""
    dark = np.where(on_sheet, dark, np.float32(0.0))
    mask = dark > max(0.5 * float(np.percentile(dark, 99.7)), WEAKEST)
    found = connected_components(mask, dark)
    large = np.flatnonzero(found.mass > 0.05 * found.mass.max(initial=0.0))
    thickness = 0.0
    for index in large.tolist():
        top, left, bottom, right = found.boxes[index].tolist()
        component = found.labels[top : bottom + 1, left : right + 1] == index + 1
        thickness = max(thickness, stroke_thickness(component))
    return thickness


def _layers(
    grey: Array, colours: NDArray[np.float32] | None, paper: Array, on_sheet: Mask
) -> NDArray[np.float32]:
    """Return (1, h, w) or (3, h, w): the density in each colour."""
    if colours is None:
        return density(grey, paper)[None]
    sample = on_sheet[::4, ::4]
    layers = []
    for index in range(3):
        level = colours[..., index]
        shares = (level[::4, ::4] / np.maximum(paper[::4, ::4], 0.01))[sample]
        tint = float(np.median(shares)) if len(shares) else 1.0
        layers.append(density(level, paper * np.float32(tint)))
    return np.stack(layers)


def _lines(layers: NDArray[np.float32], on_sheet: Mask) -> tuple[list[RuledLine], list[RuledLine]]:
    """Return the lines from left to right, and those from top to bottom."""
    dark = layers.mean(axis=0)
    faintest = FAINTEST_LINE * float(np.percentile(dark[on_sheet], 99.5)) if on_sheet.any() else 0.0
    turned = np.ascontiguousarray(dark.T), np.ascontiguousarray(on_sheet.T)
    across, down = (
        [line for line in find_lines(*ways) if line.strength >= faintest]
        for ways in ((dark, on_sheet), turned)
    )
    return across, down


def _near_lines(shape: tuple[int, ...], across: list[RuledLine], down: list[RuledLine]) -> Mask:
    near = np.zeros(shape, bool)
    for mask, lines in ((near, across), (near.T, down)):
        columns = np.arange(mask.shape[1])
        for line in lines:
            middle = np.rint(line.centre).astype(np.intp)
            for step in range(-3, 4):
                mask[np.clip(middle + step, 0, mask.shape[0] - 1), columns] = True
    return near


def _ruling(lines: list[RuledLine], strong: float) -> list[RuledLine]:
    """Return ``lines``, or those that are lighter than the ink where they are too few."""
    if len(lines) >= FEWEST_LINES or strong < WEAKEST:
        return lines
    return [line for line in lines if line.strength < LIGHT_LINE * strong]


def _weights(
    layers: NDArray[np.float32], across: list[RuledLine], down: list[RuledLine], inked: Mask
) -> NDArray[np.float32]:
    """Return (1,) or (3,): how much each colour counts, so that ink stands out from ruling."""
    count = len(layers)
    if count == 1 or not inked.any():
        return np.full(count, 1 / count, np.float32)
    ink = np.clip(layers[:, inked].mean(axis=1), 0, None).astype(np.float64) + 1e-6
    spread = np.zeros((3, 3))
    lines = [(layers, line) for line in across]
    lines += [(layers.transpose(0, 2, 1), line) for line in down]
    for turned, line in lines:
        middle = np.clip(np.rint(line.centre).astype(np.intp), 0, turned.shape[1] - 1)
        colour = np.median(turned[:, middle, np.arange(turned.shape[2])], axis=1)
        spread += np.outer(colour, colour) / len(lines)
    noise = LINE_COLOUR * np.trace(spread) + 1e-4
    weights = np.clip(np.linalg.solve(spread + noise * np.eye(3), ink), 0, None)
    return np.asarray(weights * (ink.mean() / (weights @ ink)), np.float32)


def _without_ruling(paper: Paper) -> Array:
    """Return the density of the ink: strokes go on where a line crossed them."""
    dark, on_sheet = paper.dark, paper.on_sheet
    across = ruling_density(dark, paper.across, on_sheet)
    down = ruling_density(dark.T, paper.down, on_sheet.T).T
    ruling = np.maximum(across, down)
    rest = dark - ruling
    # What is left of a line may be its own unevenness, or the ink of a stroke.
    sure = np.asarray(rest - UNSURE * ruling, np.float32)
    mended = sure
    for lines, steps, length in (
        (across, ((1, 0), (1, 1), (1, -1)), len(paper.across) * dark.shape[1]),
        (down, ((0, 1), (1, 1), (1, -1)), len(paper.down) * dark.shape[0]),
    ):
        is_line = lines > TRACE
        thickness = int(is_line.sum() / max(length, 1))
        for step in steps if length else ():
            closed = closing_along(sure, step, min(thickness + 3, WIDEST_MEND))
            mended = np.asarray(np.where(is_line, np.maximum(mended, closed), mended))
    # A stroke goes on where it is seen on both sides of a line, as dark as what is there.
    return np.where(ruling > TRACE, np.maximum(sure, np.minimum(mended, dark)), rest)


def _without_dirt(ink: Array) -> Array:
    """Return ``ink`` without dust, and without what comes in from the picture's edge."""
    found = connected_components(ink > 0, ink)
    longest = found.sides.max(axis=1, initial=0)
    darkest = np.zeros(len(found.mass), np.float32)
    inked = found.labels > 0
    np.maximum.at(darkest, found.labels[inked] - 1, ink[inked])
    strokes = main_object(ink)
    main = np.unique(found.labels[strokes])
    main = main[main > 0] - 1
    small = longest < LARGEST_DUST * max(ink.shape)
    if small.any():  # the points of a row of many digits are as small as dust, but thick
        thick = found.sides.min(axis=1) >= POINT * stroke_thickness(strokes)
        small &= ~thick
    keep = ~small & (darkest >= OTHER_INK)
    keep &= ~is_cut(found.boxes, ink.shape) | cut_digits(found, main)
    keep[main] = True
    return np.where(found.pixels(keep), ink, np.float32(0.0))
