"""Lines of ink that cross and meet: which belong together, and which are of two digits."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digitpad.ink.segment.branches import branches, thinned_to_lines
from digitpad.ink.segment.crossings import crossings


def ink(*paths, side=120, pen=9):
    """Return (side, side) True where a pen goes along the paths."""
    paper = Image.new("1", (side, side))
    draw = ImageDraw.Draw(paper)
    for path in paths:
        draw.line(path, fill=1, width=pen, joint="curve")
    return np.array(paper)


def ring(left, top, right, bottom, side=120, pen=9):
    paper = Image.new("1", (side, side))
    ImageDraw.Draw(paper).ellipse((left, top, right, bottom), outline=1, width=pen)
    return np.array(paper)


def shared(one, other):
    """Return how much two masks have in common of what they cover together."""
    return (one & other).sum() / (one | other).sum()


FALLING, RISING = [(10, 10), (110, 110)], [(10, 110), (110, 10)]


def test_lines_are_one_pixel_thin_and_hang_together():
    line = thinned_to_lines(np.pad(ink([(20, 20), (20, 100), (100, 100)]), 1))
    y, x = np.nonzero(line)
    assert 140 < len(x) < 165
    assert min(np.ptp(x), np.ptp(y)) > 70
    ring_line = thinned_to_lines(np.pad(ring(20, 20, 100, 100), 1))
    assert ring_line[60].sum() == 2, "it is not filled"


def test_a_cross_has_four_branches_that_meet_in_one_place():
    web = branches(ink(FALLING, RISING))
    assert len(web.lengths) == 4
    assert {tip.junction for tip in web.tips} == {0}
    total = sum(tip.way for tip in web.tips)
    assert total == pytest.approx([0, 0], abs=0.3), "each goes on straight in another"


def test_a_loop_ends_twice_at_its_junction():
    web = branches(ring(40, 10, 80, 60) | ink([(60, 60), (60, 115)]))
    ends = [sum(tip.branch == branch for tip in web.tips) for branch in range(len(web.lengths))]
    assert sorted(ends) == [1, 2]


def test_a_hole_of_a_few_pixels_is_no_loop():
    bar = ink([(20, 60), (100, 60)])
    bar[59:62, 59:62] = False
    assert len(branches(bar).lengths) == 1


@pytest.mark.parametrize(("pen", "least"), [(5, 0.95), (9, 0.9), (16, 0.8)])
def test_lines_that_cross_go_on_straight_and_both_have_the_crossing(pen, least):
    first, second = ring(5, 10, 80, 110, pen=pen), ring(40, 10, 115, 110, pen=pen)
    one, other, _ = crossings(first | second, 100.0, 6)[0]
    assert shared(one, first) > least
    assert shared(other, second) > least
    assert ((one & other) & (first & second)).any()


def test_a_line_that_ends_at_another_costs_more_than_two_that_cross():
    ends = ink([(20, 10), (20, 110), (80, 60)], [(80, 10), (80, 110)])
    cross = ring(5, 10, 80, 110, pen=5) | ring(40, 10, 115, 110, pen=5)
    assert crossings(cross, 100.0, 6)[0][2] < 0.2
    assert all(cost > 0.4 for *_, cost in crossings(ends, 100.0, 6))


@pytest.mark.parametrize("patch", [
    ink([(20, 60), (100, 60)]), ring(20, 10, 100, 110),
    ring(35, 5, 85, 55) | ring(30, 50, 90, 115),  # an eight: neither loop is a digit beside another
    np.ones((40, 40), bool),
])  # fmt: skip
def test_one_digit_is_no_two(patch):
    assert crossings(patch, 110.0, 6) == []


def test_a_star_of_many_lines_is_not_looked_at_for_long():
    ends = [(60 + 55 * np.cos(a), 60 + 55 * np.sin(a)) for a in np.linspace(0, np.pi, 8)[:-1]]
    star = ink(*([(x, y), (120 - x, 120 - y)] for x, y in ends), pen=3)
    assert crossings(star, 100.0, 6) == []


def test_a_scribble_is_not_looked_at_for_long():
    random = np.random.default_rng(3)
    path = [tuple(place) for place in random.integers(0, 120, (60, 2)).tolist()]
    assert crossings(ink(path, pen=2), 100.0, 6) == []


@pytest.mark.parametrize("seed", range(30))
def test_no_ink_is_lost_or_made_up(seed):
    random = np.random.default_rng(seed)
    paths = [[tuple(place) for place in random.integers(5, 115, (4, 2)).tolist()]
             for _ in range(2)]  # fmt: skip
    patch = ink(*paths)
    for one, other, _ in crossings(patch, 80.0, 6):
        assert one.shape == other.shape == patch.shape
        assert ((one | other) == patch).all()
