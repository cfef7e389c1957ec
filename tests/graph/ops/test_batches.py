"""Several images at once are what each of them is by itself."""

import numpy as np

from digitpad.graph.ops.reshape import FlattenOp, PermuteOp, PixelShuffleOp
from digitpad.graph.ops.slice import FlipOp, PadOp


def test_a_batch_of_several_is_placed_as_each_of_them():
    x = np.random.default_rng(0).normal(size=(3, 4, 4, 4)).astype(np.float32)
    for kind in (FlattenOp(), PermuteOp((0, 2, 3, 1)), PixelShuffleOp(2), PadOp((1, 1)), FlipOp()):
        whole = kind.compute([x], {})
        np.testing.assert_array_equal(whole[2:], kind.compute([x[2:]], {}))
