"""An architecture with its numbers becomes a graph: no torch is needed to read with it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from digitpad.graph.fitting import steps_to
from digitpad.graph.graph import Graph, Operation
from digitpad.graph.operation import Array, Shape
from digitpad.graph.ops.input import InputOp
from digitpad.ink.input.frame import SIDE
from digitpad.network.architecture import Architecture
from digitpad.network.blocks import Block, Layers, Residual, shapes_of

INPUT = "input"


def graph_of(architecture: Architecture, numbers: Mapping[str, Array]) -> Graph:
    """Return the network that ``architecture`` describes, with ``numbers`` by state dict key.

    The numbers are used as they are, not copied. Raises ModelError where layers do not follow.
    """
    return Graph(architecture.name, _operations(architecture), numbers, origin=architecture)


@lru_cache(maxsize=16)  # the same ones for all weights of a training: what is seen stays
def _operations(architecture: Architecture) -> tuple[Operation, ...]:
    operations = list(input_steps(architecture))
    _put(operations, architecture.layers, architecture.input_shape, operations[-1].name, "")
    return tuple(operations)


@lru_cache(maxsize=16)
def input_steps(architecture: Architecture) -> tuple[Operation, ...]:
    """Return what makes a drawing, (1, 28, 28) in 0..1, the first layer's input; normalised first.

    One operation for networks of 28 x 28 pixels; see ``graph.fitting`` for others.
    """
    named = {layer.name for layer in architecture.layers}
    first = Operation(
        INPUT if INPUT not in named else "pixels",
        InputOp(architecture.mean, architecture.std), (), (1, 1, SIDE, SIDE),
    )  # fmt: skip
    return tuple(steps_to(architecture.input_shape, first, named, architecture.fitting))


def _put(operations: list[Operation], layers: Layers, shape: Shape, source: str, block: str) -> str:
    """Append what ``layers`` within ``block`` become, and return the name of their last.

    source: the operation whose output, of ``shape``, they begin with.
    """
    for layer, before, after in shapes_of(layers, shape):
        name, module = (f"{block}.{layer.name}" if block else layer.name), block
        keys: dict[str, str] = {}
        inputs: tuple[str, ...] = (source,)
        if isinstance(layer, Block):
            module = name
            inputs = tuple(_put(operations, way, before, source, name) for way in layer.ways)
            if isinstance(layer, Residual):
                inputs = (*inputs, source)
        else:
            parts = layer.parameter_shapes(before) | layer.buffer_shapes(before)
            keys = {part: f"{name}.{part}" for part in parts}
        operations.append(Operation(name, layer.operation(), inputs, (1, *after), keys, module))
        source = name
    return source


def architecture_of(graph: Graph) -> Architecture | None:
    """Return the architecture that ``graph`` was made from, or None for one from elsewhere."""
    return graph.origin if isinstance(graph.origin, Architecture) else None


def is_foreign(graph: Graph) -> bool:
    """Tell whether ``graph`` was made from a module of other people's code, which is its origin."""
    return graph.origin is not None and architecture_of(graph) is None


def multiplications(graph: Graph) -> int:
    """Return how many products one image takes."""
    return sum(
        operation.kind.multiplications(graph.input_shapes(n), operation.shape)
        for n, operation in enumerate(graph.operations)
    )


def parameter_count(what: Architecture | Graph) -> int:
    """Return how many weights and biases a description, or the module of a graph, has."""
    if isinstance(what, Architecture):
        return what.parameter_count()
    module: Any = what.origin
    return sum(parameter.numel() for parameter in module.parameters())
