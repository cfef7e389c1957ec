"""Groups: the ways in which the parts of one row may make digits, and the best of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digitpad.ink.segment.parts import Box, Part, box_around, scaled

WIDEST = 1.7  # row heights: a digit of more than one part
FARTHEST = 0.4  # row heights between the parts of a digit
MOST_WHOLES = 4  # strokes of a digit
MOST_AHEAD = 7  # parts further to the right that may belong to the same digit
MOST_GROUPS = 300  # of one row; beyond it the least likely ones are left out
LOW, NARROW = 0.3, 1.0  # row heights: a smaller group may be a dot or a dash, and no digit
THINNEST = 0.1  # row heights: a thinner part shares its columns as if it were as wide
STACKED = 0.5  # of the narrower one's columns: what shares more stands beside or above, and
LEVEL = 0.25  # of the lower one's rows: above or below it, where it shares no more of these
WITHIN = 0.05  # row heights: as far inside another's box it is of that, as an open zero's slash


@dataclass(frozen=True, eq=False)
class Group:
    """Parts of a row that may be one digit, and how they lie there; lengths in row heights.

    parts: their numbers, in reading order. wholes: the strokes or patches that they are of.
    second: height of the second highest of those, 0 when there is one.
    gap: longest step on the shortest way through all parts. space: widest empty column among them.
    beside: how high the lower one of the two sides of that column is, of the group's height, 0..1;
    0 where there is no such column. sunk: by how much of it the right one's foot lies lower.
    overlap: largest share of another part, or of this group, that lies in common columns, 0..1.
    is_stacked: another part lies above, below or all around it, as no digit does in one row.
    ends: how many there are at which a stroke or a patch goes on in another group.
    cuts: those ends, each as much as ink is cut there.
    length: of all its lines of ink.
    """

    parts: tuple[int, ...]
    wholes: int
    width: float
    height: float
    second: float
    gap: float
    space: float
    beside: float
    sunk: float
    overlap: float
    is_stacked: bool
    ends: int
    cuts: float
    length: float

    @property
    def may_be_mark(self) -> bool:
        """True for what is so small that it may be a dot or a dash."""
        return self.height < LOW and self.width < NARROW


def in_reading_order(parts: Sequence[Part]) -> list[Part]:
    """Return the parts of a row by the middle of their boxes, from the left."""
    return sorted(parts, key=lambda part: (part.centre[0], part.whole, part.place))


def possible_groups(parts: Sequence[Part], height: float) -> list[Group]:
    """Return the groups of ``parts``, a row in reading order, that may be digits.

    height: of the row. Each part alone is among them, so there is always a way to cover the row.
    """
    look = _Look(parts, height)
    alone = [(first,) for first in range(len(parts))]
    found = (members for first in range(len(parts)) for members in look.grown(first))
    more = list(dict.fromkeys((*look.uncut(), *found)))
    groups = [look.group(members) for members in alone + more]
    if len(groups) > MOST_GROUPS:
        kept = sorted(groups[len(alone) :], key=lambda group: group.gap + group.overlap)
        groups = groups[: len(alone)] + kept[: max(0, MOST_GROUPS - len(alone))]
    return groups


def pair_groups(
    others: Sequence[Part], pair: tuple[Part, Part], height: float
) -> tuple[Group, Group]:
    """Return each of a ``pair`` of parts as a group of its own, in a row with ``others``.

    Their numbers are those among all of them in reading order.
    """
    parts = in_reading_order([*others, *pair])
    look = _Look(parts, height)
    one, other = (look.group((parts.index(part),)) for part in pair)
    return one, other


def best_cover(count: int, groups: Sequence[Group], scores: Sequence[float]) -> list[int]:
    """Return the groups, by their numbers, that hold each of ``count`` parts once and score best.

    The score of several groups is their sum. They come in the order of their first parts.
    """
    masks = [sum(1 << part for part in group.parts) for group in groups]
    by_first: list[list[int]] = [[] for _ in range(count)]
    for number, group in enumerate(groups):
        by_first[group.parts[0]].append(number)
    # A set of covered parts (bits), the best score that reaches it, and its last group and step.
    reached: list[dict[int, tuple[float, int]]] = [{0: (0.0, -1)}]
    for first in range(count):
        step: dict[int, tuple[float, int]] = {}
        for covered, (score, _) in reached[-1].items():
            if covered >> first & 1:
                ways = [(covered, score, -1)]
            else:  # the first part that is missing must come next
                ways = [
                    (covered | masks[number], score + scores[number], number)
                    for number in by_first[first] if not masks[number] & covered
                ]  # fmt: skip
            for after, total, number in ways:
                if after not in step or step[after][0] < total:
                    step[after] = (total, number)
        reached.append(step)
    covered, chosen = (1 << count) - 1, []
    for step in reached[:0:-1]:
        number = step[covered][1]
        if number >= 0:
            chosen.append(number)
            covered &= ~masks[number]
    return chosen[::-1]


class _Look:
    """The parts of a row, with the distances that are asked for again and again."""

    def __init__(self, parts: Sequence[Part], height: float) -> None:
        self.parts = parts
        self.height = height
        self.boxes: list[Box] = [scaled(part.box, 1 / height) for part in parts]
        self._there = {(part.whole, part.place): part for part in parts}
        self._distances: dict[tuple[int, int], float] = {}

    def distance(self, first: int, second: int) -> float:
        """Return how far two parts are apart; 0 for a cut, more than FARTHEST when far."""
        key = (first, second) if first < second else (second, first)
        if key not in self._distances:
            self._distances[key] = self._measured(first, second)
        return self._distances[key]

    def _measured(self, first: int, second: int) -> float:
        one, other = self.parts[first], self.parts[second]
        if one.whole == other.whole:
            return 0.0 if one.is_cut_from(other) else 2 * FARTHEST
        a, b = self.boxes[first], self.boxes[second]
        across = max(a[0], b[0]) - min(a[2], b[2])
        down = max(a[1], b[1]) - min(a[3], b[3])
        if max(across, down) > FARTHEST:
            return 2 * FARTHEST
        return one.distance(other) / self.height

    def grown(self, first: int) -> list[tuple[int, ...]]:
        """Return the groups of two parts and more whose first part is this one."""
        last = min(len(self.parts), first + 1 + MOST_AHEAD)
        found: dict[tuple[int, ...], None] = {}
        front: list[tuple[int, ...]] = [(first,)]
        while front and len(found) < MOST_GROUPS:
            larger = {
                tuple(sorted((*members, part))): None
                for members in front for part in range(first + 1, last)
                if part not in members and self._may_join(members, (part,))
            }  # fmt: skip
            front = [members for members in larger if members not in found]
            found |= dict.fromkeys(front)
        return list(found)

    def uncut(self) -> list[tuple[int, ...]]:
        """Return the groups of whole strokes and patches, one of them cut in however many pieces.

        Nothing else stands among their pieces: the ways to cover a row stay few.
        """
        pieces: dict[int, tuple[int, ...]] = {}
        for index, part in enumerate(self.parts):
            pieces[part.whole] = (*pieces.get(part.whole, ()), index)
        some = list(pieces.values())
        found: list[tuple[int, ...]] = []
        for first, members in enumerate(some):
            for count in range(1, MOST_WHOLES + 1):
                if count > 1:
                    more = some[first + count - 1 : first + count]
                    if not more or not self._may_join(members, more[0]):
                        break
                    members = tuple(sorted((*members, *more[0])))
                if len(members) > count and members[-1] - members[0] == len(members) - 1:
                    found.append(members)
        return found

    def _may_join(self, members: tuple[int, ...], more: tuple[int, ...]) -> bool:
        wholes = {self.parts[index].whole for index in (*members, *more)}
        if len(wholes) > MOST_WHOLES:
            return False
        if len(wholes) > 1:
            box = box_around([self.boxes[index] for index in (*members, *more)])
            if box[2] - box[0] > WIDEST:
                return False
        return any(self.distance(a, b) <= FARTHEST for a in members for b in more)

    def group(self, members: tuple[int, ...]) -> Group:
        """Return ``members``, in reading order, with how they lie."""
        of_wholes: dict[int, list[Box]] = {}
        for index in members:
            of_wholes.setdefault(self.parts[index].whole, []).append(self.boxes[index])
        boxes = [box_around(boxes) for boxes in of_wholes.values()]
        left, top, right, bottom = box_around(boxes)
        heights = sorted((box[3] - box[1] for box in boxes), reverse=True)
        ends = self._ends(members)
        space, sides = _space(boxes)
        beside, sunk = 0.0, 0.0
        if sides is not None and bottom > top:
            (_, first_top, _, first), (_, second_top, _, second) = sides
            beside = min(first - first_top, second - second_top) / (bottom - top)
            sunk = (second - first) / (bottom - top)
        return Group(
            members, len(boxes), right - left, bottom - top,
            heights[1] if len(heights) > 1 else 0.0, self._gap(members), space, beside, sunk,
            self._overlap(members, left, right),
            self._is_stacked(members, (left, top, right, bottom)), len(ends), sum(ends),
            sum(self.parts[index].length for index in members) / self.height,
        )  # fmt: skip

    def _gap(self, members: tuple[int, ...]) -> float:
        longest, inside, outside = 0.0, {members[0]}, set(members[1:])
        while outside:
            step, nearest = min((self.distance(a, b), b) for a in inside for b in outside)
            longest = max(longest, step)
            inside.add(nearest)
            outside.remove(nearest)
        return longest

    def _overlap(self, members: tuple[int, ...], left: float, right: float) -> float:
        largest = 0.0
        begin, end = members[0] - MOST_AHEAD, members[-1] + 1 + MOST_AHEAD
        for other in range(max(0, begin), min(len(self.parts), end)):
            box = self.boxes[other]
            shared = min(right, box[2]) - max(left, box[0])
            if shared > 0 and other not in members:
                narrower = min(right - left, box[2] - box[0])
                largest = max(largest, shared / max(narrower, THINNEST))
        return min(largest, 1.0)

    def _is_stacked(self, members: tuple[int, ...], own: Box) -> bool:
        wholes = {self.parts[index].whole for index in members}
        begin, end = members[0] - MOST_AHEAD, members[-1] + 1 + MOST_AHEAD
        for other in range(max(0, begin), min(len(self.parts), end)):
            box = self.boxes[other]
            width, height = box[2] - box[0], box[3] - box[1]
            if self.parts[other].whole in wholes or max(width, height) < LOW:
                continue
            columns = min(own[2], box[2]) - max(own[0], box[0])
            rows = min(own[3], box[3]) - max(own[1], box[1])
            is_within = min(
                own[0] - box[0], own[1] - box[1], box[2] - own[2], box[3] - own[3]
            ) >= WITHIN  # fmt: skip
            if is_within:
                return True
            is_above = rows <= LEVEL * min(own[3] - own[1], height)
            if is_above and columns > STACKED * max(min(own[2] - own[0], width), THINNEST):
                return True
        return False

    def _ends(self, members: tuple[int, ...]) -> list[float]:
        own = {(self.parts[index].whole, self.parts[index].place) for index in members}
        ends = [(whole, place, place - 1) for whole, place in own]  # where a piece begins
        ends += [(whole, place + 1, place + 1) for whole, place in own]  # where the next one does
        return [
            self._there[whole, piece].joint for whole, piece, outside in ends
            if (whole, outside) in self._there and (whole, outside) not in own
        ]  # fmt: skip


def _space(boxes: Sequence[Box]) -> tuple[float, tuple[Box, Box] | None]:
    """Return the widest empty column between ``boxes``, and what is left and right of it.

    0 and None when there is none.
    """
    ordered = sorted(boxes)
    widest, reached, place = 0.0, ordered[0][2], 0
    for number, (left, _, right, _) in enumerate(ordered[1:], start=1):
        if left - reached > widest:
            widest, place = left - reached, number
        reached = max(reached, right)
    if not place:
        return 0.0, None
    return widest, (box_around(ordered[:place]), box_around(ordered[place:]))
