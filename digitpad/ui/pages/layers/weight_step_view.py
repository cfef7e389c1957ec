"""One weight's step of learning: where it was used, what each place gives, what it becomes."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from digitpad.graph.operation import Position
from digitpad.support.colour_scales import limit
from digitpad.support.numbers import readable
from digitpad.training.one_step import WeightStep
from digitpad.ui.widgets.basics import Line, filled, wrapped
from digitpad.ui.widgets.map_grid import MapGrid
from digitpad.ui.widgets.painted import NumberRows


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
