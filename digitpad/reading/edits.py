"""A number put right by hand: digits split, merged, deleted; each gives the sheet as it is then."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.render import network_input
from digitpad.ink.photo.on_sheet import Crop
from digitpad.ink.segment.parts import box_around, middle_of
from digitpad.ink.segment.stroke_parts import (
    TINY,
    Piece,
    box_of,
    cut_out,
    joined,
    part_of,
    thin_places,
    whole_piece,
)
from digitpad.reading.canvas_number import SheetNumber
from digitpad.reading.classify import classify_all
from digitpad.reading.framed_ink import halves
from digitpad.reading.photo_number import PhotoNumber

if TYPE_CHECKING:
    from digitpad.graph.graph import Graph

HALF_WIDTH = 0.5  # of a digit: strokes as wide as this may be cut

Strokes = tuple[Stroke, ...]


def merged(number: SheetNumber, index: int) -> Drawing:
    """Return the sheet on which a digit and the next one are one digit."""
    first, second = number.digits[index], number.digits[index + 1]
    if isinstance(number, PhotoNumber):
        crops = number.crops()
        around = box_around([crops[index].box, crops[index + 1].box])
        return number.framed([*crops[:index], Crop(around, is_cut=False), *crops[index + 2 :]])
    return grouped(number.sheet, [(*first.pieces, *second.pieces)])


def without(number: SheetNumber, index: int) -> Drawing:
    """Return the sheet without a digit: its ink, or the frame around it in a picture."""
    if isinstance(number, PhotoNumber):
        crops = number.crops()
        del crops[index]
        return number.framed(crops) if crops else Drawing(size=number.sheet.size)
    sheet, (own,) = _divided(number.sheet, [number.digits[index].pieces])
    gone = set(own)
    return sheet.with_strokes(tuple(one for one in sheet.strokes if one not in gone))


def split(number: SheetNumber, index: int, network: Graph) -> Drawing | None:
    """Return the sheet on which a digit is two, the left and the right; None for a dot.

    ``network`` chooses between the ways to divide it.
    """
    if isinstance(number, PhotoNumber):
        crops = number.crops()
        two = [Crop(box, is_cut=False) for box in halves(number.photo.image, crops[index].box)]
        return number.framed([*crops[:index], *two, *crops[index + 1 :]])
    return split_strokes(number.sheet, number.digits[index].pieces, network)


def middle_of_first(apart: Drawing, index: int) -> tuple[float, float]:
    """Return the middle of the left one of the two that ``split`` has just made of a digit.

    apart: what it returned. index: which digit of the number it was. In the sheet's units.
    """
    if apart.photo is not None:
        assert apart.photo.crops is not None
        box = apart.photo.to_sheet(apart.photo.crops[index].box, apart.size[0])
    else:
        box = min((box_of(group) for group in apart.groups[-2:]), key=middle_of)
    return middle_of(box)


def split_strokes(sheet: Drawing, pieces: Sequence[Piece], network: Graph) -> Drawing | None:
    """Return the sheet on which ``pieces``, one digit so far, are two."""
    sheet, (own,) = _divided(sheet, [pieces])
    parts = _parts(sheet, own)
    ways = [(parts[:count], parts[count:]) for count in range(1, len(parts))]
    if not ways:
        return None
    images = [network_input(part_of(sheet, side)) for way in ways for side in way]
    answers = classify_all(network, np.stack(images))
    likely = [math.log(max(answer.confidence, 1e-9)) for answer in answers]
    best = max(range(len(ways)), key=lambda way: likely[2 * way] + likely[2 * way + 1])
    return grouped(sheet, ways[best])


def split_whole(sheet: Drawing, network: Graph) -> Drawing | None:
    """Return the sheet on which all strokes, one digit so far, are two."""
    whole = [whole_piece(sheet, index) for index in range(len(sheet.strokes))]
    return split_strokes(sheet, whole, network)


def grouped(sheet: Drawing, sets: Sequence[Sequence[Piece]]) -> Drawing:
    """Return the sheet on which the pieces of each set are one digit, whatever they look like."""
    sheet, groups = _divided(sheet, sets)
    own = {stroke for group in groups for stroke in group}
    kept = [group for group in sheet.groups if own.isdisjoint(group)]
    return replace(sheet, groups=(*kept, *groups))


def _divided(sheet: Drawing, sets: Sequence[Sequence[Piece]]) -> tuple[Drawing, list[Strokes]]:
    """Cut the strokes where one of the sets ends; return the strokes of each set too."""
    of_stroke: dict[int, list[tuple[Piece, int]]] = {}
    for number, pieces in enumerate(sets):
        for piece in joined(pieces):
            of_stroke.setdefault(piece.stroke, []).append((piece, number))
    strokes: list[Stroke] = []
    members: list[list[Stroke]] = [[] for _ in sets]
    for index, stroke in enumerate(sheet.strokes):
        taken = sorted(of_stroke.get(index, []), key=lambda one: one[0].start)
        at, end = 0.0, float(len(stroke.points) - 1)
        for piece, number in taken:
            if piece.start > at + TINY:
                strokes.append(cut_out(stroke, Piece(index, at, piece.start)))
            own = cut_out(stroke, piece)
            strokes.append(own)
            members[number].append(own)
            at = piece.end
        if not taken or at < end - TINY:
            strokes.append(cut_out(stroke, Piece(index, at, end)))
    return sheet.with_strokes(tuple(strokes)), [tuple(own) for own in members]


def _parts(sheet: Drawing, own: Strokes) -> list[Piece]:
    """Return what of the strokes may be on one side of a cut, from the left."""
    box = box_of(own)
    height = HALF_WIDTH * (box[2] - box[0])
    parts: list[Piece] = []
    for index, stroke in enumerate(sheet.strokes):
        if stroke in own:
            end = float(len(stroke.points) - 1)
            places = thin_places(stroke.xy, height) if height > 0 else []
            if len(own) == 1 and not places and end > 0:
                places = [_middle(stroke)]
            ends = [0.0, *places, end]
            parts += [Piece(index, a, b) for a, b in pairwise(ends)]
    return sorted(
        parts, key=lambda part: middle_of(box_of((cut_out(sheet.strokes[part.stroke], part),)))[0]
    )


def _middle(stroke: Stroke) -> float:
    """Return the place halfway along a stroke."""
    along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(stroke.xy, axis=0).T))))
    return float(np.interp(along[-1] / 2, along, np.arange(len(along))))
