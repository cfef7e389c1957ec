"""From strokes to the input: place, size and brush do not matter, and it looks like MNIST."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

import digitpad.ink.input.render as ink_render
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.render import PEN_WIDTH, network_input, render
from digitpad.support.errors import EmptyInkError

CURVE = [(300 + 180 * math.cos(t / 9), 500 + 300 * math.sin(t / 9)) for t in range(57)]


def drawing(xy=CURVE, width=50.0, scale=1.0, shift=(0.0, 0.0)):
    moved = [(x * scale + shift[0], y * scale + shift[1]) for x, y in xy]
    return Drawing((Stroke.from_xy(moved, width),))


@given(st.floats(0.1, 1.5), st.floats(-50, 400), st.floats(-100, 300))
@settings(max_examples=40)
def test_place_and_size_on_the_canvas_do_not_matter(scale, dx, dy):
    moved = network_input(drawing(scale=scale, shift=(dx, dy)))
    # Rounding of the oversampled ink may move its edge by a part of a pixel.
    assert np.abs(moved - network_input(drawing())).mean() < 0.004


@given(st.floats(1, 200))
@settings(max_examples=20)
def test_the_brush_does_not_matter(width):
    np.testing.assert_array_equal(network_input(drawing(width=width)), network_input(drawing()))


def test_the_pen_is_as_wide_as_told():
    # A long bar: its area is its length times the pen's width, in a box of 20 pixels.
    bar = render(drawing([(100, 100), (100, 900)]))
    assert bar.shape == (20, 3)
    rows = bar[5:15].sum(axis=1)
    np.testing.assert_allclose(rows, PEN_WIDTH, atol=0.15)


def test_it_equals_an_exact_distance_to_the_path():
    # Coverage by the distance of fine points to the polyline, computed by hand.
    path = [(200.0, 200.0), (700.0, 300.0), (400.0, 800.0)]
    shown = render(drawing(path))
    low, extent = np.array([200.0, 200.0]), 600.0
    corners = (np.array(path) - low) * (20 - PEN_WIDTH) / extent + PEN_WIDTH / 2
    fine = 16
    y, x = (np.mgrid[: shown.shape[0] * fine, : shown.shape[1] * fine] + 0.5) / fine
    near = np.full(x.shape, np.inf)
    for (ax, ay), (bx, by) in itertools.pairwise(corners):
        t = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)
        t = np.clip(t, 0, 1)
        near = np.minimum(near, np.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)))
    covered = near <= PEN_WIDTH / 2
    expected = covered.reshape(shown.shape[0], fine, shown.shape[1], fine).mean(axis=(1, 3))
    assert np.abs(shown - expected).max() < 0.2
    assert np.abs(shown - expected).mean() < 0.02


def test_the_input_has_mnists_measures():
    image = network_input(drawing())
    y, x = ndimage.center_of_mass(image)
    assert 13.5 <= y <= 14.5
    assert 13.5 <= x <= 14.5
    assert np.ptp(np.flatnonzero(image.any(axis=1))) + 1 == 20
    assert image.dtype == np.float32


def test_a_dot_is_a_dot():
    image = network_input(Drawing((Stroke.from_xy([(321, 77)]),)))
    assert image.sum() == pytest.approx(math.pi * (PEN_WIDTH / 2) ** 2, rel=0.1)
    assert (image > 0).sum() <= 16


def test_a_tremble_is_not_blown_up():
    image = network_input(Drawing((Stroke.from_xy([(500, 500), (501, 500.5), (500.5, 501)]),)))
    assert (image > 0).sum() <= 25


def test_points_that_stand_still_do_no_harm():
    still = [point for point in CURVE for _ in range(3)]
    np.testing.assert_allclose(network_input(drawing(still)), network_input(drawing()), atol=0.02)


def test_nothing_drawn_is_an_error():
    with pytest.raises(EmptyInkError):
        network_input(Drawing())


def test_thousands_of_points_are_thinned_but_not_changed():
    dense = [(300 + 180 * math.cos(t / 900), 500 + 300 * math.sin(t / 900)) for t in range(5001)]
    assert np.abs(render(drawing(dense)) - render(drawing(dense[::25]))).max() < 0.15


def anew(drawing):
    """Return the same drawing of strokes that nobody has drawn yet."""
    strokes = tuple(Stroke(stroke.points.copy(), stroke.width) for stroke in drawing.strokes)
    return Drawing(strokes, drawing.size)


@pytest.mark.parametrize("brush", [False, True])
def test_with_each_point_that_a_pen_adds_all_strokes_are_where_they_belong(brush):
    first, second = Stroke.from_xy(CURVE), Stroke.from_xy([(300, 500), (480, 520)], 20.0)
    within = [(200, 600), (300, 300), (400, 700)]
    beyond = [(100, 950), (900, 60), (30, 30)]
    for count in range(1, 7):
        newest = Stroke.from_xy((within + beyond)[:count], 35.0)
        now = Drawing((first, second, newest))
        assert (render(now, brush=brush) == render(anew(now), brush=brush)).all()


def test_strokes_that_are_done_are_not_drawn_again_with_each_point(monkeypatch):
    drawn = []
    way = ink_render._draw_path
    monkeypatch.setattr(
        ink_render, "_draw_path", lambda pen, path, *how: (drawn.append(path), way(pen, path, *how))
    )
    done = tuple(Stroke.from_xy([(100, y), (900, 1000 - y)]) for y in range(100, 901, 50))
    path = [(200 + 5 * n, 400) for n in range(20)]
    for count in range(1, len(path)):
        render(Drawing((*done, Stroke.from_xy(path[:count]))))
    assert len(drawn) == len(done) + len(path) - 1
