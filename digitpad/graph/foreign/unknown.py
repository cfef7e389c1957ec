"""What the program has no kind for: torch computes it, and nobody takes it apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from digitpad.graph.operation import (
    Array,
    Explanation,
    Mask,
    OperationKind,
    Parameters,
    Position,
    Shape,
    written,
)
from digitpad.support.errors import ModelError
from digitpad.support.messages import Text


@dataclass(frozen=True)
class Slot:
    """Where in the arguments of a call an input or a part of the numbers goes."""

    name: int | str


@dataclass(frozen=True, eq=False)
class NotExplained(Explanation):
    """A value of which only torch knows how it came to be."""

    function: str

    def text(self) -> str:  # noqa: D102
        return str(Text(
            "{function} is computed by PyTorch and not taken apart here: {total}",
            function=self.function, total=written(self.total),
        ))  # fmt: skip


@dataclass(frozen=True, eq=False)
class UnknownOp(OperationKind):
    """One call of an operation of torch, of which output number ``index`` is taken.

    target: as "aten.lstm.input", or a function of torch.nn.functional. arguments: by name; where a
    Slot is, an input comes (by its number) or a part of the numbers (by its name). types: the torch
    type of each Slot's tensor. taken: the inputs' shapes: for others nobody knows what torch does.
    """

    kind: ClassVar[str] = "unknown"
    is_explained: ClassVar[bool] = False
    value_decides: ClassVar[bool] = True  # as far as anybody knows
    target: str
    arguments: Mapping[str, Any]
    given: Shape
    types: Mapping[int | str, Any] = field(default_factory=dict)
    index: int = 0
    taken: tuple[Shape, ...] = ()

    @property
    def function(self) -> str:
        """The name as the user may have written it, as "lstm"."""
        return self.target.split(".")[-2:][0].strip("_")

    def shape(self, inputs: Sequence[Shape], parameters: Mapping[str, Shape]) -> Shape:  # noqa: D102
        return self.given

    def compute(self, inputs: Sequence[Array], parameters: Parameters) -> Array:  # noqa: D102
        import torch
        from torch.utils import _pytree as pytree

        # Some of torch's functions write beyond a state that was made for another batch.
        if tuple(x.shape for x in inputs) != self.taken:
            raise ValueError(f"{self.target} was seen with {self.taken} alone")

        def tensor(slot: Slot) -> Any:
            array = inputs[slot.name] if isinstance(slot.name, int) else parameters[slot.name]
            # A copy: an operation that writes into its tensor shall not write into these arrays.
            return torch.from_numpy(np.array(array)).to(self.types[slot.name])

        function: Any = torch.ops if "." in self.target else torch.nn.functional
        for part in self.target.split("."):
            function = getattr(function, part)
        with torch.inference_mode():
            arguments = pytree.tree_map_only(Slot, tensor, dict(self.arguments))
            result = function(**arguments)
        tensors = [x for x in pytree.tree_leaves(result) if isinstance(x, torch.Tensor)]
        output = tensors[self.index]
        if tuple(output.shape) != self.given:
            raise ModelError(
                "{function} gives as many values as the image decides, and this one gives others "
                "than the first. Draw something else.", function=self.function,
            )  # fmt: skip
        found: Array = (output if output.is_complex() else output.float()).numpy()
        return found

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Explanation:
        value = self.compute(inputs, parameters)[position]
        return NotExplained(float(np.real(value)), self.function)

    def needs(self, wanted: Mask, inputs: Sequence[Shape]) -> list[Mask]:  # noqa: D102
        return [np.full(shape, wanted.any()) for shape in inputs]

    def reaches(self, touched: Sequence[Mask], output: Shape) -> Mask:  # noqa: D102
        return np.full(output, any(mask.any() for mask in touched))

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text("{function}, computed by PyTorch; not explained.", function=self.function)
