"""The weights of a training at many moments, to go back through."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from digitpad.network.description import Architecture
from digitpad.network.module import Network, with_weights
from digitpad.training.weights import StateDict

MOST_EPOCHS = 128  # moments: of a longer training every second epoch goes, then every fourth, ...


@dataclass(frozen=True, eq=False)
class Moment:
    """Weights after ``step`` batches, as 16-bit floats: half the memory, answers within 0.005.

    time: in epochs.
    """

    step: int
    time: float
    weights: StateDict


class Timeline:
    """Keeps the weights before the first batch, after 1, 2, 4, 8, ... of them and of each epoch."""

    def __init__(self) -> None:
        """Make an empty timeline."""
        self.moments: tuple[Moment, ...] = ()
        self._every = 1  # epochs

    def wants(self, step: int, batches: int) -> bool:
        """Tell whether the weights after ``step`` batches should be added; ``batches`` an epoch."""
        if step % batches == 0:
            return step // batches % self._every == 0
        return step < batches and step & (step - 1) == 0

    def add(self, step: int, time: float, weights: StateDict) -> None:
        """Keep a compact copy of ``weights``."""
        compact = {key: value.to(torch.float16, copy=True) for key, value in weights.items()}
        self.moments = (*self.moments, Moment(step, time, compact))
        whole = [moment for moment in self.moments if moment.time >= 1]
        if len(whole) > MOST_EPOCHS:
            self._every *= 2
            self.moments = tuple(
                moment
                for moment in self.moments
                if moment.time < 1 or round(moment.time) % self._every == 0
            )

    def nearest(self, time: float) -> int:
        """Return the index of the moment nearest to ``time``, in epochs.

        Raises ValueError when there is none.
        """
        return min(range(len(self.moments)), key=lambda i: abs(self.moments[i].time - time))


def network_at(architecture: Architecture, moment: Moment) -> Network:
    """Return ``architecture`` as it was at ``moment``, to read with; no random number is drawn."""
    weights = {key: value.to(torch.float32) for key, value in moment.weights.items()}
    return with_weights(architecture, weights).requires_grad_(False)
