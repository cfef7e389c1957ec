"""The kinds of layers that a network is made of, each with its settings, shapes and cost."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from digitpad.graph.operation import OperationKind, Shape
from digitpad.graph.ops.activation import ActivationOp
from digitpad.graph.ops.convolution import ConvOp
from digitpad.graph.ops.linear import LinearOp
from digitpad.graph.ops.normalisation import BatchNormOp
from digitpad.graph.ops.pooling import AdaptivePoolOp, PoolingKind, PoolOp
from digitpad.graph.ops.reshape import FlattenOp, SameOp
from digitpad.graph.ops.softmax import SoftmaxOp
from digitpad.network.layer import (
    LayerSpec,
    OneOrTwo,
    both,
    image_shape,
    needs_row,
    one_or_two,
    windows,
)
from digitpad.support.errors import ModelError

# The least and the most of each setting, both allowed; whole numbers where both are. 28 x 28 pixels
# need far less.
LIMITS: dict[str, tuple[float, float]] = {
    "kernels": (1, 4096),
    "size": (1, 64),
    "stride": (1, 64),
    "padding": (0, 32),
    "dilation": (1, 32),
    "groups": (1, 4096),
    "features": (1, 4096),
    "rate": (0.0, 0.99),
    "slope": (0.0, 1.0),
}


@dataclass(frozen=True)
class Conv2d(LayerSpec):
    """Convolution of (channels, height, width) with ``kernels`` kernels.

    size, padding: one number for rows and columns, or (rows, columns). dilation: from one pixel
    under a kernel to the next. groups: the channels are shared out among so many groups of
    kernels, which see no others.
    """

    kind: ClassVar[str] = "conv"
    kernels: int
    size: OneOrTwo
    stride: int = 1
    padding: OneOrTwo = 0
    dilation: int = 1
    groups: int = 1

    def __post_init__(self) -> None:
        """Let what is square be one number, so that equal layers are equal."""
        for name in ("size", "padding"):
            object.__setattr__(self, name, one_or_two(*both(getattr(self, name))))

    def output_shape(self, shape: Shape) -> Shape:  # noqa: D102
        self._channels(shape)
        sides = zip(shape[1:], both(self.size), both(self.padding), strict=True)
        return (
            self.kernels,
            *(windows(self.name, n, self.dilation * (size - 1) + 1, self.stride, padding)
              for n, size, padding in sides),
        )  # fmt: skip

    def parameter_shapes(self, shape: Shape) -> dict[str, Shape]:  # noqa: D102
        weight = (self.kernels, self._channels(shape), *both(self.size))
        return {"weight": weight, "bias": (self.kernels,)}

    def multiplications(self, shape: Shape) -> int:  # noqa: D102
        each = self._channels(shape) * math.prod(both(self.size))
        return math.prod(self.output_shape(shape)) * each

    def operation(self) -> OperationKind:  # noqa: D102
        rows, columns = both(self.padding)
        stride, dilation = (self.stride, self.stride), (self.dilation, self.dilation)
        padding = ((rows, rows), (columns, columns))
        return ConvOp(both(self.size), stride, padding, dilation, groups=self.groups)

    def to_json(self) -> dict[str, Any]:  # noqa: D102
        content = super().to_json()
        for name in ("dilation", "groups"):  # earlier versions know neither
            if content[name] == 1:
                del content[name]
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in content.items()
        }

    def _channels(self, shape: Shape) -> int:
        """Return how many channels each kernel slides over."""
        channels = image_shape(self, shape)[0]
        if channels % self.groups or self.kernels % self.groups:
            raise ModelError(
                "{name}: {groups} groups cannot share {channels} channels and {kernels} kernels "
                "equally. Choose a number of groups that divides both.",
                name=self.name, groups=self.groups, channels=channels, kernels=self.kernels,
            )  # fmt: skip
        return channels // self.groups


@dataclass(frozen=True)
class BatchNorm2d(LayerSpec):
    """Each channel less its mean, over its deviation, then scaled and shifted as was learnt.

    While training, mean and deviation are the batch's; a running average of them serves after.
    Source: Ioffe and Szegedy, Batch Normalization, 2015.
    """

    kind: ClassVar[str] = "batch_norm"

    def output_shape(self, shape: Shape) -> Shape:  # noqa: D102
        return image_shape(self, shape)

    def parameter_shapes(self, shape: Shape) -> dict[str, Shape]:  # noqa: D102
        return {"weight": image_shape(self, shape)[:1], "bias": shape[:1]}

    def buffer_shapes(self, shape: Shape) -> dict[str, Shape]:  # noqa: D102
        return {"running_mean": image_shape(self, shape)[:1], "running_var": shape[:1]}

    def multiplications(self, shape: Shape) -> int:  # noqa: D102
        return math.prod(shape)

    def operation(self) -> OperationKind:  # noqa: D102
        return BatchNormOp()


@dataclass(frozen=True)
class Pool2d(LayerSpec):
    """One value of each square window, channel by channel."""

    how: ClassVar[PoolingKind]
    size: int
    stride: int
    padding: int = 0

    def output_shape(self, shape: Shape) -> Shape:  # noqa: D102
        channels, height, width = image_shape(self, shape)
        if self.padding > self.size // 2:
            raise ModelError(
                "{name}: padding may be at most half of the window. Set it to {most} or less.",
                name=self.name, most=self.size // 2,
            )  # fmt: skip
        sizes = (windows(self.name, n, self.size, self.stride, self.padding)
                 for n in (height, width))  # fmt: skip
        return (channels, *sizes)

    def operation(self) -> OperationKind:  # noqa: D102
        padding = (self.padding, self.padding)
        return PoolOp(
            (self.size, self.size), (self.stride, self.stride), (padding, padding), how=self.how
        )


@dataclass(frozen=True)
class MaxPool2d(Pool2d):
    """The largest value of each window; padding never wins."""

    kind: ClassVar[str] = "max_pool"
    how: ClassVar[PoolingKind] = "max"


@dataclass(frozen=True)
class AvgPool2d(Pool2d):
    """The mean of each window; padding counts as zeros."""

    kind: ClassVar[str] = "avg_pool"
    how: ClassVar[PoolingKind] = "mean"


@dataclass(frozen=True)
class L2Pool2d(Pool2d):
    """The square root of the sum of squares of each window; padding counts as zeros."""

    kind: ClassVar[str] = "l2_pool"
    how: ClassVar[PoolingKind] = "l2"

    def multiplications(self, shape: Shape) -> int:  # noqa: D102
        return math.prod(self.output_shape(shape)) * self.size**2


@dataclass(frozen=True)
class AdaptivePool2d(LayerSpec):
    """One value of each of ``size`` x ``size`` windows that share the map; 1 is global pooling."""

    how: ClassVar[PoolingKind]
    size: int = 1

    def output_shape(self, shape: Shape) -> Shape:  # noqa: D102
        return (image_shape(self, shape)[0], self.size, self.size)

    def operation(self) -> OperationKind:  # noqa: D102
        return AdaptivePoolOp((self.size, self.size), self.how)


@dataclass(frozen=True)
class AdaptiveMaxPool2d(AdaptivePool2d):
    """The largest value of each window."""

    kind: ClassVar[str] = "adaptive_max_pool"
    how: ClassVar[PoolingKind] = "max"


@dataclass(frozen=True)
class AdaptiveAvgPool2d(AdaptivePool2d):
    """The mean of each window."""

    kind: ClassVar[str] = "adaptive_avg_pool"
    how: ClassVar[PoolingKind] = "mean"


@dataclass(frozen=True)
class Activation(LayerSpec):
    """A function of each value by itself."""

    def operation(self) -> OperationKind:  # noqa: D102
        return ActivationOp(self.kind)


@dataclass(frozen=True)
class ReLU(Activation):
    """max(0, x) of each value."""

    kind: ClassVar[str] = "relu"


@dataclass(frozen=True)
class LeakyReLU(Activation):
    """Each value x, or ``slope`` times x where x is negative."""

    kind: ClassVar[str] = "leaky_relu"
    slope: float = 0.01

    def operation(self) -> OperationKind:  # noqa: D102
        return ActivationOp(self.kind, self.slope)


@dataclass(frozen=True)
class GELU(Activation):
    """x times the share of a normal distribution that lies below x."""

    kind: ClassVar[str] = "gelu"


@dataclass(frozen=True)
class Sigmoid(Activation):
    """1 / (1 + exp(-x)) of each value."""

    kind: ClassVar[str] = "sigmoid"


@dataclass(frozen=True)
class Tanh(Activation):
    """The hyperbolic tangent of each value."""

    kind: ClassVar[str] = "tanh"


@dataclass(frozen=True)
class Flatten(LayerSpec):
    """All values in one row: channel by channel, row by row."""

    kind: ClassVar[str] = "flatten"

    def output_shape(self, shape: Shape) -> Shape:  # noqa: D102
        return (math.prod(shape),)

    def operation(self) -> OperationKind:  # noqa: D102
        return FlattenOp()


@dataclass(frozen=True)
class Linear(LayerSpec):
    """Fully connected: every output weighs every input."""

    kind: ClassVar[str] = "linear"
    features: int

    def output_shape(self, shape: Shape) -> Shape:  # noqa: D102
        self._inputs(shape)
        return (self.features,)

    def parameter_shapes(self, shape: Shape) -> dict[str, Shape]:  # noqa: D102
        return {"weight": (self.features, self._inputs(shape)), "bias": (self.features,)}

    def multiplications(self, shape: Shape) -> int:  # noqa: D102
        return self.features * self._inputs(shape)

    def operation(self) -> OperationKind:  # noqa: D102
        return LinearOp()

    def _inputs(self, shape: Shape) -> int:
        if len(shape) != 1:
            raise needs_row(self)
        return shape[0]


@dataclass(frozen=True)
class Dropout(LayerSpec):
    """While training, a share ``rate`` of the values is set to zero; nothing otherwise."""

    kind: ClassVar[str] = "dropout"
    rate: float

    def operation(self) -> OperationKind:  # noqa: D102
        return SameOp(self.rate)


@dataclass(frozen=True)
class LogSoftmax(LayerSpec):
    """Logarithms of probabilities that sum to 1."""

    kind: ClassVar[str] = "log_softmax"

    def output_shape(self, shape: Shape) -> Shape:  # noqa: D102
        if len(shape) != 1:
            raise needs_row(self)
        return shape

    def operation(self) -> OperationKind:  # noqa: D102
        return SoftmaxOp(is_log=True)


KINDS: dict[str, type[LayerSpec]] = {
    layer.kind: layer
    for layer in (
        Conv2d, BatchNorm2d, MaxPool2d, AvgPool2d, L2Pool2d, AdaptiveMaxPool2d, AdaptiveAvgPool2d,
        ReLU, LeakyReLU, GELU, Sigmoid, Tanh, Flatten, Linear, Dropout, LogSoftmax,
    )
}  # fmt: skip
