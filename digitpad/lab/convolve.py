"""The convolution itself, in float64, by whichever of two ways is faster for its numbers.

Few products are summed tap by tap; many, as 8 kernels of 11 × 11 over a colour picture, come
from a Fourier transform. Both agree with torch's sums in float64 to within float32's rounding.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from digitpad.lab.kernels import Kernel, Numbers, stacked
from digitpad.lab.limits import ConvolutionSettings, LabError, PaddingMode
from digitpad.lab.shapes import (
    ConvolutionShape,
    CostComparison,
    Coverage,
    WindowAxis,
    convolution_shape,
    cost,
    coverage,
)

Padded = TypeVar("Padded", NDArray[np.float32], NDArray[np.float64])

ZERO = -1  # the source of a pixel that no pixel of the input stands behind


def axis_sources(windows: WindowAxis, mode: PaddingMode) -> NDArray[np.intp]:
    """Return (before + size + after,): which pixel each one of the padded axis repeats.

    It is ``ZERO`` where padding is zeros. A reflection leaves out the edge itself: 2 1 | 0 1 2.
    Source: torch.nn.functional.pad.
    """
    places = np.arange(-windows.before, windows.size + windows.after)
    last = windows.size - 1
    match mode:
        case "replicate":
            return np.minimum(np.maximum(places, 0), last)
        case "reflect":
            places = last - np.abs(last - np.abs(places))
        case "zeros":
            places[(places < 0) | (places > last)] = ZERO
    return places


def padded(image: Padded, rows: WindowAxis, columns: WindowAxis, mode: PaddingMode) -> Padded:
    """Return ``image``, (channels, height, width), with its padding around it."""
    if rows.padded == rows.size and columns.padded == columns.size:
        return image
    if mode == "zeros":
        whole: Padded = np.zeros((len(image), rows.padded, columns.padded), image.dtype)
        top, left = rows.before, columns.before
        whole[:, top : top + rows.size, left : left + columns.size] = image
        return whole
    return image[:, axis_sources(rows, mode)][:, :, axis_sources(columns, mode)]


Array = NDArray[np.float32]
Spectrum = NDArray[np.complex128]

# Nanoseconds, measured by tests/bench/lab.py's settings on one core of an EPYC: only their ratio
# matters.
_TAP, _TAP_CALL = 1.2, 6000.0  # a product added to a sum; a tap's two NumPy calls
_FORWARD, _PRODUCT, _INVERSE = 3.8, 2.0, 4.4  # a padded pixel's: of a channel, a pair, a kernel


@dataclass(frozen=True, eq=False)
class ConvolutionResult:
    """All that comes of an input, kernels and settings. maps: (kernels, height, width)."""

    shape: ConvolutionShape
    maps: Array
    coverage: Coverage
    cost: CostComparison


def shape_of(
    input_shape: tuple[int, ...], kernels: Sequence[Kernel], settings: ConvolutionSettings
) -> ConvolutionShape:
    """Return the shapes of this convolution. Raises LabError where it is impossible."""
    stacked(kernels)
    found = convolution_shape(input_shape, len(kernels), kernels[0].size, settings)
    if kernels[0].channels != found.channels:
        raise LabError(
            "The kernels are for {count} channels, and the input has {channels}. Choose kernels "
            "for this input.",
            count=kernels[0].channels, channels=found.channels,
        )  # fmt: skip
    return found


def outcome(
    image: Array, kernels: Sequence[Kernel], settings: ConvolutionSettings
) -> ConvolutionResult:
    """Return maps, shapes, coverage and cost. Raises LabError where it is impossible."""
    shape = shape_of(image.shape, kernels, settings)
    return ConvolutionResult(
        shape, convolve(image, kernels, settings), coverage(shape.rows, shape.columns), cost(shape)
    )


def convolve(image: Array, kernels: Sequence[Kernel], settings: ConvolutionSettings) -> Array:
    """Return (kernels, height, width): each kernel's products with the image, summed, plus bias.

    image: (channels, height, width). As in every neural network the kernel is not turned round.
    Raises LabError where the settings are impossible. Source: torch.nn.functional.conv2d.
    """
    shape = shape_of(image.shape, kernels, settings)
    weights, biases = stacked(kernels)
    whole = padded(
        image.astype(np.float64), shape.rows, shape.columns, settings.padding.mode
    )  # (channels, padded height, padded width)
    taps = int(np.count_nonzero(weights))
    if _tap_time(shape, taps) <= _transform_time(shape):
        return _by_taps(whole, weights, biases, shape)
    return _by_transform(whole, weights, biases, shape)


def _tap_time(shape: ConvolutionShape, taps: int) -> float:
    return taps * (_TAP * shape.rows.output * shape.columns.output + _TAP_CALL)


def _transform_time(shape: ConvolutionShape) -> float:
    channels, kernels = shape.channels, shape.kernels
    pixels = math.prod(_transform_size(shape))
    return pixels * (_FORWARD * channels + _PRODUCT * channels * kernels + _INVERSE * kernels)


def _by_taps(whole: Numbers, weights: Numbers, biases: Numbers, shape: ConvolutionShape) -> Array:
    rows, columns = shape.rows, shape.columns
    maps = np.empty(shape.output, np.float32)
    product = np.empty(shape.output[1:])
    for number, bias in enumerate(biases.tolist()):
        total = np.full(shape.output[1:], bias)
        for channel, row, column in np.argwhere(weights[number]).tolist():
            top, left = row * rows.dilation, column * columns.dilation
            under = whole[
                channel,
                top : top + (rows.output - 1) * rows.stride + 1 : rows.stride,
                left : left + (columns.output - 1) * columns.stride + 1 : columns.stride,
            ]  # what this number of the kernel lies over, in all places
            np.multiply(under, weights[number, channel, row, column], out=product)
            total += product
        maps[number] = total
    return maps


def _by_transform(
    whole: Numbers, weights: Numbers, biases: Numbers, shape: ConvolutionShape
) -> Array:
    """Correlate by the convolution theorem: a product of spectra, the kernel's one conjugated.

    The transform is circular; windows that lie within the padded image do not reach round it.
    """
    rows, columns = shape.rows, shape.columns
    channels = shape.channels
    height, width = _transform_size(shape)
    image = np.fft.rfft2(whole, s=(height, width))  # (channels, height, width // 2 + 1)
    # The spectrum of a dilated kernel repeats itself, ``dilation`` times along the rows.
    image = image.reshape(channels, rows.dilation, height // rows.dilation, width // 2 + 1)
    # A kernel has few numbers: two small matrix products are faster than its own transform.
    down = _waves(height, rows.kernel, rows.dilation, image.shape[2])
    across = _waves(width, columns.kernel, columns.dilation, image.shape[3]).T
    # The transform's rounding is no value: a sum of nothing is 0, and shall be shown as 0. What
    # is added and taken away again is so large that the rounding is lost from the sum's end.
    largest = np.abs(whole).max() * np.abs(weights).sum(axis=(1, 2, 3))
    coarse = np.exp2(np.ceil(np.log2(np.maximum(largest, 1e-300))) + 5)
    maps = np.empty(shape.output, np.float32)
    # One spectrum after the other in the same memory: all of them at once leave the cache.
    product, total = np.empty_like(image[0]), np.empty_like(image[0])
    spectrum = np.empty_like(image[0, 0])
    for number in range(shape.kernels):
        for channel in range(channels):
            np.matmul(down, weights[number, channel] @ across, out=spectrum)
            np.multiply(image[channel], spectrum, out=product if channel else total)
            if channel:
                total += product
        lines = np.fft.ifft(total.reshape(height, -1), axis=0)
        lines = lines[: rows.output * rows.stride : rows.stride]
        places = np.fft.irfft(lines, width)[:, : columns.output * columns.stride : columns.stride]
        places += coarse[number]
        places -= coarse[number]
        maps[number] = places + biases[number]
    return maps


def _transform_size(shape: ConvolutionShape) -> tuple[int, int]:
    """Return the rows and columns that are transformed: the padded image's, or a few more."""
    rows, columns = shape.rows, shape.columns
    height = rows.dilation * _fast_length(-(-rows.padded // rows.dilation))
    return height, _fast_length(columns.padded)


@lru_cache(maxsize=32)
def _waves(length: int, kernel: int, dilation: int, count: int) -> Spectrum:
    """Return (count, kernel), e^(2πi · frequency · place / length) for a kernel's places."""
    turns = np.outer(np.arange(count), np.arange(kernel) * dilation) / length
    waves: Spectrum = np.exp(2j * np.pi * turns)
    return waves


@lru_cache(maxsize=512)
def _fast_length(length: int) -> int:
    """Return the smallest length from ``length`` on that has no prime factor above 7."""
    while True:
        rest = length
        for factor in (2, 3, 5, 7):
            while rest % factor == 0:
                rest //= factor
        if rest == 1:
            return length
        length += 1
