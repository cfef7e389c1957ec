"""Layers beyond the tutorial's: module, arithmetic and receptive field of a network with them all.

Expected values come from PyTorch's own modules and from SciPy and NumPy by hand.
"""

import copy

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, ndtr
from torch import nn

from digitpad.graph.operation import Formula
from digitpad.graph.ops.normalisation import Normalisation
from digitpad.graph.ops.pooling import Pooling
from digitpad.graph.receptive_field import projective_field, receptive_field
from digitpad.graph.trace import shown_layers, trace
from digitpad.graph.value import explain
from digitpad.network.architecture import TUTORIAL, Architecture
from digitpad.network.blocks import ALL_KINDS, Branches, Residual
from digitpad.network.described import graph_of
from digitpad.network.files.checkpoint import load_checkpoint, save_checkpoint
from digitpad.network.files.training_info import TrainingInfo
from digitpad.network.layers import (
    GELU,
    AdaptiveAvgPool2d,
    AdaptiveMaxPool2d,
    AvgPool2d,
    BatchNorm2d,
    Conv2d,
    Flatten,
    L2Pool2d,
    LeakyReLU,
    Linear,
    LogSoftmax,
    Sigmoid,
    Tanh,
)
from digitpad.training.module import Network, graph_with
from digitpad.training.weights import MovingAverage

EVERYTHING = Architecture(
    "everything",
    (
        Conv2d("conv", kernels=3, size=3, stride=2, padding=1),  # (3, 14, 14)
        BatchNorm2d("norm"),
        LeakyReLU("leaky", slope=0.2),
        L2Pool2d("root", size=3, stride=2, padding=1),  # (3, 7, 7)
        GELU("gelu"),
        AdaptiveMaxPool2d("largest", size=5),
        Tanh("tanh"),
        AdaptiveAvgPool2d("mean", size=3),
        Sigmoid("sigmoid"),
        AvgPool2d("average", size=2, stride=1),  # (3, 2, 2)
        Flatten("flatten"),
        Linear("fc", features=10),
        LogSoftmax("softmax"),
    ),
)

GRAPH = graph_of(EVERYTHING, {})  # what depends on what needs no numbers


def test_every_kind_is_here_but_the_tutorials_and_blocks():
    """Those are tried in the tests of the architecture, of the module and of blocks."""
    elsewhere = {layer.kind for layer in TUTORIAL.layers} | {Residual.kind, Branches.kind}
    assert elsewhere | {layer.kind for layer in EVERYTHING.layers} == set(ALL_KINDS)


def theirs():
    """Build the same of PyTorch's modules; its pools of squares know no padding."""

    class Root(nn.Module):
        def forward(self, x):
            return nn.functional.lp_pool2d(nn.functional.pad(x, (1, 1, 1, 1)), 2, 3, 2)

    return nn.ModuleDict({
        "conv": nn.Conv2d(1, 3, 3, 2, 1), "norm": nn.BatchNorm2d(3), "leaky": nn.LeakyReLU(0.2),
        "root": Root(), "gelu": nn.GELU(), "largest": nn.AdaptiveMaxPool2d(5), "tanh": nn.Tanh(),
        "mean": nn.AdaptiveAvgPool2d(3), "sigmoid": nn.Sigmoid(),
        "average": nn.AvgPool2d(2, 1), "flatten": nn.Flatten(), "fc": nn.Linear(12, 10),
        "softmax": nn.LogSoftmax(dim=1),
    })  # fmt: skip


@pytest.fixture(scope="module")
def trained():
    """Return a network whose running averages are not those that it began with."""
    torch.manual_seed(4)
    network = Network(EVERYTHING).train()
    for _ in range(5):
        network(torch.randn(16, 1, 28, 28) * 2 + 1)
    with torch.no_grad():
        network.get_parameter("norm.weight").uniform_(0.5, 2)
        network.get_parameter("norm.bias").uniform_(-1, 1)
    return network.eval()


@pytest.fixture(scope="module")
def found(trained):
    image = np.random.default_rng(2).random((28, 28)).astype(np.float32)
    return trace(graph_with(trained), image)


def test_every_layer_computes_what_pytorchs_modules_do(trained, found):
    networks = theirs()
    networks.load_state_dict(trained.state_dict())
    x = torch.from_numpy(found.outputs[0])[None]
    for index, network in enumerate(networks.eval().values(), start=1):
        x = network(x)
        np.testing.assert_allclose(found.outputs[index], x[0].detach(), atol=2e-6, rtol=1e-5)


@given(st.integers(0, 2**31))
@settings(max_examples=60, deadline=None)
def test_every_value_is_explained_to_its_total(found, seed):
    random = np.random.default_rng(seed)
    for index, output in enumerate(found.outputs):
        position = tuple(int(random.integers(n)) for n in output.shape)
        total = explain(found, index, position).total
        assert total == pytest.approx(float(output[position]), abs=1e-5, rel=1e-5)


def test_batch_normalisation_is_explained_with_its_numbers(found):
    step = explain(found, 2, (1, 4, 5))
    assert isinstance(step, Normalisation)
    variance = found.graph.numbers["norm.running_var"][1]
    assert step.deviation == pytest.approx(np.sqrt(variance + 1e-5))
    by_hand = (found.outputs[1][1, 4, 5] - step.mean) / step.deviation * step.weight + step.bias
    assert step.total == pytest.approx(by_hand)


def test_activations_are_explained_as_scipy_computes_them(found):
    for index, by_hand in ((5, lambda x: x * ndtr(x)), (7, np.tanh), (9, expit)):
        step = explain(found, index, (2, 1, 1))
        assert isinstance(step, Formula)
        before = found.outputs[index - 1][2, 1, 1]
        assert step.total == pytest.approx(float(by_hand(np.float64(before))))
        assert f"{before:.4g}" in step.formula


def test_adaptive_windows_share_the_map_among_them(found):
    step = explain(found, 6, (0, 1, 4))
    assert isinstance(step, Pooling)
    assert (list(step.rows), list(step.columns)) == ([1, 2], [5, 6])  # 7 in five: PyTorch's rule
    np.testing.assert_array_equal(step.window, found.outputs[5][0, 1:3, 5:7])
    assert step.total == found.outputs[6][0, 1, 4] == step.window.max()


@pytest.mark.parametrize("index", range(1, len(EVERYTHING.layers)))
def test_receptive_fields_are_where_gradients_come_from(trained, index):
    network = copy.deepcopy(trained).to(torch.float64)
    image = torch.randn(1, 1, 28, 28, dtype=torch.float64)
    shape = [after for _, _, after in EVERYTHING.shapes()][index - 1]
    position = tuple(n // 2 for n in shape)
    x = image.requires_grad_()
    y = x
    for layer in EVERYTHING.layers[:index]:
        if isinstance(layer, AdaptiveMaxPool2d):  # a maximum lets one value through: its mean, all
            y = nn.functional.adaptive_avg_pool2d(y, layer.size)
        else:
            y = network.apply_layer(layer, y)
    y[0][position].backward()
    region = receptive_field(GRAPH, index, position)
    expected = np.zeros((28, 28), bool)
    expected[np.ix_(*region[1:])] = True
    np.testing.assert_array_equal(x.grad[0, 0].numpy() != 0, expected)


def test_a_value_reaches_the_adaptive_windows_that_overlap_on_it():
    # 7 rows in five windows: 0-1, 1-2, 2-4, 4-5, 5-6.
    region = projective_field(GRAPH, 5, (0, 1, 2), 6)
    assert region == ((0,), (0, 1), (1, 2))


def test_signs_follow_the_layers():
    signed = {shown.name: shown.signed for shown in shown_layers(GRAPH)}
    assert signed["norm"]
    assert signed["leaky"]
    assert not signed["root"]
    assert signed["fc"]


def test_a_checkpoint_keeps_the_running_averages(trained, tmp_path):
    save_checkpoint(tmp_path / "m.safetensors", graph_with(trained), TrainingInfo())
    loaded = load_checkpoint(tmp_path / "m.safetensors").network
    expected = trained.state_dict()
    assert loaded.numbers.keys() == expected.keys()
    for key, value in expected.items():
        np.testing.assert_array_equal(loaded.numbers[key], value.numpy())


def test_a_batch_of_one_value_a_channel_is_learnt_from():
    architecture = Architecture("n", (Conv2d("c", 4, 28), BatchNorm2d("b"), Flatten("f"),
                            Linear("l", 10), LogSoftmax("s")))  # fmt: skip
    network = Network(architecture).train()
    assert torch.isfinite(network(torch.randn(1, 1, 28, 28))).all()


def test_a_pool_of_squares_has_a_gradient_where_all_is_zero():
    architecture = Architecture(
        "n", (L2Pool2d("p", 2, 2), Flatten("f"), Linear("l", 10), LogSoftmax("s"))
    )
    x = torch.zeros(1, 1, 28, 28, requires_grad=True)
    Network(architecture)(x)[0, 0].backward()
    assert torch.isfinite(x.grad).all()


def test_averaged_weights_have_averaged_running_averages(trained):
    network = copy.deepcopy(trained).train()
    average = MovingAverage(network, decay=0.5)
    before = network.get_buffer("norm.running_mean").clone()
    network(torch.randn(8, 1, 28, 28) + 3)
    average.update(network)
    after = network.get_buffer("norm.running_mean")
    kept = min(0.5, 2 / 11)  # the average starts short
    expected = kept * before + (1 - kept) * after
    torch.testing.assert_close(average.network.get_buffer("norm.running_mean"), expected)
