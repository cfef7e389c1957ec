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

from digitpad.graph.fitting import Fitting
from digitpad.graph.operation import Shape
from digitpad.ink.input.frame import SIDE
from digitpad.network import layers as d
from digitpad.network.architecture import (
    CLASSES,
    MNIST_MEAN,
    MNIST_STD,
    MOST_LAYERS,
    Architecture,
)
from digitpad.network.blocks import ALL_KINDS, Block, Branches, Residual, every
from digitpad.network.design.assessment import (
    Branch,
    OutlineRow,
    assess,
    layers_of,
    put,
    rows_of,
    slots,
    taken_out,
)
from digitpad.network.layer import LayerSpec, both, one_or_two
from digitpad.network.layers import KINDS, LIMITS
from digitpad.support.errors import ModelError

MOST_DRAFT_LAYERS = MOST_LAYERS - 1  # beside the log-softmax at the end

_ACTIVATIONS = [kind("") for kind in KINDS.values() if issubclass(kind, d.Activation)]

# What a new layer of each kind is, in the order in which they are offered.
NEW: dict[str, LayerSpec] = {
    layer.kind: layer
    for layer in (
        d.Conv2d("", kernels=8, size=3, padding=1), d.BatchNorm2d(""),
        *_ACTIVATIONS,
        d.MaxPool2d("", size=2, stride=2), d.AvgPool2d("", size=2, stride=2),
        d.L2Pool2d("", size=2, stride=2), d.AdaptiveAvgPool2d(""), d.AdaptiveMaxPool2d(""),
        d.Dropout("", rate=0.5), d.Flatten(""), d.Linear("", features=64),
        Residual("", (d.Conv2d("", kernels=8, size=3, padding=1), d.ReLU(""))),
        Branches("", ((d.Conv2d("", kernels=8, size=1),),
                      (d.Conv2d("", kernels=8, size=3, padding=1),))),
        Branch("", ()),
    )
}  # fmt: skip

# What an automatic name begins with, where that is not the kind; a number follows.
_PREFIXES = {kind: kind for kind in ALL_KINDS} | {
    "batch_norm": "norm", "leaky_relu": "leaky", "max_pool": "pool", "avg_pool": "pool",
    "l2_pool": "pool", "adaptive_avg_pool": "pool", "adaptive_max_pool": "pool", "linear": "fc",
    "residual": "block", "branches": "mix",
}  # fmt: skip
# Settings that only a kernel has which is not square, and what they are the columns of.
_COLUMNS_OF = {"size_across": "size", "padding_across": "padding"}
SETTING_LIMITS = LIMITS | {name: LIMITS[of] for name, of in _COLUMNS_OF.items()}
_BARE_WHEN_ALONE = ("dropout", "flatten")
_END = d.LogSoftmax("log_softmax")


@dataclass(frozen=True)
class ArchitectureDraft:
    """Layers in order; ``end``, the log-softmax that gives ten probabilities, always follows.

    A place is that of a row, of which a block has one, and each layer that it holds has another.
    """

    name: str
    layers: tuple[LayerSpec, ...]
    end: d.LogSoftmax = _END
    mean: float = MNIST_MEAN
    std: float = MNIST_STD
    input_shape: Shape = (1, SIDE, SIDE)
    fitting: Fitting = "resized"

    @classmethod
    def of(cls, architecture: Architecture) -> ArchitectureDraft:
        """Return the draft of ``architecture``, which has been checked."""
        end = architecture.layers[-1]
        assert isinstance(end, d.LogSoftmax)
        return cls(
            architecture.name, architecture.layers[:-1], end, architecture.mean, architecture.std,
            architecture.input_shape, architecture.fitting,
        )  # fmt: skip

    def to_network(self) -> Architecture:
        """Return the network. Raises ModelError when it is not valid."""
        architecture = self.network_so_far()
        architecture.check()
        return architecture

    def network_so_far(self) -> Architecture:
        """Return the network, valid or not."""
        fitting = self.fitting if self.input_shape[1] > SIDE else "resized"  # no room for paper
        return Architecture(
            self.name, (*self.layers, self.end), self.input_shape, self.mean, self.std, fitting
        )

    def named(self, name: str) -> ArchitectureDraft:
        """Return it under another name, which need not be one that a network can have."""
        return replace(self, name=name)

    def with_input(
        self, channels: int, side: int, fitting: Fitting | None = None
    ) -> ArchitectureDraft:
        """Return it for other images. fitting: None for as it was.

        Raises ModelError where no drawing can become such an image.
        """
        shape = (channels, side, side)
        changed = replace(self, input_shape=shape, fitting=fitting or self.fitting)
        changed.network_so_far().check_input()
        return changed

    @property
    def rows(self) -> tuple[OutlineRow, ...]:
        """The layers with those within blocks."""
        return rows_of(self.layers)

    @property
    def is_full(self) -> bool:
        """True when there are as many layers as there can be."""
        return sum(1 for _ in every(self.layers)) >= MOST_DRAFT_LAYERS

    def place_for(self, kind: str, place: int) -> tuple[int, int]:
        """Return the place and level at which a new layer of ``kind`` at ``place`` would be.

        Behind a row it is at that one's level, or within it where that holds layers.
        Raises ModelError when there is no place for it.
        """
        rows = self.rows
        found = slots(rows, NEW[kind])
        if place == len(rows) and (place, 0) in found:
            return place, 0  # before the end, which is in no block
        for slot in found:
            if slot[0] >= place:
                return slot
        raise ModelError(
            "There is no place for it here. Choose a row within fewer blocks; a branch goes into "
            "branches."
        )

    def added(self, kind: str, place: int) -> ArchitectureDraft:
        """Return it with a new layer of ``kind`` at ``place``, counted from 0.

        Raises ModelError when there are as many as there can be, or there is no place for it.
        """
        layer = NEW[kind]
        count = sum(1 for _ in every([*self.layers, layer]))
        if self.is_full or count > MOST_DRAFT_LAYERS:
            raise ModelError(
                "A network has at most {most} layers. Remove one first.", most=MOST_DRAFT_LAYERS
            )
        place, level = self.place_for(kind, place)
        if isinstance(layer, d.Linear) and place == len(self.rows) and not level:
            layer = replace(layer, features=CLASSES)  # what the end needs
        if isinstance(layer, Residual):
            layer = _with_kernels(layer, self._shape_before(place, level))
        return self._with(layers_of(put(self.rows, place, level, layer)))

    def _shape_before(self, place: int, level: int) -> Shape | None:
        """Return the shape that the row before gives at the same level, if it is known."""
        for row in reversed(assess(self).layers[:place]):
            if row.level <= level:
                return row.shape if row.level == level else None
        return self.input_shape

    def removed(self, place: int) -> ArchitectureDraft:
        """Return it without the layer at ``place`` and what it holds."""
        return self._with(layers_of(taken_out(self.rows, place)))

    def moved(self, place: int, target: int) -> ArchitectureDraft:
        """Return it with the layer at ``place`` at ``target`` instead, both counted from 0.

        target: of the rows without it. Right behind a block that holds nothing it goes into that.
        """
        layer, rest = self.rows[place].layer, taken_out(self.rows, place)
        levels = [level for where, level in slots(rest, layer) if where == target]
        if not levels:
            return self
        is_in_empty = target > 0 and levels[0] > rest[target - 1].level
        level = levels[0] if is_in_empty else levels[-1]
        return self._with(layers_of(put(rest, target, level, layer)))

    def stepped(self, place: int, steps: int) -> tuple[ArchitectureDraft, int]:
        """Return it with the layer at ``place`` a step up (-1) or down (1), and its new place.

        A step goes into a block, on within it, or out of it.
        """
        row, rest = self.rows[place], taken_out(self.rows, place)
        found = slots(rest, row.layer)
        number = found.index((place, row.level)) + steps
        if not 0 <= number < len(found):
            return self, place
        target, level = found[number]
        return self._with(layers_of(put(rest, target, level, row.layer))), target

    def with_setting(self, place: int, setting: str, value: float) -> ArchitectureDraft:
        """Return it with one setting of the layer at ``place`` at another value.

        Raises ModelError when the value is not within ``SETTING_LIMITS``.
        """
        least, most = SETTING_LIMITS[setting]
        rows = list(self.rows)
        layer = rows[place].layer
        if not least <= value <= most:
            raise ModelError(
                "{name}: {setting} is from {least:g} to {most:g}.",
                name=layer.name, setting=setting, least=least, most=most,
            )  # fmt: skip
        rows[place] = replace(rows[place], layer=_set(layer, setting, value))
        return replace(self, layers=layers_of(rows))

    def _with(self, layers: Sequence[LayerSpec]) -> ArchitectureDraft:
        return replace(self, layers=_numbered(layers, self.end.name))


def settings_of(layer: LayerSpec) -> dict[str, Any]:
    """Return the settings of ``layer`` by name, in the order in which they are shown."""
    if isinstance(layer, Block | Branch):
        return {}
    values = dataclasses.asdict(layer)
    del values["name"]
    if isinstance(layer, d.Conv2d):
        for columns, rows in _COLUMNS_OF.items():
            values[rows], values[columns] = both(values[rows])
    return values


def _with_kernels(block: Residual, shape: Shape | None) -> Residual:
    """Return a new ``block`` that gives maps of ``shape``, to which its input can be added."""
    if shape is None or len(shape) != 3:
        return block
    return replace(block, layers=tuple(
        replace(layer, kernels=shape[0]) if isinstance(layer, d.Conv2d) else layer
        for layer in block.layers
    ))  # fmt: skip


def _set(layer: LayerSpec, setting: str, value: Any) -> LayerSpec:
    """Return ``layer`` with a setting of ``settings_of``. What is square stays so with its rows."""
    name = _COLUMNS_OF.get(setting, setting)
    if isinstance(layer, d.Conv2d) and name in _COLUMNS_OF.values():
        rows, columns = both(getattr(layer, name))
        if setting != name:
            value = one_or_two(rows, value)
        elif rows != columns:
            value = one_or_two(value, columns)
    changes: dict[str, Any] = {name: value}
    return replace(layer, **changes)


def _numbered(layers: Sequence[LayerSpec], end: str) -> tuple[LayerSpec, ...]:
    """Give automatic names numbers in the order of the layers; names that somebody chose stay.

    Within a block they begin anew.
    """
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
        named.append(_numbered_inside(layer if name == layer.name else replace(layer, name=name)))
    return tuple(named)


def _numbered_inside(layer: LayerSpec) -> LayerSpec:
    if not isinstance(layer, Block):
        return layer
    inner = iter(_numbered([one for way in layer.ways for one in way], ""))
    return layer.with_ways(tuple(tuple(next(inner) for _ in way) for way in layer.ways))
