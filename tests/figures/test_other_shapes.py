"""Layers that are neither units nor maps, as rows of tokens: their tables, their figures."""

import csv
import io

import numpy as np
import pytest
import torch
from torch import nn

from digitpad.figures.figure import flow_figure, layer_figure
from digitpad.figures.spec import FigureSpec
from digitpad.figures.subject import layer_csv
from digitpad.graph.changes import Changes, Channel
from digitpad.graph.foreign.module_graph import graph_of_module
from digitpad.graph.trace import shown_layers, trace
from digitpad.support.colour_scales import shaded
from tests.figures.test_figure import as_shades, pixels, place_of

IMAGE = np.random.default_rng(5).random((28, 28)).astype(np.float32)


class Tokens(nn.Module):
    """16 tokens of 8 numbers, then two heads of 4 x 4 maps: values along two axes, and four."""

    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(1, 8, 7, 7)
        self.norm = nn.LayerNorm(8)
        self.out = nn.Linear(128, 10)

    def forward(self, x):
        x = self.norm(self.patches(x).flatten(2).transpose(1, 2))  # (n, 16, 8)
        x = torch.sigmoid(x.reshape(-1, 4, 4, 2, 4))
        return self.out(x.flatten(1))


@pytest.fixture(scope="module")
def graph():
    torch.manual_seed(5)
    return graph_of_module(Tokens().eval(), (1, 28, 28))


def of_shape(made, shape):
    return next(shown for shown in shown_layers(made.graph) if shown.shape == shape)


@pytest.mark.parametrize(
    ("shape", "names"),
    [((16, 8), ["row", "column"]), ((4, 4, 2, 4), ["axis_0", "axis_1", "axis_2", "axis_3"])],
)
def test_each_value_has_a_line_with_its_place(graph, shape, names):
    made = trace(graph, IMAGE)
    shown = of_shape(made, shape)
    head, *body = csv.reader(io.StringIO(layer_csv(made, shown)))
    assert head == [*names, "value"]
    found = np.full(shape, np.nan, np.float32)
    for *place, value in body:
        found[tuple(map(int, place))] = np.float32(value)
    assert (found == made.outputs[shown.index]).all()


@pytest.mark.parametrize(("shape", "maps"), [((16, 8), (1, 16, 8)), ((4, 4, 2, 4), (16, 2, 4))])
def test_a_figure_has_them_as_the_maps_of_the_window(graph, shape, maps):
    made = trace(graph, IMAGE)
    shown = of_shape(made, shape)
    picture = as_shades(pixels(layer_figure(made, shown, FigureSpec("png", 800, 500))))
    for shades in shaded(made.values(shown).reshape(maps), shown.signed, False):
        assert any(
            place_of(shades.repeat(side, 0).repeat(side, 1), picture) for side in range(60, 3, -1)
        )


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_whole_flow_is_drawn(graph, kind):
    assert flow_figure(trace(graph, IMAGE), FigureSpec(kind, 800, 500))


def test_the_row_that_is_silenced_is_crossed_out(graph):
    name = of_shape(trace(graph, IMAGE), (16, 8)).name
    spec = FigureSpec("png", 800, 500)
    made = trace(graph, IMAGE, Changes(frozenset({Channel(name, 5)})))
    shown = of_shape(made, (16, 8))
    silent = as_shades(pixels(layer_figure(made, shown, spec)))
    unmarked = trace(graph, IMAGE)  # with the same values, and nothing to cross out
    unmarked.outputs[shown.index][:] = made.outputs[shown.index]
    changed = np.argwhere(silent != as_shades(pixels(layer_figure(unmarked, shown, spec))))
    side = next(
        side for side in range(60, 3, -1)
        if place_of(
            shaded(made.values(shown)[None], True, False)[0, :4].repeat(side, 0).repeat(side, 1),
            silent,
        )
    )  # fmt: skip
    rows, columns = np.ptp(changed, axis=0) + 1
    assert rows == pytest.approx(side, abs=4)
    assert columns == pytest.approx(8 * side, abs=4)
