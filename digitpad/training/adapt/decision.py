"""A network in two parts: the layers that see strokes, and the last ones, which decide.

The last part begins with the first fully connected layer. What the first part makes of an image is
computed once, however often the last part learns from it.
"""

from __future__ import annotations

import torch
from torch import Tensor

from digitpad.network.description import Architecture, Linear
from digitpad.network.module import Network, normalised


def first_to_decide(architecture: Architecture) -> int:
    """Return the index of the first fully connected layer; 0, all decide, where there is none."""
    kinds = [isinstance(layer, Linear) for layer in architecture.layers]
    return kinds.index(True) if True in kinds else 0


def seen(network: Network, images: Tensor) -> Tensor:
    """Return what the layers that see make of ``images`` (n, 28, 28): (n, ...) float32.

    images: uint8 in 0..255 or float32 in 0..1. The tutorial network sees (n, 1568).
    """
    architecture = network.architecture
    x = normalised(images, architecture)  # (n, 1, 28, 28)
    with torch.no_grad():
        for layer in architecture.layers[: first_to_decide(architecture)]:
            x = network.apply_layer(layer, x)
    return x


def decided(network: Network, features: Tensor) -> Tensor:
    """Return the log probabilities (n, 10) that follow from ``features`` of ``seen``."""
    architecture = network.architecture
    x = features
    for layer in architecture.layers[first_to_decide(architecture) :]:
        x = network.apply_layer(layer, x)
    return x


def deciding_parameters(network: Network) -> list[torch.nn.Parameter]:
    """Return the weights and biases of the layers that decide."""
    architecture = network.architecture
    names = [layer.name for layer in architecture.layers[first_to_decide(architecture) :]]
    return [
        parameter
        for name, part in network.named_children()
        if name in names
        for parameter in part.parameters()
    ]
