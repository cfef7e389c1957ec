"""The value under the pointer in words, be it the input's, a kernel's or the output's."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from digitpad.lab.look import Look
from digitpad.network.receptive_field import Position, is_in
from digitpad.ui.lab.playground import Playground
from digitpad.ui.maps.number_text import number
from digitpad.ui.widgets import Line


class PointedValue(Line):
    """Follows the pointer over the pictures of a playground."""

    def __init__(self, playground: Playground, parent: QWidget | None = None) -> None:
        """Begin without a value."""
        super().__init__(parent)
        self.setObjectName("labValue")
        self._look: Look | None = None
        self._kernels = playground.kernels
        playground.input.pointed.connect(self._point_input)
        playground.kernels.numbers.hovered.connect(self._point_kernel)
        playground.output.hovered.connect(self._point_output)

    def show_look(self, look: Look) -> None:
        """Tell values of ``look`` from now on."""
        self._look = look

    @Slot(object)
    def _point_input(self, position: Position | None) -> None:
        look = self._look
        if position is None or look is None or look.image is None or look.padded is None:
            self.setText("")
            return
        place = self.tr("channel {0}, row {1}, column {2}").format(
            *(str(n).replace("-", "−") for n in position)
        )
        if is_in(position, look.image.shape):
            self.setText(
                self.tr("Input, {0}: {1}").format(place, number(float(look.image[position])))
            )
        elif look.outcome is not None:  # without one nothing is padded
            rows, columns = look.outcome.shape.rows, look.outcome.shape.columns
            there = position[0], position[1] + rows.before, position[2] + columns.before
            self.setText(
                self.tr("Padding, {0}: {1}").format(place, number(float(look.padded[there])))
            )

    @Slot(object)
    def _point_kernel(self, position: Position | None) -> None:
        kernel, weights = self._kernels.selected, self._kernels.weights
        if position is None or not is_in(position, weights.shape):
            self.setText("")
            return
        self.setText(
            self.tr("Kernel {0}, channel {1}, row {2}, column {3}: {4}").format(
                kernel, *position, number(float(weights[position]))
            )
        )

    @Slot(object)
    def _point_output(self, position: Position | None) -> None:
        found = None if self._look is None else self._look.outcome
        if position is None or found is None or not is_in(position, found.maps.shape):
            self.setText("")
            return
        self.setText(
            self.tr("Output, map {0}, row {1}, column {2}: {3}").format(
                *position, number(float(found.maps[position]))
            )
        )
