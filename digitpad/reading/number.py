"""Reading a number: the network chooses among the ways in which its ink makes digits and marks."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from digitpad.graph.graph import Graph
from digitpad.ink.drawing import Drawing
from digitpad.ink.input.frame import Array
from digitpad.ink.input.render import is_framed, network_input
from digitpad.ink.segment.parts import Box, Ink, box_around
from digitpad.ink.segment.patches import Patches
from digitpad.ink.segment.rows import row_choices, touching
from digitpad.ink.segment.stroke_parts import Piece, StrokeParts, part_of
from digitpad.reading.classify import DigitAnswer
from digitpad.reading.likelihood import (
    A_ROW,
    PATCHES_OF_DIGITS,
    ROWS_TOUCH,
    STROKES_OF_DIGITS,
    Habits,
)
from digitpad.reading.marks import (
    COMMA,
    POINT,
    Mark,
)
from digitpad.reading.row import ChosenGroup, answers_of, read_row
from digitpad.support.errors import EmptyInkError


@dataclass(frozen=True)
class ReadDigit:
    """One digit of a number.

    box: left, top, right, bottom of its ink, in the drawing's units or the picture's pixels.
    row: counted from 0 at the top. cell: of a table of numbers, what tells it from those beside it.
    pieces: the strokes that it is made of; none in a picture.
    images: (28, 28) each, what the network sees of it in a picture, which may be cleaned or cut in
    two ways. said: what somebody has said that it is; None where nobody has.
    """

    answer: DigitAnswer
    box: Box
    row: int = 0
    pieces: tuple[Piece, ...] = ()
    images: tuple[Array, ...] = field(default=(), repr=False, compare=False)
    said: int | None = None
    cell: int = 0

    @property
    def digit(self) -> int:
        """What counts: what it was said to be, else what it was read as."""
        return self.answer.digit if self.said is None else self.said

    @property
    def is_sure(self) -> bool:
        """False where it may be another digit, or none at all, and nobody has said what it is."""
        return self.said is not None or self.answer.is_sure

    @property
    def confidence(self) -> float:
        """Probability that it is right, 0..1."""
        return self.answer.confidence if self.said is None else 1.0

    @property
    def marked(self) -> str:
        """The digit as text, with a question mark where it is not sure: ``7?``."""
        return f"{self.digit}" if self.is_sure else f"{self.digit}?"


@dataclass(frozen=True)
class NumberReading:
    """The digits of a number, row by row from the left.

    marks: what is no digit, in the same order: point, comma, leading minus, and unread ink. No ink
    is left out.
    margin: by how much the logarithm of its likelihood exceeds that of one digit made of all ink;
    infinite where one digit is not thought of.
    """

    digits: tuple[ReadDigit, ...]
    marks: tuple[Mark, ...] = ()
    margin: float = math.inf

    @property
    def signs(self) -> tuple[ReadDigit | Mark, ...]:
        """Digits and marks in reading order."""
        everything: list[ReadDigit | Mark] = [*self.digits, *self.marks]
        return tuple(sorted(everything, key=lambda sign: (sign.row, sign.box[0] + sign.box[2])))

    @property
    def text(self) -> str:
        """The number as text, ``-3.14`` with a real minus; rows stand on lines of their own.

        A space is between the numbers of neighbouring cells.
        ``UNREAD`` stands for ink that is neither digit nor mark.
        """
        return self._written(lambda digit: str(digit.digit))

    @property
    def is_sure(self) -> bool:
        """False where one of the digits may be another, or none at all, or where ink is unread."""
        return all(digit.is_sure for digit in self.digits) and not any(
            mark.is_unread for mark in self.marks
        )

    @property
    def marked_text(self) -> str:
        """The number as text, with a question mark after each digit that is not sure: ``20?6``."""
        return self._written(lambda digit: digit.marked)

    def _written(self, word: Callable[[ReadDigit], str]) -> str:
        rows = groupby(self.signs, key=lambda sign: sign.row)
        return "\n".join(
            " ".join(
                "".join(word(sign) if isinstance(sign, ReadDigit) else sign.text for sign in cell)
                for _, cell in groupby(row, key=lambda sign: sign.cell)
            )
            for _, row in rows
        )

    @property
    def confidence(self) -> float:
        """Probability that all digits are right, if each is as sure as the network is, 0..1."""
        return math.prod(digit.confidence for digit in self.digits)


def read_number(
    network: Graph, drawing: Drawing, check: Callable[[], None] = lambda: None
) -> NumberReading:
    """Read the digits of ``drawing``, one or many, in one row or several.

    check: is called before each piece of ink that is looked at, and may raise what ends that.
    A drawing on a sample is one digit. Raises EmptyInkError for an empty drawing, DigitpadError for
    one with more strokes than a number has.
    """
    if is_framed(drawing):
        (answer,) = answers_of(network, [network_input(drawing)])
        ink = StrokeParts(drawing)
        width, height = drawing.size
        boxes = [(0.0, 0.0, width, height), *(part.box for part in ink.parts)]
        return NumberReading((ReadDigit(answer, box_around(boxes), 0, ink.pieces(ink.parts)),))
    ink = StrokeParts(drawing, check)
    found = _best_reading(network, ink, STROKES_OF_DIGITS)
    reading = _reading(found, [ink.pieces(choice.parts) for choice in found.choices])
    return answered_by(network, drawing, reading)


def answered_by(network: Graph, drawing: Drawing, reading: NumberReading) -> NumberReading:
    """Return the digits that ``reading`` found in ``drawing`` with what ``network`` says of them.

    Each is read with every point, as a drawing of it alone is read elsewhere.
    """
    images = [network_input(part_of(drawing, digit.pieces)) for digit in reading.digits]
    answers = answers_of(network, images)
    return replace(reading, digits=tuple(
        replace(digit, answer=answer)
        for digit, answer in zip(reading.digits, answers, strict=True)
    ))  # fmt: skip


def read_picture_number(network: Graph, ink: Array) -> NumberReading:
    """Read the digits of ``ink`` (h, w) float32, 0 paper to 1 ink; boxes are in its pixels.

    Raises EmptyInkError when there is no ink, DigitpadError for too many patches of it.
    """
    patches = Patches(ink)
    found = _best_reading(network, patches, PATCHES_OF_DIGITS)
    written = [choice for choice in found.choices if not patches.is_dirt(choice.parts)]
    shown = [choice for choice in found.choices if choice in written or _is_within(choice, written)]
    if all(choice.mark for choice in shown):
        shown = found.choices
    reading = _reading(replace(found, choices=shown), [()] * len(shown))
    digits = [choice for choice in shown if not choice.mark]
    return replace(reading, digits=tuple(
        replace(digit, images=_images(patches, choice))
        for digit, choice in zip(reading.digits, digits, strict=True)
    ))  # fmt: skip


def _images(patches: Patches, choice: ChosenGroup) -> tuple[Array, ...]:
    """Return what the network sees of a digit, and in doubt the whole patch that it was cut from.

    Read both ways, it is no sure digit; where it is none by itself, it stays what it is.
    """
    own = patches.image(choice.parts)
    if not choice.doubt or not choice.answer.is_sure:
        return (own,)
    wholes = {part.whole for part in choice.parts}
    return own, patches.image([part for part in patches.parts if part.whole in wholes])


def _is_within(small: ChosenGroup, written: Sequence[ChosenGroup]) -> bool:
    """Tell whether a point or a comma has something on both sides; elsewhere it is dirt."""
    middles = [one.box[0] + one.box[2] for one in written if one.row == small.row]
    middle = small.box[0] + small.box[2]
    is_mark = small.mark in (POINT, COMMA)
    return is_mark and bool(middles) and min(middles) < middle < max(middles)


@dataclass(frozen=True, eq=False)
class _BestReading:
    """The best way to read all ink, and its margin over one digit."""

    choices: list[ChosenGroup]
    margin: float


def _reading(found: _BestReading, pieces: Sequence[tuple[Piece, ...]]) -> NumberReading:
    """Return what was found; pieces: of strokes, that each of the choices is made of."""
    both = list(zip(found.choices, pieces, strict=True))
    return NumberReading(
        tuple(ReadDigit(one.answer, one.box, one.row, own) for one, own in both if not one.mark),
        tuple(Mark(one.mark, one.box, one.row, own) for one, own in both if one.mark),
        found.margin,
    )


def _best_reading(network: Graph, ink: Ink, habits: Habits) -> _BestReading:
    if not ink.parts:
        raise EmptyInkError("There is no ink to read. Draw a number first.")
    best: tuple[float, list[ChosenGroup]] | None = None
    as_one = -math.inf
    ways = row_choices(ink.parts)
    for rows in ways:
        total, choices = (len(rows) - 1) * A_ROW, []
        if len(ways) > 1:
            total += touching(ink.parts, rows) * ROWS_TOUCH
        for number, row in enumerate(rows):
            read = read_row(network, ink, row, number, len(rows) == 1, habits)
            total += read.score
            choices += read.choices
            as_one = max(as_one, read.as_one)
        if best is None or total > best[0]:
            best = total, choices
    assert best is not None
    choices = best[1]
    if all(choice.mark for choice in choices):  # a single dot is ink, and so is a sign alone
        (answer,) = answers_of(network, [ink.image(ink.parts)])
        return _BestReading([ChosenGroup(tuple(ink.parts), answer, 0, "")], 0.0)
    return _BestReading(choices, best[0] - as_one)
