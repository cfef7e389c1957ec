"""A network as operations in order, each with its inputs, its shape and the numbers it learnt."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.operation import Array, OperationKind, Parameters, Shape
from digitpad.graph.ops.input import InputOp
from digitpad.graph.ops.slice import PadOp
from digitpad.support.messages import Text

if TYPE_CHECKING:
    from digitpad.graph.foreign.code import Code

# What the last operation gives: how likely each class is, its logarithm, or what comes before.
AnswerKind = Literal["log probabilities", "probabilities", "logits"]


VALUES_AT_ONCE = 2**26  # of all outputs for all images: 256 MB


@dataclass(frozen=True, eq=False)
class Operation:
    """One step of a network; ``name`` is its own among those of its graph.

    inputs: the operations whose outputs it takes, in order. shape: of its output for one image,
    the batch first. keys: where in the graph's numbers each part of it is, as {"weight":
    "conv1.weight"}. module: the part of the user's code that it belongs to, as "layer1.0".
    """

    name: str
    kind: OperationKind
    inputs: tuple[str, ...]
    shape: Shape
    keys: Mapping[str, str] = field(default_factory=dict)
    module: str = ""

    @property
    def has_batch(self) -> bool:
        """True when the first axis is the batch of one image, which nobody wants to see."""
        return len(self.shape) > 1 and self.shape[0] == 1

    @property
    def seen_shape(self) -> Shape:
        """The output's shape without the batch."""
        return self.shape[1:] if self.has_batch else self.shape

    def in_batch(self, position: tuple[int, ...]) -> tuple[int, ...]:
        """Return a position of ``seen_shape`` as one of ``shape``."""
        return (0, *position) if self.has_batch else position


@dataclass(frozen=True, eq=False)
class Graph:
    """A network ready to read; a value that is never changed.

    operations: in an order in which they can be computed. The first is the input, normalised; the
    last is the answer. numbers: by state dict key. silenced: channels that are zero, by operation.
    answer: what the last operation gives. batches: whether several images can go through at once.
    origin: what it was made from, an Architecture or a module; who trains it asks for that.
    code: where that module's code is, a ``Code``; None where nobody knows, as from a notebook.
    note: what a person has to know of it, as that it is one way through code that decides by
    values.
    """

    name: str
    operations: tuple[Operation, ...]
    numbers: Mapping[str, Array]
    answer: AnswerKind = "log probabilities"
    batches: bool = True
    origin: object = None
    silenced: Mapping[str, Sequence[int]] = field(default_factory=dict)
    note: Text | None = None
    code: Code | None = None

    @cached_property
    def index(self) -> Mapping[str, int]:
        """The place of each operation by its name."""
        return {operation.name: n for n, operation in enumerate(self.operations)}

    @cached_property
    def input_indices(self) -> tuple[tuple[int, ...], ...]:
        """For each operation, the places of those whose outputs it takes."""
        return tuple(
            tuple(self.index[name] for name in operation.inputs) for operation in self.operations
        )

    def input_shapes(self, index: int) -> list[Shape]:
        """Return the shapes of what operation ``index`` takes, the batch first."""
        return [self.operations[n].shape for n in self.input_indices[index]]

    @property
    def input(self) -> InputOp:
        """What is done to the pixels first."""
        kind = self.operations[0].kind
        assert isinstance(kind, InputOp)
        return kind

    @property
    def input_shape(self) -> Shape:
        """Shape of an image, (channels, height, width)."""
        return self.operations[0].shape[1:]

    @property
    def classes(self) -> int:
        """How many classes it tells apart."""
        return self.operations[-1].shape[-1]

    @cached_property
    def at_once(self) -> int:
        """How many images may go through together for their values to be no burden."""
        values = sum(math.prod(operation.shape) for operation in self.operations)
        return max(1, VALUES_AT_ONCE // values)

    @cached_property
    def for_grey_levels(self) -> Graph:
        """The same for images that are not normalised: paper that is put around them is 0 too."""
        around = self.operations[1] if len(self.operations) > 1 else self.operations[0]
        paper = (0 - self.input.mean) / self.input.std
        if not isinstance(around.kind, PadOp) or around.kind.value != paper:
            return self
        plain = replace(around, kind=replace(around.kind, value=0.0))
        return replace(self, operations=(self.operations[0], plain, *self.operations[2:]))

    def parameters(self, index: int) -> Parameters:
        """Return the numbers of operation ``index`` by their part in it."""
        return {part: self.numbers[key] for part, key in self.operations[index].keys.items()}

    def with_numbers(self, numbers: Mapping[str, Array]) -> Graph:
        """Return the same network with other ``numbers``, of which each key is there."""
        return replace(self, numbers={**self.numbers, **numbers})

    def outputs(self, x: Array, *, normalise: bool = True) -> Iterator[Array]:
        """Yield the output of each operation for images ``x`` (n, *input_shape), in 0..1.

        normalise: False takes the pixels as they are. n is 1 where ``batches`` is False.
        """
        found: list[Array] = []
        operations = (self if normalise else self.for_grey_levels).operations
        for n, operation in enumerate(operations):
            if n == 0:
                y = self.input.compute([x], {}) if normalise else x
            else:
                inputs = [found[before] for before in self.input_indices[n]]
                y = operation.kind.compute(inputs, self.parameters(n))
            if operation.name in self.silenced:
                y = y.copy()
                channels = list(self.silenced[operation.name])
                if operation.has_batch:
                    y[:, channels] = 0.0
                else:
                    y[channels] = 0.0
            found.append(y)
            yield y

    def probabilities(self, images: Array, *, normalise: bool = True) -> NDArray[np.float64]:
        """Return (n, classes) for ``images`` (n, height, width) or (n, *input_shape), in 0..1."""
        x = np.ascontiguousarray(images, np.float32)
        if x.ndim == 3:
            x = x[:, None]  # (n, h, w) -> (n, 1, h, w)
        most = self.at_once if self.batches else 1
        if len(x) > most:
            parts = (x[start : start + most] for start in range(0, len(x), most))
            return np.concatenate([self.probabilities(x, normalise=normalise) for x in parts])
        for y in self.outputs(x, normalise=normalise):
            last = y
        return probabilities(last.reshape(len(x), -1), self.answer)


def probabilities(answers: Array, kind: AnswerKind) -> NDArray[np.float64]:
    """Return (n, classes), each row summing to 1, from what a network answered."""
    values = answers.astype(np.float64)
    if kind == "probabilities":
        values = np.maximum(values, 0)
    else:
        values = np.exp(values - values.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = values / np.maximum(values.sum(axis=1, keepdims=True), 1e-30)
    return shares
