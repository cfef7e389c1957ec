"""Sums, products and the like of two inputs or an input and a number are PyTorch's."""

import numpy as np
import pytest
import torch

from digitpad.graph.ops.elementwise import ElementwiseOp
from tests.graph.ops.checks import check, positive

HOW = {
    "add": torch.add,
    "sub": torch.sub,
    "mul": torch.mul,
    "div": torch.div,
    "maximum": torch.maximum,
    "minimum": torch.minimum,
}

SHAPES = [
    [(2, 3, 4, 5), (2, 3, 4, 5)],
    [(2, 3, 4, 5), (3, 1, 1)],
    [(2, 3, 1, 1), (2, 3, 4, 5)],
    [(5,), (1, 6, 5)],
    [(2, 3, 4), (1, 1, 4)],
    [(1, 1, 6), (1, 7, 1)],
    [(2, 4), ()],
]


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("shapes", SHAPES, ids=str)
def test_two_inputs_are_put_together_as_in_pytorch(shapes, how):
    sample = {"sample": positive} if how == "div" else {}
    check(ElementwiseOp(how), HOW[how], shapes, np.random.default_rng(1), **sample)


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("scalar", [-1.3, 0.5, 3.0])
def test_an_input_and_a_number_are_put_together_as_in_pytorch(scalar, how):
    def of_torch(x):
        return HOW[how](x, torch.tensor(scalar, dtype=x.dtype))

    def turned(x):
        return HOW[how](torch.tensor(scalar, dtype=x.dtype), x)

    random = np.random.default_rng(2)
    check(ElementwiseOp(how, scalar), of_torch, [(2, 3, 4)], random)
    check(
        ElementwiseOp(how, scalar, scalar_first=True), turned, [(2, 3, 4)], random, sample=positive
    )


@pytest.mark.parametrize("how", ["add", "sub"])
def test_the_second_can_be_multiplied_first(how):
    random = np.random.default_rng(3)
    check(
        ElementwiseOp(how, alpha=0.3), lambda x, y: HOW[how](x, y, alpha=0.3),
        [(2, 3, 4), (1, 4)], random,
    )  # fmt: skip
    check(
        ElementwiseOp(how, 2.5, alpha=-2.0), lambda x: HOW[how](x, 2.5, alpha=-2.0),
        [(2, 3, 4)], random,
    )  # fmt: skip
    check(
        ElementwiseOp("sub", 2.5, scalar_first=True, alpha=3.0),
        lambda x: torch.rsub(x, 2.5, alpha=3.0), [(2, 3, 4)], random,
    )  # fmt: skip


def test_division_by_zero_is_infinite_and_no_warning():
    x, y = np.array([[1, -1]], np.float32), np.zeros((1, 2), np.float32)
    assert ElementwiseOp("div").compute([x, y], {}).tolist() == [[np.inf, -np.inf]]
    assert ElementwiseOp("div").explain([x, y], {}, (0, 1)).total == -np.inf


def test_a_value_is_told_with_both_numbers():
    x, y = np.array([[1.5, -2]], np.float32), np.array([[-0.25]], np.float32)

    def text(kind, *inputs):
        return kind.explain(inputs, {}, (0, 1)).text()

    assert text(ElementwiseOp("add"), x, y) == "(-2) + (-0.25) = -2.25"
    assert text(ElementwiseOp("maximum"), x, y) == "max(-2, -0.25) = -0.25"
    assert text(ElementwiseOp("sub", 1.0, scalar_first=True), x) == "1 − (-2) = 3"
    assert text(ElementwiseOp("add", alpha=2.0), x, y) == "(-2) + 2 × (-0.25) = -2.5"


def test_only_what_may_be_negative_is_called_so():
    assert ElementwiseOp("add").signs == ElementwiseOp("mul", 2.0).signs == "as input"
    assert ElementwiseOp("sub").signs == ElementwiseOp("add", -1.0).signs == "signed"
    assert ElementwiseOp("maximum", 0.0).signs == "unsigned"


@pytest.mark.parametrize("shape", [(1, 28, 20), (28, 1, 20), (560,)])
def test_multiplications_are_one_for_each_value_wherever_the_batch_is(shape):
    assert ElementwiseOp("mul", 2.0).multiplications([shape], shape) == 560
    assert ElementwiseOp("add", 2.0).multiplications([shape], shape) == 0
