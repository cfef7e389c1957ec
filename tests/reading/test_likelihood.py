"""What is one digit and what are two: strokes side by side, and small zeros."""

import numpy as np
import pytest

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.reading.written import read_drawing


def ring(x, y, rx, ry):
    angle = np.linspace(-np.pi / 2, 1.5 * np.pi, 40)
    return np.stack((x + rx * np.cos(angle), y + ry * np.sin(angle)), axis=1)


# Paths in a box of height 1.
ONE = [[(0.02, 0), (0, 1)]]
TWO = [[(0, 0.2), (0.15, 0.03), (0.35, 0), (0.5, 0.15), (0.45, 0.4), (0.2, 0.75), (0, 1),
        (0.55, 1)]]  # fmt: skip
FOUR = [[(0.3, 0), (0, 0.6), (0.55, 0.6)], [(0.4, 0.3), (0.38, 1)]]
OPEN_FOUR = [[(0.05, 0), (0, 0.55), (0.35, 0.55)], [(0.45, 0.1), (0.44, 1)]]
FIVE = [[(0.1, 0), (0.05, 0.42), (0.3, 0.38), (0.5, 0.6), (0.4, 0.9), (0.15, 1), (0, 0.9)],
        [(0.1, 0), (0.5, 0)]]  # fmt: skip
SEVEN = [[(0, 0), (0.55, 0), (0.2, 1)]]
CROSSED_SEVEN = [*SEVEN, [(0.12, 0.5), (0.55, 0.5)]]
EIGHT = [[(0.3 + 0.3 * np.sin(2 * t), 0.5 - 0.5 * np.cos(t)) for t in np.linspace(0, 6.283, 60)]]
NINE = [[(0.45, 0.15), (0.25, 0), (0, 0.2), (0.15, 0.42), (0.4, 0.35), (0.45, 0.15), (0.42, 0.6),
         (0.38, 1)]]  # fmt: skip
ZERO = [ring(0.3, 0.5, 0.3, 0.5)]


def side_by_side(digits, gap, pen, x=40.0, y=80.0):
    """``digits``: strokes, height and how far down each; ``gap`` of paper between their inks."""
    strokes = []
    for paths, height, down in digits:
        paths = [height * np.asarray(path, float) for path in paths]
        left = min(path[:, 0].min() for path in paths)
        paths = [path + np.array((x - left, y + down)) for path in paths]
        strokes += [Stroke.from_xy(path.tolist(), pen) for path in paths]
        x = max(float(path[:, 0].max()) for path in paths) + gap + pen
    return Drawing(tuple(strokes), (500.0, 500.0))


def read(network, drawing):
    written = read_drawing(network, drawing)
    return written.text, written.is_sure


@pytest.mark.parametrize("pen", [14.0, 20.0, 26.0])
@pytest.mark.parametrize("height", [140.0, 220.0, 300.0, 340.0])
@pytest.mark.parametrize("lean", [0.0, -0.05, 0.05])
def test_a_stroke_and_a_seven_whose_ink_lies_40_of_500_apart_are_17(network, pen, height, lean):
    one = [[(0, 0), (lean, 1)]]
    for across in (0.4, 0.5, 0.6, 0.7):
        seven = [[(0, 0), (across, 0), (0.35 * across, 1)]]
        for shorter in (0, 0.08):
            digits = ((one, (1 - shorter) * height, shorter * height), (seven, height, 0))
            assert read(network, side_by_side(digits, 40, pen)) == ("17", True)


@pytest.mark.parametrize("height", [140.0, 240.0])
@pytest.mark.parametrize(("digits", "text"), [
    ((ONE, ONE), "11"), ((SEVEN, ONE), "71"), ((ONE, CROSSED_SEVEN), "17"), ((ONE, FOUR), "14"),
    ((SEVEN, SEVEN), "77"), ((ONE, FIVE), "15"), ((ONE, NINE), "19"), ((ONE, ZERO), "10"),
    ((ZERO, ONE), "01"), ((NINE, ONE), "91"), ((ONE, TWO), "12"), ((FOUR, ONE), "41"),
    ((ONE, SEVEN, ONE), "171"),
])  # fmt: skip
def test_strokes_as_high_as_each_other_with_paper_between_them_are_digits(
    network, digits, text, height
):
    for pen in (8.0, 20.0):
        for gap in (20, 40):
            drawing = side_by_side([(digit, height, 0) for digit in digits], gap, pen)
            assert read(network, drawing) == (text, True)


@pytest.mark.parametrize("height", [60.0, 90.0])
def test_ones_and_sevens_in_turn_with_a_thin_brush(network, height):
    digits = [(digit, height, 0) for digit in [ONE, SEVEN] * 4 + [ONE]]
    for gap in (0.15, 0.25, 0.4):
        drawing = side_by_side(digits, gap * height, 4.0, x=5.0)
        assert read(network, drawing) == ("171717171", True)


def test_an_open_four_is_one_digit(network):
    for height in (140.0, 300.0):
        assert read(network, side_by_side([(OPEN_FOUR, height, 0)], 0, 14.0)) == ("4", True)
        both = [(TWO, height, 0), (OPEN_FOUR, height, 0)]
        assert read(network, side_by_side(both, 30, 14.0)) == ("24", True)


PATHS = {"1": ONE, "2": TWO, "4": FOUR, "5": FIVE, "7": SEVEN, "8": EIGHT, "9": NINE, "0": ZERO}
HEIGHT = 150.0


@pytest.mark.parametrize("where", [0.0, 0.5, 1.0], ids=["at the top", "in the middle", "low"])
@pytest.mark.parametrize("small", [0.25, 0.3, 1 / 3, 0.4])
@pytest.mark.parametrize("text", ["82007", "1002", "2004", "500", "90", "7050"])
def test_small_zeros_are_read(network, text, small, where):
    for gap in (0.15, 0.2, 0.3, 0.45):
        zero = (ZERO, small * HEIGHT, where * (1 - small) * HEIGHT)
        digits = [zero if c == "0" else (PATHS[c], HEIGHT, 0) for c in text]
        assert read(network, side_by_side(digits, gap * HEIGHT, 0.1, x=30)) == (text, True)


@pytest.mark.parametrize("size", [0.08, 0.12, 0.16])
def test_a_point_that_is_drawn_as_a_ring_is_no_zero(network, size):
    point = ([ring(0.5, 0.5, 0.5, 0.5)], size * HEIGHT, (1 - size) * HEIGHT)
    digits = [(SEVEN, HEIGHT, 0), point, (FIVE, HEIGHT, 0)]
    assert read(network, side_by_side(digits, 0.2 * HEIGHT, 2.0)) == ("7.5", True)


SEGMENTS_OF_SEVEN = [[(0, 0.05), (0, 0.45)], [(0.05, 0), (0.5, 0)], [(0.54, 0.05), (0.54, 0.47)],
                     [(0.54, 0.53), (0.54, 0.95)]]  # fmt: skip
SEGMENTS_OF_FOUR = [[(0, 0.05), (0, 0.46)], [(0.05, 0.5), (0.5, 0.5)], [(0.54, 0.05), (0.54, 0.47)],
                    [(0.54, 0.53), (0.54, 0.95)]]  # fmt: skip


@pytest.mark.parametrize(("paths", "digit"), [(SEGMENTS_OF_SEVEN, "7"), (SEGMENTS_OF_FOUR, "4")])
def test_segments_that_do_not_quite_touch_are_one_digit(network, paths, digit):
    digits = [(part, HEIGHT, 0) for part in (EIGHT, paths, ZERO)]
    assert read(network, side_by_side(digits, 40, 8.0))[0] == f"8{digit}0"
