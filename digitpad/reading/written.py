"""What is written in a drawing or a picture: one digit or a number, decided in one place.

The window, ``digitpad predict`` and ``digitpad.read`` take it from here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from digitpad.graph.graph import Graph
from digitpad.ink.drawing import Drawing
from digitpad.ink.input.frame import Array
from digitpad.ink.input.render import network_input
from digitpad.ink.photo.cells import form_in
from digitpad.ink.photo.cleaned import in_bytes, ink_of, inputs_of
from digitpad.ink.photo.marks import without_marks
from digitpad.ink.photo.on_sheet import PaperImage, Photo
from digitpad.ink.photo.picture import (
    Colours,
    decoded_picture,
    is_input,
    no_ink,
    opened_file,
)
from digitpad.ink.segment.parts import Box, box_around, scaled
from digitpad.ink.segment.stroke_parts import box_of
from digitpad.ink.strokes_file import load_drawing
from digitpad.network.architecture import CLASSES
from digitpad.reading.canvas_number import is_number
from digitpad.reading.classify import DigitAnswer, agreed, classify, classify_all
from digitpad.reading.marks import Mark
from digitpad.reading.number import NumberReading, ReadDigit, read_picture_number
from digitpad.support.errors import DigitpadError, EmptyInkError

Way = Literal["digit", "number"]  # what it is taken for, where somebody knows
TINY = 40  # pixels: in a picture that is no larger, what is higher than wide is one digit
INK = 0.35  # from here on a pixel is ink and no residue of the paper


@dataclass(frozen=True)
class Written:
    """text: ``7``, ``374`` or ``-3.14`` with a real minus; rows stand on lines of their own.

    Where a table's cells hold numbers a space is between them.
    digits: in reading order. answer: of a single digit; None where there are several.
    number: all that is known of a number. Boxes are in the drawing's units, or the picture's
    pixels.
    """

    text: str
    digits: tuple[ReadDigit, ...]
    answer: DigitAnswer | None
    number: NumberReading | None = None

    @property
    def confidence(self) -> float:
        """Probability that all digits are right, if each is as sure as the network is, 0..1."""
        return float(np.prod([digit.answer.confidence for digit in self.digits]))

    @property
    def is_sure(self) -> bool:
        """False where any digit may be another one, or none at all, or where ink is not read."""
        number = NumberReading(self.digits) if self.number is None else self.number
        return number.is_sure

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Point, comma, minus, and ink that is not read, for which the text has ``UNREAD``."""
        return () if self.number is None else self.number.marks


def read_file(network: Graph, path: Path, way: Way | None = None) -> Written:
    """Read a strokes file (.json) or a picture file.

    Raises DigitpadError when the file cannot be used or shows no ink.
    """
    if path.suffix.lower() == ".json":
        return read_drawing(network, load_drawing(path), way)
    try:
        with opened_file(path) as picture:
            size = picture.size
            grey, colours = decoded_picture(picture, path)
        return read_picture(network, grey, colours, size, way)
    except EmptyInkError as error:
        raise no_ink(path) from error


def read_drawing(network: Graph, drawing: Drawing, way: Way | None = None) -> Written:
    """Read a drawing, or the picture that lies on it; what is said to be one digit is one.

    Raises EmptyInkError for an empty one.
    """
    if drawing.photo is not None:
        written = read_photo(network, drawing.photo, way)
        side, photo = drawing.size[0], drawing.photo
        return _boxed(written, lambda box: photo.to_sheet(box, side))
    from digitpad.reading.crops import read_grouped

    image = network_input(drawing)
    reading = _number(network, way, lambda: read_grouped(network, drawing))
    if reading is not None:
        return as_written(reading)
    width, height = drawing.size
    box = box_of(drawing.strokes) if drawing.strokes else (0.0, 0.0, width, height)
    return _digit([classify(network, image)], box)


def read_picture(
    network: Graph, grey: Array, colours: Colours | None, size: tuple[int, int],
    way: Way | None = None,
) -> Written:  # fmt: skip
    """Read what ``open_picture`` gives of a picture of ``size``, (width, height) pixels.

    Raises EmptyInkError when it shows no ink.
    """
    written = read_photo(network, Photo(PaperImage.of(grey, colours)), way)
    pixels = max(size) / max(grey.shape)
    return _boxed(written, lambda box: scaled(box, pixels))


def read_photo(network: Graph, photo: Photo, way: Way | None = None) -> Written:
    """Read a picture as it lies on the canvas; boxes are in its pixels.

    Raises EmptyInkError when it shows no ink.
    """
    if photo.crops is not None and way is None:
        from digitpad.reading.crops import read_crops

        return read_crops(network, photo.image, photo.crops)
    image = photo.image
    if is_input(image.levels()[0]):  # as data sets have them
        return digit_of(network, inputs_of(image), image.box)
    form = form_in(image) if way != "digit" else None
    if form is not None:
        from digitpad.reading.crops import read_cells

        return read_cells(network, image, form)
    ink = ink_of(image)
    pixels = max(image.size) / max(ink.shape)
    reading = number_in(network, ink, way)
    if reading is not None and (way == "number" or not _is_one_tiny(image, reading)):
        return _boxed(as_written(reading), lambda box: scaled(box, pixels))
    rows, columns = np.nonzero(without_marks(ink).ink > INK)  # a digit has no points
    box = image.box
    if len(rows):
        around = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
        left, top, right, bottom = (float(n) * pixels for n in around)
        box = (left, top, right, bottom)
    return digit_of(network, inputs_of(image), box)


def _is_one_tiny(image: PaperImage, reading: NumberReading) -> bool:
    """Tell whether what seems a number has pixels for one digit alone, as a bold 8 cut tightly."""
    left, top, right, bottom = box_around([sign.box for sign in reading.signs])
    return max(image.size) <= TINY and right - left < bottom - top


def number_in(network: Graph, ink: Array, way: Way | None = None) -> NumberReading | None:
    """Return the number in a picture's ink; boxes are in its pixels. None for one digit.

    Raises EmptyInkError when there is no ink.
    """
    reading = _number(network, way, lambda: read_picture_number(network, ink))
    if reading is None:
        return None
    images = [tuple(in_bytes(image) for image in digit.images) for digit in reading.digits]
    answers = iter(classify_all(network, np.stack([image for some in images for image in some])))
    return replace(reading, digits=tuple(
        replace(digit, answer=agreed([next(answers) for _ in some]), images=some)
        for digit, some in zip(reading.digits, images, strict=True)
    ))  # fmt: skip


def digit_of(network: Graph, images: Sequence[Array], box: Box) -> Written:
    """Return one digit that is seen in each of ``images``, (28, 28): sure where they agree."""
    return _digit([classify(network, image) for image in images], box, tuple(images))


def _boxed(written: Written, place: Callable[[Box], Box]) -> Written:
    """Return ``written`` with boxes in other units."""
    digits = tuple(replace(digit, box=place(digit.box)) for digit in written.digits)
    number = written.number
    if number is not None:
        marks = tuple(replace(mark, box=place(mark.box)) for mark in number.marks)
        number = replace(number, digits=digits, marks=marks)
    return replace(written, digits=digits, number=number)


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


def as_written(reading: NumberReading) -> Written:
    """Return a number as what is written; one digit has its answer, be there marks or not."""
    one = reading.digits[0].answer if len(reading.digits) == 1 else None
    return Written(reading.text, reading.digits, one, reading)


def _digit(answers: Sequence[DigitAnswer], box: Box, images: tuple[Array, ...] = ()) -> Written:
    answer = agreed(answers)
    return Written(str(answer.digit), (ReadDigit(answer, box, images=images),), answer)
