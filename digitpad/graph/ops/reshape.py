"""The same values in another shape: flatten, view, reshape, squeeze, unsqueeze."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from numpy.typing import NDArray

from digitpad.graph.operation import Rearranging, Shape
from digitpad.support.messages import Text


@dataclass(frozen=True)
class ReshapeOp(Rearranging):
    """The values in order, in the shape ``to``; -1 once for what is left."""

    kind: ClassVar[str] = "reshape"
    to: Shape = (-1,)

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        return inputs[0].reshape(self.to)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text("The same values in another shape.")


@dataclass(frozen=True)
class FlattenOp(Rearranging):
    """All axes from ``first`` on in one row; the batch stays."""

    kind: ClassVar[str] = "flatten"
    first: int = 1

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        x = inputs[0]
        return x.reshape(*x.shape[: self.first], -1)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text("All values in one row: channel by channel, row by row.")
