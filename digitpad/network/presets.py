"""Networks to begin with: the tutorial's, and others to compare it with."""

from __future__ import annotations

from digitpad.network import layers as d
from digitpad.network.architecture import CLASSES, TUTORIAL, Architecture
from digitpad.network.layer import LayerSpec

# LeCun et al., Gradient-Based Learning Applied to Document Recognition, 1998: with plain mean
# pooling, all maps connected and a softmax, as it is usually built today.
LENET = Architecture(
    name="lenet",
    layers=(
        d.Conv2d("conv1", kernels=6, size=5, padding=2),
        d.Tanh("tanh1"),
        d.AvgPool2d("pool1", size=2, stride=2),
        d.Conv2d("conv2", kernels=16, size=5),
        d.Tanh("tanh2"),
        d.AvgPool2d("pool2", size=2, stride=2),
        d.Flatten("flatten"),
        d.Linear("fc1", features=120),
        d.Tanh("tanh3"),
        d.Linear("fc2", features=84),
        d.Tanh("tanh4"),
        d.Linear("fc3", features=CLASSES),
        d.LogSoftmax("log_softmax"),
    ),
)

# No convolution at all: every pixel has its own weights.
DENSE = Architecture(
    name="dense",
    layers=(
        d.Flatten("flatten"),
        d.Linear("fc1", features=128),
        d.ReLU("relu1"),
        d.Dropout("dropout", rate=0.2),
        d.Linear("fc2", features=64),
        d.ReLU("relu2"),
        d.Linear("fc3", features=CLASSES),
        d.LogSoftmax("log_softmax"),
    ),
)


def _block(
    number: int, kernels: int, size: int, stride: int = 1, padding: int = 0
) -> list[LayerSpec]:
    """Return convolution, batch normalisation and ReLU, named after their ``number``."""
    return [
        d.Conv2d(f"conv{number}", kernels, size, stride, padding),
        d.BatchNorm2d(f"norm{number}"),
        d.ReLU(f"relu{number}"),
    ]


# Small and modern: no large fully connected layer, a mean over each map instead.
MODERN = Architecture(
    name="modern",
    layers=(
        *_block(1, 16, 3, padding=1),
        d.MaxPool2d("pool1", size=2, stride=2),
        *_block(2, 32, 3, padding=1),
        *_block(3, 32, 3, padding=1),
        d.MaxPool2d("pool2", size=2, stride=2),
        *_block(4, 64, 3, padding=1),
        d.AdaptiveAvgPool2d("global_mean", size=1),
        d.Flatten("flatten"),
        d.Linear("fc1", features=CLASSES),
        d.LogSoftmax("log_softmax"),
    ),
)

# As accurate as there is time for: learns convolutions with stride 2 in place of pools.
DEEP = Architecture(
    name="deep",
    layers=(
        *_block(1, 32, 3),
        *_block(2, 32, 3),
        *_block(3, 32, 5, stride=2, padding=2),
        d.Dropout("dropout1", rate=0.3),
        *_block(4, 64, 3),
        *_block(5, 64, 3),
        *_block(6, 64, 5, stride=2, padding=2),
        d.Dropout("dropout2", rate=0.3),
        *_block(7, 128, 4),
        d.Flatten("flatten"),
        d.Linear("fc1", features=CLASSES),
        d.LogSoftmax("log_softmax"),
    ),
)

PRESETS = {
    architecture.name: architecture for architecture in (TUTORIAL, LENET, DENSE, MODERN, DEEP)
}
