"""Normalisation: values less a mean, over a deviation, then scaled and shifted as was learnt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from digitpad.graph.operation import (
    Array,
    Explanation,
    Parameters,
    Pointwise,
    Position,
    Shape,
    written,
)
from digitpad.graph.windows import products_of
from digitpad.support.messages import Text

EPSILON = 1e-5  # PyTorch's default, against a deviation of zero


@dataclass(frozen=True, eq=False)
class Normalisation(Explanation):
    """A normalised value: (value - mean) / deviation * weight + bias.

    deviation: root of the variance and a small number against zero. count: of how many values of
    this image mean and deviation are; 0 where they were kept from the training.
    """

    value: float
    mean: float
    deviation: float
    weight: float
    bias: float
    count: int = 0

    def text(self) -> str:  # noqa: D102
        return (
            f"({written(self.value)} − {written(self.mean)}) / {written(self.deviation)} × "
            f"{written(self.weight)} + {written(self.bias)} = {written(self.total)}"
        )


@dataclass(frozen=True)
class BatchNormOp(Pointwise):
    """Each channel less its mean, over its deviation, both kept from the training.

    Parameters: running_mean, running_var, and weight and bias where they were learnt.
    Source: Ioffe and Szegedy, Batch Normalization, 2015.
    """

    kind: ClassVar[str] = "batch_norm"
    epsilon: float = EPSILON

    def compute(self, inputs: Sequence[Array], parameters: Parameters) -> Array:  # noqa: D102
        x = inputs[0]
        along = (-1,) + (1,) * (x.ndim - 2)  # channels are the second axis
        scale = 1 / np.sqrt(parameters["running_var"] + np.float32(self.epsilon))
        if "weight" in parameters:
            scale = scale * parameters["weight"]
        shift = -parameters["running_mean"] * scale
        if "bias" in parameters:
            shift = shift + parameters["bias"]
        return x * scale.reshape(along) + shift.reshape(along)

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Explanation:
        def of_channel(part: str, usual: float) -> float:
            return float(parameters[part][position[1]]) if part in parameters else usual

        value, mean = float(inputs[0][position]), of_channel("running_mean", 0.0)
        deviation = math.sqrt(of_channel("running_var", 1.0) + self.epsilon)
        weight, bias = of_channel("weight", 1.0), of_channel("bias", 0.0)
        total = (value - mean) / deviation * weight + bias
        return Normalisation(total, value, mean, deviation, weight, bias)

    def multiplications(self, inputs: Sequence[Shape], output: Shape) -> int:  # noqa: D102
        return products_of(output[1:], 1)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text(
            "Each map less its mean, over its deviation, both of the training; then times a "
            "weight, plus a bias."
        )
