"""How likely some ink is one digit: from what the network says of it, and from how it lies.

The weights are those that make the right way to read a row the most likely one (maximum likelihood
over all ways), for rows of two to four digits and for single ones, by writers 1 to 15 of the
pendigits database, read by the bundled model; digits written in one stroke together count a tenth.
tests/bench/whole_numbers.py measures what they achieve with the other writers' digits.
"""

import math
from collections.abc import Sequence

from digitpad.ink.groups import Group
from digitpad.network.classify import Answer

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
