"""Windows that slide over maps: where they lie, what they cover, what lies under which of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.operation import Mask, Numbers, OperationKind, Shape

Pair = tuple[int, int]  # along rows, along columns


def cells_of(size: Pair, places: Shape, stride: Pair, dilation: Pair) -> list[tuple[slice, slice]]:
    """Return for each cell of a window, row by row, what comes under it at all of its ``places``.

    The slices are (rows, columns) of the map that the window slides over, padding included.
    """
    (rows, columns), (down, across) = places, stride
    starts = [(i * dilation[0], j * dilation[1]) for i in range(size[0]) for j in range(size[1])]
    return [
        (
            slice(top, top + down * (rows - 1) + 1, down),
            slice(left, left + across * (columns - 1) + 1, across),
        )
        for top, left in starts
    ]


@dataclass(frozen=True)
class Windowed(OperationKind):
    """A window of ``size`` that slides over (n, channels, height, width) in steps of ``stride``.

    padding: (before, after) along rows and along columns. dilation: distance of the inputs under
    neighbouring places of the window. ceil_mode: a last window may hang over the end.
    """

    size: Pair
    stride: Pair = (1, 1)
    padding: tuple[Pair, Pair] = ((0, 0), (0, 0))
    dilation: Pair = (1, 1)
    ceil_mode: bool = False

    def window(self, axis: int, place: int, length: int) -> range:
        """Return what the window for output ``place`` covers along an axis of ``length`` inputs.

        axis: 0 along rows, 1 along columns. Padding has positions below 0 and beyond the last.
        """
        start = place * self.stride[axis] - self.padding[axis][0]
        return range(start, start + self.reach(axis), self.dilation[axis])

    def reach(self, axis: int) -> int:
        """Return from the window's first to its last place, both counted."""
        return self.dilation[axis] * (self.size[axis] - 1) + 1

    def places(self, axis: int, length: int) -> int:
        """Return ``floor((n + 2p - k) / s) + 1``: the windows along ``length`` inputs."""
        before, after = self.padding[axis]
        room = length + before + after - self.reach(axis)
        stride = self.stride[axis]
        count = (-(-room // stride) if self.ceil_mode else room // stride) + 1
        if self.ceil_mode and (count - 1) * stride >= length + before:
            count -= 1  # it would begin in the padding at the end
        if count < 1:
            raise ValueError(f"a window of {self.reach(axis)} does not fit into {length}")
        return count

    def seen(self, shape: Shape) -> Shape:
        """Return (rows, columns) of the output for an input of ``shape``."""
        return self.places(0, shape[-2]), self.places(1, shape[-1])

    def padded(self, x: NDArray[Any], fill: Any) -> NDArray[Any]:
        """Return ``x`` with its padding, and with what a last window needs beyond that."""
        widths = []
        for axis in (0, 1):
            length = x.shape[axis - 2]
            before, after = self.padding[axis]
            end = (self.places(axis, length) - 1) * self.stride[axis] + self.reach(axis)
            widths.append((before, max(after, end - length - before)))
        if not any(map(any, widths)):
            return x
        (top, bottom), (left, right) = widths
        height, width = x.shape[-2:]
        # np.pad takes longer than a small convolution.
        shape = (*x.shape[:-2], top + height + bottom, left + width + right)
        padded = np.full(shape, fill, x.dtype)
        padded[..., top : top + height, left : left + width] = x
        return padded

    def views(self, padded: NDArray[Any]) -> NDArray[Any]:
        """Return what lies under each cell of the window, of a ``padded`` input, without a copy.

        (n, channels, height, width) -> (n, channels, *size, rows, columns): for each cell of the
        window the input under it, at each place of the window.
        """
        reach = (self.reach(0), self.reach(1))
        seen = np.lib.stride_tricks.sliding_window_view(padded, reach, axis=(-2, -1))
        down, across = self.stride
        seen = seen[:, :, ::down, ::across, :: self.dilation[0], :: self.dilation[1]]
        return seen.transpose(0, 1, 4, 5, 2, 3)

    def cells(self, shape: Shape) -> list[tuple[slice, slice]]:
        """Return for each cell of the window, row by row, the padded inputs that come under it.

        The slices give one input for each place of the window, in the places' order.
        """
        return cells_of(self.size, self.seen(shape), self.stride, self.dilation)

    def given_back(self, by_cell: NDArray[Any], shape: Shape) -> NDArray[Any]:
        """Return the sum of what comes to each input of ``shape`` from the windows over it.

        by_cell: (n, channels, cells, rows, columns), as the inputs lie in ``views``.
        """
        canvas = self.padded(np.zeros(shape, by_cell.dtype), 0)
        for cell, (rows, columns) in enumerate(self.cells(shape)):
            canvas[:, :, rows, columns] += by_cell[:, :, cell]
        top, left = self.padding[0][0], self.padding[1][0]
        return canvas[:, :, top : top + shape[-2], left : left + shape[-1]]

    def under(self, wanted: Mask, shape: Shape) -> Mask:
        """Return the inputs under the windows of the ``wanted`` outputs, channel by channel."""
        covered = self.padded(np.zeros((*wanted.shape[:2], *shape[-2:]), bool), False)
        for rows, columns in self.cells(shape):
            covered[:, :, rows, columns] |= wanted
        top, left = self.padding[0][0], self.padding[1][0]
        return covered[:, :, top : top + shape[-2], left : left + shape[-1]]

    def over(self, touched: Mask) -> Mask:
        """Return the windows that cover any ``touched`` input, channel by channel."""
        padded = self.padded(touched, False)
        reached = np.zeros((*touched.shape[:2], *self.seen(touched.shape)), bool)
        for rows, columns in self.cells(touched.shape):
            reached |= padded[:, :, rows, columns]
        return reached


def cut(x: NDArray[Any], rows: Sequence[int], columns: Sequence[int], outside: float) -> Numbers:
    """Return rows and columns of ``x`` (channels, h, w); ``outside`` is where it has none."""
    down, across = np.array(rows), np.array(columns)
    found = np.full((len(x), len(down), len(across)), outside, np.float64)
    inside = np.ix_(
        range(len(x)), (down >= 0) & (down < x.shape[1]), (across >= 0) & (across < x.shape[2])
    )
    found[inside] = x[:, down[inside[1].ravel()]][:, :, across[inside[2].ravel()]]
    return found


def products_of(output: Shape, each: int) -> int:
    """Return how many products ``output`` takes when each value takes ``each``."""
    return math.prod(output) * each
