"""How much a pool's output changes when the input moves by a pixel: its invariance, in numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digitpad.lab.pooling import Array, pool
from digitpad.lab.settings import LabError, Pair, PoolSettings

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


@dataclass(frozen=True)
class Invariance:
    """What a shift changes in the input itself, and in each pool's output."""

    input: ShiftChange
    pools: tuple[ShiftChange, ...]


def shifted(image: Array, shift: Pair) -> Array:
    """Return ``image``, (channels, height, width), moved down and right; zeros come in."""
    moved = np.zeros_like(image)
    there, here = [], []
    for distance, size in zip(shift, image.shape[1:], strict=True):
        if abs(distance) >= size:
            raise LabError(
                f"A shift by {abs(distance)} leaves nothing of an input with {size} pixels that "
                "way. Choose a smaller one."
            )
        there.append(slice(max(0, distance), size + min(0, distance)))
        here.append(slice(max(0, -distance), size - max(0, distance)))
    moved[:, there[0], there[1]] = image[:, here[0], here[1]]
    return moved


def invariance(image: Array, pools: Sequence[PoolSettings], shift: Pair = (0, 1)) -> Invariance:
    """Return what moving ``image``, (channels, height, width), changes.

    shift: pixels (down, right). Raises LabError for an impossible pool, and for a shift that
    leaves nothing of the image.
    """
    moved = shifted(image, shift)
    return Invariance(
        change(image, moved),
        tuple(change(pool(image, settings), pool(moved, settings)) for settings in pools),
    )


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
