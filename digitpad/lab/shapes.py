"""The shape of a convolution's output, and why a setting is impossible.

The verdict is torch's (``torch.nn.functional.pad`` and ``conv2d``), within the lab's own limits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from digitpad.lab.limits import (
    LARGEST_DILATION,
    LARGEST_KERNEL,
    LARGEST_PADDING,
    LARGEST_STRIDE,
    MOST_KERNELS,
    PADDING_MODES,
    ConvolutionSettings,
    LabError,
    PaddingMode,
    Pair,
    check_input_shape,
    check_range,
    counted,
)
from digitpad.support.messages import Text

STRIDE_RANGE = Text(
    "The stride can be {lowest} to {highest}, and here it is {number}. Choose another."
)

Role = Literal["input", "padding", "kernel", "dilation", "stride", "output", "sign"]


@dataclass(frozen=True)
class FormulaPart:
    """A piece of the filled-in formula, and what it stands for."""

    text: str
    role: Role


@dataclass(frozen=True)
class WindowAxis:
    """All windows along one axis.

    size: pixels of the input. before, after: pixels of padding at its two ends. kernel: pixels
    that a window looks at, ``dilation`` apart. stride: pixels from a window to the next.
    """

    size: int
    before: int
    after: int
    kernel: int
    stride: int = 1
    dilation: int = 1

    @property
    def padded(self) -> int:
        """Pixels of the input with its padding."""
        return self.before + self.size + self.after

    @property
    def span(self) -> int:
        """Pixels from a window's first to its last, gaps of the dilation included."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def output(self) -> int:
        """How many windows there are: the output's size; below 1 where none fits."""
        return (self.padded - self.span) // self.stride + 1

    def window(self, place: int) -> range:
        """Return the input's pixels under a window; padding has those below 0 and beyond."""
        start = place * self.stride - self.before
        return range(start, start + self.span, self.dilation)

    def coverage(self) -> NDArray[np.int64]:
        """Return (size,): how many windows look at each pixel of the input."""
        starts = np.arange(self.output) * self.stride - self.before
        pixels = (starts[:, None] + np.arange(self.kernel) * self.dilation).ravel()
        inside = pixels[(pixels >= 0) & (pixels < self.size)]
        return np.bincount(inside, minlength=self.size).astype(np.int64)

    def parts(self) -> tuple[FormulaPart, ...]:
        """Return ``floor((n + 2p - d(k - 1) - 1) / s) + 1 = output`` with its numbers filled in.

        Without dilation it is ``floor((n + 2p - k) / s) + 1``; two unlike amounts of padding are
        added one by one. Source: torch.nn.Conv2d, "Shape".
        """
        if self.before == self.after:
            padding = f"2·{self.before}"
        else:
            padding = f"{self.before} + {self.after}"
        if self.dilation == 1:
            kernel = [FormulaPart(str(self.kernel), "kernel")]
        else:
            kernel = [
                FormulaPart(str(self.dilation), "dilation"),
                FormulaPart("·(", "sign"),
                FormulaPart(str(self.kernel), "kernel"),
                FormulaPart(" − 1) − 1", "sign"),
            ]
        return (
            FormulaPart("floor((", "sign"),
            FormulaPart(str(self.size), "input"),
            FormulaPart(" + ", "sign"),
            FormulaPart(padding, "padding"),
            FormulaPart(" − ", "sign"),
            *kernel,
            FormulaPart(") / ", "sign"),
            FormulaPart(str(self.stride), "stride"),
            FormulaPart(") + 1 = ", "sign"),
            FormulaPart(str(self.output), "output"),
        )

    @property
    def formula(self) -> str:
        """The parts as one line."""
        return "".join(part.text for part in self.parts())


@dataclass(frozen=True, eq=False)
class Coverage:
    """How many windows each pixel of the input lies under.

    counts: (height, width). A pixel that padding repeats elsewhere counts at its own place alone.
    unseen_rows, unseen_columns: those that no window touches, in order.
    """

    counts: NDArray[np.int64]
    unseen_rows: tuple[int, ...]
    unseen_columns: tuple[int, ...]


def coverage(rows: WindowAxis, columns: WindowAxis) -> Coverage:
    """Return what windows along two axes cover."""
    down, across = rows.coverage(), columns.coverage()
    return Coverage(
        np.outer(down, across),
        tuple(np.flatnonzero(down == 0).tolist()),
        tuple(np.flatnonzero(across == 0).tolist()),
    )


@dataclass(frozen=True)
class ConvolutionCost:
    """parameters: weights and biases. multiplications: for one image, padding's zeros included."""

    parameters: int
    multiplications: int


@dataclass(frozen=True)
class CostComparison:
    """A convolution, and a fully connected layer from its input to its output, both with biases."""

    convolution: ConvolutionCost
    fully_connected: ConvolutionCost

    @property
    def parameter_ratio(self) -> float:
        """How many times more parameters the fully connected layer has."""
        return self.fully_connected.parameters / self.convolution.parameters

    @property
    def multiplication_ratio(self) -> float:
        """How many times more multiplications the fully connected layer takes."""
        return self.fully_connected.multiplications / self.convolution.multiplications


def cost(shape: ConvolutionShape) -> CostComparison:
    """Return the cost of a convolution of this shape, beside that of a fully connected layer."""
    weights = shape.channels * shape.rows.kernel * shape.columns.kernel  # of one kernel
    inputs, outputs = math.prod(shape.input), math.prod(shape.output)
    return CostComparison(
        ConvolutionCost(shape.kernels * (weights + 1), outputs * weights),
        ConvolutionCost(outputs * (inputs + 1), outputs * inputs),
    )


Shape3 = tuple[int, int, int]


@dataclass(frozen=True)
class ConvolutionShape:
    """The way from (channels, height, width) to (kernels, output height, output width)."""

    channels: int
    kernels: int
    rows: WindowAxis
    columns: WindowAxis

    @property
    def input(self) -> Shape3:
        """(channels, height, width)."""
        return self.channels, self.rows.size, self.columns.size

    @property
    def output(self) -> Shape3:
        """(kernels, height, width)."""
        return self.kernels, self.rows.output, self.columns.output


def convolution_shape(
    input_shape: tuple[int, ...], kernels: int, kernel_size: Pair, settings: ConvolutionSettings
) -> ConvolutionShape:
    """Return how ``kernels`` kernels of ``kernel_size`` slide over an input.

    input_shape: (channels, height, width). Raises LabError for a setting that is impossible.
    """
    check_input_shape(input_shape)
    channels, height, width = input_shape
    if not 1 <= kernels <= MOST_KERNELS:
        raise LabError(
            "There can be 1 to {most} kernels, and here are {count}.",
            most=MOST_KERNELS, count=kernels,
        )  # fmt: skip
    _check_numbers(kernel_size, settings)
    rows, columns = (
        _axis(size, kernel_size[axis], axis, settings) for axis, size in enumerate((height, width))
    )
    return ConvolutionShape(channels, kernels, rows, columns)


def _check_numbers(kernel_size: Pair, settings: ConvolutionSettings) -> None:
    padding = settings.padding
    for number in kernel_size:
        check_range(number, 1, LARGEST_KERNEL, Text(
            "The kernel's size can be {lowest} to {highest}, and here it is {number}. Choose "
            "another."
        ))  # fmt: skip
    for number in settings.stride:
        check_range(number, 1, LARGEST_STRIDE, STRIDE_RANGE)
    for number in settings.dilation:
        check_range(number, 1, LARGEST_DILATION, Text(
            "The dilation can be {lowest} to {highest}, and here it is {number}. Choose another."
        ))  # fmt: skip
    for number in (padding.top, padding.bottom, padding.left, padding.right):
        check_range(number, 0, LARGEST_PADDING, Text(
            "The padding can be {lowest} to {highest}, and here it is {number}. Choose another."
        ))  # fmt: skip
    if padding.mode not in PADDING_MODES:
        raise LabError(
            "There is no padding {mode!r}: choose {modes}.",
            mode=padding.mode, modes=", ".join(PADDING_MODES),
        )  # fmt: skip
    if padding.is_same and settings.stride != (1, 1):
        raise LabError(
            'Padding "same" keeps the input\'s size, which only a stride of 1 can. '
            "Set the stride to 1, or choose the padding's amount."
        )


def _axis(size: int, kernel: int, axis: int, settings: ConvolutionSettings) -> WindowAxis:
    padding, dilation = settings.padding, settings.dilation[axis]
    before = (padding.top, padding.left)[axis]
    after = (padding.bottom, padding.right)[axis]
    if padding.is_same:
        # An odd total gives its extra pixel to the end, as torch does.
        before = dilation * (kernel - 1) // 2
        after = dilation * (kernel - 1) - before
    _check_mode(axis, size, max(before, after), padding.mode)
    windows = WindowAxis(size, before, after, kernel, settings.stride[axis], dilation)
    if windows.span > windows.padded:
        _refuse_kernel(axis, windows)
    return windows


def _check_mode(axis: int, size: int, amount: int, mode: PaddingMode) -> None:
    if mode != "reflect" or amount < size:
        return
    if axis == 0:
        raise LabError(
            "A reflection needs more rows than the padding is wide: the input has {size} and the "
            "padding {amount}. Choose a padding of at most {most}, or another mode.",
            size=size, amount=amount, most=size - 1,
        )  # fmt: skip
    raise LabError(
        "A reflection needs more columns than the padding is wide: the input has {size} and the "
        "padding {amount}. Choose a padding of at most {most}, or another mode.",
        size=size, amount=amount, most=size - 1,
    )  # fmt: skip


def _refuse_kernel(axis: int, windows: WindowAxis) -> None:
    reach = counted(axis, windows.kernel)
    if windows.dilation > 1:
        reach = Text(
            "{kernel} that a dilation of {dilation} spreads over {span}",
            kernel=reach, dilation=windows.dilation, span=windows.span,
        )  # fmt: skip
    whole: int | Text = windows.size
    if windows.padded > windows.size:
        whole = Text("{size}, with its padding {padded}", size=windows.size, padded=windows.padded)
    raise LabError(
        "The kernel does not fit into the input: it has {reach}, and the input has {whole}. "
        "Choose a smaller kernel or more padding.",
        reach=reach, whole=whole,
    )  # fmt: skip
