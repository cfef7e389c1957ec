"""Normalisation: values less a mean, over a deviation, then scaled and shifted as was learnt."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from digitpad.graph.operation import (
    Array,
    Explanation,
    Mask,
    OperationKind,
    Parameters,
    Position,
    Shape,
    Slopes,
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


class NormOp(OperationKind):
    """Values less the mean of those that they are taken together with, over their deviation.

    A kind says which are taken together, each time as many, one after the other in the input.
    ``weight`` and ``bias`` are there where they were learnt.
    """

    epsilon: float

    def together(self, shape: Shape) -> Shape:
        """Return into how many sets, axis by axis, an input of ``shape`` falls."""
        raise NotImplementedError

    def learnt(self, dimensions: int) -> tuple[int, ...]:
        """Return the axes of the input along which weight and bias have their numbers."""
        return (1,)

    def shape(self, inputs: Sequence[Shape], parameters: Mapping[str, Shape]) -> Shape:  # noqa: D102
        shape = inputs[0]
        expected = tuple(shape[axis] for axis in self.learnt(len(shape)))
        for part, size in parameters.items():
            if size != expected:
                raise ValueError(f"{size} numbers of {part} for {expected}")
        return shape

    def compute(self, inputs: Sequence[Array], parameters: Parameters) -> Array:  # noqa: D102
        x = inputs[0]
        rows = x.reshape(*self.together(x.shape), -1)  # those taken together along the last axis
        y: Array = rows - rows.mean(axis=-1, keepdims=True)
        variance = np.square(y).mean(axis=-1, keepdims=True)
        y /= np.sqrt(variance + np.float32(self.epsilon))
        y = y.reshape(x.shape)
        if "weight" in parameters:
            y *= self._along(parameters["weight"], x.ndim)
        if "bias" in parameters:
            y += self._along(parameters["bias"], x.ndim)
        return y

    def backward(self, gradient: Array, inputs: Sequence[Array], parameters: Parameters) -> Slopes:  # noqa: D102
        x = inputs[0]
        rows = x.reshape(*self.together(x.shape), -1)
        normal = rows - rows.mean(axis=-1, keepdims=True)
        deviations = np.sqrt(np.square(normal).mean(axis=-1, keepdims=True) + self.epsilon)
        normal /= deviations
        by_normal = gradient
        if "weight" in parameters:
            by_normal = gradient * self._along(parameters["weight"], x.ndim)
        by_normal = by_normal.reshape(rows.shape)
        # a value moves the mean and the deviation of all that it is taken together with
        along = (by_normal * normal).mean(axis=-1, keepdims=True)
        slope = by_normal - by_normal.mean(axis=-1, keepdims=True) - normal * along
        slope = np.asarray(slope / deviations, np.float32).reshape(x.shape)
        return Slopes([slope], self._by_learnt(gradient, normal.reshape(x.shape), parameters))

    def _by_learnt(
        self, gradient: Array, normal: Array, parameters: Parameters
    ) -> dict[str, Array]:
        """Return the slopes of weight and bias, where they are; ``normal``: what they are given."""
        others = tuple(n for n in range(gradient.ndim) if n not in self.learnt(gradient.ndim))
        found = {"weight": gradient * normal, "bias": gradient}
        return {
            part: np.asarray(slope.sum(axis=others), np.float32)
            for part, slope in found.items()
            if part in parameters
        }

    def _along(self, numbers: Array, dimensions: int) -> Array:
        """Return learnt ``numbers`` with the axes of an input of so many dimensions."""
        after = dimensions - 1 - max(self.learnt(dimensions))
        return numbers.reshape(*numbers.shape, *(1,) * after)

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Explanation:
        x = inputs[0]
        count = x.size // math.prod(self.together(x.shape))
        place = int(np.ravel_multi_index(position, x.shape))
        values = x.reshape(-1, count)[place // count].astype(np.float64)
        mean = float(values.mean())
        deviation = math.sqrt(float(values.var()) + self.epsilon)
        return self._explained(float(x[position]), mean, deviation, parameters, position, count)

    def _explained(
        self, value: float, mean: float, deviation: float, parameters: Parameters,
        position: Position, count: int,
    ) -> Normalisation:  # fmt: skip
        place = tuple(position[axis] for axis in self.learnt(len(position)))
        weight = float(parameters["weight"][place]) if "weight" in parameters else 1.0
        bias = float(parameters["bias"][place]) if "bias" in parameters else 0.0
        total = (value - mean) / deviation * weight + bias
        return Normalisation(total, value, mean, deviation, weight, bias, count)

    def _spread(self, mask: Mask) -> Mask:
        """Return all that is taken together with anything in ``mask``."""
        rows = mask.reshape(*self.together(mask.shape), -1)
        spread = np.broadcast_to(rows.any(axis=-1, keepdims=True), rows.shape)
        return spread.reshape(mask.shape)

    def needs(self, wanted: Mask, inputs: Sequence[Shape]) -> list[Mask]:  # noqa: D102
        return [self._spread(wanted)]

    def reaches(self, touched: Sequence[Mask], output: Shape) -> Mask:  # noqa: D102
        return self._spread(touched[0])

    def multiplications(self, inputs: Sequence[Shape], output: Shape) -> int:  # noqa: D102
        return products_of(output, 2)  # its square, for the deviation, and its scale


@dataclass(frozen=True)
class BatchNormOp(NormOp):
    """Each channel less its mean, over its deviation, both kept from the training.

    keeps_statistics: False takes them of the image itself; of several images, of each for itself.
    Parameters: running_mean, running_var, where they are kept, weight and bias where learnt.
    Source: Ioffe and Szegedy, Batch Normalization, 2015.
    """

    kind: ClassVar[str] = "batch_norm"
    epsilon: float = EPSILON
    keeps_statistics: bool = True

    def together(self, shape: Shape) -> Shape:  # noqa: D102
        return shape if self.keeps_statistics else shape[:2]

    def shape(self, inputs: Sequence[Shape], parameters: Mapping[str, Shape]) -> Shape:  # noqa: D102
        if not self.keeps_statistics and math.prod(inputs[0][2:]) == 1:
            raise ValueError("one value a channel has no deviation")
        return super().shape(inputs, parameters)

    def compute(self, inputs: Sequence[Array], parameters: Parameters) -> Array:  # noqa: D102
        if not self.keeps_statistics:
            return super().compute(inputs, parameters)
        x = inputs[0]
        scale = 1 / np.sqrt(parameters["running_var"] + np.float32(self.epsilon))
        if "weight" in parameters:
            scale = scale * parameters["weight"]
        shift = -parameters["running_mean"] * scale
        if "bias" in parameters:
            shift = shift + parameters["bias"]
        y = x * self._along(scale, x.ndim)
        y += self._along(shift, x.ndim)
        return y

    def backward(self, gradient: Array, inputs: Sequence[Array], parameters: Parameters) -> Slopes:  # noqa: D102
        if not self.keeps_statistics:
            return super().backward(gradient, inputs, parameters)
        x = inputs[0]
        scale = 1 / np.sqrt(parameters["running_var"] + np.float32(self.epsilon))
        means = self._along(parameters["running_mean"], x.ndim)
        normal = (x - means) * self._along(scale, x.ndim)
        scale = scale * parameters.get("weight", np.float32(1))
        slope = gradient * self._along(scale, x.ndim)
        return Slopes([slope], self._by_learnt(gradient, normal, parameters))

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Explanation:
        if not self.keeps_statistics:
            return super().explain(inputs, parameters, position)
        channel = position[1]
        mean = float(parameters["running_mean"][channel])
        deviation = math.sqrt(float(parameters["running_var"][channel]) + self.epsilon)
        value = float(inputs[0][position])
        return self._explained(value, mean, deviation, parameters, position, 0)

    def multiplications(self, inputs: Sequence[Shape], output: Shape) -> int:  # noqa: D102
        return products_of(output, 1 if self.keeps_statistics else 2)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        if not self.keeps_statistics:
            return Text(
                "Each map less its mean, over its deviation, both of this image; then times a "
                "weight, plus a bias."
            )
        return Text(
            "Each map less its mean, over its deviation, both of the training; then times a "
            "weight, plus a bias."
        )


@dataclass(frozen=True)
class InstanceNormOp(NormOp):
    """Each map less its mean, over its deviation, both of the image itself.

    Source: Ulyanov, Vedaldi and Lempitsky, Instance Normalization, 2016.
    """

    kind: ClassVar[str] = "instance_norm"
    epsilon: float = EPSILON

    def together(self, shape: Shape) -> Shape:  # noqa: D102
        return shape[:2]

    def shape(self, inputs: Sequence[Shape], parameters: Mapping[str, Shape]) -> Shape:  # noqa: D102
        if math.prod(inputs[0][2:]) == 1:
            raise ValueError("one value a channel has no deviation")
        return super().shape(inputs, parameters)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text("Each map less its mean, over its deviation, both of this image.")


@dataclass(frozen=True)
class GroupNormOp(NormOp):
    """The channels in ``groups``, each less its mean, over its deviation, both of the image itself.

    Source: Wu and He, Group Normalization, 2018.
    """

    kind: ClassVar[str] = "group_norm"
    epsilon: float = EPSILON
    groups: int = 1

    def together(self, shape: Shape) -> Shape:  # noqa: D102
        return (shape[0], self.groups)

    def shape(self, inputs: Sequence[Shape], parameters: Mapping[str, Shape]) -> Shape:  # noqa: D102
        if inputs[0][1] % self.groups:
            raise ValueError(f"{inputs[0][1]} channels in {self.groups} groups")
        return super().shape(inputs, parameters)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text(
            "{count} channels in {groups} groups, each less its mean, over its deviation, both of "
            "this image.",
            count=output[1], groups=self.groups,
        )  # fmt: skip


@dataclass(frozen=True)
class LayerNormOp(NormOp):
    """All values along the last ``axes`` axes less their mean, over their deviation.

    Source: Ba, Kiros and Hinton, Layer Normalization, 2016.
    """

    kind: ClassVar[str] = "layer_norm"
    epsilon: float = EPSILON
    axes: int = 1

    def together(self, shape: Shape) -> Shape:  # noqa: D102
        return shape[: len(shape) - self.axes]

    def learnt(self, dimensions: int) -> tuple[int, ...]:  # noqa: D102
        return tuple(range(dimensions - self.axes, dimensions))

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text(
            "{count:,} values at a time less their mean, over their deviation; then times a "
            "weight, plus a bias.",
            count=math.prod(output[len(output) - self.axes :]),
        )
