"""Results and shapes against torch in float64, SciPy and sums by hand."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.signal import correlate2d

from digitpad.lab import convolve as convolve_module
from digitpad.lab.convolve import convolve, outcome, shape_of
from digitpad.lab.kernels import kernel, preset
from digitpad.lab.limits import ConvolutionSettings, LabError, Padding
from tests.lab.verdict import torch_convolution

TOLERANCE = 1e-6  # relative and absolute


def pairs(lowest, highest):
    return st.tuples(st.integers(lowest, highest), st.integers(lowest, highest))


modes = st.sampled_from(["zeros", "reflect", "replicate"])
paddings = st.one_of(
    st.just(Padding()),
    st.builds(Padding.same, modes),
    st.builds(Padding, *[st.integers(0, 7)] * 4, modes),
)


@st.composite
def cases(draw, largest=24):
    """An image, kernels and settings, possible or not; numbers from a seed that is drawn."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    channels, count = draw(st.sampled_from([1, 2, 3])), draw(st.integers(1, 4))
    sides = draw(st.one_of(pairs(1, largest), pairs(largest // 2, largest)))
    image = random.random((channels, *sides)).astype(np.float32)
    size = draw(st.one_of(pairs(1, 11), pairs(1, 5)))
    kernels = [
        kernel(random.standard_normal((channels, *size)), random.standard_normal())
        for _ in range(count)
    ]
    stride = draw(st.one_of(st.just((1, 1)), pairs(1, 5)))
    dilation = draw(st.one_of(st.just((1, 1)), pairs(1, 4)))
    return image, kernels, ConvolutionSettings(stride, draw(paddings), dilation)


def weights_of(kernels):
    return np.stack([one.weights for one in kernels]), np.array([one.bias for one in kernels])


@settings(max_examples=1500)  # some 1,000 of them are possible
@given(cases())
def test_results_are_torchs_and_what_torch_refuses_is_refused(case):
    image, kernels, sliding = case
    expected = torch_convolution(image, *weights_of(kernels), sliding)
    if expected is None:
        with pytest.raises(LabError):
            convolve(image, kernels, sliding)
    else:
        assert shape_of(image.shape, kernels, sliding).output == expected.shape
        np.testing.assert_allclose(
            convolve(image, kernels, sliding), expected, rtol=TOLERANCE, atol=TOLERANCE
        )


@settings(max_examples=300)
@given(cases())
def test_the_transform_gives_the_same_as_torch_for_any_setting(case):
    image, kernels, sliding = case
    expected = torch_convolution(image, *weights_of(kernels), sliding)
    assume(expected is not None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(convolve_module, "_tap_time", lambda *_: np.inf)
        found = convolve(image, kernels, sliding)
    np.testing.assert_allclose(found, expected, rtol=TOLERANCE, atol=TOLERANCE)


@pytest.mark.parametrize(
    ("stride", "padding"),
    [
        ((1, 1), Padding.same("reflect")),
        ((1, 1), Padding(3, 0, 40, 11, "replicate")),
        ((3, 2), Padding(3, 0, 40, 11, "zeros")),
    ],
)
def test_the_largest_settings_are_torchs(stride, padding):
    random = np.random.default_rng(0)
    image = random.random((3, 256, 256)).astype(np.float32)
    kernels = [kernel(random.standard_normal((3, 11, 11)), n) for n in range(8)]
    sliding = ConvolutionSettings(stride, padding, (5, 2))
    np.testing.assert_allclose(
        convolve(image, kernels, sliding),
        torch_convolution(image, *weights_of(kernels), sliding),
        rtol=TOLERANCE, atol=TOLERANCE,
    )  # fmt: skip


def test_a_four_by_four_by_hand():
    image = np.array([[[1, 2, 3, 0], [0, 1, 2, 3], [3, 0, 1, 2], [2, 3, 0, 1]]], np.float32)
    one = kernel([[2, 0, 1], [0, 1, 2], [1, 0, 2]])
    found = convolve(image, [one], ConvolutionSettings())
    assert found.tolist() == [[[15.0, 16.0], [6.0, 15.0]]]


def test_channels_are_summed_as_scipy_correlates_them():
    random = np.random.default_rng(3)
    image = random.random((3, 12, 9)).astype(np.float32)
    weights = random.standard_normal((3, 4, 3))
    expected = sum(correlate2d(image[c], weights[c], mode="valid") for c in range(3)) - 0.5
    found = convolve(image, [kernel(weights, -0.5)], ConvolutionSettings())
    np.testing.assert_allclose(found[0], expected, rtol=1e-6, atol=1e-6)


def test_the_identity_leaves_an_image_bit_by_bit():
    image = np.random.default_rng(4).random((1, 256, 256)).astype(np.float32)
    found = convolve(image, [preset("identity")], ConvolutionSettings(padding=Padding.same()))
    np.testing.assert_array_equal(found, image)


def test_where_there_is_nothing_the_sum_of_many_products_is_zero():
    image = np.zeros((3, 256, 256), np.float32)
    image[:, :20, :20] = 1.0
    weights = np.random.default_rng(5).standard_normal((3, 11, 11))
    found = convolve(image, [kernel(weights)] * 8, ConvolutionSettings())
    assert not found[:, 20:, 20:].any()


def test_kernels_for_other_channels_are_refused_in_words():
    with pytest.raises(LabError, match="for 1 channels, and the input has 3"):
        convolve(np.zeros((3, 9, 9), np.float32), [preset("sharpen")], ConvolutionSettings())


def test_an_outcome_has_maps_shape_coverage_and_cost_of_one_setting():
    image = np.ones((1, 4, 4), np.float32)
    found = outcome(image, [preset("box blur")], ConvolutionSettings(stride=(2, 2)))
    assert found.maps.shape == found.shape.output == (1, 1, 1)
    assert found.coverage.unseen_rows == found.coverage.unseen_columns == (3,)
    assert found.cost.convolution.multiplications == 9
