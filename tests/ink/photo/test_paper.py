"""Paper without its ink: the light on it is followed, its shadows and edges stay."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from scipy import ndimage

from digitpad.ink.photo.paper import (
    background,
    box_mean,
    closing,
    closing_along,
    density,
    is_light_ink,
    opening_down,
    sheet,
)
from tests.ink.photo.photographs import Scene, photograph

SEVEN = [[(30, 20), (70, 20), (45, 80)], [(40, 50), (70, 48)]]


def grey(taken):
    picture = taken.image.convert("L")
    picture.thumbnail((640, 640), Image.Resampling.BOX)
    return np.asarray(picture, np.float32) / 255


def reduced(mask):
    picture = Image.fromarray(mask).convert("L").resize((640, 480), Image.Resampling.BOX)
    return np.asarray(picture) > 127


@given(st.integers(1, 9), st.integers(0, 100))
@settings(max_examples=25)
def test_filters_equal_scipys(half, seed):
    side = 2 * half + 1
    values = np.random.default_rng(seed).random((37, 45)).astype(np.float32)
    near = {"mode": "nearest"}
    np.testing.assert_allclose(
        box_mean(values, side), ndimage.uniform_filter(values, side, **near), atol=1e-5
    )
    np.testing.assert_array_equal(
        closing(values, side), ndimage.grey_closing(values, (side, side), **near)
    )
    np.testing.assert_array_equal(
        opening_down(values, side), ndimage.grey_opening(values, (side, 1), **near)
    )


@pytest.mark.parametrize("step", [(1, 0), (0, 1), (1, 1), (1, -1)])
def test_gaps_are_closed_along_a_direction_as_scipy_does(step):
    values = np.random.default_rng(1).random((40, 50)).astype(np.float32)
    count = 4
    window = np.zeros((2 * count + 1, 2 * count + 1), bool)
    for i in range(count):  # grey_closing wants the window's middle in the middle
        window[count + i * step[0], count + i * step[1]] = True
    expected = ndimage.grey_closing(values, footprint=window)
    inside = (slice(count, -count), slice(count, -count))
    np.testing.assert_array_equal(closing_along(values, step, count)[inside], expected[inside])


def lit(side=400):
    """Light that falls off to a third, across the picture."""
    rows, columns = np.mgrid[:side, :side] / side
    return (0.3 + 0.6 * (0.7 * columns + 0.3 * rows)).astype(np.float32)


def with_strokes(light, share):
    """A cross and a ring that let ``share`` of the light come back."""
    rows, columns = np.indices(light.shape)
    radius = np.hypot(rows - 200, columns - 200)
    mask = (np.abs(radius - 110) < 9) | (np.abs(rows - 150) < 6) & (np.abs(columns - 200) < 60)
    return np.where(mask, share * light, light).astype(np.float32), mask


@pytest.mark.parametrize("share", [0.3, 0.75], ids=["pen", "pencil"])
def test_the_background_is_the_light_without_the_strokes(share):
    light = lit()
    level, _ = with_strokes(light, share)
    for widest in (0, 70):
        error = np.abs(background(level, widest) / light - 1)
        assert np.median(error) < 0.002
        assert np.percentile(error, 99) < 0.06


def test_a_shadows_edge_is_no_ink():
    light = lit()
    light[:, 230:] *= 0.55
    level, mask = with_strokes(light, 0.3)
    dark = density(level, background(level))
    assert (dark[~mask] > 0.15).mean() < 0.003  # a column of 400
    assert np.median(dark[mask]) > 0.9 * -np.log(0.3)


def test_density_does_not_depend_on_the_light():
    level, mask = with_strokes(lit(), 0.4)
    dark = density(level, background(level))
    by_hand = -np.log(0.4)
    assert np.median(np.abs(dark[mask] - by_hand)) < 0.1
    left, right = mask[:, :200], mask[:, 200:]
    assert np.median(dark[:, :200][left]) == pytest.approx(np.median(dark[:, 200:][right]), abs=0.1)


@pytest.mark.parametrize("seed", range(6))
def test_a_table_is_no_sheet(seed):
    scene = Scene(light="uneven", table=True, seed=seed)
    taken = photograph(SEVEN, scene)
    found, truth = sheet(grey(taken), background(grey(taken))), reduced(taken.sheet)
    assert not truth.all()
    assert found[~truth].mean() < 0.01
    assert found[truth].mean() > 0.9
    assert found[reduced(taken.ink)].mean() > 0.99


@pytest.mark.parametrize("seed", range(6))
def test_a_shadow_is_part_of_the_sheet(seed):
    taken = photograph(SEVEN, Scene(light="uneven", seed=seed))
    assert sheet(grey(taken), background(grey(taken))).all()


def test_chalk_is_light_ink_and_a_sheet_on_a_table_is_not():
    board = np.full((400, 400), 0.2, np.float32)
    _, mask = with_strokes(board, 1.0)
    assert is_light_ink(np.where(mask, np.float32(0.8), board))
    assert not is_light_ink(np.where(mask, np.float32(0.2), np.float32(0.8)))
    table = board.copy()
    table[120:280, 120:280] = 0.8
    table[190:210, 150:250] = 0.2
    assert not is_light_ink(table)


@pytest.mark.parametrize("light", [1.0, 0.7, 0.4])
def test_under_a_blot_that_is_wider_than_strokes_the_paper_is_as_light_as_beside_it(light):
    level = np.full((400, 400), light, np.float32)
    level[100:320, 150:240] = 0.2 * light  # 90 pixels: strokes are at most 68 wide, blots 120
    paper = background(level)
    np.testing.assert_allclose(paper, light, rtol=0.1)
    assert density(level, paper)[200, 195] > 0.8 * np.log(5)
