"""Maps at another size are PyTorch's."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from digitpad.graph.ops.interpolate import InterpolateOp
from tests.graph.ops.checks import check


def sizes(random):
    return tuple(random.integers(1, 9, 2).tolist()), tuple(random.integers(1, 15, 2).tolist())


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("how", ["nearest", "nearest-exact", "bilinear", "bicubic"])
def test_maps_of_a_given_size_are_pytorchs(how, seed):
    random = np.random.default_rng(seed)
    before, size = sizes(random)
    check(
        InterpolateOp(size, how=how), lambda x: F.interpolate(x, size, mode=how),
        [(2, 2, *before)], random,
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("how", ["bilinear", "bicubic"])
def test_maps_with_aligned_corners_are_pytorchs(how, seed):
    random = np.random.default_rng(seed)
    before, size = sizes(random)
    check(
        InterpolateOp(size, how=how, align_corners=True),
        lambda x: F.interpolate(x, size, mode=how, align_corners=True), [(2, 2, *before)], random,
    )  # fmt: skip


@pytest.mark.parametrize("scale", [(2.0, 2.0), (0.5, 0.5), (1.7, 2.3), (0.3, 3.0)])
@pytest.mark.parametrize("how", ["nearest", "nearest-exact", "bilinear", "bicubic"])
def test_maps_so_many_times_as_large_are_pytorchs(how, scale):
    random = np.random.default_rng(5)
    check(
        InterpolateOp(scale=scale, how=how),
        lambda x: F.interpolate(x, scale_factor=scale, mode=how), [(2, 2, 7, 5)], random,
    )  # fmt: skip


def test_aligned_corners_do_not_ask_for_the_scale():
    check(
        InterpolateOp(scale=(1.7, 2.3), how="bilinear", align_corners=True),
        lambda x: F.interpolate(x, scale_factor=(1.7, 2.3), mode="bilinear", align_corners=True),
        [(2, 2, 7, 5)], np.random.default_rng(6),
    )  # fmt: skip


@pytest.mark.parametrize("how", ["nearest", "nearest-exact", "bilinear", "bicubic"])
def test_a_scale_that_nearly_keeps_or_doubles_a_side_is_pytorchs(how):
    for scale in ((1.008, 3.464), (2.07, 1.05)):
        check(
            InterpolateOp(scale=scale, how=how),
            lambda x, scale=scale: F.interpolate(x, scale_factor=scale, mode=how),
            [(1, 2, 14, 12)], np.random.default_rng(7),
        )  # fmt: skip


@pytest.mark.parametrize("how", ["nearest", "nearest-exact"])
def test_the_nearest_pixel_is_pytorchs_for_every_size(how):
    for before in range(1, 40):
        x = torch.arange(float(before)).reshape(1, 1, 1, before)
        for after in range(1, 60):
            expected = F.interpolate(x, (1, after), mode=how)
            found = InterpolateOp((1, after), how=how).compute([x.numpy()], {})
            np.testing.assert_array_equal(found, expected.numpy(), f"{before} to {after}")


def test_a_value_is_the_weighted_sum_of_the_pixels_around():
    x = np.array([[[[0, 1], [2, 3]]]], np.float32)
    found = InterpolateOp((4, 4), how="bilinear").explain([x], {}, (0, 0, 1, 2))
    # a quarter down, three quarters across
    assert found.inputs.tolist() == [0, 1, 2, 3]
    np.testing.assert_allclose(found.weights, [3 / 16, 9 / 16, 1 / 16, 3 / 16])
    assert found.places.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert found.text() == "1 × 0.5625 + 3 × 0.1875 + 2 × 0.0625 + 0 × 0.1875 = 1.25"
