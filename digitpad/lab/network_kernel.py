"""The convolutions of a network as the lab offers them: which there are, and a kernel of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from digitpad.lab.kernels import Kernel, kernel
from digitpad.lab.settings import LARGEST_KERNEL, MOST_CHANNELS
from digitpad.network.description import Conv2d, Network

if TYPE_CHECKING:
    from digitpad.network.module import DigitNetwork


@dataclass(frozen=True)
class KernelSet:
    """The kernels of the convolution ``stage``: how many, and for how many channels."""

    stage: str
    count: int
    channels: int


def kernel_sets(network: Network) -> tuple[KernelSet, ...]:
    """Return the convolutions of ``network`` within the lab's limits, in their order."""
    return tuple(
        KernelSet(stage.name, stage.kernels, shape[0])
        for stage, shape, _ in network.shapes()
        if isinstance(stage, Conv2d) and stage.size <= LARGEST_KERNEL and shape[0] <= MOST_CHANNELS
    )


def network_kernel(module: DigitNetwork, stage: str, number: int) -> Kernel:
    """Return kernel ``number`` of the convolution ``stage``, with its bias, as it is now."""
    state = module.state_dict()
    weights = state[f"{stage}.weight"][number].detach().numpy().astype(np.float64)
    bias = float(state[f"{stage}.bias"][number])
    return kernel(weights, bias, f"{stage} {number}")
