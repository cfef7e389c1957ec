"""Transposed convolution: every value of a map paints a kernel, times itself, onto a larger map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.operation import (
    Array,
    Explanation,
    Mask,
    OperationKind,
    Parameters,
    Position,
    Shape,
    Slopes,
)
from digitpad.graph.ops.convolution import Convolution, alike, by_group
from digitpad.graph.windows import Pair, cells_of
from digitpad.support.messages import Text, plural

Parts = list[tuple[slice, slice]]


@dataclass(frozen=True)
class ConvTransposeOp(OperationKind):
    """(n, channels, h, w) paint ``weight`` (channels, kernels of a group, *size), plus a ``bias``.

    Value (y, x) adds its kernels to the output from (y * stride - padding) on. padding: cut off
    (before, after) along rows and columns. output_padding: added at the ends, where a kernel may
    not come. dilation: distance of neighbouring kernel cells in the output.
    Source: Dumoulin and Visin, A guide to convolution arithmetic for deep learning, 2016, part 4.
    """

    kind: ClassVar[str] = "transposed_convolution"
    size: Pair = (1, 1)
    stride: Pair = (1, 1)
    padding: tuple[Pair, Pair] = ((0, 0), (0, 0))
    output_padding: Pair = (0, 0)
    dilation: Pair = (1, 1)
    groups: int = 1

    def shape(self, inputs: Sequence[Shape], parameters: Mapping[str, Shape]) -> Shape:  # noqa: D102
        channels, each, *size = parameters["weight"]
        if inputs[0][1] != channels or channels % self.groups:
            raise ValueError(f"{inputs[0][1]} channels for kernels of {channels}")
        if tuple(size) != self.size:
            raise ValueError(f"kernels of {size} for windows of {self.size}")
        rows, columns = (self._length(axis, inputs[0][axis + 2]) for axis in (0, 1))
        if rows < 1 or columns < 1:
            raise ValueError(f"nothing is left of {inputs[0]} after padding {self.padding}")
        return (inputs[0][0], each * self.groups, rows, columns)

    def _painted(self, axis: int, length: int) -> int:
        """Return how many places the kernels of ``length`` inputs cover together."""
        return (length - 1) * self.stride[axis] + self.dilation[axis] * (self.size[axis] - 1) + 1

    def _length(self, axis: int, length: int) -> int:
        """Return the length of the output for ``length`` inputs."""
        return self._painted(axis, length) - sum(self.padding[axis]) + self.output_padding[axis]

    def _canvas(self, shape: Shape, channels: int, dtype: Any) -> NDArray[Any]:
        """Return zeros for the kernels of inputs of ``shape``, before padding is cut off."""
        sides = [
            max(self._painted(axis, length), self.padding[axis][0] + self._length(axis, length))
            for axis, length in enumerate(shape[2:])
        ]
        return np.zeros((shape[0], channels, *sides), dtype)

    def _parts(self, shape: Shape) -> Parts:
        """Return for each cell of a kernel, row by row, where on the canvas it comes."""
        return cells_of(self.size, shape[2:], self.stride, self.dilation)

    def _inside(self, canvas: NDArray[Any], shape: Shape) -> NDArray[Any]:
        """Return what of the canvas the output shows, for inputs of ``shape``."""
        (top, _), (left, _) = self.padding
        rows, columns = (self._length(axis, shape[axis + 2]) for axis in (0, 1))
        return canvas[:, :, top : top + rows, left : left + columns]

    def compute(self, inputs: Sequence[Array], parameters: Parameters) -> Array:  # noqa: D102
        x, weight = inputs[0], parameters["weight"]
        n, channels, rows, columns = x.shape
        kernels = weight.shape[1] * self.groups
        # (channels, kernels of a group, *size) -> (groups, kernels and cells, channels of a group)
        flat = weight.reshape(self.groups, channels // self.groups, -1).transpose(0, 2, 1)
        grouped = x.reshape(n, self.groups, channels // self.groups, rows * columns)
        products = np.matmul(flat, grouped)  # (n, groups, kernels and cells, places)
        products = products.reshape(n, kernels, -1, rows, columns)
        canvas = self._canvas(x.shape, kernels, np.float32)
        for cell, (down, across) in enumerate(self._parts(x.shape)):
            canvas[:, :, down, across] += products[:, :, cell]
        y = np.ascontiguousarray(self._inside(canvas, x.shape))
        if "bias" in parameters:
            y += parameters["bias"][:, None, None]
        return y

    def backward(self, gradient: Array, inputs: Sequence[Array], parameters: Parameters) -> Slopes:  # noqa: D102
        x, weight = inputs[0], parameters["weight"]
        n, channels, rows, columns = x.shape
        each = channels // self.groups
        canvas = self._canvas(x.shape, weight.shape[1] * self.groups, np.float32)
        self._inside(canvas, x.shape)[...] = gradient
        by_cell = [canvas[:, :, down, across] for down, across in self._parts(x.shape)]
        # (n, kernels, cells, rows, columns) -> (n, groups, kernels and cells, places)
        products = np.stack(by_cell, axis=2).reshape(n, self.groups, -1, rows * columns)
        flat = weight.reshape(self.groups, each, -1)
        grouped = x.reshape(n, self.groups, each, rows * columns)
        by_weight = np.matmul(grouped, products.swapaxes(2, 3)).sum(axis=0).reshape(weight.shape)
        slopes = {"weight": by_weight}
        if "bias" in parameters:
            slopes["bias"] = gradient.sum(axis=(0, 2, 3))
        return Slopes([np.matmul(flat, products).reshape(x.shape)], slopes)

    def _met(self, axis: int, place: int, length: int) -> tuple[range, list[int]]:
        """Return which of ``length`` inputs paint output ``place``, each with the cell it does."""
        found = []
        for cell in reversed(range(self.size[axis])):
            start = place + self.padding[axis][0] - cell * self.dilation[axis]
            if start % self.stride[axis] == 0 and 0 <= start // self.stride[axis] < length:
                found.append((start // self.stride[axis], cell))
        places = [source for source, _ in found]
        step = places[1] - places[0] if len(places) > 1 else 1
        met = range(places[0], places[-1] + 1, step) if places else range(0)
        return met, [cell for _, cell in found]

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Explanation:
        image, number, row, column = position
        x, weight = inputs[0][image], parameters["weight"]
        group, kernel = divmod(number, weight.shape[1])
        each = len(x) // self.groups
        first = group * each
        rows, down = self._met(0, row, x.shape[1])
        columns, across = self._met(1, column, x.shape[2])
        under = slice(first, first + each)
        patch = x[under][:, list(rows)][:, :, list(columns)].astype(np.float64)
        cells = weight[under, kernel][:, down][:, :, across].astype(np.float64)
        products = patch * cells  # (channels, rows, columns)
        sums = products.sum(axis=(1, 2))
        bias = float(parameters["bias"][number]) if "bias" in parameters else None
        total = float(sums.sum()) + (bias or 0)
        return Convolution(total, rows, columns, first, patch, cells, products, sums, bias)

    def needs(self, wanted: Mask, inputs: Sequence[Shape]) -> list[Mask]:  # noqa: D102
        shape = inputs[0]
        canvas = self._canvas(shape, self.groups, bool)
        self._inside(canvas, shape)[...] = by_group(wanted, self.groups)
        needed = np.zeros((shape[0], self.groups, *shape[2:]), bool)
        for down, across in self._parts(shape):
            needed |= canvas[:, :, down, across]
        return [np.repeat(needed, shape[1] // self.groups, axis=1)]

    def reaches(self, touched: Sequence[Mask], output: Shape) -> Mask:  # noqa: D102
        groups = by_group(touched[0], self.groups)
        canvas = self._canvas(touched[0].shape, self.groups, bool)
        for down, across in self._parts(touched[0].shape):
            canvas[:, :, down, across] |= groups
        reached = self._inside(canvas, touched[0].shape)
        return np.repeat(reached, output[1] // self.groups, axis=1)

    def multiplications(self, inputs: Sequence[Shape], output: Shape) -> int:  # noqa: D102
        n, channels, rows, columns = inputs[0]
        each = output[1] // self.groups * self.size[0] * self.size[1]
        return n * channels * rows * columns * each

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return plural(
            output[1],
            "%n map: each value before it paints a kernel of {rows} × {columns}, times itself, in "
            "steps of {stride}; where they overlap, they are summed.",
            "%n maps: each value before them paints a kernel of {rows} × {columns}, times itself, "
            "in steps of {stride}; where they overlap, they are summed.",
            rows=self.size[0], columns=self.size[1], stride=alike(self.stride),
        )  # fmt: skip
