"""A graph as a flow of cells: what is seen of it side by side, with modules folded into one.

A cell is a shown operation, or a folded module, of which the last operation is seen. Cells stand in
columns, each behind all that it is made from; those that go side by side share a column, in lanes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from digitpad.graph.graph import Graph
from digitpad.graph.trace import ShownLayer, shown_layers

MOST = 16  # cells at first: more modules stay folded


@dataclass(frozen=True)
class FlowCell:
    """One place of the flow.

    layer: what is seen. title: its name, or that of the module. folds: the module, where it is
    folded; within: the innermost module that is unfolded and holds it, or nothing.
    inputs: places of the cells that it is made from, in order.
    """

    layer: ShownLayer
    title: str
    folds: str
    within: str
    inputs: tuple[int, ...]
    column: int
    lane: int


@dataclass(frozen=True)
class Flow:
    """Cells in an order in which they can be computed; ``foldable``: modules that may be folded."""

    cells: tuple[FlowCell, ...]
    foldable: frozenset[str]

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return 1 + max(cell.column for cell in self.cells)

    @property
    def lanes(self) -> int:
        """How many cells stand side by side at most."""
        return 1 + max(cell.lane for cell in self.cells)


def flow_of(graph: Graph, unfolded: frozenset[str]) -> Flow:
    """Return the flow of ``graph`` with these modules unfolded, and all others folded."""
    shown = {layer.index: layer for layer in shown_layers(graph)}
    members = _foldable(graph, shown)
    seen_at = _seen(graph, shown)
    fold_of = [_outermost(operation.module, members, unfolded) for operation in graph.operations]
    exits = {module: seen_at[indices[-1]] for module, indices in members.items()}

    # The cell that shows the output of each operation that is seen.
    owner = {
        index: exits[fold_of[index]] if fold_of[index] else index
        for index in shown
    }  # fmt: skip
    order = sorted(set(owner.values()))
    place_of = {index: place for place, index in enumerate(order)}
    inputs: dict[int, list[int]] = defaultdict(list)
    for index in shown:
        for before in graph.input_indices[index]:
            source, target = owner.get(seen_at[before], owner[index]), owner[index]
            if source != target and place_of[source] not in inputs[target]:
                inputs[target].append(place_of[source])
    cells: list[FlowCell] = []
    taken: dict[int, int] = defaultdict(int)  # lanes of each column
    for index in order:
        fold = fold_of[index]
        made_of = tuple(inputs[index])
        column = 1 + max((cells[n].column for n in made_of), default=-1)
        layer = shown[index]
        cells.append(FlowCell(
            layer, fold or layer.name, fold, _innermost(graph.operations[index].module, fold,
            members), made_of, column, taken[column],
        ))  # fmt: skip
        taken[column] += 1
    return Flow(tuple(cells), frozenset(members))


def at_first(graph: Graph) -> frozenset[str]:
    """Return the modules to unfold at first: as many as there is room for, the outer ones first."""
    unfolded: frozenset[str] = frozenset()
    flow = flow_of(graph, unfolded)
    tried: set[str] = set()
    while True:
        folded = [cell.folds for cell in flow.cells if cell.folds and cell.folds not in tried]
        if not folded:
            return unfolded
        module = min(folded, key=lambda name: name.count("."))
        tried.add(module)
        more = flow_of(graph, unfolded | {module})
        if len(more.cells) <= MOST:
            unfolded, flow = unfolded | {module}, more


def _foldable(graph: Graph, shown: dict[int, ShownLayer]) -> dict[str, list[int]]:
    """Return the operations of each module that one output leaves, and that hides something."""
    members: dict[str, list[int]] = defaultdict(list)
    for index, operation in enumerate(graph.operations):
        for module in _prefixes(operation.module):
            members[module].append(index)
    last = len(graph.operations) - 1
    users: dict[int, list[int]] = defaultdict(list)
    for index, before in enumerate(graph.input_indices):
        for source in before:
            users[source].append(index)
    foldable = {}
    for module, indices in members.items():
        inside = set(indices)
        exits = [
            n for n in indices
            if graph.input_indices[n] and (n == last or any(m not in inside for m in users[n]))
        ]  # fmt: skip
        visible = [n for n in indices if n in shown]
        if len(exits) == 1 and len(visible) > 1:
            foldable[module] = [n for n in indices if n != exits[0]] + exits
    return foldable


def _seen(graph: Graph, shown: dict[int, ShownLayer]) -> list[int]:
    """Return for each operation the shown one whose values its output has."""
    seen: list[int] = []
    for index, before in enumerate(graph.input_indices):
        seen.append(index if index in shown or not before else seen[before[0]])
    return seen


def _prefixes(module: str) -> list[str]:
    """Return ``a``, ``a.b``, ``a.b.c`` for ``a.b.c``."""
    parts = module.split(".") if module else []
    return [".".join(parts[: n + 1]) for n in range(len(parts))]


def _outermost(module: str, members: dict[str, list[int]], unfolded: frozenset[str]) -> str:
    return next((m for m in _prefixes(module) if m in members and m not in unfolded), "")


def _innermost(module: str, fold: str, members: dict[str, list[int]]) -> str:
    around = [m for m in _prefixes(module) if m in members and not (fold and m.startswith(fold))]
    return around[-1] if around else ""
