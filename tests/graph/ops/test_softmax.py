"""Softmax, its logarithm and softmin are PyTorch's along any axis."""

import numpy as np
import pytest
import torch.nn.functional as F

from digitpad.graph.ops.softmax import SoftmaxOp
from tests.graph.ops.checks import check


@pytest.mark.parametrize(("shape", "axis"), [
    ((2, 10), -1), ((1, 10), 1), ((2, 3, 5), 1), ((2, 3, 5), 2), ((2, 3, 4, 5), -3),
])  # fmt: skip
def test_a_softmax_is_pytorchs(shape, axis):
    random = np.random.default_rng(3)
    check(SoftmaxOp(axis), lambda x: F.softmax(x, axis), [shape], random)
    check(SoftmaxOp(axis, is_log=True), lambda x: F.log_softmax(x, axis), [shape], random)
    check(SoftmaxOp(axis, is_min=True), lambda x: F.softmin(x, axis), [shape], random)


def test_a_softmax_of_large_logits_does_not_overflow():
    x = np.array([[1e4, 1e4 - 1, -1e4]], np.float32)
    np.testing.assert_allclose(
        SoftmaxOp().compute([x], {})[0], [0.7310586, 0.2689414, 0], rtol=1e-5
    )


def test_the_text_has_the_logit_the_largest_and_the_sum():
    x = np.log(np.array([[1, 2, 5]], np.float32))
    assert SoftmaxOp().explain([x], {}, (0, 1)).text() == "exp(0.6931 − 1.609) / 1.6 = 0.25"
    logarithm = SoftmaxOp(is_log=True).explain([x], {}, (0, 1)).text()
    assert logarithm == "(0.6931 − 1.609) − log(1.6) = -1.386"
    assert SoftmaxOp(is_min=True).explain([-x], {}, (0, 1)).text() == (
        "exp(0.6931 − 1.609) / 1.6 = 0.25"
    )
