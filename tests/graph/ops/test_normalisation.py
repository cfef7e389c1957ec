"""Normalisations of all settings are torch's, to each value's last number."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from digitpad.graph.ops.normalisation import (
    BatchNormOp,
    GroupNormOp,
    InstanceNormOp,
    LayerNormOp,
    Normalisation,
)
from tests.graph.ops.checking import check_kind, numbers

MAPS = [(1, 4, 3, 5), (2, 3, 6, 6), (3, 5), (2, 4, 7)]


def _learnt(random, has_weight, has_bias, *shape):
    parameters = {"weight": numbers(random, *shape), "bias": numbers(random, *shape)}
    return {
        part: parameters[part]
        for part, there in (("weight", has_weight), ("bias", has_bias))
        if there
    }


LEARNT = pytest.mark.parametrize(
    ("has_weight", "has_bias"), [(True, True), (False, False), (True, False)]
)


@pytest.mark.parametrize("shape", MAPS)
@LEARNT
def test_batch_norm_is_that_of_torch(shape, has_weight, has_bias):
    random = np.random.default_rng(len(shape))
    parameters = _learnt(random, has_weight, has_bias, shape[1])
    parameters["running_mean"] = numbers(random, shape[1])
    parameters["running_var"] = np.square(numbers(random, shape[1])) + np.float32(0.1)

    def norm(x, running_mean, running_var, weight=None, bias=None):
        return F.batch_norm(x, running_mean, running_var, weight, bias, eps=1e-3)

    found = check_kind(BatchNormOp(1e-3), [numbers(random, *shape)], parameters, norm, random)
    assert found.count == 0
    _check_words(found)


@pytest.mark.parametrize("shape", [(1, 4, 3, 5), (1, 3, 6, 6), (1, 4, 7)])
@LEARNT
def test_batch_norm_without_kept_statistics_is_that_of_torch_for_one_image(
    shape, has_weight, has_bias
):
    random = np.random.default_rng(len(shape))
    parameters = _learnt(random, has_weight, has_bias, shape[1])

    def norm(x, weight=None, bias=None):
        return F.batch_norm(x, None, None, weight, bias, training=True)

    kind = BatchNormOp(keeps_statistics=False)
    found = check_kind(kind, [numbers(random, *shape) + 3], parameters, norm, random)
    assert found.count == np.prod(shape[2:])


def test_batch_norm_without_kept_statistics_takes_each_image_for_itself():
    kind = BatchNormOp(keeps_statistics=False)
    x = numbers(np.random.default_rng(0), 3, 2, 4, 4)
    together = kind.compute([x], {})
    alone = np.concatenate([kind.compute([x[n : n + 1]], {}) for n in range(3)])
    assert np.array_equal(together, alone)


@pytest.mark.parametrize("kind", [BatchNormOp(keeps_statistics=False), InstanceNormOp()])
def test_a_single_value_cannot_be_normalised_by_its_own_deviation(kind):
    with pytest.raises(ValueError, match="deviation"):
        kind.shape([(1, 8, 1, 1)], {})


@pytest.mark.parametrize("shape", [(1, 4, 3, 5), (2, 3, 6, 6), (2, 4, 7), (1, 2, 2, 3, 2)])
@LEARNT
def test_instance_norm_is_that_of_torch(shape, has_weight, has_bias):
    random = np.random.default_rng(len(shape))
    parameters = _learnt(random, has_weight, has_bias, shape[1])

    def norm(x, weight=None, bias=None):
        return F.instance_norm(x, None, None, weight, bias, eps=1e-4)

    x = numbers(random, *shape) - 2
    found = check_kind(InstanceNormOp(1e-4), [x], parameters, norm, random)
    assert found.count == np.prod(shape[2:])
    _check_words(found)


@pytest.mark.parametrize("groups", [1, 2, 3, 6])
@pytest.mark.parametrize("shape", [(1, 6, 3, 4), (2, 6, 5), (2, 18)])
@LEARNT
def test_group_norm_is_that_of_torch(groups, shape, has_weight, has_bias):
    random = np.random.default_rng(groups)
    parameters = _learnt(random, has_weight, has_bias, shape[1])

    def norm(x, weight=None, bias=None):
        return F.group_norm(x, groups, weight, bias)

    x = numbers(random, *shape) * 5
    found = check_kind(GroupNormOp(groups=groups), [x], parameters, norm, random)
    assert found.count == np.prod(shape[1:]) // groups
    _check_words(found)


@pytest.mark.parametrize(
    ("shape", "axes"), [((2, 5), 1), ((2, 3, 6), 1), ((2, 3, 6), 2), ((1, 3, 4, 2), 3), ((6,), 1)]
)
@LEARNT
def test_layer_norm_is_that_of_torch(shape, axes, has_weight, has_bias):
    random = np.random.default_rng(axes)
    normalised = shape[len(shape) - axes :]
    parameters = _learnt(random, has_weight, has_bias, *normalised)

    def norm(x, weight=None, bias=None):
        return F.layer_norm(x, normalised, weight, bias, eps=1e-6)

    x = numbers(random, *shape) + 1
    found = check_kind(LayerNormOp(1e-6, axes), [x], parameters, norm, random)
    assert found.count == np.prod(normalised)
    _check_words(found)


@pytest.mark.parametrize("kind", [InstanceNormOp(), GroupNormOp(groups=2), LayerNormOp(axes=3)])
def test_values_far_from_zero_keep_their_digits(kind):
    random = np.random.default_rng(0)
    x = numbers(random, 1, 4, 28, 28) + 1000
    exactly = torch.from_numpy(x).double()
    expected = {
        InstanceNormOp: lambda: F.instance_norm(exactly),
        GroupNormOp: lambda: F.group_norm(exactly, 2),
        LayerNormOp: lambda: F.layer_norm(exactly, (4, 28, 28)),
    }[type(kind)]()
    assert np.abs(kind.compute([x], {}) - expected.numpy()).max() < 1e-3


def test_a_value_is_written_with_its_mean_and_its_deviation():
    x = np.float32([[[1, 2, 6]]])  # mean 3, variance (4 + 1 + 9) / 3
    found = LayerNormOp(epsilon=0).explain([x], {"weight": np.float32([1, 2, 4])}, (0, 0, 2))
    assert found.count == 3
    assert found.text() == "(6 − 3) / 2.16 × 4 + 0 = 5.555"


def test_a_norm_refuses_other_weights_than_it_has_channels():
    with pytest.raises(ValueError, match="weight"):
        GroupNormOp(groups=2).shape([(1, 6, 3, 3)], {"weight": (5,)})
    with pytest.raises(ValueError, match="groups"):
        GroupNormOp(groups=4).shape([(1, 6, 3, 3)], {})


def _check_words(found):
    assert isinstance(found, Normalisation)
    for number in (found.value, found.mean, found.deviation, found.weight, found.bias):
        assert f"{number:.4g}" in found.text()
