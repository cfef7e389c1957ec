"""How likely some ink is one digit: by what the network says of it, and by how it lies.

The weights are those that make the right way to read a row the most likely one (maximum likelihood
over all ways), for rows of two to four digits and for single ones, by writers 1 to 15 of the
pendigits database, read by the bundled model; digits written in one stroke together count a tenth.
Those for small zeros, for pictures, for lines and for what is no digit were set by hand, with other
digits of writers 1 to 20. What all achieve: tests/bench/whole_numbers.py and close_numbers.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from digitpad.ink.segment.groups import Group
from digitpad.reading.classify import DigitAnswer

Normals = Sequence[tuple[float, float]]  # median and spread, for each digit
Shares = Sequence[Sequence[float]]  # for each digit: how often it has one, two, three or more

# What adds to the logarithm of the likelihood, or takes from it. Lengths are in row heights.
A_ROW = -3.0  # a second row, a third; this and the next were chosen by hand
ROWS_TOUCH = -2.5  # for each two strokes of different rows that touch
LEAST_SURE = -3.0  # the least log probability of the network's that counts
STROKES = 0.74  # for each unit of log probability that digits have so many strokes
SEVERAL = 1.44  # more than one stroke, before what SECOND, GAP and SPACE take
SECOND, SECOND_FROM = -2.91, 0.5  # for height of the second highest stroke beyond that
LOW = ((-2.11, 0.7), (-5.29, 0.9))  # for height that is missing to that
SMALL_ZERO = 0.75  # of what LOW takes, that it does not take from a zero: many write them small
LEAST_ZERO = (0.1, 0.2)  # row heights, across and up: a smaller ring is a dot
WIDE, WIDE_FROM = -2.2, 0.8  # for width beyond that
GAP, SPACE = -1.69, -0.94  # for the gap between its strokes, and for an empty column
APART_FROM, APART = 0.06, 0.12  # row heights: an empty column as wide parts what is beside it
SIDE_FROM, SIDE = 0.1, 0.25  # of a digit's height: more than a tick, and as much as a side of it
SUNK = 0.1  # of its height: how much lower the stem of an open 4 reaches than what is left of it
STACKED = -3.0  # for what another stroke lies above, below or around; chosen by hand
UNLIKELY = -3.0  # of several strokes by their place alone: such a group is not looked at
NARROWEST = 0.05  # row heights: thinner and lower ink counts as that
RAREST = 1e-3  # density: a shape that no digit has

# Logarithm of width by height of those digits.
SHAPES = (
    (-0.18, 0.24), (-1.0, 0.65), (-0.27, 0.24), (-0.52, 0.19), (-0.63, 0.32),
    (-0.25, 0.23), (-0.65, 0.22), (-0.43, 0.24), (-0.65, 0.24), (-0.54, 0.21),
)  # fmt: skip
# The same of digits in pictures, by those writers and by those of MNIST: half of each.
PICTURED_SHAPES = (
    (-0.15, 0.24), (-0.97, 0.57), (-0.17, 0.27), (-0.38, 0.25), (-0.43, 0.34),
    (-0.15, 0.28), (-0.50, 0.27), (-0.35, 0.25), (-0.47, 0.30), (-0.48, 0.22),
)  # fmt: skip

# Logarithm of the length of those digits' lines by their height: median and spread, wider for hands
# elsewhere, who write a 1 without a flag and a 7 without a bar.
LINES = (
    (1.15, 0.2), (0.35, 0.35), (0.88, 0.17), (0.76, 0.16), (0.66, 0.2),
    (0.9, 0.17), (0.79, 0.15), (0.62, 0.22), (1.04, 0.16), (0.88, 0.19),
)  # fmt: skip


@dataclass(frozen=True)
class Habits:
    """What strokes and patches of a picture differ in.

    shares: of how many of them the digits are made. shapes: the digits' widths by their heights, in
    logarithms. a_digit: for each digit. all_ink: for a digit that is all there is. sure: for each
    unit of the network's log probability. shape, line: for each unit of log density of a digit's
    width by its height, and of the length of its lines by that. lines: how much longer those seem
    than the pen's way, in logarithms. beside: for two sides with an empty column between them.
    overlap: for the share of another's columns, 0..1. an_end: for each end at which a stroke or
    patch goes on in the next. a_cut: the same by how thick it is.
    """

    shares: Shares
    shapes: Normals
    a_digit: float
    all_ink: float
    sure: float
    shape: float
    line: float
    lines: float
    beside: float
    overlap: float
    an_end: float
    a_cut: float


STROKES_OF_DIGITS = Habits(
    # By writers 1 to 15, each count three more than it was.
    (
        (0.96, 0.03, 0.01), (0.94, 0.05, 0.01), (0.98, 0.01, 0.01), (0.98, 0.01, 0.01),
        (0.35, 0.64, 0.01), (0.19, 0.80, 0.01), (0.98, 0.01, 0.01), (0.12, 0.87, 0.01),
        (0.92, 0.07, 0.01), (0.95, 0.04, 0.01),
    ),
    SHAPES, a_digit=1.3, all_ink=1.35, sure=3.06, shape=0.47, line=0.5, lines=0.0,
    # Chosen by hand: of 7,494 digits 4s alone, 34 of 780, have two such sides.
    beside=-6.0, overlap=-1.95, an_end=0.0, a_cut=-1.56,
)  # fmt: skip
# In a picture strokes that cross hang together, and so do digits that touch. Two that do are wider
# than one, which tells more than that there is nothing else.
PATCHES_OF_DIGITS = Habits(
    # By writers 1 to 20, the rarest rounded up.
    (
        (0.97, 0.02, 0.01), (0.97, 0.02, 0.01), (0.97, 0.02, 0.01), (0.97, 0.02, 0.01),
        (0.96, 0.03, 0.01), (0.85, 0.14, 0.01), (0.97, 0.02, 0.01), (0.95, 0.04, 0.01),
        (0.97, 0.02, 0.01), (0.97, 0.02, 0.01),
    ),
    PICTURED_SHAPES, a_digit=1.75, all_ink=-0.8, sure=3.9, shape=0.6, line=0.6, lines=-0.07,
    beside=0.0, overlap=-0.86, an_end=-0.4, a_cut=-1.1,
)  # fmt: skip


def log_likelihood(group: Group, answer: DigitAnswer, habits: Habits) -> float:
    """Return how likely ``group`` is one digit; only differences between its values mean something.

    habits: of strokes, or of patches, whichever the group is made of.
    """
    certainty = max(math.log(max(answer.confidence, 1e-9)), LEAST_SURE)
    score = habits.a_digit + habits.sure * certainty
    score += STROKES * math.log(sum(
        probability * counts[min(group.wholes, len(counts)) - 1]
        for probability, counts in zip(answer.probabilities, habits.shares, strict=True)
    ))  # fmt: skip
    height = max(group.height, NARROWEST)
    shape = math.log(max(group.width, NARROWEST) / height)
    score += habits.shape * math.log(RAREST + _density(shape, habits.shapes, answer))
    line = math.log(max(group.length, NARROWEST) / height) - habits.lines
    score += habits.line * math.log(RAREST + _density(line, LINES, answer))
    score += STACKED * group.is_stacked
    score += habits.beside * _two_sides(group, answer)
    return score + of_place(group, habits) + _missing_height(group, answer)


def of_place(group: Group, habits: Habits) -> float:
    """Return the part of a group's likelihood that is the same whatever it shows."""
    score = WIDE * max(0.0, group.width - WIDE_FROM)
    score += habits.overlap * group.overlap
    score += habits.an_end * group.ends + habits.a_cut * group.cuts
    if group.wholes > 1:
        score += SEVERAL + SECOND * max(0.0, group.second - SECOND_FROM)
        score += GAP * group.gap + SPACE * group.space
    return score


def _missing_height(group: Group, answer: DigitAnswer) -> float:
    score = sum(weight * max(0.0, least - group.height) for weight, least in LOW)
    is_ring = group.width >= LEAST_ZERO[0] and group.height >= LEAST_ZERO[1]
    return score * (1 - SMALL_ZERO * answer.probabilities[0]) if is_ring else score


def _two_sides(group: Group, answer: DigitAnswer) -> float:
    """Return how much ``group`` stands in two places side by side, as no digit but a 4 does, 0..1.

    Of an open 4 the left side ends above the foot of the stem.
    """
    apart = _share(group.space, APART_FROM, APART)
    high = _share(group.beside, SIDE_FROM, SIDE)
    is_open_four = answer.probabilities[4] * _share(group.sunk, 0.0, SUNK)
    return apart * high * (1 - is_open_four)


def _share(value: float, low: float, high: float) -> float:
    """Return how far ``value`` is on the way from ``low`` to ``high``, 0..1."""
    return min(max(0.0, (value - low) / (high - low)), 1.0)


def _density(value: float, normals: Normals, answer: DigitAnswer) -> float:
    """Return how usual ``value`` is for the digits that it may be; ``normals``: of each of them."""
    return sum(
        probability * math.exp(-(((value - middle) / spread) ** 2) / 2) / spread
        for probability, (middle, spread) in zip(answer.probabilities, normals, strict=True)
    )
