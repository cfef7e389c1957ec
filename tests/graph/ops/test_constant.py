"""A constant is its number and depends on nothing."""

import numpy as np

from digitpad.graph.ops.input import ConstantOp
from tests.graph.ops.checks import check


def test_a_constant_is_its_number():
    value = np.random.default_rng(0).normal(size=(1, 4, 3)).astype(np.float32)
    check(ConstantOp(), lambda value: value, [], np.random.default_rng(1), {"value": value})


def test_a_value_of_a_constant_comes_from_no_input():
    found = ConstantOp().explain([], {"value": np.array([[1.5]], np.float32)}, (0, 0))
    assert (found.source, found.place) == (None, None)
    assert found.text() == "the number 1.5, which the network keeps"
