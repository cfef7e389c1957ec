"""Running an experiment: its buttons, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from digitpad.graph.graph import Graph
from digitpad.training.experiments.experiment import Experiment
from digitpad.training.experiments.store import save_experiment
from digitpad.ui.background import Job, Task, at_end
from digitpad.ui.messages import StopQuestion
from digitpad.ui.widgets.basics import Line, filled, keyboard_kept, progress_bar, push_button
from digitpad.ui.widgets.names import duration, preset_title, recipe_title
from digitpad.ui.window.one_training import TICK

if TYPE_CHECKING:
    from digitpad.training.experiments.running import Series, SeriesState

STEPS = 1000  # of the progress bar


class RunRow(QWidget):
    """Runs one experiment at a time.

    ``run_asked()``: Run was clicked. ``moved(Experiment)``: a trial has its result.
    ``at(object)``: the trial under way and its share that is done, or None between two.
    ``failed(str)``: what went wrong meanwhile. ``over(str)``: the run has ended, and why it could
    not go on, or nothing. ``progressed(float, str)``: 0..1 and where it is in words; -1 at the end.
    """

    run_asked = Signal()
    moved = Signal(object)
    at = Signal(object)
    failed = Signal(str)
    over = Signal(str)
    progressed = Signal(float, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a row in which nothing runs."""
        super().__init__(parent)
        self._task: Task | None = None
        self._series: Series | None = None  # once torch and the data set are there
        self._experiment: Experiment | None = None
        self._problem = ""  # why results were not saved
        self.run_button = push_button(self.tr("&Run"), "runExperimentButton", primary=True)
        self.stop_button = push_button(self.tr("&Stop"), "stopExperimentButton")
        what = self.tr("Progress of the experiment")
        self.bar = progress_bar("experimentProgress", what, STEPS)
        self.text = Line("experimentText")
        self._row = filled(
            QHBoxLayout(), self.run_button, self.stop_button, (self.text, 1), spacing=8,
        )  # fmt: skip
        filled(QVBoxLayout(self), self.bar, self._row, spacing=10)
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self._look)
        self.run_button.clicked.connect(self.run_asked)
        self.stop_button.clicked.connect(self._stop)
        self.enable(can_run=False)
        at_end(self._end)

    def add(self, other: QPushButton) -> None:
        """Put another button at the row's end."""
        self._row.addWidget(other)

    @property
    def is_running(self) -> bool:
        """True from ``start`` until the last trial is done."""
        return self._task is not None

    def why_busy(self) -> str:
        """Return why nothing else can be trained now; empty when it can."""
        if not self.is_running:
            return ""
        return self.tr(
            "An experiment is running. Stop it in its window, or wait until it is done, then try "
            "again."
        )

    def may_close(self, window: QWidget) -> bool:
        """Ask over ``window`` whether a run may end with it; True when none is under way."""
        return not self.is_running or StopQuestion(
            window, self.progressed, "stopExperimentQuestion",
            self.tr("Experiment Is Running"),
            self.tr(
                "Stop the experiment? Trials that are done are kept, and the others can be run "
                "later."
            ),
            self.tr("&Keep Running"),
        ).may_stop()  # fmt: skip

    def enable(self, *, can_run: bool) -> None:
        """Let Run be clicked, if nothing runs."""
        with keyboard_kept(self.run_button, self.stop_button, self.text):
            self.run_button.setEnabled(can_run and not self.is_running)
            self.stop_button.setEnabled(self.is_running)

    def forget(self) -> None:
        """Show nothing of the run before."""
        self.bar.setValue(0)
        self.text.setText("")

    def start(
        self, experiment: Experiment, path: Path, data_folder: Path, models: Path,
        opened: Sequence[Graph],
    ) -> None:  # fmt: skip
        """Train the trials of ``experiment`` that wait; its file is ``path``.

        opened: networks of somebody's own code that trials train.
        """
        self.bar.setValue(0)
        self.text.setText(self.tr("Getting ready…"))
        self._experiment, self._problem = experiment, ""
        self._task = Task(
            partial(_run, experiment, path, data_folder, models, opened), self,
            self.tr("The experiment broke off: {0}. Run it again."),
        )  # fmt: skip
        self._task.moved.connect(self._take_series)
        self._task.done.connect(self._take_end)
        self._task.failed.connect(self._take_failure)
        self._task.cancelled.connect(self._take_end)
        self._task.start()
        self._timer.start()
        self.enable(can_run=False)
        self.progressed.emit(0.0, self.tr("Getting ready…"))

    def _end(self) -> None:
        """Follow the run no more, now that it was ended; trials that are done stay."""
        self._timer.stop()

    @Slot()
    def give_way(self) -> None:
        """Leave room on the processor for a pen that draws."""
        if self._series is not None:
            self._series.give_way()

    @Slot(object)
    def _take_series(self, series: Series) -> None:
        self._series = series

    @Slot()
    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with keyboard_kept(self.stop_button, self.text):
                self.stop_button.setEnabled(False)

    @Slot()
    def _look(self) -> None:
        """See how far the run is, and show it."""
        if self._series is None:
            return
        state = self._series.state()
        if state.experiment is not self._experiment:
            self._experiment = state.experiment
            self.moved.emit(state.experiment)
        self._problem = state.problem
        if state.problem:
            self.failed.emit(state.problem)
        self.at.emit(None if state.trial is None else (state.trial, state.trial_share))
        if state.trial is not None:
            words = self._words(state, state.trial)
            self.bar.setValue(round(state.share * STEPS))
            self.text.setText(words)
            self.progressed.emit(state.share, words)

    def _words(self, state: SeriesState, number: int) -> str:
        trial = state.experiment.trials[number]
        words = self.tr("Trial {0} of {1}: {2}, {3}").format(
            number + 1, len(state.experiment.trials), preset_title(trial.network.name),
            recipe_title(trial.recipe.name),
        )  # fmt: skip
        if state.is_testing:
            words = self.tr("{0} · testing").format(words)
        elif state.epoch:
            words = self.tr("{0} · epoch {1} of {2} · {3} samples/s").format(
                words, f"{state.epoch:,}", f"{trial.recipe.epochs:,}",
                f"{state.samples_per_second:,.0f}",
            )  # fmt: skip
        if state.seconds_left is not None:
            words = self.tr("{0} · {1} left").format(words, duration(state.seconds_left))
        return words

    @Slot()
    def _take_end(self) -> None:
        self._take_failure("")

    @Slot(str)
    def _take_failure(self, problem: str) -> None:
        self._look()
        self._task = self._series = None
        self._timer.stop()
        assert self._experiment is not None
        waiting, count = self._experiment.waiting, len(self._experiment.trials)
        self.bar.setValue(STEPS * (count - len(waiting)) // count)  # one under way begins anew
        if waiting:
            left = self.tr("%n trials are left; Run goes on with them", "", len(waiting))
            self.text.setText(left)
        else:
            self.text.setText(self.tr("Finished"))
        self.at.emit(None)
        self.over.emit(problem or self._problem)
        self.progressed.emit(-1.0, "")


def _run(
    experiment: Experiment, path: Path, data_folder: Path, models: Path, opened: Sequence[Graph],
    job: Job,
) -> None:  # fmt: skip
    """Load the data set, then train, test and save trial by trial; the window is told the series.

    path: of the experiment's file. models: where the networks are saved.
    """
    from digitpad.data import catalogue
    from digitpad.training.experiments.running import Series

    data = catalogue.load(experiment.data, data_folder, lambda *_: job.check())
    series = Series(experiment, data, models, partial(save_experiment, path), opened)
    job.tell(series)
    job.on_cancel(series.stop)
    series.run()
