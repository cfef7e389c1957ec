"""Convolution: kernels slide over maps, multiply and sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from digitpad.graph.operation import (
    EACH,
    Array,
    Explanation,
    Mask,
    Numbers,
    Parameters,
    Position,
    Shape,
    sum_in_words,
    written,
)
from digitpad.graph.windows import Windowed, cut, products_of
from digitpad.support.messages import Text, plural


@dataclass(frozen=True, eq=False)
class Convolution(Explanation):
    """A value of a convolution.

    rows, columns: of the input, under the kernel; padding has those below 0 and beyond the last.
    first: the first input channel that this kernel slides over; others than 0 with groups.
    patch, kernel, products: (channels, rows, columns), zeros where padding is.
    channel_sums: (channels,) of the products.
    """

    rows: range
    columns: range
    first: int
    patch: Numbers
    kernel: Numbers
    products: Numbers
    channel_sums: Numbers
    bias: float

    def text(self) -> str:  # noqa: D102
        inputs, weights, products = (
            part.reshape(-1) for part in (self.patch, self.kernel, self.products)
        )
        shown = np.argsort(-np.abs(products), kind="stable")[:EACH]
        terms = [f"{written(inputs[n])} × {written(weights[n])}" for n in shown.tolist()]
        return sum_in_words(terms, len(products), products, shown, self.bias, self.total)


@dataclass(frozen=True)
class ConvOp(Windowed):
    """Convolution of (n, channels, height, width) with ``weight``, and with a ``bias`` or not.

    groups: the channels are shared out among so many groups of kernels, which see no others.
    """

    kind: ClassVar[str] = "convolution"
    groups: int = 1

    def shape(self, inputs: Sequence[Shape], parameters: Mapping[str, Shape]) -> Shape:  # noqa: D102
        return (inputs[0][0], parameters["weight"][0], *self.seen(inputs[0]))

    def compute(self, inputs: Sequence[Array], parameters: Parameters) -> Array:  # noqa: D102
        x, weight = inputs[0], parameters["weight"]
        n, channels = x.shape[:2]
        kernels = len(weight)
        rows, columns = self.seen(x.shape)
        if self.size == (1, 1) and self.stride == (1, 1) and self.padding == ((0, 0), (0, 0)):
            patches = x.reshape(n, self.groups, channels // self.groups, rows * columns)
        else:
            padded = self.padded(x, 0.0)
            cells = self.cells(x.shape)
            patches = np.empty((n, channels, len(cells), rows, columns), np.float32)
            for cell, (down, across) in enumerate(cells):
                patches[:, :, cell] = padded[:, :, down, across]
            # (n, groups, channels of a group x cells, places)
            patches = patches.reshape(n, self.groups, -1, rows * columns)
        flat = weight.reshape(self.groups, kernels // self.groups, -1)
        y = np.matmul(flat, patches).reshape(n, kernels, rows, columns)
        if "bias" in parameters:
            y += parameters["bias"][:, None, None]
        return y

    def channels_of(self, kernel: int, kernels: int, channels: int) -> range:
        """Return the input channels that ``kernel`` of ``kernels`` slides over."""
        each = channels // self.groups
        first = kernel // (kernels // self.groups) * each
        return range(first, first + each)

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Explanation:
        _, number, row, column = position
        x, weight = inputs[0][0], parameters["weight"]
        under = self.channels_of(number, len(weight), len(x))
        rows, columns = self.window(0, row, x.shape[1]), self.window(1, column, x.shape[2])
        patch = cut(x[under.start : under.stop], rows, columns, outside=0.0)
        kernel = weight[number].astype(np.float64)
        bias = float(parameters["bias"][number]) if "bias" in parameters else 0.0
        products = patch * kernel  # (channels, rows, columns)
        sums = products.sum(axis=(1, 2))
        total = float(sums.sum()) + bias
        return Convolution(
            total, rows, columns, under.start, patch, kernel, products, sums, bias
        )  # fmt: skip

    def needs(self, wanted: Mask, inputs: Sequence[Shape]) -> list[Mask]:  # noqa: D102
        shape = inputs[0]
        by_group = wanted.reshape(len(wanted), self.groups, -1, *wanted.shape[2:]).any(axis=2)
        under = self.under(by_group, shape)  # (n, groups, h, w)
        return [np.repeat(under, shape[1] // self.groups, axis=1)]

    def reaches(self, touched: Sequence[Mask], output: Shape) -> Mask:  # noqa: D102
        mask = touched[0]
        by_group = mask.reshape(len(mask), self.groups, -1, *mask.shape[2:]).any(axis=2)
        return np.repeat(self.over(by_group), output[1] // self.groups, axis=1)

    def multiplications(self, inputs: Sequence[Shape], output: Shape) -> int:  # noqa: D102
        return products_of(output[1:], inputs[0][1] // self.groups * self.size[0] * self.size[1])

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return plural(
            output[1],
            "%n kernel of {rows} × {columns} slides, stride {stride}, padding {padding}: "
            "multiply, sum over all channels before, add the bias.",
            "%n kernels of {rows} × {columns} slide, stride {stride}, padding {padding}: "
            "multiply, sum over all channels before, add the bias.",
            rows=self.size[0], columns=self.size[1], stride=alike(self.stride),
            padding=alike((self.padding[0][0], self.padding[1][0])),
        )  # fmt: skip


def alike(pair: tuple[int, int]) -> str:
    """Return ``2`` for (2, 2) and ``2 × 1`` for (2, 1)."""
    return f"{pair[0]}" if pair[0] == pair[1] else f"{pair[0]} × {pair[1]}"
