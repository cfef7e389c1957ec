"""Networks of other people: computed as torch computes them, and explained to the last number."""

from functools import cache

import pytest
from torch import nn

from digitpad.graph.foreign.module_graph import graph_of_module
from digitpad.graph.graph import Graph
from digitpad.graph.trace import trace
from tests.graph.exactness import is_exact
from tests.graph.foreign.against_torch import compared, explained, fields, image_for, unknown
from tests.graph.foreign.gallery import GALLERY, made

FIGURE = 1e-4  # relative


@cache
def opened(name: str) -> tuple[Graph, nn.Module]:
    module = made(name)
    shape = GALLERY[name].shape
    first = graph_of_module(module, shape, 0.1307, 0.3081)
    return graph_of_module(module, shape, 0.1307, 0.3081, image=image_for(first)), module


@pytest.mark.parametrize("name", GALLERY)
def test_every_output_is_what_a_forward_hook_of_that_name_sees(name: str) -> None:
    graph, module = opened(name)
    differences = compared(graph, module)
    assert max(differences.values()) < FIGURE, differences


@pytest.mark.parametrize("name", GALLERY)
def test_every_part_that_calls_no_other_has_an_operation_of_its_name(name: str) -> None:
    graph, module = opened(name)
    parts = [path for path, part in module.named_modules() if path and not list(part.children())]
    inner = ("attention.out_proj", "self_attn.out_proj")  # read by nn.MultiheadAttention itself
    not_called = {"decides": ["small"], "inception": ["aux"]}.get(name, [])
    missing = [
        path for path in parts
        if path not in graph.index and not path.endswith(inner) and path not in not_called
    ]  # fmt: skip
    assert missing == []


@pytest.mark.parametrize("name", GALLERY)
def test_explained_totals_are_the_values(name: str) -> None:
    graph, _ = opened(name)
    assert explained(trace(graph, image_for(graph)), 500) < FIGURE


@pytest.mark.parametrize("name", GALLERY)
def test_receptive_fields_are_exact_or_a_superset_where_values_decide(name: str) -> None:
    graph, module = opened(name)
    exact, larger = fields(graph, module, 24)
    assert exact + larger == 24
    if all(is_exact(graph, n) for n in range(len(graph.operations))):
        assert (exact, larger) == (24, 0)


def test_what_chooses_by_values_is_said_to_give_a_superset() -> None:
    first_inexact = {
        name: next(
            (graph.operations[n].kind.kind for n in range(len(graph.operations))
             if not is_exact(graph, n)), None,
        )
        for name in ("mnist example", "lenet 5", "vit", "u-net", "mlp", "convnext")
        for graph in [opened(name)[0]]
    }  # fmt: skip
    assert first_inexact == {
        "mnist example": "pool", "lenet 5": None, "vit": "attention", "u-net": "pool", "mlp": None,
        "convnext": None,
    }  # fmt: skip


@pytest.mark.parametrize("name", GALLERY)
def test_nothing_is_left_unexplained(name: str) -> None:
    graph, _ = opened(name)
    assert unknown(graph) == []


def test_code_that_decides_by_values_says_that_it_is_one_way() -> None:
    assert [name for name in GALLERY if opened(name)[0].note] == ["decides"]


def test_answers_are_told_apart() -> None:
    answers = {name: opened(name)[0].answer for name in GALLERY}
    assert {name for name, kind in answers.items() if kind == "log probabilities"} == {
        "mnist example",
        "mlp",
    }
    assert {name for name, kind in answers.items() if kind == "probabilities"} == {"probabilities"}


def test_a_module_used_twice_has_two_operations() -> None:
    graph, _ = opened("resnet 18")
    names = [name for name in graph.index if name.startswith("layer1.0.")]
    assert names == [
        "layer1.0.conv1", "layer1.0.bn1", "layer1.0.relu", "layer1.0.conv2", "layer1.0.bn2",
        "layer1.0.add", "layer1.0.relu_2",
    ]  # fmt: skip
    assert {graph.operations[graph.index[name]].module for name in names} == {"layer1.0"}


def test_the_module_stays_as_it_was() -> None:
    module = made("resnet 18").train()
    module.layer1.eval()
    before = {name: part.training for name, part in module.named_modules()}
    numbers = {key: value.clone() for key, value in module.state_dict().items()}
    graph_of_module(module, (1, 28, 28))
    assert {name: part.training for name, part in module.named_modules()} == before
    assert all((module.state_dict()[key] == value).all() for key, value in numbers.items())
    assert not any(part._forward_hooks or part._forward_pre_hooks for part in module.modules())


def test_numbers_are_found_by_their_keys_in_the_state_dict() -> None:
    graph, module = opened("resnet 18")
    kept = {key for key in module.state_dict() if not key.endswith("num_batches_tracked")}
    assert set(graph.numbers) == kept
