"""Numbers by hand: which strokes make which digit, and what the bundled network reads."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.render import network_input, render_sheet
from digitpad.ink.strokes_file import load_drawing
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.reading.classify import classify
from digitpad.reading.number import NumberReading, read_number, read_picture_number
from digitpad.support.errors import DigitpadError, EmptyInkError
from digitpad.support.folders import bundled_drawing, bundled_model


@pytest.fixture(scope="module")
def network():
    return load_checkpoint(bundled_model()).network


def arc(x, y, rx, ry, start, end, points=24):
    angle = np.radians(np.linspace(start, end, points))
    return list(zip(x + rx * np.cos(angle), y + ry * np.sin(angle), strict=True))


# Each digit is in a box 60 wide and 100 high; each path is one stroke.
ZERO = [arc(30, 50, 28, 50, -90, 270)]
ONE = [[(30, 0), (29, 50), (30, 100)]]
TWO = [[*arc(30, 28, 27, 28, -170, 40), (3, 100), (58, 98)]]
SIX = [[(50, 2), (25, 25), (8, 60), *arc(31, 72, 24, 28, 180, -170)]]
FOUR = [[(12, 5), (5, 60), (58, 60)], [(45, 30), (44, 100)]]
FIVE = [[(12, 3), (8, 45), *arc(25, 70, 30, 30, -110, 140)], [(12, 3), (56, 3)]]
SEVEN = [[(2, 3), (56, 3), (25, 100)], [(16, 52), (56, 52)]]
EIGHT = [arc(30, 25, 22, 25, 90, 450), arc(30, 76, 26, 25, -90, 270)]


def placed(strokes, left, top=100.0, size=1.0):
    return [[(left + size * x, top + size * y) for x, y in path] for path in strokes]


def drawing(*groups):
    return Drawing(tuple(Stroke.from_xy(path) for strokes in groups for path in strokes))


def strokes_of(reading):
    return [[piece.stroke for piece in digit.pieces] for digit in reading.digits]


def test_2026_is_read(network):
    reading = read_number(
        network, drawing(*(placed(d, 80 * n) for n, d in enumerate((TWO, ZERO, TWO, SIX))))
    )
    assert reading.text == "2026"
    assert strokes_of(reading) == [[0], [1], [2], [3]]
    assert [digit.row for digit in reading.digits] == [0] * 4
    assert reading.digits[1].box == pytest.approx((82, 100, 138, 200), abs=0.5)
    confidences = [digit.answer.confidence for digit in reading.digits]
    assert reading.confidence == pytest.approx(math.prod(confidences))


@pytest.mark.parametrize(("digits", "text"), [
    ((ONE, ONE), "11"), ((ONE, ONE, ONE), "111"), ((ONE, ZERO), "10"), ((FOUR, ONE), "41"),
    ((ONE, FOUR), "14"), ((FIVE, SEVEN), "57"), ((EIGHT, EIGHT), "88"), ((SEVEN, FOUR), "74"),
])  # fmt: skip
def test_digits_side_by_side(network, digits, text):
    reading = read_number(network, drawing(*(placed(d, 85 * n) for n, d in enumerate(digits))))
    assert reading.text == text


@pytest.mark.parametrize(
    ("digit", "text"),
    [(ONE, "1"), (FOUR, "4"), (FIVE, "5"), (SEVEN, "7"), (EIGHT, "8"), (ZERO, "0")],
)
@pytest.mark.parametrize("size", [0.5, 5])
def test_a_digit_alone_stays_one(network, digit, text, size):
    whole = drawing(placed(digit, 50, size=size))
    reading = read_number(network, whole)
    assert reading.text == text
    assert strokes_of(reading) == [list(range(len(digit)))]
    assert reading.digits[0].answer == classify(network, network_input(whole))


def test_bars_that_are_drawn_last_find_their_digits(network):
    seven, five, one = placed(SEVEN, 0), placed(FIVE, 80), placed(ONE, 140)
    reading = read_number(network, drawing(seven[:1], five[:1], one, five[1:], seven[1:]))
    assert strokes_of(reading) == [[0, 4], [1, 3], [2]]
    assert reading.text == "751"


def test_two_rows_stand_on_two_lines(network):
    upper = [placed(d, 80 * n) for n, d in enumerate((TWO, ZERO, SEVEN))]
    lower = [placed(d, 80 * n, top=240) for n, d in enumerate((FOUR, TWO))]
    reading = read_number(network, drawing(*lower, *upper))
    assert reading.text == "207\n42"
    assert [digit.row for digit in reading.digits] == [0, 0, 0, 1, 1]


def test_small_and_tall_digits_and_a_slant(network):
    digits = [placed(TWO, 0, 100, 1.2), placed(ZERO, 90, 130, 0.8), placed(SIX, 160, 140)]
    assert read_number(network, drawing(*digits)).text == "206"


def test_dashes_and_dots_are_no_digits(network):
    dash, dot = [[(75, 150), (105, 151)]], [[(220, 196), (221, 197)]]
    reading = read_number(
        network, drawing(placed(TWO, 0), dash, placed(SIX, 120), dot, placed(ZERO, 260))
    )
    assert reading.text == "260"
    assert [mark.stroke for mark in reading.marks] == [1, 3]


def test_a_single_dot_is_ink(network):
    reading = read_number(network, drawing([[(50, 50)]]))
    assert len(reading.digits) == 1
    assert strokes_of(reading) == [[0]]


def test_digits_in_one_stroke_are_cut(network):
    zeros = arc(30, 50, 28, 50, -90, 270), arc(150, 50, 28, 50, -90, 270)
    reading = read_number(network, drawing([zeros[0] + zeros[1]]))
    assert reading.text == "00"
    first, second = (digit.pieces[0] for digit in reading.digits)
    assert (first.stroke, first.start) == (second.stroke, 0.0) == (0, 0.0)
    assert first.end == second.start
    assert second.end == 47


def test_no_ink_is_an_error(network):
    with pytest.raises(EmptyInkError):
        read_number(network, Drawing())
    with pytest.raises(EmptyInkError):
        read_picture_number(network, np.zeros((40, 40), np.float32))


def test_a_sample_on_the_sheet_is_one_digit(network):
    seven = load_drawing(bundled_drawing())
    sample = np.rint(network_input(seven) * 255).astype(np.uint8)
    reading = read_number(network, Drawing(picture=sample))
    assert reading.text == "7"
    assert reading.digits[0].box == (0, 0, 1000, 1000)


def test_huge_drawings_are_read_or_refused_in_time(network):
    random = np.random.default_rng(1)
    scribble = [random.uniform(0, 1000, (20_000, 2)).tolist() for _ in range(3)]
    assert read_number(network, drawing(scribble)).digits
    crowd = [random.uniform(0, 1000, (5, 2)).tolist() for _ in range(200)]
    assert read_number(network, drawing(crowd)).digits
    with pytest.raises(DigitpadError, match="201 separate pieces"):
        read_number(network, drawing(crowd, crowd[:1]))


def picture(*groups):
    """The strokes as a picture, 0 paper to 1 ink."""
    strokes = tuple(Stroke(stroke.points, 9.0) for stroke in drawing(*groups).strokes)
    return render_sheet(Drawing(strokes, (500.0, 400.0)), 500, brush=True)


def test_a_picture_of_a_number_is_read(network):
    ink = picture(*(placed(d, 20 + 85 * n) for n, d in enumerate((TWO, ZERO, FIVE, SEVEN))))
    reading = read_picture_number(network, ink)
    assert reading.text == "2057"
    assert reading.digits[1].box == pytest.approx((102, 95, 168, 205), abs=2)
    assert not reading.marks


def test_a_picture_of_two_rows(network):
    upper = [placed(d, 20 + 85 * n, 50) for n, d in enumerate((TWO, SIX))]
    lower = [placed(d, 20 + 85 * n, 200) for n, d in enumerate((FOUR, ZERO, ONE))]
    assert read_picture_number(network, picture(*upper, *lower)).text == "26\n401"


def test_digits_that_hang_together_in_a_picture_are_cut(network):
    bar = [[(130, 150), (160, 150)]]
    ink = picture(placed(ZERO, 70), placed(ZERO, 158), bar)
    assert read_picture_number(network, ink).text == "00"


def test_a_broken_bar_belongs_to_its_five(network):
    five = [FIVE[0], [(24, 2), (56, 2)]]
    assert read_picture_number(network, picture(placed(five, 50))).text == "5"


points = st.tuples(st.integers(0, 1000), st.integers(0, 1000))


@given(st.lists(st.lists(points, min_size=1, max_size=6), min_size=1, max_size=7))
@settings(max_examples=60)
def test_every_stroke_is_in_exactly_one_place(network, paths):
    reading = read_number(network, drawing(paths))
    pieces = [piece for digit in reading.digits for piece in digit.pieces] + list(reading.marks)
    for number, path in enumerate(paths):
        own = sorted((p.start, p.end) for p in pieces if p.stroke == number)
        assert own[0][0] == 0
        assert own[-1][1] == len(path) - 1
        assert all(a[1] == b[0] for a, b in pairwise(own))
    assert reading.digits
    assert 0 <= reading.confidence <= 1


def test_an_empty_reading_has_no_text():
    assert NumberReading(()).text == ""
