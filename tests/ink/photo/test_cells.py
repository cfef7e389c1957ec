"""Forms: cells between printed lines are found, and what is no form is none."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digitpad.ink.photo.cells import form_cells
from digitpad.ink.photo.on_sheet import Crop, PaperImage, Photo
from digitpad.ink.photo.picture import decoded_picture
from digitpad.reading.written import read_photo, read_picture
from tests.ink.photo.opened_pictures import opened
from tests.ink.photo.photographs import chance_scene, photograph

CELL = 60


def paper_for(rows, width, height):
    columns = max(map(len, rows))
    return Image.new("L", (columns * width + 60, len(rows) * height + 60), 240)


def drawn_cells(pen, rows, width, height, line=2, grey=110):
    """Draw a cell for each content of ``rows``; yield x and y of its corner, and the content."""
    for row, contents in enumerate(rows):
        for column, content in enumerate(contents):
            x, y = 30 + column * width, 30 + row * height
            pen.rectangle([x, y, x + width, y + height], outline=grey, width=line)
            yield x, y, content


def form(rows, line=2, grey=110, turned=0.0):
    """Cells of 60 pixels with ones, sevens and zeros in them; a blank stays blank."""
    picture = paper_for(rows, CELL, CELL)
    pen = ImageDraw.Draw(picture)
    for x, y, digit in drawn_cells(pen, rows, CELL, CELL, line, grey):
        write(pen, digit, x, y)
    return picture.rotate(turned, Image.Resampling.BICUBIC, fillcolor=240)


def write(pen, digit, x, y):
    if digit == "1":
        pen.line([(x + 30, y + 12), (x + 30, y + 48)], fill=30, width=5)
    elif digit == "7":
        pen.line(
            [(x + 18, y + 13), (x + 42, y + 13), (x + 28, y + 48)], fill=30, width=5,
            joint="curve",
        )  # fmt: skip
    elif digit == "0":
        pen.ellipse([x + 17, y + 11, x + 43, y + 49], outline=30, width=5)


def table_of_numbers(rows, step=(36, 0), cell=(120, 64)):
    """Cells of 120 by 64 pixels; step: from one digit of a number to the next."""
    picture = paper_for(rows, *cell)
    pen = ImageDraw.Draw(picture)
    for x, y, number in drawn_cells(pen, rows, *cell):
        for place, digit in enumerate(number):
            write(pen, digit, x + 4 + place * step[0], y + 2 + place * step[1])
    return picture


@pytest.mark.parametrize("line", [1, 2, 4])
@pytest.mark.parametrize("turned", [0.0, 1.0, -2.0])
@pytest.mark.parametrize("rows", [["170071"], ["7 0", "  1", "071"]])
def test_a_form_is_read_cell_by_cell_and_blank_cells_are_left_out(network, rows, line, turned):
    grey, image = opened(form(rows, line, turned=turned))
    assert len(form_cells(image)) == sum(len(row.replace(" ", "")) for row in rows)
    written = read_picture(network, grey, None, image.size)
    assert written.text == "\n".join(row.replace(" ", "") for row in rows)


def test_a_faint_form_is_one_too(network):
    grey, image = opened(form(["1707"], grey=200))
    assert read_picture(network, grey, None, image.size).text == "1707"


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([["70", "07"]], "70 07"),
        ([["70", "7", "17"], ["0", "77", "700"]], "70 7 17\n0 77 700"),
        ([["170"], ["707"]], "170\n707"),
    ],
)
def test_a_cell_may_hold_a_number(network, rows, text):
    grey, image = opened(table_of_numbers(rows))
    written = read_picture(network, grey, None, image.size)
    assert written.text == text
    assert written.is_sure


def test_cells_stay_apart_when_their_digits_are_framed(network):
    _, image = opened(table_of_numbers([["70", "07"]]))
    digits = read_photo(network, Photo(image)).digits
    crops = tuple(Crop(digit.box, is_cut=False) for digit in digits)
    assert read_photo(network, Photo(image, crops)).text == "70 07"


def test_a_cell_with_digits_in_two_rows_is_not_sure(network):
    grey, image = opened(table_of_numbers([["7", "70"]], step=(0, 56), cell=(120, 130)))
    assert not read_picture(network, grey, None, image.size).is_sure


def table(rows, columns, side, thick=1):
    """Lines a pixel wide, each third one ``thick``, with a one in each cell, at working size."""
    picture = Image.new("L", (columns * side + 80, rows * side + 80), 255)
    pen = ImageDraw.Draw(picture)
    for row in range(rows + 1):
        y = 40 + row * side
        pen.line([(40, y), (40 + columns * side, y)], fill=0, width=1 if row % 3 else thick)
    for column in range(columns + 1):
        x = 40 + column * side
        pen.line([(x, 40), (x, 40 + rows * side)], fill=0, width=1 if column % 3 else thick)
        for row in range(rows if column < columns else 0):
            middle, top = x + side // 2, 40 + row * side
            pen.line([(middle, top + 15), (middle, top + side - 15)], fill=0, width=6)
    return decoded_picture(picture, "x")[0]


@pytest.mark.parametrize(
    ("rows", "columns", "side", "thick"),
    [(9, 9, 70, 3), (9, 9, 77, 3), (2, 12, 90, 2), (6, 12, 90, 1)],
)
def test_thin_lines_of_a_reduced_picture_make_all_cells(rows, columns, side, thick):
    image = PaperImage.of(table(rows, columns, side, thick), None)
    assert len(form_cells(image)) == rows * columns


def long_ones(rows, gap, cell=100):
    """A 1 in each cell that ends ``gap`` pixels before its rules, and once a 7."""
    picture = paper_for(rows, cell, cell)
    pen = ImageDraw.Draw(picture)
    for x, y, digit in drawn_cells(pen, rows, cell, cell):
        foot, middle = y + cell - gap, x + cell // 2
        if digit == "7":
            pen.line([(middle - 20, y + gap), (middle + 20, y + gap)], fill=30, width=6)
        top = middle + 20 if digit == "7" else middle
        pen.line([(top, y + gap), (middle, foot)], fill=30, width=6)
    return picture


@pytest.mark.parametrize(("rows", "gap"), [(["1711"], 8), (["111", "117"], 9), (["11111"], 6)])
def test_a_straight_one_that_is_nearly_as_high_as_its_cell_is_no_rule(network, rows, gap):
    grey, image = opened(long_ones(rows, gap))
    written = read_picture(network, grey, None, image.size)
    assert written.text == "\n".join(rows)


@pytest.mark.parametrize("gap", [0, 14])
@pytest.mark.parametrize("foot", [62, 72])
@pytest.mark.parametrize("place", [0, 2, 3])
def test_a_cell_that_a_nines_stem_cuts_to_pieces_is_still_one(place, foot, gap):
    picture = Image.new("L", (4 * CELL + 150, CELL + 60), 240)
    pen = ImageDraw.Draw(picture)
    for column in range(4):
        x, y = 30 + column * (CELL + gap), 30
        pen.rectangle([x, y, x + CELL, y + CELL], outline=110, width=2)
        if column == place:
            pen.ellipse([x + 4, y - 4, x + 34, y + 26], outline=30, width=5)
            pen.line([(x + 32, y - 2), (x + 32, y + foot)], fill=30, width=5)
        else:
            write(pen, "7", x, y)
    boxes = np.array(form_cells(opened(picture)[1]))
    assert len(boxes) == 4
    assert (boxes[:, 2:] - boxes[:, :2] > 0.9 * CELL - 2).all()


def test_one_framed_digit_is_no_form():
    assert form_cells(opened(form(["7"]))[1]) == ()


def test_a_number_without_lines_is_no_form():
    assert form_cells(opened(form(["7071"], grey=240))[1]) == ()


def test_squared_paper_under_large_digits_is_no_form():
    picture = Image.new("L", (400, 400), 240)
    pen = ImageDraw.Draw(picture)
    for place in range(0, 400, 25):
        pen.line([(place, 0), (place, 400)], fill=190)
        pen.line([(0, place), (400, place)], fill=190)
    pen.line([(110, 90), (290, 90), (180, 330)], fill=30, width=16, joint="curve")
    assert form_cells(opened(picture)[1]) == ()


@pytest.mark.parametrize("turned", [0, 90])
@pytest.mark.parametrize("place", [0.25, 0.4, 0.5])
def test_a_stroke_through_two_squares_is_one_digit(turned, place):
    picture = Image.new("L", (400, 400), 240)
    pen = ImageDraw.Draw(picture)
    for line in range(30, 400, 120):
        pen.line([(line, 0), (line, 400)], fill=150, width=2)
        pen.line([(0, line), (400, line)], fill=150, width=2)
    x = 150 + 120 * place
    pen.line([(x - 25, 110), (x, 75), (x, 240)], fill=30, width=10, joint="curve")
    assert form_cells(opened(picture.rotate(turned))[1]) == ()


@pytest.mark.parametrize("seed", range(4))
def test_a_photograph_of_a_digit_on_squared_paper_is_no_form(seed):
    """Of 24 such photographs of sevens, zeros and letters seven were taken for forms once."""
    path = [[(0, 0), (150, 0), (60, 300)], [(100, 0), (20, 80), (0, 200), (80, 300), (180, 240)]]
    scene = chance_scene("squared", "pen", "even", np.random.default_rng(seed))
    image = photograph([path[seed % 2]], scene).image.convert("L")
    assert form_cells(opened(image.resize((640, 480)))[1]) == ()


def test_a_digital_eight_is_no_form():
    picture = Image.new("L", (200, 300), 240)
    pen = ImageDraw.Draw(picture)
    for top in (40, 140):
        pen.rectangle([50, top, 150, top + 108], outline=20, width=8)
    assert form_cells(opened(picture)[1]) == ()
