"""The digits of a picture on the canvas, one or many: each is read as the sample that it gives."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from digitpad.ink.drawing import Drawing, Pixels
from digitpad.ink.input.frame import to_bytes
from digitpad.ink.photo.bare_paper import bare_paper
from digitpad.ink.photo.cleaned import inputs_of
from digitpad.ink.photo.on_sheet import Crop, Photo
from digitpad.reading.canvas_number import SheetNumber
from digitpad.reading.classify import agreed, classify
from digitpad.reading.number import NumberReading, ReadDigit
from digitpad.reading.written import Way, read_drawing
from digitpad.support.errors import EmptyInkError

if TYPE_CHECKING:
    from digitpad.graph.graph import Graph
    from digitpad.ink.input.frame import Array
    from digitpad.ink.segment.parts import Box

SAME = 0.5  # of two frames together, that they share: the same digit, with less of its ink


@dataclass(frozen=True, eq=False)
class PhotoNumber(SheetNumber):
    """What was read in the picture on ``sheet``; none, one or more digits, boxes in its units."""

    def alone(self, index: int) -> Drawing:
        """Return one digit as the network sees it: a sample, and in doubt another one."""
        return _sample(self.digits[index].images)

    @property
    def newest(self) -> int:
        """The first digit: nobody has drawn one after the other."""
        return 0

    def place_of(self, digit: ReadDigit) -> int | None:
        """Return which of the digits is framed as ``digit`` is."""
        places = [n for n, own in enumerate(self.digits) if own.box == digit.box]
        return places[0] if places else None

    def ink_of(self, index: int) -> Hashable:
        """Return what tells a digit from any other: its frame, and what is seen in it."""
        return self.digits[index].box, blake2b(self._seen(index, self.photo).tobytes()).digest()

    def has_ink_of(self, sheet: Drawing) -> bool:
        """Tell whether ``sheet`` has the same picture, framed or rubbed on otherwise."""
        return sheet.photo is not None and self._is_of(sheet.photo)

    def same_in(self, later: SheetNumber, index: int) -> int | None:
        """Return which digit of the same picture, with more or less rubbed out, is where it was."""
        is_same = isinstance(later, PhotoNumber) and self._is_of(later.photo)
        if not is_same or not later.digits:
            return None
        box = self.digits[index].box
        overlaps = [_overlap(box, digit.box) for digit in later.digits]
        best = max(range(len(overlaps)), key=overlaps.__getitem__)
        return best if overlaps[best] >= SAME else None

    def is_unchanged(self, index: int, later: SheetNumber) -> bool:
        """Tell whether the eraser left a digit's frame alone."""
        if not isinstance(later, PhotoNumber) or not self._is_of(later.photo):
            return False
        return np.array_equal(self._seen(index, self.photo), self._seen(index, later.photo))

    def _is_of(self, photo: Photo) -> bool:
        return self.photo.image.as_opened is photo.image.as_opened

    def _seen(self, index: int, photo: Photo) -> Pixels:
        """Return the part of ``photo`` in a digit's frame."""
        frame = self.photo.from_sheet(self.digits[index].box, self.sheet.size[0])
        return photo.image.cut(frame).grey

    def box(self, index: int) -> Box:
        """Return the frame of a digit."""
        return self.digits[index].box

    @property
    def photo(self) -> Photo:
        """The picture."""
        assert self.sheet.photo is not None
        return self.sheet.photo

    def crops(self) -> list[Crop]:
        """Return a frame for each digit: the one that was drawn for it, or around its ink."""
        photo, side = self.photo, self.sheet.size[0]
        drawn = {photo.to_sheet(crop.box, side): crop for crop in photo.crops or ()}
        return [
            drawn.get(digit.box) or Crop(photo.from_sheet(digit.box, side), is_cut=False)
            for digit in self.digits
        ]

    def framed(self, crops: Sequence[Crop]) -> Drawing:
        """Return the sheet with these frames around digits, and the marks where they are."""
        side = self.sheet.size[0]
        marks = [
            Crop(self.photo.from_sheet(mark.box, side), is_cut=False, mark=mark.text)
            for mark in self.reading.marks
        ]
        return replace(self.sheet, photo=replace(self.photo, crops=(*crops, *marks)))

    def answered_by(self, network: Graph) -> PhotoNumber:
        """Return the same digits with what ``network`` says of them."""
        digits = tuple(
            replace(digit, answer=agreed([classify(network, image) for image in digit.images]))
            for digit in self.digits
        )
        return replace(self, reading=replace(self.reading, digits=digits))


def _overlap(one: Box, other: Box) -> float:
    """Return how much two boxes have in common, 0..1 of what they cover together."""
    low, high = np.maximum(one[:2], other[:2]), np.minimum(one[2:], other[2:])
    common = float(np.prod(np.maximum(high - low, 0)))
    areas = [float(np.prod(np.subtract(box[2:], box[:2]))) for box in (one, other)]
    return common / max(sum(areas) - common, 1e-9)


def find_in_photo(
    sheet: Drawing, finder: Graph, reader: Graph, way: Way | None = None
) -> PhotoNumber:  # fmt: skip
    """Return the digits in the picture on ``sheet``; none where it shows no ink.

    finder: tells where digits are; reader: says what they are. The eraser finds its paper known.
    """
    assert sheet.photo is not None
    bare_paper(sheet.photo.image)
    try:
        written = read_drawing(finder, sheet, way)
    except EmptyInkError:
        return PhotoNumber(sheet, NumberReading(()))
    number = PhotoNumber(sheet, written.number or NumberReading(written.digits))
    return number if reader is finder else number.answered_by(reader)


def unread_sample(sheet: Drawing) -> Drawing:
    """Return the picture on ``sheet`` as one digit, while there is no network to find more."""
    assert sheet.photo is not None
    bare_paper(sheet.photo.image)
    try:
        return _sample(inputs_of(sheet.photo.image))
    except EmptyInkError:
        return Drawing()


def _sample(images: tuple[Array, ...]) -> Drawing:
    picture, *others = (to_bytes(image) for image in images)
    return Drawing(picture=picture, doubt=others[0] if others else None)
