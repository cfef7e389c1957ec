"""Pools on one input, side by side: max, average, L2, global and adaptive.

Shapes, values and refusals are those of torch.nn.functional's pools, within the lab's limits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.ops.pooling import AdaptivePoolOp, Pooling, PoolingKind, PoolOp
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
from digitpad.lab.shapes import STRIDE_RANGE, Shape3
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


def side_by_side(settings: PoolSettings) -> tuple[PoolSettings, ...]:
    """Return these numbers for every kind of pool; kinds that take no padding get none."""
    kinds = [replace(settings, kind=kind) for kind in POOL_KINDS]
    return tuple(
        one if one.kind in ("max", "average") else replace(one, padding=(0, 0)) for one in kinds
    )


def pool_shape(input_shape: tuple[int, ...], settings: PoolSettings) -> Shape3:
    """Return (channels, height, width) of a pool's output for such an input. Raises LabError."""
    channels, rows, columns = _operation(input_shape, settings).shape([(1, *input_shape)], {})[1:]
    return channels, rows, columns


def _operation(input_shape: tuple[int, ...], settings: PoolSettings) -> PoolOp | AdaptivePoolOp:
    """Return what a network has for such a pool. Raises LabError."""
    check_input_shape(input_shape)
    if settings.kind not in POOL_KINDS:
        raise LabError(
            "There is no pool {kind!r}: choose {kinds}.",
            kind=settings.kind, kinds=", ".join(POOL_KINDS),
        )  # fmt: skip
    how: PoolingKind = "max" if "max" in settings.kind else "mean"
    if settings.kind in ("global max", "global average"):
        return AdaptivePoolOp((1, 1), how)
    if settings.kind in ("adaptive max", "adaptive average"):
        for target, sentence in zip(settings.target, TARGET_RANGES, strict=True):
            check_range(target, 1, LARGEST_SIDE, sentence)
        return AdaptivePoolOp(settings.target, how)
    for axis in (0, 1):
        _check_window(input_shape[axis + 1], axis, settings)
    down, across = settings.padding
    return PoolOp(
        settings.size, settings.stride, ((down, down), (across, across)),
        how="l2" if settings.kind == "l2" else how,
    )  # fmt: skip


def _check_window(size: int, axis: int, settings: PoolSettings) -> None:
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
    padded = padding + size + padding
    if window > padded:
        raise LabError(
            "The pool's window does not fit into the input: it has {window}, and the input, with "
            "its padding, has {padded}. Choose a smaller window.",
            window=counted(axis, window), padded=padded,
        )  # fmt: skip


def pool(image: Array, settings: PoolSettings) -> Array:
    """Return a pool's output for ``image``, (channels, height, width). Raises LabError.

    An average counts padding's zeros. Source: torch.nn.functional's max_pool2d, avg_pool2d,
    lp_pool2d, adaptive_max_pool2d and adaptive_avg_pool2d.
    """
    operation = _operation(image.shape, settings)
    # Sums in float64: what a shift changes of them shall not be their rounding.
    values: Any = image if operation.how == "max" else image.astype(np.float64)
    pooled: Array = operation.compute([values[None]], {})[0]
    return pooled.astype(np.float32, copy=False)


def explain_pool(
    image: Array, settings: PoolSettings, channel: int, row: int, column: int
) -> Pooling:
    """Take one value of ``pool(image, settings)`` apart: its window, its winner, its total.

    Where padding is, the window has -inf for a max pool and 0 for an average. Raises LabError where
    the settings are impossible, IndexError for a cell that the output has not.
    """
    output = pool_shape(image.shape, settings)
    place = (channel, row, column)
    if not all(0 <= n < size for n, size in zip(place, output, strict=True)):
        raise IndexError(f"there is no {place} in {output}")
    return _operation(image.shape, settings).explain([image[None]], {}, (0, *place))


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
