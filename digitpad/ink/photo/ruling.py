"""The ruling of lined and squared paper: found as lines from edge to edge, and taken off."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.input.frame import Array
from digitpad.ink.input.render import Mask
from digitpad.ink.photo.paper import opening_down

STRIP = 20  # pixels: width of the strips of a picture that a line is followed through
STEEPEST = 0.105  # rise by run: 6 degrees
FAN = 0.09  # how much steeper than in the middle lines are at the picture's edge, at most
DARKEST = 0.25  # density: what is darker counts as much as this, so that no stroke outweighs lines
THICKEST = 21  # pixels: what is thicker is no line
SAME = 4.0  # pixels: what is nearer to a line is the same one
FEWEST_STRIPS = 8
COVERED = 0.7  # of the strips that a line crosses: less is a stroke
FEWEST_LINES = 3  # of one direction that are a ruling whatever they look like

Curve = NDArray[np.floating]
Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class RuledLine:
    """A line of the ruling: from left to right, or from top to bottom of a turned picture.

    centre: (w,) float64, the row of the line's middle in each column. strength: its density.
    """

    centre: Curve
    strength: float


def find_lines(dark: Array, on_sheet: Mask) -> list[RuledLine]:
    """Return the lines that cross ``dark``, a density (h, w), from left to right, by height.

    on_sheet: (h, w), where there is paper. Lines may be tilted by 6 degrees, run towards a
    vanishing point, and bend by a few pixels. To find lines from top to bottom, pass the
    transposed arrays.
    """
    height, width = dark.shape
    if width < FEWEST_STRIPS * STRIP or height < 2 * THICKEST:
        return []
    profile, is_paper = _profiles(dark, on_sheet)
    if is_paper.sum() < 100:
        return []
    paper_values = profile[is_paper]
    level = float(np.median(paper_values))
    spread = 1.48 * float(np.median(np.abs(paper_values - level))) + 1e-4
    profile = np.where(is_paper, profile - level, np.float32(0.0))
    family = _Family(profile, is_paper, width)
    slope, fan = family.direction()
    lines: list[RuledLine] = []
    for row in family.rows(slope, fan, spread):
        line = family.line(row, slope, fan, spread)
        if line is None:
            continue
        if lines and float((line.centre - lines[-1].centre).mean()) < SAME:
            line = max(line, lines.pop(), key=lambda one: one.strength)
        lines.append(line)
    return [RuledLine(line.centre, _darkness(dark, line.centre)) for line in lines]


def _darkness(dark: Array, centre: Curve) -> float:
    """Return the usual density along a line's middle."""
    rows = np.rint(centre).astype(np.intp)
    inside = (rows >= 0) & (rows < len(dark))
    return float(np.median(dark[rows[inside], np.flatnonzero(inside)]))


def _profiles(dark: Array, on_sheet: Mask) -> tuple[Array, Mask]:
    """Return, for each strip and row, (n, h), how far it is darker than above and below.

    And where that can be told, because the strip lies on the sheet there.
    """
    width = dark.shape[1]
    starts = np.arange(0, width - STRIP + 1, STRIP)
    cut = slice(0, len(starts) * STRIP)
    shape = (dark.shape[0], len(starts), STRIP)
    capped = np.clip(dark, -DARKEST, DARKEST) * on_sheet
    profile = capped[:, cut].reshape(shape).mean(axis=2).T
    is_paper = on_sheet[:, cut].reshape(shape).mean(axis=2).T > 0.9
    return profile - opening_down(profile.T, THICKEST).T, is_paper


class _Family:
    """Lines that run towards one vanishing point, through strips of a picture."""

    def __init__(self, profile: Array, is_paper: Mask, width: int) -> None:
        self.count, self.height = profile.shape
        self.width = width
        # (n,), of the strips' middles from the picture's.
        self._across = (np.arange(self.count) + 0.5) * STRIP - width / 2
        self._margin = int(width / 2 * (STEEPEST + FAN)) + 6
        margins = ((0, 0), (self._margin, self._margin))
        self._profile = np.pad(profile, margins)
        self._is_paper = np.pad(is_paper, margins)
        # Lines that meet the picture's edge within it start beside it, in its middle.
        reach = int(width / 2 * STEEPEST)
        self._rows = np.arange(-reach, self.height + reach)

    def direction(self) -> tuple[float, float]:
        """Return slope in the middle and fan, with which most of the darkness falls on rows."""
        coarse = np.maximum(self._profile[:, :-1], self._profile[:, 1:])
        slope, fan = self._best(
            coarse, self._rows[::2], np.linspace(-STEEPEST, STEEPEST, 43), np.linspace(-FAN, FAN, 7)
        )
        for step in (0.003, 0.0015, 0.0007):
            around = np.arange(-2, 3) * step
            slope, fan = self._best(self._profile, self._rows, slope + around, fan + 4 * around)
        return slope, fan

    def _best(
        self, profile: Array, rows: Places, slopes: Curve, fans: Curve
    ) -> tuple[float, float]:
        _, slope, fan = max(
            (self._sharpness(profile, rows, slope, fan), slope, fan)
            for slope in slopes.tolist() for fan in fans.tolist()
        )  # fmt: skip
        return slope, fan

    def _places(self, rows: Places, slope: float, fan: float) -> Places:
        """Return (n, rows): the row in each strip of the lines that cross the middle at rows."""
        slopes = slope + fan * (2 * rows / self.height - 1)
        exact = self._across[:, None] * slopes + (rows + (self._margin + 0.5))
        return np.asarray(exact, np.intp)

    def _sharpness(self, profile: Array, rows: Places, slope: float, fan: float) -> float:
        places = self._places(rows, slope, fan) + self._starts(profile)
        total = profile.ravel().take(places, mode="clip").sum(axis=0)
        return float(total @ total)

    def _starts(self, profile: Array) -> Places:
        return np.asarray(np.arange(self.count)[:, None] * profile.shape[1])

    def rows(self, slope: float, fan: float, spread: float) -> list[int]:
        """Return the rows, in the picture's middle, of what may be lines."""
        places = np.clip(self._places(self._rows, slope, fan), 1, self._profile.shape[1] - 2)
        best = np.max([np.roll(self._profile, step, axis=1) for step in (-2, -1, 0, 1, 2)], axis=0)
        share = np.take_along_axis(self._is_paper, places, axis=1).sum(axis=0)
        # A little of the row's own darkness, so that of equals the line's middle wins.
        best = (best + 0.1 * self._profile) * self._is_paper
        total = np.take_along_axis(best, places, axis=1).sum(axis=0)
        mean = total / np.maximum(share, 1)
        around = np.pad(mean, 2, mode="edge")
        highest = np.max([around[i : i + len(mean)] for i in range(5)], axis=0)
        is_peak = (mean == highest) & (mean > spread) & (share >= FEWEST_STRIPS)
        peaks: list[int] = self._rows[is_peak].tolist()
        return peaks

    def line(self, row: int, slope: float, fan: float, spread: float) -> RuledLine | None:
        """Follow the line that crosses the picture's middle at ``row``; None when it is none."""
        places = self._places(np.array([row]), slope, fan)[:, 0]
        reach = np.arange(-3, 4)
        window = np.clip(places[:, None] + reach, 0, self._profile.shape[1] - 1)
        values = np.take_along_axis(self._profile, window, axis=1)  # (n, 7)
        here = np.take_along_axis(self._is_paper, window, axis=1).all(axis=1)
        if here.sum() < FEWEST_STRIPS:
            return None
        height = values.max(axis=1)
        strength = float(np.median(height[here]))
        if strength < max(3 * spread, 0.012):
            return None
        covers = here & (height > 0.4 * strength)
        crossed = np.flatnonzero(here)
        ends = max(3, len(crossed) // 8)
        if (
            covers[crossed].mean() < COVERED
            or covers[crossed[:ends]].mean() < 0.6
            or covers[crossed[-ends:]].mean() < 0.6
        ):
            return None
        offset = (values * reach).sum(axis=1) / np.maximum(values.sum(axis=1), 1e-6)
        bend = _fitted(self._across, offset, covers)
        if bend is None:
            return None
        columns = np.arange(self.width) + 0.5 - self.width / 2
        steep = slope + fan * (2 * row / self.height - 1)
        return RuledLine(row + columns * steep + np.polyval(bend, columns), strength)


def _fitted(across: Curve, offset: Curve, use: Mask) -> Curve | None:
    """Return a parabola through most of the offsets; None when they do not lie on one."""
    use = use.copy()
    bend = np.zeros(3)
    for _ in range(3):
        if use.sum() < FEWEST_STRIPS // 2:
            return None
        bend = np.polyfit(across[use], offset[use], 2)
        off = np.abs(offset - np.polyval(bend, across))
        use &= off <= max(1.0, 2.5 * float(np.median(off[use])))
    return bend if float(np.median(off[use])) < 1.2 else None


def ruling_density(dark: Array, lines: list[RuledLine], on_sheet: Mask) -> Array:
    """Return (h, w), the density of ``lines`` in ``dark``: what has to be taken off it."""
    ruling = np.zeros_like(dark)
    middles = np.array([line.centre.mean() for line in lines])
    for index, line in enumerate(lines):
        gap = np.abs(np.delete(middles, index) - middles[index]).min(initial=100.0)
        _add_line(ruling, dark, line.centre, on_sheet, reach=int(np.clip(0.45 * gap, 3, 10)))
    return ruling


def _add_line(ruling: Array, dark: Array, centre: Curve, on_sheet: Mask, reach: int) -> None:
    """Write a line's density into ``ruling``: its usual profile times its strength along it."""
    height, width = dark.shape
    columns = np.arange(width)
    nearest = np.rint(centre).astype(np.intp)
    rows = nearest + np.arange(-reach, reach + 1)[:, None]  # (2 reach + 1, w)
    inside = (rows >= 0) & (rows < height)
    rows = np.clip(rows, 0, height - 1)
    inside &= on_sheet[rows, columns]
    use = inside.all(axis=0)
    if use.sum() < 3 * STRIP:
        return
    values = dark[rows, columns]
    offsets = rows - centre
    profile = _profile(values[:, use], (nearest - centre)[use], reach)
    if profile is None:
        return
    places, usual = profile
    shape = np.interp(offsets, places, usual)  # (2 reach + 1, w)
    strength = _along(values, shape, use)
    written = np.where(inside, shape * strength, 0.0).astype(np.float32)
    ruling[rows, columns] = np.maximum(ruling[rows, columns], written)


def _profile(values: Array, phase: Curve, reach: int) -> tuple[Curve, Curve] | None:
    """Return offsets from the line's middle and the usual density there; None for no line."""
    places: list[float] = []
    levels: list[float] = []
    thirds = np.clip(((phase + 0.5) * 3).astype(int), 0, 2)
    for third in range(3):
        here = thirds == third
        if here.sum() >= STRIP:
            middle = float(phase[here].mean())
            places.extend((np.arange(-reach, reach + 1) + middle).tolist())
            # Strokes that cross the line are fewer than half of what the median looks at.
            levels.extend(np.median(values[:, here], axis=1).tolist())
    if not places:
        return None
    order = np.argsort(places)
    place, level = np.array(places)[order], np.array(levels)[order]
    ends = max(1, len(place) // 8)
    level = level - (level[:ends].mean() + level[-ends:].mean()) / 2
    near = np.abs(place) <= 1.5
    peak = float(level[near].max(initial=0.0))
    if peak <= 0.005:
        return None
    low = level < 0.06 * peak
    left = place[low & (place < -0.5)].max(initial=-float(reach))
    right = place[low & (place > 0.5)].min(initial=float(reach))
    return place, np.where((place > left) & (place < right), np.maximum(level, 0.0), 0.0)


def _along(values: Array, shape: Curve, use: Mask) -> Curve:
    """Return (w,), how strong the line is in each column, 1 where it is as usual."""
    width = values.shape[1]
    share = (values * shape).sum(axis=0) / np.maximum((shape**2).sum(axis=0), 1e-9)
    share = np.where(use, share, 1.0)
    count = width // STRIP
    parts = np.median(share[: count * STRIP].reshape(count, STRIP), axis=1)
    padded = np.pad(parts, 2, mode="edge")
    calm = np.median([padded[i : i + count] for i in range(5)], axis=0)
    middles = (np.arange(count) + 0.5) * STRIP
    return np.asarray(np.clip(np.interp(np.arange(width) + 0.5, middles, calm), 0.5, 1.5))
