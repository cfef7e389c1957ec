"""Values one behind another: several inputs in one output, or the same values several times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.operation import Rearranging, Shape
from digitpad.support.messages import Text, plural


@dataclass(frozen=True)
class ConcatenateOp(Rearranging):
    """The inputs behind each other along ``axis``: ``torch.cat``."""

    kind: ClassVar[str] = "concatenate"
    changes_nothing: ClassVar[bool] = False
    axis: int = 1

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        return np.concatenate(inputs, axis=self.axis)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return plural(
            len(inputs), "%n input as it is.", "The values of %n inputs, one behind the other."
        )


@dataclass(frozen=True)
class StackOp(Rearranging):
    """The inputs, all of one shape, side by side along a new ``axis``: ``torch.stack``."""

    kind: ClassVar[str] = "stack"
    changes_nothing: ClassVar[bool] = False
    axis: int = 1

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        return np.stack(inputs, axis=self.axis)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return plural(
            len(inputs), "%n input with one more axis.",
            "The values of %n inputs, side by side along a new axis.",
        )  # fmt: skip


@dataclass(frozen=True)
class ExpandOp(Rearranging):
    """Axes of length 1 repeated until the shape is ``to``; -1 leaves an axis as it is."""

    kind: ClassVar[str] = "expand"
    changes_nothing: ClassVar[bool] = False
    to: Shape = ()

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        x = inputs[0]
        own = (1,) * (len(self.to) - x.ndim) + x.shape
        shape = [has if size == -1 else size for has, size in zip(own, self.to, strict=True)]
        return np.broadcast_to(x, shape)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text("The same values, repeated.")


@dataclass(frozen=True)
class RepeatOp(Rearranging):
    """All so many ``times`` behind itself along each axis, the last ones: repeat and tile."""

    kind: ClassVar[str] = "repeat"
    changes_nothing: ClassVar[bool] = False
    times: tuple[int, ...] = (1,)

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        return np.tile(inputs[0], self.times)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text("The same values, repeated.")


@dataclass(frozen=True)
class RepeatEachOp(Rearranging):
    """Each value so many ``times`` along ``axis``: repeat_interleave."""

    kind: ClassVar[str] = "repeat_each"
    changes_nothing: ClassVar[bool] = False
    times: int = 2
    axis: int = -1

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        return np.repeat(inputs[0], self.times, axis=self.axis)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text("Each value {times} times.", times=self.times)
