"""Softmax, its logarithm and softmin: from logits to probabilities that sum to 1."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from digitpad.graph.operation import (
    AlongAxes,
    Array,
    Explanation,
    Numbers,
    Parameters,
    Position,
    Shape,
    Signs,
    Slopes,
    written,
)
from digitpad.support.messages import Text


@dataclass(frozen=True, eq=False)
class SoftmaxSteps(Explanation):
    """A probability, exp(logit - largest) / sum(exp(logits - largest)), or its logarithm.

    logits, shifted, exponentials: (n,), of those along the axis, for softmin with the other sign.
    index: of the value among them.
    """

    index: int
    logits: Numbers
    largest: float
    shifted: Numbers
    exponentials: Numbers
    exponential_sum: float
    logarithm: float
    is_log: bool

    def text(self) -> str:  # noqa: D102
        shifted = f"{written(self.logits[self.index])} − {written(self.largest)}"
        if self.is_log:
            return f"({shifted}) − log({written(self.exponential_sum)}) = {written(self.total)}"
        return f"exp({shifted}) / {written(self.exponential_sum)} = {written(self.total)}"


@dataclass(frozen=True)
class SoftmaxOp(AlongAxes):
    """Softmax along ``axis``, or its logarithm. is_min: of the values with the other sign."""

    kind: ClassVar[str] = "softmax"
    signs: ClassVar[Signs] = "unsigned"  # of logarithms, probabilities are seen
    axis: int = -1
    is_log: bool = False
    is_min: bool = False

    def axes(self, dimensions: int) -> tuple[int, ...]:  # noqa: D102
        return (self.axis % dimensions,)

    def shape(self, inputs: Sequence[Shape], parameters: Mapping[str, Shape]) -> Shape:  # noqa: D102
        return inputs[0]

    def compute(self, inputs: Sequence[Array], parameters: Parameters) -> Array:  # noqa: D102
        x = -inputs[0] if self.is_min else inputs[0]
        shifted = x - x.max(axis=self.axis, keepdims=True)
        exponentials = np.exp(shifted)
        total = exponentials.sum(axis=self.axis, keepdims=True)
        y: Array = shifted - np.log(total) if self.is_log else exponentials / total
        return y

    def backward(self, gradient: Array, inputs: Sequence[Array], parameters: Parameters) -> Slopes:  # noqa: D102
        y = self.compute(inputs, parameters)
        if self.is_log:
            slope = gradient - np.exp(y) * gradient.sum(axis=self.axis, keepdims=True)
        else:
            slope = y * (gradient - (gradient * y).sum(axis=self.axis, keepdims=True))
        return Slopes([-slope if self.is_min else slope])

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Explanation:
        (axis,) = self.axes(inputs[0].ndim)
        along = np.moveaxis(inputs[0], axis, -1)[(*position[:axis], *position[axis + 1 :])]
        logits: Numbers = np.asarray(along, np.float64) * (-1 if self.is_min else 1)
        largest = float(logits.max())
        shifted = logits - largest
        exponentials = np.exp(shifted)
        exponential_sum = float(exponentials.sum())
        logarithm = math.log(exponential_sum)
        index = position[axis]
        total = float(shifted[index]) - logarithm
        if not self.is_log:
            total = float(exponentials[index]) / exponential_sum
        return SoftmaxSteps(
            total, index, logits, largest, shifted, exponentials, exponential_sum, logarithm,
            self.is_log,
        )  # fmt: skip

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        if self.is_min:
            return Text("From logits to probabilities that sum to 1: the smallest is most likely.")
        return Text("From logits to probabilities that sum to 1.")
