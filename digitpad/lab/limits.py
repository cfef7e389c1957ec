"""What can be set in the convolution lab: values, the limits of each, and the lab's refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from digitpad.support.errors import DigitpadError
from digitpad.support.messages import Text, plural

Pair = tuple[int, int]  # of the rows, of the columns
PaddingMode = Literal["zeros", "reflect", "replicate"]

PADDING_MODES: tuple[PaddingMode, ...] = ("zeros", "reflect", "replicate")
LARGEST_SIDE = 256  # pixels of an input
LARGEST_KERNEL = 11  # numbers along a side
MOST_KERNELS = 8
MOST_CHANNELS = 64  # of an input: a colour picture has 3, a layer of a network may have more
LARGEST_STRIDE = 256
LARGEST_DILATION = 8
LARGEST_PADDING = 40  # pixels at a side: what "same" takes for the largest kernel so dilated
LARGEST_NUMBER = 1e6  # in a kernel, a bias or a grid, either way


class LabError(DigitpadError):
    """A setting of the convolution lab, or a lesson's settings of it, is impossible."""


@dataclass(frozen=True)
class Padding:
    """Pixels put around the input, and what their values are.

    is_same: the amounts are those that keep the input's size, and the four given are not used.
    """

    top: int = 0
    bottom: int = 0
    left: int = 0
    right: int = 0
    mode: PaddingMode = "zeros"
    is_same: bool = False

    @classmethod
    def same(cls, mode: PaddingMode = "zeros") -> Padding:
        """Return the padding that keeps the input's size."""
        return cls(mode=mode, is_same=True)


NO_PADDING = Padding()


@dataclass(frozen=True)
class ConvolutionSettings:
    """How kernels slide over the input; all pairs are (of the rows, of the columns)."""

    stride: Pair = (1, 1)
    padding: Padding = NO_PADDING
    dilation: Pair = (1, 1)


PoolKind = Literal[
    "max", "average", "l2", "global max", "global average", "adaptive max", "adaptive average"
]
POOL_KINDS: tuple[PoolKind, ...] = (
    "max", "average", "l2", "global max", "global average", "adaptive max", "adaptive average",
)  # fmt: skip
LARGEST_POOL_WINDOW = 32  # pixels along a side


@dataclass(frozen=True)
class PoolSettings:
    """How a pool slides. Each kind uses what it has a use for.

    size, stride: of max, average and L2 pools. padding: of max and average pools, at both sides.
    target: the output's size, of adaptive pools.
    """

    kind: PoolKind = "max"
    size: Pair = (2, 2)
    stride: Pair = (2, 2)
    padding: Pair = (0, 0)
    target: Pair = (2, 2)


def check_input_shape(shape: tuple[int, ...]) -> None:
    """Raise LabError unless ``shape`` is (channels, height, width) that the lab can take."""
    if len(shape) != 3:
        raise LabError("The input is not an image of channels, rows and columns. Choose another.")
    channels, height, width = shape
    if not 1 <= channels <= MOST_CHANNELS:
        raise LabError(
            "The input has {channels} channels; the lab takes 1 to {most}. Choose another input.",
            channels=channels, most=MOST_CHANNELS,
        )  # fmt: skip
    if not (1 <= height <= LARGEST_SIDE and 1 <= width <= LARGEST_SIDE):
        raise LabError(
            "The input has {height} rows and {width} columns; the lab takes 1 to {most} of each. "
            "Choose a smaller input.",
            height=height, width=width, most=LARGEST_SIDE,
        )  # fmt: skip


def check_range(number: int, lowest: int, highest: int, sentence: Text) -> None:
    """Raise LabError with ``sentence``, which tells these three numbers, for one out of range."""
    if not lowest <= number <= highest:
        raise LabError(sentence.template, lowest=lowest, highest=highest, number=number)


def counted(axis: int, count: int) -> Text:
    """Return so many rows, or columns where ``axis`` is 1, in words."""
    if axis == 0:
        return plural(count, "%n row", "%n rows")
    return plural(count, "%n column", "%n columns")
