"""The flow of a network with branches: folded, unfolded, drawn with arcs, by mouse and keys."""

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtTest import QTest

from digitpad.graph.flow import flow_of
from digitpad.graph.foreign.module_graph import opened
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.network.described import graph_of
from digitpad.network.files.checkpoint import Checkpoint
from digitpad.network.files.training_info import TrainingInfo
from digitpad.network.presets import PRESETS
from digitpad.ui.pages.layers.flow_scroll import FlowScroll
from digitpad.ui.pages.layers.flow_strip import FlowStrip
from digitpad.ui.theme import theme
from tests.ui.flows import Net


def show(qtbot, window, classes):
    torch.manual_seed(1)
    graph = opened(Net(classes), 0.1307, 0.3081, "net")
    line = Stroke.from_xy([(300, 300), (700, 300), (450, 800)], 60.0)
    window.canvas.set_drawing(Drawing((line,)), "Line")
    window.session.use(Checkpoint(graph, TrainingInfo(), window.session.checkpoint.path))
    page = window.pages.layers
    qtbot.waitUntil(
        lambda: page.trace is not None and page.trace.graph.operations is graph.operations,
        timeout=30_000,
    )
    return page


@pytest.fixture
def page(qtbot, window):
    return show(qtbot, window, 10)


def titles(page):
    return page.layer_names[1:-1]


def place_of(page, title):
    return titles(page).index(title)


def click(page, title, how=QTest.mouseClick):
    at = page.strip.layer_rect(place_of(page, title)).center().toPoint()
    how(page.strip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def fold_all(page):
    page._flow.unfold(frozenset({"blocks"}))
    page._show_flow()


def test_branches_lie_above_one_another_and_a_double_click_unfolds_a_module(page):
    fold_all(page)
    left, right = (page.strip.layer_rect(place_of(page, name)) for name in ("left", "right"))
    assert left.left() == right.left()
    assert left.bottom() <= right.top() + 1
    click(page, "blocks.0")
    assert page.layer.name.startswith("blocks.0")  # what leaves the module
    click(page, "blocks.0", QTest.mouseDClick)
    assert "blocks.0.conv1" in titles(page)
    assert "blocks.1" in titles(page)


def test_enter_unfolds_and_minus_folds_the_module_around(page):
    fold_all(page)
    click(page, "blocks.2")
    page.strip.setFocus()
    QTest.keyClick(page.strip, Qt.Key.Key_Return)
    assert "blocks.2.conv2" in titles(page)
    click(page, "blocks.2.conv2")
    QTest.keyClick(page.strip, Qt.Key.Key_Minus)
    assert "blocks.2.conv2" not in titles(page)
    assert page.selected_layer in ("blocks.2", titles(page)[page._flow.place])


def test_what_skips_layers_is_an_arc_above_them(page):
    fold_all(page)
    page.strip.repaint()
    assert page.strip._places.head == 0
    page._fold("blocks.0", False)
    head = page.strip._places.head
    assert head > 0
    image = page.strip.grab().toImage()
    faint = QColor(theme().faint)
    conv2 = page.strip.layer_rect(place_of(page, "blocks.0.conv2"))
    column = [
        image.pixelColor(QPoint(int(conv2.center().x()), y)) for y in range(int(head))
    ]  # fmt: skip
    assert any(abs(one.lightness() - faint.lightness()) < 40 for one in column)


def test_a_value_of_a_branch_is_taken_apart(page):
    fold_all(page)
    click(page, "right")
    page.panel.choose((1, 5, 6))
    text = page.panel.arithmetic.toPlainText()
    own = float(page.trace.outputs[page.layer.index][1, 5, 6])
    assert f"{abs(own):.3f}" in text


def test_networks_of_many_classes_show_the_likeliest(qtbot, window):
    page = show(qtbot, window, 30)
    probabilities = np.array(window.session.reading.answer.probabilities)
    assert probabilities.shape == (30,)
    assert list(window.answer.bars._shown()) == sorted(np.argsort(-probabilities)[:10].tolist())
    assert window.answer.prediction.text() == str(int(probabilities.argmax()))
    page.select_layer("out")
    assert page.panel.maps._now.currentWidget() is page.panel.maps.grid


def test_networks_of_few_classes_show_them_all(qtbot, window):
    page = show(qtbot, window, 3)
    assert list(window.answer.bars._shown()) == [0, 1, 2]
    page.select_layer("out")
    bars = page.panel.maps.bars
    assert page.panel.maps._now.currentWidget() is bars
    assert bars._position_at(bars._row(2).center()) == (2,)


@pytest.mark.parametrize("width", range(560, 1100, 60))
def test_no_shape_below_a_flow_of_many_layers_reaches_into_the_next(qtbot, width):
    flow = flow_of(graph_of(PRESETS["modern"], {}), frozenset())
    assert len(flow.cells) > 12
    strip = FlowStrip()
    strip.set_flow(flow)
    scroll = FlowScroll(strip)
    qtbot.addWidget(scroll)
    scroll.resize(width, 160)
    scroll.show()
    metrics = QFontMetricsF(strip._font())
    for place in range(len(flow.cells)):
        text = strip._shape(place)
        assert metrics.horizontalAdvance(text) <= strip.layer_rect(place).width(), text
