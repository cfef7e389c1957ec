"""One value taken apart: against SciPy, NumPy by hand, and the network's own values."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy.signal import correlate2d
from scipy.special import log_softmax

from digitpad.graph.changes import NO_CHANGES, Channel
from digitpad.graph.operation import Formula, WeightedSum
from digitpad.graph.ops.convolution import Convolution
from digitpad.graph.ops.input import Grey
from digitpad.graph.ops.pooling import Pooling
from digitpad.graph.ops.softmax import SoftmaxSteps
from digitpad.graph.trace import trace
from digitpad.graph.value import explain, is_silenced
from digitpad.network.architecture import TUTORIAL, Architecture
from digitpad.network.layers import AvgPool2d, Conv2d, Flatten, Linear, LogSoftmax, MaxPool2d
from digitpad.training.module import Network, graph_with

WIDE_BORDER = Architecture(
    "wide border",
    (
        Conv2d("a", kernels=2, size=2, stride=3, padding=4),
        MaxPool2d("b", size=3, stride=1, padding=1),
        AvgPool2d("m", size=2, stride=3, padding=1),
        Flatten("c"),
        Linear("d", features=10),
        LogSoftmax("e"),
    ),
)


def traced(architecture, changes=NO_CHANGES):
    torch.manual_seed(9)
    image = np.random.default_rng(9).random((28, 28)).astype(np.float32)
    return trace(graph_with(Network(architecture)), image, changes)


@pytest.mark.parametrize(
    "architecture", [TUTORIAL, WIDE_BORDER], ids=lambda architecture: architecture.name
)
def test_every_total_is_the_networks_own_value(architecture):
    found = traced(architecture)
    random = np.random.default_rng(1)
    for index, output in enumerate(found.outputs):
        for _ in range(60):
            position = tuple(map(int, random.integers(0, output.shape)))
            assert explain(found, index, position).total == pytest.approx(
                float(output[position]), abs=1e-5
            )


def test_a_convolution_is_scipys_correlation():
    found = traced(TUTORIAL)
    whole = sum(
        correlate2d(found.outputs[3][c], found.graph.numbers["conv2.weight"][5, c], mode="same")
        for c in range(8)
    )
    for row, column in [(0, 0), (13, 13), (0, 6), (7, 5)]:
        value = explain(found, 4, (5, row, column))
        assert isinstance(value, Convolution)
        assert value.patch.shape == value.kernel.shape == value.products.shape == (8, 3, 3)
        assert value.channel_sums.sum() == pytest.approx(whole[row, column], abs=1e-5)
        assert value.total == pytest.approx(
            whole[row, column] + found.graph.numbers["conv2.bias"][5], abs=1e-5
        )
        assert (value.rows, value.columns) == (
            range(row - 1, row + 2), range(column - 1, column + 2),
        )  # fmt: skip


def test_padding_is_zeros_in_a_convolution_and_never_wins_a_pool():
    found = traced(WIDE_BORDER)
    corner = explain(found, 1, (1, 0, 0))
    assert not corner.patch.any()  # the window lies outside altogether
    assert corner.total == pytest.approx(float(found.graph.numbers["a.bias"][1]))
    pooled = explain(found, 2, (1, 0, 0))
    assert isinstance(pooled, Pooling)
    assert np.isneginf(pooled.window[0]).all()
    assert np.isneginf(pooled.window[:, 0]).all()
    np.testing.assert_array_equal(pooled.window[1:, 1:], found.outputs[1][1, :2, :2])
    assert min(pooled.winner) >= 1


def test_a_pool_marks_its_winner():
    found = traced(TUTORIAL)
    pooled = explain(found, 3, (2, 4, 6))
    np.testing.assert_array_equal(pooled.window, found.outputs[2][2, 8:10, 12:14])
    assert pooled.window[pooled.winner] == pooled.window.max() == pooled.total


def test_a_mean_pool_has_no_winner_and_counts_padding_as_zeros():
    found = traced(WIDE_BORDER)
    inside, corner = explain(found, 3, (1, 1, 1)), explain(found, 3, (1, 0, 0))
    assert inside.winner is None
    assert inside.how == "mean"
    assert (inside.divisor, corner.divisor) == (4, 4)
    np.testing.assert_array_equal(inside.window, found.outputs[2][1, 2:4, 2:4])
    assert inside.total == pytest.approx(found.outputs[2][1, 2:4, 2:4].mean())
    assert corner.window.ravel().tolist() == [0, 0, 0, found.outputs[2][1, 0, 0]]
    assert corner.total == pytest.approx(found.outputs[2][1, 0, 0] / 4)


def test_a_relu_and_an_input():
    found = traced(TUTORIAL)
    place = tuple(map(int, np.unravel_index(found.outputs[1].argmin(), found.outputs[1].shape)))
    rectified = explain(found, 2, place)
    assert isinstance(rectified, Formula)
    assert found.outputs[1][place] < 0
    assert rectified.formula == f"max(0, {found.outputs[1][place]:.4g})"
    assert rectified.total == 0
    grey = explain(found, 0, (0, 3, 4))
    assert isinstance(grey, Grey)
    assert grey.total == pytest.approx((found.image[3, 4] - 0.1307) / 0.3081)


def test_without_normalisation_an_input_is_its_grey_level():
    torch.manual_seed(9)
    image = np.random.default_rng(9).random((28, 28)).astype(np.float32)
    found = trace(graph_with(Network(TUTORIAL)), image, normalise=False)
    grey = explain(found, 0, (0, 3, 4))
    assert (grey.mean, grey.std, grey.total) == (0, 1, pytest.approx(float(image[3, 4])))


@pytest.mark.parametrize("std", [0.3081, 1e-5])
@pytest.mark.parametrize("normalise", [True, False])
def test_an_input_that_normalisation_hardly_changes_is_explained_all_the_same(normalise, std):
    image = np.full((28, 28), 0.189, np.float32)  # (0.189 - 0.1307) / 0.3081 = 0.1892
    image[0, 0] = 1.0
    architecture = replace(TUTORIAL, std=std)
    found = trace(graph_with(Network(architecture)), image, normalise=normalise)
    for position in ((0, 0, 0), (0, 3, 4)):
        own = float(found.outputs[0][position])
        assert explain(found, 0, position).total == pytest.approx(own, rel=1e-6, abs=1e-6)


def test_a_unit_is_a_weighted_sum_that_folds_back_onto_the_maps():
    found = traced(TUTORIAL)
    unit = explain(found, 8, (11,))
    assert isinstance(unit, WeightedSum)
    assert unit.maps == (32, 7, 7)
    maps = found.outputs[6].astype(np.float64)
    folded = unit.weights.reshape(unit.maps)
    assert (maps * folded).sum() + unit.bias == pytest.approx(unit.total)
    largest = unit.largest(3)
    assert np.abs(unit.products)[largest].tolist() == sorted(np.abs(unit.products))[:-4:-1]
    assert explain(found, 11, (3,)).maps is None


def test_a_log_probability_is_scipys():
    found = traced(TUTORIAL)
    steps = explain(found, 12, (4,))
    assert isinstance(steps, SoftmaxSteps)
    expected = log_softmax(found.outputs[11].astype(np.float64))
    assert steps.is_log
    assert steps.total == pytest.approx(expected[4], abs=1e-9)
    assert steps.exponential_sum == pytest.approx(np.exp(steps.logits - steps.logits.max()).sum())


def test_a_silenced_value_is_told_and_explained_as_it_would_be():
    changes = NO_CHANGES.with_toggled(Channel("conv1", 2))
    found, plain = traced(TUTORIAL, changes), traced(TUTORIAL)
    assert is_silenced(found, 1, (2, 5, 5))
    assert not is_silenced(found, 1, (1, 5, 5))
    assert not is_silenced(found, 0, (0, 5, 5))
    assert found.outputs[1][2, 5, 5] == 0
    assert explain(found, 1, (2, 5, 5)).total == pytest.approx(
        float(plain.outputs[1][2, 5, 5]), abs=1e-5
    )


@pytest.mark.parametrize("position", [(8, 0, 0), (0, 28, 0), (-1, 0, 0), (0, 0), (0,)])
def test_a_position_that_is_not_there_is_refused(position):
    with pytest.raises(IndexError):
        explain(traced(TUTORIAL), 1, position)
