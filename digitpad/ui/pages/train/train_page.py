"""The Train page: it puts its parts together, and follows a training from click to result."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QPushButton, QVBoxLayout, QWidget

from digitpad.network.architecture import TUTORIAL
from digitpad.support.errors import DigitpadError
from digitpad.support.folders import models_folder, user_data_folder
from digitpad.training.plan import Plan
from digitpad.training.runs import Run
from digitpad.training.unfinished import UnfinishedFiles
from digitpad.ui.background import Job, Task, at_end
from digitpad.ui.data_sets import DataSets
from digitpad.ui.pages.train.controls import Controls
from digitpad.ui.pages.train.network_choice import ArchitectureChoice
from digitpad.ui.pages.train.recipe_form import RecipeForm
from digitpad.ui.pages.train.runs_row import RunsMenu, TimelineRow
from digitpad.ui.widgets.basics import Field, Notice, panel
from digitpad.ui.widgets.data_choice import DataChoice
from digitpad.ui.widgets.loss_plot import LossPlot
from digitpad.ui.widgets.names import trace_name
from digitpad.ui.widgets.plot_files import PlotFiles
from digitpad.ui.widgets.questions import StopQuestion
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.data.samples import DataSet
    from digitpad.network.files.checkpoint import Checkpoint
    from digitpad.training.curves import Curves
    from digitpad.training.plan import Device
    from digitpad.training.progress import Progress
    from digitpad.training.runs import Moment
    from digitpad.training.session import Outcome, TrainingSession
    from digitpad.training.unfinished import Unfinished

TICK = 190  # milliseconds between two looks at a running training
WATCH = 2  # looks for each time that the drawing is read with the newest weights
GIVE_WAY = 0.2  # seconds after each point of a pen
MOST_RUNS = 12  # of a session that are kept to compare


class TrainPage(QWidget):
    """Trains on a click and shows how it goes.

    ``progressed(float, str)``: 0..1 and where it is in words; -1 when nothing trains.
    ``model_saved()``: there is a new file in the models' folder. ``browse_asked()``: the samples
    shall be shown. The designer is asked for by ``architecture``.
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
        self._unfinished = UnfinishedFiles(user_data_folder() / "unfinished")
        self.why_not: Callable[[], str] = str  # why nothing can be trained now; empty when it can
        self._trainer: Task | None = None
        self._training_session: TrainingSession | None = None  # once torch is there
        self._architecture = TUTORIAL  # to train, when the data set is there
        self._run: Run | None = None
        self._runs: tuple[Run, ...] = ()
        self._waits_for_data = False
        self._looks = 0
        self._left: Unfinished | None = None  # is offered
        self._left_path = Path()
        self._to_resume: Unfinished | None = None  # when the data set is there
        self._earlier_model: Checkpoint | None = None
        self._trained_model: Checkpoint | None = None
        self._use_later = False

        self.data = DataChoice(data_sets)
        self.device_box = QComboBox()
        self.device_box.setObjectName("deviceBox")
        self.device_box.addItem("CPU", "cpu")
        self.architecture = ArchitectureChoice()
        self.form = RecipeForm(
            Field(self.tr("Data &set"), self.data.box),
            Field(self.tr("&Network"), self.architecture),
            Field(self.tr("De&vice"), self.device_box),
        )  # fmt: skip
        self.controls = Controls()
        self.plot = LossPlot()
        self.runs_menu = RunsMenu()
        self.plot_files = PlotFiles(self.plot, lambda: self._run)
        self.timeline = TimelineRow()
        self.offer = Notice("resume")
        self.resume_button = self.offer.button(self.tr("Resume"), "Button")
        self.discard_button = self.offer.button(self.tr("Discard"), "DiscardButton")
        self.result = Notice("result")
        self.decline_button = self.result.button("", "DeclineButton")
        self.problem = Notice("problem")
        self._lay_out()
        self._connect()
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self._look)
        at_end(self._end)

    # From outside

    @property
    def is_training(self) -> bool:
        """True from the click until the result is there."""
        return self._trainer is not None

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
            **self.architecture.to_json(),
            "data": self.data.key(),
            "folder": str(self._data_sets.folder),
            "device": self.device_box.currentData(),
            "details": self.details_button.isChecked(),
        }

    def restore(self, choices: dict[str, Any]) -> None:
        """Show what ``choices`` returned; what is not usable is left out."""
        self.form.restore(choices)
        self.architecture.restore(choices)
        self._wanted_device = str(choices.get("device", "cpu"))
        self._choose_device()
        self.details_button.setChecked(choices.get("details") is True)
        folder = choices.get("folder")
        is_free = "DIGITPAD_DATA" not in os.environ
        if isinstance(folder, str) and is_free and os.path.isdir(folder):
            self._data_sets.folder = Path(folder)
        if isinstance(choices.get("data"), str):
            self.data.choose(choices["data"])

    def offer_unfinished(self) -> bool:
        """Offer to go on with a training that was broken off; False when there is none."""
        path = self._unfinished.left()
        if path is None or self.is_training:
            return False
        from digitpad.training.unfinished import load_unfinished

        try:
            left = load_unfinished(path)
        except DigitpadError as error:
            if not isinstance(error.__cause__, OSError):  # which may be over at the next start
                self._unfinished.discard()
            return False
        self._left, self._left_path = left, path
        self.offer.tell(
            self.tr("A training ({0}, {1}, {2}) was broken off after epoch {3} of {4}.").format(
                left.architecture.name, left.recipe.name, left.data, f"{left.progress.epoch:,}",
                f"{left.recipe.epochs:,}",
            )
        )  # fmt: skip
        return True

    def may_close(self) -> bool:
        """Ask whether a training may end with the window; True when none is under way."""
        if not self.is_training:
            return True
        question = StopQuestion(
            self.window(),
            self.progressed,
            self.tr("Training Is Running"),
            self.tr(
                "Stop the training and close? The best weights so far are kept, and the next "
                "start offers to resume after the last whole epoch."
            ),
            self.tr("&Keep Training"),
        )
        question.setObjectName("stopQuestion")
        return question.may_stop()

    def _end(self) -> None:
        """Keep what was trained so far, now that the training was ended: it can be resumed."""
        self._timer.stop()
        if self._trainer is not None:
            outcome = self._trainer.result
            self._unfinished.end(keep=outcome is None or outcome.ending != "finished")
        self._unfinished.close()

    # Building

    def _lay_out(self) -> None:
        self.samples_button = QPushButton(self.tr("Sa&mples…"))
        self.samples_button.setObjectName("samplesButton")
        self.samples_button.setToolTip(self.tr("Look at the samples of the data set"))
        self.details_button = QPushButton(self.tr("More Settin&gs"))
        self.details_button.setObjectName("detailsButton")
        self.details_button.setCheckable(True)
        for button in (
            self.details_button, self.samples_button, self.runs_menu.button,
            self.plot_files.button,
        ):  # fmt: skip
            self.controls.add(button)
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
        controls = self.controls
        controls.train.triggered.connect(self.start)
        controls.pause.triggered.connect(self._pause_or_resume)
        controls.stop.triggered.connect(self._stop)
        self.details_button.toggled.connect(self.form.show_details)
        self.samples_button.clicked.connect(self.browse_asked)
        self.runs_menu.changed.connect(self._show_runs)
        self.timeline.moment_chosen.connect(self._go_to)
        self.timeline.left.connect(self._leave_timeline)
        self.resume_button.clicked.connect(self._resume_unfinished)
        self.discard_button.clicked.connect(self._discard_unfinished)
        self.decline_button.clicked.connect(self._change_model)
        self._data_sets.loaded.connect(self._take_data)
        self._data_sets.failed.connect(self._take_data_failure)
        self._session.drawing_changed.connect(self._give_way)
        self._session.devices_found.connect(self._offer_devices)
        self._wanted_device = "cpu"

    # Training

    @Slot()
    def start(self) -> None:
        """Train with what the form says, as soon as the data set is in memory."""
        if self.is_training or self._waits_for_data or self.form.take_refusal():
            return
        try:
            self._architecture = self.architecture.architecture()
        except DigitpadError as error:
            self._fail(str(error))
            return
        self._to_resume = None
        self._begin_with_data(self.data.key())

    def _begin_with_data(self, key: str) -> None:
        self.problem.tell("")
        problem = self.why_not()
        if problem:
            self._fail(problem)
            return
        self.result.tell("")
        self._waits_for_data = True
        self.controls.show_phase("waiting")
        self.controls.tell(self.tr("Loading {0}…").format(self.data.title()))
        self._data_sets.load(key)

    @Slot(object)
    def _take_data(self, data: DataSet) -> None:
        if not self._waits_for_data:
            return
        self._waits_for_data = False
        left, self._to_resume = self._to_resume, None
        if left is None:
            device = str(self.device_box.currentData())
            plan = Plan(self._architecture, self.form.recipe(), data, device)
            self._train(plan, self._unfinished.begin())
            return
        from digitpad.training.unfinished import fingerprint

        if fingerprint(data.training) != left.fingerprint:
            self._fail(
                self.tr(
                    "The data set is not the one that the training began with. Train again from "
                    "the start."
                )
            )
            return
        self._unfinished.take_over()
        self._left = None
        self.offer.tell("")
        device = left.device if self.device_box.findData(left.device) >= 0 else "cpu"
        self._train(
            Plan(left.architecture, left.recipe, data, device, left.progress, left.curves),
            self._left_path,
        )

    @Slot(str)
    def _take_data_failure(self, message: str) -> None:
        if self._waits_for_data:
            self._waits_for_data = False
            self.controls.show_phase("idle")
            self.controls.tell("")

    def _train(self, plan: Plan, unfinished: Path) -> None:
        self._trainer = Task(partial(_train, plan, self.data.key(), unfinished), self)
        self._trainer.moved.connect(self._take_session)
        self._trainer.done.connect(self._take_outcome)
        self._trainer.failed.connect(self._take_failure)
        self._trainer.start()
        self.controls.show_phase("starting")
        self.controls.tell(self.tr("Getting ready…"))
        self.progressed.emit(0.0, self.tr("Getting ready…"))
        self._timer.start()

    @Slot(object)
    def _take_session(self, training_session: TrainingSession) -> None:
        self._training_session = training_session

    @Slot()
    def _pause_or_resume(self) -> None:
        training_session = self._training_session
        if training_session is None:
            return
        if training_session.state().phase == "paused":
            training_session.resume()
        else:
            training_session.pause()

    @Slot()
    def _stop(self) -> None:
        if self._trainer is not None:
            self._trainer.cancel()
        elif self._waits_for_data:
            self._waits_for_data = False
            self.controls.show_phase("idle")
            self.controls.tell("")

    @Slot()
    def _give_way(self) -> None:
        """Leave room on the processor for a pen that draws."""
        if self._training_session is not None:
            self._training_session.give_way(GIVE_WAY)

    @Slot()
    def _look(self) -> None:
        """See how far the training is, and show it."""
        training_session = self._training_session
        if training_session is None:
            return
        if self._run is None or self._run.curves is not training_session.curves:
            number = self._runs[-1].number + 1 if self._runs else 1
            plan = training_session.plan
            self._run = Run(
                number, plan.architecture, plan.recipe, self.data.title(), training_session.curves,
                training_session.timeline,
            )  # fmt: skip
            self._runs = (*self._runs[1 - MOST_RUNS :], self._run)
            self.runs_menu.show_runs(self._runs, self._run)
            self.timeline.show_runs(self._runs)
        state = training_session.state()
        words = self.controls.show_state(state, training_session.plan.recipe.epochs)
        self.progressed.emit(state.position.share, words)
        self._show_runs()
        self.timeline.follow()
        self._looks += 1
        newest = training_session.newest() if self._looks % WATCH == 0 else None
        if newest is not None and not self.timeline.is_back:
            self._session.watch(newest)

    @Slot(str)
    def _take_failure(self, _problem: str) -> None:
        self._take_end()
        self._fail(self.tr("The training could not begin. Start digitpad again."))

    def _take_end(self) -> None:
        self._look()
        self._trainer = self._training_session = None
        self._timer.stop()
        self.controls.show_phase("idle")
        self.progressed.emit(-1.0, "")

    @Slot(object)
    def _take_outcome(self, outcome: Outcome) -> None:
        self._take_end()
        self._unfinished.end(keep=outcome.ending == "failed" and outcome.checkpoint is None)
        self.problem.tell(outcome.message)
        self.controls.tell(
            self.tr("Stopped") if outcome.ending == "stopped" else
            self.tr("Broken off") if outcome.ending == "failed" else self.tr("Finished")
        )  # fmt: skip
        if outcome.checkpoint is None or outcome.report is None:
            self._session.watch(None)
            return
        if self._run is not None:
            self._run.accuracy = outcome.report.accuracy
            self.runs_menu.show_runs(self._runs, self._run)
        self.controls.progress.setValue(self.controls.progress.maximum())
        self._earlier_model, self._trained_model = self._session.checkpoint, outcome.checkpoint
        self._show_result(outcome)
        self._use_later = self.timeline.is_back
        if not self._use_later:
            self._session.use(outcome.checkpoint)
        self.model_saved.emit()

    def _show_result(self, outcome: Outcome) -> None:
        report, checkpoint = outcome.report, outcome.checkpoint
        assert report is not None
        assert checkpoint is not None
        self.result.tell(
            self.tr(
                "{0} of {1} test digits right ({2} %), average loss {3}. The weights of epoch {4} "
                "read your drawing now."
            ).format(
                f"{report.correct:,}", f"{report.samples:,}", f"{100 * report.accuracy:.2f}",
                f"{report.loss:.4f}", checkpoint.training_info.epochs,
            )
        )  # fmt: skip
        self.decline_button.setText(self.tr("Keep the Earlier Model"))
        self.decline_button.setVisible(self._earlier_model is not None)

    @Slot()
    def _change_model(self) -> None:
        """Go back to the model that was in use before the training, or again to the new one."""
        trained, earlier = self._trained_model, self._earlier_model
        if trained is None or earlier is None:
            return
        present = self._session.checkpoint
        goes_back = self._use_later or (present is not None and present.network is trained.network)
        self._use_later = False
        self._session.use(earlier if goes_back else trained)
        self.decline_button.setText(
            self.tr("Use the Trained Model") if goes_back else self.tr("Keep the Earlier Model")
        )

    def _fail(self, message: str) -> None:
        self.problem.tell(message)
        self.controls.show_phase("idle")
        self.controls.tell("")

    # A training that was broken off

    @Slot()
    def _resume_unfinished(self) -> None:
        left = self._left
        if left is None or self.is_training or self._waits_for_data:
            return
        self._to_resume = left
        self.form.show_recipe(left.recipe)
        self.data.choose(left.data)
        self._begin_with_data(left.data)

    @Slot()
    def _discard_unfinished(self) -> None:
        if self._to_resume is not None:  # its data set is being loaded
            self._to_resume = None
            self._stop()
        self._left = None
        self._unfinished.discard()
        self.offer.tell("")

    # Runs and timeline

    @Slot()
    def _show_runs(self) -> None:
        current = self._run
        shown = None
        if current is not None and current.is_shown:
            shown = current.trace(trace_name(current, current))
        self.plot.show_runs(shown, self.runs_menu.earlier_traces(current))

    @Slot(object, object)
    def _go_to(self, run: Run, moment: Moment) -> None:
        from digitpad.training.runs import network_at

        self._session.watch(network_at(run.architecture, moment))
        self.plot.set_cursor_time(moment.time)

    @Slot()
    def _leave_timeline(self) -> None:
        self.plot.set_cursor_time(None)
        if self.is_training:
            return  # the next look shows the newest weights
        if self._use_later and self._trained_model is not None:
            self._use_later = False
            self._session.use(self._trained_model)
        self._session.watch(None)

    # Devices

    @Slot(object)
    def _offer_devices(self, devices: tuple[Device, ...]) -> None:
        self.device_box.clear()
        for device in devices:
            self.device_box.addItem(device.title, device.name)
        self._choose_device()

    def _choose_device(self) -> None:
        self.device_box.setCurrentIndex(max(0, self.device_box.findData(self._wanted_device)))
        self.device_box.setEnabled(self.device_box.count() > 1)
        self.device_box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


def _train(plan: Plan, data: str, unfinished: Path, job: Job) -> Outcome:
    """Train, test and save, in a thread; the window is told the training session.

    data: what the data set is loaded by. unfinished: the file that each epoch is saved in, to go on
    from there.
    """
    from digitpad.network.module import train_with_all_threads
    from digitpad.training.session import TrainingSession
    from digitpad.training.unfinished import Unfinished, fingerprint, save_unfinished

    def keep(progress: Progress, curves: Curves) -> None:
        sample = fingerprint(plan.data.training)
        save_unfinished(
            unfinished,
            Unfinished(
                plan.architecture, plan.recipe, data, sample, plan.device, progress, curves
            ),
        )  # fmt: skip

    train_with_all_threads()
    training_session = TrainingSession(plan, models_folder(), keep)
    job.tell(training_session)
    job.on_cancel(training_session.stop)
    return training_session.run()
