"""Values as colours, against matplotlib's own normalisation."""

import numpy as np
import pytest
from matplotlib import colormaps
from matplotlib.colors import CenteredNorm, Normalize

from digitpad.support.colour_scales import is_light, limit, packed, shaded


def channels(shades):
    return np.stack([shades >> 16 & 255, shades >> 8 & 255, shades & 255], axis=-1)


@pytest.mark.parametrize(("signed", "dark", "name"), [
    (True, False, "RdBu_r"), (True, True, "berlin"), (False, False, "viridis"),
])  # fmt: skip
def test_shades_are_matplotlibs_within_one_step_of_the_scale(signed, dark, name):
    values = np.random.default_rng(3).normal(size=(4, 6, 6)).astype(np.float32)
    values = values if signed else np.abs(values)
    largest = np.abs(values).max()
    norm = CenteredNorm(0, largest) if signed else Normalize(0, largest)
    expected = colormaps[name](norm(values), bytes=True)[..., :3].astype(int)
    found = channels(shaded(values, signed, dark)).astype(int)
    assert np.abs(found - expected).max() <= 8


def test_zero_is_the_middle_of_the_diverging_scale():
    values = np.array([[[-2.0, 0.0, 1.0]]], np.float32)
    red, green, blue = channels(shaded(values, True, False))[0, 0, 1]
    assert max(red, green, blue) - min(red, green, blue) < 6
    assert red > 235


def test_each_map_may_have_its_own_scale():
    values = np.array([[[1.0, 0.5]], [[10.0, 5.0]]], np.float32)
    own = shaded(values, False, False, each=True)
    assert (own[0] == own[1]).all()
    shared = shaded(values, False, False)
    assert (shared[0] != shared[1]).all()


def test_values_that_are_not_numbers_and_all_zeros_are_painted_too():
    assert limit(np.zeros((2, 2), np.float32)) == 1.0
    values = np.array([[[np.nan, np.inf, -np.inf, 0.0]]], np.float32)
    assert shaded(values, True, False).shape == (1, 1, 4)


@pytest.mark.parametrize("each", [False, True])
@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("largest", [1e-45, 1e-40, 1e-36, 1e-34, 1e38])
def test_values_of_any_size_are_painted(largest, signed, each):
    values = np.array([[[largest, 0.0, largest / 3]]], np.float32)
    shades = shaded(values, signed, False, each=each)
    zero = shaded(np.zeros((1, 1, 1), np.float32), signed, False)
    assert shades[0, 0, 1] == zero[0, 0, 0]


@pytest.mark.parametrize(("shade", "light"), [
    (0xFFFFFF, True), (0x767676, True), (0x757575, False), (0x000000, False),
    (0xFFFF00, True), (0xFF0000, True), (0x0000FF, False),
])  # fmt: skip
def test_the_text_on_a_shade_has_the_higher_contrast_of_black_and_white(shade, light):
    """On #757575 white has 4.61 : 1 and black 4.56, on #767676 white has 4.54 and black 4.62."""
    assert is_light(shade) is light
    assert is_light(0xFF000000 | shade) is light, "as it is painted"


def test_channels_are_packed_as_they_are_painted():
    red, green, blue = np.array([[0x12, 0xFF], [0x34, 0], [0x56, 1]], np.uint32)
    assert packed(red, green, blue).tolist() == [0xFF123456, 0xFFFF0001]
