"""The chart: what is drawn where, as pixels and as a drawing."""

import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from io import BytesIO
from itertools import pairwise

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
FAINT = "#74ca74"  # a line of an earlier run on the paper


def trace(run=1, count=400, level=1.0):
    times = np.linspace(0.01, 4, count)
    losses = level * np.exp(-times) + 0.05
    epochs = tuple(EpochPoint(e, 0.5, 0.6 / e, 0.9 + e / 100, 1, 1) for e in range(1, 5))
    return LossCurve(f"Run {run}", run, 4, times, losses, losses, epochs, epochs[-1])


def spec(**changes):
    return replace(PlotSpec((640, 420), 1.0, COLOURS, PlotLabels(), trace()), **changes)


def batches(losses, run=1, length=4, step=0.001, epochs=()):
    """A run of as many batches as there are ``losses``, one each ``step`` epochs."""
    losses = np.array(losses, float)
    times = step * np.arange(1, len(losses) + 1)
    return LossCurve(f"Run {run}", run, length, times, losses, losses, epochs, None)


def around(frame, time, loss):
    """The pixels next to where ``time`` in epochs and ``loss`` are in the chart."""
    left, top, width, height = frame.plot
    (x0, x1), (y0, y1) = frame.shown.epochs, frame.shown.loss
    x = left + width * (time - x0) / (x1 - x0)
    y = top + height * (np.log(y1) - np.log(loss)) / (np.log(y1) - np.log(y0))
    return frame.image[round(y) - 3 : round(y) + 4, round(x) - 3 : round(x) + 4]


def close_to(image, colour, tolerance=60):
    wanted = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
    return np.abs(image[..., :3].astype(int) - wanted).sum(axis=2) < tolerance


def test_a_frame_has_the_size_in_pixels_and_the_curves_colours():
    image = Chart().draw(spec(ratio=1.5)).image
    assert image.shape == (630, 960, 4)
    for colour in (COLOURS.training, COLOURS.validation, COLOURS.best):
        assert close_to(image, colour).any(), colour
    assert not close_to(image, COLOURS.earlier[0]).any()


def test_a_run_keeps_its_colour_whichever_others_come(tmp_path):
    colours = replace(COLOURS, earlier=("#00a000", "#a000a0", "#a0a000"))
    first, second = trace(1, level=0.5), trace(2, level=2.0)
    alone = Chart().draw(spec(colours=colours, current=None, earlier=(first,)))
    both = Chart().draw(spec(colours=colours, current=None, earlier=(first, second)))
    place = 2.0, float(0.5 * np.exp(-2.0) + 0.05)
    for frame in (alone, both):
        assert close_to(around(frame, *place), "#74ca74").any()
    assert close_to(around(both, 2.0, float(2.0 * np.exp(-2.0) + 0.05)), "#ca74ca").any()


def test_the_training_curve_is_where_its_values_are():
    near = around(Chart().draw(spec()), 2.0, float(np.exp(-2.0) + 0.05))
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


@pytest.mark.parametrize("new", [1, 2, 3])
def test_every_batch_is_seen_though_but_a_few_are_new_in_a_frame(new):
    losses = np.geomspace(2.5, 0.4, 13)  # of a hundredth of the chart's width, one below another
    chart = Chart()
    for count in range(1, 14, new):
        frame = chart.draw(spec(current=batches(losses[:count])))
        for number in range(count if count > 1 else 0):  # one point alone is no line
            near = around(frame, 0.001 * (number + 1), losses[number])
            assert close_to(near, COLOURS.training, 150).any(), (count, number)
    whole = Chart().draw(spec(current=batches(losses)))
    difference = np.abs(frame.image.astype(int) - whole.image).max(axis=2)
    assert (difference > 60).mean() < 0.002


@pytest.mark.parametrize("count", [2, 3, 4])
def test_a_curve_of_a_few_batches_is_the_same_however_often_it_is_drawn(count):
    chart, part = Chart(), batches(np.geomspace(2.5, 0.4, count), length=0.01)
    first = chart.draw(spec(current=part))
    for number, loss in enumerate(part.losses, start=1):
        assert close_to(around(first, 0.001 * number, loss), COLOURS.training, 150).any(), number
    for again in (chart, chart, Chart()):
        np.testing.assert_array_equal(again.draw(spec(current=part)).image, first.image)


def judged(run, length, level, accuracy):
    """A run that ends each epoch with validation loss ``level``; each batch has a third more."""
    epochs = tuple(EpochPoint(e, level, level, accuracy, 1, 1) for e in range(1, length + 1))
    return batches(np.full(100 * length, level * 4 / 3), run, length, 0.01, epochs)


@pytest.mark.parametrize("lengths", [(2, 5), (5, 2)], ids=["earlier longer", "earlier shorter"])
def test_runs_of_unequal_length_share_a_chart_as_long_as_the_longest(lengths):
    current, earlier = judged(1, lengths[0], 1.2, 0.9), judged(2, lengths[1], 0.3, 0.9)
    frame = Chart().draw(spec(current=current, earlier=(earlier,)))
    assert frame.shown.epochs == (0, 5)
    for time in (1.5, 4.5):
        is_drawn = [
            close_to(around(frame, time, loss), colour, 150).any()
            for loss, colour in ((1.6, COLOURS.training), (0.4, FAINT))
        ]
        assert is_drawn == [time < length for length in lengths]


@pytest.mark.parametrize(
    ("losses", "floor"), [((0.4, 1.2), 0.3), ((1.2, 0.04), 0.03), ((0.002, 0.5), 0.001)]
)
def test_the_lowest_loss_of_all_runs_says_where_the_axis_begins(losses, floor):
    current, earlier = (judged(run, 2, level, 0.9) for run, level in enumerate(losses, start=1))
    shown = Chart().draw(spec(current=current, earlier=(earlier,))).shown
    assert shown.loss == (floor, 3.0)


def test_where_nothing_is_validated_the_last_training_loss_says_it():
    assert Chart().draw(spec(current=batches([2.5, 0.02, 0.2]))).shown.loss == (0.1, 3.0)


@pytest.mark.parametrize("accuracies", [(0.3, 0.99), (0.99, 0.3), (0.985, 0.97), (0.6, 0.85)])
def test_accuracies_of_all_runs_are_within_the_chart(accuracies):
    current, earlier = (
        judged(run, 4, 0.5, accuracy) for run, accuracy in enumerate(accuracies, start=1)
    )
    frame = Chart().draw(spec(current=current, earlier=(earlier,)))
    left, top, width, height = frame.plot
    below = frame.image[round(top + height) + 4 :, round(left) : round(left + width)]
    for colour in (COLOURS.validation, FAINT):
        columns = close_to(below, colour, 100).any(axis=0)
        assert columns.mean() > 0.7, colour  # from the first epoch's end to the last one's


def test_earlier_runs_stay_as_lines_with_a_legend():
    def green(image):
        red, green, blue = (image[..., channel].astype(int) for channel in range(3))
        return ((green > red + 20) & (green > blue + 20)).sum()

    assert green(Chart().draw(spec()).image) == 0
    assert green(Chart().draw(spec(earlier=(trace(2, level=2.5),))).image) > 200


def test_an_earlier_run_of_one_epoch_is_seen_where_it_was_validated():
    """At the border of the plot, where a line of one point is but its mark."""
    judged = (EpochPoint(1, 0.5, 0.25, 0.95, 1, 1),)
    earlier = batches([0.6] * 100, run=2, length=1, step=0.01, epochs=judged)
    frame = Chart().draw(spec(current=None, earlier=(earlier,)))
    assert close_to(around(frame, 1.0, 0.25), FAINT).sum() > 8


def test_marks_outside_of_what_is_zoomed_in_on_are_not_drawn():
    frame = Chart().draw(spec(view=View((2.5, 3.5), (0.1, 0.5)), earlier=(trace(2),)))
    left, top, _, _ = map(round, frame.plot)
    beside = frame.image[top:, : left - 2]  # below the legend
    for colour in (COLOURS.validation, FAINT):
        assert not close_to(beside, colour).any()


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


@pytest.mark.parametrize("height", [112, 156, 170, 200, 260, 420])
@pytest.mark.parametrize("level", [0.0001, 0.02, 1.0])
@pytest.mark.parametrize("accuracy", [0.5, 0.91, 0.985])
def test_numbers_beside_the_axes_do_not_lie_on_each_other(height, level, accuracy):
    chart = Chart()
    epochs = (EpochPoint(1, 0.5, level, accuracy, 1, 1),)
    chart.draw(spec(size=(400, height), current=batches([2.0, level], epochs=epochs)))
    for axes in (chart._loss, chart._accuracy):
        low, high = axes.get_ylim()
        boxes = sorted(
            (tick.label1.get_window_extent() for tick in axes.yaxis.get_major_ticks()
             if low <= tick.get_loc() <= high),
            key=lambda box: box.y0,
        )  # fmt: skip
        assert boxes, "there is a number to read by"
        for below, above in pairwise(boxes):
            assert above.y0 >= below.y1, (below, above)


@pytest.mark.parametrize(("height", "is_named"), [(156, True), (112, False)])
def test_a_low_chart_leaves_out_the_names_of_its_axes(height, is_named):
    chart = Chart()
    chart.draw(spec(size=(640, height)))
    names = [axes.get_ylabel() for axes in chart._figure.axes]
    assert names == (["Loss", "Accuracy"] if is_named else ["", ""])
