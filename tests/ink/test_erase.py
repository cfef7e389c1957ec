"""The eraser cuts strokes; what is left and what is gone, by hand."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.erase import erase
from digitpad.ink.photo.on_sheet import Crop, PaperImage, Photo


def line(y=500.0, width=20.0):
    return Stroke.from_xy([(100, y), (900, y)], width)


def test_a_stroke_is_cut_in_two_where_the_eraser_was():
    left, right = erase(Drawing((line(),)), (500, 500), (500, 500), radius=40).strokes
    # The eraser's 40 and half of the stroke's 20 on either side of 500.
    np.testing.assert_allclose(left.xy, [(100, 500), (450, 500)], atol=1e-6)
    np.testing.assert_allclose(right.xy, [(550, 500), (900, 500)], atol=1e-6)


def test_a_moving_eraser_leaves_no_gaps():
    rest = erase(Drawing((line(),)), (300, 500), (700, 500), radius=30)
    assert [stroke.xy[:, 0].tolist() for stroke in rest.strokes] == [
        pytest.approx([100, 260]),
        pytest.approx([740, 900]),
    ]


def test_pressure_and_time_are_interpolated_at_the_cut():
    stroke = Stroke(np.array([[0.0, 0, 0.2, 10], [100, 0, 0.6, 20]]), width=2)
    first, _ = erase(Drawing((stroke,)), (50, 0), (50, 0), radius=9).strokes
    np.testing.assert_allclose(first.points[-1], [40, 0, 0.36, 14])


def test_a_miss_returns_the_same_drawing():
    drawing = Drawing((line(),))
    assert erase(drawing, (500, 600), (600, 650), radius=40) is drawing


def test_strokes_beside_stay_the_same_objects():
    far = line(y=100)
    rest = erase(Drawing((far, line())), (500, 500), (500, 500), radius=40)
    assert rest.strokes[0] is far
    assert len(rest.strokes) == 3


def test_a_dot_is_erased_whole():
    dot = Stroke.from_xy([(500, 500)], width=30)
    assert erase(Drawing((dot,)), (400, 500), (470, 500), radius=20).is_empty
    assert not erase(Drawing((dot,)), (400, 500), (440, 500), radius=20).is_empty


def test_a_stroke_under_the_eraser_is_gone_whole():
    short = Stroke.from_xy([(490, 500), (500, 505), (510, 500)], width=10)
    assert erase(Drawing((short,)), (500, 500), (500, 500), radius=60).is_empty


def test_repeated_points_do_no_harm():
    stroke = Stroke.from_xy([(100, 500), (100, 500), (500, 500), (500, 500), (900, 500)], 20)
    rest = erase(Drawing((stroke,)), (500, 500), (500, 500), radius=40)
    assert len(rest.strokes) == 2
    assert all(np.isfinite(piece.points).all() for piece in rest.strokes)


def test_no_ink_is_left_under_the_eraser():
    random = np.random.default_rng(3)
    scribble = Stroke.from_xy(random.uniform(0, 1000, (60, 2)).tolist(), width=16)
    start, end, radius = np.array([200.0, 300.0]), np.array([800.0, 650.0]), 50
    rest = erase(Drawing((scribble,)), tuple(start), tuple(end), radius)
    along = end - start
    assert len(rest.strokes) > 10  # a scribble of 59 segments, cut through
    for stroke in rest.strokes:
        # Points along each segment, and their distance to the eraser's track.
        dense = np.concatenate(
            [np.linspace(a, b, 50) for a, b in zip(stroke.xy, stroke.xy[1:], strict=False)]
        )
        t = np.clip((dense - start) @ along / (along @ along), 0, 1)
        distance = np.hypot(*(dense - start - t[:, None] * along).T)
        assert distance.min() > radius + 8 - 2  # the track is made of discs: 2 units of waves


def picture(light=False):
    """A vertical and a horizontal bar on paper that gets darker to the right, in colour."""
    paper = np.linspace(240, 200, 200)[None, :, None] * np.array([1.0, 0.98, 0.9])
    pixels = np.repeat(paper, 100, axis=0)
    pixels[20:80, 40:50] = pixels[45:55, 120:180] = (30, 30, 90)
    if light:
        pixels = 255 - pixels
    pixels = pixels.round().astype(np.uint8)
    return Photo(PaperImage(pixels.mean(axis=2).round().astype(np.uint8), pixels)), pixels


@pytest.mark.parametrize("light", [False, True])
def test_in_a_picture_ink_under_the_eraser_becomes_paper(light):
    photo, before = picture(light)
    # 5 canvas units are a pixel; the picture's left upper corner is at (0, 250).
    drawing = Drawing(photo=photo)
    rest = erase(drawing, (225, 340), (225, 660), radius=60).photo.image
    bare, _ = picture(light)
    bare = np.repeat(bare.image.colours[:1], 100, axis=0)
    columns, rows = np.meshgrid(np.arange(200) + 0.5, np.arange(100) + 0.5)
    x, y = columns * 5, rows * 5 + 250
    away = np.hypot(x - 225, y - np.clip(y, 340, 660))
    under = away < 60
    assert np.abs(rest.colours.astype(int) - bare)[under].max() <= 6, "as the paper beside it"
    assert np.abs(rest.grey.astype(int) - bare.mean(axis=2))[under].max() <= 6
    np.testing.assert_array_equal(rest.colours[~under], before[~under])
    np.testing.assert_array_equal(photo.image.colours, before)  # the picture itself stays


def test_a_frame_whose_ink_is_rubbed_out_is_gone_and_one_with_some_left_stays():
    frames = Crop((30, 15, 60, 85)), Crop((110, 40, 190, 60))
    drawing = Drawing(photo=replace(picture()[0], crops=frames))
    # 5 canvas units are a pixel; the picture's left upper corner is at (0, 250).
    some = erase(drawing, (225, 340), (225, 500), radius=60)
    assert some.photo.crops == frames
    assert erase(some, (225, 500), (225, 660), radius=60).photo.crops == frames[1:]


def thick(side, pen, is_light):
    """A seven without gaps at its joints, ``pen`` of the side thick; levels without any grain."""
    big = Image.new("L", (4 * side, 4 * side))
    corners = [(x * 4 * side, y * 4 * side) for x, y in ((0.25, 0.2), (0.7, 0.2), (0.4, 0.8))]
    ImageDraw.Draw(big).line(corners, fill=255, width=round(4 * side * pen), joint="curve")
    ink = np.asarray(big.resize((side, side), Image.Resampling.BOX))
    return ink if is_light else 255 - ink


@pytest.mark.parametrize("is_light", [False, True])
@pytest.mark.parametrize(
    ("side", "pen"), [(28, 0.1), (64, 0.16), (500, 0.08), (500, 0.12), (500, 0.16)]
)
def test_strokes_wider_than_the_eraser_are_rubbed_out_whatever_is_lighter(side, pen, is_light):
    grey = thick(side, pen, is_light)
    paper, drawing = 0 if is_light else 255, Drawing(photo=Photo(PaperImage(grey)))
    places = np.array(list(product(range(100, 900, 25), repeat=2)))
    for x, y in np.random.default_rng(0).permutation(places).tolist():
        before = np.abs(drawing.photo.image.grey.astype(int) - paper)
        drawing = erase(drawing, (x, y), (x, y), radius=20)
        ink = np.abs(drawing.photo.image.grey.astype(int) - paper)
        assert (ink <= before + 2).all(), "no ink is added"
    assert ink.max() <= 2, "nothing is left"


def test_the_eraser_leaves_the_paper_that_is_around_it_also_where_a_line_was_no_ink():
    grey = np.full((400, 400), 235, np.uint8)
    grey[100:300, 190:210] = 40  # the digit
    grey[40:52, 40:360] = grey[348:360, 40:360] = grey[40:360, 40:52] = grey[40:360, 348:360] = 40
    drawing = Drawing(photo=Photo(PaperImage(grey)))
    rest = erase(drawing, (250, 115), (750, 115), radius=30).photo.image.grey  # the frame's top
    assert (rest[40:52, 100:300] == 235).all()


def test_a_picture_without_ink_is_paper_all_over():
    grey = np.full((200, 200), 90, np.uint8)
    drawing = Drawing(photo=Photo(PaperImage(grey)))
    rest = erase(drawing, (100, 100), (900, 900), radius=50).photo.image
    np.testing.assert_array_equal(rest.grey, grey)


def test_beside_the_picture_the_eraser_rubs_out_nothing():
    drawing = Drawing(photo=picture()[0])
    assert erase(drawing, (500, 20), (600, 20), radius=20) is drawing


def test_a_mark_that_is_rubbed_out_is_none_any_more():
    photo = replace(picture()[0], crops=(
        Crop((40, 20, 50, 80), is_cut=False), Crop((120, 45, 180, 55), is_cut=False, mark="−")
    ))  # fmt: skip
    rest = erase(Drawing(photo=photo), (590, 500), (910, 500), radius=50).photo
    assert rest.crops == photo.crops[:1]
