"""Inputs behind each other or side by side are as in PyTorch, and each value knows its input."""

import numpy as np
import pytest
import torch

from digitpad.graph.ops.concatenation import ConcatenateOp, StackOp
from tests.graph.ops.checks import held


@pytest.mark.parametrize("seed", range(8))
def test_cat_and_stack_are_pytorchs(seed):
    random = np.random.default_rng(seed)
    dimensions, count = int(random.integers(2, 5)), int(random.integers(1, 5))
    shape = [2, *random.integers(2, 5, dimensions - 1).tolist()]
    axis = int(random.integers(-dimensions, dimensions))
    shapes = []
    for _ in range(count):
        shape[axis] = int(random.integers(1, 5)) if axis % dimensions else 2
        shapes.append(tuple(shape))
    held(ConcatenateOp(axis), lambda *x: torch.cat(x, axis), *shapes, seed=seed)
    axis = int(random.integers(-dimensions - 1, dimensions + 1))
    held(StackOp(axis), lambda *x: torch.stack(x, axis), *shapes[:1] * count, seed=seed)


def test_a_value_knows_its_input_and_its_place_in_it():
    x, y = np.zeros((1, 2, 3), np.float32), np.arange(6, dtype=np.float32).reshape(1, 2, 3)
    found = ConcatenateOp(1).explain([x, y], {}, (0, 3, 1))
    assert (found.total, found.source, found.place) == (4, 1, (0, 1, 1))
    assert found.text() == "the value 4, as it was"
