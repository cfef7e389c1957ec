"""Networks to begin with: the tutorial's, and others to compare it with."""

from __future__ import annotations

from digitpad.network.architecture import (
    CLASSES,
    TUTORIAL,
    AdaptiveAvgPool2d,
    Architecture,
    AvgPool2d,
    BatchNorm2d,
    Conv2d,
    Dropout,
    Flatten,
    Layer,
    Linear,
    LogSoftmax,
    MaxPool2d,
    ReLU,
    Tanh,
)

# LeCun et al., Gradient-Based Learning Applied to Document Recognition, 1998: with plain mean
# pooling, all maps connected and a softmax, as it is usually built today.
LENET = Architecture(
    name="lenet",
    layers=(
        Conv2d("conv1", kernels=6, size=5, padding=2),
        Tanh("tanh1"),
        AvgPool2d("pool1", size=2, stride=2),
        Conv2d("conv2", kernels=16, size=5),
        Tanh("tanh2"),
        AvgPool2d("pool2", size=2, stride=2),
        Flatten("flatten"),
        Linear("fc1", features=120),
        Tanh("tanh3"),
        Linear("fc2", features=84),
        Tanh("tanh4"),
        Linear("fc3", features=CLASSES),
        LogSoftmax("log_softmax"),
    ),
)

# No convolution at all: every pixel has its own weights.
DENSE = Architecture(
    name="dense",
    layers=(
        Flatten("flatten"),
        Linear("fc1", features=128),
        ReLU("relu1"),
        Dropout("dropout", rate=0.2),
        Linear("fc2", features=64),
        ReLU("relu2"),
        Linear("fc3", features=CLASSES),
        LogSoftmax("log_softmax"),
    ),
)


def _block(number: int, kernels: int, size: int, stride: int = 1, padding: int = 0) -> list[Layer]:
    """Return convolution, batch normalisation and ReLU, named after their ``number``."""
    return [
        Conv2d(f"conv{number}", kernels, size, stride, padding),
        BatchNorm2d(f"norm{number}"),
        ReLU(f"relu{number}"),
    ]


# Small and modern: no large fully connected layer, a mean over each map instead.
MODERN = Architecture(
    name="modern",
    layers=(
        *_block(1, 16, 3, padding=1),
        MaxPool2d("pool1", size=2, stride=2),
        *_block(2, 32, 3, padding=1),
        *_block(3, 32, 3, padding=1),
        MaxPool2d("pool2", size=2, stride=2),
        *_block(4, 64, 3, padding=1),
        AdaptiveAvgPool2d("global_mean", size=1),
        Flatten("flatten"),
        Linear("fc1", features=CLASSES),
        LogSoftmax("log_softmax"),
    ),
)

# As accurate as there is time for: learns convolutions with stride 2 in place of pools.
DEEP = Architecture(
    name="deep",
    layers=(
        *_block(1, 32, 3),
        *_block(2, 32, 3),
        *_block(3, 32, 5, stride=2, padding=2),
        Dropout("dropout1", rate=0.3),
        *_block(4, 64, 3),
        *_block(5, 64, 3),
        *_block(6, 64, 5, stride=2, padding=2),
        Dropout("dropout2", rate=0.3),
        *_block(7, 128, 4),
        Flatten("flatten"),
        Linear("fc1", features=CLASSES),
        LogSoftmax("log_softmax"),
    ),
)

PRESETS = {
    architecture.name: architecture for architecture in (TUTORIAL, LENET, DENSE, MODERN, DEEP)
}
