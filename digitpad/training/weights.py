"""Copies and averages of a network's weights."""

import copy

import torch
from torch import Tensor

from digitpad.network.module import DigitNetwork

StateDict = dict[str, Tensor]


def copy_of(state: StateDict) -> StateDict:
    """Return the weights on the CPU, in memory of their own.

    ``state_dict()`` shares the live module's.
    """
    return {
        key: value.detach().to("cpu", copy=True, memory_format=torch.contiguous_format)
        for key, value in state.items()
    }


def still_copy(module: DigitNetwork) -> DigitNetwork:
    """Return a network with the present weights of ``module``, on the CPU, to read with.

    No random number is drawn for it, as for a new module: they belong to the training.
    """
    still = copy.deepcopy(module).to("cpu").requires_grad_(False)
    still.zero_grad(set_to_none=True)
    still.dropout = None
    return still.eval()


class MovingAverage:
    """An exponential moving average of weights, smoother than the weights of any one batch.

    ``module`` is a network that has them.
    """

    def __init__(self, module: DigitNetwork, decay: float) -> None:
        """Start from the module's present weights; ``decay``, 0..1, is kept of them each time."""
        self.module = copy.deepcopy(module).requires_grad_(False)
        self.updates = 0
        self._decay = decay

    @torch.no_grad()
    def update(self, module: DigitNetwork) -> None:
        """Take the weights of ``module`` into the average."""
        self.updates += 1
        # The first weights are far off, so the average starts short and grows long.
        decay = min(self._decay, (1 + self.updates) / (10 + self.updates))
        # Buffers are batch normalisation's running averages.
        averages: list[Tensor] = [*self.module.parameters(), *self.module.buffers()]
        weights: list[Tensor] = [*module.parameters(), *module.buffers()]
        torch._foreach_lerp_(averages, weights, 1 - decay)
