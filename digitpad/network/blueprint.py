"""A network while it is designed: blocks to add, move, remove and set, whether it is valid or not.

A blueprint is a value: each change returns another one. ``assessment`` tells what is wrong with it.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from digitpad.errors import ModelError
from digitpad.network.description import (
    CLASSES,
    GELU,
    MNIST_MEAN,
    MNIST_STD,
    MOST_STAGES,
    AdaptiveAvgPool2d,
    AdaptiveMaxPool2d,
    AvgPool2d,
    BatchNorm2d,
    Conv2d,
    Dropout,
    Flatten,
    L2Pool2d,
    LeakyReLU,
    Linear,
    LogSoftmax,
    MaxPool2d,
    Network,
    ReLU,
    Sigmoid,
    Stage,
    Tanh,
)
from digitpad.network.stages import LIMITS

MOST_BLOCKS = MOST_STAGES - 1  # beside the log-softmax at the end

# What a new block of each kind is, in the order in which they are offered.
NEW: dict[str, Stage] = {
    stage.kind: stage
    for stage in (
        Conv2d("", kernels=8, size=3, padding=1), BatchNorm2d(""),
        ReLU(""), LeakyReLU(""), GELU(""), Sigmoid(""), Tanh(""),
        MaxPool2d("", size=2, stride=2), AvgPool2d("", size=2, stride=2),
        L2Pool2d("", size=2, stride=2), AdaptiveAvgPool2d(""), AdaptiveMaxPool2d(""),
        Dropout("", rate=0.5), Flatten(""), Linear("", features=64),
    )
}  # fmt: skip

# What an automatic name begins with; a number follows.
_PREFIXES = {
    "conv": "conv", "batch_norm": "norm", "relu": "relu", "leaky_relu": "leaky", "gelu": "gelu",
    "sigmoid": "sigmoid", "tanh": "tanh", "max_pool": "pool", "avg_pool": "pool", "l2_pool": "pool",
    "adaptive_avg_pool": "pool", "adaptive_max_pool": "pool", "dropout": "dropout",
    "flatten": "flatten", "linear": "fc", "log_softmax": "log_softmax",
}  # fmt: skip
_BARE_WHEN_ALONE = ("dropout", "flatten")
_END = LogSoftmax("log_softmax")


@dataclass(frozen=True)
class Blueprint:
    """Blocks in order; ``end``, the log-softmax that gives ten probabilities, always follows."""

    name: str
    blocks: tuple[Stage, ...]
    end: LogSoftmax = _END
    mean: float = MNIST_MEAN
    std: float = MNIST_STD

    @classmethod
    def of(cls, network: Network) -> Blueprint:
        """Return the blueprint of ``network``, which has been checked."""
        end = network.stages[-1]
        assert isinstance(end, LogSoftmax)
        return cls(network.name, network.stages[:-1], end, network.mean, network.std)

    def to_network(self) -> Network:
        """Return the network. Raises ModelError when it is not valid."""
        network = self.network_so_far()
        network.check()
        return network

    def network_so_far(self) -> Network:
        """Return the network, valid or not."""
        return Network(self.name, (*self.blocks, self.end), mean=self.mean, std=self.std)

    def named(self, name: str) -> Blueprint:
        """Return it under another name, which need not be one that a network can have."""
        return replace(self, name=name)

    def added(self, kind: str, place: int) -> Blueprint:
        """Return it with a new block of ``kind`` at ``place``, counted from 0.

        Raises ModelError when there are as many as there can be.
        """
        if len(self.blocks) >= MOST_BLOCKS:
            raise ModelError(f"A network has at most {MOST_BLOCKS} blocks. Remove one first.")
        block = NEW[kind]
        if isinstance(block, Linear) and place == len(self.blocks):
            block = replace(block, features=CLASSES)  # what the end needs
        return self._with([*self.blocks[:place], block, *self.blocks[place:]])

    def removed(self, place: int) -> Blueprint:
        """Return it without the block at ``place``."""
        return self._with([*self.blocks[:place], *self.blocks[place + 1 :]])

    def moved(self, place: int, target: int) -> Blueprint:
        """Return it with the block at ``place`` at ``target`` instead, both counted from 0."""
        blocks = list(self.blocks)
        blocks.insert(target, blocks.pop(place))
        return self._with(blocks)

    def with_setting(self, place: int, setting: str, value: float) -> Blueprint:
        """Return it with one setting of the block at ``place`` at another value.

        Raises ModelError when the value is not within ``LIMITS``.
        """
        least, most = LIMITS[setting]
        block = self.blocks[place]
        if not least <= value <= most:
            raise ModelError(f"{block.name}: {setting} is from {least:g} to {most:g}.")
        changes: dict[str, Any] = {setting: value}
        blocks = (*self.blocks[:place], replace(block, **changes), *self.blocks[place + 1 :])
        return replace(self, blocks=blocks)

    def _with(self, blocks: Sequence[Stage]) -> Blueprint:
        return replace(self, blocks=_numbered(blocks, self.end.name))


def settings_of(block: Stage) -> dict[str, Any]:
    """Return the settings of ``block`` by name, in the order in which they are shown."""
    values = dataclasses.asdict(block)
    del values["name"]
    return values


def _numbered(blocks: Sequence[Stage], end: str) -> tuple[Stage, ...]:
    """Give automatic names numbers in the order of the blocks; names that somebody chose stay."""
    is_automatic = [
        not block.name or re.fullmatch(_PREFIXES[block.kind] + r"\d*", block.name) is not None
        for block in blocks
    ]
    taken = {block.name for block, own in zip(blocks, is_automatic, strict=True) if not own} | {end}
    of_a_kind = Counter(_PREFIXES[block.kind] for block in blocks)
    counts: Counter[str] = Counter()
    named = []
    for block, own in zip(blocks, is_automatic, strict=True):
        name = block.name
        if own:
            prefix = name = _PREFIXES[block.kind]
            is_bare = prefix in _BARE_WHEN_ALONE and of_a_kind[prefix] == 1
            while name in taken or (name == prefix and not is_bare):
                counts[prefix] += 1
                name = f"{prefix}{counts[prefix]}"
            taken.add(name)
        named.append(block if name == block.name else replace(block, name=name))
    return tuple(named)
