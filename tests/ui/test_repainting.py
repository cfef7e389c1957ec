"""What shows something else is painted anew, at once and without being asked.

A widget that is grabbed is painted in any case: here the screen's own paint events are counted.
"""

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from digitpad.graph.flow import flow_of
from digitpad.graph.ops.convolution import ConvOp
from digitpad.graph.slide import slide_of
from digitpad.graph.trace import shown_layers, trace
from digitpad.lab.inputs import FOUR_BY_FOUR
from digitpad.lab.kernels import kernel
from digitpad.lab.lab_settings import LabSettings
from digitpad.lab.limits import ConvolutionSettings
from digitpad.lab.result import lab_result
from digitpad.lab.steps import Cell
from digitpad.network.design.architecture_draft import ArchitectureDraft
from digitpad.network.design.assessment import assess
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.network.presets import PRESETS
from digitpad.reading.probe import Curve, ProbeChange
from digitpad.support.folders import bundled_model
from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.canvas.digit_frames import DigitFrames
from digitpad.ui.dialogs.designer.layer_delegate import TotalsLine
from digitpad.ui.pages.evaluate.confusion_matrix import ConfusionMatrix
from digitpad.ui.pages.lab.channels import ChannelGrid
from digitpad.ui.pages.lab.input_picture import InputPicture, Under
from digitpad.ui.pages.lab.playground import LabVerdict, OutputPicture
from digitpad.ui.pages.lab.pool_table import PoolTable
from digitpad.ui.pages.lab.shapes_view import ShapesView
from digitpad.ui.pages.layers.flow_strip import FlowStrip
from digitpad.ui.pages.layers.ink_overlay import InkOverlay
from digitpad.ui.pages.layers.output_bars import OutputBars
from digitpad.ui.pages.layers.probe_plot import ProbePlot
from digitpad.ui.pages.layers.slide_view import SlidePicture
from digitpad.ui.pages.layers.step_card import StepCard
from digitpad.ui.widgets.basics import Line
from digitpad.ui.widgets.convolution_view import ConvolutionView
from digitpad.ui.widgets.map_grid import MapGrid
from digitpad.ui.widgets.map_painter import Legend
from digitpad.ui.widgets.painted import NumberRows
from digitpad.ui.widgets.sample_grid import SampleGrid
from digitpad.ui.window.answer.input_preview import InputPreview
from digitpad.ui.window.answer.probability_bars import ProbabilityBars


class PaintEvents(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget):
        super().__init__()
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched, event):
        self.count += event.type() == QEvent.Type.Paint
        return False


def settle(seen):
    """Let everything be painted that is to be painted in any case."""
    before = -1
    while seen.count > before:
        before = seen.count
        QApplication.processEvents()


def lab(stride=1, numbers=((1.0,),), **settings):
    convolution = ConvolutionSettings((stride, stride))
    settings = LabSettings(FOUR_BY_FOUR, (kernel(numbers),), convolution, **settings)
    return lab_result(settings, None, None, with_pools=True)


def seven():
    network = load_checkpoint(bundled_model()).network
    return trace(network, np.eye(28, dtype=np.float32))


def layer(name):
    return next(one for one in shown_layers(seven().graph) if one.name == name)


def assessment(kernels=8):
    draft = ArchitectureDraft.of(PRESETS["tutorial"])
    return assess(draft.with_setting(0, "kernels", kernels))


def convolution_view():
    view = ConvolutionView()
    place = ConvOp((1, 1)).explain(
        [np.ones((1, 1, 1, 1), np.float32)], {"weight": np.ones((1, 1, 1, 1), np.float32)},
        (0, 0, 0, 0),
    )  # fmt: skip
    return view, [lambda: view.show_convolution("heading", place, [])]


def frames():
    canvas = Canvas()
    canvas.resize(300, 300)
    frames = DigitFrames(canvas)
    number = SimpleNamespace(
        digits=[None, None], box=lambda index: (100 * index, 0, 100 * index + 90, 90),
        sheet=SimpleNamespace(photo=None),
    )  # fmt: skip
    frames.show_number(number, 0)
    frames.canvas = canvas  # kept alive
    return frames, [lambda: frames.show_number(number, 1)]


def picture():
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    return image


def grid():
    grid, values = MapGrid(), np.zeros((2, 4, 4), np.float32)
    grid.show_values(None, signed=True)
    return grid, [
        lambda: grid.set_empty_text("Draw."), lambda: grid.show_values(values, signed=True),
        lambda: grid.set_current((1, 2, 3)), lambda: grid.set_current(None),
    ]  # fmt: skip


def channels():
    grid = ChannelGrid()
    grid.show_values(np.zeros((3, 4, 4), np.float32), signed=True)
    return grid, [lambda: grid.name_channels(are_colours=True)]


def rows():
    rows = NumberRows("rows", (100, 2), 16, 12, 0)
    return rows, [lambda: rows.show_rows((("a", "1"),))]


def legend():
    legend = Legend()
    return legend, [lambda: legend.show_scale(True, "0", "1"), legend.clear]


def line():
    line = Line()
    return line, [lambda: line.setText("said")]


def samples():
    grid = SampleGrid()
    images = np.zeros((3, 28, 28), np.uint8)
    return grid, [
        lambda: grid.set_empty_text("Nothing."), lambda: grid.set_samples(images, [0, 1, 2], str),
    ]  # fmt: skip


def preview():
    preview = InputPreview()
    return preview, [
        lambda: preview.set_image(np.ones((28, 28), np.float32)),
        lambda: preview.mark(((0,), (1, 2), (3, 4))), lambda: preview.mark(None),
    ]  # fmt: skip


def totals():
    totals = TotalsLine()
    return totals, [lambda: totals.show_assessment(assessment())]


def pools():
    table = PoolTable()
    return table, [lambda: table.show_result(lab()), lambda: table.set_current((0, 0, 0, 0))]


def shapes():
    view = ShapesView()
    return view, [lambda: view.show_result(lab())]


def lab_input():
    picture = InputPicture()
    picture.show_result(lab())
    return picture, [
        lambda: picture.show_under(Under(range(1), range(1))), lambda: picture.show_under(None),
        lambda: picture.show_result(lab(stride=2)),
    ]  # fmt: skip


def lab_output():
    picture = OutputPicture()
    picture.show_result(lab())
    return picture, [
        lambda: picture.show_under(Under(range(1), range(1))),
        lambda: picture.show_filled(Cell(0, 1, 1)), lambda: picture.show_filled(None),
        lambda: picture.show_result(lab(numbers=np.ones((7, 7)))),
    ]  # fmt: skip


def verdict():
    verdict = LabVerdict()
    return verdict, [
        lambda: verdict.show_lines("a", "b", is_warning=False), lambda: verdict.show_problem("c"),
    ]  # fmt: skip


def slide():
    picture = SlidePicture()
    found = slide_of(seven(), layer("conv1"), 0, 0)
    return picture, [
        lambda: picture.show_slide(found, 0), lambda: picture.show_slide(found, 1),
        lambda: picture.show_slide(None, 0),
    ]  # fmt: skip


def card():
    card = StepCard("Crop", "Cuts.")
    return card, [
        lambda: card.show_picture(picture(), "8 × 8", 1.0), lambda: card.show_sentence("Cut"),
        lambda: card.show_cost("7", is_alarming=False), lambda: card.set_breadth(90),
    ]  # fmt: skip


def output_bars():
    bars = OutputBars()
    return bars, [
        lambda: bars.show_trace(seven(), frozenset()), lambda: bars.set_current((3,)),
        lambda: bars.show_trace(None, frozenset()),
    ]  # fmt: skip


def overlay():
    overlay, image = InkOverlay(), np.eye(28, dtype=np.float32)
    return overlay, [
        lambda: overlay.set_empty_text("Draw."), lambda: overlay.show_picture(image, image),
        lambda: overlay.set_strength(0.3), lambda: overlay.set_current((3, 4)),
    ]  # fmt: skip


def plot():
    plot = ProbePlot()
    curve = Curve(ProbeChange.TURN, 7, (-45, 0, 45), (0, 1, 0.5), (3, 7, 7), 0)
    return plot, [
        lambda: plot.set_empty_text("Draw."), lambda: plot.show_curve(curve),
        lambda: plot._point_at(1), lambda: plot._point_at(None),
    ]  # fmt: skip


def strip():
    strip, found = FlowStrip(), seven()
    strip.set_flow(flow_of(found.graph, frozenset()))
    return strip, [
        lambda: strip.show_trace(found, None, None, each=False),
        lambda: strip.mark({0: ((0,), (1,), (2,))}), lambda: strip.select(3),
    ]  # fmt: skip


def matrix():
    matrix = ConfusionMatrix()
    counts = [[10 if row == column else 1 for column in range(10)] for row in range(10)]
    return matrix, [lambda: matrix.set_counts(counts), lambda: matrix.set_current(3, 4)]


def bars():
    bars = ProbabilityBars()
    return bars, [lambda: bars.set_probabilities((0.5, *[0.5 / 9] * 9))]


MADE = (
    grid, channels, rows, legend, line, samples, preview, totals, pools, shapes, lab_input,
    lab_output, verdict, slide, card, output_bars, overlay, plot, strip, matrix, bars, frames,
    convolution_view,
)  # fmt: skip


@pytest.mark.parametrize("made", MADE, ids=lambda made: made.__name__)
def test_a_change_is_seen_at_once(qtbot, made):
    widget, changes = made()
    qtbot.addWidget(widget)
    window = getattr(widget, "canvas", widget)
    with qtbot.waitExposed(window):
        window.show()
    widget.resize(400, 300)
    seen = PaintEvents(widget.viewport() if hasattr(widget, "viewport") else widget)
    for number, change in enumerate(changes):
        settle(seen)
        before = seen.count
        change()
        QApplication.processEvents()
        assert seen.count > before, f"change {number}"
