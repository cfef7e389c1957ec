"""Pools in shape, value and refusal against torch's, and what a shift changes."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from digitpad.lab.limits import POOL_KINDS, LabError, PoolSettings
from digitpad.lab.pooling import (
    change,
    explain_pool,
    pool,
    pool_shape,
    shifted,
    side_by_side,
)
from tests.lab.verdict import torch_pool


def pairs(lowest, highest):
    return st.tuples(st.integers(lowest, highest), st.integers(lowest, highest))


@st.composite
def pools(draw):
    """An image, positive and negative, and a pool for it, possible or not."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = (draw(st.integers(1, 3)), *draw(pairs(1, 20)))
    image = random.standard_normal(shape).astype(np.float32)
    kind = draw(st.sampled_from(POOL_KINDS))
    padding = (0, 0) if kind == "l2" else draw(st.one_of(st.just((0, 0)), pairs(0, 4)))
    return image, PoolSettings(
        kind, draw(pairs(1, 9)), draw(pairs(1, 6)), padding, draw(pairs(1, 25))
    )


@settings(max_examples=1000)
@given(pools())
def test_pools_are_torchs_and_what_torch_refuses_is_refused(case):
    image, chosen = case
    expected = torch_pool(image, chosen)
    if expected is None:
        with pytest.raises(LabError):
            pool(image, chosen)
    else:
        assert pool_shape(image.shape, chosen) == expected.shape
        np.testing.assert_allclose(pool(image, chosen), expected, rtol=1e-6, atol=1e-6)


@given(pools(), st.integers(0, 2**32 - 1))
def test_a_value_taken_apart_is_the_pools_own(case, seed):
    image, chosen = case
    assume(torch_pool(image, chosen) is not None)
    output = pool_shape(image.shape, chosen)
    place = tuple(map(int, np.random.default_rng(seed).integers(0, output)))
    found = explain_pool(image, chosen, *place)
    assert found.total == pytest.approx(float(pool(image, chosen)[place]), rel=1e-5, abs=1e-6)
    assert found.window.shape == (len(found.rows), len(found.columns))
    assert (found.winner is None) == (found.how != "max")


def test_padding_never_wins_a_max_pool():
    found = explain_pool(
        -np.ones((1, 4, 4), np.float32), PoolSettings("max", (3, 3), (1, 1), (1, 1)), 0, 0, 0
    )
    assert np.isneginf(found.window[0]).all()
    assert (found.winner, found.total) == ((1, 1), -1.0)


def test_an_l2_pool_of_3_and_4_is_5():
    image = np.array([[[3, 4]]], np.float32)
    assert pool(image, PoolSettings("l2", (1, 2), (1, 1))).tolist() == [[[5.0]]]


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        (PoolSettings("max", (3, 3), padding=(2, 0)), "at most half"),
        (PoolSettings("l2", padding=(1, 0)), "no padding"),
        (PoolSettings("average", (5, 2)), "5 rows, and the input"),
        (PoolSettings("max", (33, 2)), "1 to 32"),
        (PoolSettings("max", stride=(0, 1)), "stride"),
        (PoolSettings("adaptive max", target=(0, 1)), "adaptive pool's rows"),
        (PoolSettings("median"), "no pool 'median'"),
    ],
)
def test_an_impossible_pool_is_refused_with_its_reason(chosen, reason):
    with pytest.raises(LabError, match=reason):
        pool_shape((1, 4, 4), chosen)


def test_all_kinds_side_by_side_take_the_same_window():
    kinds = side_by_side(PoolSettings("max", (3, 3), (1, 1), (1, 1)))
    assert tuple(one.kind for one in kinds) == POOL_KINDS
    image = np.ones((1, 5, 5), np.float32)
    sides = {"adaptive max": 2, "adaptive average": 2, "global max": 1, "global average": 1}
    for one in kinds:
        # L2 takes no padding, the others one pixel on each side.
        side = sides.get(one.kind, 3 if one.kind == "l2" else 5)
        assert pool(image, one).shape == (1, side, side), one.kind


@pytest.mark.parametrize(
    ("shift", "expected"),
    [((1, 0), [[0, 0], [1, 2]]), ((0, 1), [[0, 1], [0, 3]]), ((-1, 0), [[3, 4], [0, 0]]),
     ((0, -1), [[2, 0], [4, 0]]), ((0, 0), [[1, 2], [3, 4]])],
)  # fmt: skip
def test_zeros_come_in_where_an_image_moves_away(shift, expected):
    assert shifted(np.array([[[1, 2], [3, 4]]], np.float32), shift).tolist() == [expected]


def test_a_shift_by_the_whole_width_is_refused():
    with pytest.raises(LabError, match="leaves nothing"):
        shifted(np.zeros((1, 4, 4), np.float32), (0, -4))


def test_a_dot_within_its_window_moves_without_a_change_to_the_max():
    image = np.zeros((1, 4, 4), np.float32)
    image[0, 0, 0] = 2.0
    kinds = [PoolSettings("max"), PoolSettings("max", (1, 1), (1, 1)), PoolSettings("global max")]
    moved = shifted(image, (0, 1))
    of_input = change(image, moved)
    assert of_input.mean_change == 4 / 16
    assert (of_input.relative, of_input.changed_share) == (2.0, 2 / 16)
    of_pools = [change(pool(image, one), pool(moved, one)) for one in kinds]
    assert [one.relative for one in of_pools] == [0.0, 2.0, 0.0]
    assert [one.changed_share for one in of_pools] == [0.0, 2 / 16, 0.0]


def test_what_comes_from_nothing_is_an_infinite_change():
    image = np.zeros((1, 2, 4), np.float32)
    image[0, :, 2] = 1.0
    largest = PoolSettings("max", (2, 2), (4, 4))
    found = change(pool(image, largest), pool(shifted(image, (0, -1)), largest))
    assert found.relative == math.inf
