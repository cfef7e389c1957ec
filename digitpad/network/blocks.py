"""Layers that hold layers: what goes around them is added, or several ways are joined."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from digitpad.graph.operation import OperationKind, Shape
from digitpad.graph.ops.concatenation import ConcatenateOp
from digitpad.graph.ops.elementwise import ElementwiseOp
from digitpad.network.layer import LayerSpec
from digitpad.network.layers import KINDS
from digitpad.support.errors import ModelError
from digitpad.support.numbers import shape_text

MOST_DEPTH = 4  # of blocks in blocks
MOST_BRANCHES = 8

Layers = tuple[LayerSpec, ...]


@dataclass(frozen=True)
class Block(LayerSpec):
    """A layer that holds others, in ways that all begin with the block's input.

    Parameters have the names of the layers before them, as ``conv1.weight``.
    """

    @property
    def ways(self) -> tuple[Layers, ...]:
        """The layers of each way in order."""
        raise NotImplementedError

    def with_ways(self, ways: tuple[Layers, ...]) -> Block:
        """Return it with these layers in place of its own."""
        raise NotImplementedError

    def parameter_shapes(self, shape: Shape) -> dict[str, Shape]:  # noqa: D102
        return {
            f"{layer.name}.{part}": of_part
            for layer, before, _ in self._inside(shape)
            for part, of_part in layer.parameter_shapes(before).items()
        }

    def buffer_shapes(self, shape: Shape) -> dict[str, Shape]:  # noqa: D102
        return {
            f"{layer.name}.{part}": of_part
            for layer, before, _ in self._inside(shape)
            for part, of_part in layer.buffer_shapes(before).items()
        }

    def multiplications(self, shape: Shape) -> int:  # noqa: D102
        return sum(layer.multiplications(before) for layer, before, _ in self._inside(shape))

    def values(self, shape: Shape) -> int:  # noqa: D102
        inside = sum(layer.values(before) for layer, before, _ in self._inside(shape))
        return inside + math.prod(self.output_shape(shape))

    def _inside(self, shape: Shape) -> Iterator[tuple[LayerSpec, Shape, Shape]]:
        for way in self.ways:
            yield from shapes_of(way, shape)

    def _ends(self, shape: Shape) -> list[Shape]:
        """Return the shape that each way ends in."""
        return [[shape, *(after for _, _, after in shapes_of(way, shape))][-1] for way in self.ways]


@dataclass(frozen=True)
class Residual(Block):
    """What its layers give, and its own input added to that.

    Source: He, Zhang, Ren and Sun, Deep Residual Learning for Image Recognition, 2015.
    """

    kind: ClassVar[str] = "residual"
    layers: Layers

    @property
    def ways(self) -> tuple[Layers, ...]:  # noqa: D102
        return (self.layers,)

    def with_ways(self, ways: tuple[Layers, ...]) -> Residual:  # noqa: D102
        return Residual(self.name, ways[0])

    def output_shape(self, shape: Shape) -> Shape:  # noqa: D102
        if not self.layers:
            raise ModelError(
                "{name} has no layers, and would only double its input. Put layers into it, or "
                "remove it.",
                name=self.name,
            )
        (end,) = self._ends(shape)
        if end != shape:
            raise ModelError(
                "{name} adds its input, {before}, to what its layers give, {after}, and both need "
                "one shape. Change kernels, stride or padding of its layers.",
                name=self.name, before=shape_text(shape), after=shape_text(end),
            )  # fmt: skip
        return shape

    def operation(self) -> OperationKind:  # noqa: D102
        return ElementwiseOp("add")

    def to_json(self) -> dict[str, Any]:  # noqa: D102
        inside = [layer.to_json() for layer in self.layers]
        return {"kind": self.kind, "name": self.name, "layers": inside}


@dataclass(frozen=True)
class Branches(Block):
    """Several ways side by side, each of whose maps follow those of the way before.

    A way without layers hands the input on. Source: Szegedy et al., Going Deeper with
    Convolutions, 2014.
    """

    kind: ClassVar[str] = "branches"
    layers: tuple[Layers, ...]

    @property
    def ways(self) -> tuple[Layers, ...]:  # noqa: D102
        return self.layers

    def with_ways(self, ways: tuple[Layers, ...]) -> Branches:  # noqa: D102
        return Branches(self.name, ways)

    def output_shape(self, shape: Shape) -> Shape:  # noqa: D102
        if not self.layers:
            raise ModelError(
                "{name} has no branches. Put some into it, or remove it.", name=self.name
            )
        ends = self._ends(shape)
        for end in ends[1:]:
            if end[1:] != ends[0][1:] or len(end) != len(ends[0]):
                raise ModelError(
                    "{name} joins the maps of its branches, which are {first} and {other}, and all "
                    "need one height and width. Change stride or padding of its layers.",
                    name=self.name, first=shape_text(ends[0]), other=shape_text(end),
                )  # fmt: skip
        return (sum(end[0] for end in ends), *ends[0][1:])

    def operation(self) -> OperationKind:  # noqa: D102
        return ConcatenateOp(1)

    def to_json(self) -> dict[str, Any]:  # noqa: D102
        inside = [[layer.to_json() for layer in way] for way in self.layers]
        return {"kind": self.kind, "name": self.name, "layers": inside}


ALL_KINDS: dict[str, type[LayerSpec]] = {**KINDS, Residual.kind: Residual, Branches.kind: Branches}


def shapes_of(
    layers: Iterable[LayerSpec], shape: Shape
) -> Iterator[tuple[LayerSpec, Shape, Shape]]:
    """Yield each layer with its input's and its output's shape, the first one's being ``shape``.

    Raises ModelError, naming the layer, where one cannot follow the other.
    """
    for layer in layers:
        output = layer.output_shape(shape)
        yield layer, shape, output
        shape = output


def every(layers: Iterable[LayerSpec]) -> Iterator[LayerSpec]:
    """Yield each layer, and after a block those that it holds."""
    for layer in layers:
        yield layer
        if isinstance(layer, Block):
            for way in layer.ways:
                yield from every(way)


def depth(layers: Iterable[LayerSpec]) -> int:
    """Return how many blocks are around the innermost layer."""
    inside = [
        1 + max((depth(way) for way in layer.ways), default=0)
        for layer in layers
        if isinstance(layer, Block)
    ]
    return max(inside, default=0)


def first_doubled(layers: Iterable[LayerSpec]) -> str | None:
    """Return a name that two layers side by side or in one block have, or None."""
    names = set()
    for layer in layers:
        if layer.name in names:
            return layer.name
        names.add(layer.name)
        if isinstance(layer, Block):
            found = first_doubled(inner for way in layer.ways for inner in way)
            if found is not None:
                return found
    return None
