"""Values in another shape are PyTorch's."""

from digitpad.graph.ops.reshape import (
    FlattenOp,
    ReshapeOp,
    SqueezeOp,
    UnsqueezeOp,
)
from tests.graph.ops.checks import held


def test_reshapes_are_pytorchs():
    held(ReshapeOp((-1, 6)), lambda x: x.view(-1, 6), (2, 3, 4))
    held(ReshapeOp((2, 4, 3)), lambda x: x.reshape(2, 4, 3), (2, 3, 4))
    held(FlattenOp(), lambda x: x.flatten(1), (2, 3, 4, 2))
    held(FlattenOp(0), lambda x: x.flatten(), (1, 3, 4))
    held(FlattenOp(-2), lambda x: x.flatten(-2), (2, 3, 4, 2))
    held(FlattenOp(1, 2), lambda x: x.flatten(1, 2), (2, 3, 4, 2))
    held(FlattenOp(1, -2), lambda x: x.flatten(1, -2), (2, 3, 4, 2))
    held(SqueezeOp(), lambda x: x.squeeze(), (2, 1, 4, 1))
    held(SqueezeOp((-1,)), lambda x: x.squeeze(-1), (2, 1, 4, 1))
    held(SqueezeOp((1, 2)), lambda x: x.squeeze((1, 2)), (2, 1, 4, 1))
    held(UnsqueezeOp(1), lambda x: x.unsqueeze(1), (2, 3))
    held(UnsqueezeOp(-1), lambda x: x.unsqueeze(-1), (2, 3))
