"""One value of a network, taken apart: every number that it was computed from.

All sums are in float64, from the network's own float32 numbers: the network's float32 sums differ
from them by its rounding.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.receptive_field import Position, is_in
from digitpad.graph.trace import Trace
from digitpad.network import layers as d
from digitpad.network.layers import EPSILON, window

Numbers = NDArray[np.float64]
PoolingKind = Literal["max", "mean", "l2"]


@dataclass(frozen=True, eq=False)
class Grey:
    """An input value: (grey - mean) / std; as the grey level is, where that is switched off."""

    grey: float
    mean: float
    std: float
    total: float


@dataclass(frozen=True, eq=False)
class Convolution:
    """A value of a convolution.

    rows, columns: of the input, under the kernel; padding has those below 0 and beyond the last.
    patch, kernel, products: (channels, size, size), zeros where padding is.
    channel_sums: (channels,) of the products.
    """

    rows: range
    columns: range
    patch: Numbers
    kernel: Numbers
    products: Numbers
    channel_sums: Numbers
    bias: float
    total: float


@dataclass(frozen=True, eq=False)
class Pooling:
    """A value of a pool.

    window: (rows, columns); where padding is, -inf for the largest and 0 for the others.
    how: the total is the largest of the window, its mean, or the root of the sum of its squares.
    winner: place in the window of the largest value; None for the others.
    """

    rows: range
    columns: range
    window: Numbers
    how: PoolingKind
    winner: tuple[int, int] | None
    total: float


@dataclass(frozen=True, eq=False)
class Normalisation:
    """A value of batch normalisation: (value - mean) / deviation * weight + bias.

    deviation: root of the channel's running variance and a small number against zero.
    """

    value: float
    mean: float
    deviation: float
    weight: float
    bias: float
    total: float


@dataclass(frozen=True, eq=False)
class ActivationArithmetic:
    """A function of one value, as ``layer`` says."""

    layer: d.Activation
    value: float
    total: float


@dataclass(frozen=True, eq=False)
class WeightedSum:
    """A unit of a fully connected layer. inputs, weights, products: (n,).

    maps: the shape of what was flattened into the inputs, (channels, height, width), or None.
    """

    inputs: Numbers
    weights: Numbers
    products: Numbers
    bias: float
    total: float
    maps: d.Shape | None

    def largest(self, count: int) -> NDArray[np.intp]:
        """Return the inputs that contribute most, either way, the largest first."""
        return np.argsort(-np.abs(self.products), kind="stable")[:count]


@dataclass(frozen=True, eq=False)
class LogSoftmaxSteps:
    """A log probability: logit - largest - log(sum(exp(logits - largest))).

    logits, shifted, exponentials: (10,).
    """

    logits: Numbers
    largest: float
    shifted: Numbers
    exponentials: Numbers
    exponential_sum: float
    logarithm: float
    total: float


@dataclass(frozen=True, eq=False)
class Copied:
    """A value that a layer leaves as it is."""

    total: float


Explanation = (
    Grey
    | Convolution
    | Normalisation
    | Pooling
    | ActivationArithmetic
    | WeightedSum
    | LogSoftmaxSteps
    | Copied
)  # fmt: skip


def is_silenced(trace: Trace, index: int, position: Position) -> bool:
    """Tell whether output ``index`` is zero at ``position`` because somebody silenced it."""
    if not index:
        return False
    return (trace.architecture.layers[index - 1].name, position[0]) in trace.changes.silenced


def explain(trace: Trace, index: int, position: Position) -> Explanation:
    """Take output ``index`` of ``trace`` apart at ``position``, (channel, row, column) or (unit,).

    For a silenced channel it tells what the value would be. Raises IndexError for a position that
    the output has not.
    """
    shape = trace.outputs[index].shape
    if not is_in(position, shape):
        raise IndexError(f"there is no {position} in {shape}")
    if not index:
        return _grey(trace, position)
    layer, x = trace.architecture.layers[index - 1], trace.outputs[index - 1]
    match layer:
        case d.Conv2d():
            return _convolution(trace, layer, x, position)
        case d.Pool2d() | d.AdaptivePool2d():
            return _pooling(layer, x, position)
        case d.BatchNorm2d():
            return _normalisation(trace, layer, x, position)
        case d.Activation():
            value = float(x[position])
            return ActivationArithmetic(layer, value, _activated(layer, value))
        case d.Linear():
            return _weighted_sum(trace, index, layer, x, position)
        case d.LogSoftmax():
            return _log_softmax(x, position)
        case d.Flatten():
            return Copied(float(x.reshape(-1)[position]))
    return Copied(float(x[position]))


def _grey(trace: Trace, position: Position) -> Grey:
    _, row, column = position
    architecture, grey = trace.architecture, float(trace.image[row, column])
    total = (grey - architecture.mean) / architecture.std
    own = float(trace.outputs[0][position])
    if abs(grey - own) < abs(total - own):  # normalisation is switched off
        return Grey(grey, 0.0, 1.0, grey)
    return Grey(grey, architecture.mean, architecture.std, total)


def _convolution(
    trace: Trace, layer: d.Conv2d, x: NDArray[np.float32], position: Position
) -> Convolution:
    number, row, column = position
    rows, columns = window(layer, row, x.shape[1]), window(layer, column, x.shape[2])
    patch = _cut(x, rows, columns, outside=0.0)
    kernel = trace.parameters[f"{layer.name}.weight"][number].astype(np.float64)
    bias = float(trace.parameters[f"{layer.name}.bias"][number])
    products = patch * kernel  # (channels, size, size)
    sums = products.sum(axis=(1, 2))
    total = float(sums.sum()) + bias
    return Convolution(rows, columns, patch, kernel, products, sums, bias, total)


def _pooling(
    layer: d.Pool2d | d.AdaptivePool2d, x: NDArray[np.float32], position: Position
) -> Pooling:
    channel, row, column = position
    rows, columns = window(layer, row, x.shape[1]), window(layer, column, x.shape[2])
    is_largest = isinstance(layer, d.MaxPool2d | d.AdaptiveMaxPool2d)
    how: PoolingKind = "max" if is_largest else "l2" if isinstance(layer, d.L2Pool2d) else "mean"
    return pooling(x[channel : channel + 1], rows, columns, how)


def pooling(x: NDArray[np.float32], rows: range, columns: range, how: PoolingKind) -> Pooling:
    """Return what a pool makes of ``rows`` and ``columns`` of ``x``, (1, height, width)."""
    values = _cut(x, rows, columns, outside=-np.inf if how == "max" else 0.0)[0]
    if how == "max":
        down, across = divmod(int(values.argmax()), len(columns))
        return Pooling(rows, columns, values, how, (down, across), float(values[down, across]))
    total = float(np.sqrt((values**2).sum())) if how == "l2" else float(values.mean())
    return Pooling(rows, columns, values, how, None, total)


def _normalisation(
    trace: Trace, layer: d.BatchNorm2d, x: NDArray[np.float32], position: Position
) -> Normalisation:
    def of_channel(name: str) -> float:
        return float(trace.parameters[f"{layer.name}.{name}"][position[0]])

    value, mean = float(x[position]), of_channel("running_mean")
    deviation = math.sqrt(of_channel("running_var") + EPSILON)
    weight, bias = of_channel("weight"), of_channel("bias")
    total = (value - mean) / deviation * weight + bias
    return Normalisation(value, mean, deviation, weight, bias, total)


def _activated(layer: d.Activation, value: float) -> float:
    match layer:
        case d.LeakyReLU():
            return value if value > 0 else layer.slope * value
        case d.GELU():
            return value * 0.5 * (1 + math.erf(value / math.sqrt(2)))
        case d.Sigmoid():
            return 1 / (1 + math.exp(-value)) if value > 0 else 1 - 1 / (1 + math.exp(value))
        case d.Tanh():
            return math.tanh(value)
    return max(0.0, value)


def _weighted_sum(
    trace: Trace, index: int, layer: d.Linear, x: NDArray[np.float32], position: Position
) -> WeightedSum:
    (unit,) = position
    inputs = x.astype(np.float64)
    weights = trace.parameters[f"{layer.name}.weight"][unit].astype(np.float64)
    bias = float(trace.parameters[f"{layer.name}.bias"][unit])
    products = inputs * weights
    maps = None
    for before in range(index - 1, 0, -1):  # through what leaves values in their places
        earlier = trace.architecture.layers[before - 1]
        if isinstance(earlier, d.Flatten) and trace.outputs[before - 1].ndim == 3:
            maps = trace.outputs[before - 1].shape
        if not isinstance(earlier, d.Dropout | d.Activation):
            break
    return WeightedSum(inputs, weights, products, bias, float(products.sum()) + bias, maps)


def _log_softmax(x: NDArray[np.float32], position: Position) -> LogSoftmaxSteps:
    logits = x.astype(np.float64)
    largest = float(logits.max())
    shifted = logits - largest
    exponentials = np.exp(shifted)
    exponential_sum = float(exponentials.sum())
    logarithm = float(np.log(exponential_sum))
    total = float(shifted[position]) - logarithm
    return LogSoftmaxSteps(
        logits, largest, shifted, exponentials, exponential_sum, logarithm, total
    )


def _cut(x: NDArray[np.float32], rows: range, columns: range, outside: float) -> Numbers:
    """Return rows and columns of ``x`` (channels, h, w); ``outside`` is where it has none."""
    cut = np.full((len(x), len(rows), len(columns)), outside, np.float64)
    down, across = np.array(rows), np.array(columns)
    there = np.ix_(
        range(len(x)),
        (down >= 0) & (down < x.shape[1]),
        (across >= 0) & (across < x.shape[2]),
    )
    cut[there] = x[:, down[there[1].ravel()]][:, :, across[there[2].ravel()]]
    return cut
