"""A number on the canvas: whether there is one, and each of its digits by itself."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digitpad.ink.drawing import Drawing
from digitpad.ink.segment.parts import middle_of
from digitpad.support.errors import DigitpadError

if TYPE_CHECKING:
    from digitpad.graph.graph import Graph
    from digitpad.ink.segment.parts import Box
    from digitpad.reading.number import NumberReading, ReadDigit

# Margin from which a drawing is a number. Of the 7,494 single digits of the pendigits database the
# bundled model tears seven, all of them fours, and none with a margin above 0.5; 99 % of rows of
# two digits have more than 1, and all longer ones. tests/bench/whole_numbers.py measures both.
CLEAR = 1.0
REACH = 20.0  # canvas units around a digit's ink that still belong to it


@dataclass(frozen=True, eq=False)
class SheetNumber:
    """A number, and the sheet that it was read from; a value that is never changed."""

    sheet: Drawing
    reading: NumberReading

    @property
    def digits(self) -> tuple[ReadDigit, ...]:
        """The digits in reading order; of strokes two, or one where there are marks beside it."""
        return self.reading.digits

    def alone(self, index: int) -> Drawing:
        """Return one digit as a drawing of its own, where it stands on the sheet."""
        from digitpad.ink.segment.stroke_parts import part_of  # the window does not wait for Pillow

        return part_of(self.sheet, self.digits[index].pieces)

    @property
    def newest(self) -> int:
        """The digit that holds the ink which was drawn last, dots and dashes aside."""
        return max(
            range(len(self.digits)),
            key=lambda index: max((p.stroke, p.end) for p in self.digits[index].pieces),
        )

    def place_of(self, digit: ReadDigit) -> int | None:
        """Return which of the digits is made of the same ink as ``digit``."""
        places = [n for n, own in enumerate(self.digits) if own.pieces == digit.pieces]
        return places[0] if places else None

    def has_ink_of(self, sheet: Drawing) -> bool:
        """Tell whether ``sheet`` is the number's own, changed: the same strokes, or points."""
        if not set(self.sheet.strokes).isdisjoint(sheet.strokes):
            return True
        # A stroke that is split or rubbed on is another one, and keeps most of its points.
        own = {point.tobytes() for stroke in self.sheet.strokes for point in stroke.points}
        return any(point.tobytes() in own for stroke in sheet.strokes for point in stroke.points)

    def same_in(self, later: SheetNumber, index: int) -> int | None:
        """Return which digit of a later number this one has become, where that can be told.

        Of strokes the digit that was drawn last is looked at instead.
        """
        return None

    def is_unchanged(self, index: int, later: SheetNumber) -> bool:
        """Tell whether what is seen of a digit is on a later sheet as it is on this one."""
        return False

    def box(self, index: int) -> Box:
        """Return left, top, right, bottom of a digit's ink, the pen's width included."""
        left, top, right, bottom = self.digits[index].box
        half = max(stroke.width for stroke in self.alone(index).strokes) / 2
        return left - half, top - half, right + half, bottom + half

    def at(self, x: float, y: float) -> int | None:
        """Return the digit at a place on the sheet; of several the one whose middle is nearest."""
        near = []
        for index in range(len(self.digits)):
            left, top, right, bottom = self.box(index)
            if left - REACH <= x <= right + REACH and top - REACH <= y <= bottom + REACH:
                middle = self.middle(index)
                near.append(((middle[0] - x) ** 2 + (middle[1] - y) ** 2, index))
        return min(near)[1] if near else None

    def middle(self, index: int) -> tuple[float, float]:
        """Return x and y of the middle of a digit."""
        return middle_of(self.digits[index].box)

    def ink_of(self, index: int) -> Hashable:
        """Return what tells a digit's ink from any other, on this sheet and the next ones."""
        return tuple(
            (self.sheet.strokes[piece.stroke], piece.start, piece.end)
            for piece in self.digits[index].pieces
        )

    def with_said(self, said: Mapping[Hashable, int]) -> SheetNumber:
        """Return the number with what somebody has said that its digits are, by their ink."""
        digits = tuple(
            replace(digit, said=said.get(self.ink_of(index)))
            for index, digit in enumerate(self.digits)
        )
        return replace(self, reading=replace(self.reading, digits=digits))

    def answered_by(self, network: Graph) -> SheetNumber:
        """Return the same digits with what ``network`` says of them."""
        from digitpad.reading.number import answered_by

        return replace(self, reading=answered_by(network, self.sheet, self.reading))


def is_number(reading: NumberReading) -> bool:
    """Tell whether ``reading`` is a number beyond doubt, and no single digit torn apart.

    A digit with a minus, or with ink that is not read, is one too.
    """
    return len(reading.digits) + len(reading.marks) > 1 and reading.margin >= CLEAR


def find_number(
    sheet: Drawing, finder: Graph, reader: Graph, check: Callable[[], None] = lambda: None
) -> SheetNumber | None:
    """Return the number on ``sheet``, or None where one digit is as likely, or too much for any.

    finder: tells which strokes are digits; reader: says what they are. check: is called every now
    and then, and may raise what ends the search.

    Importing this module does not import torch: the window holds numbers before there is a network.
    """
    from digitpad.reading.crops import read_grouped

    try:
        reading = read_grouped(finder, sheet, check)
    except DigitpadError:
        return None
    if not is_number(reading):
        return None
    number = SheetNumber(sheet, reading)
    return number if reader is finder else number.answered_by(reader)
