"""Which values of one layer another layer's value depends on, and which depend on it."""

from __future__ import annotations

from functools import lru_cache
from itertools import product

import numpy as np

from digitpad.network import layers as d
from digitpad.network.architecture import Architecture
from digitpad.network.layers import Windowed, window

Axis = tuple[int, ...]  # positions along an axis, in order; a wide stride leaves gaps between them
Region = tuple[Axis, ...]  # all places that these positions give together
Position = tuple[int, ...]


def at(position: Position) -> Region:
    """Return the region of one position."""
    return tuple((n,) for n in position)


def everywhere(shape: d.Shape) -> Region:
    """Return the region of all of ``shape``."""
    return tuple(tuple(range(size)) for size in shape)


def is_in(position: Position, shape: d.Shape) -> bool:
    """Tell whether ``shape`` has a value at ``position``."""
    return len(position) == len(shape) and all(
        0 <= n < size for n, size in zip(position, shape, strict=True)
    )


@lru_cache(maxsize=256)  # while the pen moves the same ones are asked for again and again
def receptive_field(
    architecture: Architecture, index: int, position: Position, source: int = 0
) -> Region:
    """Return the region of output ``source`` that output ``index`` at ``position`` depends on.

    Outputs are counted as in ``Trace``: 0 is the input, n that of the n-th layer. It is what may
    matter: a ReLU or a max pool may let less through for a given image.
    Raises ValueError when ``source`` comes after ``index``.
    """
    if not 0 <= source <= index <= len(architecture.layers):
        raise ValueError(f"output {source} does not come before output {index}")
    layers = list(architecture.shapes())
    region = at(position)
    for layer, before, _ in reversed(layers[source:index]):
        region = _needed(layer, region, before)
    return region


@lru_cache(maxsize=256)
def projective_field(
    architecture: Architecture, index: int, position: Position, target: int
) -> Region:
    """Return the region of output ``target`` that depends on output ``index`` at ``position``.

    Raises ValueError when ``target`` comes before ``index``.
    """
    if not 0 <= index <= target <= len(architecture.layers):
        raise ValueError(f"output {target} does not come after output {index}")
    layers = list(architecture.shapes())
    region = at(position)
    for layer, before, after in layers[index:target]:
        region = _reached(layer, region, before, after)
    return region


def _needed(layer: d.Layer, region: Region, before: d.Shape) -> Region:
    """Return what of the input, of shape ``before``, a region of the output is made from."""
    match layer:
        case d.Conv2d() | d.Pool2d() | d.AdaptivePool2d():
            channels, rows, columns = region
            return (
                everywhere(before[:1])[0] if isinstance(layer, d.Conv2d) else channels,
                _under_windows(layer, rows, before[1]),
                _under_windows(layer, columns, before[2]),
            )
        case d.Flatten():
            return _unflattened(region[0], before)
        case d.Linear() | d.LogSoftmax():
            return everywhere(before)
    return region


def _reached(layer: d.Layer, region: Region, before: d.Shape, after: d.Shape) -> Region:
    """Return what of the output, of shape ``after``, a region of the input goes into."""
    match layer:
        case d.Conv2d() | d.Pool2d() | d.AdaptivePool2d():
            channels, rows, columns = region
            return (
                everywhere(after[:1])[0] if isinstance(layer, d.Conv2d) else channels,
                _windows_over(layer, rows, before[1], after[1]),
                _windows_over(layer, columns, before[2], after[2]),
            )
        case d.Flatten():
            places = product(*region)
            return (tuple(int(np.ravel_multi_index(place, before)) for place in places),)
        case d.Linear() | d.LogSoftmax():
            return everywhere(after) if all(region) else tuple(() for _ in after)
    return region


def _under_windows(layer: Windowed, outputs: Axis, size: int) -> Axis:
    """Return the inputs, of ``size`` along an axis, that the windows of ``outputs`` cover."""
    covered = {n for output in outputs for n in window(layer, output, size) if 0 <= n < size}
    return tuple(sorted(covered))


def _windows_over(layer: Windowed, inputs: Axis, before: int, after: int) -> Axis:
    """Return which of ``after`` outputs have windows over any of ``inputs``, among ``before``."""
    there = set(inputs)
    return tuple(n for n in range(after) if not there.isdisjoint(window(layer, n, before)))


def _unflattened(units: Axis, shape: d.Shape) -> Region:
    """Return where ``units`` of a row came from: one place or everywhere, as layers ask for."""
    if len(units) == int(np.prod(shape)):
        return everywhere(shape)
    axes = np.unravel_index(np.array(units), shape)
    return tuple(tuple(sorted({int(n) for n in axis})) for axis in axes)
