"""How the forms of digits are described: nodes that the pen passes, given by traits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from digitpad.handwriting.chance import Values

Number = Values | float

# The value of a trait, by its name, within a range: for each of n digits, or the middle.
Traits = Callable[[str, float, float], Values]


@dataclass(frozen=True, eq=False)
class PathNode:
    """A place that the pen passes, for n digits at once: x and y are (n,) or one for all.

    y is 0 at a usual digit's top and 1 at its foot; x grows to the right in the same unit.
    is_corner: the pen changes its direction here and not in a curve.
    """

    x: Number
    y: Number
    is_corner: bool = False


Track = list[PathNode]  # what the pen passes between touching the paper and leaving it
Shape = Callable[[Traits], list[Track]]


@dataclass(frozen=True)
class Form:
    """One way to write a digit, an allograph; or something else, whose digit is None.

    share: how many hands use it, in relation to the digit's other forms.
    schools: names of the schools where it is taught; hands from there use it more.
    looseness: how much of what a hand misses its places by is seen; a dot is small.
    most_filled: of its width, the widest pen; None for as much as its digit can be read with.
    """

    digit: int | None
    name: str
    share: float
    shape: Shape
    schools: str = ""
    looseness: float = 1.0
    most_filled: float | None = None

    @property
    def key(self) -> str:
        """A name that no other form has."""
        return self.name if self.digit is None else f"{self.digit} {self.name}"


def at(x: Number, y: Number) -> PathNode:
    """Return a place in a curve, or one of its ends."""
    return PathNode(x, y)


def corner(x: Number, y: Number) -> PathNode:
    """Return a place where the pen turns at once."""
    return PathNode(x, y, is_corner=True)


def arc(
    centre: tuple[Number, Number], radii: tuple[Number, Number], start: Number, end: Number,
    count: int, enter: Number = 1.0, leave: Number = 1.0,
) -> Track:  # fmt: skip
    """Return ``count`` nodes of an ellipse.

    start, end: degrees from 12 o'clock, clockwise when the end is larger. enter, leave: factors of
    the radii at the first and the last node; a loop with others than 1 is a spiral.
    """
    (x, y), (across, down) = centre, radii
    nodes = []
    for number in range(count):
        part = number / (count - 1)
        angle = np.radians(start + (end - start) * part)
        factor = 1 + (enter - 1) * max(0.0, 1 - 3 * part) + (leave - 1) * max(0.0, 3 * part - 2)
        nodes.append(at(x + across * factor * np.sin(angle), y - down * factor * np.cos(angle)))
    return nodes


def mirrored(track: Track) -> Track:
    """Return the track as seen from behind the paper, in the same direction of time."""
    return [PathNode(-node.x, node.y, node.is_corner) for node in track]


def narrowed(track: Track, middle: Number, factor: Number) -> Track:
    """Return the track with its places nearer to the line x = ``middle``, by ``factor``."""
    return [PathNode(middle + factor * (node.x - middle), node.y, node.is_corner) for node in track]


def sine(degrees: Number) -> Number:
    """Return the sine of an angle in degrees."""
    return np.asarray(np.sin(np.radians(degrees)))


def cosine(degrees: Number) -> Number:
    """Return the cosine of an angle in degrees."""
    return np.asarray(np.cos(np.radians(degrees)))
