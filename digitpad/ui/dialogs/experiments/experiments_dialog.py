"""A window of its own for experiments: what to train, how far it is, and what came of it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from digitpad.support.errors import DigitpadError
from digitpad.support.folders import models_folder
from digitpad.training.experiments.experiment import Experiment, Trial
from digitpad.ui.data_sets import DataSets
from digitpad.ui.dialogs.experiments.experiment_files import ExperimentFiles
from digitpad.ui.dialogs.experiments.own_networks import OwnNetworks
from digitpad.ui.dialogs.experiments.run_row import RunRow
from digitpad.ui.dialogs.experiments.trial_form import TrialForm
from digitpad.ui.dialogs.experiments.trials_plot import TrialsFiles, TrialsPlot
from digitpad.ui.dialogs.experiments.trials_table import TrialsTable
from digitpad.ui.messages import tell
from digitpad.ui.widgets.basics import divided, filled, named, push_button, wrapped
from digitpad.ui.widgets.context_menus import offer_buttons
from digitpad.ui.widgets.data_choice import DataChoice
from digitpad.ui.window.one_training import Turn
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.network.files.checkpoint import Checkpoint
    from digitpad.network.files.code_needed import CodeNeeded

DEFAULT_SIZE = (1020, 640)


class ExperimentsDialog(QDialog):
    """Plans, runs and compares trials. It may be closed while they run.

    ``progressed(float, str)``: 0..1 and where it is in words; -1 when nothing runs.
    ``model_saved()``: there is a new file in the models' folder. Code that has to run first is
    asked for by ``own_networks``.
    """

    progressed = Signal(float, str)
    model_saved = Signal()

    def __init__(
        self, session: Session, data_sets: DataSets, parent: QWidget | None = None
    ) -> None:
        """Make the window."""
        super().__init__(parent)
        self.setObjectName("experimentsDialog")
        self.setWindowTitle(self.tr("Experiments"))
        self.resize(*DEFAULT_SIZE)
        self._session, self._data_sets = session, data_sets
        self.own_networks = OwnNetworks(self)
        self._asked_for: Path | None = None  # the experiment whose code was asked for

        self.files = ExperimentFiles()
        self.data = DataChoice(data_sets)
        self.data.box.setObjectName("experimentDataBox")  # the Train page has the other one
        self.form = TrialForm()
        self.table = TrialsTable()
        self.plot = TrialsPlot()
        self.message = wrapped("", "message")
        self.up_button = push_button(self.tr("Move U&p"), "trialUpButton")
        self.down_button = push_button(self.tr("Move D&own"), "trialDownButton")
        self.remove_button = push_button(self.tr("Remo&ve"), "removeTrialButton")
        self.use_button = push_button(self.tr("&Use Model"), "useTrialButton")
        self.taken_away = TrialsFiles(self.plot, lambda: self.files.experiment)
        self.run_row = RunRow()
        self._turn = Turn(session, self, self.run_row.why_busy, self.message)
        self._lay_out()
        self._connect()
        self._show_experiment()
        if session.checkpoint is not None:
            self._offer_open(session.checkpoint)

    # From outside

    @property
    def is_running(self) -> bool:
        """True from the click on Run until the last trial is done."""
        return self.run_row.is_running

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        if not self.is_running:
            self.form.refresh()
            self.files.take_up()
            self.files.refresh()
            self.data.refresh()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802, D102
        super().hideEvent(event)
        if not event.spontaneous() and not self.is_running:
            self.files.let_go()

    # Building

    def _lay_out(self) -> None:
        self.data.box.setAccessibleName(self.tr("Data set"))
        title = named(self.tr("Data se&t"), self.data.box)
        first = filled(QHBoxLayout(), (self.files, 3), 12, title, (self.data.box, 2), spacing=8)
        trials = filled(
            QHBoxLayout(), self.use_button, self.up_button, self.down_button, self.remove_button,
            None, spacing=8,
        )  # fmt: skip
        left = QWidget()
        filled(QVBoxLayout(left), (self.table, 1), trials, spacing=8)
        splitter = divided(Qt.Orientation.Horizontal, (left, 3), (self.plot, 2))
        splitter.setSizes([590, 400])
        self.run_row.add(self.taken_away.csv_button)
        self.run_row.add(self.taken_away.picture_button)
        filled(
            QVBoxLayout(self), first, self.data, self.form, (splitter, 1), self.message,
            self.run_row, spacing=10, margins=(14, 12, 14, 12),
        )  # fmt: skip

    def _connect(self) -> None:
        self.files.changed.connect(self._show_experiment)
        self.files.failed.connect(self._tell_problem)
        self.data.changed.connect(self._take_data)
        self.form.added.connect(self._add)
        self.form.failed.connect(self._tell_problem)
        self.table.chosen.connect(self._choose)
        self.table.use_asked.connect(self._use)
        self.table.remove_asked.connect(self._remove)
        self.table.move_asked.connect(self._move)
        csv_button, picture_button = self.taken_away.csv_button, self.taken_away.picture_button
        offer_buttons(
            self.table, self.use_button, self.up_button, self.down_button, self.remove_button,
            csv_button,
        )  # fmt: skip
        offer_buttons(self.plot, picture_button, csv_button)
        self.use_button.clicked.connect(self._use)
        self.remove_button.clicked.connect(self._remove)
        self.up_button.clicked.connect(partial(self._move, -1))
        self.down_button.clicked.connect(partial(self._move, 1))
        self.run_row.run_asked.connect(self.run)
        self.run_row.moved.connect(self._take_result)
        self.run_row.at.connect(self.table.rows.show_running)
        self.run_row.failed.connect(self._tell_problem)
        self.run_row.over.connect(self._take_end)
        self.run_row.progressed.connect(self.progressed)
        self.taken_away.saved.connect(self._tell)
        self.taken_away.failed.connect(self._tell_problem)
        self.plot.ended.connect(self._tell)
        self._session.model_failed.connect(self._tell_failure)
        self.finished.connect(self._tell_state)
        self._session.model_changed.connect(self._offer_open)
        self.own_networks.came.connect(self._take_code)
        self.own_networks.failed.connect(self._tell_problem)
        self._session.drawing_changed.connect(self.run_row.give_way)

    # What is planned

    @Slot()
    def _show_experiment(self) -> None:
        experiment = self.files.experiment
        self.run_row.forget()
        if self.data.key() != experiment.data:
            self.data.choose(experiment.data)
        self._show(experiment)
        self.message.setText(self.files.problem)

    def _show(self, experiment: Experiment) -> None:
        with QSignalBlocker(self.table):  # nobody chose a row
            self.table.show_experiment(experiment)
        self._show_row()

    def _select(self, index: int) -> None:
        with QSignalBlocker(self.table):
            self.table.select(index)
        self._show_row()

    def _may_change(self) -> bool:
        return not self.is_running and not self.files.problem

    def _keep(self, experiment: Experiment) -> None:
        self.message.setText("")
        self.files.keep(experiment)
        self._show(self.files.experiment)

    @Slot()
    def _take_data(self) -> None:
        experiment = self.files.experiment
        if self.data.key() == experiment.data or not self._may_change():
            return
        if experiment.has_results:
            self.data.choose(experiment.data)
            self._tell_problem(self.tr(
                "The trials of an experiment are compared on one data set. Begin a new experiment "
                "for another."
            ))  # fmt: skip
        elif experiment.trials:
            self._keep(replace(experiment, data=self.data.key()))
        else:
            self.files.take(replace(experiment, data=self.data.key()))

    @Slot(object)
    def _add(self, trial: Trial) -> None:
        if not self._may_change():
            return
        try:
            experiment = self.files.experiment.with_trial(trial)
        except DigitpadError as error:
            self._tell_problem(str(error))
            return
        self._keep(experiment)
        self._select(len(self.files.experiment.trials) - 1)

    @Slot()
    def _remove(self) -> None:
        row = self.table.selected()
        if row is not None and self._may_change():
            self._keep(self.files.experiment.without(row.number - 1))

    def _move(self, by: int, *_told: object) -> None:
        row, experiment = self.table.selected(), self.files.experiment
        if row is None or not self._may_change():
            return
        if 0 <= row.number - 1 + by < len(experiment.trials):
            self._keep(experiment.moved(row.number - 1, by))
            self._select(row.number - 1 + by)

    # What runs

    @Slot()
    def run(self) -> None:
        """Train the trials that wait, the first on another data set in place of a missing one."""
        experiment = self.files.experiment
        if self.is_running or not experiment.waiting or not self._turn.may_begin():
            return
        stands_in = not experiment.has_results and self.data.another_may_stand_in
        problem = "" if stands_in else self._data_sets.why_missing(experiment.data)
        if not problem and not self.files.hold():
            problem = self.files.problem
        if problem:
            self._tell_problem(problem)
            return
        self.message.setText("")
        self._asked_for = path = self.files.path
        opened = self.own_networks.for_trials_of(experiment)
        if opened is None:
            return  # until the code of one has run
        if stands_in:
            self.data.let_another_stand_in()  # it is the experiment's from now on
        experiment = self.files.experiment
        self.run_row.start(experiment, path, self._data_sets.folder, models_folder(), opened)
        self._enable()

    @Slot(object, object)
    def _take_code(self, before: CodeNeeded, now: CodeNeeded) -> None:
        """Run on with a network whose code has run; it may not be what it was."""
        if self.files.path != self._asked_for:
            self._tell_problem(self.tr(
                "The code of {0} has run, but another experiment is shown now. Choose the one with "
                "{0} and run it."
            ).format(before.name))  # fmt: skip
        elif self._may_change():
            if now != before:
                self._keep(self.files.experiment.with_code(before, now))
            self.run()

    @Slot(object)
    def _offer_open(self, checkpoint: Checkpoint) -> None:
        self.own_networks.note_open(checkpoint)
        self.form.offer_open(self.own_networks.open)

    @Slot(object)
    def _take_result(self, experiment: Experiment) -> None:
        self.files.take(experiment)
        self._show(experiment)
        self.model_saved.emit()

    @Slot(str)
    def _take_end(self, problem: str) -> None:
        self._show_row()
        if self.run_row.text.hasFocus():
            self.table.setFocus()  # nothing is left to run: there is what came of it
        experiment = self.files.experiment
        failed = [i for i in experiment.waiting if experiment.trials[i].result is not None]
        if problem:
            self._tell_problem(problem)
        elif failed:
            self._select(failed[0])
            self._choose()  # it is told why
        if not self.isVisible():
            self.files.let_go()
        self._turn.end()

    # What came of it

    @Slot()
    def _choose(self) -> None:
        """Tell what there is to tell of the row that was chosen."""
        row = self.table.selected()
        if row is not None and not self.is_running:
            self.message.setText(row.problem or self.files.problem)
        self._show_row()

    def _show_row(self) -> None:
        row = self.table.selected()
        self.plot.show_experiment(self.files.experiment, None if row is None else row.number)
        self._enable()

    @Slot()
    def _use(self) -> None:
        row = self.table.selected()
        if row is not None and row.model:
            self.message.setText("")
            self._session.load_model(Path(row.model))

    @Slot()
    def _enable(self) -> None:
        may_change, row = self._may_change(), self.table.selected()
        trials = self.files.experiment.trials
        for widget in (self.form, self.data.box, self.data.folder_button, self.data.wanted_button):
            widget.setEnabled(may_change)
        self.files.setEnabled(not self.is_running)
        self.run_row.enable(can_run=may_change and bool(self.files.experiment.waiting))
        self.use_button.setEnabled(row is not None and bool(row.model))
        self.remove_button.setEnabled(may_change and row is not None)
        self.up_button.setEnabled(may_change and row is not None and row.number > 1)
        self.down_button.setEnabled(may_change and row is not None and row.number < len(trials))
        self.taken_away.enable()

    @Slot(str)
    def _tell(self, text: str) -> None:
        if not self.is_running:
            self.run_row.text.setText(text)
        tell(text)

    @Slot(str)
    def _tell_problem(self, message: str) -> None:
        self.message.setText(message)

    @Slot()
    def _tell_state(self) -> None:
        """Forget what was said, but not why the experiment cannot be changed."""
        self.message.setText(self.files.problem)

    @Slot(str)
    def _tell_failure(self, message: str) -> None:
        """Tell why a model is not used, where it was asked for here."""
        if self.isVisible():
            self._tell_problem(message)
