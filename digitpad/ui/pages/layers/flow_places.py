"""Where the flow's cells are painted, in columns and lanes, and what leads from cell to cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from digitpad.graph.flow import Flow, FlowCell
from digitpad.ui.theme import theme

INK = -1  # the place before the layers; the one after them is why
LANE = 84.0  # pixels: height of a cell that has others beside it
ARC = 7.0  # pixels above the cells for each level of arcs
LEVELS = 3  # of arcs, at most
BEND = 5.0  # pixels: radius of an arc's corners


@dataclass(frozen=True)
class FlowPlaces:
    """Ink, a flow's cells and why, in their columns and lanes.

    arcs: the connections that skip columns, each from, to, and the level that it is painted at.
    """

    cells: Sequence[FlowCell] = ()
    columns: int = 1
    lanes: int = 1
    arcs: Sequence[tuple[int, int, int]] = ()

    @property
    def why(self) -> int:
        """The place after the layers."""
        return len(self.cells)

    @property
    def all(self) -> range:
        """The places: of the ink, of each cell, and of why."""
        return range(INK, self.why + 1)

    def column(self, place: int) -> int:
        """Return the column of a cell, that of the ink being the first."""
        if place == INK:
            return 0
        return self.columns + 1 if place == self.why else self.cells[place].column + 1

    @property
    def head(self) -> float:
        """The room above the cells, for arcs."""
        return ARC * (1 + max(level for *_, level in self.arcs)) if self.arcs else 0.0

    def rects(self, needs: Sequence[float], width: float, height: float) -> list[QRectF]:
        """Return where each cell is painted, that of the ink first.

        Each column is as wide as it ``needs`` to be, and has an equal share of what is left. Where
        that is less than nothing, all give alike.
        """
        share = max(width - sum(needs), 0) / len(needs)
        scale = min(width / sum(needs), 1.0)
        lefts, left = [], 0.0
        for need in needs:
            lefts.append(left)
            left += need * scale + share
        lefts.append(left)
        lanes = [0] * len(needs)
        for place in self.all:
            lanes[self.column(place)] += 1
        rects = []
        for place in self.all:
            column = self.column(place)
            lane_height = (height - self.head) / lanes[column]
            top = self.head + self._lane(place) * lane_height
            across = lefts[column + 1] - lefts[column]
            rects.append(QRectF(lefts[column], top, across, lane_height))
        return rects

    def _lane(self, place: int) -> int:
        return self.cells[place].lane if INK < place < self.why else 0


def places_of(flow: Flow) -> FlowPlaces:
    """Return the places of ``flow``."""
    return FlowPlaces(flow.cells, flow.columns, flow.lanes, _arcs(flow))


def paint_connections(painter: QPainter, places: FlowPlaces, rects: Sequence[QRectF]) -> None:
    """Paint what leads from cell to cell where that is not simply the next one."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme().faint), 1.2))
    for source, target, level in places.arcs:
        out, back = rects[source - INK], rects[target - INK]
        left, right = out.right() - 2, back.left() + 2
        top = places.head - ARC * (level + 0.6)
        path = QPainterPath(QPointF(left, out.center().y()))
        path.lineTo(QPointF(left, top + BEND))
        path.quadTo(QPointF(left, top), QPointF(left + BEND, top))
        path.lineTo(QPointF(right - BEND, top))
        path.quadTo(QPointF(right, top), QPointF(right, top + BEND))
        path.lineTo(QPointF(right, back.center().y()))
        painter.drawPath(path)
    for place, cell in enumerate(places.cells):
        for before in cell.inputs:
            one, other = rects[before - INK], rects[place - INK]
            is_next = cell.column == places.cells[before].column + 1
            if is_next and abs(one.center().y() - other.center().y()) > 1:
                painter.drawLine(
                    QPointF(one.right() - 3, one.center().y()),
                    QPointF(other.left() + 3, other.center().y()),
                )


def _arcs(flow: Flow) -> list[tuple[int, int, int]]:
    """Return the connections that skip columns: from, to, and a level that is free above them."""
    skips = sorted(
        (
            (before, place)
            for place, cell in enumerate(flow.cells)
            for before in cell.inputs
            if cell.column > flow.cells[before].column + 1
        ),
        key=lambda pair: flow.cells[pair[1]].column - flow.cells[pair[0]].column,
    )
    arcs: list[tuple[int, int, int]] = []
    for source, target in skips:
        first, last = flow.cells[source].column, flow.cells[target].column
        crossed = {
            level
            for one, other, level in arcs
            if flow.cells[one].column < last and flow.cells[other].column > first
        }
        level = next((n for n in range(LEVELS) if n not in crossed), LEVELS - 1)
        arcs.append((source, target, level))
    return arcs
