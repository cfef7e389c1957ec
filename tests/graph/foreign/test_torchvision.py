"""The smallest of torchvision's eight smallest families, as graphs."""

from functools import cache

import pytest
import torch
from torch import nn

from digitpad.graph.foreign.module_graph import graph_of_module, opened
from digitpad.graph.foreign.source import CodeSource, build
from digitpad.graph.graph import Graph
from digitpad.graph.trace import trace
from digitpad.support.errors import ModelError
from tests.bench.foreign import SMALLEST
from tests.graph.foreign.against_torch import compared, explained, fields, image_for, unknown

SIDE = 64  # pixels


@cache
def family(name: str) -> tuple[Graph, nn.Module]:
    arguments = {"init_weights": False} if name == "googlenet" else {}
    torch.manual_seed(0)
    try:
        module = build(CodeSource("torchvision.models", name), arguments).eval()
    except ModelError as error:
        pytest.skip(str(error))
    return graph_of_module(module, (3, SIDE, SIDE)), module


@pytest.mark.parametrize("name", SMALLEST)
def test_a_family_is_computed_as_torch_does_and_explained(name: str) -> None:
    graph, module = family(name)
    assert unknown(graph) == []
    assert max(compared(graph, module).values()) < 1e-4
    assert explained(trace(graph, image_for(graph)), 200) < 1e-4
    exact, larger = fields(graph, module, 4)
    assert exact + larger == 4


def test_a_drawing_is_read_by_a_network_for_photographs() -> None:
    _, module = family("squeezenet1_1")
    graph = opened(module, 0.1307, 0.3081)
    assert graph.input_shape == (1, 28, 28)
    assert graph.classes == 1000
