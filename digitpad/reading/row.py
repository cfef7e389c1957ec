"""One row of ink: of all ways to make digits and marks of it, the one that is likeliest."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.graph import Graph
from digitpad.ink.segment.groups import (
    Group,
    best_cover,
    in_reading_order,
    pair_groups,
    possible_groups,
)
from digitpad.ink.segment.parts import Box, Ink, Part, box_around
from digitpad.ink.segment.rows import Row
from digitpad.reading.classify import DigitAnswer
from digitpad.reading.letter_strokes import letters_among
from digitpad.reading.likelihood import UNLIKELY, Habits, log_likelihood, of_place
from digitpad.reading.marks import (
    A_LETTER,
    MINUS,
    UNREAD,
    Beside,
    is_stem,
    mark_of,
    not_of_a_digit,
)

# Logarithms of likelihood, as in ``likelihood``.
CLEAR = 1.5  # of a digit: where it is as high, no digits cross
CROSSED = 1.6  # of two that cross together: less is a letter or a sign


@dataclass(frozen=True, eq=False)
class ChosenGroup:
    """A group that was chosen: its parts, what the network says of them, and "" or a mark.

    likely: how likely it is that, whatever its cuts cost. doubt: it is cut from a patch or stroke
    that may as well be a letter.
    """

    parts: tuple[Part, ...]
    answer: DigitAnswer
    row: int
    mark: str
    likely: float = math.inf
    doubt: bool = False

    @property
    def box(self) -> Box:
        """The box around its ink."""
        return box_around([part.box for part in self.parts])


@dataclass(frozen=True, eq=False)
class ReadRow:
    """The best way to read a row, its score, and that of all ink as one digit in this row."""

    choices: list[ChosenGroup]
    score: float
    as_one: float


def read_row(
    network: Graph, ink: Ink, row: Row, number: int, is_all: bool, habits: Habits
) -> ReadRow:
    """Return the best way to read one row; is_all: all ink is in it."""
    parts = in_reading_order(
        [piece for index in row.parts for piece in ink.cut(ink.parts[index], row.height)]
    )
    groups = [
        group for group in possible_groups(parts, row.height)
        if group.wholes == 1 or of_place(group, habits) > UNLIKELY
    ]  # fmt: skip
    members = [tuple(parts[index] for index in group.parts) for group in groups]
    answers = answers_of(network, [ink.image(some) for some in members])
    beside = Beside(parts, [ink.parts[index] for index in row.parts], row.height, ink.pen)
    as_digits, marks, as_one = [], [], -math.inf  # a score; a mark and a score
    for group, answer in zip(groups, answers, strict=True):
        score = log_likelihood(group, answer, habits) + not_of_a_digit(group, beside)
        if group.ends and answer.digit == 1 and ink.pen:
            is_line = is_stem([parts[index] for index in group.parts], ink.pen)
            score += A_LETTER if is_line else 0.0
        if is_all and len(group.parts) == len(parts):
            score += habits.all_ink
            as_one = score
        as_digits.append(score)
        marks.append(mark_of(group, beside))
    scores = [max(score, mark) for score, (_, mark) in zip(as_digits, marks, strict=True)]
    cover = best_cover(len(parts), groups, scores)
    digits = [n for n in cover if as_digits[n] >= marks[n][1]]
    torn = (
        _of_lines_that_meet(groups, members, answers, digits) if ink.pen
        else _of_torn_letters(members, answers, digits, row.height)
    )  # fmt: skip
    if torn:
        for n in torn:
            as_digits[n] += A_LETTER
            scores[n] = max(as_digits[n], marks[n][1])
        cover = best_cover(len(parts), groups, scores)
    likely = [_uncut(score, group, habits) for group, score in zip(groups, scores, strict=True)]
    choices = [
        [ChosenGroup(own, answer, number, mark if score > as_digit else "", value)]
        for own, answer, as_digit, (mark, score), value in zip(
            members, answers, as_digits, marks, likely, strict=True
        )
    ]
    for index in row.parts:
        own = tuple(n for n, part in enumerate(parts) if part.whole == ink.parts[index].whole)
        is_clear = all(likely[n] >= CLEAR for n in cover if set(groups[n].parts) & set(own))
        pair = None if is_clear else _crossed(network, ink, ink.parts[index], parts, row, habits)
        if pair is not None:
            groups.append(replace(groups[0], parts=own))
            scores.append(pair[0])
            choices.append(
                [ChosenGroup((part,), answer, number, "", value) for part, answer, value in pair[1]]
            )
    if len(groups) > len(members):
        cover = best_cover(len(parts), groups, scores)
    chosen = [choice for index in cover for choice in choices[index]]
    chosen.sort(key=lambda choice: choice.box[0] + choice.box[2])
    return ReadRow(_joined(_doubted(chosen)), sum(scores[index] for index in cover), as_one)


def _doubted(choices: Sequence[ChosenGroup]) -> list[ChosenGroup]:
    """Return ``choices`` with doubt where the pieces of a patch are no clear digits.

    Those of a letter seldom are: 5 of 80 printed letters that were several digits, beside 226 of
    311 pairs of pen digits that touch or overlap and are read.
    """
    likely: dict[int, list[float]] = {}
    for choice in choices:
        for whole in {part.whole for part in choice.parts}:
            likely.setdefault(whole, []).append(choice.likely)
    unclear = {
        whole for whole, some in likely.items() if len(some) > 1 and sum(some) < CLEAR * len(some)
    }
    return [
        replace(choice, doubt=any(part.whole in unclear for part in choice.parts))
        for choice in choices
    ]


def _of_lines_that_meet(
    groups: Sequence[Group], members: Sequence[tuple[Part, ...]],
    answers: Sequence[DigitAnswer], digits: Sequence[int],
) -> list[int]:  # fmt: skip
    """Return what are pieces read as 1 of patches that have several such: a letter.

    digits: which of the groups are chosen as digits.
    """
    is_line = [
        group.ends > 0 and answer.digit == 1 for group, answer in zip(groups, answers, strict=True)
    ]
    ones = Counter(members[n][0].whole for n in digits if is_line[n])
    return [n for n, own in enumerate(members) if is_line[n] and ones[own[0].whole] > 1]


def _of_torn_letters(
    members: Sequence[tuple[Part, ...]], answers: Sequence[DigitAnswer], digits: Sequence[int],
    height: float,
) -> list[int]:  # fmt: skip
    """Return what has some of the strokes of a letter, which is read as several digits, not all."""
    chosen = [(list(members[n]), answers[n].digit) for n in digits]
    letters = letters_among(chosen, height)
    wholes = [{part.whole for part in own} for own in members]
    return [
        n for n, own in enumerate(wholes)
        if any(own & letter and not own >= letter for letter in letters)
    ]  # fmt: skip


def _crossed(
    network: Graph, ink: Ink, whole: Part, parts: Sequence[Part], row: Row, habits: Habits
) -> tuple[float, list[tuple[Part, DigitAnswer, float]]] | None:
    """Return how likely the likeliest two digits are that cross in ``whole``, and each of them.

    parts: of all the row, in reading order. None where that is not likely enough.
    """
    pairs = ink.crossed(whole, row.height)
    if not pairs:
        return None
    others = [part for part in parts if part.whole != whole.whole]
    answers = answers_of(network, [ink.image([part]) for pair in pairs for part in pair])
    found = []
    for pair, both in zip(pairs, zip(answers[::2], answers[1::2], strict=True), strict=True):
        ones = [[part] for part, answer in zip(pair, both, strict=True) if answer.digit == 1]
        if len(ones) > 1 or any(is_stem(one, ink.pen) for one in ones):
            continue  # straight lines that meet are a letter or a sign
        groups = pair_groups(others, pair, row.height)
        scores = [
            _uncut(log_likelihood(group, answer, habits), group, habits)
            for group, answer in zip(groups, both, strict=True)
        ]
        found.append((sum(scores), list(zip(pair, both, scores, strict=True))))
    best = max(found, key=lambda one: one[0], default=None)
    return None if best is None or best[0] < CROSSED else best


def _uncut(score: float, group: Group, habits: Habits) -> float:
    """Return ``score`` without what it takes that ink goes on in other groups, whatever ink."""
    return score - habits.an_end * group.ends


def _joined(choices: list[ChosenGroup]) -> list[ChosenGroup]:
    """Return ``choices`` with marks above one another as one: the two strokes of = are one sign."""
    joined: list[ChosenGroup] = []
    for choice in choices:
        before = joined[-1] if joined else None
        if before is not None and before.mark and choice.mark and _overlap(before, choice):
            parts = (*before.parts, *choice.parts)
            joined[-1] = replace(before, parts=parts, mark=UNREAD)
        else:
            joined.append(choice)
    # What a minus stands before is a digit, or the point of one.
    if len(joined) > 1 and joined[0].mark == MINUS and joined[1].mark == UNREAD:
        joined[0] = replace(joined[0], mark=UNREAD)
    return joined


def _overlap(one: ChosenGroup, other: ChosenGroup) -> bool:
    """Tell whether half of the narrower lies above or below the other."""
    shared = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
    return shared > min(one.box[2] - one.box[0], other.box[2] - other.box[0]) / 2


def answers_of(network: Graph, images: Sequence[NDArray[np.float32]]) -> list[DigitAnswer]:
    """Return the answers of ``network`` for images (28, 28), which are not none, in one batch."""
    return [DigitAnswer(tuple(row)) for row in network.probabilities(np.stack(images)).tolist()]
