"""Fully connected operations are torch's, to each value's last number."""

import numpy as np
import pytest
import torch.nn.functional as F

from digitpad.graph.ops.linear import LinearOp
from tests.graph.ops.checking import check_kind, numbers


@pytest.mark.parametrize("shape", [(1, 7), (3, 7), (2, 5, 7), (2, 3, 2, 7), (7,), (1, 1, 1, 1)])
@pytest.mark.parametrize("has_bias", [True, False])
def test_any_linear_operation_is_that_of_torch(shape, has_bias):
    random = np.random.default_rng(len(shape))
    parameters = {"weight": numbers(random, 4, shape[-1])}
    if has_bias:
        parameters["bias"] = numbers(random, 4)
    check_kind(LinearOp(), [numbers(random, *shape)], parameters, F.linear, random)


def test_a_value_is_written_as_products_with_the_largest_first():
    weight = np.float32([[0, 0, 0], [1, 2, -3]])
    x = np.float32([[[9, 9, 9], [2, 1, 4]]])
    found = LinearOp().explain([x], {"weight": weight}, (0, 1, 1))
    assert found.text() == "4 × -3 + 2 × 1 + 1 × 2 = -8"


def test_multiplications_are_one_for_each_weight_at_each_place():
    assert LinearOp().multiplications([(1, 5, 7)], (1, 5, 4)) == 5 * 7 * 4


def test_a_linear_operation_refuses_other_values_than_it_has_weights_for():
    with pytest.raises(ValueError, match="weights"):
        LinearOp().shape([(1, 6)], {"weight": (4, 7)})
