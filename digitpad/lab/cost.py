"""What a convolution costs, against a fully connected layer between the same shapes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from digitpad.lab.shapes import ConvolutionShape


@dataclass(frozen=True)
class ConvolutionCost:
    """parameters: weights and biases. multiplications: for one image, padding's zeros included."""

    parameters: int
    multiplications: int


@dataclass(frozen=True)
class CostComparison:
    """A convolution, and a fully connected layer from its input to its output, both with biases."""

    convolution: ConvolutionCost
    fully_connected: ConvolutionCost

    @property
    def parameter_ratio(self) -> float:
        """How many times more parameters the fully connected layer has."""
        return self.fully_connected.parameters / self.convolution.parameters

    @property
    def multiplication_ratio(self) -> float:
        """How many times more multiplications the fully connected layer takes."""
        return self.fully_connected.multiplications / self.convolution.multiplications


def cost(shape: ConvolutionShape) -> CostComparison:
    """Return the cost of a convolution of this shape, beside that of a fully connected layer."""
    weights = shape.channels * shape.rows.kernel * shape.columns.kernel  # of one kernel
    inputs, outputs = math.prod(shape.input), math.prod(shape.output)
    return CostComparison(
        ConvolutionCost(shape.kernels * (weights + 1), outputs * weights),
        ConvolutionCost(outputs * (inputs + 1), outputs * inputs),
    )
