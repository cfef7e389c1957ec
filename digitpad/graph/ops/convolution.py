"""Convolution: kernels slide over maps, multiply and sum."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
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
    Slopes,
    sum_in_words,
    written,
)
from digitpad.graph.windows import Pair, Windowed, cut, products_of
from digitpad.support.messages import Text, plural

BLOCK = 1 << 18  # numbers, 1 MB: more of them at once leave the processor's cache, and memory grows


class _Kept(threading.local):
    patches: Array = np.empty(0, np.float32)


_kept = _Kept()


@dataclass(frozen=True, eq=False)
class Convolution(Explanation):
    """A value of a convolution.

    rows, columns: of the input, under the kernel; padding has those below 0 and beyond the last.
    first: the first input channel that this kernel slides over; others than 0 with groups.
    patch, kernel, products: (channels, rows, columns), zeros where padding is.
    channel_sums: (channels,) of the products. bias: None where there is none.
    """

    rows: range
    columns: range
    first: int
    patch: Numbers
    kernel: Numbers
    products: Numbers
    channel_sums: Numbers
    bias: float | None

    def text(self) -> str:  # noqa: D102
        inputs, weights, products = (
            part.reshape(-1) for part in (self.patch, self.kernel, self.products)
        )
        shown = np.argsort(-np.abs(products), kind="stable")[:EACH]
        terms = [f"{written(inputs[n])} × {written(weights[n])}" for n in shown.tolist()]
        return sum_in_words(terms, len(products), products, shown, self.bias, self.total)


@dataclass(frozen=True)
class ConvOp(Windowed):
    """Convolution of (n, channels, height, width) with kernels ``weight``, and ``bias`` or none.

    groups: the channels are shared out among so many groups of kernels, which see no others.
    """

    kind: ClassVar[str] = "convolution"
    groups: int = 1

    def shape(self, inputs: Sequence[Shape], parameters: Mapping[str, Shape]) -> Shape:  # noqa: D102
        kernels, each, *size = parameters["weight"]
        if inputs[0][1] != each * self.groups or kernels % self.groups:
            raise ValueError(f"{inputs[0][1]} channels for {self.groups} x {each} of the kernels")
        if tuple(size) != self.size:
            raise ValueError(f"kernels of {size} for windows of {self.size}")
        return (inputs[0][0], kernels, *self.seen(inputs[0]))

    def compute(self, inputs: Sequence[Array], parameters: Parameters) -> Array:  # noqa: D102
        x, weight = inputs[0], parameters["weight"]
        views = self.views(self.padded(x, 0.0))
        n, channels, rows, columns = (*x.shape[:2], *views.shape[-2:])
        flat = weight.reshape(self.groups, len(weight) // self.groups, -1)
        y = np.empty((n, self.groups, flat.shape[1], rows * columns), np.float32)
        for images, down in self._blocks(n, channels, rows, columns):
            block = views[images, :, :, :, down]
            # (images, channels, *size, rows, columns) -> (images, groups, a kernel's cells, places)
            patches = self._in_a_row(block).reshape(len(block), self.groups, flat.shape[2], -1)
            places = slice(down.start * columns, down.stop * columns)
            np.matmul(flat, patches, out=y[images, :, :, places])
        y = y.reshape(n, len(weight), rows, columns)
        if "bias" in parameters:
            y += parameters["bias"][:, None, None]
        return y

    def _blocks(
        self, images: int, channels: int, rows: int, columns: int
    ) -> Iterator[tuple[slice, slice]]:
        """Yield images and rows of the output whose patches together stay in the cache."""
        each_row = channels * self.size[0] * self.size[1] * columns
        high = min(rows, max(1, BLOCK // max(each_row, 1)))
        many = max(1, BLOCK // max(each_row * rows, 1))
        for first in range(0, images, many):
            for top in range(0, rows, high):
                yield slice(first, first + many), slice(top, min(top + high, rows))

    def _in_a_row(self, block: Array) -> Array:
        """Return ``block`` without gaps between its numbers."""
        if block.flags.c_contiguous or block.size > BLOCK:
            return block
        # Memory that is asked for anew in each call costs more than what is done in it.
        if len(_kept.patches) < block.size:
            _kept.patches = np.empty(BLOCK, np.float32)
        patches = _kept.patches[: block.size].reshape(block.shape)
        patches[...] = block
        return patches

    def channels_of(self, kernel: int, kernels: int, channels: int) -> range:
        """Return the input channels that ``kernel`` of ``kernels`` slides over."""
        each = channels // self.groups
        first = kernel // (kernels // self.groups) * each
        return range(first, first + each)

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Explanation:
        image, number, row, column = position
        x, weight = inputs[0][image], parameters["weight"]
        under = self.channels_of(number, len(weight), len(x))
        rows, columns = self.window(0, row, x.shape[1]), self.window(1, column, x.shape[2])
        patch = cut(x[under.start : under.stop], rows, columns, outside=0.0)
        kernel = weight[number].astype(np.float64)
        bias = float(parameters["bias"][number]) if "bias" in parameters else None
        products = patch * kernel  # (channels, rows, columns)
        sums = products.sum(axis=(1, 2))
        total = float(sums.sum()) + (bias or 0)
        return Convolution(total, rows, columns, under.start, patch, kernel, products, sums, bias)

    def backward(self, gradient: Array, inputs: Sequence[Array], parameters: Parameters) -> Slopes:  # noqa: D102
        x, weight = inputs[0], parameters["weight"]
        n, channels = x.shape[:2]
        views = self.views(self.padded(x, 0.0))
        flat = weight.reshape(self.groups, len(weight) // self.groups, -1)
        patches = views.reshape(n, self.groups, flat.shape[2], -1)  # a kernel's cells, places
        grouped = gradient.reshape(n, self.groups, flat.shape[1], -1)
        by_cell = np.matmul(flat.swapaxes(1, 2), grouped)
        by_cell = by_cell.reshape(n, channels, -1, *gradient.shape[2:])
        slopes = {"weight": np.matmul(grouped, patches.swapaxes(2, 3)).sum(0).reshape(weight.shape)}
        if "bias" in parameters:
            slopes["bias"] = gradient.sum(axis=(0, 2, 3))
        return Slopes([self.given_back(by_cell, x.shape)], slopes)

    def seen_by(self, inputs: Sequence[Array], channel: int, row: int, column: int) -> Array:
        """Return what cell (``row``, ``column``) of a kernel over ``channel`` meets, (h, w).

        At each place of the output, of the first image; zeros where padding is.
        """
        views = self.views(self.padded(inputs[0][:1, channel : channel + 1], 0.0))
        return np.ascontiguousarray(views[0, 0, row, column])

    def needs(self, wanted: Mask, inputs: Sequence[Shape]) -> list[Mask]:  # noqa: D102
        shape = inputs[0]
        under = self.under(by_group(wanted, self.groups), shape)  # (n, groups, h, w)
        return [np.repeat(under, shape[1] // self.groups, axis=1)]

    def reaches(self, touched: Sequence[Mask], output: Shape) -> Mask:  # noqa: D102
        over = self.over(by_group(touched[0], self.groups))  # (n, groups, h, w)
        return np.repeat(over, output[1] // self.groups, axis=1)

    def multiplications(self, inputs: Sequence[Shape], output: Shape) -> int:  # noqa: D102
        return products_of(output, inputs[0][1] // self.groups * self.size[0] * self.size[1])

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        settings = {
            "rows": self.size[0], "columns": self.size[1], "stride": alike(self.stride),
            "padding": alike((self.padding[0][0], self.padding[1][0])),
        }  # fmt: skip
        if self.groups == 1:
            return plural(
                output[1],
                "%n kernel of {rows} × {columns} slides, stride {stride}, padding {padding}: "
                "multiply, sum over all channels before, add the bias if there is one.",
                "%n kernels of {rows} × {columns} slide, stride {stride}, padding {padding}: "
                "multiply, sum over all channels before, add the bias if there is one.",
                **settings,
            )
        each = inputs[0][1] // self.groups
        if each == 1:
            return plural(
                output[1],
                "%n kernel of {rows} × {columns} slides, stride {stride}, padding {padding}: "
                "multiply, sum over one channel, add the bias if there is one.",
                "%n kernels of {rows} × {columns} slide, each over one channel alone, stride "
                "{stride}, padding {padding}: multiply, sum, add the bias if there is one.",
                **settings,
            )
        return plural(
            output[1],
            "%n kernel of {rows} × {columns} slides over {each} of {channels} channels, stride "
            "{stride}, padding {padding}: multiply, sum, add the bias if there is one.",
            "%n kernels of {rows} × {columns} slide, each over {each} of {channels} channels, "
            "stride {stride}, padding {padding}: multiply, sum, add the bias if there is one.",
            each=each, channels=inputs[0][1], **settings,
        )  # fmt: skip


def by_group(mask: Mask, groups: int) -> Mask:
    """Return (n, groups, h, w): where any channel of a group is in ``mask`` (n, channels, h, w)."""
    return np.asarray(mask.reshape(len(mask), groups, -1, *mask.shape[2:]).any(axis=2))


def same_padding(size: Pair, dilation: Pair = (1, 1)) -> tuple[Pair, Pair]:
    """Return the padding with which stride 1 keeps the size, PyTorch's ``padding="same"``.

    Of an odd number of rows or columns the last side gets one more.
    """
    both = [each * (count - 1) for count, each in zip(size, dilation, strict=True)]
    return tuple((n // 2, n - n // 2) for n in both)  # type: ignore[return-value]


def alike(pair: tuple[int, int]) -> str:
    """Return ``2`` for (2, 2) and ``2 × 1`` for (2, 1)."""
    return f"{pair[0]}" if pair[0] == pair[1] else f"{pair[0]} × {pair[1]}"
