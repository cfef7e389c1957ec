"""Strokes as parts of a number: whole, or cut where one stroke runs through two digits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.drawing import Drawing, Points, Stroke
from digitpad.ink.input.frame import Array
from digitpad.ink.input.render import network_input, thinned
from digitpad.ink.segment.parts import (
    NARROWEST,
    Box,
    Part,
    Path,
    check_count,
    squared_distances,
)

SAMPLES = 48  # points that a stroke's shape is looked at with, evenly along its path
WIDE = 1.0  # row heights: a stroke as wide as this may run through two digits
PLACES = 32  # across a stroke, where a cut is thought of
MOST_CUTS = 6  # of one stroke
FINENESS = 60  # of the highest stroke: points nearer than that to another show nothing
COVERED = 0.1  # of the highest stroke: what is nowhere further from another stroke lies on it
BAR = 4.0  # times that: the bar of a slim 7 is shorter, and what goes along its line is not


@dataclass(frozen=True)
class Piece:
    """A stroke of a drawing from one place on its path to another.

    start, end: 2.25 is a quarter of the way from the third point to the fourth.
    """

    stroke: int
    start: float
    end: float


TINY = 1e-6  # points along a stroke: less is nothing


def whole_piece(drawing: Drawing, stroke: int) -> Piece:
    """Return all of a stroke as a piece."""
    return Piece(stroke, 0.0, float(len(drawing.strokes[stroke].points) - 1))


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Return ``pieces`` in order, those that follow one another along a stroke as one."""
    found: list[Piece] = []
    for piece in sorted(pieces, key=lambda one: (one.stroke, one.start)):
        last = found[-1] if found else None
        if last is not None and last.stroke == piece.stroke and piece.start - last.end < TINY:
            found[-1] = replace(last, end=piece.end)
        else:
            found.append(piece)
    return found


def cut_out(stroke: Stroke, piece: Piece) -> Stroke:
    """Return the ``piece`` of ``stroke``; the whole stroke is returned as it is."""
    points = stroke.points
    if piece.start <= 0 and piece.end >= len(points) - 1:
        return stroke
    inside = points[int(piece.start) + 1 : int(np.ceil(piece.end))]
    return replace(
        stroke, points=np.stack([_at(points, piece.start), *inside, _at(points, piece.end)])
    )


def part_of(drawing: Drawing, pieces: Sequence[Piece]) -> Drawing:
    """Return what ``pieces`` are of ``drawing``, on the same sheet; a sample lies on it still."""
    return drawing.with_strokes(
        tuple(cut_out(drawing.strokes[piece.stroke], piece) for piece in pieces)
    )


def box_of(strokes: Sequence[Stroke]) -> Box:
    """Return the box around the paths of ``strokes``, which are not none."""
    xy = np.concatenate([stroke.xy for stroke in strokes])
    (left, top), (right, bottom) = xy.min(axis=0).tolist(), xy.max(axis=0).tolist()
    return left, top, right, bottom


class StrokeParts:
    """The strokes of ``drawing`` as parts; it remembers where each piece begins and ends.

    What lies on another stroke, as a click on a digit leaves a dot, or a pen that goes over a line
    once more, shows no ink of its own: it is no part, and goes with the piece that it lies on.

    check: is called before each ``image``.
    Raises DigitpadError for more strokes than a number has.
    """

    def __init__(self, drawing: Drawing, check: Callable[[], None] = lambda: None) -> None:
        check_count(len(drawing.strokes))
        self.drawing, self._check = drawing, check
        self.pen = 0.0
        self._light: dict[Piece, Stroke] = {}
        # By the part itself: for another row the same stroke may be cut in other places.
        self._pieces: dict[Part, Piece] = {}
        parts = [
            self._part(whole_piece(drawing, index), 0) for index in range(len(drawing.strokes))
        ]
        highest = max((part.height for part in parts), default=0.0)
        self._spacing = highest / FINENESS
        # What lies on other strokes: on which, and at which of its points.
        self._covered = _covered(parts, COVERED * highest, drawing.strokes)
        self.parts = [part for part in parts if part.whole not in self._covered]

    def _part(self, piece: Piece, place: int) -> Part:
        path = cut_out(self.drawing.strokes[piece.stroke], piece).xy
        (left, top), (right, bottom) = path.min(axis=0).tolist(), path.max(axis=0).tolist()
        points = _even(path)
        length = float(np.hypot(*np.diff(points, axis=0).T).sum())  # a hand's trembling is no line
        part = Part((left, top, right, bottom), points, piece.stroke, length, place)
        self._pieces[part] = piece
        return part

    def cut(self, part: Part, height: float) -> list[Part]:
        """Return the pieces of a stroke that may belong to several digits, in its order."""
        path = self.drawing.strokes[part.whole].xy
        ends = [0.0, *thin_places(path, height), float(len(path) - 1)]
        if len(ends) == 2:
            return [part]
        return [
            self._part(Piece(part.whole, start, end), place)
            for place, (start, end) in enumerate(pairwise(ends))
        ]

    def crossed(self, part: Part, height: float) -> list[tuple[Part, Part]]:
        """Return none: strokes that cross are two."""
        return []

    def pieces(self, parts: Sequence[Part]) -> tuple[Piece, ...]:
        """Return ``parts`` as pieces of strokes, those that follow one another as one."""
        pieces = joined(self._pieces[part] for part in parts)
        lying = [
            whole_piece(self.drawing, stroke) for stroke, (under, at) in self._covered.items()
            if any(self._has(piece, under, at) for piece in pieces)
        ]  # fmt: skip
        return tuple(sorted((*pieces, *lying), key=lambda piece: (piece.stroke, piece.start)))

    def _has(self, piece: Piece, stroke: int, at: int) -> bool:
        """Tell whether the point ``at`` of ``stroke`` is in ``piece``, and in none after it."""
        is_before_end = at < piece.end or piece.end == whole_piece(self.drawing, stroke).end
        return piece.stroke == stroke and piece.start <= at and is_before_end

    def image(self, parts: Sequence[Part]) -> Array:
        """Return (28, 28), what the network sees of ``parts`` as one digit."""
        self._check()
        strokes = tuple(self._lightened(piece) for piece in self.pieces(parts))
        return network_input(replace(self.drawing, strokes=strokes))

    def _lightened(self, piece: Piece) -> Stroke:
        if piece not in self._light:
            stroke = cut_out(self.drawing.strokes[piece.stroke], piece)
            if self._spacing > 0:
                stroke = replace(stroke, points=thinned(stroke.points, self._spacing))
            self._light[piece] = stroke
        return self._light[piece]


def thin_places(path: Path, height: float) -> list[float]:
    """Return places on ``path`` where it may go from one digit to the next, along it.

    There it is the only ink above and below, so all that comes before lies on one side and all
    that comes after on the other. height: of the row; a path that is not wide has none.
    """
    left, right = float(path[:, 0].min()), float(path[:, 0].max())
    if right - left < WIDE * height:
        return []
    low = np.minimum(path[:-1, 0], path[1:, 0])
    high = np.maximum(path[:-1, 0], path[1:, 0])
    across = np.linspace(left + NARROWEST * height, right - NARROWEST * height, PLACES)
    crossed = (low <= across[:, None]) & (across[:, None] < high)  # (places, segments)
    thin = np.flatnonzero(crossed.sum(axis=1) == 1)
    runs = np.split(thin, np.flatnonzero(np.diff(thin) > 1) + 1)
    places = []
    for run in sorted(runs, key=len)[-MOST_CUTS:]:
        if len(run):
            middle = run[len(run) // 2]
            segment = int(np.flatnonzero(crossed[middle])[0])
            start, end = path[segment, 0], path[segment + 1, 0]
            places.append(segment + float((across[middle] - start) / (end - start)))
    return sorted(places)


def _covered(
    parts: Sequence[Part], near: float, strokes: Sequence[Stroke]
) -> dict[int, tuple[int, int]]:
    """Return which of ``parts`` lie on a longer one, which is no dot, and are no bars across it.

    Each with the stroke that it lies on, and the point of its path where it does.
    """
    found: dict[int, tuple[int, int]] = {}
    kept: list[Part] = []
    for part in sorted(parts, key=lambda part: -part.length):
        is_bar = 2 * near < part.length < BAR * near
        under = None if is_bar else next((
            other for other in kept if other.length > 2 * near and _lies_on(part, other, near)
        ), None)  # fmt: skip
        if under is None:
            kept.append(part)
        else:
            middle = part.points[len(part.points) // 2]
            at = int(squared_distances(strokes[under.whole].xy, middle[None]).argmin())
            found[part.whole] = (under.whole, at)
    return found


def _lies_on(part: Part, other: Part, near: float) -> bool:
    """Tell whether ``part`` nowhere leaves the line of ``other`` by more than ``near``."""
    (left, top, right, bottom), (x0, y0, x1, y1) = part.box, other.box
    if min(left - x0, top - y0, x1 - right, y1 - bottom) < -near:
        return False
    step = other.length / max(len(other.points) - 1, 1)  # of its points; the line goes on between
    squares = squared_distances(other.points, part.points).min(axis=0)
    return bool(squares.max() <= near**2 + (step / 2) ** 2)


def _at(points: Points, position: float) -> NDArray[np.float64]:
    """Return the point at ``position`` on the way through ``points``."""
    index = min(int(position), len(points) - 2)
    return np.asarray(points[index] + (position - index) * (points[index + 1] - points[index]))


def _even(path: Path) -> Path:
    """Return points evenly along ``path``, its ends among them; one for a dot."""
    along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))))
    if along[-1] <= 0:
        return path[:1]
    places = np.linspace(0, along[-1], SAMPLES)
    return np.stack([np.interp(places, along, path[:, axis]) for axis in (0, 1)], axis=1)
