"""Fixtures of the flow and of a layer's views by themselves."""

import pytest
import torch

from digitpad.graph.foreign.module_graph import opened
from digitpad.graph.gradient import gradients
from digitpad.graph.trace import shown_layers, trace
from tests.ui.flows import Net, made_strip
from tests.ui.layers import image_of
from tests.ui.pens import SEVEN, ZERO


@pytest.fixture
def strip(qtbot, network):
    """Its flow."""
    return made_strip(qtbot, network)


@pytest.fixture
def branched(qtbot):
    """The flow of one with branches, two of whose modules are unfolded."""
    torch.manual_seed(1)
    return made_strip(
        qtbot, opened(Net(), 0.1307, 0.3081, "net"), frozenset({"blocks", "blocks.0"})
    )


@pytest.fixture(scope="module")
def seven(network):
    """What the network makes of a seven."""
    return trace(network, image_of(SEVEN))


@pytest.fixture(scope="module")
def zero(network):
    """What it makes of a zero."""
    return trace(network, image_of(ZERO))


@pytest.fixture(scope="module")
def slopes(seven):
    """The gradients of the seven's loss as a 3."""
    return gradients(seven, 3)


@pytest.fixture(scope="module")
def layers(network):
    """Its layers by their names."""
    return {layer.name: layer for layer in shown_layers(network)}


@pytest.fixture
def made(qtbot):
    """Shows a widget in a size."""

    def shown(widget, width=600, height=420):
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        return widget

    return shown
