"""The same values in another shape or order, or as they are: flatten, view, squeeze, permute."""

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


@dataclass(frozen=True)
class SameOp(Rearranging):
    """Gives what it gets. rate: of the values that dropout sets to zero while training."""

    kind: ClassVar[str] = "same"
    rate: float = 0.0

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        return inputs[0]

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        if self.rate:
            return Text("While training, some values are set to zero; now it gives what it gets.")
        return Text("It gives what it gets.")


@dataclass(frozen=True)
class PermuteOp(Rearranging):
    """Axis n of the output is axis ``axes[n]`` of the input."""

    kind: ClassVar[str] = "permute"
    axes: tuple[int, ...] = ()

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        return inputs[0].transpose(self.axes)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text("The same values, the axes in another order.")


@dataclass(frozen=True)
class TransposeOp(Rearranging):
    """The axes ``first`` and ``second`` in each other's place."""

    kind: ClassVar[str] = "transpose"
    first: int = -2
    second: int = -1

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        return inputs[0].swapaxes(self.first, self.second)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text("The same values, two axes in each other's place.")


@dataclass(frozen=True)
class PixelShuffleOp(Rearranging):
    """Each ``factor`` × ``factor`` channels become one map that is so many times as wide and high.

    Source: Shi et al., Real-Time Single Image and Video Super-Resolution, 2016.
    """

    kind: ClassVar[str] = "pixel_shuffle"
    factor: int = 2

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        x, each = inputs[0], self.factor
        *before, channels, height, width = x.shape
        parts = x.reshape(-1, channels // each**2, each, each, height, width)
        moved = parts.transpose(0, 1, 4, 2, 5, 3)  # channel, row, row in it, column, column in it
        return moved.reshape(*before, channels // each**2, height * each, width * each)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text(
            "{count} maps are folded into one that is {factor} times as wide and high.",
            count=self.factor**2, factor=self.factor,
        )  # fmt: skip


@dataclass(frozen=True)
class PixelUnshuffleOp(Rearranging):
    """Each map becomes ``factor`` × ``factor`` ones, each of every ``factor``-th pixel."""

    kind: ClassVar[str] = "pixel_unshuffle"
    factor: int = 2

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        x, each = inputs[0], self.factor
        *before, channels, height, width = x.shape
        parts = x.reshape(-1, channels, height // each, each, width // each, each)
        moved = parts.transpose(0, 1, 3, 5, 2, 4)
        return moved.reshape(*before, channels * each**2, height // each, width // each)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text(
            "Each map becomes {count}, each of every pixel in {factor} both ways.",
            count=self.factor**2, factor=self.factor,
        )  # fmt: skip


@dataclass(frozen=True)
class ChannelShuffleOp(Rearranging):
    """The first channel of each of ``groups``, then the second of each, and so on.

    Source: Zhang et al., ShuffleNet, 2018.
    """

    kind: ClassVar[str] = "channel_shuffle"
    groups: int = 2

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        x = inputs[0]
        parts = x.reshape(x.shape[0], self.groups, x.shape[1] // self.groups, *x.shape[2:])
        return parts.swapaxes(1, 2).reshape(x.shape)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text("The same maps, {groups} groups of them mixed.", groups=self.groups)
