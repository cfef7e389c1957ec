"""Convolutions of all settings are torch's, to each value's last number."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from digitpad.graph.ops import convolution
from digitpad.graph.ops.convolution import ConvOp, same_padding
from tests.graph.ops.checking import check_kind, numbers


def _reference(kind):
    (top, bottom), (left, right) = kind.padding

    def conv(x, weight, bias=None):
        padded = F.pad(x, (left, right, top, bottom))
        return F.conv2d(padded, weight, bias, kind.stride, 0, kind.dilation, kind.groups)

    return conv


def _pair(random, low, high):
    return tuple(int(n) for n in random.integers(low, high, 2))


@pytest.mark.parametrize("seed", range(50))
def test_any_convolution_is_that_of_torch(seed):
    random = np.random.default_rng(seed)
    groups = int(random.integers(1, 4))
    kind = ConvOp(
        size=_pair(random, 1, 5), stride=_pair(random, 1, 4),
        padding=(_pair(random, 0, 4), _pair(random, 0, 4)), dilation=_pair(random, 1, 3),
        groups=groups,
    )  # fmt: skip
    each, kernels = int(random.integers(1, 4)), groups * int(random.integers(1, 4))
    rows, columns = (kind.reach(axis) + int(random.integers(0, 5)) for axis in (0, 1))
    parameters = {"weight": numbers(random, kernels, each, *kind.size)}
    if random.random() < 0.5:
        parameters["bias"] = numbers(random, kernels)
    x = numbers(random, int(random.integers(1, 3)), groups * each, rows, columns)
    check_kind(kind, [x], parameters, _reference(kind), random)


@pytest.mark.parametrize("multiplier", [1, 2])
def test_depthwise_convolution_is_that_of_torch(multiplier):
    random = np.random.default_rng(multiplier)
    kind = ConvOp(size=(3, 3), stride=(2, 2), padding=((1, 1), (1, 1)), groups=6)
    parameters = {"weight": numbers(random, 6 * multiplier, 1, 3, 3)}
    check_kind(kind, [numbers(random, 2, 6, 7, 8)], parameters, _reference(kind), random)


@pytest.mark.filterwarnings("ignore:Using padding='same':UserWarning")  # torch's, of its speed
@pytest.mark.parametrize("size", [(3, 3), (2, 4), (5, 2), (1, 1)])
@pytest.mark.parametrize("dilation", [(1, 1), (2, 3)])
def test_same_padding_is_that_of_torch(size, dilation):
    random = np.random.default_rng(0)
    kind = ConvOp(size=size, padding=same_padding(size, dilation), dilation=dilation)
    parameters = {"weight": numbers(random, 2, 3, *size)}

    def conv(x, weight):
        return F.conv2d(x, weight, padding="same", dilation=dilation)

    check_kind(kind, [numbers(random, 1, 3, 6, 7)], parameters, conv, random)


@pytest.mark.parametrize("block", [1, 50, 400, 10**6])
def test_the_result_does_not_depend_on_how_it_is_cut_into_blocks(monkeypatch, block):
    monkeypatch.setattr(convolution, "BLOCK", block)
    random = np.random.default_rng(0)
    kind = ConvOp(size=(3, 2), padding=((1, 1), (0, 1)), groups=2)
    x, weight = numbers(random, 5, 4, 6, 7), numbers(random, 6, 2, 3, 2)
    expected = _reference(kind)(torch.from_numpy(x), torch.from_numpy(weight)).numpy()
    assert np.allclose(kind.compute([x], {"weight": weight}), expected, atol=1e-5)


def test_two_threads_convolve_at_once_and_do_not_mix_their_images():
    random = np.random.default_rng(0)
    kind = ConvOp(size=(3, 3), padding=((1, 1), (1, 1)))
    weight = {"weight": numbers(random, 16, 16, 3, 3)}
    images = [numbers(random, 2, 16, 28, 28) for _ in range(2)]
    alone = [kind.compute([x], weight) for x in images]

    def repeated(x):
        return [kind.compute([x], weight) for _ in range(20)]

    with ThreadPoolExecutor(2) as pool:
        for found, expected in zip(pool.map(repeated, images), alone, strict=True):
            assert all(np.array_equal(y, expected) for y in found)


def test_a_value_shows_its_window_with_zeros_for_padding():
    x = np.arange(1, 10, dtype=np.float32).reshape(1, 1, 3, 3)
    kernel = np.arange(1, 5, dtype=np.float32).reshape(1, 1, 2, 2)
    kind = ConvOp(size=(2, 2), padding=((1, 0), (1, 0)))
    found = kind.explain([x], {"weight": kernel, "bias": np.float32([0.5])}, (0, 0, 0, 1))
    assert found.rows == range(-1, 1)
    assert found.columns == range(2)
    assert found.patch.tolist() == [[[0, 0], [1, 2]]]
    assert found.products.tolist() == [[[0, 0], [3, 8]]]
    assert found.text() == "2 × 4 + 1 × 3 + 0 × 1 + 0 × 2 + bias 0.5 = 11.5"


def test_with_groups_a_kernel_tells_which_channels_it_sees():
    random = np.random.default_rng(0)
    kind = ConvOp(size=(1, 1), groups=2)
    x, weight = numbers(random, 1, 6, 2, 2), numbers(random, 4, 3, 1, 1)
    found = kind.explain([x], {"weight": weight}, (0, 2, 1, 0))
    assert found.first == 3
    assert found.patch.ravel().tolist() == x[0, 3:, 1, 0].tolist()


def test_multiplications_are_counted_by_groups():
    kind = ConvOp(size=(3, 5), groups=4)
    assert kind.multiplications([(1, 8, 9, 9)], (1, 12, 7, 5)) == 12 * 7 * 5 * 2 * 15


def test_a_convolution_refuses_other_channels_than_its_kernels_have():
    with pytest.raises(ValueError, match="channels"):
        ConvOp(size=(3, 3)).shape([(1, 4, 9, 9)], {"weight": (8, 3, 3, 3)})


def test_a_convolution_refuses_a_map_smaller_than_its_kernels():
    with pytest.raises(ValueError, match="fit"):
        ConvOp(size=(3, 3)).shape([(1, 1, 2, 9)], {"weight": (8, 1, 3, 3)})
