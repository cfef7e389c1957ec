"""A picture of paper as it lies on the canvas, and where its digits are, if somebody says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitpad.ink.input.frame import to_bytes, to_levels

if TYPE_CHECKING:
    from digitpad.ink.drawing import Pixels
    from digitpad.ink.input.frame import Array
    from digitpad.ink.segment.parts import Box

SMALLEST_CROP = 4.0  # pixels of the picture: a frame that somebody draws is no smaller


@dataclass(frozen=True, eq=False)
class PaperImage:
    """The pixels of a picture, as ``open_picture`` gives them; a value that is never changed.

    grey: (h, w) uint8, 0 black to 255 white. colours: (h, w, 3) uint8; None for a grey picture.
    rubbed: the picture that it was before the eraser was in it; None where it was not.
    """

    grey: Pixels
    colours: Pixels | None = None
    rubbed: PaperImage | None = None

    @classmethod
    def of(cls, grey: Array, colours: Array | None) -> PaperImage:
        """Return the picture with levels 0..1, ``grey`` (h, w) and ``colours`` (h, w, 3)."""
        return cls(to_bytes(grey), None if colours is None else to_bytes(colours))

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        height, width = self.grey.shape
        return width, height

    @property
    def as_opened(self) -> PaperImage:
        """The picture before the eraser was in it."""
        return self if self.rubbed is None else self.rubbed

    @property
    def box(self) -> Box:
        """All of it."""
        width, height = self.size
        return 0.0, 0.0, float(width), float(height)

    def levels(self) -> tuple[Array, Array | None]:
        """Return grey (h, w) and colours (h, w, 3) as float32 in 0..1."""
        return to_levels(self.grey), None if self.colours is None else to_levels(self.colours)

    def cut(self, box: Box) -> PaperImage:
        """Return what is in ``box``, which holds some of its pixels."""
        left, top, right, bottom = (round(side) for side in box)
        rows, columns = slice(max(top, 0), bottom), slice(max(left, 0), right)
        colours = None if self.colours is None else self.colours[rows, columns]
        return PaperImage(self.grey[rows, columns], colours)


@dataclass(frozen=True)
class Crop:
    """A frame around ink of a picture: left, top, right and bottom in its pixels.

    is_cut: somebody drew it: what is in it is read as a picture of its own, a digit or a number.
    Else it holds one digit, that was found there or put together of what was found; or ``mark``,
    a point, a comma, a minus, or ink that is not read.
    """

    box: Box
    is_cut: bool = True
    mark: str = ""

    @property
    def is_large(self) -> bool:
        """True where there may be something in it."""
        left, top, right, bottom = self.box
        return min(right - left, bottom - top) >= SMALLEST_CROP


@dataclass(frozen=True, eq=False)
class Photo:
    """A picture on a square sheet, as large as fits, in the middle.

    crops: where its digits are; None where they are still to be found, which is what happens to a
    picture that nobody has said anything about.
    """

    image: PaperImage
    crops: tuple[Crop, ...] | None = None

    def scale(self, side: float) -> float:
        """Return how long a pixel is on a sheet of this side."""
        return side / max(self.image.size)

    def corner(self, side: float) -> tuple[float, float]:
        """Return where its left upper corner is on a sheet of this side."""
        width, height = (length * self.scale(side) for length in self.image.size)
        return (side - width) / 2, (side - height) / 2

    def to_sheet(self, box: Box, side: float) -> Box:
        """Return where a box of the picture's pixels is on a sheet of this side."""
        scale, (x, y) = self.scale(side), self.corner(side)
        left, top, right, bottom = (float(length) * scale for length in box)
        return left + x, top + y, right + x, bottom + y

    def from_sheet(self, box: Box, side: float) -> Box:
        """Return the part of the picture, in its pixels, that lies in a box of the sheet."""
        scale, (x, y) = self.scale(side), self.corner(side)
        width, height = self.image.size
        left, right = (min(max((length - x) / scale, 0.0), width) for length in box[::2])
        top, bottom = (min(max((length - y) / scale, 0.0), height) for length in box[1::2])
        return left, top, right, bottom
