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
    Slopes,
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
    Slot is, an input comes (by its number) or a part of the numbers (by its name). types: torch's
    type and layout, which may be a sparse one, of each Slot's tensor. taken: the inputs' shapes:
    for others nobody knows what torch does.
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

        with torch.inference_mode():
            output = self._in_torch(self._tensors(inputs, parameters))
        found: Array = (output if output.is_complex() else output.float()).numpy()
        return found

    def backward(self, gradient: Array, inputs: Sequence[Array], parameters: Parameters) -> Slopes:  # noqa: D102
        import torch

        tensors = self._tensors(inputs, parameters)
        asked = {name: x.requires_grad_() for name, x in tensors.items() if x.is_floating_point()}
        with torch.enable_grad():
            # Copies: what torch is asked the slopes of cannot be written into.
            output = self._in_torch({name: x.clone() for name, x in tensors.items()})
        found: dict[int | str, Array] = {}
        if output.requires_grad:
            given = torch.from_numpy(np.array(gradient)).to(output.dtype)
            slopes = torch.autograd.grad(output, list(asked.values()), given, allow_unused=True)
            for name, slope in zip(asked, slopes, strict=True):
                if slope is not None:
                    found[name] = slope.to_dense().float().numpy()
        return Slopes(
            [found.get(n, np.zeros(x.shape, np.float32)) for n, x in enumerate(inputs)],
            {part: found[part] for part in parameters if part in found},
        )

    def _tensors(self, inputs: Sequence[Array], parameters: Parameters) -> dict[int | str, Any]:
        """Return a tensor for each input and each part of the numbers that is used."""
        import torch

        # Some of torch's functions write beyond a state that was made for another batch.
        if tuple(x.shape for x in inputs) != self.taken:
            raise ValueError(f"{self.target} was seen with {self.taken} alone")
        found = {}
        for name, (kind, layout) in self.types.items():
            array = inputs[name] if isinstance(name, int) else parameters[name]
            # A copy: an operation that writes into its tensor shall not write into these arrays.
            tensor = torch.from_numpy(np.array(array)).to(kind)
            is_sparse = layout != torch.strided
            found[name] = tensor.to_sparse(layout=layout) if is_sparse else tensor
        return found

    def _in_torch(self, tensors: Mapping[int | str, Any]) -> Any:
        """Return the output, a tensor, for those that come in the places of the Slots."""
        import torch
        from torch.utils import _pytree as pytree

        function: Any = torch.ops if "." in self.target else torch.nn.functional
        for part in self.target.split("."):
            function = getattr(function, part)
        result = function(
            **pytree.tree_map_only(Slot, lambda slot: tensors[slot.name], dict(self.arguments))
        )
        output = [x for x in pytree.tree_leaves(result) if isinstance(x, torch.Tensor)][self.index]
        if tuple(output.shape) != self.given:
            raise ModelError(
                "{function} gives as many values as the image decides, and this one gives others "
                "than the first. Draw something else.", function=self.function,
            )  # fmt: skip
        return output

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
