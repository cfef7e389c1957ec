"""Photographs of a digit on paper give the network what the pen's strokes give it."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.render import network_input
from digitpad.ink.photo.cleaned import drawing_from_pixels
from digitpad.ink.photo.picture import (
    open_grey,
    open_picture,
    opened_input,
    opened_pixels,
    picture_ink,
)
from digitpad.support.errors import EmptyInkError
from tests.ink.photo.cleaned_ink import clean_ink
from tests.ink.photo.opened_pictures import read
from tests.ink.photo.photographs import Scene, photograph
from tests.ink.photo.test_comb import write
from tests.ink.photo.test_picture import SEVEN, picture_input, seven

SCENES = {
    "blank": Scene(seed=1),
    "blank, in a shadow": Scene(light="uneven", seed=2),
    "pencil": Scene(pen="pencil", seed=3),
    "faint pencil in a shadow": Scene(pen="faint pencil", light="uneven", noise=2, seed=4),
    "lined": Scene("lined", pitch=8, tilt=3, seed=5),
    "lined, pencil": Scene("lined", "pencil", pitch=8, tilt=-4, margin=True, seed=6),
    "squared": Scene("squared", "blue ballpoint", tilt=5, seed=7),
    "squared, pencil": Scene("squared", "pencil", tilt=-5, grey=True, seed=8),
    "squared, near": Scene("squared", "felt pen", share=0.7, strength=1.3, seed=9),
    "squared, far": Scene("squared", share=0.16, pitch=4, keystone=(0.1, 0.1), seed=10),
    "squared, at an angle": Scene("squared", light="uneven", keystone=(-0.15, 0.12), seed=11),
    "on a table": Scene("squared", "pencil", light="uneven", table=True, seed=12),
    "aside": Scene("lined", pitch=8, place=(-0.2, 0.15), share=0.25, seed=13),
    "a bad camera": Scene("squared", noise=6, blur=1.6, quality=45, seed=14),
}

strokes = [SEVEN]


def expected():
    return network_input(Drawing((Stroke.from_xy(SEVEN),), (1.0, 1.0)))


@pytest.mark.parametrize("name", SCENES)
def test_a_photograph_gives_what_its_strokes_give(tmp_path, name):
    scene = SCENES[name]
    photograph(strokes, scene).save(tmp_path / "x.jpg", scene)
    assert _difference(picture_input(tmp_path / "x.jpg"), scene) < 0.05


def _difference(image, scene):
    """Mean difference from the strokes' image, turned as the photograph is, at the best shift."""
    angle = np.radians(scene.tilt)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    turned = (np.array(SEVEN) @ turn).tolist()
    target = network_input(Drawing((Stroke.from_xy(turned),), (1.0, 1.0)))
    shifts = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
    return min(np.abs(np.roll(image, shift, (0, 1)) - target).mean() for shift in shifts)


def test_a_photograph_in_grey_is_read_too(tmp_path):
    taken = photograph(strokes, SCENES["squared"])
    taken.image.convert("L").save(tmp_path / "x.png")
    assert _difference(picture_input(tmp_path / "x.png"), SCENES["squared"]) < 0.05


def test_chalk_on_a_board_in_uneven_light_is_read(tmp_path):
    taken = photograph(strokes, SCENES["blank, in a shadow"])
    board = 0.15 + 0.6 * (1 - np.asarray(taken.image, np.float32) / 255)
    random = np.random.default_rng(1)
    board = (255 * board + random.normal(0, 2, board.shape)).clip(0, 255).astype(np.uint8)
    Image.fromarray(board).save(tmp_path / "x.png")
    assert _difference(picture_input(tmp_path / "x.png"), Scene()) < 0.08


def test_a_scribble_far_away_is_left_out(tmp_path):
    scribble = [[(-1.4, -0.6), (-1.2, -0.4), (-1.3, -0.3)]]
    width = max(np.ptp(SEVEN, axis=0))
    scene = Scene("squared", share=0.6, height=20 * 2, seed=15)
    whole = photograph([SEVEN, *scribble], scene)
    whole.save(tmp_path / "x.jpg", scene)
    assert width > 0
    assert _difference(picture_input(tmp_path / "x.jpg"), scene) < 0.06
    everything = clean_ink(*open_picture(tmp_path / "x.jpg"))
    digit = clean_ink(*open_picture(tmp_path / "x.jpg"), digit_only=True)
    assert everything[:, :200].any()
    assert not digit[:, :200].any()


@pytest.mark.parametrize("paper", ["blank", "lined", "squared"])
@pytest.mark.parametrize("seed", range(3))
def test_a_photograph_of_empty_paper_shows_no_ink(tmp_path, paper, seed):
    scene = Scene(paper, tilt=2.5, seed=seed)
    photograph([], scene).save(tmp_path / "x.jpg", scene)
    with pytest.raises(EmptyInkError, match=r"x\.jpg shows no ink"):
        picture_input(tmp_path / "x.jpg")


@pytest.mark.parametrize(("side", "width"), [(300, 0.01), (400, 0.055), (900, 0.14)])
@pytest.mark.parametrize("name", ["x.png", "x.bmp", "x.jpg"])
def test_a_drawn_picture_is_read_as_it_always_was(tmp_path, side, width, name):
    seven(side, ink=30, paper=230, width=width).convert("RGB").save(tmp_path / name, quality=90)
    grey, colours = open_picture(tmp_path / name)
    np.testing.assert_array_equal(grey, open_grey(tmp_path / name))
    # Faint blur and a JPEG's ringing, which are not ink, may go.
    ink, before = clean_ink(grey, colours, digit_only=True), picture_ink(grey)
    np.testing.assert_array_equal(np.where(before > 0.35, before, 0), np.where(ink > 0.35, ink, 0))


def test_a_digit_that_fills_a_drawn_picture_is_not_taken_for_a_ruling(tmp_path):
    four = Image.new("L", (400, 400), 255)
    for box in ((0, 240, 399, 243), (280, 0, 283, 399), (0, 0, 3, 240)):
        four.paste(0, box)
    grey = np.asarray(four, np.float32) / 255
    np.testing.assert_array_equal(clean_ink(grey), picture_ink(grey))


def test_drawn_squares_are_taken_off_a_drawn_digit(tmp_path):
    image = seven(600).convert("RGB")
    squared = np.asarray(image).copy()
    for start in range(10, 600, 30):
        for area in (squared[start : start + 2], squared[:, start : start + 2]):
            area[...] = np.minimum(area, np.array([150, 180, 230], np.uint8))
    Image.fromarray(squared).save(tmp_path / "x.png")
    image.save(tmp_path / "y.png")
    difference = np.abs(picture_input(tmp_path / "x.png") - picture_input(tmp_path / "y.png"))
    assert difference.mean() < 0.02


def test_a_picture_in_memory_is_read_as_its_file(tmp_path):
    image = photograph(strokes, SCENES["squared"]).image.convert("RGBA")
    image.save(tmp_path / "x.png")
    np.testing.assert_array_equal(
        opened_input(*opened_pixels(np.asarray(image), "x")),
        opened_input(*open_picture(tmp_path / "x.png")),
    )


def test_pixels_without_ink_name_what_they_are(tmp_path):
    blank = np.full((120, 130, 4), 255, np.uint8)
    with pytest.raises(EmptyInkError, match="The pasted picture shows no ink"):
        drawing_from_pixels(blank, "The pasted picture")


@given(
    st.sampled_from(["noise", "grain", "checks", "stripes", "slope", "blob"]),
    st.integers(100, 260), st.integers(100, 260), st.booleans(), st.integers(0, 1000),
    st.booleans(),
)  # fmt: skip
@settings(max_examples=60)
def test_whatever_a_picture_shows_it_is_ink_or_an_error(
    kind, height, width, has_colour, seed, has_stroke
):
    random = np.random.default_rng(seed)
    rows, columns = np.indices((height, width))
    grey = (
        {
            "noise": random.random((height, width)),
            "grain": 0.8 + 0.02 * random.standard_normal((height, width)),
            "checks": (rows // 9 + columns // 9) % 2,
            "stripes": rows // 4 % 2,
            "slope": columns / width,
            "blob": np.hypot(rows - height / 2, columns - width / 2) / max(height, width),
        }[kind]
        .clip(0, 1)
        .astype(np.float32)
    )
    if has_stroke:
        grey[height // 4 : -height // 4, width // 2 : width // 2 + 6] *= 0.2
    colours = np.stack([grey, grey * 0.9, grey * 0.5], axis=2) if has_colour else None
    try:
        ink = clean_ink(grey, colours)
    except EmptyInkError:
        assert not (has_stroke and kind in ("grain", "slope"))  # paper that is nearly even
    else:
        assert min(ink.shape) >= 300 or max(ink.shape) == 640
        assert ink.shape[0] / ink.shape[1] == pytest.approx(height / width, rel=0.01)
        assert ink.dtype == np.float32
        assert ((ink >= 0) & (ink <= 1)).all()
        assert ink.any()


def test_twice_the_same_photograph_is_twice_the_same_picture():
    first, second = (photograph(strokes, SCENES["lined"]) for _ in range(2))
    np.testing.assert_array_equal(np.asarray(first.image), np.asarray(second.image))
    other = photograph(strokes, dataclasses.replace(SCENES["lined"], seed=99))
    assert (np.asarray(first.image) != np.asarray(other.image)).any()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_points_of_a_long_row_are_no_dust(network, seed):
    """They are as small as dust by the picture's side, and as thick as the pen."""
    picture = Image.new("L", (640, 120), 235)
    pen = ImageDraw.Draw(picture)
    for place, digit in enumerate("17.07.1071"):
        x = 60 + 58 * place
        if digit == ".":
            pen.ellipse([x - 2, 78, x + 2, 82], fill=30)
        else:
            write(pen, digit, x, 80)
    for x, y in ((90, 20), (300, 104), (500, 14)):  # and this is dust
        pen.line([(x, y), (x + 2, y)], fill=120)
    grain = np.random.default_rng(seed).normal(0, 3, (120, 640))
    paper = Image.fromarray(np.clip(np.asarray(picture) + grain, 0, 255).astype(np.uint8))
    assert read(network, paper).text == "17.07.1071"
