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

from digitpad.graph.ops.convolution import ConvOp
from digitpad.graph.trace import Trace
from digitpad.ink.drawing import Pixels
from digitpad.ink.input.frame import fit
from digitpad.ink.photo.picture import open_grey, open_picture
from digitpad.lab.limits import LARGEST_NUMBER, LARGEST_SIDE, LabError, check_input_shape
from digitpad.lab.shapes import Shape3
from digitpad.support.errors import EmptyInkError, PictureError

Array = NDArray[np.float32]
SourceKind = Literal["drawing", "sample", "picture", "numbers", "stage"]

SOURCE_KINDS: tuple[SourceKind, ...] = ("drawing", "sample", "picture", "numbers", "stage")
LONGEST_NAME = 100  # characters
LARGEST_GRID = 16  # rows and columns of typed numbers


@dataclass(frozen=True)
class InputSource:
    """Where an image comes from, with its values where they are not someone else's.

    drawing: the canvas's ink, 28 x 28. layer: what the network's convolution ``name`` is given.
    sample, picture: ``shape`` and ``pixels``, a byte each, channel by channel and row by row.
    numbers: rows of ``numbers``, one channel. name: a file's name, for people.
    """

    kind: SourceKind = "drawing"
    shape: Shape3 = (1, 28, 28)
    pixels: bytes = b""
    numbers: tuple[tuple[float, ...], ...] = ()
    name: str = ""
    label: int | None = None


DRAWING = InputSource()


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
    levels = np.rint(image * 255.0).astype(np.uint8)
    channels, height, width = levels.shape
    name = "".join(letter if letter.isprintable() else " " for letter in path.name)
    return InputSource(
        "picture", (channels, height, width), levels.tobytes(), name=name[:LONGEST_NAME]
    )


def numbers_source(rows: Sequence[Sequence[float]]) -> InputSource:
    """Return the source of a grid of numbers, up to 16 x 16. Raises LabError for another."""
    width = len(rows[0]) if rows else 0
    if not (1 <= len(rows) <= LARGEST_GRID and 1 <= width <= LARGEST_GRID) or any(
        len(row) != width for row in rows
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
    numbers = tuple(tuple(float(number) for number in row) for row in rows)
    return InputSource("numbers", (1, len(rows), width), numbers=numbers)


# A 4 x 4 input whose last row and column no 3 x 3 window sees at a stride of 2.
FOUR_BY_FOUR = numbers_source([[1, 2, 3, 0], [0, 1, 2, 3], [3, 0, 1, 2], [2, 3, 0, 1]])


def image_of(
    source: InputSource, *, drawing: Array | None = None, trace: Trace | None = None
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
            return np.array(source.numbers, np.float32)[None]
    levels = np.frombuffer(source.pixels, np.uint8).reshape(source.shape)
    return levels.astype(np.float32) / np.float32(255.0)


def _layer_input(name: str, trace: Trace | None) -> Array:
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
