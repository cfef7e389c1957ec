"""Parts of the values, chosen and moved ones are PyTorch's."""

import pytest
import torch

from digitpad.graph.ops.slice import FlipOp, PickOp, RollOp, SelectOp, SliceOp, chunk, split
from tests.graph.ops.checks import held


@pytest.mark.parametrize(
    ("start", "stop", "step"), [(0, 3, 1), (1, None, 1), (-3, -1, 1), (1, 6, 2), (2, 99, 3)]
)
def test_a_slice_is_pytorchs(start, stop, step):
    held(SliceOp(2, start, stop, step), lambda x: x[:, :, start:stop:step], (2, 3, 7))
    held(SliceOp(-2, start, stop, step), lambda x: x[:, start:stop:step], (2, 7, 3))


def test_narrow_is_a_slice():
    held(SliceOp(1, 2, 2 + 3), lambda x: x.narrow(1, 2, 3), (2, 7, 3))


def test_select_index_select_flip_and_roll_are_pytorchs():
    held(SelectOp(1, 0), lambda x: x[:, 0], (2, 5, 4))
    held(SelectOp(-1, -2), lambda x: x.select(-1, -2), (2, 5, 4))
    held(
        PickOp(1, (3, 0, 3, 1)), lambda x: x.index_select(1, torch.tensor([3, 0, 3, 1])), (2, 5, 4)
    )
    held(FlipOp((2,)), lambda x: x.flip(2), (2, 5, 4))
    held(FlipOp((1, -1)), lambda x: x.flip(1, -1), (2, 5, 4))
    held(RollOp((2, -1), (1, 2)), lambda x: x.roll((2, -1), (1, 2)), (2, 5, 4))
    held(RollOp((3,)), lambda x: x.roll(3), (1, 5, 4))


@pytest.mark.parametrize("sizes", [1, 2, 3, 5, 7, 9, [2, 5], [1, 3, 3]])
def test_the_parts_of_a_split_are_pytorchs(sizes):
    parts = split(7, sizes, 1)
    assert len(parts) == len(torch.zeros(2, 7).split(sizes, 1))
    for n, part in enumerate(parts):
        held(part, lambda x, n=n: x.split(sizes, 1)[n], (2, 7, 2))


@pytest.mark.parametrize("length", [6, 7])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 9])
def test_the_parts_of_a_chunk_are_pytorchs(count, length):
    parts = chunk(length, count, -2)
    assert len(parts) == len(torch.zeros(2, length, 2).chunk(count, -2))
    for n, part in enumerate(parts):
        held(part, lambda x, n=n: x.chunk(count, -2)[n], (2, length, 2))
