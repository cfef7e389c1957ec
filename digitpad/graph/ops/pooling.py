"""Pools: one value for each window, channel by channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.operation import (
    EACH,
    Array,
    Explanation,
    Mask,
    Numbers,
    OperationKind,
    Parameters,
    Position,
    Shape,
    Signs,
    written,
)
from digitpad.graph.ops.convolution import alike
from digitpad.graph.windows import Windowed, cut, products_of
from digitpad.support.messages import Text

PoolingKind = Literal["max", "mean", "l2"]


@dataclass(frozen=True, eq=False)
class Pooling(Explanation):
    """A value of a pool.

    window: (rows, columns); where padding is, -inf for the largest and 0 for the others.
    how: the total is the largest of the window, its mean, or the root of the sum of its squares.
    winner: place in the window of the largest value; None for the others.
    divisor: what the sum is divided by, for the mean.
    """

    rows: range
    columns: range
    window: Numbers
    how: PoolingKind
    winner: tuple[int, int] | None
    divisor: int

    def text(self) -> str:  # noqa: D102
        values = self.window[np.isfinite(self.window)].tolist()
        listed = ", ".join(written(value) for value in values[:EACH])
        if len(values) > EACH:
            listed += ", …"
        total = written(self.total)
        if self.how == "max":
            return str(Text("the largest of {values} is {total}", values=listed, total=total))
        if self.how == "l2":
            return str(Text(
                "the root of the sum of the squares of {values} is {total}", values=listed,
                total=total,
            ))  # fmt: skip
        return str(Text(
            "the sum of {values} / {count} = {total}", values=listed, count=self.divisor,
            total=total,
        ))  # fmt: skip


@dataclass(frozen=True)
class PoolOp(Windowed):
    """The largest, the mean or the root of the sum of squares of each window.

    counts_padding: the mean counts padding as zeros; else it is the mean of the pixels there are.
    divisor: what the mean divides by, where it was given.
    """

    kind: ClassVar[str] = "pool"
    how: PoolingKind = "max"
    counts_padding: bool = True
    divisor: int | None = None

    @property
    def signs(self) -> Signs:  # type: ignore[override]
        """A root is never negative."""
        return "unsigned" if self.how == "l2" else "as input"

    @property
    def value_decides(self) -> bool:  # type: ignore[override]
        """Only the largest of a window matters, which one that is depends on the values."""
        return self.how == "max"

    def shape(self, inputs: Sequence[Shape], parameters: Mapping[str, Shape]) -> Shape:  # noqa: D102
        return (*inputs[0][:2], *self.seen(inputs[0]))

    def compute(self, inputs: Sequence[Array], parameters: Parameters) -> Array:  # noqa: D102
        x = inputs[0]
        padded = self.padded(x, -np.inf if self.how == "max" else 0.0)
        cells = self.cells(x.shape)
        y = padded[:, :, cells[0][0], cells[0][1]].copy()
        if self.how == "l2":
            y *= y
        for down, across in cells[1:]:
            values = padded[:, :, down, across]
            if self.how == "max":
                np.maximum(y, values, out=y)
            else:
                y += values * values if self.how == "l2" else values
        if self.how == "l2":
            return np.sqrt(y)
        if self.how == "mean":
            y /= self._divisors(x.shape)
        return y

    def _divisors(self, shape: Shape) -> Array:
        """Return what each window's sum is divided by, (rows, columns)."""
        sides = []
        for axis in (0, 1):
            length = shape[axis - 2]
            before, after = self.padding[axis] if self.counts_padding else (0, 0)
            places = (self.window(axis, n, length) for n in range(self.places(axis, length)))
            sides.append([sum(-before <= n < length + after for n in place) for place in places])
        divisors = np.outer(*sides).astype(np.float32)
        return np.full_like(divisors, self.divisor) if self.divisor else divisors

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Explanation:
        _, channel, row, column = position
        x = inputs[0][0]
        rows, columns = self.window(0, row, x.shape[1]), self.window(1, column, x.shape[2])
        divisor = int(self._divisors(x.shape)[row, column]) if self.how == "mean" else 1
        return pooling(x[channel : channel + 1], rows, columns, self.how, divisor)

    def needs(self, wanted: Mask, inputs: Sequence[Shape]) -> list[Mask]:  # noqa: D102
        return [self.under(wanted, inputs[0])]

    def reaches(self, touched: Sequence[Mask], output: Shape) -> Mask:  # noqa: D102
        return self.over(touched[0])

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        (rows, columns), stride = self.size, alike(self.stride)
        if self.how == "max":
            return Text(
                "The largest value of each {rows} × {columns} window, stride {stride}.",
                rows=rows, columns=columns, stride=stride,
            )  # fmt: skip
        if self.how == "l2":
            return Text(
                "The root of the sum of squares of each {rows} × {columns} window, stride "
                "{stride}.",
                rows=rows, columns=columns, stride=stride,
            )  # fmt: skip
        return Text(
            "The mean of each {rows} × {columns} window, stride {stride}.",
            rows=rows, columns=columns, stride=stride,
        )  # fmt: skip


@dataclass(frozen=True)
class AdaptivePoolOp(OperationKind):
    """The largest value or the mean of each of ``output`` windows that share the map."""

    kind: ClassVar[str] = "adaptive_pool"
    signs: ClassVar[Signs] = "as input"
    output: tuple[int, int] = (1, 1)
    how: PoolingKind = "mean"

    @property
    def value_decides(self) -> bool:  # type: ignore[override]
        """As for other pools."""
        return self.how == "max"

    def window(self, axis: int, place: int, length: int) -> range:
        """Return the window for output ``place``: as equal parts as whole pixels can be."""
        parts = self.output[axis]
        return range(place * length // parts, -(-(place + 1) * length // parts))

    def shape(self, inputs: Sequence[Shape], parameters: Mapping[str, Shape]) -> Shape:  # noqa: D102
        return (*inputs[0][:2], *self.output)

    def _windows(self, shape: Shape) -> list[tuple[int, int, range, range]]:
        """Return row and column of each output, and the rows and columns of its window."""
        down, across = self.output
        return [
            (row, column, self.window(0, row, shape[-2]), self.window(1, column, shape[-1]))
            for row in range(down)
            for column in range(across)
        ]

    def compute(self, inputs: Sequence[Array], parameters: Parameters) -> Array:  # noqa: D102
        x = inputs[0]
        y = np.empty((*x.shape[:2], *self.output), np.float32)
        for row, column, rows, columns in self._windows(x.shape):
            part = x[:, :, rows.start : rows.stop, columns.start : columns.stop]
            y[:, :, row, column] = part.max((2, 3)) if self.how == "max" else part.mean((2, 3))
        return y

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Explanation:
        _, channel, row, column = position
        x = inputs[0][0]
        rows, columns = self.window(0, row, x.shape[1]), self.window(1, column, x.shape[2])
        part = x[channel : channel + 1]
        return pooling(part, rows, columns, self.how, len(rows) * len(columns))

    def needs(self, wanted: Mask, inputs: Sequence[Shape]) -> list[Mask]:  # noqa: D102
        needed = np.zeros(inputs[0], bool)
        for row, column, rows, columns in self._windows(inputs[0]):
            part = needed[:, :, rows.start : rows.stop, columns.start : columns.stop]
            part |= wanted[:, :, row, column][:, :, None, None]
        return [needed]

    def reaches(self, touched: Sequence[Mask], output: Shape) -> Mask:  # noqa: D102
        reached = np.zeros(output, bool)
        for row, column, rows, columns in self._windows(touched[0].shape):
            part = touched[0][:, :, rows.start : rows.stop, columns.start : columns.stop]
            reached[:, :, row, column] = part.any(axis=(2, 3))
        return reached

    def multiplications(self, inputs: Sequence[Shape], output: Shape) -> int:  # noqa: D102
        return products_of(output, 0)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        rows, columns = self.output
        if self.output == (1, 1):
            if self.how == "max":
                return Text("The largest value of each map.")
            return Text("The mean of each map.")
        if self.how == "max":
            return Text(
                "The largest value of each of {rows} × {columns} parts of the map.",
                rows=rows, columns=columns,
            )  # fmt: skip
        return Text(
            "The mean of each of {rows} × {columns} parts of the map.", rows=rows, columns=columns
        )


def pooling(
    x: NDArray[np.float32], rows: range, columns: range, how: PoolingKind, divisor: int
) -> Pooling:
    """Return what a pool makes of ``rows`` and ``columns`` of ``x``, (1, height, width)."""
    values = cut(x, rows, columns, outside=-np.inf if how == "max" else 0.0)[0]
    if how == "max":
        down, across = divmod(int(values.argmax()), len(columns))
        largest = float(values[down, across])
        return Pooling(largest, rows, columns, values, how, (down, across), divisor)
    total = float(np.sqrt((values**2).sum())) if how == "l2" else float(values.sum()) / divisor
    return Pooling(total, rows, columns, values, how, None, divisor)
