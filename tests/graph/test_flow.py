"""A graph as cells in columns and lanes, with modules folded into one."""

import numpy as np
import pytest

from digitpad.graph.flow import MOST, at_first, flow_of
from digitpad.graph.graph import Graph, Operation
from digitpad.graph.ops.activation import ActivationOp
from digitpad.graph.ops.elementwise import ElementwiseOp
from digitpad.graph.ops.input import ConstantOp, InputOp
from digitpad.graph.ops.reshape import SameOp
from digitpad.network.described import graph_of
from digitpad.network.presets import PRESETS

SHAPE = (1, 2, 4, 4)
NONE = frozenset()


def graph(*operations):
    """A graph of an input and (name, names of inputs, module), all of one shape."""
    kinds = {0: lambda: ConstantOp(), 1: lambda: ActivationOp(), 2: lambda: ElementwiseOp("add")}
    rest = [
        Operation(
            name, SameOp() if name.startswith("drop") else kinds[len(inputs)](), inputs, SHAPE,
            module=module,
        )
        for name, inputs, module in operations
    ]  # fmt: skip
    return Graph("g", (Operation("input", InputOp(), (), SHAPE), *rest), {})


def cells(flow):
    return [(cell.title, cell.column, cell.lane, cell.inputs) for cell in flow.cells]


RESIDUAL = graph(
    ("stem", ("input",), ""),
    ("block.a", ("stem",), "block"),
    ("block.b", ("block.a",), "block"),
    ("block.add", ("block.b", "stem"), "block"),
    ("head", ("block.add",), ""),
)


@pytest.mark.parametrize("name", PRESETS)
def test_a_network_of_one_line_has_a_column_for_each_layer_that_does_something(name):
    network = graph_of(PRESETS[name], {})
    flow = flow_of(network, NONE)
    nothing = ("flatten", "dropout")
    seen = [layer.name for layer in PRESETS[name].layers if layer.kind not in nothing]
    assert [cell.title for cell in flow.cells] == ["input", *seen]
    assert [cell.column for cell in flow.cells] == list(range(len(flow.cells)))
    assert flow.lanes == 1


def test_a_folded_module_is_one_cell_that_shows_what_leaves_it():
    flow = flow_of(RESIDUAL, NONE)
    assert cells(flow) == [
        ("input", 0, 0, ()), ("stem", 1, 0, (0,)), ("block", 2, 0, (1,)), ("head", 3, 0, (2,)),
    ]  # fmt: skip
    assert flow.cells[2].folds == "block"
    assert flow.cells[2].layer.name == "block.add"


def test_an_unfolded_module_shows_what_skips_its_layers():
    flow = flow_of(RESIDUAL, frozenset({"block"}))
    assert cells(flow) == [
        ("input", 0, 0, ()), ("stem", 1, 0, (0,)), ("block.a", 2, 0, (1,)),
        ("block.b", 3, 0, (2,)), ("block.add", 4, 0, (3, 1)), ("head", 5, 0, (4,)),
    ]  # fmt: skip
    assert [cell.within for cell in flow.cells] == ["", "", "block", "block", "block", ""]


def test_branches_stand_in_lanes_of_one_column():
    flow = flow_of(graph(
        ("left", ("input",), ""), ("right", ("input",), ""), ("sum", ("left", "right"), "")
    ), NONE)  # fmt: skip
    assert cells(flow)[1:] == [("left", 1, 0, (0,)), ("right", 1, 1, (0,)), ("sum", 2, 0, (1, 2))]
    assert flow.lanes == 2


def test_what_changes_nothing_is_no_cell_and_is_passed_through():
    flow = flow_of(graph(("a", ("input",), ""), ("drop", ("a",), ""), ("b", ("drop",), "")), NONE)
    assert cells(flow) == [("input", 0, 0, ()), ("a", 1, 0, (0,)), ("b", 2, 0, (1,))]


def test_a_module_that_ends_in_what_changes_nothing_shows_the_values_before_it():
    flow = flow_of(graph(
        ("m.a", ("input",), "m"), ("m.b", ("m.a",), "m"), ("dropm", ("m.b",), "m"),
        ("end", ("dropm",), ""),
    ), NONE)  # fmt: skip
    assert cells(flow)[1:] == [("m", 1, 0, (0,)), ("end", 2, 0, (1,))]
    assert flow.cells[1].layer.name == "m.b"


def test_a_module_that_two_outputs_leave_is_not_folded():
    flow = flow_of(graph(
        ("m.a", ("input",), "m"), ("m.b", ("m.a",), "m"), ("sum", ("m.a", "m.b"), ""),
    ), NONE)  # fmt: skip
    assert [cell.title for cell in flow.cells] == ["input", "m.a", "m.b", "sum"]
    assert flow.foldable == NONE


def test_a_constant_is_no_cell():
    flow = flow_of(graph(("token", (), ""), ("sum", ("input", "token"), "")), NONE)
    assert cells(flow) == [("input", 0, 0, ()), ("sum", 1, 0, (0,))]


def test_at_first_outer_modules_are_unfolded_while_there_is_room():
    layers, before = [], "input"
    for outer in "abcd":
        for inner in range(3):
            for step in range(3):
                name = f"{outer}.{inner}.{step}"
                layers.append((name, (before,), f"{outer}.{inner}"))
                before = name
    network = graph(*layers)
    unfolded = at_first(network)
    assert {"a", "b", "c", "d"} <= unfolded  # 12 inner modules and the input
    assert len(flow_of(network, unfolded).cells) <= MOST
    small = graph(("m.a", ("input",), "m"), ("m.b", ("m.a",), "m"))
    assert at_first(small) == {"m"}


def test_every_input_of_a_cell_stands_before_it():
    random = np.random.default_rng(3)
    names = ["input"]
    layers = []
    for number in range(40):
        count = int(random.integers(1, 3))
        inputs = tuple(str(name) for name in random.choice(names[-6:], count, replace=False)) if (
            len(names) >= count
        ) else ("input",)  # fmt: skip
        layers.append((f"l{number}", inputs, f"m{number // 5}"))
        names.append(f"l{number}")
    network = graph(*layers)
    for unfolded in (NONE, frozenset(f"m{n}" for n in range(8))):
        flow = flow_of(network, unfolded)
        for place, cell in enumerate(flow.cells):
            assert all(n < place and flow.cells[n].column < cell.column for n in cell.inputs)
        assert len({(cell.column, cell.lane) for cell in flow.cells}) == len(flow.cells)
