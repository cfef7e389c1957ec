"""Fixtures of the flow by itself."""

import pytest
import torch

from digitpad.graph.foreign.module_graph import opened
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.support.folders import bundled_model
from tests.ui.flows import Net, made_strip


@pytest.fixture(scope="module")
def network():
    """The network that ships with digitpad."""
    return load_checkpoint(bundled_model()).network


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
