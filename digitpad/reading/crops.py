"""Digits that somebody has framed in a picture, or put together of strokes: read, and in rows."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from digitpad.graph.graph import Graph
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.frame import Array
from digitpad.ink.input.render import is_framed, network_input
from digitpad.ink.photo.cells import form_cells
from digitpad.ink.photo.cleaned import in_bytes, ink_of
from digitpad.ink.photo.crossed import RuledForm
from digitpad.ink.photo.marks import the_digit
from digitpad.ink.photo.on_sheet import Crop, PaperImage
from digitpad.ink.photo.picture import ink_input
from digitpad.ink.segment.parts import Box, middle_of, moved, scaled
from digitpad.ink.segment.stroke_parts import Piece, box_of, part_of, whole_piece
from digitpad.reading.classify import classify
from digitpad.reading.framed_ink import (
    SAME_SIDE,
    cell_around,
    cells_of,
    ink_in,
    ink_of_part,
    inputs_of_cell,
    with_surroundings,
)
from digitpad.reading.marks import UNREAD, Mark
from digitpad.reading.number import NumberReading, ReadDigit, read_number
from digitpad.reading.written import Written, as_written, digit_of, number_in
from digitpad.support.errors import EmptyInkError

AS_HIGH = 0.5  # of the highest digit in a cell: what is lower is what a line left
OVERLAP = 0.5  # of the lower digit's height, that lies beside the first of its row
EDGE = 4  # pixels of paper around ink that ends at its frame


def read_crops(network: Graph, image: PaperImage, crops: Sequence[Crop]) -> Written:
    """Read the digits in ``crops``; boxes are in the picture's pixels, those without ink left out.

    Raises EmptyInkError when none of them holds ink.
    """
    framed = [crop for crop in crops if not crop.mark]
    digits = [digit for crop in framed for digit in _in_crop(network, image, crop)]
    marks = [Mark(crop.mark, crop.box) for crop in crops if crop.mark]
    return _written(digits, marks, form_cells(image))


def read_cells(network: Graph, image: PaperImage, form: RuledForm) -> Written:
    """Read a digit or a number in each cell of a form; boxes are in the picture's pixels.

    Digits that do not stand in one row, as a cell's number does, leave the cell unread but for its
    main one. Where a digit touches that of another cell, or there are several in a cell whose lines
    are crossed, some ink is unread. Raises EmptyInkError when none of the cells holds ink.
    """
    digits: list[ReadDigit] = []
    unread: list[Mark] = []
    cells = cells_of(image, form)
    for cell in cells:
        with contextlib.suppress(EmptyInkError):
            number = _in_cell(network, cell.image, cell.box)
            is_row = len(number) > 1 and len(rows_of([digit.box for digit in number])) == 1
            if not is_row:
                digits += digit_of(network, inputs_of_cell(cell.image), cell.cell).digits
            else:
                digits += number
            if cell.is_shared or (len(number) > 1 and (cell.is_crossed or not is_row)):
                unread.append(Mark(UNREAD, cell.cell))
    return _written(digits, unread, [cell.cell for cell in cells])


def _in_cell(network: Graph, inside: PaperImage, cell: Box) -> list[ReadDigit]:
    """Return the digits of the number ``inside`` a cell, without what is lower; none for one."""
    left, top, _, _ = (float(round(side)) for side in cell)
    ink = ink_of(inside)
    pixels = max(inside.size) / max(ink.shape)
    number = number_in(network, ink)
    if number is None:
        return []
    tallest = max(digit.box[3] - digit.box[1] for digit in number.digits)
    return [
        replace(digit, box=moved(scaled(digit.box, pixels), left, top))
        for digit in number.digits
        if digit.box[3] - digit.box[1] >= AS_HIGH * tallest
    ]


def read_grouped(
    network: Graph, sheet: Drawing, check: Callable[[], None] = lambda: None
) -> NumberReading:
    """Return the digits of ``sheet``: its groups, and what is found in the other strokes.

    Without groups that is what ``read_number`` finds, as it is where a sample makes it one digit.
    Rows, and point, comma and minus, are those of all strokes as the pen drew them and nothing was
    said: the pieces of a digit that was split are lower than it was, and stay in its row.
    check: as of ``read_number``.
    Raises DigitpadError for more strokes than a number has.
    """
    if not sheet.groups or is_framed(sheet):
        return read_number(network, sheet, check)
    place = {stroke: index for index, stroke in enumerate(sheet.strokes)}
    said = [_of_strokes(network, sheet, [place[stroke] for stroke in one]) for one in sheet.groups]
    drawn, drawn_as = _uncut(sheet)
    unsaid = read_number(network, drawn, check)
    row = {piece.stroke: sign.row for sign in unsaid.signs for piece in sign.pieces}
    own = {stroke for group in sheet.groups for stroke in group}
    free = [index for index, stroke in enumerate(sheet.strokes) if stroke not in own]
    signs = _signs_among(free, sheet, drawn_as, unsaid.marks)
    free = [index for index in free if not any(_is_of(sign, index) for sign in signs)]
    rest = _read_strokes(network, sheet, free, check) if free else NumberReading(())
    rows = [row[number] for number in drawn_as]
    return _in_rows_of(rows, [*said, *rest.digits], [*signs, *rest.marks])


def _signs_among(
    free: Sequence[int], sheet: Drawing, drawn_as: Sequence[int], marks: Sequence[Mark]
) -> list[Mark]:
    """Return those of ``marks``, of the strokes as they were drawn, that are ``free`` and whole."""
    signs = []
    for mark in marks:
        strokes = [index for index in free if _is_of(mark, drawn_as[index])]
        pieces = _whole(sheet, strokes)
        if not mark.is_unread and [(p.start, p.end) for p in pieces] == [
            (p.start, p.end) for p in mark.pieces
        ]:
            signs.append(replace(mark, pieces=pieces))
    return signs


def _is_of(mark: Mark, stroke: int) -> bool:
    return any(piece.stroke == stroke for piece in mark.pieces)


def _read_strokes(
    network: Graph, sheet: Drawing, strokes: Sequence[int], check: Callable[[], None]
) -> NumberReading:
    """Return what ``read_number`` finds in some strokes of ``sheet``, whose numbers pieces have."""
    alone = sheet.with_strokes(tuple(sheet.strokes[index] for index in strokes))
    found = read_number(network, alone, check)

    def there(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
        return tuple(replace(piece, stroke=strokes[piece.stroke]) for piece in pieces)

    return NumberReading(
        tuple(replace(digit, pieces=there(digit.pieces)) for digit in found.digits),
        tuple(replace(mark, pieces=there(mark.pieces)) for mark in found.marks),
    )


def _uncut(sheet: Drawing) -> tuple[Drawing, list[int]]:
    """Return ``sheet`` with each cut stroke as the pen drew it, and which one each stroke is of."""
    strokes: list[Stroke] = []
    drawn_as: list[int] = []
    for stroke in sheet.strokes:
        # A cut leaves the same point, at the same time, at both its ends.
        if strokes and np.array_equal(strokes[-1].points[-1], stroke.points[0]):
            strokes[-1] = replace(
                stroke, points=np.concatenate((strokes[-1].points, stroke.points[1:]))
            )
        else:
            strokes.append(stroke)
        drawn_as.append(len(strokes) - 1)
    return replace(sheet, strokes=tuple(strokes), groups=()), drawn_as


def _in_rows_of(
    rows: Sequence[int], digits: Sequence[ReadDigit], marks: Sequence[Mark]
) -> NumberReading:
    """Return ``digits`` and ``marks`` in the ``rows`` that their strokes have.

    Where a digit has strokes of several rows all are put into rows anew.
    """
    of_digits = [{rows[piece.stroke] for piece in digit.pieces} for digit in digits]
    of_marks = [{rows[piece.stroke] for piece in mark.pieces} for mark in marks]
    if any(len(some) > 1 for some in (*of_digits, *of_marks)):
        return in_rows(digits, marks)
    there = {row: place for place, row in enumerate(sorted(set.union(*of_digits, *of_marks)))}
    placed = [
        replace(digit, row=there[min(some)]) for digit, some in zip(digits, of_digits, strict=True)
    ]
    return NumberReading(
        tuple(sorted(placed, key=lambda digit: (digit.row, digit.box[0] + digit.box[2]))),
        tuple(
            replace(mark, row=there[min(some)]) for mark, some in zip(marks, of_marks, strict=True)
        ),
    )


def _of_strokes(network: Graph, sheet: Drawing, strokes: Sequence[int]) -> ReadDigit:
    pieces = _whole(sheet, sorted(strokes))
    alone = part_of(sheet, pieces)
    return ReadDigit(classify(network, network_input(alone)), box_of(alone.strokes), 0, pieces)


def _whole(sheet: Drawing, strokes: Sequence[int]) -> tuple[Piece, ...]:
    return tuple(whole_piece(sheet, index) for index in strokes)


def _written(
    digits: Sequence[ReadDigit], marks: Sequence[Mark], cells: Sequence[Box]
) -> Written:  # fmt: skip
    if not digits:
        raise EmptyInkError("There is no ink to read.")
    return as_written(_in_cells(in_rows(digits, marks), cells))


def _in_cells(number: NumberReading, cells: Sequence[Box]) -> NumberReading:
    """Return ``number`` with the cell of each of its signs where cells hold numbers.

    Where each holds one digit, as the boxes of a form do, they are one number.
    """
    there = [_cell_of(digit.box, cells) for digit in number.digits]
    held = [cell for cell in there if cell]
    if len(set(held)) == len(held):
        return number
    return replace(
        number,
        digits=tuple(
            replace(digit, cell=cell) for digit, cell in zip(number.digits, there, strict=True)
        ),
        marks=tuple(replace(mark, cell=_cell_of(mark.box, cells)) for mark in number.marks),
    )


def _cell_of(box: Box, cells: Sequence[Box]) -> int:
    """Return which of ``cells``, counted from 1, the middle of ``box`` lies in; 0 for none."""
    x, y = middle_of(box)
    return next(
        (n for n, cell in enumerate(cells, 1)
         if cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3]), 0
    )  # fmt: skip


def in_rows(digits: Sequence[ReadDigit], marks: Sequence[Mark] = ()) -> NumberReading:
    """Return ``digits`` in rows, in reading order, and each of ``marks`` in the nearest row."""
    rows = rows_of([digit.box for digit in digits])
    ordered = tuple(
        replace(digits[index], row=number) for number, row in enumerate(rows) for index in row
    )
    placed = tuple(replace(mark, row=row_of(mark.box, ordered)) for mark in marks)
    return NumberReading(ordered, placed)


def _in_crop(network: Graph, image: PaperImage, crop: Crop) -> tuple[ReadDigit, ...]:
    left, top, _, _ = crop.box
    try:
        if not crop.is_cut:
            cell = cell_around(image, crop.box)
            if cell is not None and np.allclose(cell.cell, crop.box, atol=SAME_SIDE):
                return digit_of(network, inputs_of_cell(cell.image), crop.box).digits
            return _one_digit(network, ink_in(image, crop.box)[0], crop.box)
        # Paper is known by what is around the ink, and ink that the frame cuts off is ink.
        inside, scale = ink_of_part(*with_surroundings(image, crop.box), crop.box)
        number = number_in(network, inside)
        if number is None:
            return _one_digit(network, inside, crop.box)
    except EmptyInkError:
        return ()
    return tuple(
        replace(digit, box=moved(scaled(digit.box, 1 / scale), left, top))
        for digit in number.digits
    )


def _one_digit(network: Graph, ink: Array, box: Box) -> tuple[ReadDigit, ...]:
    one = in_bytes(ink_input(the_digit(np.pad(ink, EDGE))))
    return digit_of(network, [one], box).digits


def row_of(box: Box, digits: Sequence[ReadDigit]) -> int:
    """Return the row whose digits stand nearest to ``box``, by their middles."""

    def apart(digit: ReadDigit) -> float:
        return abs(digit.box[1] + digit.box[3] - box[1] - box[3])

    return min(digits, key=apart).row


def rows_of(boxes: Sequence[Box]) -> list[list[int]]:
    """Return the numbers of ``boxes``, row by row from the top, each from the left."""
    rows: list[list[int]] = []
    for index in sorted(range(len(boxes)), key=lambda index: boxes[index][1] + boxes[index][3]):
        _, top, _, bottom = boxes[index]
        first = boxes[rows[-1][0]] if rows else (0.0, 0.0, 0.0, 0.0)
        shared = min(bottom, first[3]) - max(top, first[1])
        if rows and shared > OVERLAP * min(bottom - top, first[3] - first[1]):
            rows[-1].append(index)
        else:
            rows.append([index])
    return [sorted(row, key=lambda index: boxes[index][0] + boxes[index][2]) for row in rows]
