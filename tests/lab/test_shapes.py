"""Formulas, refusals and coverage, against the tutorial's figures, torch and windows counted."""

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from digitpad.lab.limits import ConvolutionSettings, LabError, Padding
from digitpad.lab.shapes import ConvolutionCost, WindowAxis, convolution_shape, cost, coverage

TUTORIAL = ConvolutionSettings(padding=Padding(1, 1, 1, 1))


def shape(side=28, kernel=(3, 3), settings=TUTORIAL, kernels=1, channels=1):
    return convolution_shape((channels, side, side), kernels, kernel, settings)


def test_the_tutorials_first_convolution_keeps_28():
    found = shape(kernels=8)
    assert found.output == (8, 28, 28)
    assert found.rows.formula == "floor((28 + 2·1 − 3) / 1) + 1 = 28"


def test_a_dilation_is_in_the_formula():
    found = shape(settings=ConvolutionSettings(padding=Padding(1, 1, 1, 1), dilation=(2, 1)))
    assert found.rows.formula == "floor((28 + 2·1 − 2·(3 − 1) − 1) / 1) + 1 = 26"
    assert found.columns.formula == "floor((28 + 2·1 − 3) / 1) + 1 = 28"


def test_unlike_amounts_of_padding_are_added_one_by_one():
    found = shape(settings=ConvolutionSettings(padding=Padding(top=1, bottom=2), stride=(2, 2)))
    assert found.rows.formula == "floor((28 + 1 + 2 − 3) / 2) + 1 = 15"
    assert found.columns.formula == "floor((28 + 2·0 − 3) / 2) + 1 = 13"


def test_each_number_of_the_formula_says_what_it_is():
    parts = {part.role: part.text for part in WindowAxis(28, 1, 1, 5, 2, 3).parts()}
    del parts["sign"]
    assert parts == {
        "input": "28", "padding": "2·1", "dilation": "3", "kernel": "5", "stride": "2",
        "output": "9",
    }  # fmt: skip


def test_same_gives_an_odd_pixel_to_the_bottom_and_the_right():
    found = shape(side=5, kernel=(2, 4), settings=ConvolutionSettings(padding=Padding.same()))
    assert (found.rows.before, found.rows.after) == (0, 1)
    assert (found.columns.before, found.columns.after) == (1, 2)
    layer = torch.nn.Conv2d(1, 1, (2, 4), padding="same", padding_mode="reflect")
    assert layer._reversed_padding_repeated_twice == [1, 2, 0, 1]


@pytest.mark.parametrize(
    ("settings", "kernel", "reason"),
    [
        (ConvolutionSettings(), (5, 3), "has 5 rows, and the input has 4"),
        (ConvolutionSettings(dilation=(1, 2)), (3, 3), "spreads over 5, and the input has 4"),
        (ConvolutionSettings(padding=Padding(top=1)), (6, 1), "with its padding 5"),
        (ConvolutionSettings(padding=Padding(left=4, mode="reflect")), (3, 3), "at most 3"),
        (ConvolutionSettings((2, 1), Padding.same()), (3, 3), "stride of 1"),
        (ConvolutionSettings(), (12, 3), "1 to 11"),
        (ConvolutionSettings(), (0, 3), "1 to 11"),
        (ConvolutionSettings(stride=(0, 1)), (3, 3), "stride can be 1 to 256"),
        (ConvolutionSettings(dilation=(0, 1)), (3, 3), "dilation can be 1 to 8"),
        (ConvolutionSettings(padding=Padding(bottom=-1)), (3, 3), "padding can be 0 to 40"),
        (ConvolutionSettings(padding=Padding(mode="circular")), (3, 3), "no padding 'circular'"),
    ],
)
def test_an_impossible_setting_is_refused_with_its_reason(settings, kernel, reason):
    with pytest.raises(LabError, match=reason):
        shape(side=4, kernel=kernel, settings=settings)


@pytest.mark.parametrize("shape", [(1, 0, 4), (1, 257, 4), (0, 4, 4), (65, 4, 4), (4, 4)])
def test_an_input_beyond_the_limits_is_refused(shape):
    with pytest.raises(LabError, match="input"):
        convolution_shape(shape, 1, (1, 1), ConvolutionSettings())


def test_nine_kernels_are_refused():
    with pytest.raises(LabError, match="1 to 8 kernels"):
        shape(kernels=9)


def test_a_stride_of_2_never_sees_the_last_row_and_column_of_4_by_4():
    found = shape(side=4, settings=ConvolutionSettings(stride=(2, 2)))
    seen = coverage(found.rows, found.columns)
    assert seen.unseen_rows == seen.unseen_columns == (3,)
    assert seen.counts.tolist() == [[1, 1, 1, 0]] * 3 + [[0, 0, 0, 0]]


def test_a_dilation_leaves_gaps_between_what_is_seen():
    found = shape(side=5, settings=ConvolutionSettings(dilation=(2, 1)))
    assert coverage(found.rows, found.columns).unseen_rows == (1, 3)


@given(
    st.integers(1, 20), st.integers(0, 6), st.integers(0, 6), st.integers(1, 6), st.integers(1, 5),
    st.integers(1, 3),
)  # fmt: skip
def test_coverage_is_the_gradient_of_all_sums(size, before, after, kernel, stride, dilation):
    axis = WindowAxis(size, before, after, kernel, stride, dilation)
    assume(axis.output >= 1)
    x = torch.zeros(1, 1, size, requires_grad=True)
    whole = torch.nn.functional.pad(x, (before, after))
    torch.nn.functional.conv1d(
        whole, torch.ones(1, 1, kernel), stride=stride, dilation=dilation
    ).sum().backward()
    np.testing.assert_array_equal(axis.coverage(), x.grad[0, 0])


def test_the_cost_of_the_tutorials_second_convolution():
    layer = torch.nn.Conv2d(8, 32, 3, padding=1)
    one = convolution_shape((8, 14, 14), 8, (3, 3), TUTORIAL)  # the lab takes 8 of the 32 kernels
    found = cost(one)
    assert found.convolution.parameters == sum(p.numel() for p in layer.parameters()) / 4
    assert found.convolution.multiplications == 8 * 14 * 14 * 8 * 9
    assert found.fully_connected == ConvolutionCost(1568 * 1568 + 1568, 1568 * 1568)
    assert found.parameter_ratio == pytest.approx(2_460_192 / 584)
    assert found.multiplication_ratio == pytest.approx(1568 / 72)
