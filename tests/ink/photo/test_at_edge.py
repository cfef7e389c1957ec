"""What reaches a picture's edge: digits of a tight picture stay, lines and shadows go."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from digitpad.ink.photo.on_sheet import PaperImage
from digitpad.ink.photo.picture import decoded_picture
from digitpad.reading.written import read_picture
from tests.ink.photo.cleaned_ink import clean_ink

# In a box of 50 by 80.
PATHS = {
    "4": [[(14, 4), (8, 46), (44, 46)], [(38, 18), (36, 76)]],
    "0": [[(25, 4), (8, 20), (6, 50), (22, 76), (40, 60), (44, 24), (25, 4)]],
    "7": [[(4, 5), (46, 5), (22, 76)]],
    "2": [[(6, 20), (22, 4), (42, 14), (40, 34), (6, 74), (46, 74)]],
    "1": [[(25, 4), (25, 76)]],
}


def row(text, margins=(0, 0, 0, 0)):
    """Black digits on white paper; margins: left, top, right and bottom beyond their ink."""
    sheet = Image.new("L", (70 * len(text) + 100, 180), 255)
    pen = ImageDraw.Draw(sheet)
    for place, digit in enumerate(text):
        for path in PATHS[digit]:
            points = [(50 + 70 * place + x, 50 + y) for x, y in path]
            pen.line(points, fill=0, width=7, joint="curve")
    left, top, right, bottom = sheet.point(lambda level: 255 - level).getbbox()
    return sheet.crop(
        (left - margins[0], top - margins[1], right + margins[2], bottom + margins[3])
    )


def in_blue(picture):
    return Image.merge("RGB", [picture, picture, picture.point(lambda level: max(level, 170))])


def blurred(picture):
    return picture.filter(ImageFilter.GaussianBlur(1.5))


def photographed(picture):
    levels = 60 + np.asarray(blurred(picture), float) * (180 / 255)
    light = np.linspace(1, 0.75, levels.shape[1]) * np.linspace(1, 0.95, levels.shape[0])[:, None]
    grain = np.random.default_rng(0).normal(0, 2, levels.shape)
    return Image.fromarray(np.clip(levels * light + grain, 0, 255).astype(np.uint8))


def read(network, picture):
    return read_picture(network, *decoded_picture(picture, "x"), picture.size)


MARGINS = {
    "all sides": (0, 0, 0, 0), "above and below": (20, 0, 20, 0), "below": (20, 20, 20, 0),
    "left and right": (0, 20, 0, 20), "left": (0, 20, 20, 20), "a pixel": (1, 1, 1, 1),
}  # fmt: skip


@pytest.mark.parametrize("look", [lambda picture: picture, in_blue, blurred, photographed])
@pytest.mark.parametrize("margins", MARGINS)
@pytest.mark.parametrize("text", ["4072", "27"])
def test_all_digits_of_a_row_that_is_cut_tightly_are_read(network, text, margins, look):
    assert read(network, look(row(text, MARGINS[margins]))).text == text


@pytest.mark.parametrize("look", [lambda picture: picture, in_blue, blurred])
@pytest.mark.parametrize("digit", ["4", "0", "7", "2", "1"])
def test_one_digit_that_is_cut_tightly_is_read(network, digit, look):
    assert read(network, look(row(digit, (6, 0, 6, 0)))).text == digit


@pytest.mark.parametrize("look", [lambda picture: picture, photographed])
def test_digits_through_which_the_edge_runs_are_all_seen(network, look):
    picture = row("4072")
    cut = picture.crop((0, 4, picture.width, picture.height - 4))
    assert len(read(network, look(cut)).digits) == 4


def drawn_at_edge(kind):
    picture = row("27", (40, 40, 40, 40))
    pen = ImageDraw.Draw(picture)
    right, bottom = picture.width - 1, picture.height - 1
    if kind == "lines of a frame":
        pen.line([(0, bottom), (0, 1), (right, 1)], fill=0, width=3)
    elif kind == "a line's rest":
        pen.line([(right, 20), (right, bottom)], fill=0, width=4)
    elif kind == "a shadow":
        pen.rectangle([0, 0, 14, bottom], fill=90)
    elif kind == "a lower digit":
        pen.line([(60, bottom - 15), (80, bottom - 15), (70, bottom)], fill=0, width=7)
    return photographed(picture)


@pytest.mark.parametrize("kind", ["lines of a frame", "a line's rest", "a shadow", "a lower digit"])
def test_what_comes_in_from_the_edge_of_a_photograph_goes(network, kind):
    picture = drawn_at_edge(kind)
    assert read(network, picture).text == "27"
    ink = clean_ink(*PaperImage(np.asarray(picture)).levels())
    assert not ink[:, [0, 1, -2, -1]].any()
    assert not ink[-2:].any()


def cell_with(*lines, side=150):
    """A seven in the middle, and lines as the crop of a table leaves them: x, y to x, y."""
    picture = Image.new("L", (side, side), 240)
    pen = ImageDraw.Draw(picture)
    pen.line([(52, 45), (98, 45), (70, 108)], fill=30, width=7, joint="curve")
    for line in lines:
        pen.line(line, fill=60, width=4)
    noise = np.random.default_rng(1).normal(0, 3, (side, side))
    return Image.fromarray((np.asarray(picture) + noise).clip(0, 255).astype(np.uint8))


@pytest.mark.parametrize(
    "lines",
    [
        [(8, 0, 8, 149)],
        [(133, 0, 133, 149)],
        [(143, 20, 143, 130)],
        [(145, 74, 145, 140), (74, 3, 140, 3)],
        [(6, 8, 6, 149), (6, 8, 142, 8), (142, 8, 142, 149)],
        [(10, 10, 10, 135), (10, 135, 140, 135)],
    ],
)
def test_lines_of_a_cell_along_the_edges_are_no_digits(network, lines):
    written = read_picture(network, *decoded_picture(cell_with(*lines), "x"), (150, 150))
    assert written.text == "7"


def test_a_line_through_all_the_cell_may_be_near_to_the_digit(network):
    picture = cell_with((107, 0, 107, 149)).crop((0, 0, 118, 150))
    assert read_picture(network, *decoded_picture(picture, "x"), picture.size).text == "7"


@pytest.mark.parametrize("line", [(135, 40, 135, 110), (137, 43, 135, 108)])
def test_a_one_near_the_edge_stays_a_digit(network, line):
    written = read_picture(network, *decoded_picture(cell_with(line), "x"), (150, 150))
    assert written.text == "71"


def test_a_bar_at_the_edge_that_is_near_a_digit_is_the_digits_own():
    picture = Image.new("L", (110, 160), 240)
    pen = ImageDraw.Draw(picture)
    pen.line([(30, 12), (95, 12)], fill=30, width=8)
    pen.line([(28, 24), (26, 70), (70, 70), (86, 100), (70, 140), (20, 146)], fill=30, width=8)
    found = clean_ink(np.asarray(picture, np.float32) / 255) > 0.35
    assert found[: len(found) // 8].any()


@pytest.mark.parametrize("line", [(137, 40, 137, 105), (9, 45, 9, 110)])
def test_a_line_too_thin_for_the_pen_is_no_one(network, line):
    picture = cell_with()
    ImageDraw.Draw(picture).line(line, fill=60, width=2)
    assert read(network, picture).text == "7"


def test_a_one_with_a_hook_that_leans_along_the_edge_stays(network):
    picture = Image.new("L", (260, 200), 255)
    pen = ImageDraw.Draw(picture)
    pen.line([(46, 178), (18, 176), (14, 0)], fill=0, width=14, joint="curve")
    pen.line([(120, 20), (250, 20), (170, 198)], fill=0, width=14, joint="curve")
    found = read(network, blurred(picture))
    assert len(found.digits) + len(found.marks) == 2
