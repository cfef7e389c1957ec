"""A network that is being designed as rows, what each gives and costs, and what is wrong with it.

What a block holds follows it, a level deeper. Where a block has several ways, each is a row of its
own, a ``Branch``, before its layers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from digitpad.graph.operation import Shape
from digitpad.network.architecture import CLASSES, Cost, why_no_name
from digitpad.network.blocks import MOST_BRANCHES, MOST_DEPTH, Branches, Layers, Residual, depth
from digitpad.network.layer import LayerSpec
from digitpad.network.layers import Linear
from digitpad.support.errors import ModelError
from digitpad.support.messages import plural
from digitpad.support.numbers import shape_text

if TYPE_CHECKING:
    from digitpad.network.design.architecture_draft import ArchitectureDraft


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


@dataclass(frozen=True)
class AssessedLayer:
    """A layer, or the log-softmax at the end, with what one image makes of it.

    shape: its output's, without the batch; None where it is not known, because the layer or one
    before it cannot follow what comes before. problem: why this layer cannot, or nothing.
    level: how many rows it is within.
    """

    layer: LayerSpec
    shape: Shape | None = None
    parameters: int = 0
    multiplications: int = 0
    problem: str = ""
    level: int = 0


@dataclass(frozen=True)
class Assessment:
    """All rows, the end included, and the whole.

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
    assessor = _Assessor(draft)
    assessor.walk((*draft.layers, draft.end), draft.input_shape, 0)
    problem = assessor.problem or why_no_name(draft.name)
    return Assessment(tuple(assessor.rows), assessor.cost, problem, assessor.place)


class _Assessor:
    """Goes through the rows up to the first problem, and on without shapes."""

    def __init__(self, draft: ArchitectureDraft) -> None:
        self.rows: list[AssessedLayer] = []
        self.cost = Cost()
        self.problem = ""
        self.place: int | None = None
        self._draft = draft

    def walk(self, layers: Layers, shape: Shape | None, level: int) -> Shape | None:
        """Assess ``layers`` that begin with ``shape``, and return what they end in, if known."""
        for layer in layers:
            place = len(self.rows)
            self.rows.append(AssessedLayer(layer, level=level))
            inside, end = held(layer), shape
            if isinstance(layer, Branches):  # all begin alike
                for way in inside:
                    self.walk((way,), shape, level + 1)
            elif inside:
                end = self.walk(inside, shape, level + 1)
            if isinstance(layer, Branch):
                shape = None if self.problem else end
                self.rows[place] = AssessedLayer(layer, shape, level=level)
            else:
                shape = None if shape is None or self.problem else self._one(place, shape)
        return shape

    def _one(self, place: int, shape: Shape) -> Shape | None:
        layer, level = self.rows[place].layer, self.rows[place].level
        try:
            if layer is self._draft.end:
                _check_answer(shape, self._draft)
            output = layer.output_shape(shape)
            own = Cost().with_layer(layer, shape)
            whole = self.cost.with_layer(layer, shape)
            if whole.excess():
                raise ModelError(
                    "{excess} Make {name} or what it follows smaller.",
                    excess=whole.excess(), name=layer.name,
                )  # fmt: skip
        except ModelError as error:
            self.problem, self.place = str(error), place
            self.rows[place] = AssessedLayer(layer, problem=self.problem, level=level)
            return None
        if not level:  # a block's cost is that of all that it holds
            self.cost = whole
        self.rows[place] = AssessedLayer(
            layer, output, own.parameters, own.multiplications, level=level
        )
        return output


def _check_answer(shape: Shape, draft: ArchitectureDraft) -> None:
    """Raise ModelError unless what reaches the end is a value for each digit."""
    if shape == (CLASSES,):
        return
    if len(shape) != 1:
        raise ModelError(
            "The network ends in maps of {shape}, and ten digits need one value each. Add a "
            "flatten and a linear with {classes} units at the end.",
            shape=shape_text(shape), classes=CLASSES,
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
