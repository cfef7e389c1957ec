"""A part of the values, all in another order along an axis, or with a border around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
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
from digitpad.support.messages import Text, plural


@dataclass(frozen=True)
class SliceOp(Rearranging):
    """From ``start`` to ``stop``, or to the end, along ``axis``; counted as Python does."""

    kind: ClassVar[str] = "slice"
    changes_nothing: ClassVar[bool] = False
    axis: int = 0
    start: int = 0
    stop: int | None = None
    step: int = 1

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        return inputs[0][along(self.axis, inputs[0].ndim, slice(self.start, self.stop, self.step))]

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text(
            "{count} of {all} along axis {axis}, from number {start} on.",
            count=output[self.axis], all=inputs[0][self.axis], axis=self.axis % len(output),
            start=range(inputs[0][self.axis])[self.start :].start,
        )  # fmt: skip


@dataclass(frozen=True)
class SelectOp(Rearranging):
    """Number ``index`` along ``axis``, which is no longer there: ``x[:, 0]``, ``x.select``."""

    kind: ClassVar[str] = "select"
    changes_nothing: ClassVar[bool] = False
    axis: int = 0
    index: int = 0

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        return inputs[0][along(self.axis, inputs[0].ndim, self.index)]

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        length = inputs[0][self.axis]
        return Text(
            "Number {number} of {all} along axis {axis}.",
            number=self.index % length, all=length, axis=self.axis % len(inputs[0]),
        )  # fmt: skip


@dataclass(frozen=True)
class PickOp(Rearranging):
    """Those of ``indices`` along ``axis``, in this order: ``torch.index_select``."""

    kind: ClassVar[str] = "pick"
    changes_nothing: ClassVar[bool] = False
    axis: int = 0
    indices: tuple[int, ...] = (0,)

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        return np.take(inputs[0], np.array(self.indices, np.intp), axis=self.axis)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return plural(
            len(self.indices), "%n chosen place along axis {axis}.",
            "%n chosen places along axis {axis}.", axis=self.axis % len(inputs[0]),
        )  # fmt: skip


@dataclass(frozen=True)
class FlipOp(Rearranging):
    """The other way round along ``axes``."""

    kind: ClassVar[str] = "flip"
    axes: tuple[int, ...] = (-1,)

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        return np.flip(inputs[0], self.axes)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text("The same values the other way round.")


@dataclass(frozen=True)
class RollOp(Rearranging):
    """Moved by ``shifts`` along ``axes``, what leaves comes in at the other end.

    Without axes by one shift along all values in one row.
    """

    kind: ClassVar[str] = "roll"
    shifts: tuple[int, ...] = (1,)
    axes: tuple[int, ...] = ()

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        return np.roll(inputs[0], self.shifts if self.axes else self.shifts[0], self.axes or None)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text("The same values, moved; what leaves at one end comes in at the other.")


def along(axis: int, dimensions: int, index: slice | int) -> tuple[slice | int, ...]:
    """Return an index that takes everything but along ``axis``, which may count from the end."""
    place: list[slice | int] = [slice(None)] * dimensions
    place[axis] = index
    return tuple(place)


def split(length: int, sizes: int | Sequence[int], axis: int = 0) -> list[SliceOp]:
    """Return the parts of ``torch.split``; one size: of each but the last, which may be smaller."""
    if isinstance(sizes, int):
        sizes = [min(sizes, length - start) for start in range(0, length, sizes)]
    ends = list(accumulate(sizes))
    return [SliceOp(axis, end - size, end) for size, end in zip(sizes, ends, strict=True)]


def chunk(length: int, count: int, axis: int = 0) -> list[SliceOp]:
    """Return the parts of ``torch.chunk``, at most ``count``."""
    return split(length, max(1, -(-length // count)), axis)


@dataclass(frozen=True, eq=False)
class PlacedOp(Rearranging):
    """Each output is the value at ``index`` of the inputs, all in one row; 0 where that is -1.

    index: in the shape of the output, without the batch if ``batched``: then each image's values
    are taken from its own.
    """

    kind: ClassVar[str] = "placed"
    index: NDArray[np.intp] = field(default_factory=lambda: np.zeros((1,), np.intp))
    batched: bool = True

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        n = max(len(x) for x in inputs) if self.batched else 1
        rows = [x.reshape(len(x) if self.batched else 1, -1) for x in inputs]
        row = np.concatenate([np.broadcast_to(x, (n, x.shape[1])) for x in rows], axis=1)
        found = row[:, self.index.reshape(-1)]
        if (self.index < 0).any():
            found[:, self.index.reshape(-1) < 0] = fill
        return found.reshape((n, *self.index.shape) if self.batched else self.index.shape)

    def settings(self) -> dict[str, Any]:  # noqa: D102
        return {"index": self.index.tolist(), "batched": self.batched}

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text("The same values in other places.")


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
