"""What of the flow is looked at, whichever network it is of and whatever is folded."""

from __future__ import annotations

from digitpad.graph.flow import FlowCell, at_first, flow_of
from digitpad.graph.graph import Graph
from digitpad.graph.operation import Position
from digitpad.graph.receptive_field import Region, projective_field, receptive_field
from digitpad.ui.pages.layers.flow_places import INK


class FlowChoice:
    """The flow of ``graph``, and a place in it: of a cell, from 0; ``INK``; or that of why.

    layer: the one at that place, or the one that was there last.
    """

    def __init__(self, graph: Graph) -> None:
        """Begin with the first convolution."""
        self.graph = graph
        self._unfolded = at_first(graph)  # modules
        self.flow = flow_of(graph, self._unfolded)
        self.place = 1
        self.layer = self.cells[self.place].layer

    @property
    def cells(self) -> tuple[FlowCell, ...]:
        """The cells of the flow."""
        return self.flow.cells

    @property
    def is_ink(self) -> bool:
        """True where the ink is looked at."""
        return self.place == INK

    @property
    def is_why(self) -> bool:
        """True where it is asked why."""
        return self.place == len(self.cells)

    @property
    def is_layer(self) -> bool:
        """True where a layer is looked at."""
        return not self.is_ink and not self.is_why

    @property
    def names(self) -> list[str]:
        """What can be looked at: ``ink``, the layers and folded modules, ``why``."""
        return ["ink", *(cell.title for cell in self.cells), "why"]

    @property
    def name(self) -> str:
        """Which of ``names`` it is."""
        return self.names[self.place - INK]

    def place_of(self, name: str) -> int | None:
        """Return the place of one of ``names``; None for another."""
        return self.names.index(name) + INK if name in self.names else None

    def choose(self, place: int) -> None:
        """Look at ``place``."""
        self.place = place
        if self.is_layer:
            self.layer = self.cells[place].layer

    def use(self, graph: Graph) -> None:
        """Look at ``graph``, at the place of the same name, if any."""
        self.graph = graph
        self.unfold(at_first(graph))

    def fold(self, module: str, is_folded: bool) -> None:
        """Fold ``module`` and all in it, or unfold it."""
        inside = {name for name in self._unfolded if name.startswith(f"{module}.")} | {module}
        self.unfold(self._unfolded - inside if is_folded else self._unfolded | {module})

    def unfold(self, modules: frozenset[str]) -> None:
        """Have these modules unfolded, and stay at the place of the same name or layer, if any."""
        name, before = self.name, self.layer.name
        self._unfolded = modules
        self.flow = flow_of(self.graph, modules)
        last = len(self.cells) - 1
        same = [n for n, cell in enumerate(self.cells) if cell.layer.name == before]
        place = self.place_of(name)
        if place is None:
            place = same[0] if same else min(self.place, last)
        self.place = place
        self.layer = self.cells[min(max(place, 0), last)].layer

    def fields(self, graph: Graph, position: Position) -> dict[int, Region]:
        """Return, by layers' indices, what the layer's value depends on, and what depends on it.

        graph: one of this flow. A layer of which that is everything, or nothing, is left out.
        """
        regions: dict[int, Region] = {}
        for layer in (cell.layer for cell in self.cells):
            field = receptive_field if layer.index <= self.layer.index else projective_field
            region = field(graph, self.layer.index, position, layer.index)
            if tuple(map(len, region)) != layer.shape and all(region):
                regions[layer.index] = region
        return regions
