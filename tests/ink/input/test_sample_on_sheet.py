"""A data set's sample on the sheet: read as it is, drawn over, erased, saved."""

import json

import numpy as np
import pytest

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.erase import erase
from digitpad.ink.input.render import network_input
from digitpad.ink.strokes_file import load_drawing, save_drawing
from digitpad.support.errors import EmptyInkError, StrokesError

PIXEL = 1000 / 28  # canvas units


@pytest.fixture
def sample():
    return np.random.default_rng(3).integers(1, 256, (28, 28), dtype=np.uint8)


def test_the_network_sees_the_sample_itself(sample):
    image = network_input(Drawing(picture=sample))
    assert image.dtype == np.float32
    np.testing.assert_array_equal(image, sample.astype(np.float32) / np.float32(255))


def test_a_stroke_is_added_where_it_was_drawn():
    sample = np.zeros((28, 28), dtype=np.uint8)
    sample[2, 2] = 200
    stroke = Stroke.from_xy([(500, 100), (500, 900)])
    image = network_input(Drawing((stroke,), picture=sample))
    assert image[2, 2] == np.float32(200 / 255)
    columns = np.flatnonzero(image[14])
    assert columns.min() >= 11
    assert columns.max() <= 16
    assert image[14].sum() == pytest.approx(2.6, abs=0.3)  # a pen as wide as MNIST's


def test_a_blank_sample_is_no_ink():
    drawing = Drawing(picture=np.zeros((28, 28), dtype=np.uint8))
    assert drawing.is_empty
    with pytest.raises(EmptyInkError):
        network_input(drawing)


def test_the_eraser_wipes_the_pixels_under_it(sample):
    centre = (14.5 * PIXEL, 10.5 * PIXEL)
    left = erase(Drawing(picture=sample), centre, centre, 1.2 * PIXEL).picture
    wiped = {(int(y), int(x)) for y, x in zip(*np.nonzero(left == 0), strict=True)}
    assert wiped == {(10, 14), (9, 14), (11, 14), (10, 13), (10, 15)}
    assert sample.all(), "the drawing before is a value of its own"


def test_a_small_eraser_wipes_the_pixel_that_it_touches(sample):
    corner = (14.05 * PIXEL, 10.05 * PIXEL)
    assert erase(Drawing(picture=sample), corner, corner, 1.0).picture[10, 14] == 0


def test_an_eraser_beside_the_ink_changes_nothing():
    sample = np.zeros((28, 28), dtype=np.uint8)
    sample[5, 5] = 1
    drawing = Drawing(picture=sample)
    assert erase(drawing, (900, 900), (950, 950), 30) is drawing


def test_a_sample_that_is_erased_whole_leaves_an_empty_sheet():
    sample = np.zeros((28, 28), dtype=np.uint8)
    sample[14, 14] = 255
    rest = erase(Drawing(picture=sample), (400, 520), (600, 520), 50)
    assert rest.is_empty
    assert rest.picture is None


def test_sample_and_strokes_are_saved_and_read(sample, tmp_path):
    drawing = Drawing((Stroke.from_xy([(1, 2), (3, 4)]),), picture=sample)
    save_drawing(drawing, tmp_path / "a.json")
    back = load_drawing(tmp_path / "a.json")
    np.testing.assert_array_equal(back.picture, sample)
    assert len(back.strokes) == 1
    np.testing.assert_array_equal(network_input(back), network_input(drawing))


def test_a_sample_stays_when_the_drawing_is_fitted_to_the_canvas(sample):
    small = Drawing((Stroke.from_xy([(14, 14)]),), (28.0, 28.0), sample)
    assert small.fitted_to_canvas().picture is sample


ROW = [0] * 28


@pytest.mark.parametrize(
    ("picture", "size"),
    [
        (3, [9, 9]),
        ([], [9, 9]),
        ([ROW] * 27, [9, 9]),
        ([[*ROW, 0]] * 28, [9, 9]),
        ([[300, *ROW[1:]]] * 28, [9, 9]),
        ([[-1, *ROW[1:]]] * 28, [9, 9]),
        ([["1", *ROW[1:]]] * 28, [9, 9]),
        ([ROW] * 28, [9, 8]),
    ],
)
def test_a_sample_that_is_none_is_refused(tmp_path, picture, size):
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"size": size, "strokes": [], "picture": picture}))
    with pytest.raises(StrokesError, match="is not a strokes file"):
        load_drawing(file)


def test_other_arrays_are_no_samples():
    with pytest.raises(ValueError, match="28 x 28"):
        Drawing(picture=np.zeros((28, 28)))
