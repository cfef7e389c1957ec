"""The Layers page: what the network does to the current drawing, from the ink to the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFont, QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from digitpad.graph.changes import NO_CHANGES, Changes, Channel, Kernel, KernelPlace
from digitpad.graph.flow import Flow, FlowCell, at_first, flow_of
from digitpad.graph.graph import Graph
from digitpad.graph.operation import Position
from digitpad.graph.receptive_field import Region, is_in, projective_field, receptive_field
from digitpad.graph.trace import ShownLayer, Trace, is_log
from digitpad.ink.input.preparation import ALL_STEPS, Preparation
from digitpad.network.architecture import TUTORIAL
from digitpad.network.described import graph_of
from digitpad.reading.classify import percent
from digitpad.reading.read import Inspection, InspectionResult, Reading
from digitpad.ui.pages.layers.comparison import Comparison, LayersControls, answer_of
from digitpad.ui.pages.layers.flow_strip import FOLDED, INK, FlowScroll, FlowStrip
from digitpad.ui.pages.layers.layer_panel import LayerPanel
from digitpad.ui.pages.layers.preparation_view import PreparationView
from digitpad.ui.pages.layers.why_view import WhyView
from digitpad.ui.widgets.basics import Line, panel
from digitpad.ui.widgets.layer_words import changes_in_words, title
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.figures.spec import Shown


class LayersPage(QWidget):
    """Every layer of the model for the current drawing; looked at while it is visible.

    ``input_marked(Region | None)``: what of the input the value under the pointer depends on.
    ``take_away_asked()``: somebody shall be given to ``offer_to``. ``offered(Trace | None, Shown,
    bool, Steps | None)``: what there is to be taken away, see ``TakeAwayDialog.show_trace``.
    """

    input_marked = Signal(object)
    take_away_asked = Signal()
    offered = Signal(object, object, bool, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        """Build the page over ``session``."""
        super().__init__(parent)
        self.setObjectName("layersPage")
        self._session = session
        self._inspected: InspectionResult | None = None
        self._inspection = Inspection()
        self._graph = graph_of(TUTORIAL, {})  # to show a flow before there are numbers
        self._unfolded: frozenset[str] = frozenset()  # modules
        self._flow = flow_of(self._graph, self._unfolded)
        self._place = 1  # in the flow: the first convolution
        self._taker: QWidget | None = None  # is offered what is shown, while it is visible
        self.strip = FlowStrip()
        self.panel = LayerPanel(self._flow.cells[self._place].layer)
        self.preparation = PreparationView()
        self.why = WhyView()
        self.views = QStackedWidget()
        for view in (self.panel, self.preparation, self.why):
            self.views.addWidget(view)
        self.comparison = Comparison(session, self)
        self.controls = LayersControls(self.comparison)
        self.verdict = Line()
        self.verdict.setObjectName("layersVerdict")
        font = self.verdict.font()
        font.setWeight(QFont.Weight.DemiBold)
        self.verdict.setFont(font)
        self._lay_out()
        self._connect()
        self._use_network(self._graph)
        self._show()

    def _lay_out(self) -> None:
        top, bottom = panel(), panel()
        above = QVBoxLayout(top)
        above.setContentsMargins(8, 6, 8, 6)
        above.addWidget(FlowScroll(self.strip))
        below = QVBoxLayout(bottom)
        below.setContentsMargins(12, 10, 12, 8)
        below.addWidget(self.views, 1)
        below.addWidget(self.controls)
        below.addWidget(self.verdict)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(top)
        page.addWidget(bottom, 1)

    def _connect(self) -> None:
        self._session.model_changed.connect(self._take_model)
        self._session.model_failed.connect(self._tell_emptiness)
        self.strip.chosen.connect(self._choose_place)
        self.strip.fold_asked.connect(self._fold)
        self.panel.pointed.connect(self._mark)
        self.panel.selected.connect(self._enable)
        self.panel.silence_asked.connect(self._silence)
        self.panel.kernel_changed.connect(self._change_kernel)
        self.preparation.preparation_changed.connect(self._change_preparation)
        self.comparison.changed.connect(self._look_again)
        self.controls.shown_otherwise.connect(self._show)
        self.controls.silence_asked.connect(self._silence)
        self.controls.restore_asked.connect(self._restore)
        self.controls.save_asked.connect(self._open_take_away)

    @property
    def layer_names(self) -> list[str]:
        """What can be shown: ``ink``, the layers and folded modules by their names, ``why``."""
        return ["ink", *(cell.title for cell in self._flow.cells), "why"]

    @property
    def selected_layer(self) -> str:
        """Which of ``layer_names`` is shown."""
        return self.layer_names[self._place - INK]

    def select_layer(self, name: str) -> None:
        """Show the layer called ``name``, if it is there."""
        if name in self.layer_names:
            place = self.layer_names.index(name) + INK
            self.strip.select(place)
            self._choose_place(place)

    def hand_over(self) -> tuple[str, Inspection]:
        """Return which layer is shown, and what was changed, for another page."""
        return self.selected_layer, self._inspection

    def take_over(self, shown: tuple[str, Inspection]) -> None:
        """Show what another page has shown."""
        name, inspection = shown
        self.preparation.set_preparation(inspection.preparation)
        self._change(inspection.changes, inspection.preparation)
        if name in self.layer_names:
            self.select_layer(name)

    def explain_value(self, position: Position) -> bool:
        """Select a value of the layer that is shown, and explain it; False: it has no such one."""
        is_there = INK < self._place < self.strip.why and is_in(position, self.layer.shape)
        if is_there:
            self.panel.choose(position)
        return is_there

    # What it shows

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        if self._session.reading is None:  # the canvas was wiped while nobody looked
            self.take_reading(None)
        self._look_again()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802, D102
        super().hideEvent(event)
        self._session.inspect(None)
        self.input_marked.emit(None)

    @property
    def trace(self) -> Trace | None:
        """What the network computes for the drawing that is shown."""
        return None if self._inspected is None else self._inspected.trace

    @property
    def layer(self) -> ShownLayer:
        """The layer whose maps are shown, or were shown last."""
        return self.panel.layer

    @property
    def changes(self) -> Changes:
        """What is changed by hand in the network."""
        return self._inspection.changes

    @Slot(object)
    def take_reading(self, reading: Reading | None) -> None:
        """Show what ``reading`` tells of the layers, while the page is visible."""
        if not self.isVisible():
            self._inspected = None
            return
        self._inspected = None if reading is None else reading.inspected
        self._follow_network()
        if self.comparison.network is not self._inspection.beside_network:
            self._look_again()  # another model is the earlier one now
        self._show()

    @Slot()
    def _take_model(self) -> None:
        self._tell_emptiness()
        if self._follow_network():
            self._show()
        self._look_again()

    @Slot()
    def _tell_emptiness(self) -> None:
        if self._session.network is None:
            text = self.tr("No model is loaded. Choose one with Model → Open.")
        else:
            text = self.tr("Draw a digit to see what each layer makes of it.")
        self.panel.set_empty_text(text)

    def _follow_network(self) -> bool:
        """Have the layers of what made the trace, else of what reads; True: these are others."""
        trace = self.trace
        graph = self._session.network if trace is None else trace.graph
        if graph is None or graph.operations is self._graph.operations:
            return False
        self._use_network(graph)
        return True

    def _use_network(self, graph: Graph) -> None:
        """Show the layers of ``graph``, and stay at the one of the same name, if any."""
        self._graph = graph
        self._unfolded = at_first(graph)
        self._show_flow(flow_of(graph, self._unfolded))
        self._tell_emptiness()

    def _show_flow(self, flow: Flow) -> None:
        """Show the cells of ``flow``, and stay at that of the same name or layer, if any."""
        name, layer = self.layer_names[self._place - INK], self.layer
        self._flow = flow
        cells = flow.cells
        same = [n for n, cell in enumerate(cells) if cell.layer.name == layer.name]
        if name in self.layer_names:
            self._place = self.layer_names.index(name) + INK
        elif same:
            self._place = same[0]
        else:
            self._place = min(self._place, len(cells) - 1)
        self.strip.set_flow(flow, [_short_title(cell) for cell in cells])
        self.strip.select(self._place)
        self.panel.set_layer(cells[min(max(self._place, 0), len(cells) - 1)].layer)

    @Slot(str, bool)
    def _fold(self, module: str, is_folded: bool) -> None:
        inside = {name for name in self._unfolded if name.startswith(f"{module}.")} | {module}
        self._unfolded = self._unfolded - inside if is_folded else self._unfolded | {module}
        self._show_flow(flow_of(self._graph, self._unfolded))
        self._show()

    @Slot()
    def _show(self) -> None:
        """Bring everything up to the newest look."""
        inspected, trace = self._inspected, self.trace
        sheet = None if inspected is None else inspected.thumbnail
        self.strip.show_trace(trace, sheet, each=self.controls.how.each)
        if self._place == INK:
            self.views.setCurrentWidget(self.preparation)
            if inspected is None:
                self.preparation.set_subject(None, self._session.network, None)
            else:
                self.preparation.set_subject(
                    inspected.drawing, inspected.network, inspected.ready_steps
                )
        elif self._place == self.strip.why:
            self.views.setCurrentWidget(self.why)
            image = None if trace is None else trace.image
            answer = None if trace is None else int(trace.probabilities.argmax())
            network = self._session.network if inspected is None else inspected.network
            normalise = inspected is None or inspected.inspection.preparation.normalise
            self.why.set_subject(image, network, answer, normalise)
        else:
            self.views.setCurrentWidget(self.panel)
            beside = None if inspected is None else inspected.beside
            if trace is not None and beside is not None:
                self.panel.maps.name_traces(*self.comparison.names(trace, beside))
            self.panel.set_trace(trace, beside, self.controls.how)
        if self._takes_away:
            self._offer(trace)
        self._enable()
        self._tell_verdict()

    @Slot()
    def _enable(self) -> None:
        can_be_silent = not self.layer.is_input and not is_log(self.layer.kind)
        self.controls.enable(
            for_layer=INK < self._place < self.strip.why,
            silence=self.panel.position is not None and can_be_silent,
            restore=not self._inspection.changes_nothing,
            save=self.trace is not None,
        )

    def _tell_verdict(self) -> None:
        """Say what the answer is with the changes, beside what it is without them."""
        reading, trace = self._session.reading, self.trace
        answer = None if reading is None else reading.answer
        words: list[str] = []
        if trace is not None:
            words = changes_in_words(trace.changes, self._inspection.preparation)
        if not words or trace is None or answer is None:
            self.verdict.setText("")
            return
        self.verdict.setText(
            self.tr("{0}: {1} instead of {2} ({3})").format(
                ", ".join(words), answer_of(trace), answer.digit, percent(answer.confidence)
            )
        )

    # Choosing and pointing

    @Slot(int)
    def _choose_place(self, place: int) -> None:
        self._place = place
        if INK < place < self.strip.why:
            self.panel.set_layer(self._flow.cells[place].layer)
        else:
            self._mark(None)
        self._show()
        if place == INK:
            self._look_again()

    @Slot(object)
    def _mark(self, position: Position | None) -> None:
        """Frame what the value at ``position`` depends on, and what depends on it."""
        trace, index = self.trace, self.layer.index
        regions: dict[int, Region] = {}
        if position is not None and trace is not None:
            for layer in (cell.layer for cell in self._flow.cells):
                field = receptive_field if layer.index <= index else projective_field
                region = field(trace.graph, index, position, layer.index)
                # A frame around everything tells nothing.
                if tuple(map(len, region)) != layer.shape and all(region):
                    regions[layer.index] = region
        self.strip.mark(regions)
        self.input_marked.emit(regions.get(0) if self.isVisible() else None)

    # Changing

    @Slot()
    def _silence(self) -> None:
        position = self.panel.position
        if position is not None and self.controls.silence.isEnabled():
            self._change(self.changes.with_toggled(Channel(self.layer.name, position[0])))

    @Slot(object, object)
    def _change_kernel(self, place: KernelPlace, kernel: Kernel) -> None:
        self._change(self.changes.with_kernel(place, kernel))

    @Slot(object)
    def _change_preparation(self, preparation: Preparation) -> None:
        self._change(self.changes, preparation)

    @Slot()
    def _restore(self) -> None:
        self.preparation.set_preparation(ALL_STEPS)
        self._change(NO_CHANGES, ALL_STEPS)

    def _change(self, changes: Changes, preparation: Preparation | None = None) -> None:
        kept = self._inspection.preparation if preparation is None else preparation
        self._inspection = Inspection(changes, kept)
        self._look_again()

    @Slot()
    def _look_again(self) -> None:
        """Ask for what is to be seen now, with what it is to be compared with."""
        self._inspection = Inspection(
            self.changes,
            self._inspection.preparation,
            self.comparison.drawing,
            self.comparison.network,
            shows_steps=self._place == INK or self._takes_away,
        )
        if self.isVisible():
            self._session.inspect(self._inspection)
        self._enable()

    # Taking away

    @Slot()
    def _open_take_away(self) -> None:
        if self.trace is not None:
            self.take_away_asked.emit()
            self._look_again()  # with the steps of the ink, which may be taken

    def offer_to(self, taker: QWidget) -> None:
        """Offer what is shown, now and as long as ``taker`` is visible."""
        self._taker = taker
        self._offer(self.trace)

    @property
    def _takes_away(self) -> bool:
        return self._taker is not None and self._taker.isVisible()

    def _offer(self, trace: Trace | None) -> None:
        """Let what is shown of ``trace`` be taken away; None: there is nothing."""
        steps = None if self._inspected is None else self._inspected.ready_steps
        shown: Shown = "ink" if self._place == INK else self.layer
        self.offered.emit(trace, shown, self.controls.how.each, steps)


def _short_title(cell: FlowCell) -> str:
    """Return a cell's title without the module that is unfolded around it."""
    if not cell.folds and not cell.within:
        return title(cell.layer)
    name = cell.title.removeprefix(f"{cell.within}.")
    return FOLDED + name if cell.folds else name
