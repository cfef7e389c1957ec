"""Chalk, charcoal and the like: pale where the light is, full of pores, and read all the same."""

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from digitpad.ink.photo.paper import light_on_board
from tests.ink.photo.test_at_edge import read, row
from tests.ink.photo.test_hard_pictures import edge, like_strokes, picture

BOARD, CHALK = 50, 220


def pores(shape, share, seed):
    """Return (h, w), True in holes of some pixels that cover ``share`` of it."""
    coarse = ndimage.gaussian_filter(np.random.default_rng(seed).normal(size=shape), 0.8)
    return coarse < np.quantile(coarse, share)


def written(text, paper, ink, share, seed):
    """Return a row of digits in strokes with pores on a ground that is not quite even."""
    inked = 1 - np.asarray(row(text, (40, 40, 40, 40)), float) / 255
    inked = np.where(pores(inked.shape, share, seed), 0.1 * inked, inked)
    random = np.random.default_rng(seed)
    clouds = ndimage.gaussian_filter(random.normal(size=inked.shape), 12)
    ground = paper + 4 * clouds / clouds.std() + random.normal(0, 3, inked.shape)
    levels = ground * (1 - inked) + ink * inked
    return Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))


@pytest.mark.parametrize(("paper", "ink"), [(BOARD, CHALK), (215, 45)], ids=["chalk", "charcoal"])
@pytest.mark.parametrize(("share", "seed"), [(0.3, 0), (0.3, 1), (0.45, 0)])
@pytest.mark.parametrize("text", ["4072", "27"])
def test_strokes_full_of_pores_hang_together(network, text, share, seed, paper, ink):
    assert read(network, written(text, paper, ink, share, seed)).text == text


@pytest.mark.parametrize("angle", [0, 0.8, 1.6, 2.4, 4])
def test_chalk_in_a_shadow_is_ink_as_chalk_in_the_light_is(angle):
    shade = edge(angle, dark=0.4, pixels=40)
    assert like_strokes(picture(ink=CHALK, paper=BOARD, shade=shade))


def test_the_light_on_a_board_is_told_from_its_chalk():
    shade = edge(0.8, dark=0.4, pixels=40)
    level = np.asarray(picture(ink=CHALK, paper=BOARD, shade=shade), np.float32) / 255
    light = light_on_board(level, None)
    flat = level / light
    board = np.abs(flat / np.median(flat) - 1) < 0.25
    assert board.mean() > 0.9  # all but the digit
    assert flat.min() >= 0
    assert flat.max() <= 1


@pytest.mark.parametrize("chalk", [(250, 200, 90), (245, 245, 245), (120, 190, 250)])
def test_coloured_chalk_stays_within_black_and_white(network, chalk):
    grey = np.asarray(written("27", BOARD, CHALK, 0.3, 1), float)[..., None]
    share = (grey - BOARD) / (CHALK - BOARD)
    levels = np.array([40, 62, 52]) * (1 - share) + np.array(chalk) * share
    picture = Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))
    assert read(network, picture).text == "27"
