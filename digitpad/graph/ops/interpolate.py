"""Larger or smaller maps: each pixel a weighted sum of those around its place in the old map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.operation import (
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
    WeightedSum,
)
from digitpad.graph.windows import products_of
from digitpad.support.messages import Text

How = Literal["nearest", "nearest-exact", "bilinear", "bicubic"]

_CUBIC = -0.75  # PyTorch's parameter of the cubic


@dataclass(frozen=True, eq=False)
class Interpolation(WeightedSum):
    """A weighted mean of pixels of one map. places: (n, 2), the row and column of each input."""

    channel: int = 0
    places: NDArray[np.intp] = field(default_factory=lambda: np.zeros((0, 2), np.intp))


@dataclass(frozen=True)
class InterpolateOp(OperationKind):
    """(n, channels, height, width) at another size, as F.interpolate and nn.Upsample do it.

    size: (rows, columns) of the output, or None for the input's times ``scale``. Where ``scale`` is
    given places are found with it, otherwise with the sizes. align_corners: the outermost pixels
    lie on the outermost ones.
    """

    kind: ClassVar[str] = "interpolate"
    size: tuple[int, int] | None = None
    scale: tuple[float, float] | None = None
    how: How = "nearest"
    align_corners: bool = False

    @property
    def signs(self) -> Signs:  # type: ignore[override]
        """A cubic shoots beyond the values."""
        return "signed" if self.how == "bicubic" else "as input"

    def shape(self, inputs: Sequence[Shape], parameters: Mapping[str, Shape]) -> Shape:  # noqa: D102
        before, height, width = inputs[0][:-2], inputs[0][-2], inputs[0][-1]
        if self.size is not None:
            return (*before, *self.size)
        if self.scale is None:
            raise ValueError("neither size nor scale is given")
        return (*before, int(height * self.scale[0]), int(width * self.scale[1]))

    def taps(self, shape: Shape) -> tuple[Taps, Taps]:
        """Return along rows and along columns which inputs of ``shape`` each output weighs."""
        output = self.shape([shape], {})
        scale = self.scale or (None, None)
        rows, columns = (
            _taps(shape[axis], output[axis], scale[axis], self.how, self.align_corners)
            for axis in (-2, -1)
        )
        return rows, columns

    def compute(self, inputs: Sequence[Array], parameters: Parameters) -> Array:  # noqa: D102
        x = inputs[0]
        rows, columns = self.taps(x.shape)
        if rows.indices.shape[1] == 1:
            return x[..., rows.indices, columns.indices[:, 0]]
        y: Array = rows.matrix.astype(np.float32) @ x @ columns.matrix.T.astype(np.float32)
        return y

    def backward(self, gradient: Array, inputs: Sequence[Array], parameters: Parameters) -> Slopes:  # noqa: D102
        rows, columns = (taps.matrix.astype(np.float32) for taps in self.taps(inputs[0].shape))
        return Slopes([np.asarray(rows.T @ gradient @ columns, np.float32)])

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Explanation:
        *channel, row, column = position
        x = inputs[0][tuple(channel)].astype(np.float64)  # (height, width)
        weights = np.outer(*(
            taps.matrix[place]
            for taps, place in zip(self.taps(x.shape), (row, column), strict=True)
        ))  # fmt: skip
        weighed = weights != 0
        products = x[weighed] * weights[weighed]
        return Interpolation(
            float(products.sum()), x[weighed], weights[weighed], products,
            channel=channel[-1], places=np.argwhere(weighed),
        )  # fmt: skip

    def needs(self, wanted: Mask, inputs: Sequence[Shape]) -> list[Mask]:  # noqa: D102
        rows, columns = (taps.matrix != 0 for taps in self.taps(inputs[0]))
        return [_any_of(rows.T, wanted, columns)]

    def reaches(self, touched: Sequence[Mask], output: Shape) -> Mask:  # noqa: D102
        rows, columns = (taps.matrix != 0 for taps in self.taps(touched[0].shape))
        return _any_of(rows, touched[0], columns.T)

    def multiplications(self, inputs: Sequence[Shape], output: Shape) -> int:  # noqa: D102
        rows, columns = (taps.indices.shape[1] for taps in self.taps(inputs[0]))
        return 0 if rows * columns == 1 else products_of(output, rows * columns)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        sides = {"rows": output[-2], "columns": output[-1]}
        if self.how == "bilinear":
            return Text(
                "Maps of {rows} × {columns}: each value weighs the four around its place.", **sides
            )
        if self.how == "bicubic":
            return Text(
                "Maps of {rows} × {columns}: each value weighs the sixteen around its place.",
                **sides,
            )
        return Text("Maps of {rows} × {columns}: each value is the nearest one.", **sides)


@dataclass(frozen=True, eq=False)
class Taps:
    """Which inputs each output along an axis weighs.

    indices: (outputs, of each). matrix: (outputs, inputs), the weights.
    """

    indices: NDArray[np.intp]
    matrix: Numbers


@lru_cache(maxsize=64)
def _taps(length: int, outputs: int, scale: float | None, how: How, corners: bool) -> Taps:
    # PyTorch leaves a side that keeps its length as it is, or doubles it, whatever the scale.
    if (how == "nearest" and outputs in (length, 2 * length)) or (
        how == "bilinear" and outputs == length
    ):
        scale = None
    if how in ("nearest", "nearest-exact"):
        # In float32 as PyTorch has it, or another pixel is the nearest now and then.
        step = np.float32(1 / scale if scale else np.float32(length) / np.float32(outputs))
        half = np.float32(0.5 if how == "nearest-exact" else 0)
        places = (np.arange(outputs, dtype=np.float32) + half) * step
        indices = np.minimum(np.floor(places).astype(np.intp), length - 1)[:, None]
        weights = np.ones(indices.shape)
    else:
        if corners:
            places = np.arange(outputs) * ((length - 1) / max(1, outputs - 1))
        else:
            places = (np.arange(outputs) + 0.5) * (1 / scale if scale else length / outputs) - 0.5
            if how == "bilinear":
                places = np.maximum(places, 0)
        first = np.floor(places).astype(np.intp)
        t = places - first
        if how == "bilinear":
            indices = np.stack([first, first + 1], axis=1)
            weights = np.stack([1 - t, t], axis=1)
        else:
            indices = first[:, None] + np.arange(-1, 3)
            weights = np.stack([_far(t + 1), _near(t), _near(1 - t), _far(2 - t)], axis=1)
        indices = np.clip(indices, 0, length - 1)
        weights[np.abs(weights) < 1e-12] = 0  # of rounding
    matrix = np.zeros((outputs, length))
    np.add.at(matrix, (np.arange(outputs)[:, None], indices), weights)
    return Taps(indices, matrix)


def _near(t: Numbers) -> Numbers:
    """Return the weight of a pixel at a distance of up to 1."""
    return ((_CUBIC + 2) * t - (_CUBIC + 3)) * t * t + 1


def _far(t: Numbers) -> Numbers:
    """Return the weight of a pixel at a distance of 1 to 2. Source: Keys, 1981."""
    return ((_CUBIC * t - 5 * _CUBIC) * t + 8 * _CUBIC) * t - 4 * _CUBIC


def _any_of(rows: Mask, mask: Mask, columns: Mask) -> Mask:
    """Return ``rows`` times ``mask`` times ``columns``, of truths."""
    maps = mask.any(axis=(-2, -1))  # often one of many
    found = np.zeros((*mask.shape[:-2], len(rows), columns.shape[1]), bool)
    left, right = rows.astype(np.float32), columns.astype(np.float32)
    found[maps] = left @ mask[maps].astype(np.float32) @ right > 0
    return found
