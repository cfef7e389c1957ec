"""Where values come from: the input's pixels, normalised, and numbers that the network keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from digitpad.graph.operation import (
    Array,
    Copied,
    Explanation,
    Mask,
    OperationKind,
    Parameters,
    Position,
    Shape,
    Slopes,
    written,
)
from digitpad.support.messages import Text


@dataclass(frozen=True, eq=False)
class Grey(Explanation):
    """An input value: (grey - mean) / std; as the grey level is, where that is switched off."""

    grey: float
    mean: float
    std: float

    def text(self) -> str:  # noqa: D102
        return (
            f"({written(self.grey)} − {written(self.mean)}) / {written(self.std)} = "
            f"{written(self.total)}"
        )


@dataclass(frozen=True)
class InputOp(OperationKind):
    """(x - mean) / std of each pixel x in 0..1."""

    kind: ClassVar[str] = "input"
    mean: float = 0.0
    std: float = 1.0

    def shape(self, inputs: Sequence[Shape], parameters: Mapping[str, Shape]) -> Shape:  # noqa: D102
        return inputs[0]

    def compute(self, inputs: Sequence[Array], parameters: Parameters) -> Array:  # noqa: D102
        return (inputs[0] - np.float32(self.mean)) / np.float32(self.std)

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Explanation:
        grey = float(inputs[0][position])
        return Grey((grey - self.mean) / self.std, grey, self.mean, self.std)

    def backward(self, gradient: Array, inputs: Sequence[Array], parameters: Parameters) -> Slopes:  # noqa: D102
        return Slopes([gradient / np.float32(self.std)])

    def needs(self, wanted: Mask, inputs: Sequence[Shape]) -> list[Mask]:  # noqa: D102
        return [wanted]

    def reaches(self, touched: Sequence[Mask], output: Shape) -> Mask:  # noqa: D102
        return touched[0]

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text("The framed drawing, with MNIST's mean subtracted, over its deviation.")


@dataclass(frozen=True, eq=False)
class KeptConstant(Copied):
    """A number that the network keeps; ``source`` is None, for it comes from no input."""

    def text(self) -> str:  # noqa: D102
        return str(Text("the number {value}, which the network keeps", value=written(self.total)))


@dataclass(frozen=True)
class ConstantOp(OperationKind):
    """The parameter ``value``, whatever is drawn. It takes no input."""

    kind: ClassVar[str] = "constant"

    def shape(self, inputs: Sequence[Shape], parameters: Mapping[str, Shape]) -> Shape:  # noqa: D102
        return parameters["value"]

    def compute(self, inputs: Sequence[Array], parameters: Parameters) -> Array:  # noqa: D102
        return np.asarray(parameters["value"], np.float32)

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Explanation:
        return KeptConstant(float(parameters["value"][position]), None)

    def backward(self, gradient: Array, inputs: Sequence[Array], parameters: Parameters) -> Slopes:  # noqa: D102
        return Slopes([], {"value": gradient})

    def needs(self, wanted: Mask, inputs: Sequence[Shape]) -> list[Mask]:  # noqa: D102
        return []

    def reaches(self, touched: Sequence[Mask], output: Shape) -> Mask:  # noqa: D102
        return np.zeros(output, bool)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text("Numbers that the network keeps; they are the same for every drawing.")
