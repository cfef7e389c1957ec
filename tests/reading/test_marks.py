"""Signs and letters among digits that are written as strokes: unread, whatever they look like."""

import pytest

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.reading.marks import UNREAD
from digitpad.reading.written import read_drawing
from digitpad.support.folders import bundled_model

# Paths in a box of height 1.
SIGNS = {
    "1": [[(0.02, 0), (0, 1)]],
    "2": [[(0, 0.2), (0.15, 0.03), (0.35, 0), (0.5, 0.15), (0.45, 0.4), (0.2, 0.75), (0, 1),
           (0.55, 1)]],
    "3": [[(0, 0.1), (0.25, 0), (0.45, 0.15), (0.4, 0.38), (0.2, 0.47), (0.42, 0.58), (0.5, 0.78),
           (0.3, 0.98), (0, 0.9)]],
    "4": [[(0.3, 0), (0, 0.6), (0.55, 0.6)], [(0.4, 0.3), (0.38, 1)]],
    "5": [[(0.1, 0), (0.05, 0.42), (0.3, 0.38), (0.5, 0.6), (0.4, 0.9), (0.15, 1), (0, 0.9)],
          [(0.1, 0), (0.5, 0)]],
    "7": [[(0, 0), (0.55, 0), (0.2, 1)]],
    "9": [[(0.45, 0.15), (0.25, 0), (0, 0.2), (0.15, 0.42), (0.4, 0.35), (0.45, 0.15), (0.42, 0.6),
           (0.38, 1)]],
    "/": [[(0.4, 0), (0, 1)]],
    "K": [[(0, 0), (0, 1)], [(0.4, 0), (0, 0.5), (0.4, 1)]],
    "X": [[(0, 0), (0.5, 1)], [(0.5, 0), (0, 1)]],
}  # fmt: skip
# Drawn in other ways.
K_OF_THREE = [[(0, 0), (0, 1)], [(0.4, 0), (0.03, 0.5)], [(0.03, 0.5), (0.4, 1)]]
K_APART = [[(0, 0), (0, 1)], [(0.45, 0), (0.06, 0.55), (0.45, 1)]]
SEVEN_OF_TWO = [[(0, 0), (0.5, 0)], [(0.5, 0), (0.1, 1)]]
FOUR_OF_THREE = [[(0.3, 0), (0, 0.6)], [(0, 0.6), (0.55, 0.6)], [(0.42, 0.2), (0.4, 1)]]
ONE_WITH_A_FLAG = [[(0, 0.3), (0.22, 0), (0.2, 1)]]


@pytest.fixture(scope="module")
def network():
    return load_checkpoint(bundled_model()).network


def written(network, signs, height=200.0, gap=0.25, lean=0.0, changed=None):
    """What is read of ``signs`` side by side; changed: other paths for some of them."""
    strokes, x = [], 50.0
    for sign in signs:
        paths = (changed or {}).get(sign, SIGNS[sign])
        left = min(across for path in paths for across, _ in path)
        made = [
            [(x + height * (across - left + lean * (1 - down)), 150 + height * down)
             for across, down in path]
            for path in paths
        ]  # fmt: skip
        strokes += [Stroke.from_xy(path) for path in made]
        width = max(across for path in paths for across, _ in path) - left
        x += (width + gap) * height
    found = read_drawing(network, Drawing(tuple(strokes)))
    return found.text, found.is_sure


@pytest.mark.parametrize("height", [80.0, 200.0])
@pytest.mark.parametrize(
    "text",
    ["1/2", "12/5", "3/4", "4/7", "9/4", "2/3", "3/2", "5/9", "1/1", "11/12", "1/2/24", "2/3/9"],
)
def test_a_slash_as_high_as_the_digits_is_unread(network, text, height):
    assert written(network, text, height) == (text.replace("/", UNREAD), False)


@pytest.mark.parametrize("lean", [0.3, 0.4])
@pytest.mark.parametrize("text", ["213", "719", "111", "2112", "919"])
def test_a_one_that_leans_as_the_other_digits_is_no_slash(network, text, lean):
    assert written(network, text, lean=lean)[0] == text


@pytest.mark.parametrize(("digit", "paths"), [("7", SEVEN_OF_TWO), ("4", FOUR_OF_THREE)])
def test_a_stroke_of_a_digit_is_no_slash(network, digit, paths):
    for text in (f"2{digit}3", f"1{digit}1"):
        assert written(network, text, changed={digit: paths}) == (text, True)


@pytest.mark.parametrize("text", ["3K7", "K2", "2K", "1K1", "3X7"])
def test_a_letter_whose_strokes_meet_halfway_up_is_unread_and_no_ones(network, text):
    for other in (SIGNS["K"], K_OF_THREE, K_APART):
        expected = text.replace("K", UNREAD).replace("X", UNREAD)
        assert written(network, text, changed={"K": other}) == (expected, False)


@pytest.mark.parametrize("paths", [SIGNS["K"], K_OF_THREE, K_APART])
def test_such_a_letter_alone_is_not_sure(network, paths):
    assert not written(network, "K", changed={"K": paths})[1]


def test_ones_that_touch_with_a_flag_are_digits(network):
    assert written(network, "11", gap=0.0, changed={"1": ONE_WITH_A_FLAG}) == ("11", True)
