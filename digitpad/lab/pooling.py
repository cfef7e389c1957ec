"""Pools on one input, side by side: max, average, L2, global and adaptive.

Shapes, values and refusals are those of torch.nn.functional's pools, within the lab's limits.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.ops.pooling import Pooling, PoolingKind, pooling
from digitpad.lab.limits import (
    LARGEST_POOL_WINDOW,
    LARGEST_SIDE,
    LARGEST_STRIDE,
    POOL_KINDS,
    LabError,
    Pair,
    PoolSettings,
    check_input_shape,
    check_range,
    counted,
)
from digitpad.lab.shapes import STRIDE_RANGE, Shape3, WindowAxis
from digitpad.support.messages import Text

TARGET_RANGES = (
    Text(
        "The adaptive pool's rows can be {lowest} to {highest}, and here it is {number}. Choose "
        "another."
    ),
    Text(
        "The adaptive pool's columns can be {lowest} to {highest}, and here it is {number}. "
        "Choose another."
    ),
)

Array = NDArray[np.float32]
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class AdaptiveAxis:
    """The windows of an adaptive pool along one axis: as many as asked for, of like sizes."""

    size: int
    output: int

    def window(self, place: int) -> range:
        """Return the input's pixels under a window: floor(i n / m) to ceil((i + 1) n / m) - 1.

        Source: torch.nn.AdaptiveAvgPool2d's start_index and end_index.
        """
        return range(place * self.size // self.output, -(-(place + 1) * self.size // self.output))


PoolAxis = WindowAxis | AdaptiveAxis


@dataclass(frozen=True)
class PoolShape:
    """The way from (channels, height, width) to a pool's output."""

    channels: int
    rows: PoolAxis
    columns: PoolAxis

    @property
    def output(self) -> Shape3:
        """(channels, height, width)."""
        return self.channels, self.rows.output, self.columns.output


def side_by_side(settings: PoolSettings) -> tuple[PoolSettings, ...]:
    """Return these numbers for every kind of pool; kinds that take no padding get none."""
    kinds = [replace(settings, kind=kind) for kind in POOL_KINDS]
    return tuple(
        one if one.kind in ("max", "average") else replace(one, padding=(0, 0)) for one in kinds
    )


def pool_shape(input_shape: tuple[int, ...], settings: PoolSettings) -> PoolShape:
    """Return how a pool slides over (channels, height, width). Raises LabError."""
    check_input_shape(input_shape)
    if settings.kind not in POOL_KINDS:
        raise LabError(
            "There is no pool {kind!r}: choose {kinds}.",
            kind=settings.kind, kinds=", ".join(POOL_KINDS),
        )  # fmt: skip
    rows, columns = (_axis(input_shape[axis + 1], axis, settings) for axis in (0, 1))
    return PoolShape(input_shape[0], rows, columns)


def _axis(size: int, axis: int, settings: PoolSettings) -> PoolAxis:
    if settings.kind in ("global max", "global average"):
        return AdaptiveAxis(size, 1)
    if settings.kind in ("adaptive max", "adaptive average"):
        target = settings.target[axis]
        check_range(target, 1, LARGEST_SIDE, TARGET_RANGES[axis])
        return AdaptiveAxis(size, target)
    window, padding = settings.size[axis], settings.padding[axis]
    check_range(window, 1, LARGEST_POOL_WINDOW, Text(
        "The pool's window can be {lowest} to {highest}, and here it is {number}. Choose another."
    ))  # fmt: skip
    check_range(settings.stride[axis], 1, LARGEST_STRIDE, STRIDE_RANGE)
    if settings.kind == "l2" and padding:
        raise LabError("An L2 pool has no padding. Set it to 0, or choose another pool.")
    if not 0 <= padding <= window // 2:
        raise LabError(
            "A pool's padding is at most half its window: {most} for a window of {window}, and "
            "here it is {padding}. Choose less padding or a larger window.",
            most=window // 2, window=counted(axis, window), padding=padding,
        )  # fmt: skip
    windows = WindowAxis(size, padding, padding, window, settings.stride[axis])
    if windows.output < 1:
        raise LabError(
            "The pool's window does not fit into the input: it has {window}, and the input, with "
            "its padding, has {padded}. Choose a smaller window.",
            window=counted(axis, window), padded=windows.padded,
        )  # fmt: skip
    return windows


def pool(image: Array, settings: PoolSettings) -> Array:
    """Return a pool's output for ``image``, (channels, height, width). Raises LabError.

    An average counts padding's zeros. Source: torch.nn.functional's max_pool2d, avg_pool2d,
    lp_pool2d, adaptive_max_pool2d and adaptive_avg_pool2d.
    """
    shape = pool_shape(image.shape, settings)
    if "max" in settings.kind:
        return _combined(image, shape, np.maximum, outside=-np.inf).astype(np.float32)
    values = image.astype(np.float64)
    if settings.kind == "l2":
        return np.sqrt(_combined(values**2, shape, np.add, outside=0.0)).astype(np.float32)
    total = _combined(values, shape, np.add, outside=0.0)
    down, across = (
        np.array([len(axis.window(place)) for place in range(axis.output)])
        for axis in (shape.rows, shape.columns)
    )
    return (total / np.outer(down, across)).astype(np.float32)


def _combined(
    values: Numbers | Array, shape: PoolShape, combine: np.ufunc, outside: float
) -> Numbers | Array:
    """Combine the values under each window, along the rows and then along the columns."""
    for axis, windows in ((1, shape.rows), (2, shape.columns)):
        values = np.moveaxis(values, axis, 0)
        if isinstance(windows, AdaptiveAxis):
            parts = [values[windows.window(n)] for n in range(windows.output)]
            values = np.stack([combine.reduce(part, axis=0) for part in parts])
        else:
            values = _slid(values, windows, combine, outside)
        values = np.moveaxis(values, 0, axis)
    return values


def _slid(
    values: Numbers | Array, windows: WindowAxis, combine: np.ufunc, outside: float
) -> Numbers | Array:
    """Combine the values under each window along the first axis.

    Windows of 1, 2, 4, ... pixels, each made of two of half its size, make up any other.
    """
    part = np.full((windows.padded, *values.shape[1:]), outside, values.dtype)
    part[windows.before : windows.before + windows.size] = values
    reach = (windows.output - 1) * windows.stride + 1
    pieces = []
    length, start = 1, 0  # of the windows in ``part``; where the rest of the pool's window begins
    while start < windows.kernel:
        if windows.kernel & length:
            pieces.append(part[start : start + reach : windows.stride])
            start += length
        if start < windows.kernel:
            part = combine(part[:-length], part[length:])
            length *= 2
    return functools.reduce(combine, pieces)


def explain_pool(
    image: Array, settings: PoolSettings, channel: int, row: int, column: int
) -> Pooling:
    """Take one value of ``pool(image, settings)`` apart: its window, its winner, its total.

    Where padding is, the window has -inf for a max pool and 0 for an average. Raises LabError where
    the settings are impossible, IndexError for a cell that the output has not.
    """
    shape = pool_shape(image.shape, settings)
    place = (channel, row, column)
    if not all(0 <= n < size for n, size in zip(place, shape.output, strict=True)):
        raise IndexError(f"there is no {place} in {shape.output}")
    how: PoolingKind = "max" if "max" in settings.kind else "mean"
    how = "l2" if settings.kind == "l2" else how
    rows, columns = shape.rows.window(row), shape.columns.window(column)
    return pooling(image[channel], rows, columns, how, len(rows) * len(columns))


SMALLEST_CHANGE = 1e-6  # of the largest value: less is the rounding of a sum, not a change


@dataclass(frozen=True)
class ShiftChange:
    """Values before and after a shift.

    mean_change: mean magnitude of the difference. mean_value: mean magnitude before the shift.
    changed_share: share of the values that differ, 0..1.
    """

    mean_change: float
    mean_value: float
    changed_share: float

    @property
    def relative(self) -> float:
        """The mean change in units of the mean value; infinite where only zeros were before."""
        if self.mean_change == 0:
            return 0.0
        return self.mean_change / self.mean_value if self.mean_value else math.inf


def shifted(image: Array, shift: Pair) -> Array:
    """Return ``image``, (channels, height, width), moved down and right; zeros come in."""
    moved = np.zeros_like(image)
    there, here = [], []
    for distance, size in zip(shift, image.shape[1:], strict=True):
        if abs(distance) >= size:
            raise LabError(
                "A shift by {distance} leaves nothing of an input with {size} pixels that way. "
                "Choose a smaller one.",
                distance=abs(distance), size=size,
            )  # fmt: skip
        there.append(slice(max(0, distance), size + min(0, distance)))
        here.append(slice(max(0, -distance), size - max(0, distance)))
    moved[:, there[0], there[1]] = image[:, here[0], here[1]]
    return moved


def change(before: Array, after: Array) -> ShiftChange:
    """Return how two arrays of one shape differ."""
    first = before.astype(np.float64)
    difference = np.abs(after.astype(np.float64) - first)
    largest = max(float(np.abs(before).max(initial=0.0)), float(np.abs(after).max(initial=0.0)))
    return ShiftChange(
        float(difference.mean()),
        float(np.abs(first).mean()),
        float((difference > SMALLEST_CHANGE * largest).mean()),
    )
