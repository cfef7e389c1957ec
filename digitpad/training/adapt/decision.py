"""A network in two parts: the stages that see strokes, and the last ones, which decide.

The last part begins with the first fully connected stage. What the first part makes of an image is
computed once, however often the last part learns from it.
"""

from __future__ import annotations

import torch
from torch import Tensor

from digitpad.network.description import Linear, Network
from digitpad.network.module import DigitNetwork, normalised


def first_to_decide(network: Network) -> int:
    """Return the index of the first fully connected stage; 0, all decide, where there is none."""
    kinds = [isinstance(stage, Linear) for stage in network.stages]
    return kinds.index(True) if True in kinds else 0


def seen(module: DigitNetwork, images: Tensor) -> Tensor:
    """Return what the stages that see make of ``images`` (n, 28, 28): (n, ...) float32.

    images: uint8 in 0..255 or float32 in 0..1. The tutorial network sees (n, 1568).
    """
    network = module.description
    x = normalised(images, network)  # (n, 1, 28, 28)
    with torch.no_grad():
        for stage in network.stages[: first_to_decide(network)]:
            x = module.apply_stage(stage, x)
    return x


def decided(module: DigitNetwork, features: Tensor) -> Tensor:
    """Return the log probabilities (n, 10) that follow from ``features`` of ``seen``."""
    network = module.description
    x = features
    for stage in network.stages[first_to_decide(network) :]:
        x = module.apply_stage(stage, x)
    return x


def deciding_parameters(module: DigitNetwork) -> list[torch.nn.Parameter]:
    """Return the weights and biases of the stages that decide."""
    network = module.description
    names = [stage.name for stage in network.stages[first_to_decide(network) :]]
    return [
        parameter
        for name, part in module.named_children()
        if name in names
        for parameter in part.parameters()
    ]
