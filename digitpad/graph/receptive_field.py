"""Which values of one operation another's value depends on, and which depend on it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from digitpad.graph.graph import Graph, Operation
from digitpad.graph.operation import Mask, Position, Shape

Axis = tuple[int, ...]  # positions along an axis, in order; a wide stride leaves gaps between them
Region = tuple[Axis, ...]  # all places that these positions give together
Operations = tuple[Operation, ...]


def at(position: Position) -> Region:
    """Return the region of one position."""
    return tuple((n,) for n in position)


def is_in(position: Position, shape: Shape) -> bool:
    """Tell whether ``shape`` has a value at ``position``."""
    return len(position) == len(shape) and all(
        0 <= n < size for n, size in zip(position, shape, strict=True)
    )


def receptive_field(graph: Graph, index: int, position: Position, source: int = 0) -> Region:
    """Return the region of output ``source`` that output ``index`` at ``position`` depends on.

    Outputs are counted as in ``Activations``. Positions are without the batch. It is what may
    matter for some image: where no kind on the way says ``value_decides``, for every image, but for
    what an activation lets through with a slope of zero, as a ReLU does.
    Raises ValueError when ``source`` comes after ``index``.
    """
    if not 0 <= source <= index < len(graph.operations):
        raise ValueError(f"output {source} does not come before output {index}")
    return _region(_needed(graph.operations, index, position, source), graph.operations[source])


def receptive_mask(graph: Graph, index: int, position: Position) -> Mask:
    """Return the same of the input, as a mask of its shape without the batch."""
    mask = _needed(graph.operations, index, position, 0)
    return mask.reshape(graph.operations[0].seen_shape)


def projective_field(graph: Graph, index: int, position: Position, target: int) -> Region:
    """Return the region of output ``target`` that depends on output ``index`` at ``position``.

    Raises ValueError when ``target`` comes before ``index``.
    """
    if not 0 <= index <= target < len(graph.operations):
        raise ValueError(f"output {target} does not come after output {index}")
    return _region(_reached(graph.operations, index, position, target), graph.operations[target])


@lru_cache(maxsize=256)  # while the pen moves the same ones are asked for again and again
def _needed(operations: Operations, index: int, position: Position, source: int) -> Mask:
    places = {operation.name: n for n, operation in enumerate(operations)}
    wanted: dict[int, Mask] = {index: _mask_at(operations[index], position)}
    for n in range(index, source, -1):
        mask = wanted.pop(n, None)
        if mask is None or not mask.any():
            continue
        operation = operations[n]
        before = [places[name] for name in operation.inputs]
        masks = operation.kind.needs(mask, [operations[k].shape for k in before])
        for k, needed in zip(before, masks, strict=True):
            wanted[k] = wanted[k] | needed if k in wanted else needed
    return wanted.get(source, np.zeros(operations[source].shape, bool))


@lru_cache(maxsize=256)
def _reached(operations: Operations, index: int, position: Position, target: int) -> Mask:
    touched: dict[str, Mask] = {operations[index].name: _mask_at(operations[index], position)}
    for operation in operations[index + 1 : target + 1]:
        if not any(name in touched for name in operation.inputs):
            continue
        masks = [
            touched.get(before.name, np.zeros(before.shape, bool))
            for name in operation.inputs
            for before in operations
            if before.name == name
        ]
        touched[operation.name] = operation.kind.reaches(masks, operation.shape)
    there = operations[target]
    return touched.get(there.name, np.zeros(there.shape, bool))


def _mask_at(operation: Operation, position: Position) -> Mask:
    mask = np.zeros(operation.shape, bool)
    mask[operation.in_batch(position)] = True
    return mask


def _region(mask: Mask, operation: Operation) -> Region:
    mask = mask.reshape(operation.seen_shape)
    axes = range(mask.ndim)
    return tuple(
        tuple(
            np.flatnonzero(mask.any(axis=tuple(other for other in axes if other != axis))).tolist()
        )
        for axis in axes
    )
