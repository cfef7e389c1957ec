"""Digits split, merged and deleted by hand, on strokes: what is said stays, no ink is lost."""

from itertools import pairwise

import numpy as np
import pytest

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.erase import erase
from digitpad.ink.recovery import RecoveryFile, left_drawings
from digitpad.ink.strokes_file import load_drawing, save_drawing
from digitpad.reading.canvas_number import find_number
from digitpad.reading.edits import merged, split, split_whole, without
from digitpad.reading.marks import Mark

SEVEN = [(0, 0), (150, 0), (60, 300)]
ZERO = [(100, 0), (20, 80), (0, 200), (80, 300), (180, 240), (200, 100), (100, 0)]
ONE = [(0, 0), (0, 300)]


def at(path, left, top=300):
    steps = np.linspace(0, len(path) - 1, 40)
    xy = np.array([np.interp(steps, range(len(path)), axis) for axis in zip(*path, strict=True)])
    return Stroke.from_xy((xy.T + np.array([left, top])).tolist())


@pytest.fixture
def sheet():
    return Drawing((at(SEVEN, 100), at(ZERO, 400), at(ONE, 800)))


def lengths(drawing):
    return sum(np.hypot(*np.diff(stroke.xy, axis=0).T).sum() for stroke in drawing.strokes)


def test_merged_digits_are_one_and_stay_so_when_more_is_drawn(network, sheet):
    number = find_number(sheet, network, network)
    assert number.reading.text == "701"
    together = merged(number, 1)
    found = find_number(together, network, network)
    assert len(found.digits) == 2
    assert found.digits[1].pieces == (*number.digits[1].pieces, *number.digits[2].pieces)
    more = together.with_stroke(at(ONE, 970))
    again = find_number(more, network, network)
    assert len(again.digits) == 3
    assert again.reading.text[0::2] == "71"
    assert [stroke in more.strokes for stroke in sheet.strokes] == [True] * 3


def test_a_merged_digit_is_split_again_where_it_was(network, sheet):
    together = merged(find_number(sheet, network, network), 1)
    found = find_number(together, network, network)
    apart = find_number(split(found, 1, network), network, network)
    assert apart.reading.text == "701"


def test_one_stroke_is_split_and_all_its_ink_stays(network):
    path = [(100, 300), (250, 300), (160, 600), (420, 600), (420, 300)]
    sheet = Drawing((Stroke.from_xy(np.concatenate(
        [np.linspace(a, b, 20) for a, b in pairwise(path)]
    ).tolist()),))  # fmt: skip
    apart = split_whole(sheet, network)
    assert len(apart.groups) == 2
    assert lengths(apart) == pytest.approx(lengths(sheet))
    left, right = (group[0].xy[:, 0].mean() for group in apart.groups)
    assert left < right
    assert len(find_number(apart, network, network).digits) == 2


THREE = [(0, 30), (80, 0), (160, 50), (150, 110), (80, 140), (150, 170), (170, 240), (100, 300),
         (0, 270)]  # fmt: skip
FOUR = [(60, 0), (0, 180), (180, 180)], [(140, 80), (130, 300)]
TWO = [(0, 70), (50, 0), (150, 20), (160, 100), (0, 300), (190, 290)]
WRITTEN = {
    "3.14": [at(THREE, 100), at([(0, 0), (0, 1)], 340, 590), at(ONE, 450)]
    + [at(line, 560) for line in FOUR],
    "−3.14": [at([(0, 0), (90, 0)], 20, 450), at(THREE, 180), at([(0, 0), (0, 1)], 420, 590)]
    + [at(ONE, 530)] + [at(line, 640) for line in FOUR],
    "27": [at(TWO, 100), at(SEVEN, 230)],
}  # fmt: skip


@pytest.mark.parametrize("text", WRITTEN)
def test_both_pieces_stay_where_the_digit_was_and_the_point_where_it_is(network, text):
    number = find_number(Drawing(tuple(WRITTEN[text])), network, network)
    assert number.reading.text == text
    signs = [sign.text if isinstance(sign, Mark) else "digit" for sign in number.reading.signs]
    places = [place for place, sign in enumerate(signs) if sign == "digit"]
    for index, place in enumerate(places):
        apart = split(number, index, network)
        found = find_number(apart, network, network).reading
        assert {sign.row for sign in found.signs} == {0}
        assert [sign.text if isinstance(sign, Mark) else "digit" for sign in found.signs] == [
            *signs[:place], "digit", *signs[place:]
        ]  # fmt: skip
        pieces = {piece.stroke for digit in found.digits[index : index + 2] for piece in
                  digit.pieces}  # fmt: skip
        assert pieces == {apart.strokes.index(one) for two in apart.groups for one in two}


def test_a_dot_cannot_be_split(network):
    assert split_whole(Drawing((Stroke.from_xy([(500, 500)]),)), network) is None


def test_a_deleted_digit_takes_its_ink_and_no_other(network, sheet):
    number = find_number(sheet, network, network)
    rest = without(number, 1)
    assert rest.strokes == (sheet.strokes[0], sheet.strokes[2])
    assert find_number(rest, network, network).reading.text == "71"


def test_what_is_said_goes_with_the_strokes_that_it_was_said_of(network, sheet):
    together = merged(find_number(sheet, network, network), 1)
    assert len(together.groups) == 1
    erased = erase(together, (800, 450), (810, 450), 20)
    assert not erased.groups
    untouched = erase(together, (110, 300), (110, 310), 20)
    assert untouched.groups == together.groups


def test_what_is_said_is_saved_and_recovered(network, sheet, tmp_path):
    together = merged(find_number(sheet, network, network), 1)
    save_drawing(together, tmp_path / "x.json")
    loaded = load_drawing(tmp_path / "x.json")
    places = [[loaded.strokes.index(stroke) for stroke in group] for group in loaded.groups]
    assert places == [[1, 2]]
    file = RecoveryFile(tmp_path / "left")
    file.keep(together)
    file.end(leave=True)
    ((left,), problems) = left_drawings(tmp_path / "left")
    assert not problems
    assert [[left.drawing.strokes.index(s) for s in group] for group in left.drawing.groups] == [
        [1, 2]
    ]
    left.file.discard()


@pytest.mark.parametrize("groups", [[[0, 0]], [[7]], [[0], [0, 1]]])
def test_groups_that_say_nothing_are_left_out(tmp_path, sheet, groups):
    import json

    from digitpad.ink.strokes_file import from_json, to_json

    drawing = from_json(json.loads(json.dumps(to_json(sheet))) | {"groups": groups})
    assert [len(group) for group in drawing.groups] == [1] * (len(groups) - 1)
