"""The lab's contents: a scene is set, computed in a thread, and shown."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from digitpad.graph.operation import Position
from digitpad.graph.ops.pooling import Pooling
from digitpad.lab.inputs import InputSource, layer_source, typed
from digitpad.lab.kernels import KernelSet, kernel_sets, network_kernel
from digitpad.lab.lab_settings import LabSettings
from digitpad.lab.result import LabResult, lab_result
from digitpad.lab.steps import Cell, Step
from digitpad.support.errors import DigitpadError
from digitpad.ui.background import Latest
from digitpad.ui.pages.lab.input_picture import Under
from digitpad.ui.pages.lab.playground import Playground
from digitpad.ui.pages.lab.pointed_value import PointedValue
from digitpad.ui.pages.lab.pooling_view import PoolingView
from digitpad.ui.pages.lab.shapes_view import ShapesView
from digitpad.ui.pages.lab.sources import Sources, picture_in
from digitpad.ui.pages.lab.step_view import StepView
from digitpad.ui.widgets.basics import divided, filled, panel, push_button
from digitpad.ui.widgets.choice_row import ChoiceRow
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.ink.input.frame import Array
    from digitpad.reading.read import Reading
    from digitpad.ui.data_sets import DataSets

STEPS, SHAPES, POOLING = range(3)
SHARES = (300, 200)  # of the height: the pictures, and what is shown below


class LabView(QWidget):
    """Shows one scene, which its parts change.

    ``looked()``: what was computed is shown, or why nothing was; ``is_settled``: it is the newest.
    """

    looked = Signal()

    def __init__(self, session: Session, data_sets: DataSets) -> None:
        """Show the usual scene."""
        super().__init__()
        self._session = session
        self._lab_settings = LabSettings()
        self._result = LabResult(self._lab_settings)
        self._drawing: Array | None = None
        self._sets: tuple[KernelSet, ...] = ()
        self.to_fill: Step | None = None  # how far the output, once it is there
        self._refusal = ""  # why the number that was typed last is not taken
        self._questions = Latest(self)
        self.sources = Sources(data_sets, self)
        self.playground = Playground()
        self.steps = StepView()
        self.shapes = ShapesView()
        self.pooling = PoolingView()
        self.area = ChoiceRow(
            self.tr("What is shown below"),
            [self.tr("Step through"), self.tr("Shapes and cost"), self.tr("Pooling")],
        )
        self.views = QStackedWidget()
        for view in (self.steps, self.shapes, self.pooling):
            self.views.addWidget(view)
        self.lessons = push_button(
            self.tr("Less&ons"), "lessonsButton",
            self.tr("The tutorial as twelve lessons, with questions that are checked (F1)"),
        )  # fmt: skip
        self.value = PointedValue(self.playground)
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()
        self._take_network()
        self.show_settings(self._lab_settings)

    def _lay_out(self) -> None:
        top, bottom = panel(), panel()
        filled(QVBoxLayout(top), self.playground, margins=(12, 6, 12, 6))
        head = filled(QHBoxLayout(), self.area, 8, (self.value, 1), self.lessons)
        filled(QVBoxLayout(bottom), head, (self.views, 1), spacing=6, margins=(12, 8, 12, 8))
        split = divided(Qt.Orientation.Vertical, (top, 3), (bottom, 2))
        split.setHandleWidth(8)
        split.setSizes(SHARES)
        filled(QVBoxLayout(self), split)

    def _connect(self) -> None:
        ground, session = self.playground, self._session
        session.reading_changed.connect(self._take_reading)
        session.drawing_changed.connect(self._take_drawing)
        session.network_changed.connect(self._take_network)
        self._questions.answered.connect(self._take_look)
        self._questions.failed.connect(ground.verdict.show_problem)
        self._questions.failed.connect(self.looked)
        self.sources.fetched.connect(self._use_source)
        self.sources.failed.connect(ground.verdict.show_problem)
        ground.source.chosen.connect(self._choose_source)
        ground.source.sample_asked.connect(self.sources.sample)
        ground.source.picture_asked.connect(self.sources.ask_picture)
        ground.input.typed.connect(self._type_input)
        ground.kernels.network_kernel_chosen.connect(self._choose_network_kernel)
        ground.output.chosen.connect(self._choose_cell)
        ground.output.moved.connect(self._choose_cell)
        pooling = self.pooling
        for box in (*ground.boxes, *pooling.boxes, *ground.number_boxes):
            box.refused.connect(self._refuse)
        self.steps.stepped.connect(self._show_place)
        pooling.explained.connect(self._mark_pool)
        self.area.chosen.connect(self._choose_area)
        for name in ("padding", "stride", "dilation"):
            getattr(ground, name).changed.connect(partial(self._set_convolution, name))
        for name, changed in {
            "kernels": ground.kernels.changed, "pooling": pooling.changed,
            "shift": pooling.shifted, "pooled": pooling.pooled_changed,
        }.items():  # fmt: skip
            changed.connect(partial(self._set, name))

    # The scene

    @property
    def result(self) -> LabResult:
        """What is shown."""
        return self._result

    def lab_settings(self) -> LabSettings:
        """Return all that is set."""
        step = self.steps.step
        return replace(self._lab_settings, cell=None if step is None else step.cell)

    def show_settings(self, lab_settings: LabSettings, *, filled: Step | None = None) -> None:
        """Set everything to ``lab_settings``. filled: the output is covered after this move."""
        self.to_fill = filled
        self.sources.forget()
        self._questions.forget()  # an output of before may have no cell of this scene
        self._lab_settings, self._refusal = lab_settings, ""
        self.playground.show_settings(lab_settings)
        self.playground.input.numbers_before.clear()  # they were typed in another scene
        self.pooling.set_settings(lab_settings.pooling, lab_settings.shift, lab_settings.pooled)
        self._result = LabResult(lab_settings)  # the last good result is not of this scene
        self._show()
        self.steps.start_at(lab_settings.cell)
        self._ask()

    def show_area(self, area: int) -> None:
        """Show ``STEPS``, ``SHAPES`` or ``POOLING`` below."""
        self.area.choose(area)
        self._choose_area(area)

    def _set(self, name: str, value: Any) -> None:
        self._take_settings(replace(self._lab_settings, **{name: value}))

    def _set_convolution(self, name: str, value: Any) -> None:
        self._set("convolution", replace(self._lab_settings.convolution, **{name: value}))

    def _take_settings(self, lab_settings: LabSettings) -> None:
        self._lab_settings, self._refusal = lab_settings, ""
        self._ask()

    def _ask(self) -> None:
        if self.isVisible():
            self._questions.ask(partial(
                lab_result, self._lab_settings, self._drawing, self._session.network,
                with_pools=self.area.current() == POOLING,
            ))  # fmt: skip

    @property
    def is_settled(self) -> bool:
        """True while what is shown is what is set."""
        return self._questions.is_idle

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        self._take_reading(self._session.reading)
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802, D102
        super().hideEvent(event)
        self._questions.forget()

    # What it shows

    @Slot(object)
    def _take_look(self, found: LabResult) -> None:
        self._result = found
        self.playground.kernels.show()
        if self.to_fill is not None and found.outcome is not None:
            self.steps.cover(found, self.to_fill)
            self.to_fill = None
        self._show()
        self.looked.emit()

    def _show(self) -> None:
        found, ground = self._result, self.playground
        ground.show_result(found)
        self.value.show_result(found)
        if self._refusal:  # what was set before it may have been looked at only now
            ground.verdict.show_problem(self._refusal)
        self.steps.show_result(found)
        self.shapes.show_result(found)
        self._show_place()
        if found.pools is not None or self.area.current() == POOLING or found.image is None:
            self.pooling.show_result(found)  # which may frame the window of a pool's value

    @Slot()
    def _show_place(self) -> None:
        steps = self.steps
        self.playground.show_place(steps.step, steps.found, is_filling=steps.filled is not None)

    @Slot(object)
    def _mark_pool(self, found: Pooling | None) -> None:
        """Frame the window of a pool's value in what is pooled."""
        ground = self.playground
        under = None if found is None else Under(found.rows, found.columns)
        is_output = self._lab_settings.pooled == "output"
        ground.output.show_under(under if is_output else None)
        if under is None or is_output:
            self._show_place()
        else:
            ground.input.show_under(under)

    @Slot(str)
    def _refuse(self, reason: str) -> None:
        """Say why a number was not taken, until something is."""
        self._refusal = reason
        self.playground.verdict.show_problem(reason)

    # Setting

    @Slot(object)
    def _choose_source(self, source: InputSource) -> None:
        """Take another input; what was chosen before and is not there yet shall not come then."""
        self.sources.forget()
        self._use_source(source)

    @Slot(object)
    def _use_source(self, source: InputSource) -> None:
        """Show another input, and kernels for as many channels as it has."""
        self.playground.source.show_source(source)
        if source.kind != self._lab_settings.source.kind:
            self.steps.show_whole()
        channels = self._channels(source)
        kernels = self._lab_settings.kernels
        if channels is not None:
            kernels = tuple(one.for_channels(channels) for one in kernels)
            self.playground.kernels.show_kernels(kernels)
        self._take_settings(replace(self._lab_settings, source=source, kernels=kernels))

    def _channels(self, source: InputSource) -> int | None:
        """Return how many channels the image of ``source`` has; None where there is none."""
        if source.kind == "stage":
            return next((one.channels for one in self._sets if one.layer == source.name), None)
        return source.shape[0]

    @Slot(object, float)
    def _type_input(self, position: Position, value: float) -> None:
        self._choose_source(typed(self._lab_settings.source, position, value))

    @Slot(str, int)
    def _choose_network_kernel(self, layer: str, kernel: int) -> None:
        """Take a kernel of the network; one for more channels comes with the input it is for."""
        network, source = self._session.network, self._lab_settings.source
        if network is None:
            return
        try:
            found = network_kernel(network, layer, kernel)
        except (KeyError, IndexError, DigitpadError) as error:
            reason = self.tr("This kernel cannot be had: {0}").format(error)
            self.playground.verdict.show_problem(reason)
            return
        channels = self._channels(source)
        if found.channels not in (1, channels):
            self.sources.forget()
            source = layer_source(layer)
            channels = found.channels
            self.playground.source.show_source(source)
        channels = channels or found.channels
        others = tuple(one.for_channels(channels) for one in self._lab_settings.kernels)
        self._lab_settings = replace(self._lab_settings, source=source, kernels=others)
        self.playground.kernels.show_kernels(others)
        self.playground.kernels.put(found.for_channels(channels))

    @Slot(int)
    def _choose_area(self, area: int) -> None:
        if area != POOLING:
            self.pooling.show_all()
        self.views.setCurrentIndex(area)
        if area == POOLING:
            self._ask()

    @Slot(object)
    def _choose_cell(self, position: Position) -> None:
        self.show_area(STEPS)
        self.steps.show_cell(Cell(*position))
        self._show_place()

    # What others do

    @Slot(object)
    def _take_reading(self, reading: Reading | None) -> None:
        if reading is not None:
            self._drawing = reading.image
        elif self._session.drawing.is_empty:
            self._drawing = None
        else:
            return  # what is shown stays until the drawing is read
        if self._lab_settings.source.kind in ("drawing", "stage"):
            self._ask()

    @Slot()
    def _take_drawing(self) -> None:
        if self._session.drawing.is_empty:
            self._take_reading(None)

    @Slot()
    def _take_network(self) -> None:
        network = self._session.network
        sets = () if network is None else kernel_sets(network)
        if sets != self._sets:
            self._sets = sets
            self.playground.source.set_layers(sets)
            self.playground.kernels.menu.set_layers(sets)
        source = self._lab_settings.source
        if source.kind == "stage":
            channels = self._channels(source)
            if channels is not None and channels != self._lab_settings.kernels[0].channels:
                self._use_source(source)  # another network's layer of that name
            else:
                self._ask()

    # Dropped files

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802, D102
        if picture_in(event.mimeData()) is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802, D102
        path = picture_in(event.mimeData())
        if path is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.sources.open(path)
