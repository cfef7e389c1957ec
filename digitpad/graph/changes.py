"""Changes to see what a network does with them: silenced maps, other kernels, steps of learning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.graph import Graph
from digitpad.graph.operation import Array
from digitpad.graph.ops.convolution import ConvOp

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
class Learnt:
    """What some steps of learning made of the numbers of ``start``, which fits no other network.

    numbers: those that learn, by key. velocity: what momentum hands on to the next step.
    """

    start: Graph
    numbers: Mapping[str, Array]
    velocity: Mapping[str, Array]
    steps: int


@dataclass(frozen=True, eq=False)
class Changes:
    """What differs from the network as it was trained; a value that is never changed.

    silenced: maps and units that are set to zero. kernels: (size, size) float32 each, in place of
    what was learnt too.
    """

    silenced: frozenset[Channel] = frozenset()
    kernels: Mapping[KernelPlace, Kernel] = field(default_factory=dict)
    learnt: Learnt | None = None

    @property
    def is_empty(self) -> bool:
        """True when the network is as it was trained."""
        return not self.silenced and not self.kernels and self.learnt is None

    def with_toggled(self, channel: Channel) -> Changes:
        """Silence ``channel``, or let it be heard again."""
        return replace(self, silenced=self.silenced ^ {channel})

    def with_kernel(self, place: KernelPlace, kernel: Kernel | None) -> Changes:
        """Put ``kernel``, (size, size), in place of the one that was trained; None: that again."""
        kernels = {other: its for other, its in self.kernels.items() if other != place}
        if kernel is not None:
            kernels[place] = np.array(kernel, np.float32)
        return replace(self, kernels=kernels)


NO_CHANGES = Changes()


def fitting(changes: Changes, graph: Graph) -> Changes:
    """Return what of ``changes`` there is in ``graph``: as many channels, kernels of that size.

    What was learnt fits the very network that learnt it.
    """
    if changes.is_empty:
        return changes
    silenced = frozenset(
        channel for channel in changes.silenced if channel.number < _channels(graph, channel.layer)
    )
    kernels = {
        place: kernel for place, kernel in changes.kernels.items() if _fits(graph, place, kernel)
    }
    learnt = changes.learnt
    if learnt is not None and learnt.start is not graph:
        learnt = None
    all_fit = len(silenced) == len(changes.silenced) and len(kernels) == len(changes.kernels)
    if all_fit and learnt is changes.learnt:
        return changes
    return Changes(silenced, kernels, learnt)


def _channels(graph: Graph, layer: str) -> int:
    index = graph.index.get(layer, 0)
    return graph.operations[index].seen_shape[0] if index else 0


def _fits(graph: Graph, place: KernelPlace, kernel: Kernel) -> bool:
    index = graph.index.get(place.layer, 0)
    if not isinstance(graph.operations[index].kind, ConvOp):
        return False
    shape = graph.parameters(index)["weight"].shape
    return place.kernel < shape[0] and place.channel < shape[1] and kernel.shape == shape[2:]


@lru_cache(maxsize=2)  # one for the drawing, one for what it is compared with
def changed(graph: Graph, changes: Changes) -> Graph:
    """Return ``graph`` with ``changes``, which fit it; ``graph`` itself stays as it is."""
    if changes.is_empty:
        return graph
    numbers = {**graph.numbers, **({} if changes.learnt is None else changes.learnt.numbers)}
    copied = set()
    for place, kernel in changes.kernels.items():
        key = graph.operations[graph.index[place.layer]].keys["weight"]
        if key not in copied:
            copied.add(key)
            numbers[key] = numbers[key].copy()
        numbers[key][place.kernel, place.channel] = kernel
    silenced: dict[str, list[int]] = {}
    for channel in changes.silenced:
        silenced.setdefault(channel.layer, []).append(channel.number)
    return replace(graph, numbers=numbers, silenced=silenced)
