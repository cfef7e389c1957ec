"""Fully connected: every output weighs all values along the last axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from digitpad.graph.operation import (
    AlongAxes,
    Array,
    Explanation,
    Parameters,
    Position,
    Shape,
    Slopes,
    WeightedSum,
)
from digitpad.graph.windows import products_of
from digitpad.support.messages import Text, plural


@dataclass(frozen=True)
class LinearOp(AlongAxes):
    """x (..., inputs) times ``weight`` (features, inputs), plus ``bias`` (features,) or not."""

    kind: ClassVar[str] = "linear"

    def axes(self, dimensions: int) -> tuple[int, ...]:  # noqa: D102
        return (dimensions - 1,)

    def shape(self, inputs: Sequence[Shape], parameters: Mapping[str, Shape]) -> Shape:  # noqa: D102
        features, expected = parameters["weight"]
        if inputs[0][-1] != expected:
            raise ValueError(f"{inputs[0][-1]} values for {expected} weights")
        return (*inputs[0][:-1], features)

    def compute(self, inputs: Sequence[Array], parameters: Parameters) -> Array:  # noqa: D102
        x, weight = inputs[0], parameters["weight"]
        y: Array = x.reshape(-1, weight.shape[1]) @ weight.T  # one product, however many axes
        if "bias" in parameters:
            y += parameters["bias"]
        return y.reshape(*x.shape[:-1], len(weight))

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Explanation:
        *place, unit = position
        x = inputs[0][tuple(place)].astype(np.float64)
        weights = parameters["weight"][unit].astype(np.float64)
        bias = float(parameters["bias"][unit]) if "bias" in parameters else None
        products = x * weights
        return WeightedSum(float(products.sum()) + (bias or 0), x, weights, products, bias)

    def backward(self, gradient: Array, inputs: Sequence[Array], parameters: Parameters) -> Slopes:  # noqa: D102
        weight = parameters["weight"]
        x, rows = inputs[0].reshape(-1, weight.shape[1]), gradient.reshape(-1, len(weight))
        slopes = {"weight": rows.T @ x}
        if "bias" in parameters:
            slopes["bias"] = rows.sum(axis=0)
        return Slopes([(rows @ weight).reshape(inputs[0].shape)], slopes)

    def multiplications(self, inputs: Sequence[Shape], output: Shape) -> int:  # noqa: D102
        return products_of(output, inputs[0][-1])

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return plural(
            output[-1],
            "%n unit, a weighted sum of all {count} values before it.",
            "%n units, each a weighted sum of all {count} values before it.",
            count=inputs[0][-1],
        )
