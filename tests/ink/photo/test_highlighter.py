"""A digit with a highlighter over it, or on a coloured field, is read as without."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from digitpad.ink.photo.highlighter import without_highlighter
from tests.ink.photo.cleaned_ink import clean_ink

SIZE = (480, 360)
SEVEN = [(190, 100), (290, 100), (220, 270)]
PAPER = (0.94, 0.93, 0.9)
# What of red, green and blue light comes back through it.
BARS = {"yellow": (0.98, 0.95, 0.25), "green": (0.45, 0.95, 0.42), "pink": (0.95, 0.41, 0.67),
        "orange": (0.95, 0.6, 0.33)}  # fmt: skip
PENS = {"blue": (0.09, 0.17, 0.5), "black": (0.1, 0.1, 0.11), "pencil": (0.36, 0.36, 0.37)}


def share(draw):
    mask = Image.new("L", (4 * SIZE[0], 4 * SIZE[1]))
    draw(ImageDraw.Draw(mask))
    return np.asarray(mask.reduce(4), np.float32)[..., None] / 255


def bar(pen):
    pen.rounded_rectangle([4 * 60, 4 * 130, 4 * 400, 4 * 230], 80, fill=255)


def seven(pen):
    pen.line([(4 * x, 4 * y) for x, y in SEVEN], fill=255, width=40, joint="curve")


def photographed(*layers):
    """Layers of what lies on the paper, each a share (h, w, 1) and what light it lets through."""
    colours = np.ones((SIZE[1], SIZE[0], 3), np.float32) * np.float32(PAPER)
    for covered, through in layers:
        colours = colours * (1 - covered * (1 - np.float32(through)))
    noise = np.random.default_rng(1).normal(0, 0.008, colours.shape)
    colours = np.float32((colours + noise).clip(0, 1))
    return colours @ np.float32([0.299, 0.587, 0.114]), colours


@pytest.mark.parametrize("pen", PENS)
@pytest.mark.parametrize("colour", BARS)
def test_a_digit_under_a_highlighter_has_the_ink_that_it_has_without(colour, pen):
    ink = (share(seven), PENS[pen])
    plain = clean_ink(*photographed(ink)) > 0.35
    found = clean_ink(*photographed((share(bar), BARS[colour]), ink)) > 0.35
    assert (found != plain).sum() < 0.15 * plain.sum()


@pytest.mark.parametrize("colour", BARS)
def test_a_thick_coloured_stroke_on_ruled_paper_is_no_highlighter(colour):
    def lines(pen):
        for y in range(20, 360, 40):
            pen.line([(0, 4 * y), (4 * SIZE[0], 4 * y)], fill=255, width=8)

    picture = photographed((share(lines), (0.6, 0.75, 0.9)), (share(bar), BARS[colour]))
    same, colours = without_highlighter(*picture)
    assert same is picture[0]
    assert colours is picture[1]


def test_a_pale_blue_eight_with_a_dark_spot_is_no_highlighter():
    def soft(draw, blur):
        covered = Image.fromarray(np.uint8(255 * share(draw)[..., 0]))
        return (
            np.asarray(covered.filter(ImageFilter.GaussianBlur(blur)), np.float32)[..., None] / 255
        )

    def ring(top):
        box = [4 * 180, 4 * top, 4 * 290, 4 * (top + 110)]
        return soft(lambda pen: pen.ellipse(box, outline=255, width=4 * 24), 4)

    spot = soft(lambda pen: pen.ellipse([4 * 227, 4 * 152, 4 * 243, 4 * 168], fill=255), 2)
    pale = (0.6, 0.63, 0.88)
    picture = photographed((ring(60), pale), (ring(150), pale), (spot, (0.3, 0.3, 0.4)))
    same, colours = without_highlighter(*picture)
    assert same is picture[0]
    assert colours is picture[1]
