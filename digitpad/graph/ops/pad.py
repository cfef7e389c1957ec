"""A border around the values: a number, or values that are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.operation import (
    Array,
    Copied,
    Explanation,
    Parameters,
    Position,
    Rearranging,
    Shape,
    Signs,
)
from digitpad.support.messages import Text

Mode = Literal["constant", "reflect", "replicate", "circular"]

_IN_NUMPY: dict[Mode, Any] = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}


@dataclass(frozen=True)
class PadOp(Rearranging):
    """A border; ``amounts`` in F.pad's order: before and after the last axis, then the one before.

    A negative amount cuts so many off. value: of the border in the mode "constant".
    """

    kind: ClassVar[str] = "pad"
    changes_nothing: ClassVar[bool] = False
    amounts: tuple[int, ...] = ()
    mode: Mode = "constant"
    value: float = 0.0

    @property
    def signs(self) -> Signs:  # type: ignore[override]
        """A border of a negative number is there."""
        return "signed" if self.mode == "constant" and self.value < 0 else "as input"

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        x = inputs[0]
        sides = [*zip(self.amounts[::2], self.amounts[1::2], strict=True)][::-1]
        sides = [(0, 0)] * (x.ndim - len(sides)) + sides
        cut = tuple(
            slice(max(0, -before), max(0, length + min(0, after)))
            for (before, after), length in zip(sides, x.shape, strict=True)
        )
        widths = [(max(0, before), max(0, after)) for before, after in sides]
        if self.mode == "constant":
            return np.pad(x[cut], widths, constant_values=fill)
        return np.pad(x[cut], widths, mode=_IN_NUMPY[self.mode])

    def compute(self, inputs: Sequence[Array], parameters: Parameters) -> Array:  # noqa: D102
        return self.place(inputs, fill=self.value)

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Explanation:
        found = super().explain(inputs, parameters, position)
        if isinstance(found, Copied) and found.source is None:
            return replace(found, total=float(self.value))
        return found

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        match self.mode:
            case "constant":
                return Text("A border of {value} around the values.", value=f"{self.value:g}")
            case "reflect":
                return Text("A border around the values, of their mirror image.")
            case "replicate":
                return Text("A border around the values, of the outermost ones.")
            case "circular":
                return Text("A border around the values, of those at the other end.")
