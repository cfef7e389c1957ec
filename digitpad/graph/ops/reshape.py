"""The same values in another shape: flatten, view, reshape, squeeze, unsqueeze."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
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
    """All axes from ``first`` to ``last`` in one row; the batch stays."""

    kind: ClassVar[str] = "flatten"
    first: int = 1
    last: int = -1

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        x = inputs[0]
        if not x.ndim:
            return x.reshape(1)
        before, after = x.shape[: self.first % x.ndim], x.shape[self.last % x.ndim + 1 :]
        return x.reshape(*before, -1, *after)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        if self.last == -1 and len(inputs[0]) == 4:
            return Text("All values in one row: channel by channel, row by row.")
        return Text("The same values, several axes in one.")


@dataclass(frozen=True)
class SqueezeOp(Rearranging):
    """Without those of ``axes`` that have the length 1; without all such where it is None."""

    kind: ClassVar[str] = "squeeze"
    axes: tuple[int, ...] | None = None

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        x = inputs[0]
        axes = range(x.ndim) if self.axes is None else self.axes
        return np.squeeze(x, tuple(axis for axis in axes if x.shape[axis] == 1))

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text("The same values, without axes of length 1.")


@dataclass(frozen=True)
class UnsqueezeOp(Rearranging):
    """With a new ``axis`` of length 1."""

    kind: ClassVar[str] = "unsqueeze"
    axis: int = 0

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        return np.expand_dims(inputs[0], self.axis)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text("The same values, with one more axis of length 1.")
