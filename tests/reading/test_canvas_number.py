"""A number on the sheet: when there is one, its digits by themselves, the newest of them."""

import math

import numpy as np
import pytest

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.render import network_input
from digitpad.ink.segment.stroke_parts import Piece, part_of
from digitpad.network.architecture import TUTORIAL
from digitpad.reading.canvas_number import CLEAR, find_number
from digitpad.reading.classify import classify
from digitpad.reading.number import NumberReading, read_number
from digitpad.training.module import Network, graph_with
from tests.reading.test_number import FIVE, FOUR, ONE, SEVEN, SIX, TWO, ZERO, arc, drawing, placed


def find(network, sheet):
    return find_number(sheet, network, network)


@pytest.mark.parametrize("digit", [ZERO, ONE, TWO, FOUR, FIVE, SIX, SEVEN])
def test_one_digit_is_no_number(network, digit):
    assert find(network, drawing(placed(digit, 50, size=4))) is None


def test_two_digits_are_one(network):
    number = find(network, drawing(placed(TWO, 0), placed(SIX, 85)))
    assert number.reading.text == "26"


def fours(gap):
    """A four whose bar stands ``gap`` beside its hook, as it is torn into two digits by and by."""
    return drawing([[(12, 5), (5, 60), (40, 60)]], [[(45 + gap, 20), (44 + gap, 100)]])


def test_what_may_as_well_be_one_digit_is_no_number(network):
    """Somewhere between a four and a hook beside a 1 they are equally likely; then it begins."""
    seen = []
    for gap in range(0, 120, 2):
        reading = read_number(network, fours(gap))
        seen.append(find(network, fours(gap)) is not None)
        if len(reading.signs) == 1:
            assert reading.margin <= 0
            assert not seen[-1]
        else:
            assert seen[-1] == (reading.margin >= CLEAR)
    assert seen == sorted(seen)
    assert seen[0] is False
    assert seen[-1] is True


def test_the_margin_is_that_of_the_better_way_over_one_digit(network):
    """A lone digit wins over itself by nothing; two that stand far apart are never thought one."""
    assert read_number(network, drawing(placed(TWO, 0))).margin == 0
    assert read_number(network, drawing(placed(TWO, 0), placed(SIX, 400))).margin == math.inf
    assert 5 < read_number(network, drawing(placed(TWO, 0), placed(SIX, 65))).margin < math.inf


def test_a_digit_alone_is_its_strokes_on_the_same_sheet(network):
    sheet = drawing(placed(SEVEN[:1], 0), placed(TWO, 85), placed(SEVEN[1:], 0))
    number = find(network, sheet)
    assert number.reading.text == "72"
    seven = number.alone(0)
    assert seven.strokes == (sheet.strokes[0], sheet.strokes[2])
    assert seven.size == sheet.size


def test_each_digit_is_read_as_a_drawing_of_it_alone(network):
    number = find(network, drawing(*(placed(d, 80 * n) for n, d in enumerate((TWO, FIVE, SIX)))))
    assert len(number.digits) == 3
    for index, digit in enumerate(number.digits):
        expected = classify(network, network_input(number.alone(index)))
        assert digit.answer.probabilities == pytest.approx(expected.probabilities, abs=1e-6)


def test_a_stroke_that_runs_through_two_digits_is_parted(network):
    zeros = arc(30, 50, 28, 50, -90, 270), arc(150, 50, 28, 50, -90, 270)
    number = find(network, drawing([zeros[0] + zeros[1]]))
    left, right = number.alone(0).strokes[0].xy, number.alone(1).strokes[0].xy
    np.testing.assert_allclose(left[-1], right[0])
    assert left[:, 0].max() <= right[:, 0].min() + 1e-9
    assert number.newest == 1


def test_pieces_are_cut_between_points():
    stroke = Stroke.from_xy([(0, 0), (10, 0), (20, 0), (30, 0)])
    part = part_of(Drawing((stroke,)), [Piece(0, 0.5, 2.25)])
    np.testing.assert_allclose(part.strokes[0].xy, [(5, 0), (10, 0), (20, 0), (22.5, 0)])


def test_the_newest_digit_is_that_of_the_last_stroke(network):
    digits = [placed(d, 85 * n) for n, d in enumerate((TWO, ZERO, SIX))]
    assert find(network, drawing(digits[0], digits[2], digits[1])).newest == 1
    dot = [[(250, 196), (251, 197)]]  # no digit: the six before it is the newest
    assert find(network, drawing(*digits, dot)).newest == 2


def test_a_place_on_the_sheet_names_its_digit(network):
    number = find(network, drawing(placed(TWO, 100), placed(SIX, 300)))
    assert number.at(130, 150) == 0
    assert number.at(330, 150) == 1
    assert number.at(230, 150) is None
    left, top, right, bottom = number.box(0)
    assert (left, right) == pytest.approx((100 + 3 - 25, 100 + 58 + 25), abs=1)  # brush 50
    assert (top, bottom) == pytest.approx((100 - 25, 100 + 100 + 25), abs=1)


def test_another_network_reads_the_same_digits(network):
    number = find(network, drawing(placed(TWO, 0), placed(SIX, 85)))
    other = graph_with(Network(TUTORIAL))
    again = number.answered_by(other)
    assert [d.pieces for d in again.digits] == [d.pieces for d in number.digits]
    assert len(again.digits) == 2
    for index, digit in enumerate(again.digits):
        expected = classify(other, network_input(number.alone(index)))
        assert digit.answer.probabilities == pytest.approx(expected.probabilities, abs=1e-6)
    taught = find_number(number.sheet, network, other)
    assert [d.pieces for d in taught.digits] == [d.pieces for d in number.digits]
    assert taught.digits[0].answer.probabilities == pytest.approx(
        again.digits[0].answer.probabilities
    )


def test_a_digit_is_found_again_by_its_ink(network):
    sheet = drawing(placed(TWO, 0), placed(SIX, 85))
    number, again = find(network, sheet), find(network, sheet)
    assert [again.place_of(digit) for digit in number.digits] == [0, 1]
    assert find(network, drawing(placed(TWO, 0), placed(SEVEN, 85))).place_of(
        number.digits[1]
    ) is None  # fmt: skip


def test_too_much_ink_is_no_number(network):
    crowd = [[(float(n), 0.0), (float(n), 5.0)] for n in range(201)]
    assert find(network, drawing(crowd)) is None


def test_a_reading_that_tells_no_margin_is_beyond_doubt():
    assert NumberReading(()).margin == math.inf
