"""Signs and letters among digits that are written as strokes: unread, whatever they look like."""

from itertools import pairwise

import pytest

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.reading.marks import UNREAD
from digitpad.reading.written import read_drawing

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
_BOWS = [(0, 0), (0.3, 0.04), (0.42, 0.22), (0.3, 0.42), (0.03, 0.48), (0.35, 0.55), (0.5, 0.75),
         (0.35, 0.95), (0, 1)]  # fmt: skip
_BOW = [(0, 0), (0.3, 0.03), (0.44, 0.24), (0.3, 0.45), (0.02, 0.5), (0.5, 1)]
STEM = [(0, 0), (0, 1)]
# Letters of several strokes that would be digits side by side, by the digits that they would be.
LETTERS = {
    "B of 13": [STEM, _BOWS],
    "R of 13": [STEM, _BOW],
    "R of three": [STEM, _BOW[:5], [(0.1, 0.5), (0.5, 1)]],
    "M of 14": [STEM, [(0, 0), (0.35, 0.6), (0.7, 0), (0.7, 1)]],
    "M of 111": [STEM, [(0, 0), (0.33, 0.6)], [(0.33, 0.6), (0.66, 0)], [(0.66, 0), (0.68, 1)]],
    "N of 14": [STEM, [(0, 0), (0.5, 1), (0.5, 0)]],
    "N of 111": [STEM, [(0, 0), (0.5, 1)], [(0.5, 0), (0.5, 1)]],
    "Y of 11": [[(0, 0), (0.28, 0.5), (0.28, 1)], [(0.55, 0), (0.28, 0.5)]],
    "Y of three": [[(0, 0), (0.28, 0.5)], [(0.55, 0), (0.28, 0.5)], [(0.28, 0.5), (0.28, 1)]],
    "V of 11": [[(0, 0), (0.3, 1)], [(0.6, 0), (0.3, 1)]],
    "h of 17": [STEM, [(0, 0.65), (0.15, 0.45), (0.3, 0.45), (0.36, 0.6), (0.36, 1)]],
    "i": [[(0, 0.42), (0, 1)], [(0, 0.15), (0.01, 0.17)]],
}
SIGNS["L"] = LETTERS["B of 13"]
# Drawn in other ways.
K_OF_THREE = [[(0, 0), (0, 1)], [(0.4, 0), (0.03, 0.5)], [(0.03, 0.5), (0.4, 1)]]
K_APART = [[(0, 0), (0, 1)], [(0.45, 0), (0.06, 0.55), (0.45, 1)]]
SEVEN_OF_TWO = [[(0, 0), (0.5, 0)], [(0.5, 0), (0.1, 1)]]
FOUR_OF_THREE = [[(0.3, 0), (0, 0.6)], [(0, 0.6), (0.55, 0.6)], [(0.42, 0.2), (0.4, 1)]]
ONE_WITH_A_FLAG = [[(0, 0.3), (0.22, 0), (0.2, 1)]]
ONE_WITH_A_FOOT = [[(0.1, 0.3), (0.35, 0), (0.3, 1)], [(0, 0.97), (0.6, 0.95)]]


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


@pytest.mark.parametrize("text", ["5/9", "3/4", "9/12"])
def test_a_slash_longer_than_the_digits_above_and_below_need_not_lean_far(network, text):
    steep = [[(0.4, -0.2), (0, 1.2)]]
    assert written(network, text, changed={"/": steep}) == (text.replace("/", UNREAD), False)
    one = [[(0.4, -0.4), (0, 1)]]  # as long, and on the line as the others
    assert written(network, text, changed={"/": one}) == (text.replace("/", "1"), True)


@pytest.mark.parametrize("lean", [0.2, 0.25, 0.3])
@pytest.mark.parametrize("text", ["213", "919"])
def test_a_one_that_is_longer_above_and_below_and_leans_as_the_digits_is_no_slash(
    network, text, lean
):
    one = [[(0, -0.17), (0, 1.17)]]
    assert written(network, text, lean=lean, changed={"1": one}) == (text, True)


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


def test_ones_whose_feet_touch_are_digits(network):
    assert written(network, "111", gap=0.05, changed={"1": ONE_WITH_A_FOOT})[0] == "111"


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("text", ["2L3", "5L", "9L72"])
def test_a_letter_of_several_strokes_is_not_read_as_digits_side_by_side(network, text, letter):
    found, is_sure = written(network, text, changed={"L": LETTERS[letter]})
    before, after = text.split("L")
    assert found.startswith(before)
    assert found.endswith(after)
    assert len(found) == len(text)  # one sign for it, be it one that looks like a digit
    assert not is_sure


@pytest.mark.parametrize("letter", [letter for letter in LETTERS if letter != "i"])
def test_such_a_letter_alone_is_not_several_digits(network, letter):
    assert len(written(network, "L", changed={"L": LETTERS[letter]})[0]) == 1


@pytest.mark.parametrize("count", [5, 6])
@pytest.mark.parametrize("text", ["2L3", "5L"])
def test_no_piece_of_a_letter_of_many_strokes_is_a_digit(network, text, count):
    ends = [(0.3 * n, n % 2) for n in range(count + 1)]
    found, is_sure = written(network, text, changed={"L": list(pairwise(ends))})
    assert "".join(sign for sign in found if sign != UNREAD) == text.replace("L", "")
    assert not is_sure


@pytest.mark.parametrize("text", ["12", "13", "14", "17", "19", "21", "31", "412"])
@pytest.mark.parametrize("gap", [0.0, 0.03])
def test_digits_that_touch_a_one_are_no_letter(network, text, gap):
    found, _ = written(network, text, gap=gap)
    assert UNREAD not in found
    assert len(found) == len(text)
