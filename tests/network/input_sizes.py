"""Networks of other input sizes, and their input made by hand."""

import torch.nn.functional as F

from digitpad.network.architecture import Architecture
from digitpad.network.layers import Conv2d, Flatten, Linear, LogSoftmax, MaxPool2d, ReLU


def sized(side, channels=1, fitting="resized"):
    """Return a small network that takes (channels, side, side)."""
    return Architecture(
        f"sized_{channels}_{side}_{fitting}",
        (Conv2d("conv1", 2, 3, padding=1), ReLU("relu1"), MaxPool2d("pool1", 4, 4),
         Flatten("flatten"), Linear("fc1", 10), LogSoftmax("log_softmax")),
        (channels, side, side), fitting=fitting,
    )  # fmt: skip


SIZES = {
    architecture.name: architecture
    for architecture in (
        sized(32, 1, "padded"), sized(33, 3, "padded"), sized(64, 3), sized(16), sized(28, 3),
    )
}  # fmt: skip


def by_hand(images, architecture):
    """Return what the first layer takes, of images (n, 28, 28) in 0..1: paper is 0 before all."""
    channels, side, _ = architecture.input_shape
    x = images[:, None]
    if architecture.fitting == "padded":
        before = (side - 28) // 2
        after = side - 28 - before
        x = F.pad(x, (before, after, before, after))
    elif side != 28:
        x = F.interpolate(x, (side, side), mode="bilinear", align_corners=False)
    return ((x - architecture.mean) / architecture.std).repeat(1, channels, 1, 1)
