"""The Train page: it puts its parts together, and follows a training from click to result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from digitpad.support.errors import DigitpadError
from digitpad.support.pytorch import why_missing
from digitpad.ui.background import at_end
from digitpad.ui.data_sets import DataSets
from digitpad.ui.pages.train.controls import Controls, DeviceBox
from digitpad.ui.pages.train.network_choice import ArchitectureChoice
from digitpad.ui.pages.train.notices import ResultNotice, ResumeNotice
from digitpad.ui.pages.train.preparation import Resumed, Resuming, Trainable, TrainingPreparation
from digitpad.ui.pages.train.recipe_form import RecipeForm
from digitpad.ui.pages.train.runs_row import RunsMenu, ShownRuns, TimelineRow
from digitpad.ui.pages.train.training_task import TrainingTask, UnderWay
from digitpad.ui.widgets.basics import Field, Notice, filled, panel
from digitpad.ui.widgets.data_choice import DataChoice
from digitpad.ui.widgets.loss_plot import LossPlot, PlotFiles
from digitpad.ui.window.one_training import Turn
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from pathlib import Path

    from digitpad.network.files.checkpoint import Checkpoint
    from digitpad.training.plan import Plan
    from digitpad.training.session import Outcome, TrainingSession


class TrainPage(QWidget):
    """Trains on a click and shows how it goes.

    ``progressed(float, str)``: 0..1 and where it is in words; -1 when nothing trains.
    ``model_saved()``: there is a new file in the models' folder. ``browse_asked()``: the samples
    shall be shown. The designer is asked for by ``network``, the code of a network by ``resuming``.
    """

    progressed = Signal(float, str)
    model_saved = Signal()
    browse_asked = Signal()

    def __init__(
        self, session: Session, data_sets: DataSets, parent: QWidget | None = None
    ) -> None:
        """Make the page."""
        super().__init__(parent)
        self.setObjectName("trainPage")
        self._session, self._data_sets = session, data_sets

        self.data = DataChoice(data_sets)
        self.device_box = DeviceBox()
        self.network = ArchitectureChoice()
        self.form = RecipeForm(
            Field(self.tr("D&ata set"), self.data.box),
            Field(self.tr("&Network"), self.network),
            Field(self.tr("Device"), self.device_box),
        )  # fmt: skip
        self.controls = Controls()
        self.plot = LossPlot()
        self.runs_menu = RunsMenu()
        self.plot_files = PlotFiles(self.plot, lambda: self.runs_menu.current)
        self.timeline = TimelineRow()
        self.offer = ResumeNotice()
        self.result = ResultNotice(session)
        self.problem = Notice("problem")
        self._turn = Turn(session, self, self.why_busy, self.problem.text, self.problem.tell)
        self.preparation = TrainingPreparation(
            data_sets, self.form, self.device_box, self.offer, self
        )
        self.resuming = Resuming(self.offer, self.network, self)
        self._runs = ShownRuns(session, self.runs_menu, self.timeline, self.plot, self)
        self._lay_out()
        self._connect()
        self.training = TrainingTask(self)
        self._connect_training()
        self._session.model_changed.connect(self._offer_open)
        if session.checkpoint is not None:
            self._offer_open(session.checkpoint)
        at_end(self._end)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        no_torch = why_missing()
        if no_torch is not None:
            self.problem.tell(str(no_torch))
            return
        self.device_box.look_for_devices()  # that imports torch
        self.preparation.import_ahead()

    # From outside

    @property
    def is_training(self) -> bool:
        """True from the click until the result is there."""
        return self.training.is_running

    def why_busy(self) -> str:
        """Return why nothing else can be trained now; empty when it can."""
        if self.controls.train.isEnabled():  # it does not load a data set either
            return ""
        return self.tr(
            "The Train page is training. Stop it there, or wait until it is done, then try again."
        )

    def choices(self) -> dict[str, Any]:
        """Return what is to be remembered of the page, as plain JSON values."""
        return {
            **self.form.to_json(),
            **self.network.to_json(),
            **self.data.to_json(),
            "device": self.device_box.currentData(),
            "details": self.details_button.isChecked(),
        }

    def restore(self, choices: dict[str, Any]) -> None:
        """Show what ``choices`` returned; what is not usable is left out."""
        self.form.restore(choices)
        self.network.restore(choices)
        self.device_box.choose(str(choices.get("device", "cpu")))
        self.details_button.setChecked(choices.get("details") is True)
        self.data.restore(choices)

    def hand_over(self) -> UnderWay:
        """Let what is under way go on without this page, until another one takes it over."""
        runs = self._runs.hand_over()
        self._session.drawing_changed.disconnect(self.training.give_way)
        training, self.training = self.training, TrainingTask(self)
        training.setParent(self._session)
        return UnderWay(
            training, self.preparation.hand_over(), runs, self.offer.hand_over(),
            self.result.told, self.network.hand_over(), self.data.stands_in,
        )  # fmt: skip

    def take_over(self, under_way: UnderWay) -> None:
        """Go on with what another page has handed over."""
        self._session.drawing_changed.disconnect(self.training.give_way)
        self.training.deleteLater()
        self.training = under_way.training
        self.training.setParent(self)
        self._connect_training_task()
        self.network.take_over(under_way.networks)
        self.data.take_over(under_way.stands_in)
        self.offer.take_over_offer(under_way.offer)
        self.result.tell_again(under_way.told)
        self._runs.take_over(under_way.runs)
        if under_way.waiting is not None:
            self.preparation.begin(*under_way.waiting)
            self.controls.show_phase("waiting", self.tr("Loading {0}…").format(self.data.title()))
        elif self.is_training:
            self.controls.show_phase("starting", self.tr("Getting ready…"))

    def offer_unfinished(self) -> bool:
        """Offer to go on with a training that was broken off; False when there is none."""
        return not self.is_training and self.offer.look()

    def may_close(self) -> bool:
        """Ask whether a training may end with the window; True when none is under way."""
        return self.training.may_end(self.window(), self.progressed)

    def _end(self) -> None:
        """Keep what was trained so far, now that the training was ended: it can be resumed."""
        if self.is_training:
            outcome = self.training.end()
            self.offer.files.end(keep=outcome is None or outcome.ending != "finished")
        self.offer.files.close()

    # Building

    def _lay_out(self) -> None:
        self.details_button = self.controls.button(self.tr("More Sett&ings"), "detailsButton")
        self.details_button.setCheckable(True)
        self.samples_button = self.controls.button(self.tr("Sam&ples…"), "samplesButton")
        self.samples_button.setToolTip(self.tr("Look at the samples of the data set"))
        self.controls.add(self.runs_menu.button)
        self.controls.add(self.plot_files.button)
        self.form.show_details(False)

        upper, lower = panel(), panel()
        filled(
            QVBoxLayout(upper), self.form, self.data, self.controls,
            spacing=10, margins=(16, 12, 16, 12),
        )  # fmt: skip
        filled(
            QVBoxLayout(lower), self.offer, self.problem, self.result, (self.plot, 1),
            self.timeline, spacing=8, margins=(10, 10, 10, 10),
        )  # fmt: skip
        filled(QVBoxLayout(self), upper, (lower, 1), spacing=12)

    def _connect(self) -> None:
        self.details_button.toggled.connect(self.form.show_details)
        self.samples_button.clicked.connect(self.browse_asked)
        self.data.changed.connect(lambda: self._data_sets.choose(self.data.wanted()))
        self._runs.came_back.connect(self._come_back)
        self._runs.failed.connect(self.problem.tell)
        self.offer.resume_button.clicked.connect(self._resume_unfinished)
        self.resuming.ready.connect(self._go_on)
        self.resuming.failed.connect(self.problem.tell)
        self.offer.discard_button.clicked.connect(self.preparation.discard_offered)

    def _connect_training(self) -> None:
        """Connect the way of a batch, from the click on Train to the curve.

        ``start`` has the data set loaded, and then ``_train`` begins the task: in its thread a
        TrainingSession goes through ``training.loop``, batch by batch, and adds each loss to its
        curves. Nothing is sent for a batch: a few times a second the task has the session looked
        at, ``_show_training`` has the plot show its curves, and the session of the window reads
        with its newest weights. At the end ``_take_outcome`` has what was tested and saved.
        """
        self.controls.train.triggered.connect(self.start)
        self.data.wanted_came.connect(self.start)
        self.controls.train.changed.connect(self._enable_wanted)
        self.preparation.imported.connect(self.data.prepare_stand_in)
        self.preparation.loading.connect(self.controls.show_share)
        self.preparation.planned.connect(self._train)
        self.preparation.failed.connect(self._fail)
        self.preparation.given_up.connect(self._show_idle)
        self._connect_training_task()
        self.controls.stop.triggered.connect(self._stop)

    def _connect_training_task(self) -> None:
        self.training.looked.connect(self._show_training)
        self.training.ended.connect(self._take_outcome)
        self.training.failed.connect(self._fail)
        self.controls.pause.triggered.connect(self.training.pause_or_resume)
        self._session.drawing_changed.connect(self.training.give_way)

    # Training

    @Slot()
    def start(self) -> None:
        """Train with what the form says, as soon as the data set is in memory."""
        if self._is_busy() or self.form.take_refusal():
            return
        try:
            network = self.network.network()
        except DigitpadError as error:
            self._fail(str(error))
        else:
            self.data.let_another_stand_in()
            self._begin_with_data(self.data.key(), network)

    def _is_busy(self) -> bool:
        return self.is_training or self.preparation.waiting is not None

    def _may_begin(self) -> bool:
        self.problem.tell("")
        no_torch = why_missing()
        if no_torch is not None:
            self._fail(str(no_torch))
            return False
        return self._turn.may_begin()

    def _begin_with_data(self, key: str, what: Trainable) -> None:
        if not self._may_begin():
            return
        self.result.tell("")
        self.controls.show_phase("waiting", self.tr("Loading {0}…").format(self.data.title()))
        self.preparation.begin(what, key)

    @Slot()
    def _enable_wanted(self) -> None:
        self.data.wanted_button.setEnabled(self.controls.train.isEnabled())
        if not self.why_busy():
            self._turn.end()

    @Slot(object, str, object)
    def _train(self, plan: Plan, data: str, unfinished: Path) -> None:
        self.training.start(plan, data, unfinished)
        self.controls.show_phase("starting", self.tr("Getting ready…"))
        self.progressed.emit(0.0, self.tr("Getting ready…"))

    @Slot()
    def _stop(self) -> None:
        self.training.stop()
        self.preparation.give_up()

    @Slot()
    def _show_idle(self) -> None:
        self.controls.show_phase("idle")

    @Slot(object)
    def _show_training(self, training_session: TrainingSession) -> None:
        """Show how far it is: its curves, and what its newest weights read."""
        state = training_session.state()
        words = self.controls.show_state(state, training_session.plan.recipe.epochs)
        self.progressed.emit(state.position.share, words)
        if state.batch:  # until then there is nothing to see, and the plot takes a second to import
            self._runs.follow(training_session, self.training.data)

    @Slot(object)
    def _take_outcome(self, outcome: Outcome | None) -> None:
        """Show what came of a training; None: it could not begin."""
        self.progressed.emit(-1.0, "")
        self._runs.tell_end()
        if outcome is None:
            return  # why is told next
        self.offer.files.end(keep=outcome.checkpoint is None)  # nothing is lost with it then
        self.problem.tell(outcome.message)
        self.controls.show_ending(outcome.ending)
        if outcome.checkpoint is None or outcome.report is None:
            self._session.watch(None)
            return
        self.runs_menu.tell_accuracy(outcome.report.accuracy)
        self.result.show_result(outcome.report, outcome.checkpoint, use=not self.timeline.is_back)
        self.model_saved.emit()

    @Slot(str)
    def _fail(self, message: str) -> None:
        """Tell why what was under way here is so no more."""
        self.problem.tell(message)
        self.controls.show_phase("idle")

    # A training that was broken off

    @Slot()
    def _resume_unfinished(self) -> None:
        if not self._is_busy() and self._may_begin():
            self.resuming.begin()

    @Slot(object)
    def _go_on(self, resumed: Resumed) -> None:
        """Go on with it, unless another training began while its code was asked for."""
        if self._is_busy():
            self.problem.tell(
                self.tr(
                    "Something else trains now. The training that was broken off stays offered: "
                    "resume it afterwards."
                )
            )
            return
        self.form.show_recipe(resumed.left.recipe)
        self.data.choose(resumed.left.data)
        self._begin_with_data(resumed.left.data, resumed)

    @Slot(object)
    def _offer_open(self, checkpoint: Checkpoint) -> None:
        self.network.offer_open(checkpoint.network)

    @Slot()
    def _come_back(self) -> None:
        if self.is_training:
            return  # the next look shows the newest weights
        self.result.use_trained()
        self._session.watch(None)
