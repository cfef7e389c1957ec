"""A flow in less room than it needs is scrolled, and what is looked at stays in sight."""

import pytest
import torch
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from digitpad.graph.foreign.module_graph import opened
from digitpad.graph.receptive_field import projective_field, receptive_field
from digitpad.network.presets import PRESETS
from digitpad.training.module import Network, graph_with
from digitpad.ui.pages.layers.flow_choice import FlowChoice
from digitpad.ui.pages.layers.flow_places import INK
from digitpad.ui.pages.layers.flow_scroll import TALLEST, FlowScroll
from tests.ui.flows import Net


@pytest.fixture
def scroll(qtbot, strip):
    scroll = FlowScroll(strip)
    qtbot.addWidget(scroll)
    scroll.resize(strip.width_needed() + 20, 200)
    scroll.show()
    yield scroll
    scroll.takeWidget()  # the strip is closed by itself


def is_in_sight(scroll, place):
    """Whether the middle of a cell is between the ends of the scrolled part."""
    middle = scroll._strip.layer_rect(place).center().toPoint()
    return scroll.viewport().rect().contains(scroll._strip.mapTo(scroll.viewport(), middle))


def turn(scroll, across, down):
    event = QWheelEvent(
        QPointF(20, 20), scroll.mapToGlobal(QPointF(20, 20)), QPoint(), QPoint(across, down),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(scroll.viewport(), event)


def test_where_there_is_room_nothing_is_scrolled_and_the_strip_has_all_of_it(scroll, strip):
    assert scroll.horizontalScrollBar().maximum() == 0
    assert strip.width() == scroll.viewport().width()
    assert scroll.height() == strip.sizeHint().height()
    assert strip.minimumWidth() == 0


def test_a_little_less_room_is_shared_and_much_less_is_scrolled(scroll, strip):
    needed = strip.width_needed()
    scroll.resize(round(0.95 * needed), 200)
    assert scroll.horizontalScrollBar().maximum() == 0
    scroll.resize(round(0.7 * needed), 200)
    assert strip.width() == needed
    assert scroll.horizontalScrollBar().maximum() > 0
    bar = scroll.horizontalScrollBar().sizeHint().height()
    assert scroll.height() == strip.sizeHint().height() + bar, "the bar hides nothing"
    scroll.resize(needed + 20, 200)
    assert scroll.horizontalScrollBar().maximum() == 0
    assert scroll.height() == strip.sizeHint().height()


def test_the_chosen_cell_is_scrolled_into_sight_and_stays_there(scroll, strip):
    scroll.resize(strip.width_needed() // 2, 200)
    for place in (strip.why, INK, strip.why - 2):
        strip.select(place)
        assert is_in_sight(scroll, place)
    assert not is_in_sight(scroll, INK)
    strip.select(strip.why)
    scroll.resize(strip.width_needed() // 3, 200)
    assert is_in_sight(scroll, strip.why)


def test_the_wheel_scrolls_sideways(scroll, strip):
    scroll.resize(strip.width_needed() // 2, 200)
    strip.select(INK)
    bar = scroll.horizontalScrollBar()
    assert bar.value() == 0
    turn(scroll, 0, -60)
    assert bar.value() == 60
    turn(scroll, -30, 0)
    assert bar.value() == 90
    turn(scroll, 0, 40)
    assert bar.value() == 50


def test_a_flow_of_many_lanes_is_no_higher_than_the_page_allows(qtbot, branched):
    scroll = FlowScroll(branched)
    qtbot.addWidget(scroll)
    scroll.resize(branched.width_needed() + 20, 400)
    scroll.show()
    assert scroll.height() == min(branched.sizeHint().height(), TALLEST)
    assert branched.minimumHeight() == branched.sizeHint().height() == 2 * 84 + 7
    scroll.takeWidget()


# What is looked at


@pytest.fixture(scope="module")
def tutorial():
    torch.manual_seed(1)
    return graph_with(Network(PRESETS["tutorial"]))


@pytest.fixture
def choice(tutorial):
    return FlowChoice(tutorial)


def test_the_first_convolution_is_looked_at_first(choice):
    assert choice.name == "conv1"
    assert choice.layer.name == "conv1"
    assert choice.is_layer
    assert choice.names[0] == "ink"
    assert choice.names[-1] == "why"
    assert len(choice.names) == len(choice.cells) + 2


def test_ink_and_why_keep_the_layer_that_was_there(choice):
    for name, is_ink in (("ink", True), ("why", False)):
        choice.choose(choice.place_of("conv2"))
        choice.choose(choice.place_of(name))
        assert (choice.is_ink, choice.is_why, choice.is_layer) == (is_ink, not is_ink, False)
        assert choice.name == name
        assert choice.layer.name == "conv2"
    assert choice.place_of("no such layer") is None


def test_another_network_is_looked_at_in_the_place_of_the_same_name(choice, tutorial):
    choice.choose(choice.place_of("conv2"))
    lenet = graph_with(Network(PRESETS["lenet"]))
    choice.use(lenet)
    assert choice.graph is lenet
    assert choice.name == "conv2"
    choice.choose(choice.place_of("why"))
    choice.use(graph_with(Network(PRESETS["dense"])))
    assert choice.is_why


def test_a_module_is_unfolded_and_folded_with_all_that_is_in_it():
    choice = FlowChoice(opened(Net(), 0.1307, 0.3081, "net"))
    choice.unfold(frozenset())
    assert "blocks" in choice.names
    choice.choose(choice.place_of("blocks"))
    before = choice.layer.name
    choice.fold("blocks", False)
    assert "blocks.4" in choice.names
    assert choice.layer.name == before, "what is seen is the same"
    choice.fold("blocks.1", False)
    choice.choose(choice.place_of("blocks.1.conv2"))
    choice.fold("blocks", True)
    assert "blocks" in choice.names
    assert not [name for name in choice.names if name.startswith("blocks.")]
    choice.fold("blocks", False)
    assert "blocks.1.conv2" not in choice.names, "it was folded with it"


def test_what_a_value_depends_on_and_what_depends_on_it_is_found_layer_by_layer(choice, tutorial):
    choice.choose(choice.place_of("pool1"))
    index, position = choice.layer.index, (3, 5, 6)
    found = choice.fields(tutorial, position)
    cells = {cell.layer.name: cell.layer for cell in choice.cells}
    before, after = cells["conv1"], cells["conv2"]
    assert found[before.index] == receptive_field(tutorial, index, position, before.index)
    assert found[before.index] == ((3,), (10, 11), (12, 13))
    assert found[after.index] == projective_field(tutorial, index, position, after.index)
    assert cells["fc1"].index not in found, "all of it depends on it"
    assert found[index] == ((3,), (5,), (6,))
