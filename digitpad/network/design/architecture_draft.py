"""A network while it is designed: layers to add, move, remove and set, whether it is valid or not.

A draft is a value: each change returns another one. ``assessment`` tells what is wrong with it.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from digitpad.graph.operation import Shape
from digitpad.network import layers as d
from digitpad.network.architecture import (
    CLASSES,
    MNIST_MEAN,
    MNIST_STD,
    MOST_LAYERS,
    Architecture,
    Cost,
    why_no_name,
)
from digitpad.network.layers import LIMITS, Layer, Linear
from digitpad.support.errors import ModelError
from digitpad.support.messages import plural

MOST_DRAFT_LAYERS = MOST_LAYERS - 1  # beside the log-softmax at the end

# What a new layer of each kind is, in the order in which they are offered.
NEW: dict[str, d.Layer] = {
    layer.kind: layer
    for layer in (
        d.Conv2d("", kernels=8, size=3, padding=1), d.BatchNorm2d(""),
        d.ReLU(""), d.LeakyReLU(""), d.GELU(""), d.Sigmoid(""), d.Tanh(""),
        d.MaxPool2d("", size=2, stride=2), d.AvgPool2d("", size=2, stride=2),
        d.L2Pool2d("", size=2, stride=2), d.AdaptiveAvgPool2d(""), d.AdaptiveMaxPool2d(""),
        d.Dropout("", rate=0.5), d.Flatten(""), d.Linear("", features=64),
    )
}  # fmt: skip

# What an automatic name begins with; a number follows.
_PREFIXES = {
    "conv": "conv", "batch_norm": "norm", "relu": "relu", "leaky_relu": "leaky", "gelu": "gelu",
    "sigmoid": "sigmoid", "tanh": "tanh", "max_pool": "pool", "avg_pool": "pool", "l2_pool": "pool",
    "adaptive_avg_pool": "pool", "adaptive_max_pool": "pool", "dropout": "dropout",
    "flatten": "flatten", "linear": "fc", "log_softmax": "log_softmax",
}  # fmt: skip
# Settings that only a kernel has which is not square, and what they are the columns of.
_COLUMNS_OF = {"size_across": "size", "padding_across": "padding"}
SETTING_LIMITS = LIMITS | {name: LIMITS[of] for name, of in _COLUMNS_OF.items()}
_BARE_WHEN_ALONE = ("dropout", "flatten")
_END = d.LogSoftmax("log_softmax")


@dataclass(frozen=True)
class ArchitectureDraft:
    """Layers in order; ``end``, the log-softmax that gives ten probabilities, always follows."""

    name: str
    layers: tuple[d.Layer, ...]
    end: d.LogSoftmax = _END
    mean: float = MNIST_MEAN
    std: float = MNIST_STD

    @classmethod
    def of(cls, architecture: Architecture) -> ArchitectureDraft:
        """Return the draft of ``architecture``, which has been checked."""
        end = architecture.layers[-1]
        assert isinstance(end, d.LogSoftmax)
        return cls(
            architecture.name, architecture.layers[:-1], end, architecture.mean, architecture.std
        )

    def to_network(self) -> Architecture:
        """Return the network. Raises ModelError when it is not valid."""
        architecture = self.network_so_far()
        architecture.check()
        return architecture

    def network_so_far(self) -> Architecture:
        """Return the network, valid or not."""
        return Architecture(self.name, (*self.layers, self.end), mean=self.mean, std=self.std)

    def named(self, name: str) -> ArchitectureDraft:
        """Return it under another name, which need not be one that a network can have."""
        return replace(self, name=name)

    def added(self, kind: str, place: int) -> ArchitectureDraft:
        """Return it with a new layer of ``kind`` at ``place``, counted from 0.

        Raises ModelError when there are as many as there can be.
        """
        if len(self.layers) >= MOST_DRAFT_LAYERS:
            raise ModelError(
                "A network has at most {most} layers. Remove one first.", most=MOST_DRAFT_LAYERS
            )
        layer = NEW[kind]
        if isinstance(layer, d.Linear) and place == len(self.layers):
            layer = replace(layer, features=CLASSES)  # what the end needs
        return self._with([*self.layers[:place], layer, *self.layers[place:]])

    def removed(self, place: int) -> ArchitectureDraft:
        """Return it without the layer at ``place``."""
        return self._with([*self.layers[:place], *self.layers[place + 1 :]])

    def moved(self, place: int, target: int) -> ArchitectureDraft:
        """Return it with the layer at ``place`` at ``target`` instead, both counted from 0."""
        layers = list(self.layers)
        layers.insert(target, layers.pop(place))
        return self._with(layers)

    def with_setting(self, place: int, setting: str, value: float) -> ArchitectureDraft:
        """Return it with one setting of the layer at ``place`` at another value.

        Raises ModelError when the value is not within ``SETTING_LIMITS``.
        """
        least, most = SETTING_LIMITS[setting]
        layer = self.layers[place]
        if not least <= value <= most:
            raise ModelError(
                "{name}: {setting} is from {least:g} to {most:g}.",
                name=layer.name, setting=setting, least=least, most=most,
            )  # fmt: skip
        layers = (*self.layers[:place], _set(layer, setting, value), *self.layers[place + 1 :])
        return replace(self, layers=layers)

    def _with(self, layers: Sequence[d.Layer]) -> ArchitectureDraft:
        return replace(self, layers=_numbered(layers, self.end.name))


def settings_of(layer: d.Layer) -> dict[str, Any]:
    """Return the settings of ``layer`` by name, in the order in which they are shown."""
    values = dataclasses.asdict(layer)
    del values["name"]
    if isinstance(layer, d.Conv2d):
        for columns, rows in _COLUMNS_OF.items():
            values[rows], values[columns] = d.both(values[rows])
    return values


def _set(layer: d.Layer, setting: str, value: Any) -> d.Layer:
    """Return ``layer`` with a setting of ``settings_of``. What is square stays so with its rows."""
    name = _COLUMNS_OF.get(setting, setting)
    if isinstance(layer, d.Conv2d) and name in _COLUMNS_OF.values():
        rows, columns = d.both(getattr(layer, name))
        if setting != name:
            value = d.one_or_two(rows, value)
        elif rows != columns:
            value = d.one_or_two(value, columns)
    changes: dict[str, Any] = {name: value}
    return replace(layer, **changes)


def _numbered(layers: Sequence[d.Layer], end: str) -> tuple[d.Layer, ...]:
    """Give automatic names numbers in the order of the layers; names that somebody chose stay."""
    is_automatic = [
        not layer.name or re.fullmatch(_PREFIXES[layer.kind] + r"\d*", layer.name) is not None
        for layer in layers
    ]
    taken = {layer.name for layer, own in zip(layers, is_automatic, strict=True) if not own} | {end}
    of_a_kind = Counter(_PREFIXES[layer.kind] for layer in layers)
    counts: Counter[str] = Counter()
    named = []
    for layer, own in zip(layers, is_automatic, strict=True):
        name = layer.name
        if own:
            prefix = name = _PREFIXES[layer.kind]
            is_bare = prefix in _BARE_WHEN_ALONE and of_a_kind[prefix] == 1
            while name in taken or (name == prefix and not is_bare):
                counts[prefix] += 1
                name = f"{prefix}{counts[prefix]}"
            taken.add(name)
        named.append(layer if name == layer.name else replace(layer, name=name))
    return tuple(named)


@dataclass(frozen=True)
class AssessedLayer:
    """A layer, or the log-softmax at the end, with what one image makes of it.

    shape: its output's, without the batch; None where it is not known, because the layer or one
    before it cannot follow what comes before. problem: why this layer cannot, or nothing.
    """

    layer: Layer
    shape: Shape | None = None
    parameters: int = 0
    multiplications: int = 0
    problem: str = ""


@dataclass(frozen=True)
class Assessment:
    """All layers, the end included, and the whole.

    problem: the first reason why it is not a network, with what to do; empty when it is one.
    place: of the layer that the reason is about; None where it is about the name or there is none.
    """

    layers: tuple[AssessedLayer, ...]
    cost: Cost
    problem: str = ""
    place: int | None = None

    @property
    def is_valid(self) -> bool:
        """True when it is a network that can be trained."""
        return not self.problem


def assess(draft: ArchitectureDraft) -> Assessment:
    """Return what ``draft`` gives and costs, up to its first problem."""
    architecture = draft.network_so_far()
    shape: Shape | None = architecture.input_shape
    layers: list[AssessedLayer] = []
    cost, problem, place = Cost(), "", None
    for number, layer in enumerate(architecture.layers):
        if shape is None:
            layers.append(AssessedLayer(layer))
            continue
        try:
            if layer is draft.end:
                _check_answer(shape, draft)
            output = layer.output_shape(shape)
            with_it = cost.with_layer(layer, shape)
            if with_it.excess():
                raise ModelError(
                    "{excess} Make {name} or what it follows smaller.",
                    excess=with_it.excess(), name=layer.name,
                )  # fmt: skip
        except ModelError as error:
            problem, place, shape = str(error), number, None
            layers.append(AssessedLayer(layer, problem=problem))
            continue
        layers.append(AssessedLayer(
            layer, output, with_it.parameters - cost.parameters,
            with_it.multiplications - cost.multiplications,
        ))  # fmt: skip
        shape, cost = output, with_it
    return Assessment(tuple(layers), cost, problem or why_no_name(draft.name), place)


def _check_answer(shape: Shape, draft: ArchitectureDraft) -> None:
    """Raise ModelError unless what reaches the end is a value for each digit."""
    if shape == (CLASSES,):
        return
    if len(shape) != 1:
        raise ModelError(
            "The network ends in maps of {shape}, and ten digits need one value each. Add a "
            "flatten and a linear with {classes} units at the end.",
            shape=" × ".join(map(str, shape)), classes=CLASSES,
        )  # fmt: skip
    last = draft.layers[-1] if draft.layers else None
    values = plural(shape[0], "%n value", "%n values")
    if isinstance(last, Linear):
        raise ModelError(
            "The network ends in {values}, and ten digits need {classes}. Set the units of {name} "
            "to {classes}.",
            values=values, classes=CLASSES, name=last.name,
        )  # fmt: skip
    raise ModelError(
        "The network ends in {values}, and ten digits need {classes}. Add a linear with {classes} "
        "units at the end.",
        values=values, classes=CLASSES,
    )  # fmt: skip
