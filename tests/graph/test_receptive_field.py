"""Receptive fields against gradients of a network that lets everything through."""

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from digitpad.graph.receptive_field import projective_field, receptive_field
from digitpad.network.architecture import TUTORIAL, Architecture
from digitpad.network.described import graph_of
from digitpad.network.layers import (
    AvgPool2d,
    Conv2d,
    Flatten,
    Linear,
    LogSoftmax,
    MaxPool2d,
    Pool2d,
    ReLU,
)
from tests.graph.exactness import is_exact

STRIDES = Architecture(
    "strides",
    (
        Conv2d("a", kernels=2, size=4, stride=2, padding=3),
        ReLU("b"),
        MaxPool2d("c", size=3, stride=2, padding=1),
        Conv2d("d", kernels=3, size=2),
        AvgPool2d("e", size=2, stride=3),
        Flatten("f"),
        Linear("g", features=10),
        LogSoftmax("h"),
    ),
)
GRAPH = graph_of(TUTORIAL, {})  # what depends on what needs no numbers
SIZES = [(architecture, index) for architecture in (TUTORIAL, STRIDES)
         for index in range(1, len(architecture.layers) + 1)]  # fmt: skip


def apply(layer, x, shape):
    """A layer whose every input matters: positive weights, sums in place of the largest."""
    if isinstance(layer, Conv2d):
        weight = torch.rand(layer.kernels, shape[0], layer.size, layer.size) + 0.1
        return F.conv2d(x, weight.double(), stride=layer.stride, padding=layer.padding)
    if isinstance(layer, Pool2d):
        x = F.pad(x, [layer.padding] * 4)
        return F.avg_pool2d(x, layer.size, layer.stride)
    if isinstance(layer, Flatten):
        return x.flatten(1)
    if isinstance(layer, Linear):
        return x @ (torch.rand(shape[0], layer.features) + 0.1).double()
    if isinstance(layer, LogSoftmax):
        return x * torch.arange(1, 11) + x.sum()
    return x


def layers_on(architecture, x, first):
    """``x`` and what the layers from ``first`` on make of it, with the same weights each time."""
    found = [x]
    for number, (layer, shape, _) in list(enumerate(architecture.shapes()))[first:]:
        torch.manual_seed(number)
        found.append(apply(layer, found[-1], shape))
    return found


def outputs(architecture):
    """The input and each layer's output, all asked for their gradients."""
    torch.manual_seed(1)
    x = torch.rand(1, *architecture.input_shape).double() + 0.1
    found = layers_on(architecture, x.requires_grad_(), 0)
    for output in found[1:]:
        output.retain_grad()
    return found


def mask(region, shape):
    result = np.zeros(shape, bool)
    result[np.ix_(*region)] = True
    return result


@pytest.mark.parametrize(("architecture", "index"), SIZES)
def test_what_a_value_depends_on_is_where_its_gradient_is(architecture, index):
    random = np.random.default_rng(index)
    graph, found = graph_of(architecture, {}), outputs(architecture)
    shape = found[index].shape[1:]
    corners = [tuple(0 for _ in shape), tuple(n - 1 for n in shape)]
    for position in [*corners, *(tuple(map(int, random.integers(0, shape))) for _ in range(6))]:
        for tensor in found:
            tensor.grad = None
        found[index][(0, *position)].backward(retain_graph=True)
        for source in range(index):
            gradient = found[source].grad[0].numpy() != 0
            region = receptive_field(graph, index, position, source)
            np.testing.assert_array_equal(mask(region, gradient.shape), gradient)


@pytest.mark.parametrize(("architecture", "target"), SIZES)
def test_what_depends_on_a_value_is_what_differs_when_it_does(architecture, target):
    random, graph = np.random.default_rng(target), graph_of(architecture, {})
    found = [output.detach() for output in outputs(architecture)]
    for index in range(target + 1):
        shape = found[index].shape[1:]
        corners = [tuple(0 for _ in shape), tuple(n - 1 for n in shape)]
        for position in [*corners, tuple(map(int, random.integers(0, shape)))]:
            x = found[index].clone()
            x[(0, *position)] += 1
            other = layers_on(architecture, x, index)[target - index]
            expected = ((other - found[target]).abs() > 1e-9)[0].numpy()
            region = projective_field(graph, index, position, target)
            np.testing.assert_array_equal(mask(region, expected.shape), expected)


def test_a_field_is_exact_up_to_the_first_max_pool():
    names = list(GRAPH.index)
    assert [name for name in names if is_exact(GRAPH, GRAPH.index[name])] == names[:3]
    conv2, pool1, pool2 = (GRAPH.index[name] for name in ("conv2", "pool1", "pool2"))
    assert is_exact(GRAPH, conv2, pool1)  # the pool is not between them
    assert not is_exact(GRAPH, pool2, conv2)
    assert is_exact(GRAPH, pool2, pool2)


def test_the_wrong_direction_is_refused():
    with pytest.raises(ValueError, match="before"):
        receptive_field(GRAPH, 1, (0, 0, 0), 2)
    with pytest.raises(ValueError, match="after"):
        projective_field(GRAPH, 2, (0, 0, 0), 1)


def test_the_field_of_a_deep_value_is_as_large_as_the_sum_says():
    _, rows, columns = receptive_field(GRAPH, 6, (0, 3, 3))
    # pool2: 2; conv2: +2; pool1: x2; conv1: +2
    assert len(rows) == len(columns) == (2 + 2) * 2 + 2
    assert math.prod(map(len, receptive_field(GRAPH, 8, (0,)))) == 28 * 28
