"""Copies and averages of a network's weights."""

import copy
from typing import TypeVar

import torch
from torch import Tensor

from digitpad.training.foreign import ForeignNetwork
from digitpad.training.module import AnyNetwork, Network

StateDict = dict[str, Tensor]
Kind = TypeVar("Kind", bound=Network | ForeignNetwork)


def copy_of(state: StateDict) -> StateDict:
    """Return the weights on the CPU, in memory of their own.

    ``state_dict()`` shares the live network's.
    """
    return {
        key: value.detach().to("cpu", copy=True, memory_format=torch.contiguous_format)
        for key, value in state.items()
    }


def is_finite(network: AnyNetwork) -> bool:
    """Tell whether all weights of ``network`` are numbers."""
    return all(bool(value.isfinite().all()) for value in network.state_dict().values())


def still_copy(network: Kind) -> Kind:
    """Return a network with the present weights of ``network``, on the CPU, to read with.

    No random number is drawn for it, as for a new module: they belong to the training.
    """
    still = copy.deepcopy(network).to("cpu").requires_grad_(False)
    still.zero_grad(set_to_none=True)
    still.dropout = None
    still.eval()
    return still  # type: ignore[return-value]


class MovingAverage:
    """An exponential moving average of weights, smoother than the weights of any one batch.

    ``network`` is a network that has them.
    """

    def __init__(self, network: AnyNetwork, decay: float) -> None:
        """Start from the network's present weights; ``decay``, 0..1, is kept of them each time."""
        self.network = copy.deepcopy(network).requires_grad_(False)
        self.updates = 0
        self._decay = decay

    @torch.no_grad()
    def update(self, network: AnyNetwork) -> None:
        """Take the weights of ``network`` into the average."""
        self.updates += 1
        # The first weights are far off, so the average starts short and grows long.
        decay = min(self._decay, (1 + self.updates) / (10 + self.updates))
        # Buffers are batch normalisation's running averages; whole numbers have no average.
        averages: list[Tensor] = [*self.network.parameters(), *self.network.buffers()]
        weights: list[Tensor] = [*network.parameters(), *network.buffers()]
        pairs = list(zip(averages, weights, strict=True))
        floats = [pair for pair in pairs if pair[0].is_floating_point()]
        torch._foreach_lerp_([pair[0] for pair in floats], [pair[1] for pair in floats], 1 - decay)
        for average, weight in pairs:
            if not average.is_floating_point():
                average.copy_(weight)
