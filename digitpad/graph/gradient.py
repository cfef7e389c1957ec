"""How the loss of one image changes with every value and every number of a network.

The chain rule from the answer back to the pixels, operation by operation, as ``torch.autograd``
does it, in NumPy: each kind of operation knows its own part of it, so that networks of all origins
have their gradients, also those that torch has never seen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.graph import AnswerKind, Graph, probabilities
from digitpad.graph.operation import Array, Position
from digitpad.graph.ops.convolution import ConvOp
from digitpad.graph.ops.input import ConstantOp
from digitpad.graph.ops.linear import LinearOp
from digitpad.graph.trace import Activations, ShownLayer

LEAST = 1e-12  # of a probability, before its logarithm; as the loop that trains has it


@dataclass(frozen=True, eq=False)
class Gradients:
    """The gradients of the loss of ``trace``, were its image a ``digit``.

    loss: the negative logarithm of the digit's probability. outputs: dL/d(output) of each
    operation, without the batch, as ``Activations.outputs``; zeros where it plays no part in the
    answer. numbers: dL/d(number) by key, of all that learn.
    """

    trace: Activations
    digit: int
    loss: float
    outputs: tuple[Array, ...]
    numbers: Mapping[str, Array]

    def values(self, shown: ShownLayer) -> Array:
        """Return the gradients of a layer's output."""
        return self.outputs[shown.index]

    def of_part(self, index: int, part: str) -> Array | None:
        """Return those of one part of operation ``index``; None where it does not learn."""
        key = self.trace.graph.operations[index].keys.get(part)
        return None if key is None else self.numbers.get(key)


def gradients(trace: Activations, digit: int) -> Gradients:
    """Return the gradients for ``digit``, with dropout off and norms as they are when it reads.

    Raises IndexError for a digit that the network does not tell apart.
    """
    graph = trace.graph
    loss, first = _loss(trace.outputs[-1], graph.answer, digit)
    by_output: dict[int, Array] = {len(graph.operations) - 1: first}
    learns, numbers = learning(graph), dict[str, Array]()
    outputs: list[Array] = []
    for n in range(len(graph.operations) - 1, -1, -1):
        operation = graph.operations[n]
        gradient = by_output.pop(n, None)
        if gradient is None:
            outputs.append(np.zeros(operation.seen_shape, np.float32))
            continue
        gradient = gradient.reshape(operation.shape)
        outputs.append(gradient.reshape(operation.seen_shape))
        if not n:
            break
        heard = _without_silenced(graph, n, gradient)
        slopes = operation.kind.backward(heard, trace.batch_inputs(n), graph.parameters(n))
        for k, slope in zip(graph.input_indices[n], slopes.inputs, strict=True):
            by_output[k] = by_output[k] + slope if k in by_output else slope
        for part, slope in slopes.parameters.items():
            key = operation.keys[part]
            if key in learns:  # one that several operations share has the sum
                numbers[key] = numbers[key] + slope if key in numbers else slope
    return Gradients(trace, digit, loss, tuple(reversed(outputs)), numbers)


def _loss(answers: Array, kind: AnswerKind, digit: int) -> tuple[float, Array]:
    """Return -log p of ``digit``, and its gradient by the answers, (classes,) each."""
    values = answers.reshape(-1)
    if not 0 <= digit < len(values):
        raise IndexError(f"there is no class {digit} among {len(values)}")
    gradient = np.zeros(len(values), np.float32)
    if kind == "log probabilities":
        gradient[digit] = -1.0
        return -float(values[digit]), gradient
    if kind == "probabilities":
        share = max(float(values[digit]), LEAST)
        if share > LEAST:
            gradient[digit] = -1.0 / share
        return -math.log(share), gradient
    shares = probabilities(values[None], kind)[0]
    gradient[:] = shares
    gradient[digit] -= 1.0
    shifted = values.astype(np.float64) - float(values.max())
    return float(np.log(np.exp(shifted).sum()) - shifted[digit]), gradient


def _without_silenced(graph: Graph, index: int, gradient: Array) -> Array:
    """Return ``gradient`` with zeros where channels are silent: what they would be is not heard."""
    operation = graph.operations[index]
    channels = list(graph.silenced.get(operation.name, ()))
    if not channels:
        return gradient
    gradient = gradient.copy()
    gradient[(slice(None), channels) if operation.has_batch else channels] = 0.0
    return gradient


def learning(graph: Graph) -> frozenset[str]:
    """Return the keys of the numbers that a training changes.

    Of a module those that it calls its parameters; otherwise all but a norm's running figures,
    for which no operation gives a gradient, and constants.
    """
    named = getattr(graph.origin, "named_parameters", None)
    if named is not None:
        return frozenset(key for key, number in named() if number.requires_grad)
    return frozenset(
        key
        for operation in graph.operations
        if not isinstance(operation.kind, ConstantOp)
        for key in operation.keys.values()
    )


@dataclass(frozen=True, eq=False)
class WeightUse:
    """What the gradient of one weight is made of.

    inputs, gradients: what the weight was multiplied with, and dL/d(output) of what that went into,
    (rows, columns) of the output; (1, 1) for a unit's weight. contributions: their products; their
    sum is the weight's gradient.
    """

    inputs: NDArray[np.float64]
    gradients: NDArray[np.float64]

    @property
    def contributions(self) -> NDArray[np.float64]:
        """Input × gradient at each place."""
        return self.inputs * self.gradients

    @property
    def total(self) -> float:
        """The gradient of the weight."""
        return float(self.contributions.sum())


def weight_use(found: Gradients, index: int, place: Position) -> WeightUse:
    """Take the gradient of one weight of operation ``index`` apart; ``place``: in its weights.

    Raises TypeError for another operation than a convolution or a fully connected layer of a row.
    """
    trace = found.trace
    operation = trace.graph.operations[index]
    inputs = trace.batch_inputs(index)
    gradient = _without_silenced(trace.graph, index, found.outputs[index].reshape(operation.shape))
    if isinstance(operation.kind, ConvOp):
        kernel, channel, row, column = place
        kernels = operation.shape[1]
        first = operation.kind.channels_of(kernel, kernels, inputs[0].shape[1]).start
        met = operation.kind.seen_by(inputs, first + channel, row, column)
        return WeightUse(met.astype(np.float64), gradient[0, kernel].astype(np.float64))
    if isinstance(operation.kind, LinearOp) and len(operation.seen_shape) == 1:
        unit, number = place
        met, slope = inputs[0].reshape(-1)[number], gradient.reshape(-1)[unit]
        return WeightUse(np.full((1, 1), met, np.float64), np.full((1, 1), slope, np.float64))
    raise TypeError(f"{operation.name} has no weights that are looked at one by one")
