"""What is no digit in a number: point, comma and minus by their shape and place; unread ink."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.segment.groups import Group
from digitpad.ink.segment.parts import Box, Part, box_around, middle_of
from digitpad.ink.segment.stroke_parts import Piece
from digitpad.reading.sign_shapes import (
    CROSSED,
    LEAN,
    LONGER,
    PRINTED,
    REACHED,
    SLIM,
    is_bracket,
    lean,
    line_through,
    of_percent_signs,
    rise,
    shared_columns,
)

POINT, COMMA, MINUS = ".", ",", "−"
UNREAD = "□"  # stands in a number's text for ink that is no digit and none of these

# Logarithms of likelihood, as in ``likelihood``.
A_MARK = 0.3
AN_UNREAD = -2.2
SMALL_UNREAD = -1.2  # of what is low and narrow: a speck, a dash
OVERLAP, CUT, GAP = -1.95, -3.0, -1.7  # for columns in common, ends that go on, gaps within
SPACE = -5.0  # for an empty column within unread strokes: a 1 beside a letter is none of it
JOINED = -4.0  # a digit that has a point or a comma for a stroke
A_SLASH = -6.0  # a digit that is a stroke like a slash
A_CROSS = -6.0  # a digit that is two strokes like a plus
A_LETTER = -6.0  # a digit of the strokes of an A or an H

# Lengths are in row heights, places from 0, the top of the digits beside, to 1, their foot.
TALL = 0.55  # what is beside a mark and as high as this tells where the line is
DOT = 0.17
DOT_FROM, DOT_TO = 0.7, 1.25  # where the middle of a point is
COMMA_WIDTH, COMMA_HEIGHT = 0.3, 0.5
COMMA_FROM, COMMA_TO = 0.6, 1.03  # its top is below the one, its foot below the other
DASH_HEIGHT, DASH_WIDTH = 0.22, (0.12, 1.0)
LEVEL = 2.5  # width by height of a dash, at least
DASH_FROM, DASH_TO = 0.25, 0.75
BESIDE = 0.25  # share of columns that a mark may have in common with what is beside it
CLEAR_OF = 0.05  # a mark is at least as far from a digit as this
AS_LONG, LEANS, LEANS_MORE = 0.9, 0.38, 0.25  # of one no longer: and how much more than the rest
PAST, LEAN_PAST = 0.12, 0.2  # of one that goes past the digits both above and below
STEM = 0.12  # the same of a letter's line, with what is left on it of the next
DOT_SPACE = (0.08, 0.5)  # row heights: how far the dot of an i is above its stroke
BEYOND = 0.2  # how far these go on above the bar and below it: the left one of a 4 does not
ALIKE = 0.55  # the shorter of the two by the longer, at least


@dataclass(frozen=True)
class Mark:
    """Ink of a number that is no digit.

    text: ``.``, ``,``, ``−``, or ``UNREAD`` for what is none of these. box, row, pieces, cell: as
    of a digit.
    """

    text: str
    box: Box
    row: int = 0
    pieces: tuple[Piece, ...] = ()
    cell: int = 0

    @property
    def is_unread(self) -> bool:
        """True for a sign, a letter, a scribble: nobody knows what it says."""
        return self.text == UNREAD


class Beside:
    """The parts of one row, and where a group of them stands on its line.

    height: of the row. pen: how much ink is wider and higher than what its boxes would be without
    the pen's thickness; 0 for strokes, which are paths.
    """

    def __init__(
        self, parts: Sequence[Part], wholes: Sequence[Part], height: float, pen: float
    ) -> None:
        """Look at ``parts`` in reading order, cut from ``wholes``, the same ink uncut."""
        self.parts, self.height, self.pen = parts, height, pen
        self._tall = [part for part in wholes if part.height >= TALL * height]
        self.marks = frozenset(
            index for index in range(len(parts)) if self._is_apart(index) and self.shape((index,))
        )
        if pen:  # a 5 has its bar above, a 4 and a 7 have it across
            self.marks |= {n for n in range(len(parts)) if self._is_dash(n)}
        # In a picture, where a slash is a patch of its own; a stroke of a 4 or 7 may be as long.
        self.slashes = frozenset(n for n in range(len(parts)) if pen and self.is_slash((n,)))
        of_letters = {index for letter in self._letters() for index in letter}
        if pen:
            percent = of_percent_signs(wholes, self._tall, pen)
            of_letters |= {n for n, part in enumerate(parts) if part.whole in percent}
        else:
            of_letters |= {index for letter in self._dotted() for index in letter}
        self.of_letters = frozenset(of_letters)

    def _is_apart(self, index: int) -> bool:
        """Tell whether a small part stands for itself, above and below nothing else."""
        part = self.parts[index]
        if part.height > COMMA_HEIGHT * self.height or part.width > DASH_WIDTH[1] * self.height:
            return False
        for other in self.parts:
            if other is part:
                continue
            if other.whole == part.whole:
                return False
            shared = shared_columns(part, other)
            stacked = min(part.box[3], other.box[3]) - max(part.box[1], other.box[1])
            limit = CLEAR_OF * self.height
            if min(shared, stacked) >= -limit and part.distance(other) <= limit:
                return False
            if shared > BESIDE * max(min(part.width, other.width), CLEAR_OF * self.height):
                return False
        return True

    def _is_dash(self, index: int) -> bool:
        """Tell whether a part is a level bar between two digits, half-way up."""
        line = self.line((index,))
        if line is None or line[1] <= line[0] or not self._is_apart(index):
            return False
        part = self.parts[index]
        width, height = (
            max(0.0, side - self.pen) / self.height for side in (part.width, part.height)
        )
        middle = (part.centre[1] - line[0]) / (line[1] - line[0])
        return width > 0 and _is_level(width, height, middle)

    def line(self, members: Sequence[int]) -> tuple[float, float] | None:
        """Return top and foot of what stands beside ``members``; None where nothing does."""
        beside = self._beside(members)
        return _middle_line(beside) if beside else None

    def _beside(self, members: Sequence[int]) -> list[Part]:
        """Return what is as tall as a digit and nearest to ``members``, on each side of them."""
        middle, _ = middle_of(box_around([self.parts[index].box for index in members]))
        sides: dict[bool, Part] = {}
        own = {self.parts[index].whole for index in members}
        for part in self._tall:
            is_right = part.centre[0] > middle
            best = sides.get(is_right)
            if part.whole not in own and (
                best is None or abs(part.centre[0] - middle) < abs(best.centre[0] - middle)
            ):
                sides[is_right] = part
        return list(sides.values())

    def shape(self, members: Sequence[int]) -> str:
        """Return which mark ``members`` may be by shape and place, "" for none."""
        line = self.line(members)
        if line is None or line[1] <= line[0]:
            return ""
        left, top, right, bottom = box_around([self.parts[index].box for index in members])
        width = max(0.0, right - left - self.pen) / self.height
        height = max(0.0, bottom - top - self.pen) / self.height
        half = self.pen / 2
        is_first = min(members) == 0  # they are in reading order
        first, last = ((y - line[0]) / (line[1] - line[0]) for y in (top + half, bottom - half))
        middle = (first + last) / 2
        if max(width, height) <= DOT and DOT_FROM <= middle <= DOT_TO:
            is_comma = (
                not is_first
                and height > DOT / 2
                and height > 1.2 * width
                and last > COMMA_TO + DOT / 3
            )
            return COMMA if is_comma else POINT
        is_hook = width <= COMMA_WIDTH and height <= COMMA_HEIGHT and height > 0.8 * width
        if is_hook and not is_first and first >= COMMA_FROM and last >= COMMA_TO:
            return COMMA
        is_dash = DASH_WIDTH[0] <= width <= DASH_WIDTH[1]
        if is_dash and is_first and _is_level(width, height, middle):
            return MINUS
        return ""

    def is_slash(self, members: Sequence[int]) -> bool:
        """Tell whether ``members`` are one straight stroke that leans and is longer than digits.

        One that is longer both above and below them need not lean as far, and one of strokes need
        not be longer, where it leans as the others of the row do not: a 1 leans as they do.
        A slash stands between two of them: beside one alone, that is low, a 1 may be as long.
        """
        beside = self._beside(members)
        if len(members) != 1 or len(beside) < 2:
            return False
        top, foot = _middle_line(beside)
        part = self.parts[members[0]]
        up, across = part.height - self.pen, part.width - self.pen
        enough = PRINTED if self.pen else LONGER
        digits = max(foot - top - self.pen, 1e-9)
        longer = up / digits
        if longer < (enough if self.pen else AS_LONG):
            return False
        goes_past = min(top - part.box[1], part.box[3] - foot) >= PAST * digits
        if across < (LEAN_PAST if goes_past else LEAN if longer >= enough else LEANS) * up:
            return False
        if (rise(part, self.pen) or 0.0) <= 0:
            return False
        if longer >= enough and across >= LEAN * up:
            return True
        return across >= (self._lean_of_digits(part) + LEANS_MORE) * up

    def _lean_of_digits(self, slash: Part) -> float:
        """Return by how much the row's strokes lean to the right, across by up.

        slash: what may be one, and does not count. Straight uprights tell it best. What leans far
        itself may be another slash: where there is nothing else it is infinite.
        """
        digits = [
            part for part in self._tall
            if part is not slash and (
                part.height < AS_LONG * self.height
                or part.width < LEANS * part.height
                or rise(part, self.pen) is None
            )
        ]  # fmt: skip
        leans = [lean(part.points) for part in digits if rise(part, self.pen) is not None]
        if leans:
            return min(leans, key=abs)
        return sum(lean(part.points) for part in digits) / len(digits) if digits else np.inf

    def is_bracket(self, members: Sequence[int]) -> bool:
        """Tell whether ``members`` are one bent patch of a picture, longer than digits: ( or )."""
        line = self.line(members) if self.pen and len(members) == 1 else None
        return line is not None and is_bracket(self.parts[members[0]], line[1] - line[0], self.pen)

    def is_plus(self, members: Sequence[int]) -> bool:
        """Tell whether ``members`` are two straight strokes, one level, that cross in the middle.

        Such strokes are one patch in a picture, which the network itself does not take for a digit.
        """
        if len(members) != 2:
            return False
        flat, upright = sorted((self.parts[i] for i in members), key=lambda part: part.height)
        if not flat.width > LEVEL * flat.height or not upright.height > LEVEL * upright.width:
            return False
        if min(flat.width, upright.height) < ALIKE * max(flat.width, upright.height):
            return False
        across = (upright.centre[0] - flat.box[0]) / flat.width
        down = (flat.centre[1] - upright.box[1]) / upright.height
        is_crossed = all(CROSSED[0] <= place <= CROSSED[1] for place in (across, down))
        return is_crossed and all(rise(part, self.pen) is not None for part in (flat, upright))

    def _letters(self) -> list[tuple[int, int, int]]:
        """Return what may be A or H: two straight strokes, and a bar from the one to the other.

        Such strokes are one patch in a picture, which the network itself does not take for a digit.
        """
        if self.pen or len(self.parts) < 3:
            return []
        uprights = [
            index for index, part in enumerate(self.parts)
            if part.height > max(TALL * self.height, part.width)
            and rise(part, self.pen) is not None
        ]  # fmt: skip
        found = []
        for bar, part in enumerate(self.parts):
            if part.width < max(LEVEL * part.height, DASH_WIDTH[0] * self.height):
                continue
            ends = part.points[[part.points[:, 0].argmin(), part.points[:, 0].argmax()]]
            left, right = (
                [index for index in uprights if self._goes_past(self.parts[index], end)]
                for end in ends
            )
            found += [(one, bar, other) for one in left for other in right if one != other]
        return found

    def _dotted(self) -> list[tuple[int, int]]:
        """Return what may be an i or a j: a slim stroke, and a dot apart above it."""
        found = []
        for dot, part in enumerate(self.parts):
            if max(part.width, part.height) > DOT * self.height:
                continue
            middle = part.centre[0]
            for under, other in enumerate(self.parts):
                space = other.box[1] - part.box[3]
                is_above = DOT_SPACE[0] * self.height < space < DOT_SPACE[1] * self.height
                reach = DOT * self.height
                is_over = other.box[0] - reach <= middle <= other.box[2] + reach
                if is_above and is_over and other.width < SLIM * other.height:
                    found.append((dot, under))
        return found

    def _goes_past(self, part: Part, end: NDArray[np.float64]) -> bool:
        """Tell whether a stroke passes the end of a bar, and goes on above and below it."""
        near = float(np.hypot(*(part.points - end).T).min())
        above, below = end[1] - part.box[1], part.box[3] - end[1]
        return near <= REACHED * self.height and min(above, below) >= BEYOND * self.height


def _is_level(width: float, height: float, middle: float) -> bool:
    """Tell whether what is so large, in row heights, is a level bar half-way up a row."""
    is_bar = height <= DASH_HEIGHT and width >= LEVEL * height
    return is_bar and DASH_FROM <= middle <= DASH_TO


def _middle_line(beside: Sequence[Part]) -> tuple[float, float]:
    """Return the mean top and foot of some parts, which are not none."""
    return (
        sum(part.box[1] for part in beside) / len(beside),
        sum(part.box[3] for part in beside) / len(beside),
    )


def is_stem(parts: Sequence[Part], pen: float) -> bool:
    """Tell whether ``parts`` of a patch are a straight line, as that of an n or K.

    A 1 whose line alone touches a digit beside it is read as such a letter.
    """
    return line_through(np.concatenate([part.points for part in parts]), pen)[0] <= STEM


def mark_of(group: Group, beside: Beside) -> tuple[str, float]:
    """Return the likeliest mark that ``group`` is, and the logarithm of how likely."""
    text = beside.shape(group.parts) if group.cuts == 0 and group.overlap <= BESIDE else ""
    if text:
        return text, A_MARK + OVERLAP * group.overlap + GAP * group.gap
    score = SMALL_UNREAD if group.may_be_mark else AN_UNREAD
    if not beside.pen:
        score += SPACE * group.space
    return UNREAD, score + OVERLAP * group.overlap + CUT * group.cuts + GAP * group.gap


def not_of_a_digit(group: Group, beside: Beside) -> float:
    """Return what takes from the likelihood that ``group`` is a digit: marks within it."""
    if len(group.parts) > 1 and any(index in beside.marks for index in group.parts):
        return JOINED
    if beside.of_letters & set(group.parts):
        return A_LETTER
    if beside.slashes & set(group.parts) or beside.is_slash(group.parts):
        return A_SLASH
    if beside.is_bracket(group.parts):
        return A_LETTER
    return A_CROSS if beside.is_plus(group.parts) else 0.0
