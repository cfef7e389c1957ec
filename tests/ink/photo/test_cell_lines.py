"""Cells cut out of a printed table, in grey: their lines go, and digits keep what is theirs."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from digitpad.ink.photo.cell_lines import without_cell_lines
from digitpad.ink.photo.picture import decoded_picture
from digitpad.reading.written import read_picture

SIDE = 200
SEVEN = [(75, 42), (130, 42), (92, 160)]
ONE = [(85, 75), (105, 45), (105, 160)]
NINE = [(118, 75), (95, 60), (80, 85), (100, 102), (118, 75), (112, 168)]
THIN, THICK = 3, 13


def cell(path, *lines, pen=9):
    """A photographed cell with ``path`` in it; lines: x, y to x, y and how thick."""
    picture = Image.new("L", (SIDE, SIDE), 215)
    draw = ImageDraw.Draw(picture)
    for *line, thickness in lines:
        draw.line(line, fill=50, width=thickness)
    draw.line(path, fill=60, width=pen, joint="curve")
    soft = np.asarray(picture.filter(ImageFilter.GaussianBlur(1)), float)
    light = np.linspace(1, 0.85, SIDE)
    noise = np.random.default_rng(3).normal(0, 2, soft.shape)
    return Image.fromarray((soft * light + noise).clip(0, 255).astype(np.uint8))


def read(network, picture):
    return read_picture(network, *decoded_picture(picture, "x"), picture.size)


LEFT, RIGHT = (44, -9, 32, 209, THICK), (168, -9, 162, 209, THICK)
TOP, BOTTOM = (-9, 18, 209, 22, THIN), (-9, 174, 209, 178, THICK)
ENDING = (42, 22, 42, 209, THICK)  # where TOP is


@pytest.mark.parametrize(
    "lines",
    [(LEFT,), (RIGHT,), (LEFT, RIGHT), (TOP, ENDING), (LEFT, TOP, RIGHT), (LEFT, BOTTOM)],
)
def test_lines_from_edge_to_edge_beside_a_digit_are_none(network, lines):
    written = read(network, cell(SEVEN, *lines))
    assert written.text == "7"
    assert written.is_sure


def test_a_digit_that_stands_on_a_line_is_read(network):
    standing = (-9, 164, 209, 168, THICK)
    assert read(network, cell(SEVEN, standing)).text == "7"
    assert read(network, cell(ONE, standing, LEFT)).text == "1"


def test_a_digit_that_goes_through_a_line_keeps_its_foot(network):
    through = (-9, 152, 209, 156, THIN)
    assert read(network, cell(NINE, through, LEFT)).text == "9"


def test_what_the_edge_cuts_off_beyond_a_line_is_of_another_cell(network):
    picture = cell(SEVEN, LEFT, TOP)
    draw = ImageDraw.Draw(picture)
    draw.line([(100, 0), (118, 8), (130, 0)], fill=60, width=9)
    draw.line([(0, 120), (12, 128), (0, 140)], fill=60, width=9)
    assert read(network, picture).text == "7"


@pytest.mark.parametrize("count", [3, 6])
def test_lines_through_the_middle_are_those_of_the_paper(count):
    places = np.linspace(30, 170, count).astype(int).tolist()
    picture = cell(SEVEN, *((-9, place, 209, place, THIN) for place in places))
    grey, _ = decoded_picture(picture, "x")
    assert without_cell_lines(grey, None)[0] is grey


@pytest.mark.parametrize("margin", [0, 3, 20])
def test_upright_strokes_of_a_number_are_no_lines(margin):
    picture = Image.new("L", (SIDE, SIDE), 215)
    draw = ImageDraw.Draw(picture)
    for path in ([(40, 40), (40, 160)], [(85, 44), (125, 44), (100, 157)], [(160, 40), (158, 160)]):
        draw.line(path, fill=60, width=9)
    cut = picture.crop((36 - margin, 40 - margin, 164 + margin, 161 + margin))
    grey, _ = decoded_picture(cut.resize((2 * cut.width, 2 * cut.height)), "x")
    assert without_cell_lines(grey, None)[0] is grey


def test_a_four_that_is_cut_tightly_keeps_its_strokes():
    picture = Image.new("L", (150, 200), 215)
    draw = ImageDraw.Draw(picture)
    draw.line([(30, 0), (4, 150), (150, 150)], fill=60, width=12)
    draw.line([(118, 0), (118, 200)], fill=60, width=12)
    grey, _ = decoded_picture(picture, "x")
    assert without_cell_lines(grey, None)[0] is grey
