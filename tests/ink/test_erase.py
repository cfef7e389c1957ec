"""The eraser cuts strokes; what is left and what is gone, by hand."""

import numpy as np
import pytest

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.erase import erase


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
