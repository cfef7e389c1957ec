"""Transposed convolutions of all settings are torch's, to each value's last number."""

import numpy as np
import pytest
import torch.nn.functional as F

from digitpad.graph.ops.transposed_convolution import ConvTransposeOp
from tests.graph.ops.checking import check_kind, numbers


def _pair(random, low, high):
    return tuple(int(random.integers(*bounds)) for bounds in zip(low, high, strict=True))


@pytest.mark.parametrize("seed", range(50))
def test_any_transposed_convolution_is_that_of_torch(seed):
    random = np.random.default_rng(seed)
    size, stride, dilation = (_pair(random, (1, 1), (5, 5)) for _ in range(3))
    longest = [max(pair) for pair in zip(stride, dilation, strict=True)]
    output_padding = _pair(random, (0, 0), longest)
    rows, columns = (int(n) for n in random.integers(2, 5, 2))
    room = [
        (length - 1) * stride[axis] + dilation[axis] * (size[axis] - 1) + output_padding[axis]
        for axis, length in enumerate((rows, columns))
    ]
    padding = _pair(random, (0, 0), [min(3, n // 2 + 1) for n in room])
    groups = int(random.integers(1, 4))
    each, kernels = (int(n) for n in random.integers(1, 3, 2))
    kind = ConvTransposeOp(
        size, stride, tuple((n, n) for n in padding), output_padding, dilation, groups
    )
    parameters = {"weight": numbers(random, groups * each, kernels, *size)}
    if random.random() < 0.5:
        parameters["bias"] = numbers(random, groups * kernels)

    def transposed(x, weight, bias=None):
        return F.conv_transpose2d(
            x, weight, bias, stride, padding, output_padding, groups, dilation
        )

    x = numbers(random, int(random.integers(1, 3)), groups * each, rows, columns)
    check_kind(kind, [x], parameters, transposed, random)


def test_a_value_shows_the_inputs_that_paint_it_and_their_cells_of_the_kernel():
    x = np.float32([[[[1, 2, 3]]]])
    weight = np.float32([[[[10, 20, 30]]]])
    kind = ConvTransposeOp(size=(1, 3), stride=(1, 2))
    # 10 20 30
    #       20 40 60
    #             30 60 90: at place 2, 30 of the first value and twice 10 of the second
    found = kind.explain([x], {"weight": weight}, (0, 0, 0, 2))
    assert found.rows == range(1)
    assert found.columns == range(2)
    assert found.patch.tolist() == [[[1, 2]]]
    assert found.kernel.tolist() == [[[30, 10]]]
    assert found.text() == "1 × 30 + 2 × 10 = 50"


def test_a_value_that_no_kernel_paints_is_the_bias():
    kind = ConvTransposeOp(size=(1, 1), stride=(2, 2))
    x, weight = np.ones((1, 1, 2, 2), np.float32), np.ones((1, 1, 1, 1), np.float32)
    found = kind.explain([x], {"weight": weight, "bias": np.float32([0.5])}, (0, 0, 1, 1))
    assert found.text() == "0 + bias 0.5 = 0.5"
    mask = np.zeros((1, 1, 3, 3), bool)
    mask[0, 0, 1, 1] = True
    assert not kind.needs(mask, [x.shape])[0].any()


def test_multiplications_are_those_of_every_kernel_that_is_painted():
    kind = ConvTransposeOp(size=(2, 3), stride=(2, 2), groups=2)
    assert kind.multiplications([(1, 4, 5, 6)], (1, 6, 10, 13)) == 4 * 5 * 6 * 3 * 6


def test_a_transposed_convolution_refuses_other_channels_than_its_kernels_have():
    with pytest.raises(ValueError, match="channels"):
        ConvTransposeOp(size=(3, 3)).shape([(1, 4, 9, 9)], {"weight": (3, 8, 3, 3)})
