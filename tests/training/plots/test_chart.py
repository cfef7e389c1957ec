"""The chart: what is drawn where, as pixels and as a drawing."""

import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from digitpad.training.curves import EpochPoint
from digitpad.training.plots.chart import Chart
from digitpad.training.plots.plot_spec import LossCurve, PlotColours, PlotLabels, PlotSpec, View

COLOURS = PlotColours(
    background="#ffffff", text="#000000", muted="#555555", grid="#eeeeee", training="#0000ff",
    validation="#ff8000", best="#ff00ff", earlier=("#00a000",),
)  # fmt: skip


def trace(run=1, count=400, level=1.0):
    times = np.linspace(0.01, 4, count)
    losses = level * np.exp(-times) + 0.05
    epochs = tuple(EpochPoint(e, 0.5, 0.6 / e, 0.9 + e / 100, 1, 1) for e in range(1, 5))
    return LossCurve(f"Run {run}", run, 4, times, losses, losses, epochs, epochs[-1])


def spec(**changes):
    return replace(PlotSpec((640, 420), 1.0, COLOURS, PlotLabels(), trace()), **changes)


def close_to(image, colour, tolerance=60):
    wanted = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
    return np.abs(image[..., :3].astype(int) - wanted).sum(axis=2) < tolerance


def test_a_frame_has_the_size_in_pixels_and_the_curves_colours():
    image = Chart().draw(spec(ratio=1.5)).image
    assert image.shape == (630, 960, 4)
    for colour in (COLOURS.training, COLOURS.validation, COLOURS.best):
        assert close_to(image, colour).any(), colour
    assert not close_to(image, COLOURS.earlier[0]).any()


def test_the_training_curve_is_where_its_values_are():
    frame = Chart().draw(spec())
    left, top, width, height = frame.plot
    (x0, x1), (y0, y1) = frame.shown.epochs, frame.shown.loss
    loss = float(np.exp(-2.0) + 0.05)
    x = left + width * (2.0 - x0) / (x1 - x0)
    y = top + height * (np.log(y1) - np.log(loss)) / (np.log(y1) - np.log(y0))
    near = frame.image[round(y) - 3 : round(y) + 4, round(x) - 3 : round(x) + 4]
    assert close_to(near, COLOURS.training, 150).any()


def test_a_growing_curve_looks_as_if_it_was_drawn_at_once():
    chart = Chart()
    whole = trace()
    for count in (100, 250, 400):
        part = replace(
            whole, times=whole.times[:count], losses=whole.losses[:count],
            smooth=whole.smooth[:count],
        )  # fmt: skip
        grown = chart.draw(spec(current=part)).image
    difference = np.abs(grown.astype(int) - Chart().draw(spec()).image).max(axis=2)
    assert (difference > 60).mean() < 0.002


def test_earlier_runs_stay_as_lines_with_a_legend():
    def green(image):
        red, green, blue = (image[..., channel].astype(int) for channel in range(3))
        return ((green > red + 20) & (green > blue + 20)).sum()

    assert green(Chart().draw(spec()).image) == 0
    assert green(Chart().draw(spec(earlier=(trace(2, level=2.5),))).image) > 200


def test_zooming_shows_the_part_that_was_asked_for():
    view = View((1.0, 2.0), (0.1, 0.5))
    assert Chart().draw(spec(view=view)).shown == view


@pytest.mark.parametrize("current", [None, trace(count=1), trace(count=0)])
def test_there_is_a_picture_before_there_are_curves(current):
    assert Chart().draw(spec(current=current)).image.shape == (420, 640, 4)


def test_it_is_saved_as_picture_and_as_drawing():
    chart = Chart()
    assert Image.open(BytesIO(chart.save(spec(), "png"))).size[0] >= 640
    svg = ElementTree.fromstring(chart.save(spec(), "svg"))
    assert svg.tag.endswith("svg")
