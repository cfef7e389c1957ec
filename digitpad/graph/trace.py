"""What a network does with one image: the output of every operation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.changes import NO_CHANGES, Changes, changed, fitting
from digitpad.graph.graph import Graph, Operation, probabilities
from digitpad.graph.operation import Array, OperationKind, Parameters, Shape
from digitpad.graph.ops.softmax import SoftmaxOp
from digitpad.support.messages import Text


@dataclass(frozen=True, eq=False)
class Activations:
    """Every value that a network computes for one image; a value that is never changed.

    image: (height, width) or (channels, height, width) float32 in 0..1.
    outputs: without the batch, one for each operation of the graph; 0 is the normalised input.
    graph: with ``changes``; original: without them.
    """

    graph: Graph
    image: Array
    outputs: tuple[Array, ...]
    changes: Changes
    original: Graph

    @property
    def probabilities(self) -> NDArray[np.float64]:
        """(classes,), summing to 1."""
        answers = self.outputs[-1].reshape(1, -1)
        shares: NDArray[np.float64] = probabilities(answers, self.graph.answer)[0]
        return shares

    def values(self, shown: ShownLayer) -> Array:
        """Return what is to be seen of a layer: its output, and probabilities for logarithms."""
        output = self.outputs[shown.index]
        return np.exp(output) if is_log(shown.kind) else output

    def inputs(self, index: int) -> list[Array]:
        """Return what operation ``index`` took, without the batch."""
        return [self.outputs[n] for n in self.graph.input_indices[index]]

    def batch_inputs(self, index: int) -> list[Array]:
        """Return what operation ``index`` took, each in its own shape: with the batch, if any."""
        before = self.graph.input_indices[index]
        return [self.outputs[n].reshape(self.graph.operations[n].shape) for n in before]

    def parameters(self, index: int) -> Parameters:
        """Return the numbers of operation ``index`` by their part in it, changes included."""
        return self.graph.parameters(index)

    @property
    def logits(self) -> Array:
        """(classes,): what goes into the last softmax."""
        index = len(self.graph.operations) - 1
        while index > 0 and isinstance(self.graph.operations[index].kind, SoftmaxOp):
            (index,) = self.graph.input_indices[index]
        return self.outputs[index]


def is_log(kind: OperationKind) -> bool:
    """Tell whether an operation gives logarithms of probabilities."""
    return isinstance(kind, SoftmaxOp) and kind.is_log


@dataclass(frozen=True)
class ShownLayer:
    """An operation that is worth a look. index: into ``Activations.outputs``.

    Shapes are without the batch. sentence: what it does. signed: what is seen of it may be below
    zero. is_answer: a value for each class, as logits.
    """

    index: int
    name: str
    kind: OperationKind
    input_shapes: tuple[Shape, ...]
    shape: Shape
    sentence: Text
    signed: bool
    is_answer: bool

    @property
    def is_input(self) -> bool:
        """True for the normalised pixels."""
        return self.index == 0

    @property
    def input_shape(self) -> Shape:
        """Shape of the first, often the only, input."""
        return self.input_shapes[0]


def shown_layers(graph: Graph) -> tuple[ShownLayer, ...]:
    """Return the operations, but for constants and those that give their input as it is."""
    return _shown(graph.operations)


@lru_cache(maxsize=8)
def _shown(operations: tuple[Operation, ...]) -> tuple[ShownLayer, ...]:
    places = {operation.name: n for n, operation in enumerate(operations)}
    answer = _first_answer(operations, places)
    signed: list[bool] = []
    shown = []
    for index, operation in enumerate(operations):
        before = [places[name] for name in operation.inputs]
        kind = operation.kind
        signed.append(
            kind.signs == "signed" or (kind.signs == "as input" and any(signed[n] for n in before))
        )
        is_constant = index > 0 and not before
        if is_constant or (index and kind.changes_nothing and len(before) == 1):
            continue
        shapes = tuple(operations[n].seen_shape for n in before) or (operation.seen_shape,)
        sentence = kind.sentence([operations[n].shape for n in before], operation.shape)
        shown.append(ShownLayer(
            index, operation.name, kind, shapes, operation.seen_shape, sentence, signed[-1],
            index >= answer,
        ))  # fmt: skip
    return tuple(shown)


def _first_answer(operations: tuple[Operation, ...], places: dict[str, int]) -> int:
    """Return the index of the first output from which on only softmax and the like follow."""
    index = len(operations) - 1
    while index > 0:
        operation = operations[index]
        follows = isinstance(operation.kind, SoftmaxOp) or operation.kind.changes_nothing
        if not follows or len(operation.inputs) != 1:
            break
        before = places[operation.inputs[0]]
        if operations[before].seen_shape != operation.seen_shape:
            break
        index = before
    return max(index, 1)


def trace(
    graph: Graph, image: Array, changes: Changes = NO_CHANGES, *, normalise: bool = True
) -> Activations:
    """Return what ``graph`` computes for ``image``, of its input's size, in 0..1.

    normalise: False gives the network the image's grey levels as they are.
    """
    changes = fitting(changes, graph)
    original, graph = graph, changed(graph, changes)
    graph = graph if normalise else graph.for_grey_levels
    x = np.array(image, np.float32).reshape(1, *graph.input_shape)
    outputs = tuple(
        y.reshape(operation.seen_shape)
        for operation, y in zip(
            graph.operations, graph.outputs(x, normalise=normalise), strict=True
        )
    )
    return Activations(graph, image, outputs, changes, original)
