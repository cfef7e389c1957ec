"""What is written in a drawing or a picture: one digit or a number, decided in one place.

The window, ``digitpad predict`` and ``digitpad.read`` take it from here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from digitpad.graph.graph import Graph
from digitpad.ink.drawing import Drawing
from digitpad.ink.input.frame import Array
from digitpad.ink.input.render import network_input
from digitpad.ink.photo.picture import (
    FORMATS,
    Colours,
    clean_ink,
    open_picture,
    opened_inputs,
)
from digitpad.ink.segment.parts import Box, box_around, scaled
from digitpad.ink.strokes_file import load_drawing
from digitpad.network.architecture import CLASSES
from digitpad.reading.canvas_number import is_number
from digitpad.reading.classify import Answer, agreed, classify
from digitpad.reading.number import NumberReading, ReadDigit, read_number, read_picture_number
from digitpad.support.errors import DigitpadError, EmptyInkError

Way = Literal["digit", "number"]  # what it is taken for, where somebody knows
INK = 0.35  # from here on a pixel is ink and no residue of the paper


@dataclass(frozen=True)
class Written:
    """text: ``7`` or ``374``; rows stand on lines of their own. digits: in reading order.

    answer: of a single digit; None for a number. Boxes are in the drawing's units, or the
    picture's pixels.
    """

    text: str
    digits: tuple[ReadDigit, ...]
    answer: Answer | None

    @property
    def confidence(self) -> float:
        """Probability that all digits are right, if each is as sure as the network is, 0..1."""
        return float(np.prod([digit.answer.confidence for digit in self.digits]))

    @property
    def is_sure(self) -> bool:
        """False where any digit may be another one, or none at all."""
        return all(digit.answer.is_sure for digit in self.digits)


def read_file(network: Graph, path: Path, way: Way | None = None) -> Written:
    """Read a strokes file (.json) or a picture file.

    Raises DigitpadError when the file cannot be used or shows no ink.
    """
    if path.suffix.lower() == ".json":
        return read_drawing(network, load_drawing(path), way)
    grey, colours = open_picture(path)
    with Image.open(path, formats=FORMATS) as picture:  # opened before: it is a good one
        size = picture.size
    try:
        return read_picture(network, grey, colours, size, way)
    except EmptyInkError as error:
        raise EmptyInkError(
            "{path} shows no ink: everything in it is about equally bright. "
            "Choose another picture.",
            path=path,
        ) from error


def read_drawing(network: Graph, drawing: Drawing, way: Way | None = None) -> Written:
    """Read a drawing. Raises EmptyInkError for an empty one."""
    image = network_input(drawing)
    reading = _number(network, way, lambda: read_number(network, drawing))
    if reading is not None:
        return Written(reading.text, reading.digits, None)
    paths = [(*stroke.xy.min(axis=0), *stroke.xy.max(axis=0)) for stroke in drawing.strokes]
    width, height = drawing.size
    box = box_around(paths) if paths else (0.0, 0.0, width, height)
    return _digit([classify(network, image)], box)


def read_picture(
    network: Graph, grey: Array, colours: Colours | None, size: tuple[int, int],
    way: Way | None = None,
) -> Written:  # fmt: skip
    """Read what ``open_picture`` gives of a picture of ``size``, (width, height) pixels.

    Raises EmptyInkError when it shows no ink.
    """
    ink = clean_ink(grey, colours)
    pixels = max(size) / max(ink.shape)
    reading = _number(network, way, lambda: read_picture_number(network, ink))
    if reading is not None:
        digits = [replace(digit, box=scaled(digit.box, pixels)) for digit in reading.digits]
        return Written(reading.text, tuple(digits), None)
    answers = [classify(network, image) for image in opened_inputs(grey, colours)]
    rows, columns = np.nonzero(ink > INK)
    box: Box = (0.0, 0.0, float(size[0]), float(size[1]))
    if len(rows):
        around = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
        left, top, right, bottom = (float(n) * pixels for n in around)
        box = (left, top, right, bottom)
    return _digit(answers, box)


def _number(
    network: Graph, way: Way | None, read: Callable[[], NumberReading]
) -> NumberReading | None:
    """Return the number that ``read`` finds; None where it is taken for one digit."""
    if way == "digit" or network.classes != CLASSES:
        return None
    if way == "number":
        return read()
    try:
        reading = read()
    except EmptyInkError:
        raise
    except DigitpadError:  # too much ink for any number
        return None
    return reading if is_number(reading) else None


def _digit(answers: Sequence[Answer], box: Box) -> Written:
    answer = agreed(answers)
    return Written(str(answer.digit), (ReadDigit(answer, box),), answer)
