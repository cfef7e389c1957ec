"""Repeated values are PyTorch's."""

from digitpad.graph.ops.concatenation import ExpandOp, RepeatEachOp, RepeatOp
from tests.graph.ops.checks import held


def test_repeated_values_are_pytorchs():
    held(ExpandOp((2, 3, 4)), lambda x: x.expand(2, 3, 4), (2, 1, 4))
    held(ExpandOp((5, -1, 3)), lambda x: x.expand(5, -1, 3), (2, 1))
    held(RepeatOp((1, 2, 3)), lambda x: x.repeat(1, 2, 3), (2, 3, 2))
    held(RepeatOp((2, 1, 3)), lambda x: x.repeat(2, 1, 3), (3, 2))
    held(RepeatOp((2,)), lambda x: x.tile(2), (2, 3))
    held(RepeatEachOp(3, 1), lambda x: x.repeat_interleave(3, 1), (2, 3, 2))
