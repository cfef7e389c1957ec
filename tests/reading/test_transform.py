"""Drawings shifted, turned, scaled and thickened, against places worked out by hand."""

import math

import numpy as np
import pytest

from digitpad.ink.drawing import PRESSURE, TIME, Drawing, Stroke
from digitpad.reading.probe import lightened, middle, scaled, shifted, thickened, turned

# Its paths' rectangle goes from (100, 200) to (300, 600): its middle is (200, 400).
DRAWING = Drawing(
    (Stroke.from_xy([(100, 200), (300, 600)], 40.0), Stroke.from_xy([(250, 300)], 20.0)),
)


def xy(drawing):
    return [stroke.xy.tolist() for stroke in drawing.strokes]


def widths(drawing):
    return [stroke.width for stroke in drawing.strokes]


def test_a_shift_moves_every_point():
    moved = shifted(DRAWING, 30)
    assert xy(moved) == [[[130, 200], [330, 600]], [[280, 300]]]
    assert widths(moved) == [40, 20]
    assert xy(DRAWING) == [[[100, 200], [300, 600]], [[250, 300]]], "it is a value"


def test_a_quarter_turn_is_clockwise_about_the_middle():
    moved = turned(DRAWING, 90)
    # From the middle, (-100, -200) goes to (200, -100), (50, -100) to (100, 50).
    np.testing.assert_allclose(xy(moved)[0], [[400, 300], [0, 500]], atol=1e-9)
    np.testing.assert_allclose(xy(moved)[1], [[300, 450]], atol=1e-9)
    assert widths(moved) == [40, 20]


def test_a_turn_by_thirty_degrees():
    flat = Drawing((Stroke.from_xy([(400, 500), (600, 500)]),))
    rise = 100 * math.sin(math.radians(30))
    reach = 100 * math.cos(math.radians(30))
    expected = [[500 - reach, 500 - rise], [500 + reach, 500 + rise]]
    np.testing.assert_allclose(xy(turned(flat, 30))[0], expected)


def test_a_scale_grows_about_the_middle_and_the_brush_with_it():
    moved = scaled(DRAWING, 1.5)
    np.testing.assert_allclose(xy(moved)[0], [[50, 100], [350, 700]])
    np.testing.assert_allclose(xy(moved)[1], [[275, 250]])
    assert widths(moved) == [60, 30]


def test_thickness_is_the_brush_of_all_strokes():
    moved = thickened(DRAWING, 77.0)
    assert widths(moved) == [77, 77]
    assert xy(moved) == xy(DRAWING)


def test_pressure_and_time_stay():
    points = np.array([[0, 0, 0.25, 1.0], [9, 9, 0.5, 2.0]])
    for moved in (
        shifted(Drawing((Stroke(points),)), 5), turned(Drawing((Stroke(points),)), 5),
        scaled(Drawing((Stroke(points),)), 5), thickened(Drawing((Stroke(points),)), 5),
    ):  # fmt: skip
        np.testing.assert_array_equal(
            moved.strokes[0].points[:, [PRESSURE, TIME]], points[:, [PRESSURE, TIME]]
        )


def test_a_dot_turns_and_grows_where_it_is():
    dot = Drawing((Stroke.from_xy([(123, 456)], 50.0),))
    for moved in (turned(dot, 33), scaled(dot, 0.3)):
        np.testing.assert_allclose(xy(moved)[0], [[123, 456]])


def test_an_empty_drawing_stays_one():
    for change in (shifted, turned, scaled, thickened):
        assert change(Drawing(), 2).is_empty


def test_the_middle_of_a_sample_is_the_sheets():
    sample = np.full((28, 28), 9, np.uint8)
    assert middle(Drawing((Stroke.from_xy([(0, 0)]),), picture=sample)) == (500, 500)
    assert middle(Drawing(size=(300.0, 200.0))) == (150, 100)
    assert middle(DRAWING) == (200, 400)


@pytest.fixture
def sample():
    return np.random.default_rng(7).integers(0, 256, (28, 28), dtype=np.uint8)


def test_a_sample_is_shifted_by_whole_pixels(sample):
    moved = shifted(Drawing(picture=sample), 3 * 1000 / 28).picture
    expected = np.zeros_like(sample)
    expected[:, 3:] = sample[:, :-3]
    np.testing.assert_array_equal(moved, expected)


def test_half_a_pixel_is_the_average_of_two():
    sample = np.zeros((28, 28), np.uint8)
    sample[10, 10] = 200
    moved = shifted(Drawing(picture=sample), 0.5 * 1000 / 28).picture
    assert moved[10, 10:12].tolist() == [100, 100]
    assert moved.sum() == 200


def test_a_quarter_turn_of_a_sample(sample):
    np.testing.assert_array_equal(turned(Drawing(picture=sample), 90).picture, np.rot90(sample, -1))


def test_a_sample_of_half_the_size_is_the_average_of_four(sample):
    even = sample // 4 * 4
    small = scaled(Drawing(picture=even), 0.5).picture
    blocks = even.reshape(14, 2, 14, 2).astype(float).mean(axis=(1, 3))
    assert np.abs(small[7:21, 7:21] - blocks).max() <= 0.5
    small[7:21, 7:21] = 0
    assert not small.any()


def test_a_sample_that_is_left_alone_is_the_same(sample):
    for moved in (
        shifted(Drawing(picture=sample), 0), turned(Drawing(picture=sample), 0),
        scaled(Drawing(picture=sample), 1), thickened(Drawing(picture=sample), 9),
    ):  # fmt: skip
        np.testing.assert_array_equal(moved.picture, sample)


def test_a_sample_shifted_off_the_sheet_is_gone(sample):
    assert shifted(Drawing(picture=sample), 1000).is_empty


def test_a_lightened_drawing_keeps_its_path_and_ends():
    dense = [(x / 10, 0.0) for x in range(10_001)]
    light = lightened(Drawing((Stroke.from_xy(dense, 30.0),)), 5.0).strokes[0]
    assert 190 <= len(light.points) <= 210
    assert light.xy[0].tolist() == [0, 0]
    assert light.xy[-1].tolist() == [1000, 0]
    assert light.width == 30
    assert np.diff(light.xy[:, 0]).max() < 10.2
