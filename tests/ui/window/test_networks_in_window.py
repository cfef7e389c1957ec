"""The window with other networks than the tutorial's: every layer is shown, and compared."""

import re

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from digitpad.lab.inputs import image_of, layer_source
from digitpad.network.design.architecture_draft import ArchitectureDraft
from digitpad.network.files.checkpoint import save_checkpoint
from digitpad.network.files.training_info import TrainingInfo
from digitpad.network.presets import PRESETS
from digitpad.training.module import Network, graph_with
from digitpad.ui.pages.layers.flow_scroll import FlowScroll
from tests.network.input_sizes import sized
from tests.ui.layers import follow, show_view

ONE_LAYER = ArchitectureDraft("one_layer", ()).added("flatten", 0).added("linear", 1).to_network()
GLOBAL = (
    ArchitectureDraft("no_linear", ())
    .added("conv", 0)
    .added("adaptive_max_pool", 1)
    .added("flatten", 2)
    .with_setting(0, "kernels", 10)
    .to_network()
)
COLOUR = sized(48, 3)
NETWORKS = {
    architecture.name: architecture
    for architecture in (*PRESETS.values(), ONE_LAYER, GLOBAL, COLOUR, sized(33, 1, "padded"))
}


def load(qtbot, window, folder, architecture):
    torch.manual_seed(5)
    file = folder / f"{architecture.name}.safetensors"
    save_checkpoint(file, graph_with(Network(architecture)), TrainingInfo())
    with qtbot.waitSignal(window.session.model_changed, timeout=60_000):
        window.session.load_model(file)
    qtbot.waitUntil(lambda: is_traced(window, architecture), timeout=60_000)


def is_traced(window, architecture):
    trace = window.pages.layers.trace
    return window.session.is_settled and trace is not None and trace.graph.origin == architecture


@pytest.mark.parametrize("architecture", NETWORKS.values(), ids=NETWORKS)
def test_every_layer_is_shown_and_its_values_explained(
    qtbot, window, drawn, tmp_path, architecture
):
    page = drawn
    load(qtbot, window, tmp_path, architecture)
    qtbot.keyClick(page.strip, Qt.Key.Key_Home)
    seen = []
    for name in page.layer_names[1:-1]:
        qtbot.keyClick(page.strip, Qt.Key.Key_Right)
        layer = page.layer
        seen.append(layer.name)
        assert name in (layer.name, "softmax")
        assert page.explain_value(tuple(n // 2 for n in layer.shape))
        for view in (page.panel.slide, page.panel.kernels, page.panel.weights, page.panel.maps):
            show_view(page.panel, view)
            page.panel.grab()
    learnt = {key.split(".")[0] for key in architecture.parameter_shapes()}
    assert learnt <= set(seen)


def test_how_a_drawing_becomes_the_input_of_another_size_is_shown(qtbot, window, drawn, tmp_path):
    page = drawn
    load(qtbot, window, tmp_path, COLOUR)
    assert [name for name in page.layer_names if name in ("resize", "channels")] == [
        "resize", "channels",
    ]  # fmt: skip
    page.select_layer("resize")
    assert page.layer.shape == (1, 48, 48)
    assert page.explain_value((0, 20, 20))
    page.select_layer("channels")
    assert page.layer.shape == (3, 48, 48)
    maps = page.trace.outputs[page.trace.graph.index["channels"]]
    assert (maps[0] == maps[1]).all()
    assert (maps[0] == maps[2]).all()
    answer = window.findChild(QLabel, "prediction").text()
    assert answer == str(int(page.trace.probabilities.argmax()))
    lab_input = image_of(layer_source("conv1"), trace=page.trace)
    assert lab_input.shape == (3, 48, 48)
    assert (lab_input == maps).all()


def test_a_value_of_another_size_tells_which_pixels_it_is_the_mean_of(
    qtbot, window, drawn, tmp_path
):
    load(qtbot, window, tmp_path, COLOUR)
    drawn.select_layer("resize")
    assert drawn.explain_value((0, 20, 30))
    text = drawn.panel.arithmetic.toPlainText()
    # 28 pixels become 48: (20 + 1/2) · 28/48 - 1/2 = 11.46, and 17.29
    assert "The weighted mean of 4 values of map 0" in text
    places = re.findall(r"row (\d+), column (\d+)", text)
    assert places.pop(0) == ("20", "30")  # its own
    assert places == [("11", "17"), ("11", "18"), ("12", "17"), ("12", "18")]
    assert "unit" not in text
    assert "bias" not in text


def test_the_earlier_model_may_be_another_network(qtbot, window, drawn, tmp_path):
    page = drawn
    load(qtbot, window, tmp_path, PRESETS["modern"])
    page.comparison.earlier.trigger()
    follow(qtbot, window, page)
    qtbot.waitUntil(
        lambda: page._inspected is not None and page._inspected.beside is not None, timeout=30_000
    )
    for name in page.layer_names:
        page.select_layer(name)
        page.panel.grab()
    load(qtbot, window, tmp_path, PRESETS["dense"])
    page.panel.grab()


def test_a_long_flow_is_scrolled_to_the_chosen_layer_and_a_short_one_is_not(
    qtbot, window, drawn, tmp_path
):
    page, scroll = drawn, drawn.findChild(FlowScroll)
    window.resize(1024, 680)
    assert not scroll.horizontalScrollBar().isVisible()
    load(qtbot, window, tmp_path, PRESETS["deep"])
    follow(qtbot, window, page)
    qtbot.waitUntil(scroll.horizontalScrollBar().isVisible, timeout=30_000)
    qtbot.keyClick(page.strip, Qt.Key.Key_End)
    assert page.strip.layer_rect(page.strip.why).right() <= (
        scroll.horizontalScrollBar().value() + scroll.viewport().width() + 1
    )
    qtbot.keyClick(page.strip, Qt.Key.Key_Home)
    assert scroll.horizontalScrollBar().value() == 0
    qtbot.keyClick(page.strip, Qt.Key.Key_End)
    load(qtbot, window, tmp_path, ONE_LAYER)
    qtbot.waitUntil(lambda: not scroll.horizontalScrollBar().isVisible(), timeout=30_000)
    assert page.strip.width() == scroll.viewport().width()
