"""All kernels of a convolution as images, and the numbers of one of them, to be changed by hand."""

from __future__ import annotations

from math import floor, log10

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from digitpad.graph.changes import KernelPlace
from digitpad.graph.gradient import Gradients
from digitpad.graph.operation import Array, Position
from digitpad.graph.ops.convolution import ConvOp
from digitpad.graph.receptive_field import is_in
from digitpad.graph.trace import Activations, ShownLayer
from digitpad.support.colour_scales import limit
from digitpad.support.numbers import number
from digitpad.ui.widgets.basics import Line, divided, filled
from digitpad.ui.widgets.map_grid import MapGrid
from digitpad.ui.widgets.number_grid import ROOMY_SIDE, NumberGrid

_SUPERSCRIPT = dict(zip("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))


class SlopeGrid(NumberGrid):
    """Numbers that are looked at and not typed over; ``unit`` is what they are written in."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty grid."""
        super().__init__(parent)
        self.setObjectName("slopeGrid")
        self.setAccessibleName(self.tr("Gradients of the kernel"))
        self._exponent = 0

    def show_slopes(self, slopes: Array, end: float) -> None:
        """Show ``slopes`` (channels, rows, columns). end: of the colours' scale."""
        self._exponent = floor(log10(limit(slopes)))
        self.show_values(slopes, signed=True, end=end)

    def unit(self) -> str:
        """Return the power of ten that the numbers are written in, as ``10⁻³``; "" for 1."""
        return power_of_ten(self._exponent)

    def _number_text(self, value: float, side: float) -> str:
        return number(value / 10.0**self._exponent, 2 if side >= ROOMY_SIDE else 1)

    @property
    def _can_type(self) -> bool:
        return False


def power_of_ten(exponent: int) -> str:
    """Return ``10⁻³`` for -3, and nothing for 0."""
    return "10" + "".join(_SUPERSCRIPT[sign] for sign in str(exponent)) if exponent else ""


class KernelView(QWidget):
    """``kernel_chosen(int)``; ``kernel_changed(KernelPlace, array)``: numbers typed by hand.

    Above, a column for each kernel and a row for each channel that it slides over; below, the
    numbers of the chosen kernel. With gradients those of the chosen channel alone, and the
    gradients beside them; then ``weight_chosen(position)`` tells the weight that is looked at.
    """

    weight_chosen = Signal(object)
    kernel_chosen = Signal(int)
    kernel_changed = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty view."""
        super().__init__(parent)
        self.setObjectName("kernelView")
        self._weights: Array | None = None  # (kernels, channels, size, size)
        self._layer = ""
        self._kernel = 0
        self._channel = 0  # whose numbers are shown, with gradients
        self._slopes: Array | None = None  # of the weights
        self._pointed: Position | None = None  # kernel, channel, row, column
        self.matrix = MapGrid()
        self.matrix.setObjectName("kernelMatrix")
        self.matrix.setAccessibleName(self.tr("Kernels"))
        self.matrix.setMinimumSize(200, 60)
        self.numbers = NumberGrid()
        self.numbers.setMinimumSize(100, 60)
        self.slopes = SlopeGrid()
        self.slopes.setMinimumSize(100, 60)
        self._titles = Line(), Line()
        sides = []
        for line, grid in zip(self._titles, (self.numbers, self.slopes), strict=True):
            side = QWidget()
            filled(QVBoxLayout(side), line, (grid, 1), spacing=2)
            sides.append(side)
        self._beside = sides[1]
        below = QWidget()
        filled(QHBoxLayout(below), *((side, 1) for side in sides), spacing=10)
        self._show_titles(False)
        self.name = Line()
        split = divided(Qt.Orientation.Vertical, (self.matrix, 0), (below, 0))
        split.setSizes([120, 220])
        filled(QVBoxLayout(self), (split, 1), self.name)
        self.matrix.chosen.connect(self._choose)
        self.matrix.moved.connect(self._choose)
        self.matrix.hovered.connect(self._tell_matrix)
        self.numbers.hovered.connect(self._tell_number)
        self.numbers.moved.connect(self._tell_number)
        self.numbers.chosen.connect(self._tell_number)
        self.numbers.edited.connect(self._take_number)
        self.slopes.hovered.connect(self._tell_number)
        for signal in (self.numbers.moved, self.numbers.chosen):
            signal.connect(self._choose_weight)
        for signal in (self.slopes.moved, self.slopes.chosen):
            signal.connect(self._choose_slope)

    def _show_titles(self, shown: bool) -> None:
        self._titles[0].setVisible(shown)
        self._beside.setVisible(shown)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:  # noqa: N802
        """Give the numbers the keyboard; with a focus proxy, Tab would leave out the kernels."""
        self.numbers.setFocus(reason)

    def show_layer(
        self,
        trace: Activations | None,
        shown: ShownLayer,
        kernel: int | None,
        found: Gradients | None = None,
    ) -> None:
        """Show the kernels of ``shown`` in ``trace``, and the numbers of ``kernel``.

        kernel: None for the one that was shown last. Kernels that were changed are marked.
        found: gradients to show beside them.
        """
        if trace is None or not isinstance(shown.kind, ConvOp):
            self._weights = self._slopes = None
            self._show_titles(False)
            self.numbers.end_editing()
            self.matrix.show_values(None, signed=True)
            self.numbers.show_values(None, signed=True)
            self.name.setText("")
            return
        weights = trace.parameters(shown.index)["weight"]
        if shown.name != self._layer:
            self.numbers.set_current(None)
        if (
            shown.name != self._layer
            or self._weights is None
            or self._weights.shape != weights.shape
        ):
            self.numbers.end_editing()  # the number is not there any more
        self._weights, self._layer = weights, shown.name
        self._kernel = min(self._kernel if kernel is None else kernel, len(weights) - 1)
        self._channel = min(self._channel, weights.shape[1] - 1)
        slopes = None if found is None else found.of_part(shown.index, "weight")
        self._slopes = slopes if slopes is not None and slopes.shape == weights.shape else None
        kernels = len(weights)
        in_rows = weights.swapaxes(0, 1).reshape(-1, *weights.shape[2:])  # a row for each channel
        marked = tuple(
            place.channel * kernels + place.kernel
            for place in trace.changes.kernels
            if place.layer == shown.name
        )
        end = limit(weights)
        self.matrix.show_values(in_rows, signed=True, end=end, columns=kernels, marked=marked)
        self._show_numbers()
        if self._pointed is not None and is_in(self._pointed, weights.shape):
            self._tell(self._pointed)
        else:
            self._tell_number(None)

    def _show_numbers(self) -> None:
        """Show the chosen kernel's numbers: of all channels, or of one beside its gradients."""
        assert self._weights is not None
        kernel, end = self._weights[self._kernel], limit(self._weights)
        self._show_titles(self._slopes is not None)
        if self._slopes is None:
            self.numbers.show_values(kernel, signed=True, end=end)
            return
        one = slice(self._channel, self._channel + 1)
        self.numbers.show_values(kernel[one], signed=True, end=end)
        self.slopes.show_slopes(self._slopes[self._kernel, one], limit(self._slopes[self._kernel]))
        self._titles[0].setText(
            self.tr("Kernel {0}, over map {1}").format(self._kernel, self._channel)
        )
        unit = self.slopes.unit()
        name = self.tr("Gradient dL/dw, in {0}") if unit else self.tr("Gradient dL/dw")
        self._titles[1].setText(name.format(unit))

    def _in_weights(self, position: Position) -> Position:
        """Return where in the layer's weights a position of the numbers is."""
        channel = position[0] if self._slopes is None else self._channel
        return (self._kernel, channel, *position[1:])

    @Slot(object)
    def _choose(self, position: Position) -> None:
        if self._weights is None:
            return
        channel, kernel = divmod(position[0], len(self._weights))
        self._kernel, self._channel = kernel, channel
        self._show_numbers()
        place = (channel if self._slopes is None else 0, *position[1:])
        self.numbers.set_current(place)
        self._tell_number(self.numbers.current())
        self.kernel_chosen.emit(kernel)
        self._choose_weight(place)

    @Slot(object)
    def _choose_slope(self, position: Position) -> None:
        self.numbers.set_current(position)
        self._tell_number(position)
        self._choose_weight(position)

    @Slot(object)
    def _choose_weight(self, position: Position) -> None:
        """Tell which weight was chosen, by its number or by its gradient."""
        self.slopes.set_current(None if self._slopes is None else position)
        self.weight_chosen.emit(self._in_weights(position))

    @Slot(object)
    def _tell_matrix(self, position: Position | None) -> None:
        if position is None or self._weights is None:
            self._tell_number(None)
            return
        channel, kernel = divmod(position[0], len(self._weights))
        self._pointed = (kernel, channel, *position[1:])
        self._tell(self._pointed)

    @Slot(object)
    def _tell_number(self, position: Position | None) -> None:
        """Tell the number that the pointer is at, else the selected one."""
        self._pointed = None if position is None else self._in_weights(position)
        position = position or self.numbers.current()
        if position is not None and self._weights is not None:
            self._tell(self._in_weights(position))
        elif self._weights is not None:
            self.name.setText(
                self.tr("Kernel {0}: choose a number and type another over it").format(self._kernel)
            )

    def _tell(self, place: Position) -> None:
        assert self._weights is not None
        value = number(float(self._weights[place]), 4)
        self.name.setText(
            self.tr("Kernel {0}, over map {1}, row {2}, column {3}: {4}").format(*place, value)
        )

    @Slot(object, float)
    def _take_number(self, position: Position, value: float) -> None:
        if self._weights is None:
            return
        _, channel, row, column = self._in_weights(position)
        numbers = np.array(self._weights[self._kernel, channel])
        numbers[row, column] = value
        self.kernel_changed.emit(KernelPlace(self._layer, self._kernel, channel), numbers)
