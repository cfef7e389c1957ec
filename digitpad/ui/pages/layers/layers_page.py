"""The Layers page: what the network does to the current drawing, from the ink to the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from digitpad.graph.changes import NO_CHANGES, Changes, Channel
from digitpad.graph.operation import Position
from digitpad.graph.receptive_field import Region, is_in
from digitpad.graph.trace import Activations, ShownLayer, is_log
from digitpad.ink.input.preparation import ALL_STEPS
from digitpad.network.architecture import TUTORIAL
from digitpad.network.described import graph_of
from digitpad.reading.read import Inspection, InspectionResult, Reading
from digitpad.ui.pages.layers.comparison import Comparison, LayersControls
from digitpad.ui.pages.layers.flow_choice import FlowChoice
from digitpad.ui.pages.layers.flow_scroll import FlowScroll
from digitpad.ui.pages.layers.flow_strip import FlowStrip
from digitpad.ui.pages.layers.hand_changes import ByHand, HandChanges, Verdict
from digitpad.ui.pages.layers.layer_panel import LayerPanel
from digitpad.ui.pages.layers.learn_bar import LearnBar, LearnSettings
from digitpad.ui.pages.layers.preparation_view import PreparationView
from digitpad.ui.pages.layers.why_view import WhyView
from digitpad.ui.widgets.basics import filled, panel
from digitpad.ui.widgets.stack import Stack
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.figures.spec import Shown


class LayersPage(QWidget):
    """Every layer of the model for the current drawing; looked at while it is visible.

    ``input_marked(Region | None)``: what of the input the value under the pointer depends on.
    ``take_away_asked()``: somebody shall be given to ``offer_to``. ``offered(Activations | None,
    Shown, bool, Steps | None)``: what there is to be taken away, see ``TakeAwayDialog.show_trace``.
    """

    input_marked = Signal(object)
    take_away_asked = Signal()
    offered = Signal(object, object, bool, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        """Build the page over ``session``."""
        super().__init__(parent)
        self.setObjectName("layersPage")
        self._session = session
        self._reading: Reading | None = None  # with what is seen inside, while it is visible
        self._inspection = Inspection()
        self._by_hand = HandChanges(session, self)
        self._flow = FlowChoice(graph_of(TUTORIAL, {}))  # before there are numbers
        self._taker: QWidget | None = None  # is offered what is shown, while it is visible
        self.strip = FlowStrip()
        self.learn = LearnBar()
        self.panel = LayerPanel(self._flow.layer, self.learn)
        self.preparation = PreparationView()
        self.why = WhyView()
        self.views = Stack(self.panel, self.preparation, self.why)
        self.comparison = Comparison(session, self)
        self.controls = LayersControls(self.comparison, self.learn)
        self.verdict = Verdict()
        self._lay_out()
        self._connect()
        self._show_flow()
        self._tell_emptiness()
        self._show()

    def _lay_out(self) -> None:
        top, bottom = panel(), panel()
        filled(QVBoxLayout(top), FlowScroll(self.strip), margins=(8, 6, 8, 6))
        below = (self.views, 1), self.controls, self.verdict
        filled(QVBoxLayout(bottom), *below, margins=(12, 10, 12, 8))
        filled(QVBoxLayout(self), top, (bottom, 1))

    def _connect(self) -> None:
        self._session.model_asked.connect(self._tell_emptiness)
        self._session.model_changed.connect(self._take_model)
        self._session.model_failed.connect(self._tell_emptiness)
        self._session.network_changed.connect(self._follow_changes)
        self.strip.chosen.connect(self._choose_place)
        self.strip.fold_asked.connect(self._fold)
        self.panel.pointed.connect(self._mark)
        self.panel.selected.connect(self._enable)
        self.panel.silence_asked.connect(self._silence)
        self.panel.kernel_changed.connect(self._by_hand.change_kernel)
        self.panel.kernel_undo_asked.connect(self._by_hand.take_kernel_back)
        self.preparation.preparation_changed.connect(self._by_hand.change_preparation)
        self._by_hand.changed_by_hand.connect(self.learn.forget_steps)
        self._by_hand.changed.connect(self._look_again)
        self.comparison.changed.connect(self._compare)
        self.learn.switch.toggled.connect(self._look_again)  # what has learnt answers, or not
        self.learn.switch.toggled.connect(self._show)
        self.learn.changed.connect(self.panel.set_step)
        self.learn.stepped.connect(self._by_hand.take_step)
        for part in (self.strip, self.panel.maps.grid, self.panel.maps.bars):
            part.addActions(self.controls.actions_)
        self.controls.shown_otherwise.connect(self._show)
        self.controls.silence_asked.connect(self._silence)
        self.controls.restore_asked.connect(self._restore)
        self.controls.save_asked.connect(self._open_take_away)

    @property
    def layer_names(self) -> list[str]:
        """What can be shown: ``ink``, the layers and folded modules by their names, ``why``."""
        return self._flow.names

    @property
    def selected_layer(self) -> str:
        """Which of ``layer_names`` is shown."""
        return self._flow.name

    def select_layer(self, name: str) -> None:
        """Show the layer called ``name``, if it is there."""
        if (place := self._flow.place_of(name)) is not None:
            self.strip.select(place)
            self._choose_place(place)

    def hand_over(self) -> tuple[str, ByHand, LearnSettings]:
        """Return which layer is shown, what was changed, how it learns, for another page."""
        return self.selected_layer, self._by_hand.hand_over(), self.learn.settings()

    def take_over(self, shown: tuple[str, ByHand, LearnSettings]) -> None:
        """Show what another page has shown."""
        name, by_hand, learning = shown
        self.learn.set_settings(learning)
        self.preparation.set_preparation(by_hand.preparation)
        self._by_hand.take_over(by_hand)
        self.select_layer(name)

    def explain_value(self, position: Position) -> bool:
        """Select a value of the layer that is shown, and explain it; False: it has no such one."""
        is_there = self._flow.is_layer and is_in(position, self.layer.shape)
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
    def _inspected(self) -> InspectionResult | None:
        return None if self._reading is None else self._reading.inspected

    @property
    def trace(self) -> Activations | None:
        """What the network computes for the drawing that is shown."""
        return None if self._inspected is None else self._inspected.trace

    @property
    def layer(self) -> ShownLayer:
        """The layer whose maps are shown, or were shown last."""
        return self.panel.layer

    @property
    def changes(self) -> Changes:
        """What is changed by hand in the network."""
        return self._by_hand.changes

    @Slot(object)
    def take_reading(self, reading: Reading | None) -> None:
        """Show what ``reading`` tells of the layers, while the page is visible."""
        self._reading = reading if self.isVisible() else None
        if not self.isVisible():
            return
        self._follow_network()
        if self.comparison.network is not self._inspection.beside_network:
            self._look_again()  # another model is the earlier one now
        self._show()

    @Slot()
    def _take_model(self) -> None:
        self._tell_emptiness()
        self._by_hand.forget_what_others_learnt()
        self._follow_network()
        self._show()
        self._look_again()

    @Slot()
    def _tell_emptiness(self) -> None:
        if self._session.network is None:
            text = self._session.why_no_network()
            self.why.tell_why_no_network(text)
            self.preparation.tell_why_no_network(text)
        else:
            text = self.tr("Draw a digit to see what each layer makes of it.")
        self.panel.set_empty_text(text)

    def _follow_network(self) -> None:
        """Have the layers of what made the trace, else of what reads."""
        graph = self._session.network if self.trace is None else self.trace.graph
        if graph is not None and graph.operations is not self._flow.graph.operations:
            self._flow.use(graph)
            self._show_flow()
            self._tell_emptiness()

    def _show_flow(self) -> None:
        """Show the cells of the flow as it is now."""
        self.strip.set_flow(self._flow.flow)
        self.strip.select(self._flow.place)
        self.panel.set_layer(self._flow.layer)

    @Slot(str, bool)
    def _fold(self, module: str, is_folded: bool) -> None:
        self._flow.fold(module, is_folded)
        self._show_flow()
        self._show()

    @Slot()
    def _show(self) -> None:
        """Bring everything up to the newest look."""
        reading, inspected, trace = self._reading, self._inspected, self.trace
        answer = None if reading is None else reading.traced
        sheet = None if inspected is None else inspected.thumbnail
        self.strip.show_trace(trace, sheet, answer, each=self.controls.how.each)
        network = self._session.network if inspected is None else inspected.network
        unchanged = None if reading is None else reading.unchanged
        before = () if unchanged is None else unchanged.probabilities
        is_newest = inspected is not None and inspected.inspection is self._inspection
        self.learn.set_trace(trace, before, is_newest=is_newest)
        if self._flow.is_ink:
            self.views.setCurrentWidget(self.preparation)
            drawing = None if inspected is None else inspected.drawing
            steps = None if inspected is None else inspected.ready_steps
            self.preparation.set_subject(drawing, network, steps)
        elif self._flow.is_why:
            self.views.setCurrentWidget(self.why)
            image = None if trace is None else trace.image
            normalise = inspected is None or inspected.inspection.preparation.normalise
            self.why.set_subject(
                image, network, None if answer is None else answer.digit, normalise,
                answer is None or answer.is_sure,
            )  # fmt: skip
        else:
            self.views.setCurrentWidget(self.panel)
            beside = None if inspected is None or self.learn.is_on else inspected.beside
            if trace is not None and beside is not None:
                self.panel.maps.name_traces(*self.comparison.names(trace, beside))
            self.panel.set_trace(trace, beside, self.controls.how)
        if self._takes_away:
            self._offer(trace)
        self._enable()
        self.verdict.tell(trace, self._by_hand.preparation, unchanged)

    @Slot()
    def _enable(self) -> None:
        layer, is_chosen = self.layer, self.panel.position is not None
        self.controls.enable(
            for_layer=self._flow.is_layer, restore=not self._by_hand.are_none,
            silence=is_chosen and not layer.is_input and not is_log(layer.kind),
            save=self.trace is not None,
        )  # fmt: skip

    # Choosing and pointing

    @Slot(int)
    def _choose_place(self, place: int) -> None:
        self._flow.choose(place)
        if self._flow.is_layer:
            self.panel.set_layer(self._flow.layer)
        else:
            self._mark(None)
        self._show()
        if self._flow.is_ink:
            self._look_again()

    @Slot(object)
    def _mark(self, position: Position | None) -> None:
        """Frame what the value at ``position`` depends on, and what depends on it."""
        trace, regions = self.trace, dict[int, Region]()
        if position is not None and trace is not None:
            regions = self._flow.fields(trace.graph, position)
        self.strip.mark(regions)
        self.input_marked.emit(regions.get(0) if self.isVisible() else None)

    @Slot()
    def _compare(self) -> None:
        """Show what is compared in place of gradients, for which there is no room then."""
        if self.comparison.drawing is not None or self.comparison.network is not None:
            self.learn.switch.setChecked(False)
        self._look_again()

    # Changing

    @Slot()
    def _follow_changes(self) -> None:
        """Look again where the changes that wait are those of what reads now, or no more."""
        if self.changes is not self._inspection.changes:
            self._look_again()

    @Slot()
    def _silence(self) -> None:
        position = self.panel.position
        if position is not None and self.controls.silence.isEnabled():
            self._by_hand.silence(Channel(self.layer.name, position[0]))

    @Slot()
    def _restore(self) -> None:
        self.preparation.set_preparation(ALL_STEPS)
        self._by_hand.set(NO_CHANGES, ALL_STEPS)

    @Slot()
    def _look_again(self) -> None:
        """Ask for what is to be seen now, with what it is to be compared with."""
        self._inspection = Inspection(
            self.changes, self._by_hand.preparation, self.comparison.drawing,
            self.comparison.network, shows_steps=self._flow.is_ink or self._takes_away,
            learns=self.learn.is_on,
        )  # fmt: skip
        self.learn.await_trace()
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

    def _offer(self, trace: Activations | None) -> None:
        """Let what is shown of ``trace`` be taken away; None: there is nothing."""
        steps = None if self._inspected is None else self._inspected.ready_steps
        shown: Shown = "ink" if self._flow.is_ink else self.layer
        self.offered.emit(trace, shown, self.controls.how.each, steps)
