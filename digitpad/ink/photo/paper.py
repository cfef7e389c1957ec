"""Photographed paper: how bright it would be without ink, however the light falls, and where."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digitpad.ink.input.frame import Array
from digitpad.ink.input.render import Mask
from digitpad.ink.segment.connected_components import labelled

COARSE = 4  # pixels: side of the blocks that the background is estimated on
WIDEST_STROKE = 0.17  # of the picture's longer side: what is dark and narrower is not paper
WIDEST_BLOT = 0.3  # of the same: strokes where a thick pen turns back, in a tight picture
BLOT = 1.3  # times as bright is the paper around one as it would be
SMOOTHING = 13  # blocks: side of the square that the paper's brightness is averaged over
DIMMEST = 0.93  # of the brightness that closing finds: grain makes closing that much too bright
DARK_FLOOR = 0.02  # of white: differences below it are the camera's noise
WIDEST_LINE = 0.03  # of the picture's longer side: dark lines as narrow divide no sheet
QUADRANGLE = 0.84  # of its tightest rectangle that a sheet covers; a thick 0 or 8 covers 0.8
MOSTLY_BARE = 0.6  # of a sheet; of what a box drawn in chalk goes around, its line is less
INKED = 0.02  # of a sheet, at least
SQUATTEST_BAR = 2.0  # length by width: what is bright all over and shorter is an empty sheet
TURNS = 30  # of a rectangle by 3 degrees: the tightest one around a sheet
CHALK = 0.6  # of the brightness of light ink: the paper under it is darker than that
BOARD_FLOOR = 0.03  # of white: differences below it are the camera's noise
SHEET_LEVELS = (0.5, 0.3)  # from a table to a sheet; where light falls off a part of it is darker
TABLE = 0.6  # of the paper's brightness: a table is darker than that
SHADE = 0.4  # of the same: what is as smooth as paper and not darker than this lies in a shadow
ROUGH = 0.004  # of the brightness: paper that a program drew varies by nothing
LEVELS = 12  # of brightness, at which a table is looked for
STRIP_CONTACT = 0.15  # of the picture's edge: ink that touches it touches less
SHARPEST_SHADOW = 4  # blocks: a sheet's edge is seen within as much on each side of it


def background(level: Array, widest: float = 0.0) -> Array:
    """Return (h, w), the brightness of the paper under the ink of ``level`` (h, w), 0..1.

    Sharp edges between light and dark areas stay where they are; lines that are narrower than
    ``widest``, in pixels, disappear. 0: as wide as strokes ever are.
    """
    height, width = level.shape
    small = blocks_of(level)
    widest_is_given = widest > 0
    widest = widest or WIDEST_STROKE * max(height, width)
    side = max(3, int(np.ceil(widest / COARSE)) | 1)
    closed = closing(small, side)
    if not widest_is_given:
        wider = int(np.ceil(WIDEST_BLOT * max(height, width) / COARSE)) | 1
        without_blots = closing(small, wider)
        if float((without_blots > BLOT * closed).mean()) > 0.004:
            closed, side = without_blots, wider
    bare = small > 0.94 * closed  # blocks without ink
    # Averages over bare paper follow the light, where closing flattens slopes at the border.
    weight = box_mean(bare.astype(np.float32), SMOOTHING)
    mean = box_mean(np.where(bare, small, np.float32(0.0)), SMOOTHING) / np.maximum(weight, 1e-3)
    paper = np.where(weight > 0.15, np.clip(mean, DIMMEST * closed, closed), DIMMEST * closed)
    smooth = _enlarged(box_mean(paper.astype(np.float32), 3), height, width)
    # Blocks blur the edges of sheets and shadows; a closing of the pixels keeps them.
    return np.minimum(smooth, closing(box_mean(level, 3), COARSE * side | 1))


def density(level: Array, paper: Array) -> Array:
    """Return how much darker ``level`` is than ``paper``: -ln of the share that comes back.

    Densities of ink on ink add up, and do not depend on the light.
    """
    floor = np.float32(DARK_FLOOR)
    return np.asarray(np.log((paper + floor) / (level + floor)), np.float32)


def sheet(level: Array, paper: Array) -> Mask:
    """Return (h, w): True on the sheet, False on a dark table around it.

    paper: (h, w), the ``background`` of level. Shadows have soft edges or are not as dark, and are
    part of the sheet.
    """
    height, width = paper.shape
    bare, dark = blocks_of(paper), blocks_of(level)
    strips = _strips(dark, bare)
    table = strips | _wide_table(np.where(strips, dark, bare))
    table = _at_corners(table)
    table &= ~_shaded(table, dark)
    if not table.any():
        return np.ones((height, width), bool)
    near_table = grown(grown(table))
    rows = np.minimum(np.arange(height) // COARSE, table.shape[0] - 1)
    columns = np.minimum(np.arange(width) // COARSE, table.shape[1] - 1)
    return np.asarray(~near_table[rows][:, columns])


def _at_corners(table: Mask) -> Mask:
    """Return what of ``table`` reaches a corner of the picture: a sheet has no dents.

    A thick stroke that the picture's edge cuts off does not.
    """
    labels = labelled(table)
    height, width = table.shape
    at = [labels[:2, :2], labels[:2, width - 2 :], labels[height - 2 :, :2]]
    reached = np.unique(np.concatenate([part.ravel() for part in [*at, labels[-2:, -2:]]]))
    return np.asarray(np.isin(labels, reached[reached > 0]), np.bool_)


def _shaded(table: Mask, small: Array) -> Mask:
    """Return the blocks of ``table`` that are paper in a hard shadow: it is smooth there too.

    A table as smooth as that has nothing that would be taken for ink either.
    """
    shaded = np.zeros(small.shape, bool)
    if not table.any() or table.all():
        return shaded
    rough = np.abs(small / np.maximum(box_mean(small, 3), 1e-3) - 1)
    roughest = 2.5 * float(np.median(rough[~table])) + ROUGH
    labels = labelled(table)
    for label in range(1, int(labels.max()) + 1):
        region = labels == label
        around = region
        for _ in range(SHARPEST_SHADOW):
            around = grown(around)
        beside = around & ~table
        if not beside.any():
            continue
        level = float(np.median(small[region & grown(grown(~table))]))
        if (
            level > SHADE * float(np.percentile(small[beside], 75))
            and float(np.median(rough[region])) < roughest
        ):
            shaded |= region
    return shaded


def _wide_table(small: Array) -> Mask:
    """Return the blocks of a table that is wide enough to be a background of its own."""
    nowhere = np.zeros(small.shape, bool)
    if float(small.max()) - float(small.min()) < (1 - TABLE) * float(small.max()):
        return nowhere
    side = 2 * SHARPEST_SHADOW + 1
    least = -_greatest(_greatest(-small, side).T, side).T
    most = _greatest(_greatest(small, side).T, side).T
    share = least / np.maximum(most, 1e-3)
    darkest, brightest = float(small.min()), float(small.max())
    for level in np.linspace(brightest, darkest, LEVELS + 2)[1:-1].tolist():
        dark: Mask = small < level
        edge = grown(dark) & ~dark
        if not 0.02 < float(dark.mean()) < 0.85 or not edge.any():
            continue
        # Light falls from elsewhere into the deepest shadow, but not onto what is no paper.
        if float(np.percentile(share[edge], 80)) < TABLE:
            return dark
    return nowhere


def _strips(small: Array, paper: Array) -> Mask:
    """Return the blocks of a table that shows as a strip along the picture's edge.

    Its inner edge is straight: a stroke that runs into the strip is none of it.
    """
    dark: Mask = small < TABLE * paper
    table = np.zeros(small.shape, bool)
    for turned, marked in (
        (dark, table), (dark[:, ::-1], table[:, ::-1]),
        (dark.T, table.T), (dark.T[:, ::-1], table.T[:, ::-1]),
    ):  # fmt: skip
        count, across = turned.shape
        run = np.where(turned.all(axis=1), across, (~turned).argmax(axis=1))
        rows = np.flatnonzero(run)
        if len(rows) <= STRIP_CONTACT * count:
            continue
        use = rows
        edge = np.median(run[rows]) * np.ones(count)
        for _ in range(3):
            off = np.abs(run[use] - edge[use])
            use = use[off <= 2 + 2 * np.median(off)]
            line = np.polyfit(use, run[use], 1) if len(use) > 4 else [0.0, np.median(run[rows])]
            edge = np.polyval(line, np.arange(count))
        marked |= (np.arange(across) < np.minimum(run, np.ceil(edge) + 1)[:, None]) & turned
    return table


def is_light_ink(level: Array) -> bool:
    """Tell whether thin light lines stand out from dark paper, as chalk does."""
    paper = float(np.median(level))
    darker, lighter = np.clip(paper - level, 0, None), np.clip(level - paper, 0, None)
    if float((darker**2).sum()) >= float((lighter**2).sum()):
        return False
    brightest = float(np.percentile(level, 99.8))
    if paper > CHALK * brightest:
        return False
    small = blocks_of(level)
    around = box_mean(small, max(3, int(max(small.shape) / 4) | 1))
    if float(((small - around) ** 3).sum()) <= 0:  # more deep than high
        return False
    return not any(is_sheet(small > paper + share * (brightest - paper)) for share in SHEET_LEVELS)


def light_on_board(level: Array, colours: NDArray[np.float32] | None) -> Array:
    """Return (h, w), how bright the light is on a dark board with light ink, about 1.

    level: (h, w), 0..1. colours: (h, w, 3), the same picture. Chalk in a shadow is darker, as its
    board is: when both are divided by the light, nothing is brighter than the picture was.
    """
    floor = np.float32(BOARD_FLOOR)
    # As paper is found, which is brighter than its ink.
    board = np.maximum(floor / background(floor / (level + floor)) - floor, floor)
    light = np.asarray(board / np.median(board), np.float32)
    brightest = level if colours is None else np.maximum(level, colours.max(axis=2))
    return light * np.float32(max(1.0, (brightest / light).max() / brightest.max()))


def is_sheet(bright: Mask) -> bool:
    """Tell whether what is ``bright`` is a sheet on a dark table, and not light strokes.

    A sheet is wider than the thickest stroke; or it fills a rectangle, and has ink in it or is no
    bar, as a 1 is.
    """
    if not bright.any():
        return False
    line, blot = (max(3, int(max(bright.shape) * w) | 1) for w in (WIDEST_LINE, WIDEST_BLOT))
    whole = closing(bright.astype(np.float32), line)
    if -float(closing(-whole, blot).sum()) > 0.3 * float(whole.sum()):
        return True
    return is_quadrangle(whole > 0, bright)


def is_quadrangle(whole: Mask, bright: Mask) -> bool:
    """Tell whether the largest of ``whole`` fills a rectangle, most of it ``bright``, as paper."""
    labels = labelled(whole)
    largest = labels == 1 + np.bincount(labels[labels > 0] - 1).argmax()
    outside = labelled(np.pad(~largest, 1, constant_values=True))
    filled = outside[1:-1, 1:-1] != outside[0, 0]
    length, width = _tightest_rectangle(filled)
    area = int(filled.sum())
    bare = int((bright & filled).sum()) / area
    fills_it = area > QUADRANGLE * length * width and bare > MOSTLY_BARE
    return fills_it and (bare < 1 - INKED or length < SQUATTEST_BAR * width)


def filled_share(mask: Mask) -> float:
    """Return how much of the tightest rectangle around ``mask`` it covers, 0..1."""
    length, width = _tightest_rectangle(mask)
    return int(mask.sum()) / (length * width)


def _tightest_rectangle(mask: Mask) -> tuple[float, float]:
    """Return length and width of the smallest rectangle around ``mask``, however it is turned."""
    rows, columns = np.nonzero(mask)
    angles = np.arange(TURNS)[:, None] * (np.pi / 2 / TURNS)
    down = np.ptp(np.cos(angles) * rows + np.sin(angles) * columns, axis=1) + 1
    across = np.ptp(np.cos(angles) * columns - np.sin(angles) * rows, axis=1) + 1
    tightest = int(np.argmin(down * across))
    sides = float(down[tightest]), float(across[tightest])
    return max(sides), min(sides)


def grown(mask: Mask) -> Mask:
    """Return ``mask`` grown by one in each direction."""
    padded = np.pad(mask, 1)
    across = padded[:, 1:-1] | padded[:, 2:] | padded[:, :-2]
    grown: Mask = across[1:-1] | across[2:] | across[:-2]
    return grown


def blocks_of(level: Array) -> Array:
    """Return the mean of each block of COARSE x COARSE pixels."""
    height, width = level.shape
    padded = np.pad(level, ((0, -height % COARSE), (0, -width % COARSE)), mode="edge")
    rows, columns = padded.shape[0] // COARSE, padded.shape[1] // COARSE
    blocks = padded.reshape(rows, COARSE, columns, COARSE)
    return np.asarray(blocks.mean(axis=(1, 3)), np.float32)


def _enlarged(small: Array, height: int, width: int) -> Array:
    """Return ``small``, one value a block, as (height, width), smoothly."""
    rows, columns = small.shape
    full = Image.fromarray(small).resize(
        (columns * COARSE, rows * COARSE), Image.Resampling.BILINEAR
    )
    return np.asarray(full, np.float32)[:height, :width]


def closing(values: Array, side: int) -> Array:
    """Return ``values`` (h, w) without dark places that no square of ``side``, odd, fits into."""
    brightest = _greatest(_greatest(values, side).T, side).T
    return -_greatest(_greatest(-brightest, side).T, side).T


def opening_down(values: Array, side: int) -> Array:
    """Return ``values`` (h, w) without what is brighter over fewer than ``side`` rows, odd."""
    return _greatest(-_greatest(-values.T, side), side).T


def closing_along(values: Array, step: tuple[int, int], count: int) -> Array:
    """Return ``values`` with low gaps of fewer than ``count`` pixels closed.

    step: rows and columns to the next pixel of the direction in which gaps are looked at.
    """
    down, across = step
    padded = np.pad(values, count, mode="edge")
    grown = padded
    for i in range(1, count):
        grown = np.maximum(grown, np.roll(padded, (-i * down, -i * across), (0, 1)))
    shrunk = grown
    for i in range(1, count):
        shrunk = np.minimum(shrunk, np.roll(grown, (i * down, i * across), (0, 1)))
    return np.asarray(shrunk[count:-count, count:-count], np.float32)


def _greatest(values: Array, side: int) -> Array:
    """Return the greatest of the ``side`` values, odd, around each place of a row."""
    reach = side // 2
    window = np.pad(values, ((0, 0), (reach, reach)), mode="edge")
    covered = 1
    while covered < side:  # each turn doubles what one value stands for
        step = min(covered, side - covered)
        window = np.maximum(window[:, : window.shape[1] - step], window[:, step:])
        covered += step
    return np.asarray(window, np.float32)


def box_mean(values: Array, side: int) -> Array:
    """Return the mean of the square of ``side``, odd, around each place; the border repeats."""
    return _row_mean(_row_mean(values, side).T, side).T


def _row_mean(values: Array, side: int) -> Array:
    reach = side // 2
    padded = np.pad(values, ((0, 0), (reach + 1, reach)), mode="edge").astype(np.float64)
    padded[:, 0] = 0.0
    total = np.cumsum(padded, axis=1)
    return np.asarray((total[:, side:] - total[:, :-side]) / side, np.float32)
