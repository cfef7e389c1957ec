"""The Train page: it puts its parts together, and follows a training from click to result."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from digitpad.graph.graph import Graph
from digitpad.network.architecture import Architecture
from digitpad.support.errors import DigitpadError
from digitpad.training.plan import Plan
from digitpad.ui.background import Latest, Task, at_end
from digitpad.ui.data_sets import DataSets
from digitpad.ui.pages.train.controls import Controls, DeviceBox
from digitpad.ui.pages.train.network_choice import ArchitectureChoice, OpenChoice
from digitpad.ui.pages.train.notices import Offer, ResultNotice, ResumeNotice, Told
from digitpad.ui.pages.train.recipe_form import RecipeForm
from digitpad.ui.pages.train.runs_row import RunsMenu, TimelineRow
from digitpad.ui.pages.train.training_task import TrainingTask, make_ready
from digitpad.ui.widgets.basics import Field, Notice, panel
from digitpad.ui.widgets.data_choice import DataChoice
from digitpad.ui.widgets.loss_plot import LossPlot
from digitpad.ui.widgets.plot_files import PlotFiles
from digitpad.ui.widgets.questions import StopQuestion
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.data.samples import DataSet
    from digitpad.network.files.checkpoint import Checkpoint
    from digitpad.training.runs import Moment, Run
    from digitpad.training.session import Outcome, TrainingSession
    from digitpad.training.unfinished import Unfinished


@dataclass(frozen=True)
class UnderWay:
    """What one page hands over to the next, made in another language: all that is not a choice."""

    training: TrainingTask
    waiting: Architecture | Graph | Unfinished | None
    runs: tuple[Run, ...]
    offer: Offer
    told: Told | None
    network: OpenChoice | None


WATCH = 2  # looks for each time that the drawing is read with the newest weights


class TrainPage(QWidget):
    """Trains on a click and shows how it goes.

    ``progressed(float, str)``: 0..1 and where it is in words; -1 when nothing trains.
    ``model_saved()``: there is a new file in the models' folder. ``browse_asked()``: the samples
    shall be shown. The designer is asked for by ``network``.
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
        self.why_not: Callable[[], str] = str  # why nothing can be trained now; empty when it can
        self._waiting: Architecture | Graph | Unfinished | None = (
            None  # for its data set: to be trained
        )
        self._looks = 0

        self.data = DataChoice(data_sets)
        self.device_box = DeviceBox()
        self.network = ArchitectureChoice()
        self.form = RecipeForm(
            Field(self.tr("Data &set"), self.data.box),
            Field(self.tr("&Network"), self.network),
            Field(self.tr("De&vice"), self.device_box),
        )  # fmt: skip
        self.controls = Controls()
        self.plot = LossPlot()
        self.runs_menu = RunsMenu()
        self.plot_files = PlotFiles(self.plot, lambda: self.runs_menu.current)
        self.timeline = TimelineRow()
        self.offer = ResumeNotice()
        self.result = ResultNotice(session)
        self.problem = Notice("problem")
        self._lay_out()
        self._connect()
        self.training = TrainingTask(self)
        self._connect_training()
        self._moments = Latest(self)
        self._moments.answered.connect(self._session.watch)
        self._moments.failed.connect(self._fail)
        self._session.model_changed.connect(self._offer_open)
        self._readying = Task(make_ready, self)
        self._is_ready = False
        at_end(self._end)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        self.device_box.look_for_devices()  # that imports torch
        if not self._is_ready:
            self._is_ready = True
            self._readying.start()

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
            "The Train page is training. Stop it, or wait until it is done, then run again."
        )

    def choices(self) -> dict[str, Any]:
        """Return what is to be remembered of the page, as plain JSON values."""
        return {
            **self.form.to_json(),
            **self.network.to_json(),
            "data": self.data.wanted(),
            "folder": str(self._data_sets.folder),
            "device": self.device_box.currentData(),
            "details": self.details_button.isChecked(),
        }

    def restore(self, choices: dict[str, Any]) -> None:
        """Show what ``choices`` returned; what is not usable is left out."""
        self.form.restore(choices)
        self.network.restore(choices)
        self.device_box.choose(str(choices.get("device", "cpu")))
        self.details_button.setChecked(choices.get("details") is True)
        folder = choices.get("folder")
        is_free = "DIGITPAD_DATA" not in os.environ
        if isinstance(folder, str) and is_free and os.path.isdir(folder):
            self._data_sets.folder = Path(folder)
        if isinstance(choices.get("data"), str):
            self.data.choose(choices["data"])

    def hand_over(self) -> UnderWay:
        """Let what is under way go on without this page, until another one takes it over."""
        if self.timeline.is_back:
            self.timeline.leave()
        self._session.drawing_changed.disconnect(self.training.give_way)
        training, self.training = self.training, TrainingTask(self)
        training.setParent(self._session)
        waiting, self._waiting = self._waiting, None
        return UnderWay(
            training, waiting, self.runs_menu.runs, self.offer.hand_over(), self.result.told,
            self.network.hand_over(),
        )  # fmt: skip

    def take_over(self, under_way: UnderWay) -> None:
        """Go on with what another page has handed over."""
        self._session.drawing_changed.disconnect(self.training.give_way)
        self.training.deleteLater()
        self.training = under_way.training
        self.training.setParent(self)
        self._connect_training_task()
        self.network.take_over(under_way.network)
        self.offer.take_over_offer(under_way.offer)
        self.result.tell_again(under_way.told)
        self.runs_menu.show_runs(under_way.runs)
        self.timeline.show_runs(under_way.runs)
        self._show_runs()
        self._waiting = under_way.waiting
        if self._waiting is not None:
            self.controls.show_phase("waiting", self.tr("Loading {0}…").format(self.data.title()))
        elif self.is_training:
            self.controls.show_phase("starting", self.tr("Getting ready…"))

    def offer_unfinished(self) -> bool:
        """Offer to go on with a training that was broken off; False when there is none."""
        return not self.is_training and self.offer.look()

    def may_close(self) -> bool:
        """Ask whether a training may end with the window; True when none is under way."""
        return not self.is_training or StopQuestion(
            self.window(), self.progressed, "stopQuestion",
            self.tr("Training Is Running"),
            self.tr(
                "Stop the training and close? The best weights so far are kept, and the next "
                "start offers to resume after the last whole epoch."
            ),
            self.tr("&Keep Training"),
        ).may_stop()  # fmt: skip

    def _end(self) -> None:
        """Keep what was trained so far, now that the training was ended: it can be resumed."""
        if self.is_training:
            outcome = self.training.end()
            self.offer.files.end(keep=outcome is None or outcome.ending != "finished")
        self.offer.files.close()

    # Building

    def _lay_out(self) -> None:
        self.details_button = self.controls.button(self.tr("More Settin&gs"), "detailsButton")
        self.details_button.setCheckable(True)
        self.samples_button = self.controls.button(self.tr("Sa&mples…"), "samplesButton")
        self.samples_button.setToolTip(self.tr("Look at the samples of the data set"))
        self.controls.add(self.runs_menu.button)
        self.controls.add(self.plot_files.button)
        self.form.show_details(False)

        upper = panel()
        settings = QVBoxLayout(upper)
        settings.setContentsMargins(16, 12, 16, 12)
        settings.setSpacing(10)
        settings.addWidget(self.form)
        settings.addWidget(self.data)
        settings.addWidget(self.controls)
        lower = panel()
        curves = QVBoxLayout(lower)
        curves.setContentsMargins(10, 10, 10, 10)
        curves.setSpacing(8)
        for notice in (self.offer, self.problem, self.result):
            curves.addWidget(notice)
        curves.addWidget(self.plot, 1)
        curves.addWidget(self.timeline)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(upper)
        column.addWidget(lower, 1)

    def _connect(self) -> None:
        self.details_button.toggled.connect(self.form.show_details)
        self.samples_button.clicked.connect(self.browse_asked)
        self.runs_menu.changed.connect(self._show_runs)
        self.timeline.moment_chosen.connect(self._go_to)
        self.timeline.left.connect(self._leave_timeline)
        self.offer.resume_button.clicked.connect(self._resume_unfinished)
        self.offer.discard_button.clicked.connect(self._discard_unfinished)

    def _connect_training(self) -> None:
        """Connect the way of a batch, from the click on Train to the curve.

        ``start`` has the data set loaded, and with it ``_train`` begins the task: in its thread a
        TrainingSession goes through ``training.loop``, batch by batch, and adds each loss to its
        curves. Nothing is sent for a batch: a few times a second the task has the session looked
        at, and ``_show_training`` has the plot show its curves, and the session of the window read
        the drawing with its newest weights. At the end ``_take_outcome`` has what was tested and
        saved.
        """
        self.controls.train.triggered.connect(self.start)
        self.data.wanted_came.connect(self.start)
        self.controls.train.changed.connect(self._enable_wanted)
        self._data_sets.load_progress.connect(self._show_loading)
        self._data_sets.loaded.connect(self._take_data)
        self._data_sets.failed.connect(self._stop_waiting)
        self._connect_training_task()
        self.controls.stop.triggered.connect(self._stop)

    def _connect_training_task(self) -> None:
        self.training.looked.connect(self._show_training)
        self.training.ended.connect(self._take_outcome)
        self.controls.pause.triggered.connect(self.training.pause_or_resume)
        self._session.drawing_changed.connect(self.training.give_way)

    # Training

    @Slot()
    def start(self) -> None:
        """Train with what the form says, as soon as the data set is in memory."""
        if self.is_training or self._waiting is not None or self.form.take_refusal():
            return
        try:
            network = self.network.network()
        except DigitpadError as error:
            self._fail(str(error))
        else:
            self.data.let_another_stand_in()
            self._begin_with_data(self.data.key(), network)

    def _begin_with_data(self, key: str, what: Architecture | Graph | Unfinished) -> None:
        self.problem.tell("")
        problem = self.why_not()
        if problem:
            self._fail(problem)
            return
        self.result.tell("")
        self._waiting = what
        self.controls.show_phase("waiting", self.tr("Loading {0}…").format(self.data.title()))
        self._data_sets.load(key)

    @Slot()
    def _enable_wanted(self) -> None:
        self.data.wanted_button.setEnabled(self.controls.train.isEnabled())

    @Slot(float)
    def _show_loading(self, share: float) -> None:
        if self._waiting is not None:
            self.controls.show_share(share)

    @Slot(object)
    def _take_data(self, data: DataSet) -> None:
        left, self._waiting = self._waiting, None
        if left is None:
            return
        if isinstance(left, Architecture | Graph):
            device = str(self.device_box.currentData())
            self._train(Plan(left, self.form.recipe(), data, device), self.offer.files.begin())
            return
        device = left.device if self.device_box.findData(left.device) >= 0 else "cpu"
        plan = Plan(left.architecture, left.recipe, data, device, left.progress, left.curves)
        try:
            unfinished = self.offer.take_over(data.training)
        except DigitpadError as error:
            self._fail(str(error))
        else:
            self._train(plan, unfinished)

    def _train(self, plan: Plan, unfinished: Path) -> None:
        self.training.start(plan, self.data.key(), unfinished)
        self.controls.show_phase("starting", self.tr("Getting ready…"))
        self.progressed.emit(0.0, self.tr("Getting ready…"))

    @Slot()
    def _stop(self) -> None:
        self.training.stop()
        self._stop_waiting()

    @Slot()
    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting = None
            self.controls.show_phase("idle")

    @Slot(object)
    def _show_training(self, training_session: TrainingSession) -> None:
        """Show how far it is: its curves, and what its newest weights read."""
        if self.runs_menu.take_up(training_session, self.data.title()):
            self.timeline.show_runs(self.runs_menu.runs)
        state = training_session.state()
        words = self.controls.show_state(state, training_session.plan.recipe.epochs)
        self.progressed.emit(state.position.share, words)
        self._show_runs()
        self.timeline.follow()
        self._looks += 1
        newest = training_session.newest() if self._looks % WATCH == 0 else None
        if newest is not None and not self.timeline.is_back:
            self._session.watch(newest)

    @Slot(object)
    def _take_outcome(self, outcome: Outcome | None) -> None:
        """Show what came of a training; None: it could not begin."""
        self.progressed.emit(-1.0, "")
        if outcome is None:
            self._fail(self.tr("The training could not begin. Start digitpad again."))
            return
        self.offer.files.end(keep=outcome.ending == "failed" and outcome.checkpoint is None)
        self.problem.tell(outcome.message)
        self.controls.show_phase(
            "idle",
            self.tr("Stopped") if outcome.ending == "stopped" else
            self.tr("Broken off") if outcome.ending == "failed" else self.tr("Finished")
        )  # fmt: skip
        if outcome.checkpoint is None or outcome.report is None:
            self._session.watch(None)
            return
        self.runs_menu.tell_accuracy(outcome.report.accuracy)
        self.controls.progress.setValue(self.controls.progress.maximum())
        self.result.show_result(
            outcome.report, outcome.checkpoint, use=not self.timeline.is_back
        )  # fmt: skip
        self.model_saved.emit()

    def _fail(self, message: str) -> None:
        self.problem.tell(message)
        self.controls.show_phase("idle")

    # A training that was broken off

    @Slot()
    def _resume_unfinished(self) -> None:
        left = self.offer.left
        if left is None or self.is_training or self._waiting is not None:
            return
        self.form.show_recipe(left.recipe)
        self.data.choose(left.data)
        self._begin_with_data(left.data, left)

    @Slot()
    def _discard_unfinished(self) -> None:
        if self._waiting is self.offer.left:
            self._stop_waiting()
        self.offer.discard()

    @Slot(object)
    def _offer_open(self, checkpoint: Checkpoint) -> None:
        self.network.offer_open(checkpoint.network)

    # Runs and timeline

    @Slot()
    def _show_runs(self) -> None:
        self.plot.show_runs(*self.runs_menu.traces())

    @Slot(object, object)
    def _go_to(self, run: Run, moment: Moment) -> None:
        from digitpad.training.runs import network_at

        question = partial(network_at, run.network, moment)
        if isinstance(run.network, Graph):  # its code may have to be run
            self._moments.ask(question)
        else:
            self._session.watch(question())
        self.plot.set_cursor_time(moment.time)

    @Slot()
    def _leave_timeline(self) -> None:
        self.plot.set_cursor_time(None)
        self._moments.forget()
        if self.is_training:
            return  # the next look shows the newest weights
        self.result.use_trained()
        self._session.watch(None)
