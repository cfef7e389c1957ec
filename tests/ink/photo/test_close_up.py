"""A thick digit that fills its photograph is read, and what is no such close-up is none."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digitpad.ink.photo.close_up import close_up_ink
from digitpad.ink.photo.picture import decoded_picture
from digitpad.reading.written import read_picture

# In a box of 50 by 80.
PATHS = {
    "0": [(25, 0), (6, 16), (2, 45), (12, 74), (30, 80), (46, 60), (48, 24), (38, 5), (25, 0)],
    "2": [(2, 18), (22, 0), (46, 12), (44, 34), (2, 80), (50, 80)],
    "3": [(4, 6), (30, 0), (46, 18), (18, 38), (48, 56), (34, 78), (2, 76)],
    "4": [(42, 80), (42, 0), (0, 68), (50, 68)],  # the bar and the stem are as a cell's lines
    "7": [(0, 0), (50, 0), (20, 80)],
}


def close_up(digit, height, pen, ink=50, paper=200, noise=5.0, steepness=0.3, quality=80):
    """A digit cut out at its ink. pen: of the digit's height."""
    width = round(6 * 80 * pen)
    sheet = Image.new("L", (800, 1000), 0)
    path = [(250 + 6 * x, 250 + 6 * y) for x, y in PATHS[digit]]
    draw = ImageDraw.Draw(sheet)
    draw.line(path, fill=255, width=width, joint="curve")
    for x, y in path:
        draw.ellipse([x - width / 2, y - width / 2, x + width / 2, y + width / 2], fill=255)
    cut = sheet.crop(sheet.getbbox())
    size = round(cut.width * height / cut.height), height
    share = np.asarray(cut.resize(size, Image.Resampling.BOX), float) / 255
    light = np.linspace(1, 1 - steepness, size[0]) * np.linspace(1, 0.9, size[1])[:, None]
    levels = (paper + (ink - paper) * share) * light
    levels = levels + np.random.default_rng(0).normal(0, noise, levels.shape)
    file = io.BytesIO()
    Image.fromarray(levels.clip(0, 255).astype(np.uint8)).save(file, "JPEG", quality=quality)
    return Image.open(file)


def text_of(network, picture):
    return read_picture(network, *decoded_picture(picture, "x"), picture.size).text


@pytest.mark.parametrize("height", [30, 80, 300])
@pytest.mark.parametrize("pen", [0.16, 0.24])
@pytest.mark.parametrize("digit", PATHS)
def test_a_thick_digit_that_fills_its_photograph_is_read(network, digit, pen, height):
    assert text_of(network, close_up(digit, height, pen)) == digit


@pytest.mark.parametrize("noise", [0.0, 10.0])
@pytest.mark.parametrize(("ink", "paper"), [(20, 240), (90, 160), (220, 60)])
def test_its_ink_may_be_of_any_grey(network, ink, paper, noise):
    picture = close_up("2", 120, 0.2, ink, paper, noise, quality=60)
    assert text_of(network, picture) == "2"


def levels_of(picture):
    return decoded_picture(picture, "x")[0]


def photograph(shade):
    """A thin 7 on paper of 400 pixels, and ``shade`` (h, w), what of the light falls on it."""
    sheet = Image.new("L", (400, 400), 200)
    path = [(120, 90), (280, 90), (180, 310)]
    ImageDraw.Draw(sheet).line(path, fill=40, width=16, joint="curve")
    levels = np.asarray(sheet, float) * shade
    levels += np.random.default_rng(0).normal(0, 2, levels.shape)
    return Image.fromarray(levels.clip(0, 255).astype(np.uint8))


@pytest.mark.parametrize(("down", "across"), [(1, 0), (0, 1), (1, 1), (1, -0.5), (-1, 1)])
def test_a_hard_shadow_is_no_thick_ink(down, across):
    rows, columns = np.indices((400, 400)) / 400 - 0.5
    shade = np.where(down * rows + across * columns > 0.1, 0.45, 1.0)
    assert close_up_ink(levels_of(photograph(shade))) is None


def test_a_sheet_on_a_dark_table_is_no_thick_ink():
    rows, columns = abs(np.indices((400, 400)) / 400 - 0.5)
    for sheet in (rows + columns < 0.55, np.maximum(rows, columns) < 0.4):
        assert close_up_ink(levels_of(photograph(np.where(sheet, 1.0, 0.2)))) is None


def test_a_thin_digit_is_left_to_be_found_by_the_paper_around_it():
    assert close_up_ink(levels_of(close_up("2", 300, 0.06))) is None


@pytest.mark.parametrize(
    "lines",
    [
        [(0, 0, 140, 16), (20, 0, 27, 140), (132, 16, 134, 140)],  # a table's edge, and its lines
        [(0, 0, 8, 140)],
        [(0, 0, 140, 3), (132, 0, 136, 140)],
        [(0, 118, 140, 124), (16, 0, 22, 140)],  # with paper beyond them
    ],
)
@pytest.mark.parametrize("place", [(40, 30), (78, 20), (0, 62)])
def test_lines_of_a_table_beside_a_thick_digit_are_no_close_up(lines, place):
    sheet = Image.new("L", (140, 140), 180)
    draw = ImageDraw.Draw(sheet)
    for line in lines:
        draw.rectangle(line, fill=50)
    path = [(place[0] + 6 + x, place[1] + 6 + y) for x, y in PATHS["2"]]
    draw.line(path, fill=60, width=12, joint="curve")
    assert close_up_ink(levels_of(sheet.resize((560, 560)))) is None


@pytest.mark.parametrize("colour", [30, 70])
@pytest.mark.parametrize("tilt", [0, 3])
def test_a_dark_plate_with_a_light_number_is_no_thick_digit(colour, tilt):
    wall = np.random.default_rng(1).normal(195, 12, (300, 480)).clip(0, 255).astype(np.uint8)
    plate = Image.new("L", (440, 260), colour)
    number = Image.new("L", plate.size)
    pen = ImageDraw.Draw(number)
    pen.line([(70, 55), (170, 55), (100, 205)], fill=255, width=22, joint="curve")
    pen.line([(320, 55), (320, 205)], fill=255, width=22)
    pen.rectangle([8, 8, 431, 251], outline=255, width=5)
    plate.paste(225, mask=number)
    picture, mask = Image.fromarray(wall), Image.new("L", plate.size, 255)
    picture.paste(plate.rotate(tilt, expand=True), (20, 20), mask.rotate(tilt, expand=True))
    assert close_up_ink(np.asarray(picture, np.float32) / 255) is None


@pytest.mark.parametrize("bar", [35, 50])
def test_an_eight_in_thick_bars_is_no_plate(bar):
    picture = Image.new("L", (220, 300), 225)
    pen = ImageDraw.Draw(picture)
    pen.rectangle([20, 15, 200, 285], outline=30, width=bar)
    pen.rectangle([20, 150 - bar // 2, 200, 150 + bar // 2], fill=30)
    values = np.asarray(picture) + np.random.default_rng(1).normal(0, 3, (300, 220))
    ink = close_up_ink(np.float32(values.clip(0, 255) / 255))
    assert ink is not None
    assert ink[150, 110] > 0.9
