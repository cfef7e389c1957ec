"""The shape of a convolution's output, and why a setting is impossible.

The verdict is torch's (``torch.nn.functional.pad`` and ``conv2d``), within the lab's own limits.
"""

from __future__ import annotations

from dataclasses import dataclass

from digitpad.lab.settings import (
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
)
from digitpad.lab.windows import WindowAxis

Shape3 = tuple[int, int, int]
AXES = ("rows", "columns")


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
        raise LabError(f"There can be 1 to {MOST_KERNELS} kernels, and here are {kernels}.")
    _check_numbers(kernel_size, settings)
    rows, columns = (
        _axis(name, size, kernel_size[axis], axis, settings)
        for axis, (name, size) in enumerate(zip(AXES, (height, width), strict=True))
    )
    return ConvolutionShape(channels, kernels, rows, columns)


def _check_numbers(kernel_size: Pair, settings: ConvolutionSettings) -> None:
    padding = settings.padding
    for word, numbers, lowest, highest in (
        ("kernel's size", kernel_size, 1, LARGEST_KERNEL),
        ("stride", settings.stride, 1, LARGEST_STRIDE),
        ("dilation", settings.dilation, 1, LARGEST_DILATION),
        ("padding", (padding.top, padding.bottom), 0, LARGEST_PADDING),
        ("padding", (padding.left, padding.right), 0, LARGEST_PADDING),
    ):
        for number in numbers:
            if not lowest <= number <= highest:
                raise LabError(
                    f"The {word} can be {lowest} to {highest}, and here it is {number}. "
                    "Choose another."
                )
    if padding.mode not in PADDING_MODES:
        raise LabError(f"There is no padding {padding.mode!r}: choose {', '.join(PADDING_MODES)}.")
    if padding.is_same and settings.stride != (1, 1):
        raise LabError(
            'Padding "same" keeps the input\'s size, which only a stride of 1 can. '
            "Set the stride to 1, or choose the padding's amount."
        )


def _axis(
    name: str, size: int, kernel: int, axis: int, settings: ConvolutionSettings
) -> WindowAxis:
    padding, dilation = settings.padding, settings.dilation[axis]
    before = (padding.top, padding.left)[axis]
    after = (padding.bottom, padding.right)[axis]
    if padding.is_same:
        # An odd total gives its extra pixel to the end, as torch does.
        before = dilation * (kernel - 1) // 2
        after = dilation * (kernel - 1) - before
    _check_mode(name, size, max(before, after), padding.mode)
    windows = WindowAxis(size, before, after, kernel, settings.stride[axis], dilation)
    if windows.span > windows.padded:
        _refuse_kernel(name, windows)
    return windows


def _check_mode(name: str, size: int, amount: int, mode: PaddingMode) -> None:
    if mode == "reflect" and amount >= size:
        raise LabError(
            f"A reflection needs more {name} than the padding is wide: the input has {size} and "
            f"the padding {amount}. Choose a padding of at most {size - 1}, or another mode."
        )


def _refuse_kernel(name: str, windows: WindowAxis) -> None:
    reach = f"{windows.kernel} {name}"
    if windows.dilation > 1:
        reach += f" that a dilation of {windows.dilation} spreads over {windows.span}"
    whole = f"{windows.size}"
    if windows.padded > windows.size:
        whole += f", with its padding {windows.padded}"
    raise LabError(
        f"The kernel does not fit into the input: it has {reach}, and the input has {whole}. "
        "Choose a smaller kernel or more padding."
    )
