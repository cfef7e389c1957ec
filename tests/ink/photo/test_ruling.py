"""Ruling: lines across the paper are found where they are and taken off; strokes stay whole."""

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from digitpad.ink.photo.photograph import look_at, paper_ink
from digitpad.ink.photo.ruling import find_lines, ruling_density
from tests.ink.photo.photographs import Scene, photograph

HEIGHT, WIDTH = 480, 640
EVERYWHERE = np.ones((HEIGHT, WIDTH), bool)

# In a box of 100: an 8 in one stroke, a 4 whose bar crosses its stem, a straight 1.
EIGHT = [[(50 + 25 * np.sin(2 * t), 50 - 40 * np.cos(t)) for t in np.linspace(0, 2 * np.pi, 40)]]
FOUR = [[(45, 10), (15, 60), (80, 60)], [(60, 35), (58, 95)]]
ONE = [[(50, 5), (50, 95)]]


def drawn_lines(rows, tilt, thickness=2.0, dark=0.2, noise=0.02, fan=0.0):
    """A density with lines through the given rows of the middle column; and their paths."""
    x, y = np.arange(WIDTH) + 0.5, np.arange(HEIGHT)[:, None]
    density = np.random.default_rng(1).normal(0, noise, (HEIGHT, WIDTH))
    paths = []
    for row in rows:
        slope = np.tan(np.radians(tilt)) + fan * (2 * row / HEIGHT - 1)
        paths.append(row + (x - WIDTH / 2) * slope)
        density += dark * np.clip(thickness / 2 + 0.5 - np.abs(y - paths[-1]), 0, 1)
    return density.astype(np.float32), paths


@pytest.mark.parametrize("tilt", [-5, -2.2, 0, 0.7, 5])
@pytest.mark.parametrize("pitch", [14, 40, 130])
def test_lines_are_found_where_they_are(tilt, pitch):
    # Away from the corners, where a tilted line is too short to be told from a stroke.
    rows = range(60, HEIGHT - 60, pitch)
    density, paths = drawn_lines(rows, tilt)
    lines = find_lines(density, EVERYWHERE)
    assert len(lines) == len(paths)
    for line, path in zip(lines, paths, strict=True):
        assert np.abs(line.centre - path).max() < 1.0
        assert line.strength == pytest.approx(0.2, rel=0.5)


@pytest.mark.parametrize("fan", [-0.06, 0.05])
def test_lines_that_run_towards_a_vanishing_point_are_found(fan):
    density, paths = drawn_lines(range(60, HEIGHT - 60, 35), 1.5, fan=fan)
    lines = find_lines(density, EVERYWHERE)
    assert len(lines) == len(paths)
    for line, path in zip(lines, paths, strict=True):
        assert np.abs(line.centre - path).max() < 1.5


def test_a_sheet_that_bends_bends_its_lines():
    x = np.arange(WIDTH)
    bend = 3 * ((x - 320) / 320) ** 2
    density, paths = drawn_lines(range(60, HEIGHT - 60, 60), 0)
    bent = np.stack([np.roll(density[:, i], round(b)) for i, b in enumerate(bend)], axis=1)
    lines = find_lines(bent, EVERYWHERE)
    assert len(lines) == len(paths)
    for line, path in zip(lines, paths, strict=True):
        assert np.abs(line.centre - path - np.rint(bend)).max() < 1.5


def test_grain_has_no_lines():
    assert not find_lines(drawn_lines([], 0)[0], EVERYWHERE)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.85])
def test_a_stroke_is_no_line(share):
    density, _ = drawn_lines([], 0)
    half = round(share * WIDTH / 2)
    density[235:245, 320 - half : 320 + half] = 1.2
    assert not find_lines(density, EVERYWHERE)


def test_what_is_beside_the_sheet_does_not_count():
    density, paths = drawn_lines(range(60, HEIGHT - 60, 40), 1)
    on_sheet = EVERYWHERE.copy()
    on_sheet[:, :200] = False
    density[:, :200] = np.random.default_rng(2).normal(0.5, 0.5, (HEIGHT, 200))
    lines = find_lines(density, on_sheet)
    assert len(lines) == len(paths)
    assert not ruling_density(density, lines, on_sheet)[:, :195].any()


def test_the_rulings_density_is_that_of_the_lines_and_not_of_strokes():
    density, _ = drawn_lines(range(60, HEIGHT - 60, 40), 1, noise=0.005)
    clean = density.copy()
    density[100:380, 300:312] += 1.0  # crosses seven lines
    found = ruling_density(density, find_lines(density, EVERYWHERE), EVERYWHERE)
    rest = density - found
    assert np.abs(rest[:, :290]).max() < 0.1
    assert np.abs(found.sum() - clean.sum()) < 0.1 * clean.sum()
    assert rest[100:380, 302:310].min() > 0.8


def ink_of(taken):
    picture = taken.image.copy()
    picture.thumbnail((640, 640), Image.Resampling.BOX)
    colours = np.asarray(picture, np.float32) / 255
    return paper_ink(look_at(np.asarray(picture.convert("L"), np.float32) / 255, colours))


def reduced(mask):
    picture = Image.fromarray(mask).convert("L").resize((640, 480), Image.Resampling.BOX)
    return np.asarray(picture) > 127


SCENES = [
    Scene("lined", "black ballpoint", tilt=4, seed=1),
    Scene("lined", "pencil", light="uneven", tilt=-3, pitch=8, margin=True, seed=2),
    Scene("squared", "blue ballpoint", tilt=2, keystone=(0.1, -0.1), seed=3),
    Scene("squared", "pencil", tilt=-5, grey=True, seed=4),
    Scene("squared", "felt pen", light="uneven", share=0.55, strength=1.3, seed=5),
    Scene("squared", "black ballpoint", light="uneven", share=0.2, pitch=4, seed=6),
]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: f"{scene.paper}, {scene.pen}")
@pytest.mark.parametrize("strokes", [EIGHT, FOUR, ONE], ids=["8", "4", "1"])
def test_ruling_goes_and_strokes_stay_whole(scene, strokes):
    taken = photograph(strokes, scene)
    ink, truth, lines = ink_of(taken) > 0, reduced(taken.ink), reduced(taken.lines)
    near_ink = ndimage.binary_dilation(truth, iterations=4)
    assert ink[truth].mean() > 0.96
    assert ink[lines & ~near_ink].mean() < 0.01
    assert ink[~near_ink].mean() < 0.002
    whole = ndimage.label(ink & near_ink, np.ones((3, 3)))
    large = np.bincount(whole[0].ravel())[1:] > 0.01 * truth.sum()
    assert large.sum() == ndimage.label(truth, np.ones((3, 3)))[1]
    # As many holes as were drawn, two in an 8: no line stays, and none is filled.
    assert _holes(ink & near_ink) == _holes(truth)


def _holes(mask):
    labels, count = ndimage.label(~np.pad(mask, 1))
    sizes = np.bincount(labels.ravel())[1:]
    return int((sizes > 0.02 * mask.sum()).sum()) - 1 if count else 0
