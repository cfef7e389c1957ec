"""Synthetic handwriting: the same again for a seed, on the canvas, framed as the input is."""

import itertools
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitpad.data import catalogue
from digitpad.handwriting.chance import numbered
from digitpad.handwriting.hand import FORMS, FORMS_OF
from digitpad.handwriting.paths import Writing, curves_of, paths
from digitpad.handwriting.synthetic import FIRST_TEST_HAND, _covered, raster, synthetic
from digitpad.ink.input.render import PEN_WIDTH, network_input
from tests.handwriting.strokes import (
    Hand,
    alone,
    durations,
    hand,
    on_canvas,
    write,
    write_form,
)

seeds = st.integers(0, 2**63)


def points(drawing):
    return np.concatenate([stroke.points for stroke in drawing.strokes])


def centre_of_mass(image):
    """(y, x), the mean place of the ink, pixel by pixel."""
    total = y = x = 0.0
    for row in range(28):
        for column in range(28):
            value = float(image[row, column])
            total, y, x = total + value, y + row * value, x + column * value
    return y / total, x / total


def longer_side(image):
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    return max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1


def likeness(one, other):
    """Mean difference of two pictures' ink, 0..1."""
    return np.abs(one.astype(float) - other).mean() / 255


def test_a_hand_is_the_same_again_for_its_seed():
    assert hand(5) == hand(5)
    assert isinstance(hand(5), Hand)


@given(seeds, st.integers(0, 9))
@settings(max_examples=20, deadline=None)
def test_a_digit_is_the_same_again_for_its_seed(seed, digit):
    one, same = (write(digit, hand(seed), np.random.default_rng(seed)) for _ in range(2))
    np.testing.assert_array_equal(points(one), points(same))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_every_form_is_ink_on_the_canvas(form):
    for seed in range(15):
        drawing = write_form(form, hand(seed), np.random.default_rng(seed))
        assert not drawing.is_empty
        assert drawing.size == (1000.0, 1000.0)
        assert len(drawing.strokes) == len(form.shape(lambda _, low, high: np.array([low])))
        xy = points(drawing)[:, :2]
        assert np.isfinite(xy).all()
        assert xy.min() >= 0
        assert xy.max() <= 1000
        assert np.ptp(xy, axis=0).max() > 150  # a digit, not a dot
        assert network_input(drawing).sum() > 20


@given(seeds, st.integers(0, 9))
@settings(max_examples=50, deadline=None)
def test_whatever_a_hand_writes_lies_on_the_canvas(seed, digit):
    strokes = write(digit, hand(seed), np.random.default_rng(seed)).strokes
    assert strokes
    for stroke in strokes:
        assert stroke.xy.min() - stroke.width / 2 >= 0  # the ink, not only the pen's path
        assert stroke.xy.max() + stroke.width / 2 <= 1000
        assert (stroke.points[:, 2] == 1).all()


@given(seeds, st.integers(0, 9))
@settings(max_examples=20, deadline=None)
def test_time_goes_on_and_the_pen_is_lifted_between_strokes(seed, digit):
    drawing = write(digit, hand(seed), np.random.default_rng(seed))
    for stroke in drawing.strokes:
        assert (np.diff(stroke.points[:, 3]) >= 0).all()
    for before, after in zip(drawing.strokes[:-1], drawing.strokes[1:], strict=True):
        assert after.points[0, 3] - before.points[-1, 3] > 0.1
    assert 0.05 < points(drawing)[-1, 3] < 10


def test_the_pen_is_slower_where_the_path_bends():
    line = np.stack([np.arange(0, 1, 0.02), np.zeros(50)], axis=1)
    angles = np.arange(0, 10, 0.2)
    curl = line[-1] + 0.1 * np.stack([np.sin(angles), 1 - np.cos(angles)], axis=1)[1:]  # steps 0.02
    time = durations(np.concatenate([line, curl]))
    assert (time[80] - time[60]) > 1.3 * (time[40] - time[20])


def test_hands_differ_more_than_one_hand_from_itself():
    def written(seed, time):
        return network_input(write(0, hand(seed), np.random.default_rng(time))) * 255

    within = [likeness(written(seed, 1), written(seed, 2)) for seed in range(60)]
    between = [likeness(written(seed, 1), written(seed + 1, 2)) for seed in range(60)]
    assert np.mean(within) < 0.8 * np.mean(between)
    assert len({hand(seed).slant for seed in range(60)}) > 50


def test_hands_use_all_forms():
    usual = [hand(seed).usual for seed in range(600)]
    used = [{forms[digit] for forms in usual} for digit in range(10)]
    assert used == [set(range(len(forms))) for forms in FORMS_OF]


@pytest.mark.parametrize("digit", range(10))
def test_each_digit_has_several_forms(digit):
    assert len({form.name for form in FORMS_OF[digit]}) >= 3


def test_samples_are_the_same_again_however_many_are_made():
    many, few = synthetic(5003, 7), synthetic(120, 7)
    np.testing.assert_array_equal(many.images[:120], few.images)
    np.testing.assert_array_equal(many.labels[:120], few.labels)
    assert len(many) == 5003


def test_samples_of_a_later_hand_are_those_of_the_whole():
    whole, part = synthetic(200, 7), synthetic(50, 7, first_hand=15)
    np.testing.assert_array_equal(whole.images[150:], part.images)


def test_another_seed_gives_other_samples():
    one, other = synthetic(50, 1), synthetic(50, 2)
    assert len(one) == len(other) == 50
    assert not any((image == other.images).all(axis=(1, 2)).any() for image in one.images)


def test_every_ten_samples_are_the_ten_digits():
    samples = synthetic(300, 3)
    assert samples.images.shape == (300, 28, 28)
    assert samples.images.dtype == samples.labels.dtype == np.uint8
    for block in samples.labels.reshape(30, 10):
        assert sorted(block) == list(range(10))
    assert len({tuple(block) for block in samples.labels.reshape(30, 10)}) > 20


@pytest.fixture(scope="module")
def some():
    return synthetic(1000, 11)


def test_the_longer_side_is_twenty_pixels(some):
    assert {longer_side(image) for image in some.images} == {20}


def test_the_centre_of_mass_is_in_the_middle(some):
    for image in some.images[:300]:
        y, x = centre_of_mass(image)
        assert abs(y - 14) <= 1
        assert abs(x - 14) <= 1


def test_ink_is_black_and_pens_differ(some):
    assert (some.images.max(axis=(1, 2)) > 200).all()
    ones = some.images[some.labels == 1].astype(float) / 255
    widths = np.sort(np.median(ones.sum(axis=2)[:, 10:18], axis=1))  # ink in a row of the stem
    assert widths[5] < 2.5
    assert widths[-5] > 3.2


@given(seeds, st.integers(0, len(FORMS) - 1))
@settings(max_examples=60, deadline=None)
def test_samples_look_as_the_same_strokes_on_the_canvas(seed, number):
    form, one = FORMS[number], replace(hand(seed), pen=PEN_WIDTH)
    path = paths(form, Writing(alone(one), numbered(seed, 0, 1, "test")))
    curves = curves_of(form)
    drawing = on_canvas(path[0], curves.ends, one, np.random.default_rng(seed))
    sample = raster(path, curves.is_drawn, np.array([PEN_WIDTH]))[0] / 255
    shown = network_input(drawing)
    # The centre of mass may be rounded to the neighbouring pixel.
    moved = [np.roll(sample, (dy, dx), (0, 1)) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
    assert min(np.abs(shown - other).mean() for other in moved) < 0.02


@given(seeds, st.floats(1, 6))
@settings(max_examples=30, deadline=None)
def test_each_pixel_is_covered_as_its_nearest_line_covers_it(seed, width):
    random = np.random.default_rng(seed)
    starts, ends = random.uniform(0, 20, (2, 7, 2))
    ends[1:] = starts[1:] + random.uniform(-2, 2, (6, 2))  # one that is long, some that are short
    ends[6] = starts[6]  # and a dot
    covered = _covered(
        starts[None].astype(np.float32), ends[None].astype(np.float32), np.float32([width])
    )[0]
    for y in range(20):
        for x in range(20):
            to = np.array([x + 0.5, y + 0.5]) - starts
            along = ends - starts
            t = np.clip((to * along).sum(1) / np.maximum((along**2).sum(1), 1e-8), 0, 1)
            distance = np.hypot(*(to - t[:, None] * along).T).min()
            assert covered[y, x] == pytest.approx(
                np.clip(width / 2 + 0.5 - distance, 0, 1), abs=2e-3
            )


def test_the_data_set_tests_with_hands_that_did_not_train(tmp_path):
    data = catalogue.load("few-handwriting", tmp_path)
    assert data.name == "few-handwriting"
    assert (len(data.training), len(data.test)) == (4000, 1000)
    training = {image.tobytes() for image in data.training.images}
    assert not any(image.tobytes() in training for image in data.test.images)
    trains = set(numbered(1, 0, 6000, "hand").tolist())
    assert trains.isdisjoint(numbered(1, FIRST_TEST_HAND, 1000, "hand").tolist())


def test_neither_torch_nor_qt_is_needed():
    code = "import digitpad.handwriting, sys; print({'torch', 'PySide6'} & set(sys.modules))"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert printed.stdout.strip() == "set()"


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_a_hasty_pen_cuts_corners_and_shortens_no_line(form):
    curves = curves_of(form)
    for start, end in itertools.pairwise(curves.ends):
        cuts = curves.cuts[start:end, start:end]
        even = np.arange(end - start, dtype=float)  # points of a line, one step apart
        assert np.abs(cuts @ even).max() < 0.1, "each stays where it was, to a tenth of a step"
        assert cuts[0].tolist() == cuts[-1].tolist() == [0.0] * len(even)
        if len(even) > 10:
            bent = np.abs(even - len(even) // 2)  # there and back again
            assert np.abs(cuts @ bent).argmax() == len(even) // 2
            assert (cuts @ bent)[len(even) // 2] > 0.5
