"""A layer's panel without the page: its views, its words, its scale, and what follows a choice."""

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from torch import nn

from digitpad.graph.changes import Changes, Channel
from digitpad.graph.foreign.module_graph import graph_of_module
from digitpad.graph.gradient import gradients
from digitpad.graph.trace import shown_layers, trace
from digitpad.ui.pages.layers.layer_panel import LayerPanel
from digitpad.ui.pages.layers.learn_bar import NextStep
from digitpad.ui.pages.layers.maps_view import Show
from tests.ui.layers import click
from tests.ui.painted import written

LEFT = Qt.MouseButton.LeftButton
SEVEN = np.zeros((28, 28), np.float32)
SEVEN[6:8, 8:20] = SEVEN[8:22, 16:18] = 1.0


@pytest.fixture(scope="module")
def seven(network):
    return trace(network, SEVEN)


@pytest.fixture(scope="module")
def layers(network):
    return {layer.name: layer for layer in shown_layers(network)}


@pytest.fixture
def panel(qtbot, layers, seven):
    panel = LayerPanel(layers["conv1"], QWidget())
    qtbot.addWidget(panel)
    panel.resize(800, 500)
    panel.show()
    panel.set_layer(layers["conv1"])
    panel.set_trace(seven, None, Show())
    panel.told = []
    panel.selected.connect(lambda: panel.told.append(("selected", panel.position)))
    panel.pointed.connect(lambda place: panel.told.append(("pointed", place)))
    return panel


def press(panel, text):
    button = next(one for one in panel.mode.buttons() if one.text() == text)
    QTest.mouseClick(button, LEFT)


def modes(panel):
    return [one.text() for one in panel.mode.buttons()] if panel.mode.isVisible() else []


@pytest.mark.parametrize(
    ("name", "shape", "expected"),
    [("conv1", "8 × 28 × 28", ["Maps", "Slide", "Kernels"]), ("pool2", "32 × 7 × 7",
     ["Maps", "Slide"]), ("relu1", "8 × 28 × 28", []), ("fc1", "49", ["Values", "Weights"])],
)  # fmt: skip
def test_a_layer_has_its_heading_its_sentence_and_its_views(panel, layers, name, shape, expected):
    panel.set_layer(layers[name])
    assert panel.heading.text() == f"{name}   {shape}"
    assert panel.sentence.text() == str(layers[name].sentence) != ""
    assert modes(panel) == expected
    assert panel.layer is layers[name]
    assert panel.position is None


def test_the_view_that_is_looked_at_stays_where_the_next_layer_has_it(panel, layers, seven):
    press(panel, "Kernels")
    assert panel.views.currentWidget() is panel.kernels
    for name, view in (("conv2", "kernels"), ("pool1", "maps"), ("conv1", "maps")):
        panel.set_layer(layers[name])
        panel.set_trace(seven, None, Show())
        assert panel.views.currentWidget() is getattr(panel, view), name


def test_without_a_trace_the_maps_say_what_to_do(panel):
    press(panel, "Kernels")
    panel.set_empty_text("Draw a digit.")
    panel.set_trace(None, None, Show())
    assert panel.views.currentWidget() is panel.maps
    assert "Draw a digit." in [one.text for one in written(panel.maps.grid)]
    assert panel.legend.accessibleName() == ""


@pytest.mark.parametrize(
    ("name", "how", "low", "high"),
    [("conv1", Show(), "−{0:.2f}", "{0:.2f}"), ("relu1", Show(), "0", "{0:.2f}"),
     ("conv1", Show(each=True), "−max", "max"), ("relu1", Show(each=True), "0", "max")],
)  # fmt: skip
def test_the_scale_goes_from_the_lowest_to_the_highest_of_its_colours(
    panel, layers, seven, name, how, low, high
):
    panel.set_layer(layers[name])
    panel.set_trace(seven, None, how)
    end = float(np.abs(seven.values(layers[name])).max())
    said = f"Colours from {low.format(end)} to {high.format(end)}"
    assert panel.legend.accessibleName() == said
    if name == "conv1":
        press(panel, "Kernels")
        assert panel.legend.accessibleName() == "", "it is the maps'"
    panel.set_layer(layers["fc2"])
    panel.set_trace(seven, None, how)
    assert panel.legend.accessibleName() == "", "bars have numbers"


def told(value):
    return f"{value:.4f}".replace("-", "−")


def test_the_pointer_tells_a_value_and_then_the_selected_one(panel, layers, seven):
    values = seven.values(layers["conv1"])
    grid = panel.maps.grid
    click(grid, grid.value_point((2, 6, 10)))
    assert panel.position == (2, 6, 10)
    assert panel.value.text() == f"conv1, map 2, row 6, column 10: {told(values[2, 6, 10])}"
    assert ("selected", (2, 6, 10)) in panel.told
    QTest.mouseMove(grid, grid.value_point((3, 7, 8)).toPoint())
    assert panel.value.text() == f"conv1, map 3, row 7, column 8: {told(values[3, 7, 8])}"
    assert panel.told[-1] == ("pointed", (3, 7, 8))
    grid.hovered.emit(None)
    assert panel.told[-1] == ("pointed", (2, 6, 10))
    panel.set_layer(layers["conv1"])
    assert panel.value.text() == ""
    assert ("selected", None) in panel.told


def test_a_key_goes_to_a_value_and_enter_explains_it(panel, layers, seven):
    grid = panel.maps.grid
    click(grid, grid.value_point((2, 6, 10)))
    before = panel.arithmetic.toPlainText()
    assert "conv1, map 2, row 6, column 10" in before
    QTest.keyClick(grid, Qt.Key.Key_Right)
    assert panel.position == (2, 6, 11)
    assert panel.arithmetic.toPlainText() == before
    QTest.keyClick(grid, Qt.Key.Key_Return)
    text = panel.arithmetic.toPlainText()
    assert "conv1, map 2, row 6, column 11" in text
    value = float(seven.values(layers["conv1"])[2, 6, 11])
    assert f"= {value:.3f}".replace("-", "−") in text


def test_a_kernel_or_a_unit_that_is_chosen_has_its_value_explained(panel, layers, seven):
    press(panel, "Kernels")
    panel.kernels.kernel_chosen.emit(5)
    assert panel.position == (5, 14, 14), "the middle, where nothing was chosen before"
    panel.choose((5, 3, 4))
    panel.kernels.kernel_chosen.emit(6)
    assert panel.position == (6, 3, 4)
    panel.set_layer(layers["fc1"])
    panel.set_trace(seven, None, Show())
    press(panel, "Weights")
    panel.weights.unit_chosen.emit(7)
    assert panel.position == (7,)
    assert "fc1, unit 7" in panel.arithmetic.toPlainText()


def test_the_slides_place_is_the_value_that_is_looked_at(panel):
    panel.choose((3, 0, 0))
    press(panel, "Slide")
    assert panel.slide.position == (3, 0, 0)
    QTest.mouseClick(panel.slide.player.on, LEFT)
    assert panel.position == (3, 0, 1)
    assert "conv1, map 3, row 0, column 1" in panel.arithmetic.toPlainText()


def test_a_silenced_maps_values_are_explained_as_that(qtbot, panel, network, layers):
    changed = trace(network, SEVEN, Changes().with_toggled(Channel("conv1", 2)))
    panel.set_trace(changed, None, Show())
    panel.choose((2, 6, 10))
    assert "silenced" in panel.arithmetic.toPlainText().lower()
    panel.choose((3, 6, 10))
    assert "silenced" not in panel.arithmetic.toPlainText().lower()
    panel.set_trace(trace(network, SEVEN * 0.5), None, Show())
    before = panel.arithmetic.toPlainText()
    qtbot.waitUntil(lambda: panel.arithmetic.toPlainText() != before or not before)


def test_with_gradients_a_value_has_its_own_and_a_weight_its_next_step(panel, layers, seven):
    found = gradients(seven, 3)
    panel.set_step(NextStep(found, 0.1, 0.9))
    panel.choose((2, 6, 10))
    slope = float(found.values(layers["conv1"])[2, 6, 10])
    assert "; dL/d(output) " in panel.value.text()
    if slope == 0:
        assert panel.value.text().endswith("dL/d(output) 0")
    assert panel.beside.currentWidget() is panel.arithmetic
    press(panel, "Kernels")
    assert panel.beside.currentWidget() is panel.weight_step
    assert panel.weight_step.what.text().startswith("Click a weight")
    panel.kernels.weight_chosen.emit((5, 0, 1, 2))
    heading = panel.weight_step.heading.text()
    assert heading == "conv1, kernel 5, over map 0, row 1, column 2"
    panel.set_step(None)
    assert panel.beside.currentWidget() is panel.arithmetic
    panel.set_layer(layers["fc1"])
    panel.set_trace(seven, None, Show())
    panel.set_step(NextStep(found, 0.1, 0.9))
    press(panel, "Weights")
    panel.weights.weight_chosen.emit((7, 9))
    assert panel.weight_step.heading.text() == "fc1, unit 7, weight 9"


def test_values_are_named_by_their_places(panel, layers):
    assert panel.name_of((1, 2, 3)) == "conv1, map 1, row 2, column 3"
    assert panel.name_of((4,)) == "conv1, unit 4"
    assert panel.name_of((1, 2)) == "conv1 at 1, 2"


class Branched(nn.Module):
    """The ReLU stands after both convolutions, and takes the first."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 2, 3)
        self.second = nn.Conv2d(1, 2, 3)
        self.out = nn.Linear(4, 10)

    def forward(self, x):
        first, second = self.first(x), self.second(x)
        return self.out(torch.cat([torch.relu(first), second], 1).mean((2, 3)))


def test_a_relu_is_told_of_what_it_takes_and_not_of_what_stands_before_it(panel):
    torch.manual_seed(3)
    found = trace(graph_of_module(Branched().eval(), (1, 28, 28)), SEVEN)
    told = {}
    for shown in shown_layers(found.graph):
        panel.set_layer(shown)
        panel.set_trace(found, None, Show())
        if shown.name in ("first", "second"):
            panel.choose((0, 4, 4))
            told[shown.name] = "ReLU" in panel.arithmetic.toPlainText()
    assert told == {"first": True, "second": False}
