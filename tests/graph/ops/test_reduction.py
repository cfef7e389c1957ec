"""Means, sums, largest values, deviations and norms along axes are PyTorch's."""

import math

import numpy as np
import pytest
import torch

from digitpad.graph.ops.reduction import ReduceOp
from tests.graph.ops.checks import check

AXES = [(1,), (-1,), (2, 3), (1, -1), (1, 2, 3), (-3,)]
SHAPE = (2, 3, 4, 5)


def one_by_one(of_torch, x, axes, keep):
    """For functions of PyTorch that take one axis."""
    for axis in sorted((axis % x.ndim for axis in axes), reverse=True):
        x = of_torch(x, axis, keep)
    return x


HOW = {
    "mean": torch.mean,
    "sum": torch.sum,
    "max": torch.amax,
    "min": torch.amin,
    "prod": lambda x, axes, keep: one_by_one(torch.prod, x, axes, keep),
    "logsumexp": torch.logsumexp,
}


@pytest.mark.parametrize("keep", [False, True])
@pytest.mark.parametrize("axes", AXES, ids=str)
@pytest.mark.parametrize("how", HOW)
def test_a_reduction_is_pytorchs(how, axes, keep):
    check(
        ReduceOp(how, axes, keep), lambda x: HOW[how](x, axes, keep), [SHAPE],
        np.random.default_rng(1), places=2,
    )  # fmt: skip


@pytest.mark.parametrize("keep", [False, True])
@pytest.mark.parametrize("axes", AXES, ids=str)
@pytest.mark.parametrize("correction", [0, 1])
def test_a_variance_and_a_deviation_are_pytorchs(correction, axes, keep):
    settings = {"correction": correction, "keepdim": keep}
    for how, of_torch in (("var", torch.var), ("std", torch.std)):
        check(
            ReduceOp(how, axes, keep, correction), lambda x, f=of_torch: f(x, axes, **settings),
            [SHAPE], np.random.default_rng(2), places=2,
        )  # fmt: skip


@pytest.mark.parametrize("axes", AXES, ids=str)
@pytest.mark.parametrize("order", [1, 2, 3, 2.5, math.inf])
def test_a_norm_is_pytorchs(order, axes):
    check(
        ReduceOp("norm", axes, keep=True, order=order),
        lambda x: torch.linalg.vector_norm(x, order, axes, True), [SHAPE],
        np.random.default_rng(3), places=2,
    )  # fmt: skip


def test_without_axes_all_values_are_taken():
    for how in ("mean", "sum", "max", "min", "prod"):
        check(ReduceOp(how), lambda x, how=how: getattr(torch, how)(x), [(1, 2, 5)],
              np.random.default_rng(4))  # fmt: skip


def test_the_largest_of_an_axis_is_what_max_gives_first():
    check(ReduceOp("max", (1,)), lambda x: x.max(1).values, [SHAPE], np.random.default_rng(5))
    check(ReduceOp("min", (1,)), lambda x: x.min(1).values, [SHAPE], np.random.default_rng(5))


def test_the_variance_of_one_value_is_not_a_number_and_no_warning():
    x = np.ones((1, 1, 2), np.float32)
    assert np.isnan(ReduceOp("var", (1,)).compute([x], {})).all()
    assert math.isnan(ReduceOp("var", (1,)).explain([x], {}, (0, 0)).total)


def test_logsumexp_of_large_values_does_not_overflow():
    x = np.array([[1000, 1000]], np.float32)
    found = ReduceOp("logsumexp", (1,)).compute([x], {})
    np.testing.assert_allclose(found, [1000 + math.log(2)])


def test_a_value_is_told_with_all_it_was_made_of():
    x = np.array([[[1, -2], [4, 5]]], np.float32)

    def text(how, **settings):
        return ReduceOp(how, (1,), **settings).explain([x], {}, (0, 1)).text()

    assert text("mean") == "the sum of -2, 5 / 2 = 1.5"
    assert text("sum") == "the sum of -2, 5 is 3"
    assert text("max") == "the largest of -2, 5 is 5"
    assert text("min") == "the smallest of -2, 5 is -2"
    assert text("prod") == "the product of -2, 5 is -10"
    assert text("norm", order=1) == "the sum of the sizes of -2, 5 is 7"
    assert text("var") == (
        "the sum of the squared distances of -2, 5 from their mean 1.5 / 1 = 24.5"
    )
    found = ReduceOp("max", (1,)).explain([x], {}, (0, 1))
    assert (found.winner, found.values.tolist()) == (1, [-2, 5])


@pytest.mark.parametrize("shape", [(1, 28, 20), (28, 1, 20), (28, 20)])
def test_multiplications_are_one_for_each_value_wherever_the_batch_is(shape):
    kind = ReduceOp("std", (-1,))
    assert kind.multiplications([shape], kind.shape([shape], {})) == 560
