"""Drawings as strokes: the points of a pen with their pressure and time; and samples to draw on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from digitpad.ink.photo.on_sheet import Photo

Points = NDArray[np.float64]
Pixels = NDArray[np.uint8]

X, Y, PRESSURE, TIME = range(4)  # columns of Stroke.points

CANVAS_SIDE = 1000.0  # canvas units: side of the square that the window draws in
DEFAULT_WIDTH = 50.0  # canvas units: brush diameter
SAMPLE_SIDE = 28  # pixels: of a data set's sample that lies on the sheet


@dataclass(frozen=True, eq=False)
class Stroke:
    """What a pen draws between touching the paper and leaving it.

    points: (n, 4) float64, n >= 1: x and y in the drawing's units with y down,
    pressure in 0..1, time in seconds from any start.
    width: brush diameter in the drawing's units. It is how the stroke looks on the canvas;
    the network's input does not depend on it.
    """

    points: Points
    width: float = DEFAULT_WIDTH

    def __post_init__(self) -> None:
        if self.points.ndim != 2 or self.points.shape[1] != 4 or not len(self.points):
            raise ValueError(f"a stroke needs (n, 4) points, not {self.points.shape}")

    @classmethod
    def from_xy(cls, xy: Sequence[Sequence[float]], width: float = DEFAULT_WIDTH) -> Stroke:
        """Stroke of full pressure through ``xy``, a sequence of (x, y)."""
        points = np.zeros((len(xy), 4))
        points[:, :2] = xy
        points[:, PRESSURE] = 1.0
        return cls(points, width)

    @property
    def xy(self) -> Points:
        """(n, 2) float64, the path of the pen."""
        return self.points[:, :2]


@dataclass(frozen=True, eq=False)
class Drawing:
    """Strokes on a sheet of ``size`` (width, height); a value that is never changed.

    picture: (28, 28) uint8, 0 paper to 255 ink, a data set's sample that fills the sheet, which
    is square then; None for a blank sheet. doubt: of the same shape, the sample seen in another way
    where it cannot be told what of a picture is the digit: the answer is sure only where both are
    read alike.
    photo: a picture of paper, on a square sheet without strokes; its digits are still to be found.
    groups: strokes that are one digit each, because somebody said so.
    """

    strokes: tuple[Stroke, ...] = ()
    size: tuple[float, float] = field(default=(CANVAS_SIDE, CANVAS_SIDE))
    picture: Pixels | None = None
    doubt: Pixels | None = None
    photo: Photo | None = None
    groups: tuple[tuple[Stroke, ...], ...] = ()

    def __post_init__(self) -> None:
        for sample in (self.picture, self.doubt):
            if sample is None:
                continue
            if sample.shape != (SAMPLE_SIDE, SAMPLE_SIDE) or sample.dtype != np.uint8:
                raise ValueError(f"a sample is 28 x 28 bytes, not {sample.shape}")
        is_pictured = self.picture is not None or self.photo is not None
        if is_pictured and self.size[0] != self.size[1]:
            raise ValueError("a sample or a picture needs a square sheet")
        if self.photo is not None and self.strokes:
            raise ValueError("there are no strokes on a picture of paper")

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to read; a single dot is ink."""
        is_blank = self.picture is None or not self.picture.any()
        return not self.strokes and is_blank and self.photo is None

    def with_stroke(self, stroke: Stroke) -> Drawing:
        """Return this drawing and one stroke more."""
        return replace(self, strokes=(*self.strokes, stroke))

    def with_strokes(self, strokes: tuple[Stroke, ...]) -> Drawing:
        """Return this drawing with other strokes; a group stays where all of its own do."""
        there = set(strokes)
        groups = tuple(group for group in self.groups if there.issuperset(group))
        return replace(self, strokes=strokes, groups=groups)

    def fitted_to_canvas(self) -> Drawing:
        """Return the drawing on the window's square canvas: aspect kept, centred."""
        width, height = self.size
        if (width, height) == (CANVAS_SIDE, CANVAS_SIDE):
            return self
        scale = CANVAS_SIDE / max(width, height)
        offset = (np.array([CANVAS_SIDE, CANVAS_SIDE]) - np.array(self.size) * scale) / 2
        moved: dict[Stroke, Stroke] = {}
        for stroke in self.strokes:
            points = stroke.points.copy()
            points[:, :2] = points[:, :2] * scale + offset
            moved[stroke] = Stroke(points, stroke.width * scale)
        groups = tuple(tuple(moved[stroke] for stroke in group) for group in self.groups)
        strokes = tuple(moved[stroke] for stroke in self.strokes)
        return Drawing(strokes, picture=self.picture, photo=self.photo, groups=groups)


class PenTrack:
    """Points of a pen that is down.

    ``points`` are views of one array that only grows, so a stroke handed to another thread
    stays as it was while the pen moves on.
    """

    def __init__(self, width: float) -> None:
        """Start a track without points; ``width`` in canvas units."""
        self.width = width
        self._room = np.empty((256, 4))
        self._count = 0

    def add(self, x: float, y: float, pressure: float, time: float) -> bool:
        """Add a point, x and y kept on the sheet; False for one that is where the last was."""
        point = (
            min(max(x, 0.0), CANVAS_SIDE), min(max(y, 0.0), CANVAS_SIDE),
            min(max(pressure, 0.0), 1.0), time,
        )  # fmt: skip
        if self._count and tuple(self._room[self._count - 1, :2]) == point[:2]:
            return False
        if self._count == len(self._room):
            self._room = np.concatenate((self._room, np.empty_like(self._room)))
        self._room[self._count] = point
        self._count += 1
        return True

    @property
    def points(self) -> Points:
        """(n, 4) float64, as in Stroke.points."""
        return self._room[: self._count]

    def stroke(self) -> Stroke:
        """Return the stroke as far as it goes."""
        return Stroke(self.points, self.width)
