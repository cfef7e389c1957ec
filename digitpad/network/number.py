"""Reading a number: the network chooses among the ways in which its ink makes digits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from digitpad.errors import EmptyInkError
from digitpad.ink.drawing import Drawing
from digitpad.ink.frame import Array
from digitpad.ink.groups import best_cover, in_reading_order, possible_groups
from digitpad.ink.parts import Box, Ink, Part, box_around, scaled
from digitpad.ink.patches import Patches, ink_of_file
from digitpad.ink.render import is_framed, network_input
from digitpad.ink.rows import Row, row_choices, touching
from digitpad.ink.stroke_parts import Piece, StrokeParts, part_of
from digitpad.ink.strokes_file import load_drawing
from digitpad.network.classify import Answer
from digitpad.network.likelihood import (
    A_MARK,
    A_ROW,
    ALL_INK,
    PATCHES_OF_DIGITS,
    ROWS_TOUCH,
    STROKES_OF_DIGITS,
    UNLIKELY,
    Shares,
    log_likelihood,
    of_place,
)
from digitpad.network.module import Network, normalised


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
    def confidence(self) -> float:
        """Probability that all digits are right, if each is as sure as the network is, 0..1."""
        return math.prod(digit.answer.confidence for digit in self.digits)


def read_number(network: Network, drawing: Drawing) -> NumberReading:
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


def answered_by(network: Network, drawing: Drawing, reading: NumberReading) -> NumberReading:
    """Return the digits that ``reading`` found in ``drawing`` with what ``network`` says of them.

    Each is read with every point, as a drawing of it alone is read elsewhere.
    """
    images = [network_input(part_of(drawing, digit.pieces)) for digit in reading.digits]
    answers = _answers(network, images)
    return replace(reading, digits=tuple(
        replace(digit, answer=answer)
        for digit, answer in zip(reading.digits, answers, strict=True)
    ))  # fmt: skip


def read_picture_number(network: Network, ink: Array) -> NumberReading:
    """Read the digits of ``ink`` (h, w) float32, 0 paper to 1 ink; boxes are in its pixels.

    Raises EmptyInkError when there is no ink, DigitpadError for too many patches of it.
    """
    found = _best_reading(network, Patches(ink), PATCHES_OF_DIGITS)
    return NumberReading(tuple(
        ReadDigit(choice.answer, choice.box, choice.row)
        for choice in found.choices if not choice.is_mark
    ), margin=found.margin)  # fmt: skip


def read_number_file(network: Network, path: Path) -> NumberReading:
    """Read the digits of a strokes file (.json) or a picture file; boxes are in its own units.

    Raises DigitpadError when the file cannot be used or shows no ink.
    """
    if path.suffix.lower() == ".json":
        return read_number(network, load_drawing(path))
    ink, pixels = ink_of_file(path)
    reading = read_picture_number(network, ink)
    return replace(reading, digits=tuple(
        replace(digit, box=scaled(digit.box, pixels)) for digit in reading.digits
    ))  # fmt: skip


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


def _best_reading(network: Network, ink: Ink, shares: Shares) -> _Found:
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
    network: Network, ink: Ink, row: Row, number: int, is_all: bool,
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


def _answers(network: Network, images: Sequence[NDArray[np.float32]]) -> list[Answer]:
    """Return the answers of ``network`` for images (28, 28), which are not none, in one batch."""
    with torch.inference_mode():
        batch = torch.from_numpy(np.stack(images))  # (n, 28, 28)
        probabilities = network(normalised(batch, network.architecture)).exp()  # (n, 10)
    return [Answer(tuple(row)) for row in probabilities.tolist()]
