"""Products of matrices: a fully connected layer, whose weights are one, and two inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from digitpad.graph.operation import (
    AlongAxes,
    Array,
    Explanation,
    Mask,
    OperationKind,
    Parameters,
    Position,
    Shape,
    Slopes,
    WeightedSum,
    narrowed,
    summed,
)
from digitpad.graph.windows import products_of
from digitpad.support.messages import Text, plural


@dataclass(frozen=True)
class LinearOp(AlongAxes):
    """x (..., inputs) times ``weight`` (features, inputs), plus ``bias`` (features,) or not."""

    kind: ClassVar[str] = "linear"

    def axes(self, dimensions: int) -> tuple[int, ...]:  # noqa: D102
        return (dimensions - 1,)

    def shape(self, inputs: Sequence[Shape], parameters: Mapping[str, Shape]) -> Shape:  # noqa: D102
        features, expected = parameters["weight"]
        if inputs[0][-1] != expected:
            raise ValueError(f"{inputs[0][-1]} values for {expected} weights")
        return (*inputs[0][:-1], features)

    def compute(self, inputs: Sequence[Array], parameters: Parameters) -> Array:  # noqa: D102
        x, weight = inputs[0], parameters["weight"]
        y: Array = x.reshape(-1, weight.shape[1]) @ weight.T  # one product, however many axes
        if "bias" in parameters:
            y += parameters["bias"]
        return y.reshape(*x.shape[:-1], len(weight))

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Explanation:
        *place, unit = position
        x = inputs[0][tuple(place)].astype(np.float64)
        weights = parameters["weight"][unit].astype(np.float64)
        bias = float(parameters["bias"][unit]) if "bias" in parameters else None
        products = x * weights
        return WeightedSum(float(products.sum()) + (bias or 0), x, weights, products, bias)

    def backward(self, gradient: Array, inputs: Sequence[Array], parameters: Parameters) -> Slopes:  # noqa: D102
        weight = parameters["weight"]
        x, rows = inputs[0].reshape(-1, weight.shape[1]), gradient.reshape(-1, len(weight))
        slopes = {"weight": rows.T @ x}
        if "bias" in parameters:
            slopes["bias"] = rows.sum(axis=0)
        return Slopes([(rows @ weight).reshape(inputs[0].shape)], slopes)

    def multiplications(self, inputs: Sequence[Shape], output: Shape) -> int:  # noqa: D102
        return products_of(output, inputs[0][-1])

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return plural(
            output[-1],
            "%n unit, a weighted sum of all {count} values before it.",
            "%n units, each a weighted sum of all {count} values before it.",
            count=inputs[0][-1],
        )


@dataclass(frozen=True, eq=False)
class RowTimesColumn(WeightedSum):
    """A value of a matrix product: ``row`` of the first input times ``column`` of the second."""

    row: int = 0
    column: int = 0


@dataclass(frozen=True)
class MatmulOp(OperationKind):
    """(..., m, k) times (..., k, n) -> (..., m, n), the axes before broadcast.

    An input with one axis is a single row on the left, a single column on the right, and the output
    has no such axis, as in ``torch.matmul``.
    """

    kind: ClassVar[str] = "matmul"

    def shape(self, inputs: Sequence[Shape], parameters: Mapping[str, Shape]) -> Shape:  # noqa: D102
        rows, columns = _as_matrices(*inputs)
        if rows[-1] != columns[-2]:
            raise ValueError(f"rows of {rows[-1]} values for columns of {columns[-2]}")
        full = _product_shape(rows, columns)
        return _without(full, len(inputs[0]) == 1, len(inputs[1]) == 1)

    def compute(self, inputs: Sequence[Array], parameters: Parameters) -> Array:  # noqa: D102
        return np.asarray(np.matmul(inputs[0], inputs[1]))

    def backward(self, gradient: Array, inputs: Sequence[Array], parameters: Parameters) -> Slopes:  # noqa: D102
        shapes = _as_matrices(*(x.shape for x in inputs))
        left, right = (x.reshape(shape) for x, shape in zip(inputs, shapes, strict=True))
        gradient = gradient.reshape(_product_shape(*shapes))
        by_left = summed(np.matmul(gradient, right.swapaxes(-1, -2)), left.shape)
        by_right = summed(np.matmul(left.swapaxes(-1, -2), gradient), right.shape)
        return Slopes([by_left.reshape(inputs[0].shape), by_right.reshape(inputs[1].shape)])

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Explanation:
        shapes = _as_matrices(*(x.shape for x in inputs))
        before = np.broadcast_shapes(*(shape[:-2] for shape in shapes))
        left, right = (
            np.broadcast_to(x.reshape(shape), (*before, *shape[-2:]))
            for x, shape in zip(inputs, shapes, strict=True)
        )
        rest: list[Any] = list(position)
        column = 0 if inputs[1].ndim == 1 else rest.pop()
        row = 0 if inputs[0].ndim == 1 else rest.pop()
        x = left[(*rest, row)].astype(np.float64)
        weights = right[(*rest, slice(None), column)].astype(np.float64)
        products = x * weights
        return RowTimesColumn(float(products.sum()), x, weights, products, row=row, column=column)

    def needs(self, wanted: Mask, inputs: Sequence[Shape]) -> list[Mask]:  # noqa: D102
        rows, columns = _as_matrices(*inputs)
        wanted = wanted.reshape(_product_shape(rows, columns))
        by_row = _filled(np.asarray(wanted.any(axis=-1, keepdims=True)), -1, rows[-1])
        by_column = _filled(np.asarray(wanted.any(axis=-2, keepdims=True)), -2, columns[-2])
        return [
            narrowed(by_row, rows).reshape(inputs[0]),
            narrowed(by_column, columns).reshape(inputs[1]),
        ]

    def reaches(self, touched: Sequence[Mask], output: Shape) -> Mask:  # noqa: D102
        shapes = _as_matrices(*(mask.shape for mask in touched))
        left, right = (mask.reshape(shape) for mask, shape in zip(touched, shapes, strict=True))
        reached = left.any(axis=-1, keepdims=True) | right.any(axis=-2, keepdims=True)
        return reached.reshape(output)

    def multiplications(self, inputs: Sequence[Shape], output: Shape) -> int:  # noqa: D102
        return products_of(output, inputs[0][-1])

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text(
            "Each value is a row of {count} values of the first input times a column of the "
            "second, summed.",
            count=inputs[0][-1],
        )


def _as_matrices(left: Shape, right: Shape) -> tuple[Shape, Shape]:
    """Return both shapes with two axes at least: a row on the left, a column on the right."""
    return ((1, *left) if len(left) == 1 else left), ((*right, 1) if len(right) == 1 else right)


def _product_shape(rows: Shape, columns: Shape) -> Shape:
    return (*np.broadcast_shapes(rows[:-2], columns[:-2]), rows[-2], columns[-1])


def _without(full: Shape, row: bool, column: bool) -> Shape:
    """Return the product's shape without the axes that the inputs had not."""
    *before, down, across = full
    return (*before, *(() if row else (down,)), *(() if column else (across,)))


def _filled(mask: Mask, axis: int, length: int) -> Mask:
    """Return ``mask``, of length 1 along ``axis``, with ``length`` there."""
    shape = list(mask.shape)
    shape[axis] = length
    return np.broadcast_to(mask, shape)
