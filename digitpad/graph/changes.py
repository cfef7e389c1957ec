"""Changes by hand, to see what a part of a network is good for: silenced maps, other kernels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from digitpad.network.module import Network

Kernel = NDArray[np.float32]


class Channel(NamedTuple):
    """A map or unit: channel ``number`` of what the layer gives."""

    layer: str
    number: int


class KernelPlace(NamedTuple):
    """The part of kernel ``kernel`` of a convolution that slides over channel ``channel``."""

    layer: str
    kernel: int
    channel: int


@dataclass(frozen=True, eq=False)
class Changes:
    """What differs from the network as it was trained; a value that is never changed.

    silenced: maps and units that are set to zero. kernels: (size, size) float32 each.
    """

    silenced: frozenset[Channel] = frozenset()
    kernels: Mapping[KernelPlace, Kernel] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """True when the network is as it was trained."""
        return not self.silenced and not self.kernels

    def with_toggled(self, channel: Channel) -> Changes:
        """Silence ``channel``, or let it be heard again."""
        return replace(self, silenced=self.silenced ^ {channel})

    def with_kernel(self, place: KernelPlace, kernel: Kernel) -> Changes:
        """Put ``kernel``, (size, size), in place of the one that was trained."""
        return replace(self, kernels={**self.kernels, place: np.array(kernel, np.float32)})

    def fitting(self, shapes: Mapping[str, tuple[int, ...]]) -> Changes:
        """Return what of the changes there is in a network of other ``shapes`` of its layers.

        shapes: of each layer's output, and of each parameter by its key, as ``conv1.weight``.
        """
        silenced = frozenset(
            channel
            for channel in self.silenced
            if channel.number < shapes.get(channel.layer, (0,))[0]
        )
        kernels = {
            place: kernel
            for place, kernel in self.kernels.items()
            if _fits(place, kernel, shapes.get(f"{place.layer}.weight", ()))
        }
        if len(silenced) == len(self.silenced) and len(kernels) == len(self.kernels):
            return self
        return Changes(silenced, kernels)


NO_CHANGES = Changes()


def _fits(place: KernelPlace, kernel: Kernel, shape: tuple[int, ...]) -> bool:
    return (
        len(shape) == 4
        and place.kernel < shape[0]
        and place.channel < shape[1]
        and kernel.shape == shape[2:]
    )


@lru_cache(maxsize=2)  # one for the drawing, one for what it is compared with
def changed(network: Network, changes: Changes) -> Network:
    """Return ``network`` with ``changes``, which fit it; ``network`` itself stays as it is."""
    if changes.is_empty:
        return network
    import torch

    from digitpad.network.module import with_weights

    state = {key: value.detach() for key, value in network.state_dict().items()}
    for place, kernel in changes.kernels.items():
        key = f"{place.layer}.weight"
        state[key] = state[key].clone()
        state[key][place.kernel, place.channel] = torch.from_numpy(kernel)
    result = with_weights(network.architecture, state)
    silenced: dict[str, list[int]] = {}
    for channel in changes.silenced:
        silenced.setdefault(channel.layer, []).append(channel.number)
    result.silenced = silenced
    return result
