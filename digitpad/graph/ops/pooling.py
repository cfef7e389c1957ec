"""Pools: one value for each window, channel by channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

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
    Slopes,
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
    divisor: what the sum is divided by, for the mean. factor: of the sum of squares, other than 1
    where PyTorch makes up for what a window that hangs over the end lacks.
    """

    rows: range
    columns: range
    window: Numbers
    how: PoolingKind
    winner: tuple[int, int] | None
    divisor: int = 1
    factor: float = 1.0

    def text(self) -> str:  # noqa: D102
        values = self.window[np.isfinite(self.window)].tolist()
        listed = ", ".join(written(value) for value in values[:EACH])
        if len(values) > EACH:
            listed += ", …"
        total = written(self.total)
        if self.how == "max":
            return str(Text("the largest of {values} is {total}", values=listed, total=total))
        if self.how == "l2" and self.factor != 1:
            return str(Text(
                "the root of {factor} × the sum of the squares of {values} is {total}",
                factor=written(self.factor), values=listed, total=total,
            ))  # fmt: skip
        if self.how == "l2":
            return str(Text(
                "the root of the sum of the squares of {values} is {total}", values=listed,
                total=total,
            ))  # fmt: skip
        return str(Text(
            "the sum of {values} / {count} = {total}", values=listed, count=self.divisor,
            total=total,
        ))  # fmt: skip


LARGE = 8  # places of a window, from which on doubling is quicker than one place after the other


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
        together = np.maximum if self.how == "max" else np.add
        y = self.padded(x, -np.inf if self.how == "max" else 0.0)
        if self.how == "l2":
            y = y * y
        # Down each column, then along the rows: 3 + 3 steps for a window of 3 x 3, not 9.
        for axis, places in enumerate(self.seen(x.shape)):
            y = self._slid(together, y, axis, places)
        if self.how == "mean":
            y /= self._divisors(x.shape)
        if self.how == "l2":
            y *= self._factors(x.shape)
            np.sqrt(y, out=y)
        return y

    def _slid(self, together: np.ufunc, y: Array, axis: int, places: int) -> Array:
        """Combine the values under each window along an axis of ``y``, which is padded.

        Windows of 1, 2, 4, ... places, each made of two of half its size, make up a large one.
        """
        size, stride, dilation = self.size[axis], self.stride[axis], self.dilation[axis]

        def cut(first: int | None, stop: int | None, step: int = 1) -> Array:
            return y[:, :, first:stop:step] if axis == 0 else y[..., first:stop:step]

        parts = []
        length = 1  # of the windows in ``y``
        start = 0  # where the rest of the window begins
        while start < size:
            if size < LARGE or size & length:
                first = start * dilation
                parts.append(cut(first, first + (places - 1) * stride + 1, stride))
                start += length
            if size >= LARGE and start < size:
                y = together(cut(None, -length * dilation), cut(length * dilation, None))
                length *= 2
        combined = parts[0].copy()
        for part in parts[1:]:
            together(combined, part, out=combined)
        return combined

    def backward(self, gradient: Array, inputs: Sequence[Array], parameters: Parameters) -> Slopes:  # noqa: D102
        x = inputs[0]
        cells = self.size[0] * self.size[1]
        shape = (*x.shape[:2], cells, *gradient.shape[2:])
        if self.how == "max":
            under = self.views(self.padded(x, -np.inf)).reshape(shape)
            winners = under.argmax(axis=2)[:, :, None]  # the first of equals, as in PyTorch
            is_winner = np.arange(cells)[:, None, None] == winners
            return Slopes([self.given_back(is_winner * gradient[:, :, None], x.shape)])
        if self.how == "mean":
            each = gradient / self._divisors(x.shape)
            return Slopes([self.given_back(_for_each_cell(each, shape), x.shape)])
        roots = self.compute(inputs, parameters)
        roots[roots == 0] = np.inf  # a window of zeros has no slope
        each = gradient * self._factors(x.shape) / roots
        return Slopes([self.given_back(_for_each_cell(each, shape), x.shape) * x])

    def _factors(self, shape: Shape) -> Array:
        """Return what each sum of squares is multiplied by, (rows, columns).

        PyTorch takes the root of the mean times the places of a window, and the mean of a window
        that hangs over the end is of the pixels there are.
        """
        return np.float32(self.size[0] * self.size[1]) / self._divisors(shape)

    def _divisors(self, shape: Shape) -> Array:
        """Return what each window's sum is divided by, (rows, columns)."""
        sides = []
        for axis in (0, 1):
            length = shape[axis - 2]
            before, after = self.padding[axis] if self.counts_padding else (0, 0)
            starts = (
                np.arange(self.places(axis, length)) * self.stride[axis] - self.padding[axis][0]
            )
            under = starts[:, None] + np.arange(self.size[axis]) * self.dilation[axis]
            sides.append(((under >= -before) & (under < length + after)).sum(axis=1))
        divisors = np.outer(sides[0], sides[1]).astype(np.float32)
        return np.full_like(divisors, self.divisor) if self.divisor else divisors

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Pooling:
        _, channel, row, column = position
        x = inputs[0][0]
        rows, columns = self.window(0, row, x.shape[1]), self.window(1, column, x.shape[2])
        divisor = int(self._divisors(x.shape)[row, column]) if self.how == "mean" else 1
        factor = float(self._factors(x.shape)[row, column]) if self.how == "l2" else 1.0
        return pooling(x[channel], rows, columns, self.how, divisor, factor)

    def needs(self, wanted: Mask, inputs: Sequence[Shape]) -> list[Mask]:  # noqa: D102
        return [self.under(wanted, inputs[0])]

    def reaches(self, touched: Sequence[Mask], output: Shape) -> Mask:  # noqa: D102
        return self.over(touched[0])

    def multiplications(self, inputs: Sequence[Shape], output: Shape) -> int:  # noqa: D102
        return products_of(output, self.size[0] * self.size[1]) if self.how == "l2" else 0

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
        how = np.max if self.how == "max" else np.mean
        if self.output == (1, 1):  # in one step, which takes a fifth of the time of two
            y: Array = how(x, axis=(2, 3), keepdims=True)
            return y
        # Down each column, then along the rows: 6 + 6 steps for 6 x 6 windows, not 36.
        down, across = (
            [self.window(axis, place, x.shape[axis + 2]) for place in range(self.output[axis])]
            for axis in (0, 1)
        )
        y = np.stack([how(x[:, :, rows.start : rows.stop], axis=2) for rows in down], axis=2)
        return np.stack([how(y[..., part.start : part.stop], axis=3) for part in across], axis=3)

    def backward(self, gradient: Array, inputs: Sequence[Array], parameters: Parameters) -> Slopes:  # noqa: D102
        x = inputs[0]
        slope = np.zeros(x.shape, np.float32)
        for row, column, rows, columns in self._windows(x.shape):
            place = (..., slice(rows.start, rows.stop), slice(columns.start, columns.stop))
            each = gradient[:, :, row, column][:, :, None, None]
            if self.how == "max":
                under = x[place].reshape(*x.shape[:2], -1)
                is_winner = np.arange(under.shape[2]) == under.argmax(axis=2)[..., None]
                slope[place] += is_winner.reshape(x[place].shape) * each
            else:
                slope[place] += each / np.float32(len(rows) * len(columns))
        return Slopes([slope])

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Pooling:
        _, channel, row, column = position
        x = inputs[0][0]
        rows, columns = self.window(0, row, x.shape[1]), self.window(1, column, x.shape[2])
        return pooling(x[channel], rows, columns, self.how, len(rows) * len(columns))

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


def _for_each_cell(values: Array, shape: Shape) -> Array:
    """Return ``values`` (n, channels, rows, columns) once for each cell of a window."""
    return np.broadcast_to(values[:, :, None], shape)


def pooling(
    x: Array, rows: range, columns: range, how: PoolingKind, divisor: int = 1, factor: float = 1.0
) -> Pooling:
    """Return what a pool makes of ``rows`` and ``columns`` of ``x``, (height, width)."""
    values = cut(x[None], rows, columns, outside=-np.inf if how == "max" else 0.0)[0]
    if how == "max":
        down, across = divmod(int(values.argmax()), len(columns))
        largest = float(values[down, across])
        return Pooling(largest, rows, columns, values, how, (down, across))
    if how == "l2":
        root = float(np.sqrt((values**2).sum() * factor))
        return Pooling(root, rows, columns, values, how, None, factor=factor)
    mean = float(values.sum()) / divisor
    return Pooling(mean, rows, columns, values, how, None, divisor)
