"""One value for all along some axes: their mean, sum, largest, deviation and the like."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.operation import (
    EACH,
    AlongAxes,
    Array,
    Explanation,
    Mask,
    Numbers,
    Parameters,
    Position,
    Shape,
    Signs,
    Slopes,
    written,
)
from digitpad.graph.windows import products_of
from digitpad.support.messages import Text

How = Literal["mean", "sum", "max", "min", "prod", "var", "std", "norm", "logsumexp"]


@dataclass(frozen=True, eq=False)
class Reduction(Explanation):
    """A value that was made of ``values``, (n,), all along the axes in order.

    mean, divisor: of a variance or deviation, what the values are compared with and what the sum
    of their squares is divided by. order: of a norm. winner: which value is the largest or
    smallest.
    """

    how: How
    values: Numbers
    mean: float = 0.0
    divisor: float = 1.0
    order: float = 2.0
    winner: int | None = None

    def text(self) -> str:  # noqa: D102
        values = ", ".join(written(value) for value in self.values[:EACH].tolist())
        if len(self.values) > EACH:
            values += ", …"
        numbers = {"values": values, "total": written(self.total)}
        match self.how:
            case "mean":
                return str(Text(
                    "the sum of {values} / {count} = {total}", count=len(self.values), **numbers
                ))  # fmt: skip
            case "sum":
                return str(Text("the sum of {values} is {total}", **numbers))
            case "max":
                return str(Text("the largest of {values} is {total}", **numbers))
            case "min":
                return str(Text("the smallest of {values} is {total}", **numbers))
            case "prod":
                return str(Text("the product of {values} is {total}", **numbers))
            case "logsumexp":
                return str(
                    Text("the logarithm of the sum of exp of {values} is {total}", **numbers)
                )
            case "norm":
                return self._norm_in_words(numbers)
            case "var" | "std":
                return self._spread_in_words(numbers)

    def _norm_in_words(self, numbers: dict[str, str]) -> str:
        if self.order == 2:
            return str(Text("the root of the sum of the squares of {values} is {total}", **numbers))
        if self.order == 1:
            return str(Text("the sum of the sizes of {values} is {total}", **numbers))
        if self.order == math.inf:
            return str(Text("the largest size of {values} is {total}", **numbers))
        return str(Text(
            "(the sum of the sizes of {values}, each to the power of {order}) to the power of "
            "1 / {order} is {total}",
            order=f"{self.order:g}", **numbers,
        ))  # fmt: skip

    def _spread_in_words(self, numbers: dict[str, str]) -> str:
        numbers |= {"mean": written(self.mean), "divisor": f"{self.divisor:g}"}
        if self.how == "var":
            return str(Text(
                "the sum of the squared distances of {values} from their mean {mean} / {divisor} "
                "= {total}",
                **numbers,
            ))  # fmt: skip
        return str(Text(
            "the root of the sum of the squared distances of {values} from their mean {mean} / "
            "{divisor} is {total}",
            **numbers,
        ))  # fmt: skip


@dataclass(frozen=True)
class ReduceOp(AlongAxes):
    """One value of all along the axes ``over``; of all there are where it is None.

    keep: the axes stay, with the length 1. correction: what a variance's count is lessened by.
    order: of a norm; any above zero, or infinite.
    """

    kind: ClassVar[str] = "reduce"
    how: How = "mean"
    over: tuple[int, ...] | None = None
    keep: bool = False
    correction: float = 1.0
    order: float = 2.0

    @property
    def value_decides(self) -> bool:  # type: ignore[override]
        """Only the largest or smallest value matters."""
        return self.how in ("max", "min") or (self.how == "norm" and self.order == math.inf)

    @property
    def signs(self) -> Signs:  # type: ignore[override]
        """Variances, deviations and norms are never negative."""
        if self.how in ("var", "std", "norm"):
            return "unsigned"
        return "signed" if self.how == "logsumexp" else "as input"

    def axes(self, dimensions: int) -> tuple[int, ...]:  # noqa: D102
        if not self.over:  # PyTorch takes no axes as all
            return tuple(range(dimensions))
        return tuple(sorted(axis % dimensions for axis in self.over))

    def keeps(self) -> bool:  # noqa: D102
        return self.keep

    def shape(self, inputs: Sequence[Shape], parameters: Mapping[str, Shape]) -> Shape:  # noqa: D102
        axes = self.axes(len(inputs[0]))
        if self.keep:
            return tuple(1 if n in axes else size for n, size in enumerate(inputs[0]))
        return tuple(size for n, size in enumerate(inputs[0]) if n not in axes)

    def compute(self, inputs: Sequence[Array], parameters: Parameters) -> Array:  # noqa: D102
        with np.errstate(all="ignore"):  # the variance of one value is not a number, as in PyTorch
            y = self._of(inputs[0], self.axes(inputs[0].ndim))
        return np.asarray(y, np.float32)

    def _of(self, x: NDArray[Any], axes: tuple[int, ...]) -> Any:
        settings: Any = {"axis": axes, "keepdims": self.keep}
        match self.how:
            case "mean":
                return x.mean(**settings)
            case "sum":
                return x.sum(**settings)
            case "max":
                return x.max(**settings)
            case "min":
                return x.min(**settings)
            case "prod":
                return x.prod(**settings)
            case "var":
                return self._variance(x, axes)
            case "std":
                return np.sqrt(self._variance(x, axes))
            case "norm":
                return self._norm(x, settings)
            case "logsumexp":
                largest = x.max(axis=axes, keepdims=True)
                total = np.exp(x - largest).sum(axis=axes, keepdims=True)
                y = np.log(total) + largest
                return y if self.keep else y.squeeze(axes)

    def _variance(self, x: NDArray[Any], axes: tuple[int, ...]) -> Any:
        distances = x - x.mean(axis=axes, keepdims=True)
        distances *= distances
        divisor = max(0.0, self._count(x.shape) - self.correction)
        return distances.sum(axis=axes, keepdims=self.keep) / x.dtype.type(divisor)

    def _norm(self, x: NDArray[Any], settings: Any) -> Any:
        if self.order == 2:
            return np.sqrt((x * x).sum(**settings))
        sizes = np.abs(x)
        if self.order == 1:
            return sizes.sum(**settings)
        if self.order == math.inf:
            return sizes.max(**settings)
        order = x.dtype.type(self.order)
        return (sizes**order).sum(**settings) ** (1 / order)

    def backward(self, gradient: Array, inputs: Sequence[Array], parameters: Parameters) -> Slopes:  # noqa: D102
        x = inputs[0]
        axes = self.axes(x.ndim)
        y = self.compute(inputs, parameters)
        if not self.keep:
            gradient, y = np.expand_dims(gradient, axes), np.expand_dims(y, axes)
        with np.errstate(all="ignore"):
            return Slopes([np.asarray(gradient * self._slope(x, y, axes), np.float32)])

    def _slope(self, x: Array, y: Array, axes: tuple[int, ...]) -> Any:
        """Return dy/dx of each ``x``; ``y``, what came of it, has the axes still."""
        match self.how:
            case "mean":
                return np.full(x.shape, 1 / self._count(x.shape))
            case "sum":
                return np.ones(x.shape)
            case "max" | "min":
                return _shared(x == y, axes)
            case "prod":
                return _products_of_others(x, axes)
            case "logsumexp":
                return np.exp(x - y)
            case "norm":
                return self._norm_slope(x, y, axes)
            case "var" | "std":
                divisor = max(0.0, self._count(x.shape) - self.correction)
                distances = (x - x.mean(axis=axes, keepdims=True)) / np.float32(divisor)
                return 2 * distances if self.how == "var" else _over(distances, y)

    def _norm_slope(self, x: Array, y: Array, axes: tuple[int, ...]) -> Any:
        sizes, signs = np.abs(x), np.sign(x)
        if self.order == 1:
            return signs
        if self.order == math.inf:
            return signs * _shared(sizes == y, axes)
        return signs * _over(sizes, y) ** (self.order - 1)

    def _count(self, shape: Shape) -> int:
        return math.prod(shape[axis] for axis in self.axes(len(shape)))

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Explanation:
        x = inputs[0]
        axes = self.axes(x.ndim)
        rest = iter([n for axis, n in enumerate(position) if axis not in axes or not self.keep])
        place = tuple(slice(None) if axis in axes else next(rest) for axis in range(x.ndim))
        values = x[place].reshape(-1).astype(np.float64)
        whole = ReduceOp(self.how, None, False, self.correction, self.order)
        with np.errstate(all="ignore"):
            total = float(whole._of(values, (0,)))
        if self.how in ("max", "min"):
            winner = int(values.argmax() if self.how == "max" else values.argmin())
            return Reduction(total, self.how, values, winner=winner)
        divisor = max(0.0, len(values) - self.correction)
        return Reduction(total, self.how, values, float(values.mean()), divisor, self.order)

    def multiplications(self, inputs: Sequence[Shape], output: Shape) -> int:  # noqa: D102
        multiplies = self.how in ("prod", "var", "std") or (self.how == "norm" and self.order == 2)
        return products_of(inputs[0], 1) if multiplies else 0

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        count = self._count(inputs[0])
        match self.how:
            case "mean":
                return Text("The mean of each {count} values.", count=count)
            case "sum":
                return Text("The sum of each {count} values.", count=count)
            case "max":
                return Text("The largest of each {count} values.", count=count)
            case "min":
                return Text("The smallest of each {count} values.", count=count)
            case "prod":
                return Text("The product of each {count} values.", count=count)
            case "var":
                return Text("The variance of each {count} values.", count=count)
            case "std":
                return Text("The standard deviation of each {count} values.", count=count)
            case "norm":
                return Text("The length of each {count} values as a vector.", count=count)
            case "logsumexp":
                return Text("The logarithm of the sum of exp of each {count} values.", count=count)


def _shared(chosen: Mask, axes: tuple[int, ...]) -> Any:
    """Return 1 for what was ``chosen``, shared out where it was several, as PyTorch does."""
    return chosen / chosen.sum(axis=axes, keepdims=True)


def _over(x: Array, y: Array) -> Array:
    """Return x / y, and 0 where y is."""
    return np.asarray(x / np.where(y == 0, np.inf, y))


def _products_of_others(x: Array, axes: tuple[int, ...]) -> Array:
    """Return for each value the product of all others along ``axes``, also where some are zero."""
    moved = np.moveaxis(x, axes, range(-len(axes), 0))
    rows = moved.reshape(*moved.shape[: x.ndim - len(axes)], -1)
    one = np.ones((*rows.shape[:-1], 1), x.dtype)
    before = np.cumprod(np.concatenate([one, rows[..., :-1]], axis=-1), axis=-1)
    after = np.cumprod(np.concatenate([one, rows[..., :0:-1]], axis=-1), axis=-1)[..., ::-1]
    return np.moveaxis((before * after).reshape(moved.shape), range(-len(axes), 0), axes)
