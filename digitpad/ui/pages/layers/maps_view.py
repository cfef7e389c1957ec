"""A layer's values as maps, or as bars where they are the answer; others or gradients beside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from digitpad.graph.changes import NO_CHANGES
from digitpad.graph.gradient import Gradients
from digitpad.graph.operation import Array, Position
from digitpad.graph.receptive_field import is_in
from digitpad.graph.trace import Activations, ShownLayer, shown_layers
from digitpad.support.colour_scales import activity, limit
from digitpad.support.numbers import readable
from digitpad.ui.pages.layers.output_bars import OutputBars
from digitpad.ui.widgets.basics import Line, filled
from digitpad.ui.widgets.map_grid import MapGrid


@dataclass(frozen=True)
class Show:
    """How maps are shown: each with a scale of its own; those with the largest values first."""

    each: bool = False
    by_activity: bool = False


LEAST = 203, 132  # pixels of the maps of one trace: two beside each other fit


class _Column(QStackedWidget):
    """Maps or bars of one trace."""

    def __init__(self) -> None:
        super().__init__()
        self.grid = MapGrid()
        self.bars = OutputBars()
        for part in (self.grid, self.bars):  # two of them, and arithmetic, fit side by side
            part.setMinimumSize(*LEAST)
        self.addWidget(self.grid)
        self.addWidget(self.bars)


class MapsView(QWidget):
    """Signals as those of ``MapGrid``."""

    hovered = Signal(object)
    moved = Signal(object)
    chosen = Signal(object)
    silence_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty view."""
        super().__init__(parent)
        self._shown: ShownLayer | None = None
        self._current: Position | None = None
        self._end: float | None = None
        self._now, self._beside = _Column(), _Column()
        self._beside.grid.setObjectName("besideGrid")
        self._beside.grid.setAccessibleName(self.tr("Feature maps to compare with"))
        self._beside.bars.setObjectName("besideBars")
        self._names = (Line(), Line())
        self._sides = []
        for name, column in zip(self._names, (self._now, self._beside), strict=True):
            side = QWidget()
            filled(QVBoxLayout(side), name, (column, 1), spacing=4)
            self._sides.append(side)
        filled(QHBoxLayout(self), *((side, 1) for side in self._sides), spacing=10)
        self._names[0].hide()
        self._sides[1].hide()
        for column in (self._now, self._beside):
            for part in (column.grid, column.bars):
                part.hovered.connect(self.hovered)
                part.moved.connect(self._move)
                part.chosen.connect(self._choose)
                part.silence_asked.connect(self.silence_asked)

    @property
    def grid(self) -> MapGrid:
        """The maps of the drawing."""
        return self._now.grid

    @property
    def bars(self) -> OutputBars:
        """The answer for the drawing."""
        return self._now.bars

    @property
    def end(self) -> float | None:
        """Where the colours' scale ends; None where each map has its own, or there is none."""
        return self._end

    def set_empty_text(self, text: str) -> None:
        """Show ``text`` where there are no values."""
        self.grid.set_empty_text(text)

    def current(self) -> Position | None:
        """Return the selected position."""
        return self._current

    def set_current(self, position: Position | None) -> None:
        """Select ``position`` without choosing it, in both traces."""
        self._current = position
        for column in (self._now, self._beside):
            column.grid.set_current(position)
            column.bars.set_current(position if position and len(position) == 1 else None)

    def value_point(self, position: Position) -> QPointF:
        """Return the middle of the value at ``position``, as the widget that shows it has it."""
        shows_bars = self._now.currentWidget() is self.bars
        return self.bars.value_point(position) if shows_bars else self.grid.value_point(position)

    def name_traces(self, now: str, beside: str) -> None:
        """Tell above the maps what they are of; shown while there are two."""
        for line, text in zip(self._names, (now, beside), strict=True):
            line.setText(text)

    def show_layer(
        self,
        trace: Activations | None,
        shown: ShownLayer,
        how: Show,
        beside: Activations | None = None,
        slopes: Gradients | None = None,
    ) -> None:
        """Show ``shown`` in ``trace``, and in ``beside`` if that is there.

        slopes: gradients that stand in its place, in colours of a scale of their own.
        """
        self._shown = shown
        if slopes is not None and not _is_of(slopes, shown):
            slopes = None  # of another network, a moment ago
        is_two = trace is not None and (beside is not None or slopes is not None)
        self._names[0].setVisible(is_two)
        self._sides[1].setVisible(is_two)
        values = None if trace is None else trace.values(shown)
        other = None if beside is None or not is_two else _same_layer(beside, shown)
        if slopes is not None:
            other, beside = None, None
        if values is not None and self._current and not is_in(self._current, values.shape):
            self.set_current(None)
        is_map = len(shown.shape) > 1
        each = how.each and is_map
        order: tuple[int, ...] = ()
        if how.by_activity and values is not None:
            order = tuple(np.argsort(-activity(values), kind="stable").tolist())
        if values is None or each:
            self._end = None
        else:
            self._end = limit(values) if other is None else limit(values, other)
        show_bars = trace is not None and has_bars(shown)
        for column, numbers, source in (
            (self._now, values, trace), (self._beside, other, beside)
        ):  # fmt: skip
            silent = _silenced(source, shown)
            column.setCurrentWidget(column.bars if show_bars else column.grid)
            if show_bars:
                column.bars.show_trace(source if numbers is not None else None, silent)
            else:
                column.grid.show_values(
                    numbers, signed=shown.signed, each=each, silenced=silent, end=self._end,
                    order=order,
                )  # fmt: skip
        if slopes is not None and is_two:
            self._show_slopes(slopes.values(shown), each, order)
        elif is_two and other is None:
            self._beside.grid.set_empty_text(self.tr("It has no such layer."))

    def _show_slopes(self, slopes: Array, each: bool, order: tuple[int, ...]) -> None:
        end = limit(slopes)
        if not slopes.any():
            scale = self.tr("all zero")
        else:
            scale = self.tr("each its own") if each else f"±{readable(end, 2)}"
        self.name_traces(self.tr("Output"), self.tr("Gradient dL/d(output), {0}").format(scale))
        self._beside.setCurrentWidget(self._beside.grid)
        self._beside.grid.show_values(slopes, signed=True, each=each, end=end, order=order)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:  # noqa: N802
        """Give the maps the keyboard."""
        shows_bars = self._now.currentWidget() is self.bars
        (self.bars if shows_bars else self.grid).setFocus(reason)

    def _move(self, position: Position) -> None:
        self.set_current(position)
        self.moved.emit(position)

    def _choose(self, position: Position) -> None:
        self.set_current(position)
        self.chosen.emit(position)


MOST_BARS = 20  # classes: more are a grid


def has_bars(shown: ShownLayer) -> bool:
    """Tell whether the layer is shown as a bar for each class."""
    return shown.is_answer and len(shown.shape) == 1 and shown.shape[0] <= MOST_BARS


def _silenced(trace: Activations | None, shown: ShownLayer) -> frozenset[int]:
    """Return the maps or units of the layer that are zero by hand, none that it has not."""
    changes = NO_CHANGES if trace is None else trace.changes
    return frozenset(gone.number for gone in changes.silenced if gone.layer == shown.name)


def _is_of(slopes: Gradients, shown: ShownLayer) -> bool:
    """Tell whether the layer is one of the network whose gradients these are."""
    operations = slopes.trace.graph.operations
    there = operations[shown.index] if shown.index < len(operations) else operations[-1]
    return (there.name, there.seen_shape) == (shown.name, shown.shape)


def _same_layer(trace: Activations, shown: ShownLayer) -> np.ndarray | None:
    """Return the values of the layer of the same name and shape; None where there is none."""
    for layer in shown_layers(trace.graph):
        if (layer.name, layer.shape) == (shown.name, shown.shape):
            return trace.values(layer)
    return None
