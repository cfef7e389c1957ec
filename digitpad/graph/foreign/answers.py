"""What a network from elsewhere answers with: a value for each class, of which kind."""

from __future__ import annotations

from typing import Any

import numpy as np

from digitpad.graph.graph import AnswerKind, Graph, Operation
from digitpad.graph.operation import Array
from digitpad.graph.ops.reduction import ReduceOp
from digitpad.graph.ops.reshape import ReshapeOp
from digitpad.graph.ops.softmax import SoftmaxOp


def with_a_value_for_each_class(operations: tuple[Operation, ...]) -> tuple[Operation, ...]:
    """Add what makes a row of classes of maps: their means, or all values in a row."""
    last = operations[-1]
    shape = last.shape
    if len(shape) <= 1 or (len(shape) == 2 and shape[0] == 1):
        return operations
    names = {operation.name for operation in operations}
    name = next(n for n in ("answer", "answer_2", "digitpad.answer") if n not in names)
    if len(shape) >= 3 and shape[0] == 1 and shape[1] > 1 and np.prod(shape[2:]) > 1:
        kind: Any = ReduceOp("mean", tuple(range(2, len(shape))))
    else:
        kind = ReshapeOp((-1, int(np.prod(shape[1:]))) if shape[0] == 1 else (1, -1))
    after = kind.shape([shape], {})
    return (*operations, Operation(name, kind, (last.name,), after))


def answer_kind(graph: Graph, answers: Array) -> AnswerKind:
    """Return what the last operation gives: by its kind, or by some ``answers`` (n, classes)."""
    n = len(graph.operations) - 1
    while n and graph.operations[n].kind.changes_nothing and len(graph.input_indices[n]) == 1:
        (n,) = graph.input_indices[n]
    kind = graph.operations[n].kind
    if isinstance(kind, SoftmaxOp) and graph.operations[n].shape[kind.axis] == graph.classes:
        return "log probabilities" if kind.is_log else "probabilities"
    if not np.isfinite(answers).all() or graph.classes < 2:
        return "logits"
    if (answers >= 0).all() and np.allclose(answers.sum(axis=1), 1, atol=1e-3):
        return "probabilities"
    if (answers <= 1e-6).all() and np.allclose(np.exp(answers).sum(axis=1), 1, atol=1e-3):
        return "log probabilities"
    if getattr(kind, "function", "") == "sigmoid":  # each class by itself
        return "probabilities"
    return "logits"


def answers_in(graph: Graph, x: Array) -> Array:
    """Return (n, classes), what ``graph`` gives for normalised images ``x`` (n, *input_shape)."""
    for y in graph.outputs(x, normalise=False):
        last = y
    return last.reshape(len(x), -1)


def takes_several(graph: Graph, noise: Array, alone: Array) -> bool:
    """Tell whether images at once are answered as each alone."""
    try:
        both = answers_in(graph, noise)
    except Exception:
        return False  # a shape with a single image in it
    scale = max(float(np.abs(alone).max()), 1e-6)
    return bool(both.shape == alone.shape and np.abs(both - alone).max() < 1e-3 * scale)
