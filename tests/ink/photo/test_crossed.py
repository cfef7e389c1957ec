"""Cells whose lines a digit crosses: all of its ink is its cell's, and none of the next one's."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digitpad.ink.photo.cells import form_in
from digitpad.ink.photo.crossed import cell_images
from tests.ink.photo.opened_pictures import opened, read

SIDE, LEFT, TOP = 70, 30, 40
INK, LINE, PAPER = 30, 110, 240


def form(number, moved=()):
    """A row of boxes with a digit in each; moved: of some of them how far right and down."""
    picture = Image.new("L", (len(number) * SIDE + 2 * LEFT, SIDE + 2 * TOP), PAPER)
    pen = ImageDraw.Draw(picture)
    for x in range(LEFT, LEFT + len(number) * SIDE, SIDE):
        pen.rectangle([x, TOP, x + SIDE, TOP + SIDE], outline=LINE, width=2)
    for place, digit in enumerate(number):
        right, down = dict(moved).get(place, (0, 0))
        x, y = LEFT + place * SIDE + 35 + right, TOP + 35 + down
        if digit == "1":
            pen.line([(x, y - 24), (x, y + 24)], fill=INK, width=5)
        elif digit == "7":
            path = [(x - 14, y - 22), (x + 14, y - 22), (x - 3, y + 24)]
            pen.line(path, fill=INK, width=5, joint="curve")
        else:
            pen.ellipse([x - 14, y - 24, x + 14, y + 24], outline=INK, width=5)
    return picture


@pytest.mark.parametrize("way", [(32, 0), (-32, 0), (0, 25), (0, -25), (0, 18)])
@pytest.mark.parametrize(("number", "place"), [("7017", 2), ("7007", 1), ("1701", 1)])
def test_a_digit_that_crosses_its_cells_line_is_read_whole_and_alone(network, number, place, way):
    if number[place] == "1" and way[0]:
        way = way[0] // 4, 20  # a 1 in the next cell is the next cell's
    assert read(network, form(number, {place: way})).text == number


@pytest.mark.parametrize("way", [(30, 0), (0, 24)])
def test_the_ink_of_a_cell_is_that_of_its_digit(way):
    """The zero's ellipse tells how much ink is there, and where."""
    image = opened(form("7070", {1: way}))[1]
    cells = cell_images(image, form_in(image))
    mine = next(cell for cell in cells if cell.cell[0] < LEFT + 1.5 * SIDE < cell.cell[2])
    assert mine.is_crossed
    rows, columns = np.nonzero(mine.image.grey < (INK + LINE) / 2)
    x, y = LEFT + 1.5 * SIDE + way[0], TOP + SIDE / 2 + way[1]
    ends = [columns.min(), rows.min(), columns.max(), rows.max()]
    there = [end + mine.box[axis % 2] for axis, end in enumerate(ends)]
    assert there == pytest.approx([x - 14, y - 24, x + 14, y + 24], abs=2)


@pytest.mark.parametrize("turned", [0, 1.2, -1.2])
def test_cells_that_nothing_crosses_are_cut_as_they_are(turned):
    picture = form("7071").rotate(turned, Image.Resampling.BICUBIC, fillcolor=PAPER)
    image = opened(picture)[1]
    for cell in cell_images(image, form_in(image)):
        assert not cell.is_crossed
        assert not cell.is_shared
        assert np.array_equal(cell.image.grey, image.cut(cell.cell).grey)


def test_digits_of_two_cells_that_touch_are_not_sure(network):
    assert not read(network, form("7007", {1: (25, 0), 2: (-18, 0)})).is_sure
