"""Numbers by hand: which strokes make which digit, and what the bundled network reads."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.render import network_input, render_sheet
from digitpad.ink.segment.stroke_parts import StrokeParts
from digitpad.ink.strokes_file import load_drawing
from digitpad.reading.classify import classify
from digitpad.reading.marks import UNREAD
from digitpad.reading.number import NumberReading, read_number, read_picture_number
from digitpad.reading.written import read_picture
from digitpad.support.errors import DigitpadError, EmptyInkError
from digitpad.support.folders import bundled_drawing


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
EIGHT_APART = [arc(30, 20, 19, 19, 90, 450), arc(30, 77, 23, 22, -90, 270)]


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


DASH = [[(2, 50), (34, 51)]]
DOT = [[(2, 97), (3, 98)]]
COMMA = [[(8, 92), (9, 100), (2, 114)]]


def read(network, *digits, apart=85.0):
    return read_number(
        network, drawing(*(placed(digit, apart * place) for place, digit in enumerate(digits)))
    )


@pytest.mark.parametrize(("signs", "text"), [
    ((SEVEN, DOT, ONE, FOUR), "7.14"), ((ONE, TWO, COMMA, FIVE, ZERO), "12,50"),
    ((DASH, TWO, FIVE), "−25"), ((DASH, SEVEN), "−7"), ((DASH, ONE, DOT, ZERO), "−1.0"),
    ((ZERO, DOT, ZERO, ONE), "0.01"),
])  # fmt: skip
def test_point_comma_and_minus_are_read(network, signs, text):
    reading = read(network, *signs)
    assert reading.text == reading.marked_text == text
    assert [str(digit.answer.digit) for digit in reading.digits] == [c for c in text if c.isdigit()]
    assert "".join(mark.text for mark in reading.marks) == "".join(
        c for c in text if not c.isdigit()
    )
    assert reading.is_sure


def test_a_mark_knows_its_ink(network):
    reading = read(network, TWO, DOT, SIX)
    (mark,) = reading.marks
    assert [piece.stroke for piece in mark.pieces] == [1]
    assert mark.box == pytest.approx((87, 197, 88, 198))
    assert [sign.box[0] for sign in reading.signs] == pytest.approx([3, 87, 178], abs=1)


@pytest.mark.parametrize("place", [0, 12, 23, 27])  # of a point of the 2, its beginning, its end
@pytest.mark.parametrize("beside", [(0, 0), (4, -4)])
def test_a_dot_on_the_ink_of_a_digit_is_no_mark(network, place, beside):
    """Somebody clicks on a digit, and nothing is to be seen of the dot."""
    x, y = placed(TWO, 85)[0][place % len(TWO[0])]
    dot = [[(x + beside[0], y + beside[1]), (x + beside[0] + 1, y + beside[1])]]
    reading = read_number(
        network, drawing(placed(SIX, 0), placed(TWO, 85), placed(SEVEN, 170), dot)
    )
    assert reading.text == "627"
    assert reading.is_sure
    assert strokes_of(reading) == [[0], [1, 4], [2, 3]]


@pytest.mark.parametrize("aside", [(0, 0), (4, -3), (-3, 5)])
@pytest.mark.parametrize("digits", [(TWO, SIX), (FOUR, SEVEN), (FIVE, ZERO), (ONE, EIGHT)])
def test_digits_that_somebody_goes_over_once_more_are_no_more_digits(network, digits, aside):
    """To make them bolder: at once, or when all has been written."""
    placed_digits = [placed(digit, 85 * n) for n, digit in enumerate(digits)]
    again = [[[(x + aside[0], y + aside[1]) for x, y in reversed(path)] for path in digit]
             for digit in placed_digits]  # fmt: skip
    text = read_number(network, drawing(*placed_digits)).text
    for strokes in ([*placed_digits, *again], [*again, *placed_digits]):
        reading = read_number(network, drawing(*strokes))
        assert (reading.text, len(reading.digits)) == (text, 2)
        assert [len(some) for some in strokes_of(reading)] == [2 * len(digit) for digit in digits]
    at_once = drawing(placed_digits[0], again[0], *placed_digits[1:])
    assert read_number(network, at_once).text == text


def test_the_bar_of_a_slim_seven_is_a_stroke_of_its_own():
    """Nowhere far from the long stroke, it crosses that and does not go over it."""
    slim = [[(14, 2), (30, 6), (12, 100)], [(11, 58), (31, 48)]]
    parts = StrokeParts(drawing(placed(SIX, 0), placed(slim, 70))).parts
    assert [part.whole for part in parts] == [0, 1, 2]


def test_ones_that_stand_close_are_not_one_that_was_gone_over(network):
    assert read_number(network, drawing(placed(ONE, 0), placed(ONE, 16))).text == "11"


@pytest.mark.parametrize("digits", [(ONE, ZERO, ONE, SIX), (EIGHT, ONE, EIGHT)])
def test_a_hand_that_trembles_writes_the_same_number(network, digits):
    """As a finger on a rough screen does, by less than a hundredth of the digits' height."""
    still = [path for n, digit in enumerate(digits) for path in placed(digit, 85 * n)]
    random = np.random.default_rng(1)
    places = np.linspace(0, 1, 600)
    trembling = []
    for path in still:
        x, y = (
            np.interp(places, np.linspace(0, 1, len(path)), axis)
            for axis in zip(*path, strict=True)
        )
        trembling.append(np.stack([x, y], axis=1) + random.normal(0, 0.8, (600, 2)))
    both = [read_number(network, drawing(strokes)).text for strokes in (still, trembling)]
    assert both[0] == both[1]


EQUALS = [[(5, 42), (50, 42)], [(5, 62), (50, 60)]]
PLUS = [[(30, 20), (30, 80)], [(0, 50), (60, 50)]]
SLASH = [[(55, -10), (0, 112)]]
LETTER_A = [[(30, 0), (0, 100)], [(30, 0), (60, 100)], [(10, 60), (50, 60)]]
LETTER_H = [[(5, 0), (5, 100)], [(55, 0), (55, 100)], [(5, 50), (55, 50)]]


@pytest.mark.parametrize(
    "sign", [EQUALS, PLUS, SLASH, DASH, LETTER_A, LETTER_H], ids=["=", "+", "/", "-", "A", "H"]
)
def test_other_ink_is_unread_and_no_digit(network, sign):
    reading = read(network, TWO, SIX, sign, FIVE, ZERO)
    assert reading.text == f"26{UNREAD}50"
    (mark,) = reading.marks
    assert mark.is_unread
    assert len(mark.pieces) == len(sign)
    assert not reading.is_sure


def test_a_slash_in_a_picture_takes_no_end_of_the_bar_beside_it(network):
    four = [[(25, 0), (5, 60), (10, 66), (95, 64)], [(55, 0), (50, 100)]]
    ink = picture(
        placed(EIGHT, 20), placed(four, 100), placed(SLASH, 212), placed(SEVEN[:1], 308)
    )  # fmt: skip
    assert read_picture_number(network, ink).text == f"84{UNREAD}7"


HYPHEN = [[(0, 52), (24, 52)]]
PRINTED_SLASH = [[(37, -4), (0, 104)]]
PERCENT = [arc(22, 24, 18, 22, 0, 360), arc(82, 76, 18, 22, 0, 360), [(72, 0), (32, 100)]]
BRACKET = [arc(-40, 50, 62, 80, -52, 52)]


@pytest.mark.parametrize(("signs", "places", "text"), [
    ((FIVE, HYPHEN, FIVE), (40, 116, 160), f"5{UNREAD}5"),
    ((TWO, PRINTED_SLASH, FOUR), (40, 112, 164), f"2{UNREAD}4"),
    ((TWO, FIVE, PERCENT), (40, 125, 200), f"25{UNREAD}"),
    ((SEVEN, BRACKET), (40, 130), f"7{UNREAD}"),
], ids=["-", "/", "%", ")"])  # fmt: skip
def test_signs_as_they_are_printed_are_unread(network, signs, places, text):
    ink = picture(*map(placed, signs, places))
    assert read_picture_number(network, ink).text == text


def test_a_four_of_three_straight_strokes_is_no_letter(network):
    four = [[(20, 0), (2, 62)], [(2, 62), (58, 62)], [(45, 20), (45, 100)]]
    assert read(network, ONE, four, ONE).text == "141"


def test_a_comma_is_no_one_and_a_one_is_no_slash(network):
    leaning = [[(40, 0), (10, 100)]]
    assert read(network, TWO, leaning, SIX).text == "216"
    assert read(network, SEVEN, ONE, COMMA, FIVE).text == "71,5"


def resized(strokes, width, height):
    """The strokes so many times as wide and as high, on the same line."""
    return [[(width * x, 100 - height * (100 - y)) for x, y in path] for path in strokes]


@pytest.mark.parametrize("low", [0.7, 0.8])
def test_a_one_that_leans_beside_a_single_low_digit_is_no_slash(network, low):
    """A slash stands between digits."""
    leaning, four = [[(70, 0), (0, 100)]], resized(FOUR, 1.3, low)
    assert read_number(network, drawing(placed(leaning, 40), placed(four, 180))).text == "14"


def test_a_small_zero_is_no_point(network):
    small = [[(x / 3 + 10, 66 + y / 3) for x, y in path] for path in ZERO]
    assert read(network, EIGHT, TWO, small, small, SEVEN).text == "82007"


def test_a_bar_of_a_digit_is_no_minus(network):
    """A five and a seven whose bars touch nothing, first in the number."""
    five = [FIVE[0], [(20, 0), (56, 0)]]
    seven = [[(2, 3), (56, 3), (25, 100)], [(8, 52), (26, 52)]]
    assert read(network, five, ZERO).text == "50"
    assert read(network, seven, ZERO).text == "70"


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
    return thick_picture(9.0, *groups)


def thick_picture(pen, *groups):
    """The same of a pen so many pixels wide."""
    strokes = tuple(Stroke(stroke.points, pen) for stroke in drawing(*groups).strokes)
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


def test_a_point_a_comma_and_a_minus_in_a_picture(network):
    signs = (DASH, ONE, TWO, COMMA, FIVE)
    ink = picture(*(placed(d, 20 + 85 * n) for n, d in enumerate(signs)))
    assert read_picture_number(network, ink).text == "−12,5"
    signs = (SEVEN, DOT, FIVE)
    ink = picture(*(placed(d, 20 + 85 * n) for n, d in enumerate(signs)))
    reading = read_picture_number(network, ink)
    assert reading.text == "7.5"
    assert reading.marks[0].box == pytest.approx((102, 192, 113, 203), abs=3)


def test_digits_that_overlap_in_a_picture_are_cut_along_a_bent_way(network):
    """The seven leans over the two: no column between them is free, and they touch at one place."""
    ink = picture(placed(TWO, 100), placed(SEVEN[:1], 145))
    assert read_picture_number(network, ink).text == "27"


@pytest.mark.parametrize(
    ("digits", "text"),
    [((TWO, ZERO), "20"), ((TWO, SIX), "26"), ((TWO, FOUR), "24"), ((ZERO, FOUR), "04")],
)
@pytest.mark.parametrize("apart", [52, 46])
def test_digits_whose_lines_cross_in_a_picture_have_the_crossings_both(
    network, digits, text, apart
):
    left, right = digits
    ink = picture(placed(left, 40), placed(right, 40 + apart))
    reading = read_picture_number(network, ink)
    assert reading.text == text
    one, other = (digit.box for digit in reading.digits)
    assert one[2] > other[0], "they overlap"


@pytest.mark.parametrize("letter", [
    LETTER_A, LETTER_H, [[(5, 0), (55, 100)], [(55, 0), (5, 100)]],
], ids=["A", "H", "X"])  # fmt: skip
def test_a_letter_whose_lines_cross_in_a_picture_is_no_two_digits(network, letter):
    signs = (TWO, SIX, letter, FIVE)
    ink = picture(*(placed(d, 20 + 85 * n) for n, d in enumerate(signs)))
    assert read_picture_number(network, ink).text == "26" + UNREAD + "5"


@pytest.mark.parametrize(("digits", "apart", "text"), [
    ((TWO, TWO), 60, "22"), ((FIVE, FIVE), 50, "55"), ((EIGHT, FIVE), 50, "85"),
    ((SIX, SIX), 42, "66"), ((SEVEN, SEVEN), 42, "77"),
])  # fmt: skip
def test_what_has_the_lines_of_two_digits_is_not_one(network, digits, apart, text):
    """The network alone is sure of one digit: all that does not fit it, it has never seen."""
    first, second = digits
    ink = picture(placed(first, 40), placed(second, 40 + apart))
    assert read_picture_number(network, ink).text == text


@pytest.mark.parametrize("apart", [36, 60])
@pytest.mark.parametrize(("digits", "text"), [((ONE, ZERO), "10"), ((ZERO, ONE), "01")])
def test_a_one_of_a_single_short_line_is_a_digit_beside_another(network, digits, text, apart):
    first, second = digits
    reading = read_number(network, drawing(placed(first, 40), placed(second, 40 + apart)))
    assert reading.text == text


def test_a_one_of_a_displays_two_bars_is_not_two_rows(network):
    paper = np.full((260, 240), 0.8, np.float32)
    paper[54:121, 117:131] = paper[129:196, 117:131] = 0.1
    assert read_picture(network, paper, None, (240, 260)).text == "1"


THREE = [[*arc(28, 26, 26, 26, -160, 90), *arc(28, 76, 30, 24, -90, 160)]]


@pytest.mark.parametrize(
    ("digit", "width", "height", "text"), [(THREE, 1.8, 0.9, "13"), (EIGHT, 1.9, 0.8, "18")]
)
def test_a_wide_low_digit_in_a_picture_is_neither_cut_nor_unread(
    network, digit, width, height, text
):
    """In data sets digits have one size, so that a wide one is low."""
    ink = thick_picture(12.0, placed(ONE, 20), placed(resized(digit, width, height), 120))
    assert read_picture(network, 1 - ink, None, (500, 400)).text == text


def test_a_broken_bar_belongs_to_its_five(network):
    five = [FIVE[0], [(24, 2), (56, 2)]]
    assert read_picture_number(network, picture(placed(five, 50))).text == "5"


@pytest.mark.parametrize(("digits", "text"), [((SEVEN, EIGHT_APART), "78"), ((EIGHT_APART,), "8")])
def test_the_two_circles_of_an_eight_in_a_picture_are_no_zeros(network, digits, text):
    ink = picture(*(placed(d, 40 + 90 * n) for n, d in enumerate(digits)))
    assert read_picture_number(network, ink).text == text


def test_an_eight_of_wide_circles_may_be_put_together_of_all_its_pieces(network):
    """Each circle is cut in more pieces than the parts that are looked at one after the other."""
    wide = [[(2.0 * x, y) for x, y in circle] for circle in EIGHT_APART]
    ink = picture(placed(wide, 40), placed(SEVEN, 200))
    assert read_picture_number(network, ink).text == "87"


def test_a_slash_that_stands_free_in_a_zero_belongs_to_it(network):
    """A circle around a 1 is larger than the digits beside it."""
    zero = [ZERO[0], [(20, 70), (40, 30)]]
    paper = 1 - picture(placed(TWO, 40), placed(zero, 130))
    assert read_picture(network, paper, None, (500, 400)).text == "20"


@pytest.mark.parametrize("letter", [
    [[(0, 0), (36, 100), (72, 0)]], [[(0, 100), (0, 0), (48, 100), (48, 0)]],
    [[(0, 100), (0, 0), (30, 60), (60, 0), (60, 100)]],
    [[(0, 0), (18, 100), (36, 20), (54, 100), (72, 0)]],
    [[(5, 0), (5, 70), *arc(37, 72, 32, 28, 180, 0), (69, 0)], [(69, 0), (69, 100)]],
    [[(5, 0), (5, 100)], [(5, 40), *arc(31, 32, 26, 30, 180, 360), (57, 100)]],
], ids=["V", "N", "M", "W", "u", "n"])  # fmt: skip
def test_a_letter_of_lines_that_meet_is_not_several_digits(network, letter):
    ink = picture(placed(TWO, 20), placed(letter, 110), placed(FIVE, 220))
    reading = read_picture_number(network, ink)
    assert len(reading.digits) < 4
    assert not reading.is_sure


@pytest.mark.parametrize("pen", [7.0, 14.0])
@pytest.mark.parametrize("letter", [
    [[(0, 0), (18, 100), (36, 20), (54, 100), (72, 0)]],
    [[*arc(40, 50, 38, 50, -40, -360), (40, 50)]],
    [[(0, 30), (10, 0), (10, 100)],
     [(10, 40), *arc(36, 32, 26, 30, 180, 360), (62, 90), (75, 100), (85, 85)]],
], ids=["W", "G", "n"])  # fmt: skip
def test_a_letter_alone_in_a_picture_is_not_surely_several_digits(network, letter, pen):
    paper = 1 - thick_picture(pen, placed(letter, 150))
    written = read_picture(network, paper, None, (500, 400))
    assert len(written.digits) == 1 or not written.is_sure
    assert written.is_sure == all(digit.is_sure for digit in written.digits)


@pytest.mark.parametrize(
    ("digits", "apart", "text"), [((TWO, SIX), 52, "26"), ((SEVEN, SEVEN), 52, "77")]
)
def test_digits_that_overlap_and_are_clear_are_sure(network, digits, apart, text):
    first, second = digits
    paper = 1 - picture(placed(first, 40), placed(second, 40 + apart))
    written = read_picture(network, paper, None, (500, 400))
    assert (written.text, written.is_sure) == (text, True)


points = st.tuples(st.integers(0, 1000), st.integers(0, 1000))


def all_ink_is_somewhere(reading, paths):
    """Each stroke of ``paths`` is in digits and marks from its first point to its last, once."""
    pieces = [piece for sign in reading.signs for piece in sign.pieces]
    for number, path in enumerate(paths):
        own = sorted((p.start, p.end) for p in pieces if p.stroke == number)
        assert own[0][0] == 0
        assert own[-1][1] == len(path) - 1
        assert all(a[1] == b[0] for a, b in pairwise(own))


@given(st.lists(st.lists(points, min_size=1, max_size=6), min_size=1, max_size=7))
@settings(max_examples=60)
def test_every_stroke_is_in_exactly_one_place(network, paths):
    reading = read_number(network, drawing(paths))
    all_ink_is_somewhere(reading, paths)
    assert reading.digits
    assert 0 <= reading.confidence <= 1


wide = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 100)), min_size=2, max_size=6
)  # fmt: skip


@given(st.lists(wide, min_size=2, max_size=4), st.integers(80, 110))
@settings(max_examples=60)
def test_wide_strokes_in_rows_that_touch_are_somewhere(network, paths, apart):
    stacked = [[(x, y + apart * row) for x, y in path] for row, path in enumerate(paths)]
    all_ink_is_somewhere(read_number(network, drawing(stacked)), stacked)


def test_a_stroke_that_is_cut_for_one_row_is_whole_for_two(network):
    """As one row the first stroke is too wide for a digit and is cut; as two it is not."""
    paths = [[(300, 300), (400, 400)], [(300, 400), (300, 500)]]
    all_ink_is_somewhere(read_number(network, drawing(paths)), paths)


def test_an_empty_reading_has_no_text():
    assert NumberReading(()).text == ""
