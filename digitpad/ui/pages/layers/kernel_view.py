"""All kernels of a convolution as images, and the numbers of one of them, to be changed by hand."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from digitpad.graph.changes import KernelPlace
from digitpad.graph.operation import Array, Position
from digitpad.graph.ops.convolution import ConvOp
from digitpad.graph.receptive_field import is_in
from digitpad.graph.trace import ShownLayer, Trace
from digitpad.support.colour_scales import limit
from digitpad.ui.widgets.basics import Line, divided, filled
from digitpad.ui.widgets.map_grid import MapGrid
from digitpad.ui.widgets.number_grid import NumberGrid


class KernelView(QWidget):
    """``kernel_chosen(int)``; ``kernel_changed(KernelPlace, array)``: numbers typed by hand.

    Above, a column for each kernel and a row for each channel that it slides over; below, the
    numbers of the chosen kernel.
    """

    kernel_chosen = Signal(int)
    kernel_changed = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty view."""
        super().__init__(parent)
        self.setObjectName("kernelView")
        self._weights: Array | None = None  # (kernels, channels, size, size)
        self._layer = ""
        self._kernel = 0
        self._pointed: Position | None = None  # kernel, channel, row, column
        self.matrix = MapGrid()
        self.matrix.setObjectName("kernelMatrix")
        self.matrix.setAccessibleName(self.tr("Kernels"))
        self.matrix.setMinimumSize(200, 60)
        self.numbers = NumberGrid()
        self.numbers.setMinimumSize(200, 100)
        self.name = Line()
        split = divided(Qt.Orientation.Vertical, (self.matrix, 0), (self.numbers, 0))
        split.setSizes([120, 220])
        filled(QVBoxLayout(self), (split, 1), self.name)
        self.matrix.chosen.connect(self._choose)
        self.matrix.moved.connect(self._choose)
        self.matrix.hovered.connect(self._tell_matrix)
        self.numbers.hovered.connect(self._tell_number)
        self.numbers.moved.connect(self._tell_number)
        self.numbers.chosen.connect(self._tell_number)
        self.numbers.edited.connect(self._take_number)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:  # noqa: N802
        """Give the numbers the keyboard; with a focus proxy, Tab would leave out the kernels."""
        self.numbers.setFocus(reason)

    def show_layer(self, trace: Trace | None, shown: ShownLayer, kernel: int | None) -> None:
        """Show the kernels of ``shown`` in ``trace``, and the numbers of ``kernel``.

        kernel: None for the one that was shown last. Kernels that were changed are marked.
        """
        if trace is None or not isinstance(shown.kind, ConvOp):
            self._weights = None
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
        kernels = len(weights)
        in_rows = weights.swapaxes(0, 1).reshape(-1, *weights.shape[2:])  # a row for each channel
        marked = tuple(
            place.channel * kernels + place.kernel
            for place in trace.changes.kernels
            if place.layer == shown.name
        )
        end = limit(weights)
        self.matrix.show_values(in_rows, signed=True, end=end, columns=kernels, marked=marked)
        self.numbers.show_values(weights[self._kernel], signed=True, end=end)
        if self._pointed is not None and is_in(self._pointed, weights.shape):
            self._tell(self._pointed)
        else:
            self._tell_number(None)

    @Slot(object)
    def _choose(self, position: Position) -> None:
        if self._weights is None:
            return
        channel, kernel = divmod(position[0], len(self._weights))
        self._kernel = kernel
        self.numbers.show_values(self._weights[kernel], signed=True, end=limit(self._weights))
        self.numbers.set_current((channel, *position[1:]))
        self._tell_number(self.numbers.current())
        self.kernel_chosen.emit(kernel)

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
        self._pointed = None if position is None else (self._kernel, *position)
        position = position or self.numbers.current()
        if position is not None and self._weights is not None:
            self._tell((self._kernel, *position))
        elif self._weights is not None:
            self.name.setText(
                self.tr("Kernel {0}: choose a number and type another over it").format(self._kernel)
            )

    def _tell(self, place: Position) -> None:
        assert self._weights is not None
        value = f"{float(self._weights[place]):.4f}".replace("-", "−")
        self.name.setText(
            self.tr("Kernel {0}, over map {1}, row {2}, column {3}: {4}").format(*place, value)
        )

    @Slot(object, float)
    def _take_number(self, position: Position, value: float) -> None:
        if self._weights is None:
            return
        channel, row, column = position
        numbers = np.array(self._weights[self._kernel, channel])
        numbers[row, column] = value
        self.kernel_changed.emit(KernelPlace(self._layer, self._kernel, channel), numbers)
