"""The weights of one unit, or its contributions, on the maps; and one weight's step of learning."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from digitpad.graph.gradient import Gradients
from digitpad.graph.operation import Array, Position, WeightedSum
from digitpad.graph.receptive_field import is_in
from digitpad.graph.trace import Activations, ShownLayer
from digitpad.graph.value import explain
from digitpad.support.colour_scales import limit
from digitpad.support.messages import with_value
from digitpad.support.numbers import number, readable
from digitpad.training.one_step import WeightStep
from digitpad.ui.messages import tell
from digitpad.ui.widgets.basics import Line, filled, wrapped
from digitpad.ui.widgets.boxes import WholeNumberBox
from digitpad.ui.widgets.choice_row import ChoiceRow
from digitpad.ui.widgets.map_grid import MapGrid
from digitpad.ui.widgets.painted import NumberRows


class WeightView(QWidget):
    """``unit_chosen(int)`` tells which unit's weights are shown.

    ``weight_chosen(position)``: a weight was clicked, (unit, number).
    """

    unit_chosen = Signal(int)
    weight_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty view."""
        super().__init__(parent)
        self.setObjectName("weightView")
        self._trace: Activations | None = None
        self._shown: ShownLayer | None = None
        self._sum: WeightedSum | None = None
        self._slopes: Array | None = None  # gradients of the layer's weights
        self._pointed: Position | None = None
        self.unit = WholeNumberBox(0, 0, "unitBox")
        name = QLabel(self.tr("&Unit"))
        name.setBuddy(self.unit)
        self._kinds = [self.tr("Weights"), self.tr("Weights × inputs"), self.tr("Gradients")]
        self.kind = ChoiceRow(self.tr("What the maps show"), self._kinds[:2], most=3)
        self.grid = MapGrid()
        self.grid.setObjectName("weightGrid")
        self.grid.setMinimumSize(203, 96)
        self.grid.setAccessibleName(self.tr("Weights of the unit"))
        self.name = Line()
        row = filled(QHBoxLayout(), name, self.unit, None, self.kind)
        filled(QVBoxLayout(self), row, (self.grid, 1), self.name)
        self.unit.valueChanged.connect(self._choose_unit)
        self.unit.refused.connect(tell)
        self.kind.chosen.connect(self._refresh)
        for signal in (self.grid.hovered, self.grid.moved, self.grid.chosen):
            signal.connect(self._tell)
        for signal in (self.grid.moved, self.grid.chosen):
            signal.connect(self._choose_weight)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:  # noqa: N802
        """Give the weights the keyboard; with a focus proxy, Tab would leave out the unit."""
        self.grid.setFocus(reason)

    def show_layer(
        self,
        trace: Activations | None,
        shown: ShownLayer,
        unit: int | None,
        found: Gradients | None = None,
    ) -> None:
        """Show ``shown``, a fully connected layer, in ``trace``: the weights of ``unit``.

        unit: None for the one that was shown last. found: gradients that can be shown too.
        """
        self._trace, self._shown = trace, shown
        slopes = None if found is None else found.of_part(shown.index, "weight")
        weights = None if trace is None else trace.parameters(shown.index)["weight"]
        if weights is None or slopes is None or slopes.shape != weights.shape:
            slopes = None  # of another network, a moment ago
        self._slopes = slopes
        count = 2 if self._slopes is None else 3
        if len(self.kind.buttons()) != count:
            chosen = self.kind.current()
            self.kind.set_choices(self._kinds[:count])
            self.kind.choose(chosen if chosen < count else 0)
        with QSignalBlocker(self.unit):
            self.unit.setRange(0, shown.shape[0] - 1)
            if unit is not None:
                self.unit.setValue(unit)
        self._refresh()

    @Slot(int)
    def _choose_unit(self, unit: int) -> None:
        self._refresh()
        self.unit_chosen.emit(unit)

    @Slot()
    def _refresh(self) -> None:
        if self._trace is None or self._shown is None:
            self._sum = None
            self.grid.show_values(None, signed=True)
            self.name.setText("")
            return
        found = explain(self._trace, self._shown.index, (self.unit.value(),))
        assert isinstance(found, WeightedSum)
        self._sum = found
        values = self._values(found)
        self.grid.show_values(values, signed=True, end=limit(values))
        self._tell(self._pointed if self._pointed and is_in(self._pointed, values.shape) else None)

    @property
    def _shown_slopes(self) -> Array | None:
        """The gradients of the unit's weights, where they are what is shown."""
        if self._slopes is None or self.kind.current() != 2:
            return None
        slopes: Array = self._slopes[self.unit.value()]
        return slopes

    def _values(self, found: WeightedSum) -> Array:
        if (slopes := self._shown_slopes) is not None:
            return slopes.reshape(found.maps or (-1,))
        numbers = found.products if self.kind.current() else found.weights
        return numbers.astype("float32").reshape(found.maps or (-1,))

    @Slot(object)
    def _choose_weight(self, position: Position) -> None:
        if self._sum is not None:
            number = int(np.ravel_multi_index(position, self._sum.maps or self._sum.weights.shape))
            self.weight_chosen.emit((self.unit.value(), number))

    @Slot(object)
    def _tell(self, position: Position | None) -> None:
        """Tell the weight that the pointer is at, else the selected one."""
        found, self._pointed = self._sum, position
        position = position or self.grid.current()
        if found is None:
            return
        slopes = self._shown_slopes
        if position is None:
            words = self.tr("Red speaks for unit {0}, blue against it").format(self.unit.value())
            if slopes is not None:
                words = self.tr("Red: the loss rises with the weight; blue: it falls")
            self.name.setText(words)
            return
        shape = found.maps or found.weights.shape
        x, weight, product = (
            number(float(numbers.reshape(shape)[position]), 4)
            for numbers in (found.inputs, found.weights, found.products)
        )
        place = (
            self.tr("unit {0}").format(*position)
            if len(position) == 1
            else self.tr("map {0}, row {1}, column {2}").format(*position)
        )
        told = f"{x} × {weight} = {product}"
        if slopes is not None:
            told = f"dL/dw {readable(float(slopes.reshape(shape)[position]))}"
        self.name.setText(with_value(place, told))


class WeightStepView(QWidget):
    """A map of the contributions, with its numbers at the pointer, and the sum that follows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a view that tells how to choose a weight."""
        super().__init__(parent)
        self.setObjectName("weightStepView")
        self._step: WeightStep | None = None
        self.heading = wrapped("", "weightStepHeading")
        font = self.heading.font()
        font.setBold(True)
        self.heading.setFont(font)
        self.what = wrapped("", "field")
        self.places = MapGrid()
        self.places.setObjectName("contributionGrid")
        self.places.setAccessibleName(self.tr("What each place contributes to the gradient"))
        self.places.setMinimumHeight(34)
        self.place = Line()
        self.sums = NumberRows("stepSums", (200, 6), row=16, pixels=12, above=0)
        filled(
            QVBoxLayout(self), self.heading, self.what, (self.places, 100), self.place, self.sums,
            None, spacing=3,
        )  # fmt: skip
        for signal in (self.places.hovered, self.places.moved, self.places.chosen):
            signal.connect(self._tell_place)
        self.show_nothing()

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(320, 300)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(190, 160)

    def show_nothing(self, why: str = "") -> None:
        """Tell how to get a weight's step, or ``why`` there is none."""
        self._step = None
        self.heading.setText("")
        self.what.setText(why or self.tr(
            "Click a weight: here is where it was used, what each place contributes to its "
            "gradient, and what the next step makes of it. Dropout is off, and batch "
            "normalisation keeps its averages."
        ))  # fmt: skip
        self._show_parts(False)

    def show_step(self, name: str, step: WeightStep) -> None:
        """Show ``step`` of the weight called ``name``."""
        self._step = step
        self.heading.setText(name)
        contributions = step.use.contributions.astype(np.float32)
        count = contributions.size
        self.what.setText(
            self.tr("Input × gradient, once")
            if count == 1
            else self.tr("Input × gradient, by place")
        )
        self.places.show_values(contributions[None], signed=True, end=limit(contributions))
        self.sums.show_rows((
            (self.tr("Gradient"), readable(step.gradient)),
            (self.tr("+ momentum"), f"{readable(step.momentum)} × {in_sum(step.before)}"),
            (self.tr("Velocity"), readable(step.velocity)),
            (self.tr("Old weight"), readable(step.old)),
            (self.tr("− rate"), f"{readable(step.learning_rate)} × {in_sum(step.velocity)}"),
            (self.tr("New weight"), readable(step.new)),
        ))  # fmt: skip
        self._show_parts(True)
        self.places.setVisible(count > 1)
        self._tell_place(self.places.current() if count > 1 else (0, 0, 0))

    def _show_parts(self, shown: bool) -> None:
        for part in (self.heading, self.places, self.place, self.sums):
            part.setVisible(shown)

    @Slot(object)
    def _tell_place(self, position: Position | None) -> None:
        """Tell the product at the place that is pointed at, else the selected one."""
        step = self._step
        if step is None:
            return
        position = position or self.places.current()
        if position is None:
            self.place.setText(self.tr("Point at a place for its product"))
            return
        at = position[-2:]
        product = (
            f"{readable(float(step.use.inputs[at]))} × {readable(float(step.use.gradients[at]))} = "
            f"{readable(float(step.use.contributions[at]))}"
        )
        if step.use.inputs.size == 1:
            self.place.setText(product)
        else:
            self.place.setText(self.tr("row {0}, column {1}: {2}").format(*at, product))


def in_sum(value: float) -> str:
    """Return a number as it stands after a sign: a negative one in brackets."""
    return f"({readable(value)})" if value < 0 else readable(value)
