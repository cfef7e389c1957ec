"""Pools are PyTorch's, of every setting."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from digitpad.graph.ops.pooling import AdaptivePoolOp, PoolOp
from tests.graph.ops.checks import check


def settings(random, most_padding=True):
    size, stride = (tuple(random.integers(1, 4, 2).tolist()) for _ in range(2))
    padding = tuple(int(random.integers(0, k // 2 + 1)) for k in size) if most_padding else (0, 0)
    return size, stride, padding


def on_both_sides(padding):
    return tuple((p, p) for p in padding)


def some_shape(random):
    return (2, int(random.integers(1, 4)), *random.integers(7, 12, 2).tolist())


@pytest.mark.parametrize("seed", range(15))
def test_a_max_pool_is_pytorchs(seed):
    random = np.random.default_rng(seed)
    size, stride, padding = settings(random)
    dilation = tuple(random.integers(1, 3, 2).tolist())
    ceil_mode = bool(seed % 2)
    kind = PoolOp(size, stride, on_both_sides(padding), dilation, ceil_mode, how="max")
    check(
        kind, lambda x: F.max_pool2d(x, size, stride, padding, dilation, ceil_mode),
        [some_shape(random)], random,
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(15))
def test_a_mean_pool_is_pytorchs(seed):
    random = np.random.default_rng(seed)
    size, stride, padding = settings(random)
    ceil_mode, counts = bool(seed % 2), bool(seed // 2 % 2)
    divisor = 5 if seed % 3 == 0 else None
    kind = PoolOp(
        size, stride, on_both_sides(padding), ceil_mode=ceil_mode, how="mean",
        counts_padding=counts, divisor=divisor,
    )  # fmt: skip
    check(
        kind, lambda x: F.avg_pool2d(x, size, stride, padding, ceil_mode, counts, divisor),
        [some_shape(random)], random,
    )  # fmt: skip


def test_a_window_may_be_larger_than_the_maps_where_it_may_hang_over():
    random = np.random.default_rng(0)
    check(
        PoolOp((5, 4), (3, 2), ceil_mode=True, how="max"),
        lambda x: F.max_pool2d(x, (5, 4), (3, 2), ceil_mode=True), [(1, 2, 3, 3)], random,
    )  # fmt: skip
    with pytest.raises(ValueError, match="a window of 5 does not fit into 3"):
        PoolOp((5, 4), (3, 2), how="max").shape([(1, 2, 3, 3)], {})


@pytest.mark.parametrize("seed", range(10))
def test_an_l2_pool_is_pytorchs(seed):
    random = np.random.default_rng(seed)
    size, stride, _ = settings(random)
    ceil_mode = bool(seed % 2)
    kind = PoolOp(size, stride, ceil_mode=ceil_mode, how="l2")
    check(
        kind, lambda x: F.lp_pool2d(x, 2.0, size, stride, ceil_mode), [some_shape(random)], random
    )


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("how", ["max", "mean"])
def test_an_adaptive_pool_is_pytorchs(how, seed):
    random = np.random.default_rng(seed)
    output = (1, 1) if seed == 0 else tuple(random.integers(1, 9, 2).tolist())
    of_torch = {"max": F.adaptive_max_pool2d, "mean": F.adaptive_avg_pool2d}[how]
    check(AdaptivePoolOp(output, how), lambda x: of_torch(x, output), [some_shape(random)], random)


@pytest.mark.parametrize("size", [(8, 9), (13, 16), (7, 11)])
def test_large_windows_are_pytorchs(size):
    random = np.random.default_rng(sum(size))
    padding, shape = (size[0] // 2, 1), [(2, 2, 40, 50)]
    kind = PoolOp(size, (2, 3), on_both_sides(padding), (2, 3), how="max")
    check(kind, lambda x: F.max_pool2d(x, size, (2, 3), padding, (2, 3)), shape, random)
    kind = PoolOp(size, (3, 1), on_both_sides(padding), ceil_mode=True, how="mean")
    check(kind, lambda x: F.avg_pool2d(x, size, (3, 1), padding, True), shape, random)
    check(
        PoolOp(size, (1, 2), how="l2"), lambda x: F.lp_pool2d(x, 2.0, size, (1, 2)), shape, random
    )


def test_a_window_of_an_adaptive_pool_may_overlap_the_next():
    # torch's start_index and end_index: 0-2, 1-4, 3-5
    windows = [AdaptivePoolOp((3, 1)).window(0, n, 5) for n in range(3)]
    assert [list(window) for window in windows] == [[0, 1], [1, 2, 3], [3, 4]]
    covers = [sum(pixel in window for window in windows) for pixel in range(5)]
    assert covers == [1, 2, 1, 2, 1]


def test_the_text_names_all_values_of_a_window():
    x = np.arange(16, dtype=np.float32).reshape(1, 1, 4, 4)
    position = (0, 0, 1, 0)
    largest = PoolOp((2, 2), (2, 2), how="max").explain([x], {}, position)
    assert largest.text() == "the largest of 8, 9, 12, 13 is 13"
    mean = PoolOp((2, 2), (2, 2), how="mean").explain([x], {}, position)
    assert mean.text() == "the sum of 8, 9, 12, 13 / 4 = 10.5"
    root = PoolOp((2, 2), (2, 2), how="l2").explain([x], {}, position)
    assert root.text() == "the root of the sum of the squares of 8, 9, 12, 13 is 21.4"


def test_the_first_of_two_largest_wins_as_in_pytorch():
    x = torch.ones(1, 1, 2, 2, requires_grad=True)
    F.max_pool2d(x, 2).sum().backward()
    found = PoolOp((2, 2), (2, 2), how="max").explain([x.detach().numpy()], {}, (0, 0, 0, 0))
    assert x.grad[0, 0][found.winner] == 1
