"""Axes in another order, shuffled pixels and channels are PyTorch's."""

import pytest
import torch.nn.functional as F

from digitpad.graph.ops.reshape import (
    ChannelShuffleOp,
    PermuteOp,
    PixelShuffleOp,
    PixelUnshuffleOp,
    TransposeOp,
)
from tests.graph.ops.checks import held


def test_axes_in_another_order_are_pytorchs():
    held(PermuteOp((0, 2, 3, 1)), lambda x: x.permute(0, 2, 3, 1), (2, 3, 4, 5))
    held(PermuteOp((0, -1, 1)), lambda x: x.permute(0, -1, 1), (2, 3, 4))
    held(TransposeOp(1, 2), lambda x: x.transpose(1, 2), (2, 3, 4, 5))
    held(TransposeOp(), lambda x: x.mT, (2, 3, 4))


@pytest.mark.parametrize("factor", [1, 2, 3])
def test_shuffled_pixels_are_pytorchs(factor):
    held(PixelShuffleOp(factor), lambda x: F.pixel_shuffle(x, factor), (2, 2 * factor**2, 3, 2))
    held(
        PixelUnshuffleOp(factor), lambda x: F.pixel_unshuffle(x, factor),
        (2, 2, 3 * factor, 2 * factor),
    )  # fmt: skip


@pytest.mark.parametrize("groups", [1, 2, 3])
def test_shuffled_channels_are_pytorchs(groups):
    held(ChannelShuffleOp(groups), lambda x: F.channel_shuffle(x, groups), (2, 6, 3, 2))
