"""Reading a number: the network chooses among the ways in which its ink makes digits.

How likely some ink is one digit follows from what the network says of it, and from how it lies.
The weights are those that make the right way to read a row the most likely one (maximum likelihood
over all ways), for rows of two to four digits and for single ones, by writers 1 to 15 of the
pendigits database, read by the bundled model; digits written in one stroke together count a tenth.
tests/bench/whole_numbers.py measures what they achieve with the other writers' digits.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.graph import Graph
from digitpad.ink.drawing import Drawing
from digitpad.ink.input.frame import Array
from digitpad.ink.input.render import is_framed, network_input
from digitpad.ink.segment.groups import Group, best_cover, in_reading_order, possible_groups
from digitpad.ink.segment.parts import Box, Ink, Part, box_around
from digitpad.ink.segment.patches import Patches
from digitpad.ink.segment.rows import Row, row_choices, touching
from digitpad.ink.segment.stroke_parts import Piece, StrokeParts, part_of
from digitpad.reading.classify import Answer
from digitpad.support.errors import EmptyInkError

# What adds to the logarithm of the likelihood, or takes from it. Lengths are in row heights.
A_DIGIT = 1.3
ALL_INK = 1.35  # a digit that is all there is
A_ROW = -3.0  # a second row, a third; this and the next two were chosen by hand
ROWS_TOUCH = -2.5  # for each two strokes of different rows that touch
A_MARK = -2.0  # a dot or a dash, instead of a digit: the digits that were learnt from have none
SURE = 3.06  # for each unit of the network's log probability, which counts from LEAST_SURE
LEAST_SURE = -3.0
STROKES = 0.74  # for each unit of log probability that digits have so many strokes
SHAPE = 0.47  # the same that they are so wide for their height
SEVERAL = 1.44  # more than one stroke, before what SECOND, GAP and SPACE take
SECOND, SECOND_FROM = -2.91, 0.5  # for height of the second highest stroke beyond that
LOW = ((-2.11, 0.7), (-5.29, 0.9))  # for height that is missing to that
WIDE, WIDE_FROM = -2.2, 0.8  # for width beyond that
GAP, SPACE = -1.69, -0.94  # for the gap between its strokes, and for an empty column
OVERLAP = -1.95  # for the share of another's columns, 0..1
A_CUT = -1.56  # for each end at which a stroke goes on in the next digit
UNLIKELY = -3.0  # of several strokes by their place alone: such a group is not looked at

Shares = Sequence[Sequence[float]]  # for each digit: how often it has one, two, three or more

# By writers 1 to 15, each count three more than it was.
STROKES_OF_DIGITS: Shares = (
    (0.96, 0.03, 0.01), (0.94, 0.05, 0.01), (0.98, 0.01, 0.01), (0.98, 0.01, 0.01),
    (0.35, 0.64, 0.01), (0.19, 0.80, 0.01), (0.98, 0.01, 0.01), (0.12, 0.87, 0.01),
    (0.92, 0.07, 0.01), (0.95, 0.04, 0.01),
)  # fmt: skip
# In a picture strokes that cross hang together, and so do digits that touch.
PATCHES_OF_DIGITS: Shares = ((0.97, 0.02, 0.01),) * 10

# Logarithm of width by height of those digits: median and spread.
SHAPES = (
    (-0.18, 0.24), (-1.0, 0.65), (-0.27, 0.24), (-0.52, 0.19), (-0.63, 0.32),
    (-0.25, 0.23), (-0.65, 0.22), (-0.43, 0.24), (-0.65, 0.24), (-0.54, 0.21),
)  # fmt: skip
NARROWEST = 0.05  # row heights: thinner and lower ink counts as that
RAREST = 1e-3  # density: a shape that no digit has


def log_likelihood(group: Group, answer: Answer, shares: Shares) -> float:
    """Return how likely ``group`` is one digit; only differences between its values mean something.

    shares: of strokes, or of patches, whichever the group is made of.
    """
    score = A_DIGIT + SURE * max(math.log(max(answer.confidence, 1e-9)), LEAST_SURE)
    score += STROKES * math.log(sum(
        probability * counts[min(group.wholes, len(counts)) - 1]
        for probability, counts in zip(answer.probabilities, shares, strict=True)
    ))  # fmt: skip
    return score + SHAPE * math.log(RAREST + _shape_density(group, answer)) + of_place(group)


def of_place(group: Group) -> float:
    """Return the part of a group's likelihood that the network has no say in."""
    score = sum(weight * max(0.0, least - group.height) for weight, least in LOW)
    score += WIDE * max(0.0, group.width - WIDE_FROM)
    score += OVERLAP * group.overlap + A_CUT * group.cuts
    if group.wholes > 1:
        score += SEVERAL + SECOND * max(0.0, group.second - SECOND_FROM)
        score += GAP * group.gap + SPACE * group.space
    return score


def _shape_density(group: Group, answer: Answer) -> float:
    shape = math.log(max(group.width, NARROWEST) / max(group.height, NARROWEST))
    return sum(
        probability * math.exp(-(((shape - middle) / spread) ** 2) / 2) / spread
        for probability, (middle, spread) in zip(answer.probabilities, SHAPES, strict=True)
    )


@dataclass(frozen=True)
class ReadDigit:
    """One digit of a number.

    box: left, top, right, bottom of its ink, in the drawing's units or the picture's pixels.
    row: counted from 0 at the top. pieces: the strokes that it is made of; none in a picture.
    """

    answer: Answer
    box: Box
    row: int = 0
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class NumberReading:
    """The digits of a number, row by row from the left.

    marks: pieces of strokes that are no digits, as dots and dashes.
    margin: by how much the logarithm of its likelihood exceeds that of one digit made of all ink;
    infinite where one digit is not thought of.
    """

    digits: tuple[ReadDigit, ...]
    marks: tuple[Piece, ...] = ()
    margin: float = math.inf

    @property
    def text(self) -> str:
        """The number as text, ``2026``; rows stand on lines of their own."""
        rows = groupby(self.digits, key=lambda digit: digit.row)
        return "\n".join("".join(str(digit.answer.digit) for digit in row) for _, row in rows)

    @property
    def is_sure(self) -> bool:
        """False where one of the digits may be another, or none at all."""
        return all(digit.answer.is_sure for digit in self.digits)

    @property
    def marked_text(self) -> str:
        """The number as text, with a question mark after each digit that is not sure: ``20?6``."""
        rows = groupby(self.digits, key=lambda digit: digit.row)
        return "\n".join("".join(digit.answer.marked for digit in row) for _, row in rows)

    @property
    def confidence(self) -> float:
        """Probability that all digits are right, if each is as sure as the network is, 0..1."""
        return math.prod(digit.answer.confidence for digit in self.digits)


def read_number(network: Graph, drawing: Drawing) -> NumberReading:
    """Read the digits of ``drawing``, one or many, in one row or several.

    A drawing on a sample is one digit. Raises EmptyInkError for an empty drawing, DigitpadError for
    one with more strokes than a number has.
    """
    if is_framed(drawing):
        (answer,) = _answers(network, [network_input(drawing)])
        ink = StrokeParts(drawing)
        width, height = drawing.size
        boxes = [(0.0, 0.0, width, height), *(part.box for part in ink.parts)]
        return NumberReading((ReadDigit(answer, box_around(boxes), 0, ink.pieces(ink.parts)),))
    ink = StrokeParts(drawing)
    found = _best_reading(network, ink, STROKES_OF_DIGITS)
    digits = tuple(
        ReadDigit(choice.answer, choice.box, choice.row, ink.pieces(choice.parts))
        for choice in found.choices if not choice.is_mark
    )  # fmt: skip
    marks = [part for choice in found.choices if choice.is_mark for part in choice.parts]
    reading = NumberReading(digits, ink.pieces(marks), found.margin)
    return answered_by(network, drawing, reading)


def answered_by(network: Graph, drawing: Drawing, reading: NumberReading) -> NumberReading:
    """Return the digits that ``reading`` found in ``drawing`` with what ``network`` says of them.

    Each is read with every point, as a drawing of it alone is read elsewhere.
    """
    images = [network_input(part_of(drawing, digit.pieces)) for digit in reading.digits]
    answers = _answers(network, images)
    return replace(reading, digits=tuple(
        replace(digit, answer=answer)
        for digit, answer in zip(reading.digits, answers, strict=True)
    ))  # fmt: skip


def read_picture_number(network: Graph, ink: Array) -> NumberReading:
    """Read the digits of ``ink`` (h, w) float32, 0 paper to 1 ink; boxes are in its pixels.

    Raises EmptyInkError when there is no ink, DigitpadError for too many patches of it.
    """
    found = _best_reading(network, Patches(ink), PATCHES_OF_DIGITS)
    return NumberReading(tuple(
        ReadDigit(choice.answer, choice.box, choice.row)
        for choice in found.choices if not choice.is_mark
    ), margin=found.margin)  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Choice:
    """A group that was chosen: its parts and what the network says of them."""

    parts: tuple[Part, ...]
    answer: Answer
    row: int
    is_mark: bool

    @property
    def box(self) -> Box:
        return box_around([part.box for part in self.parts])


@dataclass(frozen=True, eq=False)
class _Found:
    """The best way to read all ink, and its margin over one digit."""

    choices: list[_Choice]
    margin: float


def _best_reading(network: Graph, ink: Ink, shares: Shares) -> _Found:
    if not ink.parts:
        raise EmptyInkError("There is no ink to read. Draw a number first.")
    best: tuple[float, list[_Choice]] | None = None
    as_one = -math.inf
    ways = row_choices(ink.parts)
    for rows in ways:
        total, choices = (len(rows) - 1) * A_ROW, []
        if len(ways) > 1:
            total += touching(ink.parts, rows) * ROWS_TOUCH
        for number, row in enumerate(rows):
            read = _read_row(network, ink, row, number, len(rows) == 1, shares)
            total += read.score
            choices += read.choices
            as_one = max(as_one, read.as_one)
        if best is None or total > best[0]:
            best = total, choices
    assert best is not None
    choices = best[1]
    if all(choice.is_mark for choice in choices):  # a single dot is ink
        (answer,) = _answers(network, [ink.image(ink.parts)])
        return _Found([_Choice(tuple(ink.parts), answer, 0, is_mark=False)], 0.0)
    return _Found(choices, best[0] - as_one)


@dataclass(frozen=True, eq=False)
class _ReadRow:
    """The best way to read a row, its score, and that of all ink as one digit in this row."""

    choices: list[_Choice]
    score: float
    as_one: float


def _read_row(
    network: Graph, ink: Ink, row: Row, number: int, is_all: bool,
    shares: Shares,
) -> _ReadRow:  # fmt: skip
    """Return the best way to read one row; is_all: all ink is in it."""
    parts = in_reading_order(
        [piece for index in row.parts for piece in ink.cut(ink.parts[index], row.height)]
    )
    groups = [
        group for group in possible_groups(parts, row.height)
        if group.wholes == 1 or of_place(group) > UNLIKELY
    ]  # fmt: skip
    members = [tuple(parts[index] for index in group.parts) for group in groups]
    answers = _answers(network, [ink.image(some) for some in members])
    scores, marks, as_one = [], [], -math.inf
    for group, answer in zip(groups, answers, strict=True):
        score = log_likelihood(group, answer, shares)
        if is_all and len(group.parts) == len(parts):
            score += ALL_INK
            as_one = score
        marks.append(group.may_be_mark and score < A_MARK)
        scores.append(A_MARK if marks[-1] else score)
    cover = best_cover(len(parts), groups, scores)
    chosen = [_Choice(members[index], answers[index], number, marks[index]) for index in cover]
    chosen.sort(key=lambda choice: choice.box[0] + choice.box[2])
    return _ReadRow(chosen, sum(scores[index] for index in cover), as_one)


def _answers(network: Graph, images: Sequence[NDArray[np.float32]]) -> list[Answer]:
    """Return the answers of ``network`` for images (28, 28), which are not none, in one batch."""
    return [Answer(tuple(row)) for row in network.probabilities(np.stack(images)).tolist()]
