"""Parts: the ink of a number, in pieces of which each belongs to one digit as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.input.frame import Array
from digitpad.support.errors import DigitpadError

Box = tuple[float, float, float, float]  # left, top, right, bottom; y grows downward
Path = NDArray[np.float64]  # (n, 2), x and y

MOST_PARTS = 200  # strokes or patches: more are no number
NARROWEST = 0.1  # row heights: what a cut leaves on each side is at least as wide


@dataclass(frozen=True, eq=False)
class Part:
    """A stroke, a connected patch of a picture, or a piece of one of them.

    box: around its ink. points: (n, 2), n >= 1, as many places on its ink as its shape needs.
    whole: the number of the stroke or patch that it is or was cut from.
    length: of its line of ink, as the pen went or, in a picture, as much as it covers.
    place: which piece of it, from 0 along the stroke or from the left; pieces that follow one
    another were one line of ink.
    joint: how much ink the cut before it goes through, in thicknesses of the pen.
    """

    box: Box
    points: Path
    whole: int
    length: float
    place: int = 0
    joint: float = 1.0

    @property
    def width(self) -> float:
        """From left to right."""
        return self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.box[3] - self.box[1]

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of its box."""
        return middle_of(self.box)

    def distance(self, other: Part) -> float:
        """Return how near the two come to each other, between the points that stand for them."""
        return float(np.sqrt(squared_distances(self.points, other.points).min()))

    def is_cut_from(self, other: Part) -> bool:
        """Tell whether a cut divides the two, and nothing else."""
        return self.whole == other.whole and abs(self.place - other.place) == 1


class Ink(Protocol):
    """What a number is read from: strokes or a picture."""

    parts: list[Part]  # strokes or patches, whole
    pen: float  # how much wider and higher ink is than its path: 0 where the parts are paths

    def cut(self, part: Part, height: float) -> list[Part]:
        """Return the pieces of a whole ``part`` that may belong to several digits, or it alone.

        height: of the row that it stands in.
        """

    def crossed(self, part: Part, height: float) -> list[tuple[Part, Part]]:
        """Return pairs of parts, from the left, that a whole ``part`` may be and that share ink.

        height: of the row that it stands in.
        """

    def image(self, parts: Sequence[Part]) -> Array:
        """Return (28, 28), what the network sees of ``parts`` as one digit."""


def box_around(boxes: Sequence[Box]) -> Box:
    """Return the smallest box that holds all of ``boxes``, which are not none."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)


def middle_of(box: Box) -> tuple[float, float]:
    """Return x and y of the middle of ``box``."""
    left, top, right, bottom = box
    return (left + right) / 2, (top + bottom) / 2


def moved(box: Box, right: float, down: float) -> Box:
    """Return ``box`` so much further to the right and down."""
    return box[0] + right, box[1] + down, box[2] + right, box[3] + down


def scaled(box: Box, factor: float) -> Box:
    """Return ``box`` in other units, of which one of its own is ``factor``."""
    left, top, right, bottom = box
    return left * factor, top * factor, right * factor, bottom * factor


def squared_distances(a: Path, b: Path) -> NDArray[np.float64]:
    """Return (n, m), the squared distances of the points of ``a`` (n, 2) from those of ``b``."""
    squares: NDArray[np.float64] = (a[:, None, 0] - b[:, 0]) ** 2
    squares += (a[:, None, 1] - b[:, 1]) ** 2
    return squares


def check_count(count: int) -> None:
    """Raise DigitpadError for more strokes or patches than a number has."""
    if count > MOST_PARTS:
        raise DigitpadError(
            "There are {count:,} separate pieces of ink, more than the {most} that a number may "
            "have. Keep its digits and leave out the rest.",
            count=count, most=MOST_PARTS,
        )  # fmt: skip
