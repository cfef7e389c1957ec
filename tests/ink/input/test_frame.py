"""Framing, checked against SciPy and against MNIST's own measures."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import ndimage

from digitpad.ink.input.frame import BOX, SIDE, centre_by_mass, crop, frame
from digitpad.support.errors import EmptyInkError


def blot(height, width, seed):
    """Ink that touches all four sides of (height, width)."""
    random = np.random.default_rng(seed)
    ink = (random.random((height, width)) < 0.4).astype(np.float32)
    ink[0, width // 3] = ink[-1, width // 2] = ink[height // 2, 0] = ink[height // 3, -1] = 1
    return ink


def area_average(ink, height, width):
    """Resize by exact area: repeat each pixel, then average equal blocks."""
    tall = np.repeat(np.repeat(ink.astype(np.float64), height, axis=0), width, axis=1)
    return tall.reshape(height, ink.shape[0], width, ink.shape[1]).mean(axis=(1, 3))


@given(st.integers(20, 90), st.integers(20, 90), st.integers(0, 1000))
@settings(max_examples=60)
def test_frame_equals_an_independent_computation(height, width, seed):
    ink = blot(height, width, seed)
    scale = BOX / max(height, width)
    fitted = area_average(ink, round(height * scale), round(width * scale))
    y, x = ndimage.center_of_mass(fitted)
    assume(min(abs(y % 1 - 0.5), abs(x % 1 - 0.5)) > 1e-4)  # between two pixels: either is right
    expected = np.zeros((SIDE, SIDE))
    top = int(np.clip(round(14 - y), 0, SIDE - fitted.shape[0]))
    left = int(np.clip(round(14 - x), 0, SIDE - fitted.shape[1]))
    expected[top : top + fitted.shape[0], left : left + fitted.shape[1]] = fitted
    np.testing.assert_allclose(frame(ink), expected, atol=1e-5)


@given(st.integers(3, 300), st.integers(3, 300), st.integers(0, 1000))
@settings(max_examples=60)
def test_framed_ink_has_mnists_measures(height, width, seed):
    framed = frame(blot(height, width, seed))
    rows = np.flatnonzero(framed.any(axis=1))
    columns = np.flatnonzero(framed.any(axis=0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == BOX
    assert framed.dtype == np.float32
    assert framed.min() >= 0
    assert framed.max() <= 1


def test_the_centre_of_mass_is_where_mnists_is():
    ink = np.zeros((20, 20), np.float32)
    ink[:3] = 1
    ink[:, 6:9] = 1
    y, x = ndimage.center_of_mass(centre_by_mass(ink))
    assert 13.5 <= y <= 14.5
    assert 13.5 <= x <= 14.5


def test_ink_is_never_moved_over_the_border():
    ink = np.zeros((20, 20), np.float32)
    ink[0, 0] = 0.01
    ink[-1, -1] = 1
    assert centre_by_mass(ink).sum() == pytest.approx(1.01)


def test_crop_keeps_everything_above_zero():
    ink = np.zeros((40, 30), np.float32)
    ink[7, 3] = 0.001
    ink[20, 11] = 1
    assert crop(ink).shape == (14, 9)


def test_an_mnist_image_is_framed_already():
    image = frame(blot(60, 45, 3))
    np.testing.assert_allclose(frame(image), image, atol=1e-6)


def test_no_ink_is_an_error():
    with pytest.raises(EmptyInkError, match="no ink"):
        frame(np.zeros((10, 10), np.float32))


def test_the_last_digits_of_the_centre_of_mass_do_not_decide_where_a_digit_lies():
    even = np.zeros((20, 10), np.float32)
    even[:, 4:6] = 1.0
    places = set()
    for change in (-1e-6, 0.0, 1e-6):
        ink = even.copy()
        ink[0, 4] += np.float32(change)  # the centre lies a little above, between, and below
        framed = centre_by_mass(ink)
        places.add((int(framed.any(axis=1).argmax()), int(framed.any(axis=0).argmax())))
    assert len(places) == 1
