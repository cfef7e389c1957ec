"""One layer of the network: its maps, its kernel sliding, its weights, any value's arithmetic."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from digitpad.graph.graph import Graph
from digitpad.graph.operation import Position
from digitpad.graph.ops.activation import ActivationOp
from digitpad.graph.ops.convolution import ConvOp
from digitpad.graph.ops.linear import LinearOp
from digitpad.graph.ops.softmax import SoftmaxOp
from digitpad.graph.receptive_field import is_in
from digitpad.graph.slide import Sliding
from digitpad.graph.trace import Activations, ShownLayer
from digitpad.graph.value import explain, is_silenced
from digitpad.reading.classify import share
from digitpad.support.messages import with_value
from digitpad.support.numbers import number, readable, shape_text
from digitpad.training.one_step import weight_step
from digitpad.ui.pages.layers.kernel_view import KernelView
from digitpad.ui.pages.layers.learn_bar import NextStep
from digitpad.ui.pages.layers.maps_view import MapsView, Show, has_bars
from digitpad.ui.pages.layers.slide_view import SlideView
from digitpad.ui.pages.layers.weight_view import WeightStepView, WeightView
from digitpad.ui.widgets.arithmetic_view import ArithmeticView
from digitpad.ui.widgets.basics import Line, divided, filled, label
from digitpad.ui.widgets.choice_row import ChoiceRow
from digitpad.ui.widgets.map_painter import Legend
from digitpad.ui.widgets.names import layer_title
from digitpad.ui.widgets.stack import Stack

ARITHMETIC_LAG = 80  # milliseconds: numbers that change more often cannot be read


class LayerPanel(QWidget):
    """Shows a layer of a trace.

    ``pointed(position | None)``: the value under the pointer, else the selected one.
    ``selected()``: another value is selected. ``silence_asked()``.
    ``kernel_changed(KernelPlace, array)``: numbers typed by hand; ``kernel_undo_asked()``: those
    that were typed last shall be as they were.
    """

    pointed = Signal(object)
    selected = Signal()
    silence_asked = Signal()
    kernel_changed = Signal(object, object)
    kernel_undo_asked = Signal()

    def __init__(self, shown: ShownLayer, below: QWidget, parent: QWidget | None = None) -> None:
        """Make a panel for ``shown``, without a trace; ``below`` stands under all of it."""
        super().__init__(parent)
        self._shown = shown
        self._trace: Activations | None = None
        self._beside: Activations | None = None
        self._how = Show()
        self._position: Position | None = None
        self._explained: Position | None = None
        self._hovered: Position | None = None
        self._step: NextStep | None = None
        self._weight: Position | None = None  # whose step is shown, in the layer's weights
        self.maps = MapsView()
        self.slide = SlideView()
        self.kernels = KernelView()
        self.weights = WeightView()
        self.views = Stack(self.maps, self.slide, self.kernels, self.weights)
        self._modes: list[QWidget] = [self.maps]
        self.mode = ChoiceRow(self.tr("What is shown of the layer"), most=3)
        self.arithmetic = ArithmeticView()
        self.weight_step = WeightStepView()
        self.beside = Stack(self.arithmetic, self.weight_step)  # the views
        self.legend = Legend()
        self.heading = QLabel()
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence = label("", "field")
        self.sentence.setWordWrap(True)
        self.value = Line()
        self._later = QTimer(self, singleShot=True, interval=ARITHMETIC_LAG)
        self._later.timeout.connect(self._explain)
        self._lay_out(below)
        self._connect()
        self.arithmetic.show_nothing()

    def _lay_out(self, below: QWidget) -> None:
        head = filled(QHBoxLayout(), self.heading, 8, self.mode, None, self.legend)
        split = divided(Qt.Orientation.Horizontal, (self.views, 3), (self.beside, 2))
        split.setSizes([480, 300])
        filled(QVBoxLayout(self), head, self.sentence, (split, 1), self.value, below)

    def _connect(self) -> None:
        self.maps.hovered.connect(self._hover)
        self.maps.moved.connect(self._move)
        self.maps.chosen.connect(self.choose)
        self.maps.silence_asked.connect(self.silence_asked)
        self.mode.chosen.connect(self._choose_mode)
        self.slide.moved.connect(self.choose)
        self.kernels.kernel_chosen.connect(self._choose_channel)
        self.kernels.kernel_changed.connect(self.kernel_changed)
        self.kernels.numbers.undo_asked.connect(self.kernel_undo_asked)
        self.weights.unit_chosen.connect(self._choose_channel)
        self.kernels.weight_chosen.connect(self._choose_weight)
        self.weights.weight_chosen.connect(self._choose_weight)

    def set_empty_text(self, text: str) -> None:
        """Show ``text`` where there are no values."""
        self.maps.set_empty_text(text)

    # What it shows

    @property
    def layer(self) -> ShownLayer:
        """The layer that is shown."""
        return self._shown

    @property
    def position(self) -> Position | None:
        """The selected value."""
        return self._position

    def set_layer(self, shown: ShownLayer) -> None:
        """Show ``shown`` from now on, nothing of it selected."""
        self._shown = shown
        self._hovered = self._explained = self._weight = None
        self._select(None)
        names: dict[QWidget, str] = {}
        names[self.maps] = self.tr("Maps") if len(shown.shape) > 1 else self.tr("Values")
        if isinstance(shown.kind, Sliding):
            names[self.slide] = self.tr("Slide")
        if isinstance(shown.kind, ConvOp):
            names[self.kernels] = self.tr("Kernels")
        if isinstance(shown.kind, LinearOp) and len(shown.shape) == 1:
            names[self.weights] = self.tr("Weights")
        before = self._modes[max(self.mode.current(), 0)]
        self._modes = list(names)
        self.mode.set_choices(list(names.values()))
        self.mode.setVisible(len(names) > 1)
        if before in names:  # who looks at kernels goes on with those of the next layer
            self.mode.choose(self._modes.index(before))
        self.heading.setText(f"{layer_title(shown)}   {shape_text(shown.shape)}")
        self.sentence.setText(str(shown.sentence))

    def set_trace(self, trace: Activations | None, beside: Activations | None, how: Show) -> None:
        """Show ``trace``, of a network that has the layer, and ``beside`` to compare with."""
        self._trace, self._beside, self._how = trace, beside, how
        self._show()

    @Slot(object)
    def set_step(self, step: NextStep | None) -> None:
        """Show the gradients of ``step`` beside what they are of; None: none are looked at."""
        self._step = step
        if self.isVisible():  # else what is shown next shows it
            self._show()

    @Slot()
    def _choose_mode(self) -> None:
        self._show()
        if not any(button.hasFocus() for button in self.mode.buttons()):
            self._modes[self.mode.current()].setFocus()  # a click: the keys are for what it shows

    @Slot()
    def _show(self) -> None:
        view = self._modes[max(self.mode.current(), 0)]
        self.views.setCurrentWidget(view)
        trace, shown = self._trace, self._shown
        if trace is None:
            view = self.maps  # it says what to do
            self.views.setCurrentWidget(view)
        channel = None if self._position is None else self._position[0]
        found = None if self._step is None else self._step.found
        if view is self.maps:
            self.maps.show_layer(trace, shown, self._how, self._beside, found)
        elif view is self.slide:
            self.slide.show_layer(trace, shown, self._position)
        elif view is self.kernels:
            self.kernels.show_layer(trace, shown, channel, found)
        else:
            self.weights.show_layer(trace, shown, channel, found)
        is_weight = found is not None and view in (self.kernels, self.weights)
        self.beside.setCurrentWidget(self.weight_step if is_weight else self.arithmetic)
        self._show_weight()
        self._show_legend(view)
        self._tell_value()
        if not self._later.isActive():
            self._later.start()

    def _show_legend(self, view: QWidget) -> None:
        signed, end = self._shown.signed, self.maps.end
        if view is not self.maps or self._trace is None or has_bars(self._shown):
            self.legend.clear()
        elif end is None:
            self.legend.show_scale(signed, self.tr("−max") if signed else "0", self.tr("max"))
        else:
            self.legend.show_scale(signed, f"−{end:.2f}" if signed else "0", f"{end:.2f}")

    # Pointing and selecting

    @Slot(object)
    def _hover(self, position: Position | None) -> None:
        self._hovered = position
        self._tell_value()

    @Slot(object)
    def _move(self, position: Position) -> None:
        """Tell the value that an arrow key went to; its arithmetic follows on Enter."""
        self._hovered = None
        self._position = position
        self._tell_value()
        self.selected.emit()

    @Slot(object)
    def choose(self, position: Position) -> None:
        """Select the value at ``position``, and explain it."""
        self._select(position)
        self._explained = position
        self._explain()

    @Slot(int)
    def _choose_channel(self, channel: int) -> None:
        """Stay at the same place of another map, or go to its middle."""
        rest = tuple(size // 2 for size in self._shown.shape[1:])
        if self._position is not None:
            rest = self._position[1:]
        self.choose((channel, *rest))

    def _select(self, position: Position | None) -> None:
        self._position = position
        self.maps.set_current(position)
        self._tell_value()
        self.selected.emit()

    def _tell_value(self) -> None:
        position = self._hovered or self._position
        if position is None or self._trace is None or not is_in(position, self._shown.shape):
            self.value.setText("")
            self.pointed.emit(None)
            return
        value = float(self._trace.values(self._shown)[position])
        is_share = isinstance(self._shown.kind, SoftmaxOp)
        told = share(value, 4) if is_share else number(value, 4)
        text = with_value(self.name_of(position), told)
        if self._step is not None and self.views.currentWidget() is self.maps:
            slope = self._step.found.values(self._shown)
            if is_in(position, slope.shape):
                text += self.tr("; dL/d(output) {0}").format(readable(float(slope[position])))
        self.value.setText(text)
        self.pointed.emit(position)

    @Slot(object)
    def _choose_weight(self, place: Position) -> None:
        """Show the next step of the weight at ``place`` of the layer's weights."""
        self._weight = place
        self._show_weight()

    def _show_weight(self) -> None:
        step, place = self._step, self._weight
        if step is None or self.beside.currentWidget() is not self.weight_step:
            return
        weights = step.found.of_part(self._shown.index, "weight")
        if weights is None:
            self.weight_step.show_nothing(self.tr("The weights of this layer do not learn."))
        elif place is None or not is_in(place, weights.shape):
            self.weight_step.show_nothing()
        else:
            found = weight_step(
                step.found, self._shown.index, place, step.learning_rate, step.momentum
            )
            assert found is not None
            self.weight_step.show_step(self._name_of_weight(place), found)

    def _name_of_weight(self, place: Position) -> str:
        if len(place) == 4:
            return self.tr("{0}, kernel {1}, over map {2}, row {3}, column {4}").format(
                layer_title(self._shown), *place
            )
        return self.tr("{0}, unit {1}, weight {2}").format(layer_title(self._shown), *place)

    def name_of(self, position: Position) -> str:
        """Return layer and place of a value in words."""
        if len(position) == 1:
            return self.tr("{0}, unit {1}").format(layer_title(self._shown), position[0])
        if len(position) == 3:
            return self.tr("{0}, map {1}, row {2}, column {3}").format(
                layer_title(self._shown), *position
            )
        places = ", ".join(map(str, position))
        return self.tr("{0} at {1}").format(layer_title(self._shown), places)

    @Slot()
    def _explain(self) -> None:
        self._later.stop()
        position, trace, index = self._explained, self._trace, self._shown.index
        if position is None or trace is None or not is_in(position, self._shown.shape):
            self.arithmetic.show_nothing()
            return
        self.arithmetic.show_explanation(
            self.name_of(position),
            explain(trace, index, position),
            float(trace.outputs[index][position]),
            rectified=index > 0 and _goes_into_a_relu(trace.graph, index),
            silenced=is_silenced(trace, index, position),
        )


def _goes_into_a_relu(graph: Graph, index: int) -> bool:
    """Tell whether a ReLU takes what operation ``index`` gives, wherever it stands among others."""
    return any(
        index in taken
        and isinstance(operation.kind, ActivationOp)
        and operation.kind.function == "relu"
        for taken, operation in zip(graph.input_indices, graph.operations, strict=True)
    )
