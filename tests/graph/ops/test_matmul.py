"""Matrix products are torch's, to each value's last number."""

import numpy as np
import pytest
import torch

from digitpad.graph.ops.linear import MatmulOp
from tests.graph.ops.checking import check_kind, numbers

SHAPES = [
    ((3, 4), (4, 5)),
    ((2, 3, 4), (2, 4, 5)),
    ((2, 3, 4), (4, 5)),
    ((3, 4), (2, 4, 5)),
    ((2, 1, 3, 4), (3, 4, 2)),
    ((1, 3, 4), (2, 4, 1)),
    ((2, 1, 1, 4), (1, 3, 4, 2)),
    ((4,), (4, 5)),
    ((4,), (2, 4, 5)),
    ((3, 4), (4,)),
    ((2, 3, 4), (4,)),
    ((4,), (4,)),
    ((1, 1), (1, 1)),
]


@pytest.mark.parametrize(("left", "right"), SHAPES)
def test_any_matrix_product_is_that_of_torch(left, right):
    random = np.random.default_rng(len(left) * 7 + len(right))
    inputs = [numbers(random, *left), numbers(random, *right)]
    check_kind(MatmulOp(), inputs, {}, torch.matmul, random)


def test_a_value_is_a_row_times_a_column():
    left, right = np.float32([[[1, 2], [3, 4]]]), np.float32([[5, 6, 7], [-1, -2, -3]])
    found = MatmulOp().explain([left, right], {}, (0, 1, 2))
    assert found.text() == "3 × 7 + 4 × -3 = 9"


def test_multiplications_are_the_row_for_each_value():
    assert MatmulOp().multiplications([(1, 2, 3, 4), (1, 2, 4, 5)], (1, 2, 3, 5)) == 2 * 3 * 5 * 4


@pytest.mark.parametrize(("left", "right"), [((3, 4), (3, 4)), ((2, 3, 4), (3, 4, 5))])
def test_matrices_that_do_not_fit_are_refused(left, right):
    with pytest.raises(ValueError, match=r"columns|broadcast"):
        MatmulOp().shape([left, right], {})
