"""The convolutions of a network as the lab offers them: which there are, and a kernel of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from digitpad.lab.kernels import Kernel, kernel
from digitpad.lab.settings import LARGEST_KERNEL, MOST_CHANNELS
from digitpad.network.description import Architecture, Conv2d

if TYPE_CHECKING:
    from digitpad.network.module import Network


@dataclass(frozen=True)
class KernelSet:
    """The kernels of the convolution ``layer``: how many, and for how many channels."""

    layer: str
    count: int
    channels: int


def kernel_sets(architecture: Architecture) -> tuple[KernelSet, ...]:
    """Return the convolutions of ``architecture`` within the lab's limits, in their order."""
    return tuple(
        KernelSet(layer.name, layer.kernels, shape[0])
        for layer, shape, _ in architecture.shapes()
        if isinstance(layer, Conv2d) and layer.size <= LARGEST_KERNEL and shape[0] <= MOST_CHANNELS
    )


def network_kernel(network: Network, layer: str, number: int) -> Kernel:
    """Return kernel ``number`` of the convolution ``layer``, with its bias, as it is now."""
    state = network.state_dict()
    weights = state[f"{layer}.weight"][number].detach().numpy().astype(np.float64)
    bias = float(state[f"{layer}.bias"][number])
    return kernel(weights, bias, f"{layer} {number}")
