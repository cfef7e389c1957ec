"""The description against PyTorch's own modules, and strangers' descriptions refused."""

import dataclasses
import json
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from digitpad.network.architecture import TUTORIAL, Architecture
from digitpad.network.layers import (
    KINDS,
    AdaptiveAvgPool2d,
    AvgPool2d,
    Conv2d,
    Dropout,
    L2Pool2d,
    MaxPool2d,
)
from digitpad.network.presets import PRESETS
from digitpad.support.errors import ModelError
from digitpad.training.module import Network


def test_the_tutorial_network_is_the_one_that_is_promised():
    assert [(layer.name, output) for layer, _, output in TUTORIAL.shapes()] == [
        ("conv1", (8, 28, 28)),
        ("relu1", (8, 28, 28)),
        ("pool1", (8, 14, 14)),
        ("conv2", (32, 14, 14)),
        ("relu2", (32, 14, 14)),
        ("pool2", (32, 7, 7)),
        ("flatten", (1568,)),
        ("fc1", (49,)),
        ("relu3", (49,)),
        ("dropout", (49,)),
        ("fc2", (10,)),
        ("log_softmax", (10,)),
    ]
    assert TUTORIAL.parameter_shapes() == {
        "conv1.weight": (8, 1, 3, 3),
        "conv1.bias": (8,),
        "conv2.weight": (32, 8, 3, 3),
        "conv2.bias": (32,),
        "fc1.weight": (49, 1568),
        "fc1.bias": (49,),
        "fc2.weight": (10, 49),
        "fc2.bias": (10,),
    }
    assert TUTORIAL.parameter_count() == 80 + 2336 + 76881 + 500
    assert (TUTORIAL.mean, TUTORIAL.std) == (0.1307, 0.3081)


windows = st.tuples(
    st.integers(1, 12), st.integers(1, 5), st.integers(0, 6), st.integers(1, 30), st.integers(1, 30)
)


@given(windows)
@settings(max_examples=150)
def test_conv_shapes_equal_torchs_or_are_refused_where_torch_refuses(window):
    size, stride, padding, height, width = window
    layer = Conv2d("c", kernels=2, size=size, stride=stride, padding=padding)
    try:
        expected = nn.Conv2d(3, 2, size, stride, padding)(torch.zeros(1, 3, height, width)).shape
    except RuntimeError:
        with pytest.raises(ModelError, match="does not fit"):
            layer.output_shape((3, height, width))
    else:
        assert layer.output_shape((3, height, width)) == tuple(expected[1:])


@given(windows, windows, st.integers(1, 3), st.sampled_from([1, 2, 3, 6]))
@settings(max_examples=100)
def test_oblong_dilated_convolutions_in_groups_are_torchs(down, across, dilation, groups):
    (rows, stride, top, height, _), (columns, _, left, width, _) = down, across
    layer = Conv2d("c", 6, (rows, columns), stride, (top, left), dilation, groups)
    theirs = nn.Conv2d(6, 6, (rows, columns), stride, (top, left), dilation, groups)
    x = torch.randn(1, 6, height, width)
    try:
        expected = theirs(x).detach().numpy()
    except RuntimeError:
        with pytest.raises(ModelError, match="does not fit"):
            layer.output_shape((6, height, width))
        return
    assert layer.output_shape((6, height, width)) == expected.shape[1:]
    numbers = {name: value.detach().numpy() for name, value in theirs.named_parameters()}
    shapes = {name: value.shape for name, value in numbers.items()}
    assert layer.parameter_shapes((6, height, width)) == shapes
    assert layer.multiplications((6, height, width)) == (expected.size * numbers["weight"][0].size)
    ours = layer.operation().compute([x.numpy()], numbers)
    np.testing.assert_allclose(ours, expected, atol=1e-5)


def test_a_square_kernel_is_written_as_earlier_versions_read_it():
    layer = Conv2d("c", kernels=2, size=(3, 3), padding=(1, 1))
    assert layer == Conv2d("c", kernels=2, size=3, padding=1)
    assert layer.to_json() == {
        "kind": "conv", "name": "c", "kernels": 2, "size": 3, "stride": 1, "padding": 1,
    }  # fmt: skip


def with_first(**settings):
    content = TUTORIAL.to_json()
    content["stages"][0] |= settings
    return content


def test_oblong_kernels_dilation_and_groups_are_kept_in_a_file():
    content = with_first(size=[1, 7], padding=[0, 3], dilation=2, groups=1, kernels=8)
    content["stages"][3] |= {"groups": 4}
    architecture = Architecture.unchecked(json.loads(json.dumps(content)))
    assert architecture.layers[0] == Conv2d("conv1", 8, (1, 7), 1, (0, 3), 2)
    assert architecture.layers[3].groups == 4
    again = Architecture.unchecked(json.loads(json.dumps(architecture.to_json())))
    assert again == architecture


@pytest.mark.parametrize(
    "settings",
    [{"size": [3]}, {"size": [3, 3, 3]}, {"size": [0, 3]}, {"size": "3"}, {"size": [3, 3.5]},
     {"size": [[3], 3]}, {"padding": [0, -1]}, {"padding": [True, 1]}, {"dilation": 0},
     {"dilation": [1, 1]}, {"groups": 0}, {"groups": 1.5}, {"groups": 5}],
)  # fmt: skip
def test_what_is_no_size_of_a_kernel_is_refused(settings):
    with pytest.raises(ModelError):
        Architecture.from_json(with_first(**settings))


def test_a_pool_has_one_size():
    content = TUTORIAL.to_json()
    content["stages"][2]["size"] = [2, 2]
    with pytest.raises(ModelError, match="size"):
        Architecture.from_json(content)


@pytest.mark.parametrize(("kind", "theirs"), [(MaxPool2d, nn.MaxPool2d), (AvgPool2d, nn.AvgPool2d)])
@given(windows)
@settings(max_examples=150)
def test_pool_shapes_equal_torchs_or_are_refused_where_torch_refuses(kind, theirs, window):
    size, stride, padding, height, width = window
    layer = kind("p", size=size, stride=stride, padding=padding)
    try:
        expected = theirs(size, stride, padding)(torch.zeros(1, 3, height, width)).shape
    except RuntimeError:
        with pytest.raises(ModelError):
            layer.output_shape((3, height, width))
    else:
        assert layer.output_shape((3, height, width)) == tuple(expected[1:])


def test_a_description_survives_json():
    assert Architecture.from_json(json.loads(json.dumps(TUTORIAL.to_json()))) == TUTORIAL


def changed(**changes):
    return TUTORIAL.to_json() | changes


def with_layer(index, **changes):
    content = TUTORIAL.to_json()
    content["stages"][index].update(changes)
    return content


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        {},
        changed(name=3),
        changed(name="../../etc"),
        changed(mean="0.1"),
        changed(std=0),
        changed(std=float("nan")),
        changed(input_shape=[2, 28, 28]),
        changed(stages=[]),
        changed(stages=[{"kind": "exec"}]),
        changed(stages=[{"kind": "relu", "name": "r"}] * 2),
        changed(stages=[{"kind": "relu", "name": str(i)} for i in range(1000)]),
        with_layer(0, kernels=10**9),
        with_layer(0, kernels=True),
        with_layer(0, stride=0),
        with_layer(0, padding=-1),
        with_layer(0, size=99),
        with_layer(0, extra=1),
        with_layer(7, features=4096 * 4096),
        with_layer(9, rate=1.5),
        with_layer(10, features=11),
        with_layer(1, name="conv1"),
    ],
)
def test_other_descriptions_are_refused_with_a_sentence(content):
    with pytest.raises(ModelError, match=r"\."):
        Architecture.from_json(content)


def test_a_network_too_large_for_memory_is_refused():
    content = changed(stages=[
        {"kind": "flatten", "name": "flat"},
        {"kind": "linear", "name": "a", "features": 4096},
        {"kind": "linear", "name": "b", "features": 4096},
        {"kind": "linear", "name": "c", "features": 4096},
        {"kind": "linear", "name": "d", "features": 4096},
        {"kind": "linear", "name": "e", "features": 10},
        {"kind": "log_softmax", "name": "f"},
    ])  # fmt: skip
    with pytest.raises(ModelError, match="too large"):
        Architecture.from_json(content)


@given(windows)
@settings(max_examples=100)
def test_adaptive_and_l2_pools_have_torchs_shapes_or_are_refused_where_torch_refuses(window):
    size, stride, _, height, width = window
    maps = torch.zeros(1, 3, height, width)
    adaptive = AdaptiveAvgPool2d("a", size=size).output_shape((3, height, width))
    assert adaptive == tuple(nn.AdaptiveAvgPool2d(size)(maps).shape[1:])
    layer = L2Pool2d("p", size=size, stride=stride)
    try:
        expected = nn.LPPool2d(2, size, stride)(maps).shape
    except RuntimeError:
        with pytest.raises(ModelError, match="does not fit"):
            layer.output_shape((3, height, width))
    else:
        assert layer.output_shape((3, height, width)) == tuple(expected[1:])


@pytest.mark.parametrize("architecture", PRESETS.values(), ids=PRESETS)
def test_presets_are_read_back_as_they_were_written(architecture):
    assert Architecture.from_json(json.loads(json.dumps(architecture.to_json()))) == architecture


@pytest.mark.parametrize(
    ("name", "rates"),
    [
        ("tutorial", {"relu3": 0.5}),  # the tutorial's own
        ("lenet", {}),  # 1998 is before dropout
        ("dense", {"relu1": 0.2}),
        ("modern", {}),  # batch normalisation is enough
        ("deep", {"relu3": 0.3, "relu6": 0.3}),
    ],
)
def test_presets_drop_a_share_of_the_values_after_these_layers_alone(name, rates):
    layers = PRESETS[name].layers
    found = {
        before.name: layer.rate for before, layer in pairwise(layers) if isinstance(layer, Dropout)
    }
    assert found == rates


def test_lenet_has_the_papers_weights_but_for_its_partly_connected_maps():
    # C1 156, C3 all connected (5 * 5 * 6 + 1) * 16, C5 48,120, F6 10,164; output 84 * 10 + 10.
    assert PRESETS["lenet"].parameter_count() == 156 + 2416 + 48_120 + 10_164 + 850


def test_the_running_averages_of_batch_normalisation_are_kept_but_not_counted():
    architecture = PRESETS["modern"]
    assert architecture.state_shapes().keys() - architecture.parameter_shapes().keys() == {
        f"norm{n}.{name}" for n in range(1, 5) for name in ("running_mean", "running_var")
    }
    theirs = sum(value.numel() for value in Network(architecture).parameters())
    assert architecture.parameter_count() == theirs


def test_multiplications_are_those_of_the_tutorials_four_layers():
    expected = 28 * 28 * 8 * 9 + 14 * 14 * 32 * 8 * 9 + 49 * 1568 + 10 * 49
    assert TUTORIAL.multiplications() == expected


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_layer_counts_the_multiplications_of_its_operation(kind):
    settings = {"kernels": 6, "features": 5, "size": 3, "stride": 2, "rate": 0.5}
    layer_class = KINDS[kind]
    names = [field.name for field in dataclasses.fields(layer_class)
             if field.default is dataclasses.MISSING]  # fmt: skip
    layer = layer_class(**{"name": "it", **{n: settings[n] for n in names if n != "name"}})
    shape = (7,) if kind in ("linear", "log_softmax") else (6, 12, 10)
    counted = layer.operation().multiplications([(1, *shape)], (1, *layer.output_shape(shape)))
    assert layer.multiplications(shape) == counted


def test_a_network_without_log_probabilities_is_refused():
    content = TUTORIAL.to_json()
    del content["stages"][-1]
    with pytest.raises(ModelError, match="log probabilities"):
        Architecture.from_json(content)
