"""The lab's inputs: the drawing, a sample, a picture file, typed numbers, a layer of the network.

A source is the value that the settings keep; its image, (channels, height, width), is convolved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.operation import Position
from digitpad.graph.ops.convolution import ConvOp
from digitpad.graph.receptive_field import is_in
from digitpad.graph.trace import Activations
from digitpad.ink.drawing import Pixels
from digitpad.ink.input.frame import fit, to_bytes, to_levels
from digitpad.ink.photo.picture import open_grey, open_picture
from digitpad.lab.kernels import Plane
from digitpad.lab.limits import LARGEST_NUMBER, LARGEST_SIDE, LabError, check_input_shape
from digitpad.lab.shapes import Shape3
from digitpad.support.errors import EmptyInkError, PictureError

Array = NDArray[np.float32]
SourceKind = Literal["drawing", "sample", "picture", "numbers", "stage", "colours"]

SOURCE_KINDS: tuple[SourceKind, ...] = (
    "drawing", "sample", "picture", "numbers", "stage", "colours",
)  # fmt: skip
LONGEST_NAME = 100  # characters
LARGEST_GRID = 16  # rows and columns of typed numbers


@dataclass(frozen=True)
class InputSource:
    """Where an image comes from, with its values where they are not someone else's.

    drawing: the canvas's ink, 28 x 28. layer: what the network's convolution ``name`` is given.
    sample, picture: ``shape`` and ``pixels``, a byte each, channel by channel and row by row.
    numbers: a plane of rows of ``numbers`` for each channel. colours: ``COLOUR_SHAPES``, which
    comes with digitpad. name: a file's name, for people.
    """

    kind: SourceKind = "drawing"
    shape: Shape3 = (1, 28, 28)
    pixels: bytes = b""
    numbers: tuple[Plane, ...] = ()
    name: str = ""
    label: int | None = None

    @property
    def is_coloured(self) -> bool:
        """True where the three channels are red, green and blue."""
        return self.kind in ("picture", "numbers", "colours") and self.shape[0] == COLOURS


DRAWING = InputSource()
COLOURS = 3  # channels of a picture with colours: red, green, blue
COLOUR_SIDE = 20  # pixels of the picture with colours that comes with digitpad
COLOUR_SHAPES = InputSource("colours", (COLOURS, COLOUR_SIDE, COLOUR_SIDE))


def layer_source(name: str) -> InputSource:
    """Return the source of what the convolution ``name`` of the network is given."""
    return InputSource("stage", name=name)


def sample_source(image: Pixels, label: int | None = None) -> InputSource:
    """Return the source of a data set's sample, (28, 28) uint8, 0 paper to 255 ink."""
    height, width = image.shape
    return InputSource("sample", (1, height, width), image.tobytes(), label=label)


def open_source(path: Path, *, in_colour: bool = True) -> InputSource:
    """Read a picture file: three channels where it has colours, else one, 0 black.

    A picture with a side beyond 256 pixels is reduced, each new pixel the mean of its area.
    in_colour: False reads a picture with colours in grey. Raises PictureError.
    """
    try:
        grey, colours = open_picture(path) if in_colour else (open_grey(path), None)
    except EmptyInkError as error:
        raise PictureError(
            "{path} is transparent everywhere, so there is nothing to see. Choose another picture.",
            path=path,
        ) from error
    image = grey[None] if colours is None else colours.transpose(2, 0, 1)
    if max(image.shape[1:]) > LARGEST_SIDE:
        image = np.stack([fit(channel, LARGEST_SIDE) for channel in image])
    levels = to_bytes(image)
    channels, height, width = levels.shape
    name = "".join(letter if letter.isprintable() else " " for letter in path.name)
    return InputSource(
        "picture", (channels, height, width), levels.tobytes(), name=name[:LONGEST_NAME]
    )


def numbers_source(rows: Sequence[Sequence[float]]) -> InputSource:
    """Return the source of a grid of numbers, up to 16 x 16. Raises LabError for another."""
    return planes_source([rows])


def planes_source(planes: Sequence[Sequence[Sequence[float]]]) -> InputSource:
    """Return the source of a grid of numbers for each of 1 or 3 channels, up to 16 x 16.

    Raises LabError for another.
    """
    rows = [row for plane in planes for row in plane]
    height, width = len(planes[0]) if planes else 0, len(rows[0]) if rows else 0
    if (
        len(planes) not in (1, COLOURS)
        or not (1 <= height <= LARGEST_GRID and 1 <= width <= LARGEST_GRID)
        or any(len(plane) != height for plane in planes)
        or any(len(row) != width for row in rows)
    ):
        raise LabError(
            "A grid has 1 to {most} rows and columns of numbers, all rows equally long. Choose "
            "another size.",
            most=LARGEST_GRID,
        )
    if not all(abs(number) <= LARGEST_NUMBER for row in rows for number in row):
        raise LabError(
            "A grid's numbers lie between −{most:,.0f} and {most:,.0f}. Correct the one that does "
            "not.",
            most=LARGEST_NUMBER,
        )
    numbers = tuple(
        tuple(tuple(float(number) for number in row) for row in plane) for plane in planes
    )
    return InputSource("numbers", (len(planes), height, width), numbers=numbers)


def typed(source: InputSource, position: Position, value: float) -> InputSource:
    """Return a grid of numbers with ``value`` at (channel, row, column); outside of it as it is."""
    if not source.numbers or not is_in(position, source.shape):
        return source
    planes = [[list(row) for row in plane] for plane in source.numbers]
    channel, row, column = position
    planes[channel][row][column] = value
    return planes_source(planes)


# A 4 x 4 input whose last row and column no 3 x 3 window sees at a stride of 2.
FOUR_BY_FOUR = numbers_source([[1, 2, 3, 0], [0, 1, 2, 3], [3, 0, 1, 2], [2, 3, 0, 1]])

# A red upright, a green level line and blue all over, weakly: a kernel's planes differ on it.
THREE_CHANNELS = planes_source(
    [
        [[0, 1, 0, 0]] * 4,
        [[0] * 4, [0] * 4, [1] * 4, [0] * 4],
        [[0.25] * 4] * 4,
    ]
)


def image_of(
    source: InputSource, *, drawing: Array | None = None, trace: Activations | None = None
) -> Array:
    """Return (channels, height, width) float32.

    drawing: (28, 28) ink in 0..1, for a source that is the drawing; trace: for a layer's input.
    Raises LabError where what the source needs is missing.
    """
    match source.kind:
        case "drawing":
            if drawing is None:
                raise LabError("There is no drawing yet. Draw a digit, or choose another input.")
            return drawing[None].astype(np.float32)
        case "stage":
            return _layer_input(source.name, trace)
        case "numbers":
            return np.array(source.numbers, np.float32)
        case "colours":
            return colour_shapes()
    levels = np.frombuffer(source.pixels, np.uint8).reshape(source.shape)
    return to_levels(levels)


def colour_shapes() -> Array:
    """Return (3, 20, 20) float32 in 0..1: on white a red, a green and a blue shape, and a yellow.

    A square, a disc, a triangle and a bar, so that they can be told apart in each channel too.
    """
    y, x = np.mgrid[:COLOUR_SIDE, :COLOUR_SIDE]
    shapes = (
        ((y >= 2) & (y <= 7) & (x >= 2) & (x <= 7), (0.9, 0.1, 0.1)),
        ((y - 5) ** 2 + (x - 14) ** 2 <= 13, (0.1, 0.7, 0.1)),
        ((y >= 11) & (y <= 17) & (abs(x - 5) <= (y - 11) // 2 + 1), (0.1, 0.1, 0.9)),
        ((y >= 12) & (y <= 16) & (x >= 11) & (x <= 17), (1.0, 0.9, 0.0)),
    )
    image = np.ones((COLOURS, COLOUR_SIDE, COLOUR_SIDE), np.float32)
    for place, colour in shapes:
        image[:, place] = np.array(colour, np.float32)[:, None]
    return image


def _layer_input(name: str, trace: Activations | None) -> Array:
    if trace is None:
        raise LabError(
            "There is no model yet, so it has no maps to show. Wait until it is loaded, or open "
            "one."
        )
    index = trace.graph.index.get(name, 0)
    if index and isinstance(trace.graph.operations[index].kind, ConvOp):
        (maps,) = trace.inputs(index)
        check_input_shape(maps.shape)
        return maps
    raise LabError("The network has no convolution {name!r}. Choose one that it has.", name=name)
