"""Combs: a base line with short ticks makes cells, and strokes of digits on a line make none."""

from itertools import product

import pytest
from PIL import Image, ImageDraw

from digitpad.ink.photo.cells import form_cells
from tests.ink.photo.opened_pictures import opened, read

STEP, HIGH = 50, 44  # pixels: from a tick to the next, and of a digit
LEFT, BASE = 40, 120


def comb(number, tick=14, ends=True, turned=0.0, grey=110, line=2, gap=6):
    """A comb with a digit above its base line in each cell; a blank stays blank."""
    picture = Image.new("L", (len(number) * STEP + 2 * LEFT, 170), 240)
    pen = ImageDraw.Draw(picture)
    pen.line([(LEFT, BASE), (LEFT + len(number) * STEP, BASE)], fill=grey, width=line)
    for place in range(len(number) + 1):
        x = LEFT + place * STEP
        if ends or 0 < place < len(number):
            pen.line([(x, BASE), (x, BASE - tick)], fill=grey, width=line)
    for place, digit in enumerate(number):
        write(pen, digit, LEFT + place * STEP + STEP // 2, BASE - gap)
    return picture.rotate(turned, Image.Resampling.BICUBIC, fillcolor=240)


def write(pen, digit, x, foot, high=HIGH):
    """Draw a digit whose middle is at ``x`` and whose foot is at ``foot``."""
    top = foot - high
    if digit == "1":
        pen.line([(x, top), (x, foot)], fill=30, width=5)
    elif digit == "7":
        pen.line(
            [(x - 13, top), (x + 13, top), (x - 2, foot)], fill=30, width=5, joint="curve"
        )  # fmt: skip
    elif digit == "0":
        pen.ellipse([x - 13, top, x + 13, foot], outline=30, width=5)


@pytest.mark.parametrize("ends", [True, False])
@pytest.mark.parametrize("tick", [9, 14, 22])
@pytest.mark.parametrize("number", ["7071", "00770170"])
def test_the_number_in_a_comb_is_read_without_its_ticks(network, number, tick, ends):
    written = read(network, comb(number, tick, ends))
    assert written.text == number
    assert written.is_sure


@pytest.mark.parametrize(
    "drawn", [{"turned": 1.5}, {"turned": -2.5}, {"grey": 190}, {"line": 1}, {"line": 4}]
)
def test_tilted_faint_thin_and_thick_combs_are_combs(network, drawn):
    assert read(network, comb("70170", **drawn)).text == "70170"


def test_blank_cells_of_a_comb_are_left_out(network):
    picture = comb("  70 ")
    boxes = form_cells(opened(picture)[1])
    assert [round((left + right) / 2) for left, _, right, _ in boxes] == pytest.approx(
        [LEFT + 2.5 * STEP, LEFT + 3.5 * STEP], abs=2
    )
    assert read(network, picture).text == "70"


@pytest.mark.parametrize("number", ["11111", "17171", "10101", "71117"])
@pytest.mark.parametrize("gap", [0, 2, 10])
def test_ones_on_an_underline_are_no_ticks(number, gap):
    picture = comb(number, tick=0, gap=gap)
    assert form_cells(opened(picture)[1]) == ()


def test_ticks_at_uneven_distances_are_no_comb():
    picture = comb("707070", tick=0)
    pen = ImageDraw.Draw(picture)
    for x in (LEFT, LEFT + 30, LEFT + 110, LEFT + 250):
        pen.line([(x, BASE), (x, BASE - 14)], fill=110, width=2)
    assert form_cells(opened(picture)[1]) == ()


def test_lines_that_go_on_below_the_base_line_are_no_ticks():
    picture = comb("7070")
    pen = ImageDraw.Draw(picture)
    for place in range(5):
        x = LEFT + place * STEP
        pen.line([(x, BASE - 14), (x, BASE + 30)], fill=110, width=2)
    assert form_cells(opened(picture)[1]) == ()


def test_a_scale_beside_large_digits_is_no_form(network):
    """A ruler, or what is left of paper in uneven light: hardly any of the ink is in it."""
    picture = Image.new("L", (640, 480), 240)
    picture.paste(comb("7070").crop((LEFT - 5, 70, 4 * STEP + LEFT + 5, BASE + 5)), (30, 400))
    pen = ImageDraw.Draw(picture)
    for x in (180, 460):
        pen.ellipse([x - 90, 40, x + 90, 340], outline=30, width=12)
    assert form_cells(opened(picture)[1]) == ()
    assert read(network, picture).text != "7070"


@pytest.mark.parametrize("lines", [1, 3])
def test_a_comb_below_lines_of_print_is_one(network, lines):
    """Most of the ink is the print's."""
    picture = Image.new("L", (640, 480), 240)
    picture.paste(comb("7070").crop((LEFT - 5, 70, 4 * STEP + LEFT + 5, BASE + 5)), (30, 400))
    pen = ImageDraw.Draw(picture)
    for x, y in product(range(40, 400, 40), range(30, 30 + 60 * lines, 60)):
        for line in ((0, 0, 0, 26), (0, 12, 14, 12), (14, 0, 14, 26)):  # an H
            pen.line([x + line[0], y + line[1], x + line[2], y + line[3]], fill=40, width=4)
    assert len(form_cells(opened(picture)[1])) == 4
    assert read(network, picture).text == "7070"
