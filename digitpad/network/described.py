"""An architecture with its numbers becomes a graph: no torch is needed to read with it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from digitpad.graph.graph import Graph, Operation
from digitpad.graph.operation import Array
from digitpad.graph.ops.input import InputOp
from digitpad.network.architecture import Architecture

INPUT = "input"


def graph_of(architecture: Architecture, numbers: Mapping[str, Array]) -> Graph:
    """Return the network that ``architecture`` describes, with ``numbers`` by state dict key.

    The numbers are used as they are, not copied. Raises ModelError where layers do not follow.
    """
    return Graph(architecture.name, _operations(architecture), numbers, origin=architecture)


@lru_cache(maxsize=16)  # the same ones for all weights of a training: what is seen stays
def _operations(architecture: Architecture) -> tuple[Operation, ...]:
    named = {layer.name for layer in architecture.layers}
    first = INPUT if INPUT not in named else "pixels"
    operations = [
        Operation(
            first, InputOp(architecture.mean, architecture.std), (), (1, *architecture.input_shape)
        )
    ]
    for layer, before, after in architecture.shapes():
        parts = layer.parameter_shapes(before) | layer.buffer_shapes(before)
        keys = {part: f"{layer.name}.{part}" for part in parts}
        operations.append(
            Operation(layer.name, layer.operation(), (operations[-1].name,), (1, *after), keys)
        )
    return tuple(operations)


def architecture_of(graph: Graph) -> Architecture | None:
    """Return the architecture that ``graph`` was made from, or None for one from elsewhere."""
    return graph.origin if isinstance(graph.origin, Architecture) else None
