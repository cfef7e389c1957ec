"""Layers as rows of a table: what a block holds follows it, a level deeper.

Where a block has several ways, each is a row of its own, a ``Branch``, before its layers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from digitpad.network.blocks import MOST_BRANCHES, MOST_DEPTH, Branches, Layers, Residual, depth
from digitpad.network.layer import LayerSpec


@dataclass(frozen=True)
class Branch(LayerSpec):
    """One way of a ``Branches``, as a row."""

    kind: ClassVar[str] = "branch"
    layers: Layers


@dataclass(frozen=True)
class OutlineRow:
    """A layer at a level, 0 outside of all blocks; what it holds are the rows that follow."""

    level: int
    layer: LayerSpec


def rows_of(layers: Iterable[LayerSpec], level: int = 0) -> tuple[OutlineRow, ...]:
    """Return the rows of ``layers``."""
    rows: list[OutlineRow] = []
    for layer in layers:
        rows += [OutlineRow(level, layer), *rows_of(held(layer), level + 1)]
    return tuple(rows)


def layers_of(rows: Sequence[OutlineRow]) -> Layers:
    """Return what ``rows`` are, whatever their blocks held before."""
    layers: list[LayerSpec] = []
    place = 0
    while place < len(rows):
        after = end_of(rows, place)
        layers.append(_holding(rows[place].layer, layers_of(rows[place + 1 : after])))
        place = after
    return tuple(layers)


def held(layer: LayerSpec) -> Layers:
    """Return the layers of the rows right within that of ``layer``."""
    if isinstance(layer, Branches):
        return tuple(Branch("", way) for way in layer.layers)
    return layer.layers if isinstance(layer, Residual | Branch) else ()


def _holding(layer: LayerSpec, inside: Layers) -> LayerSpec:
    if isinstance(layer, Branches):
        return replace(layer, layers=tuple(held(way) for way in inside))
    return replace(layer, layers=inside) if isinstance(layer, Residual | Branch) else layer


def end_of(rows: Sequence[OutlineRow], place: int) -> int:
    """Return the place after the row at ``place`` and all that it holds."""
    after = place + 1
    while after < len(rows) and rows[after].level > rows[place].level:
        after += 1
    return after


def slots(rows: Sequence[OutlineRow], layer: LayerSpec) -> list[tuple[int, int]]:
    """Return where ``layer`` may be put: before which row and at which level, top to bottom."""
    found = []
    for place in range(len(rows) + 1):
        highest = rows[place].level if place < len(rows) else 0
        deepest = 0
        if place:
            before = rows[place - 1]
            deepest = before.level + isinstance(before.layer, Residual | Branches | Branch)
        found += [
            (place, level)
            for level in range(deepest, highest - 1, -1)
            if _fits(rows, place, level, layer)
        ]
    return found


def put(
    rows: Sequence[OutlineRow], place: int, level: int, layer: LayerSpec
) -> tuple[OutlineRow, ...]:
    """Return the rows with ``layer`` and what it holds at a place and level."""
    return (*rows[:place], *rows_of([layer], level), *rows[place:])


def taken_out(rows: Sequence[OutlineRow], place: int) -> tuple[OutlineRow, ...]:
    """Return the rows without the one at ``place`` and what it holds."""
    return (*rows[:place], *rows[end_of(rows, place) :])


def _fits(rows: Sequence[OutlineRow], place: int, level: int, layer: LayerSpec) -> bool:
    around = next((row.layer for row in reversed(rows[:place]) if row.level < level), None)
    if isinstance(around, Branches) != isinstance(layer, Branch):
        return False
    if isinstance(around, Branches) and len(around.layers) >= MOST_BRANCHES:
        return False
    return depth(layers_of(put(rows, place, level, layer))) <= MOST_DEPTH
