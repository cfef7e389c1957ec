"""One value of a network, taken apart: every number that it was computed from."""

from __future__ import annotations

from dataclasses import replace

from digitpad.graph.changes import Channel
from digitpad.graph.operation import Array, Explanation, Position, Shape, WeightedSum
from digitpad.graph.ops.activation import OfEach, PReLUOp
from digitpad.graph.ops.input import Grey
from digitpad.graph.ops.linear import LinearOp
from digitpad.graph.ops.reshape import FlattenOp, ReshapeOp, SameOp
from digitpad.graph.receptive_field import is_in
from digitpad.graph.trace import Activations


def is_silenced(trace: Activations, index: int, position: Position) -> bool:
    """Tell whether output ``index`` is zero at ``position`` because somebody silenced it."""
    name = trace.graph.operations[index].name
    return Channel(name, position[0]) in trace.changes.silenced


def explain(trace: Activations, index: int, position: Position) -> Explanation:
    """Take output ``index`` of ``trace`` apart at ``position``, without the batch.

    For a silenced channel it tells what the value would be. Raises IndexError for a position that
    the output has not.
    """
    operation = trace.graph.operations[index]
    if not is_in(position, operation.seen_shape):
        raise IndexError(f"there is no {position} in {operation.seen_shape}")
    if not index:
        return _grey(trace, position)
    explanation = operation.kind.explain(
        trace.batch_inputs(index), trace.parameters(index), operation.in_batch(position)
    )
    if isinstance(explanation, WeightedSum) and isinstance(operation.kind, LinearOp):
        return replace(explanation, maps=_maps_before(trace, index))
    return explanation


def _grey(trace: Activations, position: Position) -> Explanation:
    graph = trace.graph
    pixels: Array = trace.image.reshape(1, *graph.input_shape)
    place = (0, *position)
    found = graph.input.explain([pixels], {}, place)
    grey = float(pixels[place])
    own = float(trace.outputs[0][position])
    if abs(grey - own) < abs(found.total - own):  # normalisation is switched off
        return Grey(grey, grey, 0.0, 1.0)
    return found


def _maps_before(trace: Activations, index: int) -> Shape | None:
    """Return the maps that were put into the row before ``index``, if nothing moved since."""
    graph = trace.graph
    (before,) = graph.input_indices[index]
    while before > 0:
        kind = graph.operations[before].kind
        if isinstance(kind, FlattenOp | ReshapeOp):
            (earlier,) = graph.input_indices[before]
            shape = graph.operations[earlier].seen_shape
            return shape if len(shape) == 3 else None
        if not isinstance(kind, SameOp | OfEach | PReLUOp):
            return None
        (before,) = graph.input_indices[before]
    return None
