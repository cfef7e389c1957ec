"""Kernels to play with: their numbers, presets from image processing, a trained network's own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.graph import Graph
from digitpad.graph.ops.convolution import ConvOp
from digitpad.lab.limits import (
    LARGEST_KERNEL,
    LARGEST_NUMBER,
    MOST_CHANNELS,
    MOST_KERNELS,
    LabError,
    Pair,
)

Numbers = NDArray[np.float64]
Plane = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Kernel:
    """One kernel. numbers: a plane of rows for each channel of the input. name: where it is from.

    Made by ``kernel``, which checks the numbers.
    """

    numbers: tuple[Plane, ...]
    bias: float = 0.0
    name: str = ""

    @cached_property
    def weights(self) -> Numbers:
        """(channels, rows, columns), not to be written to."""
        weights = np.array(self.numbers, np.float64)
        weights.flags.writeable = False
        return weights

    @property
    def channels(self) -> int:
        """How many channels an input for it has."""
        return len(self.numbers)

    @property
    def size(self) -> Pair:
        """(rows, columns)."""
        return len(self.numbers[0]), len(self.numbers[0][0])

    def with_number(self, channel: int, row: int, column: int, number: float) -> Kernel:
        """Return this kernel with another number at a place. Raises LabError for a bad number."""
        weights = self.weights.copy()
        weights[channel, row, column] = number
        return kernel(weights, self.bias)

    def with_bias(self, bias: float) -> Kernel:
        """Return this kernel with another bias. Raises LabError for a bad number."""
        return kernel(self.weights, bias, self.name)

    def for_channels(self, channels: int) -> Kernel:
        """Return this kernel for an input of ``channels``: its planes in turn, as often as needed.

        A plane for grey acts on each channel of a colour picture alike.
        """
        if channels == self.channels:
            return self
        planes = tuple(self.numbers[n % self.channels] for n in range(channels))
        return replace(self, numbers=planes)

    def resized(self, size: Pair) -> Kernel:
        """Return this kernel of another size: its middle kept, cut or with zeros around it."""
        weights = np.zeros((self.channels, *size))
        there, here = [], []
        for new, old in zip(size, self.size, strict=True):
            shift = (new - 1) // 2 - (old - 1) // 2
            there.append(slice(max(0, shift), min(new, old + shift)))
            here.append(slice(max(0, -shift), min(old, new - shift)))
        weights[:, there[0], there[1]] = self.weights[:, here[0], here[1]]
        return kernel(weights, self.bias)


def kernel(weights: Numbers | Sequence[object], bias: float = 0.0, name: str = "") -> Kernel:
    """Return the kernel of ``weights``, (channels, rows, columns) or (rows, columns) for one.

    Raises LabError for a size the lab has not, and for a number that is none or too large.
    """
    try:
        numbers = np.array(weights, np.float64)
    except (ValueError, TypeError, OverflowError) as error:
        raise LabError("A kernel is rows of numbers, all equally long. Correct them.") from error
    if numbers.ndim == 2:
        numbers = numbers[None]
    if numbers.ndim != 3 or not (
        1 <= len(numbers) <= MOST_CHANNELS
        and all(1 <= side <= LARGEST_KERNEL for side in numbers.shape[1:])
    ):
        raise LabError(
            "A kernel has 1 to {most} rows and columns for each of 1 to {channels} channels. "
            "Choose another size.",
            most=LARGEST_KERNEL, channels=MOST_CHANNELS,
        )  # fmt: skip
    if not (np.abs(numbers) <= LARGEST_NUMBER).all() or not abs(bias) <= LARGEST_NUMBER:
        raise LabError(
            "A kernel's numbers lie between −{most:,.0f} and {most:,.0f}. Correct the one that "
            "does not.",
            most=LARGEST_NUMBER,
        )
    planes = tuple(tuple(tuple(row) for row in plane) for plane in numbers.tolist())
    return Kernel(planes, float(bias), name)


def stacked(kernels: Sequence[Kernel]) -> tuple[Numbers, Numbers]:
    """Return weights (kernels, channels, rows, columns) and biases (kernels,).

    Raises LabError where there are too many or none, or where they differ in size.
    """
    if not 1 <= len(kernels) <= MOST_KERNELS:
        raise LabError(
            "There can be 1 to {most} kernels, and here are {count}.",
            most=MOST_KERNELS, count=len(kernels),
        )  # fmt: skip
    if len({(one.channels, one.size) for one in kernels}) > 1:
        raise LabError("Kernels of one convolution have one size. Give all of them the same.")
    return np.stack([one.weights for one in kernels]), np.array([one.bias for one in kernels])


PRESETS = (
    "identity", "edges", "sobel x", "sobel y", "sharpen", "box blur", "gaussian blur", "emboss",
    "laplacian",
)  # fmt: skip
_THREE = {
    "sharpen": ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
    "emboss": ((-2, -1, 0), (-1, 1, 1), (0, 1, 2)),
    "laplacian": ((0, 1, 0), (1, -4, 1), (0, 1, 0)),
}


def preset_sizes(name: str) -> tuple[Pair, ...]:
    """Return the sizes (rows, columns) at which a preset makes sense, the usual one first."""
    sides = range(1, LARGEST_KERNEL + 1)
    match name:
        case "identity":  # an even size has no middle
            odd = [(r, c) for r in sides for c in sides if r % 2 and c % 2]
            return ((3, 3), *(size for size in odd if size != (3, 3)))
        case "box blur" | "gaussian blur":
            some = [(r, c) for r in sides for c in sides if r * c > 1]
            return ((3, 3), *(size for size in some if size != (3, 3)))
        case "edges":
            return tuple((side, side) for side in sides if side % 2 and side > 1)
        case "sobel x" | "sobel y":
            return ((3, 3), (5, 5), (7, 7))
        case _ if name in _THREE:
            return ((3, 3),)
    raise LabError(
        "There is no kernel {name!r}: choose {names}.", name=name, names=", ".join(PRESETS)
    )


def preset(name: str, size: Pair = (3, 3)) -> Kernel:
    """Return a preset for one channel.

    Raises LabError for a name or a size that there is not. Sources: Gonzalez and Woods, Digital
    Image Processing, for the 3 x 3 masks; OpenCV's getDerivKernels for Sobel above 3 (rows of
    Pascal's triangle, one of them differentiated).
    """
    sizes = preset_sizes(name)
    if size not in sizes:
        raise LabError(
            "The kernel {name!r} is not made for {size[0]} × {size[1]}. Choose {usual[0]} × "
            "{usual[1]}.",
            name=name, size=size, usual=sizes[0],
        )  # fmt: skip
    return kernel(_preset_numbers(name, size), name=name)


def _preset_numbers(name: str, size: Pair) -> Numbers:
    rows, columns = size
    match name:
        case "identity":
            numbers = np.zeros(size)
            numbers[rows // 2, columns // 2] = 1.0
            return numbers
        case "edges":  # the middle against everything around it
            numbers = np.full(size, -1.0)
            numbers[rows // 2, columns // 2] = rows * columns - 1
            return numbers
        case "box blur":
            return np.full(size, 1.0 / (rows * columns))
        case "gaussian blur":
            return np.outer(_gaussian(rows), _gaussian(columns))
        case "sobel x":
            return np.outer(_binomial(rows), _derivative(columns))
        case "sobel y":
            return np.outer(_derivative(rows), _binomial(columns))
    return np.array(_THREE[name], np.float64)


def _binomial(count: int) -> Numbers:
    return np.array([math.comb(count - 1, n) for n in range(count)], np.float64)


def _gaussian(count: int) -> Numbers:
    """Return the binomial row, which nears a Gaussian, with a sum of 1: 1/4, 1/2, 1/4 for 3."""
    return _binomial(count) / 2.0 ** (count - 1)


def _derivative(count: int) -> Numbers:
    return np.convolve(_binomial(count - 2), [-1.0, 0.0, 1.0])


@dataclass(frozen=True)
class KernelSet:
    """The kernels of the convolution ``layer``: how many, and for how many channels."""

    layer: str
    count: int
    channels: int


def kernel_sets(network: Graph) -> tuple[KernelSet, ...]:
    """Return the convolutions of ``network`` that the lab can show, in their order.

    Those within its limits, whose kernels slide over all channels and are not dilated.
    """
    sets = []
    for index, operation in enumerate(network.operations):
        kind = operation.kind
        if not isinstance(kind, ConvOp) or kind.groups > 1 or kind.dilation != (1, 1):
            continue
        channels = network.input_shapes(index)[0][1]
        if max(kind.size) <= LARGEST_KERNEL and channels <= MOST_CHANNELS:
            sets.append(KernelSet(operation.name, operation.shape[1], channels))
    return tuple(sets)


def network_kernel(network: Graph, layer: str, number: int) -> Kernel:
    """Return kernel ``number`` of the convolution ``layer``, with its bias, as it is now."""
    parameters = network.parameters(network.index[layer])
    bias = float(parameters["bias"][number]) if "bias" in parameters else 0.0
    return kernel(parameters["weight"][number].astype(np.float64), bias, f"{layer} {number}")
