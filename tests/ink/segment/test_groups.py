"""Rows and groups of strokes: what lies together, by hand; every stroke is in one group."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.segment.connected_components import labelled
from digitpad.ink.segment.groups import Group, best_cover, in_reading_order, possible_groups
from digitpad.ink.segment.parts import MOST_PARTS, Part
from digitpad.ink.segment.patches import Patches
from digitpad.ink.segment.rows import row_choices
from digitpad.ink.segment.seams import seams
from digitpad.ink.segment.stroke_parts import Piece, StrokeParts, cut_out, thin_places
from digitpad.support.errors import DigitpadError


def drawing(*paths):
    return Drawing(tuple(Stroke.from_xy(path) for path in paths))


def upright(x, top=100, bottom=200):
    return [(x, top), (x + 2, (top + bottom) / 2), (x, bottom)]


def rows_of(*paths):
    """The ways to see the strokes as rows, each row as the strokes' numbers."""
    parts = StrokeParts(drawing(*paths)).parts
    return [[row.parts for row in rows] for rows in row_choices(parts)]


def groups_of(*paths, height=100.0):
    parts = in_reading_order(StrokeParts(drawing(*paths)).parts)
    return {
        frozenset(parts[index].whole for index in group.parts): group
        for group in possible_groups(parts, height)
    }


def test_strokes_side_by_side_are_one_row():
    assert rows_of(upright(0), upright(100), upright(300)) == [[(0, 1, 2)]]


def test_two_rows_are_two_from_the_top():
    lower, upper = [upright(x, 300, 400) for x in (0, 80)], [upright(x) for x in (0, 80)]
    assert rows_of(*lower, *upper) == [[(2, 3), (0, 1)]]


@pytest.mark.parametrize("slope", [-0.3, 0.3])
def test_a_slanting_row_is_one_and_two_of_them_are_two(slope):
    xs = range(0, 600, 70)
    first = [upright(x, 300 + slope * x, 400 + slope * x) for x in xs]
    second = [upright(x, 440 + slope * x, 540 + slope * x) for x in xs]
    assert rows_of(*first) == [[tuple(range(9))]]
    assert rows_of(*first, *second) == [[tuple(range(9)), tuple(range(9, 18))]]


def test_a_bar_belongs_to_the_row_that_is_nearest():
    bar = [(110, 290), (150, 290)]
    paths = [*(upright(x) for x in (0, 80)), *(upright(x, 300, 400) for x in (0, 100)), bar]
    assert rows_of(*paths) == [[(0, 1), (2, 3, 4)]]


def test_one_circle_over_another_may_be_one_digit_or_two_rows():
    angle = np.linspace(0, 2 * np.pi, 30)
    circles = [np.stack((50 * np.cos(angle), y + 50 * np.sin(angle)), axis=1) for y in (50, 152)]
    assert rows_of(*circles) == [[(0,), (1,)], [(0, 1)]]


def test_a_dot_alone_is_a_row():
    assert rows_of([(5, 5)]) == [[(0,)]]


def test_a_bar_may_belong_to_the_digit_it_crosses_and_to_that_beside():
    groups = groups_of(upright(100), [(80, 150), (120, 150)], upright(140))
    assert set(groups) >= {frozenset(s) for s in ({0}, {1}, {2}, {0, 1}, {1, 2})}
    crossed = groups[frozenset({0, 1})]
    assert (crossed.wholes, crossed.cuts) == (2, 0)
    assert crossed.gap < 0.05
    assert crossed.height == pytest.approx(1.0)
    assert crossed.width == pytest.approx(0.4)
    assert groups[frozenset({1, 2})].gap == pytest.approx(0.2, abs=0.02)


def test_what_stands_on_both_sides_of_an_empty_column_is_known():
    """Of an open four the left side is half as high, and its foot is above that of the stem."""
    groups = groups_of([(100, 100), (100, 150), (130, 150)], upright(140))
    four = groups[frozenset({0, 1})]
    assert (four.space, four.beside, four.sunk) == pytest.approx((0.1, 0.5, 0.5))
    assert groups[frozenset({1})].beside == 0
    crossed = groups_of(upright(100), [(80, 150), (120, 150)])[frozenset({0, 1})]
    assert (crossed.space, crossed.beside, crossed.sunk) == (0, 0, 0)


def test_far_strokes_are_never_one_digit():
    assert set(groups_of(upright(0), upright(60))) == {frozenset({0}), frozenset({1})}


def test_a_dash_may_be_no_digit_and_a_stroke_is_one():
    groups = groups_of([(0, 150), (40, 150)], upright(100))
    assert groups[frozenset({0})].may_be_mark
    assert not groups[frozenset({1})].may_be_mark


def group(*parts):
    return Group(parts, 1, 1, 1, 0, 0, 0, 0, 0, 0, False, 0, 0, 1)


@given(st.integers(2, 6), st.data())
def test_the_best_cover_is_that_of_all_ways_together(count, data):
    more = data.draw(st.lists(st.sets(st.integers(0, count - 1), min_size=2), max_size=6))
    groups = [group(index) for index in range(count)] + [group(*sorted(s)) for s in more]
    scores = data.draw(
        st.lists(st.integers(-9, 9), min_size=len(groups), max_size=len(groups))
    )  # fmt: skip
    best = max(
        sum(scores[index] for index in chosen)
        for length in range(1, count + 1)
        for chosen in itertools.combinations(range(len(groups)), length)
        if sorted(part for index in chosen for part in groups[index].parts) == list(range(count))
    )
    found = best_cover(count, groups, [float(score) for score in scores])
    assert sum(scores[index] for index in found) == best
    assert sorted(part for index in found for part in groups[index].parts) == list(range(count))


def test_a_stroke_is_cut_where_nothing_of_it_lies_above_or_below():
    angle = np.linspace(0, 2 * np.pi, 30)
    circle = np.stack((50 * np.cos(angle), 50 * np.sin(angle)), axis=1)
    path = np.concatenate(
        (circle, circle + np.array([160, 0]))
    )  # from 50 to 210 the pen runs straight
    (place,) = thin_places(path, 100.0)
    assert 29 < place < 30
    (x, _) = cut_out(Stroke.from_xy(path), Piece(0, 0.0, place)).xy[-1]
    assert 60 < x < 200
    assert thin_places(circle, 100.0) == []


def test_pieces_of_a_stroke_are_the_stroke_again():
    stroke = Stroke.from_xy([(0, 0), (100, 0), (200, 50)])
    one, other = cut_out(stroke, Piece(0, 0, 0.25)), cut_out(stroke, Piece(0, 0.25, 2))
    np.testing.assert_allclose(one.xy, [(0, 0), (25, 0)])
    np.testing.assert_allclose(other.xy, [(25, 0), (100, 0), (200, 50)])
    assert cut_out(stroke, Piece(0, 0, 2)) is stroke


@given(st.integers(1, 40), st.integers(1, 40), st.sampled_from([0.1, 0.3, 0.5, 0.7]))
def test_patches_are_scipys(height, width, share):
    mask = np.random.default_rng(height * 41 + width).random((height, width)) < share
    expected, count = ndimage.label(mask, np.ones((3, 3)))
    found = labelled(mask)
    assert found.max(initial=0) == count
    assert len(np.unique(np.stack((found, expected)).reshape(2, -1), axis=1).T) == len(
        np.unique(expected)
    )


def test_a_seam_crosses_the_least_ink():
    mask = np.zeros((100, 130), np.bool_)
    mask[:, :10] = mask[:, 120:] = mask[45:55] = True
    found = seams(mask, 100.0, 6)
    assert found
    for columns, ink in found:
        assert columns.shape == (100,)
        assert 10 <= columns[50] <= 120
        assert ink == pytest.approx(1.0, abs=0.3)  # the bar is as thick as the pen


def test_a_seam_goes_around_what_leans_over():
    """Two slanting strokes, joined at the foot: no straight column parts them."""
    mask = np.zeros((100, 120), np.bool_)
    for row in range(100):
        for start in (0, 40):
            mask[row, start + 60 - row // 2 : start + 72 - row // 2] = True
    mask[95:, 15:60] = True
    row = np.arange(90)
    between = [
        ink for columns, ink in seams(mask, 100.0, 6)
        if (columns[:90] >= 72 - row // 2).all() and (columns[:90] <= 100 - row // 2).all()
    ]  # fmt: skip
    assert len(between) == 1
    assert between[0] < 1.5  # the foot alone is crossed


@given(st.integers(8, 30), st.integers(8, 40), st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_pieces_of_a_patch_are_the_patch_again(height, width, seed):
    ink = np.random.default_rng(seed).random((height, width)) < 0.8
    patches = Patches(ink.astype(np.float32))
    (part, *_) = sorted(patches.parts, key=lambda part: -part.width)
    pieces = patches.cut(part, 0.5 * part.width)
    np.testing.assert_array_equal(patches.image(pieces), patches.image([part]))


def test_specks_are_no_patches():
    ink = np.zeros((200, 200), np.float32)
    ink[20:180, 50:60] = 1
    ink[100:103, 150:153] = 1
    (part,) = Patches(ink).parts
    assert part.box == (50, 20, 60, 180)


def test_lines_are_as_long_in_a_picture_whatever_their_pens():
    """A thick digit may stand beside a thin one."""
    ink = np.zeros((300, 300), np.float32)
    ink[20:280, 40:44] = ink[20:280, 150:190] = 1
    thin, thick = Patches(ink).parts
    assert thin.length == pytest.approx(thick.length, rel=0.25)


def test_a_part_with_another_all_around_it_is_no_digit_of_its_own():
    """The slash of a zero that does not close; a bar that reaches out of it is another matter."""
    ring = [(50 + 50 * np.cos(a), 150 + 50 * np.sin(a)) for a in np.linspace(0.5, 6, 30)]
    slash, bar = [(30, 170), (70, 130)], [(30, 170), (130, 130)]
    groups = groups_of(ring, slash)
    assert groups[frozenset({1})].is_stacked
    assert not groups[frozenset({0})].is_stacked
    assert not groups_of(ring, bar)[frozenset({1})].is_stacked


def test_more_ink_than_a_number_has_is_refused():
    with pytest.raises(DigitpadError, match="more than the 200 that a number may have"):
        StrokeParts(drawing(*(upright(5 * index) for index in range(MOST_PARTS + 1))))


points = st.tuples(st.floats(0, 1000), st.floats(0, 1000))
strokes = st.lists(points, min_size=1, max_size=6)


@given(st.lists(strokes, min_size=1, max_size=8))
def test_every_stroke_is_in_one_row_and_can_be_in_one_group(paths):
    ink = StrokeParts(drawing(*paths))
    parts = ink.parts
    assert sorted(piece.stroke for piece in ink.pieces(parts)) == list(range(len(paths)))
    for rows in row_choices(parts):
        assert sorted(index for row in rows for index in row.parts) == list(range(len(parts)))
        for row in rows:
            ordered = in_reading_order([parts[index] for index in row.parts])
            groups = possible_groups(ordered, row.height)
            cover = best_cover(len(ordered), groups, [1.0] * len(groups))
            covered = [part for index in cover for part in groups[index].parts]
            assert sorted(covered) == list(range(len(ordered)))


def test_distance_is_between_the_points():
    one = Part((0, 0, 1, 1), np.array([[0.0, 0], [1, 1]]), 0, 1.4)
    assert one.distance(Part((4, 5, 4, 5), np.array([[4.0, 5]]), 1, 0.0)) == 5


def pieces_of(whole, left):
    """A line of ten pixels after the other, in a row that is 100 high."""
    return [
        Part((x, 0, x + 10, 100), np.array([[x, 50.0], [x + 10, 50]]), whole, 10, place)
        for place, x in enumerate(range(left, left + 60, 10))
    ]


@pytest.mark.parametrize(("left", "is_near"), [(60, True), (95, True), (105, False)])
def test_two_strokes_in_however_many_pieces_may_be_one_digit_if_they_are_near(left, is_near):
    parts = [*pieces_of(0, 0), *pieces_of(1, left)]  # 40 pixels are the farthest
    groups = {group.parts for group in possible_groups(parts, 100.0)}
    assert {tuple(range(6)), tuple(range(6, 12))} <= groups, "each by itself"
    assert (tuple(range(12)) in groups) == is_near


def test_strokes_in_pieces_are_no_digit_that_is_wider_than_any():
    parts = [piece for whole in range(3) for piece in pieces_of(whole, 60 * whole)]
    groups = {group.parts for group in possible_groups(parts, 100.0)}
    assert tuple(range(12)) in groups
    assert tuple(range(18)) not in groups
