"""A pen's ink is told from a print's by its colour, and goes on where it crosses a line."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from digitpad.ink.photo.pens import digits_ink
from digitpad.ink.photo.picture import decoded_picture, opened_inputs
from digitpad.reading.classify import agreed, classify
from tests.ink.photo.cleaned_ink import clean_ink

PAPER, BLUE, BLACK = (205, 200, 190), (50, 70, 150), (45, 42, 40)
FOUR = [[(180, 100), (130, 220), (260, 220)], [(220, 150), (215, 330)]]


def cell(ink=BLUE, print_=BLACK, lines=True):
    image = Image.new("RGB", (400, 400), PAPER)
    pen = ImageDraw.Draw(image)
    if lines:
        for at in (70, 300):
            pen.line([(0, at), (400, at)], fill=print_, width=8)
        for at in (60, 320):
            pen.line([(at, 0), (at, 400)], fill=print_, width=5)
    for path in FOUR:
        pen.line(path, fill=ink, width=14, joint="curve")
    soft = np.asarray(image.filter(ImageFilter.GaussianBlur(1)), float)
    noise = np.random.default_rng(1).normal(0, 3, soft.shape)
    return Image.fromarray((soft + noise).clip(0, 255).astype(np.uint8))


def ink_of(image):
    return clean_ink(*decoded_picture(image, "x"), digit_only=True) > 0.35


def difference(first, second):
    return (first ^ second).sum() / second.sum()


def test_a_blue_digit_is_read_without_the_black_lines_that_it_crosses():
    assert difference(ink_of(cell()), ink_of(cell(lines=False))) < 0.1


def test_a_black_digit_is_read_without_the_blue_lines_of_a_form():
    found = ink_of(cell(ink=BLACK, print_=(110, 140, 215)))
    assert difference(found, ink_of(cell(ink=BLACK, lines=False))) < 0.1


def test_a_digit_in_two_colours_is_one_digit():
    image = cell(lines=False)
    half = np.asarray(image).copy()
    other = np.asarray(cell(ink=(170, 40, 40), lines=False))
    half[200:] = other[200:]
    assert difference(ink_of(Image.fromarray(half)), ink_of(image)) < 0.1


def test_a_blue_digit_that_the_edge_cuts_is_not_taken_for_print():
    image = cell().crop((0, 0, 400, 325))
    expected = ink_of(cell(lines=False).crop((0, 0, 400, 325)))
    assert difference(ink_of(image), expected) < 0.15


def test_a_dull_blue_stroke_beside_a_red_one_at_the_edge_is_not_taken_for_print():
    layers = np.zeros((3, 300, 400), np.float32)
    layers[:, :200, 95:106] = np.float32([0.82, 0.72, 0.45])[:, None, None]
    layers[:, :200, 275:286] = np.float32([0.05, 1.1, 0.9])[:, None, None]
    assert digits_ink(layers, np.ones((300, 400), bool)) is layers


@pytest.mark.parametrize(("side", "quality"), [(40, 95), (64, 90), (128, 30), (128, 50)])
@pytest.mark.parametrize("lamp", [(1, 1, 1), (1, 0.9, 0.66)])
def test_a_pale_digit_is_read_in_a_small_or_coarse_photograph_of_its_cell(
    network, side, quality, lamp
):
    image = cell(ink=(95, 110, 190), print_=(30, 26, 22))
    small = Image.fromarray(np.uint8(np.asarray(image) * np.array(lamp))).resize(
        (side, side), Image.Resampling.BOX
    )
    file = io.BytesIO()
    small.save(file, "JPEG", quality=quality)
    inputs = opened_inputs(*decoded_picture(Image.open(file), "x"))
    answer = agreed([classify(network, each) for each in inputs])
    assert answer.digit == 4
    assert answer.is_sure
