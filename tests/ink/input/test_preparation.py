"""The steps from ink to input: each one alone, against areas and places worked out by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.preparation import (
    ALL_STEPS,
    STEPS,
    Preparation,
    prepare,
    prepared_input,
)
from digitpad.ink.input.render import PEN_WIDTH, network_input
from digitpad.support.errors import EmptyInkError

NOTHING = Preparation(*[False] * 6)
ELBOW = Drawing((Stroke.from_xy([(200, 200), (200, 700), (300, 700)], 40.0),))
LINE = Drawing((Stroke.from_xy([(500, 300), (500, 700)], 100.0),))


def without(*steps):
    return Preparation(**dict.fromkeys(steps, False))


def line_area(length, width):
    """Area of a straight stroke with round ends."""
    return length * width + math.pi * width**2 / 4


points = st.lists(
    st.tuples(st.floats(0, 1000), st.floats(0, 1000)), min_size=1, max_size=12
)  # fmt: skip


@given(st.lists(points, min_size=1, max_size=3), st.floats(1, 200))
def test_with_all_steps_it_is_what_the_network_sees(paths, width):
    drawing = Drawing(tuple(Stroke.from_xy(path, width) for path in paths))
    assert (prepare(drawing).image == network_input(drawing)).all()


@given(st.lists(points, min_size=1, max_size=2), st.floats(1, 200), st.integers(0, 63))
def test_every_choice_of_steps_gives_an_image(paths, width, choice):
    preparation = Preparation(*[bool(choice >> bit & 1) for bit in range(6)])
    drawing = Drawing(tuple(Stroke.from_xy(path, width) for path in paths))
    steps = prepare(drawing, preparation)
    for picture in (steps.sheet, steps.cropped, steps.boxed, steps.penned, steps.centred):
        assert picture.dtype == np.float32
        assert picture.min() >= 0
        assert picture.max() <= 1
        assert picture.size
    assert steps.image.shape == steps.centred.shape == (28, 28)
    assert (steps.image == prepared_input(drawing, preparation)).all()
    assert steps.preparation == preparation


def test_the_sheet_shows_the_drawing_with_its_brush():
    sheet = prepare(LINE).sheet
    assert sheet.shape == (112, 112)
    assert sheet.sum() == pytest.approx(line_area(400 * 0.112, 100 * 0.112), rel=0.03)
    np.testing.assert_allclose(ndimage.center_of_mass(sheet), (55.5, 55.5), atol=0.3)


def test_a_sheet_that_is_not_square_keeps_its_shape():
    drawing = Drawing((Stroke.from_xy([(100, 100), (400, 900)], 50.0),), (500.0, 1000.0))
    steps = prepare(drawing, without("crop"))
    assert steps.sheet.shape == (112, 56)
    assert steps.boxed.shape == steps.penned.shape == (20, 10)


def test_crop_cuts_out_the_inks_rectangle():
    cropped = prepare(LINE).cropped
    assert abs(cropped.shape[0] - 500 * 0.112) <= 2
    assert abs(cropped.shape[1] - 100 * 0.112) <= 2


def test_without_crop_the_whole_sheet_goes_on():
    steps = prepare(LINE, without("crop"))
    assert steps.cropped is steps.sheet
    assert steps.boxed.shape == steps.penned.shape == (20, 20)
    # 400 of 1000 units are 8 of the box's 20 pixels, drawn with MNIST's pen.
    assert steps.penned.sum() == pytest.approx(line_area(8, PEN_WIDTH), rel=0.03)


def test_without_box_the_longer_side_fills_the_input():
    rows = np.flatnonzero(prepare(ELBOW, without("box")).image.any(axis=1))
    assert (rows[0], rows[-1]) == (0, 27)
    assert prepare(ELBOW, without("box", "crop")).penned.shape == (28, 28)


def test_without_pen_the_brush_grows_with_the_drawing():
    steps = prepare(LINE, without("pen"))
    assert steps.penned is steps.boxed
    assert steps.penned.shape == (20, 4)  # a line of 500 x 100 units, ends included
    assert steps.penned.sum() == pytest.approx(line_area(16, 4), rel=0.03)
    assert prepare(LINE).penned.sum() == pytest.approx(line_area(17.4, PEN_WIDTH), rel=0.05)


def test_without_centre_the_rectangle_is_in_the_middle():
    steps = prepare(ELBOW, without("centre"))
    height, width = steps.penned.shape
    rows = np.flatnonzero(steps.image.any(axis=1))
    columns = np.flatnonzero(steps.image.any(axis=0))
    assert (rows[0], rows[-1]) == (4, 23)
    assert height == 20
    assert columns[0] == (28 - width) // 2
    with_mass = np.flatnonzero(prepare(ELBOW).image.any(axis=0))
    assert with_mass[0] > columns[0], "the stem on the left is heavy: it goes to the middle"


def test_the_centre_of_mass_moves_small_ink_on_a_whole_sheet():
    corner = Drawing((Stroke.from_xy([(60, 60), (60, 300)], 40.0),))
    y, x = ndimage.center_of_mass(prepare(corner, without("crop")).image)
    assert 13.5 <= y <= 14.5
    assert 13.5 <= x <= 14.5
    y, x = ndimage.center_of_mass(prepare(corner, without("crop", "centre")).image)
    # 20 pixels in the middle of 28: 4 + 20 * 0.18 and 4 + 20 * 0.06, from edges to middles.
    assert y == pytest.approx(4 + 3.6 - 0.5, abs=0.1)
    assert x == pytest.approx(4 + 1.2 - 0.5, abs=0.15)


def test_the_centre_of_mass_moves_nothing_over_the_border():
    wide = Drawing((Stroke.from_xy([(20, 900), (980, 900), (980, 20)], 30.0),))
    steps = prepare(wide, without("crop", "box"))
    assert steps.centred.sum() == pytest.approx(steps.penned.sum())


def test_without_grey_pixels_are_black_or_white():
    grey, hard = prepare(ELBOW).image, prepare(ELBOW, without("grey")).image
    np.testing.assert_array_equal(hard, np.where(grey < 0.5, 0, 1))
    assert hard.dtype == np.float32


def test_normalisation_is_the_networks():
    assert (prepare(ELBOW, without("normalise")).image == prepare(ELBOW).image).all()


def test_a_dot_is_a_dot_and_a_blot_with_its_brush():
    dot = Drawing((Stroke.from_xy([(321, 77)], 60.0),))
    assert prepare(dot).image.sum() == pytest.approx(math.pi * (PEN_WIDTH / 2) ** 2, rel=0.1)
    blot = prepare(dot, without("pen")).image
    assert blot.sum() == pytest.approx(math.pi * 10**2, rel=0.03)
    lost = prepare(dot, without("pen", "crop")).image  # 60 units are 1.2 pixels
    assert lost.sum() == pytest.approx(math.pi * 0.6**2, rel=0.3)


def test_what_is_too_thin_is_not_seen():
    hair = Drawing((Stroke.from_xy([(300, 300), (300, 700)], 4.0),))
    assert not prepare(hair, without("crop", "pen", "grey")).image.any()


def test_what_leaves_a_whole_sheet_is_not_seen():
    across = Drawing((Stroke.from_xy([(-400, 500), (400, 500)], 50.0),))
    outside = Drawing((Stroke.from_xy([(-400, 500), (-300, 500)], 50.0),))
    seen = prepare(across, without("crop", "pen")).penned
    assert seen.sum() == pytest.approx(8 * 1 + math.pi * 0.25 / 2, rel=0.1)
    assert not prepare(outside, without("crop")).image.any()
    assert prepare(outside).image.any(), "cropped ink is read wherever it lies"


def test_ink_at_the_border_is_whole():
    edge = Drawing((Stroke.from_xy([(0, 0), (0, 1000)], 200.0),))
    middle = Drawing((Stroke.from_xy([(500, 0), (500, 1000)], 200.0),))
    assert (prepare(edge).image == prepare(middle).image).all()
    as_it_is = without("crop", "pen", "centre")  # 200 units are 4 of 20 pixels, half of them seen
    assert prepare(middle, as_it_is).image.sum() == pytest.approx(20 * 4, rel=0.05)
    assert prepare(edge, as_it_is).image.sum() == pytest.approx(20 * 2, rel=0.1)


def test_many_points_are_no_other_drawing():
    angles = np.linspace(0, 2 * math.pi, 100_001)
    dense = np.stack([500 + 200 * np.cos(angles), 500 + 300 * np.sin(angles)], axis=1)
    many = prepare(Drawing((Stroke.from_xy(dense),)), NOTHING)
    few = prepare(Drawing((Stroke.from_xy(dense[::500]),)), NOTHING)
    assert np.abs(many.penned - few.penned).max() < 0.15
    assert np.abs(many.sheet - few.sheet).mean() < 0.01


@pytest.fixture
def sample():
    return np.random.default_rng(5).integers(1, 256, (28, 28), dtype=np.uint8)


@pytest.mark.parametrize("step", ["crop", "box", "pen", "centre", "normalise"])
def test_a_sample_is_framed_already(sample, step):
    steps = prepare(Drawing(picture=sample), without(step))
    assert steps.is_framed
    np.testing.assert_array_equal(steps.image, sample.astype(np.float32) / np.float32(255))


def test_a_samples_grey_levels_can_be_left_out(sample):
    hard = prepare(Drawing(picture=sample), without("grey")).image
    np.testing.assert_array_equal(hard, sample >= 127.5)


def test_a_samples_sheet_shows_sample_and_strokes():
    sample = np.zeros((28, 28), np.uint8)
    sample[2, 3] = 255
    drawing = Drawing((Stroke.from_xy([(500, 100), (500, 900)], 80.0),), picture=sample)
    sheet = prepare(drawing).sheet
    assert (sheet[8:12, 12:16] == 1).all()
    strokes = line_area(800 * 0.112, 80 * 0.112)
    assert sheet.sum() == pytest.approx(16 + strokes, rel=0.03)
    assert (prepare(drawing).image == network_input(drawing)).all()


def test_strokes_alone_are_not_framed():
    assert not prepare(LINE).is_framed


@pytest.mark.parametrize("preparation", [ALL_STEPS, NOTHING, *map(ALL_STEPS.toggled, STEPS)])
@pytest.mark.parametrize("picture", [None, np.zeros((28, 28), np.uint8)])
def test_nothing_drawn_is_an_error(preparation, picture):
    with pytest.raises(EmptyInkError):
        prepare(Drawing(picture=picture), preparation)
    with pytest.raises(EmptyInkError):
        prepared_input(Drawing(picture=picture), preparation)


def test_a_step_is_switched_and_switched_back():
    assert ALL_STEPS.toggled("pen") == Preparation(pen=False)
    assert ALL_STEPS.toggled("pen").toggled("pen") == ALL_STEPS
