"""Which experiment is shown: those of the user's folder, to choose, begin, rename and delete."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QLineEdit, QMessageBox, QWidget

from digitpad.data.catalogue import DATASETS
from digitpad.support.errors import DigitpadError
from digitpad.support.folders import experiments_folder
from digitpad.training.experiments.experiment import Experiment, checked_name
from digitpad.training.experiments.store import (
    Claim,
    SavedExperiment,
    claim,
    delete_experiment,
    load_experiment,
    new_path,
    save_experiment,
    saved_experiments,
)
from digitpad.ui.background import Latest, at_end
from digitpad.ui.widgets.basics import filled, named, push_button
from digitpad.ui.widgets.boxes import ChoiceBox


class ExperimentFiles(QWidget):
    """A box with the experiments. ``changed()``: another one is shown; ``failed(str)``: a sentence.

    An experiment has no file before something was planned in it. One that another program has open
    is shown, and not written.
    """

    changed = Signal()
    failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty box; ``refresh`` fills it."""
        super().__init__(parent)
        self._path = new_path(experiments_folder())
        self._experiment = Experiment(self.tr("Experiment"), DATASETS[0])
        self._claim: Claim | None = None
        self._is_elsewhere = False
        self._shows_newest = True
        self._lister = Latest(self)
        self._lister.answered.connect(self._fill)
        self._lister.failed.connect(self.failed)
        at_end(self.let_go)
        self.box = ChoiceBox("experimentBox", 18)
        self.box.setAccessibleName(self.tr("Experiment"))
        self.new_button = push_button(self.tr("Ne&w"), "newExperimentButton")
        self.rename_button = push_button(self.tr("Rena&me…"), "renameExperimentButton")
        self.delete_button = push_button(self.tr("De&lete"), "deleteExperimentButton")
        filled(
            QHBoxLayout(self), named(self.tr("E&xperiment"), self.box), (self.box, 1),
            self.new_button, self.rename_button, self.delete_button, spacing=8,
        )  # fmt: skip
        self.box.activated.connect(self._choose)
        self.new_button.clicked.connect(self._begin)
        self.rename_button.clicked.connect(self._rename)
        self.delete_button.clicked.connect(self._delete)

    @property
    def experiment(self) -> Experiment:
        """What is shown."""
        return self._experiment

    @property
    def path(self) -> Path:
        """Its file, which may not exist yet."""
        return self._path

    @property
    def problem(self) -> str:
        """Why the experiment cannot be changed here; empty when it can."""
        if not self._is_elsewhere:
            return ""
        return self.tr(
            "{0} is open in another window of digitpad, and can only be looked at here. Close "
            "Experiments there and choose it again here, or begin a new one."
        ).format(self._experiment.name)

    def keep(self, experiment: Experiment) -> None:
        """Show another state of the experiment, and save it, unless another program has it open."""
        if not self.hold():
            self.failed.emit(self.problem)
            return
        self._experiment = experiment
        self.box.setItemText(self.box.currentIndex(), experiment.name)
        try:
            save_experiment(self._path, experiment)
        except DigitpadError as error:
            self.failed.emit(str(error))

    def take(self, experiment: Experiment) -> None:
        """Show another state of the experiment, which somebody else saves."""
        self._experiment = experiment

    def hold(self) -> bool:
        """Keep others from writing what is shown, until ``let_go``; False when one has it open."""
        if self._claim is None and not self._is_elsewhere:
            self._claim = claim(self._path)
            self._is_elsewhere = self._claim is None
        return not self._is_elsewhere

    def let_go(self) -> None:
        """Let others write what is shown; ``take_up`` shows what they made of it."""
        if self._claim is not None:
            self._claim.release()
            self._claim = None

    def take_up(self) -> None:
        """Hold again what is shown, as it is now: others may have written it since ``let_go``."""
        if self._claim is None and self._path.exists():
            self._show(self._path)

    @Slot()
    def refresh(self) -> None:
        """Look at the folder; the newest is shown at first, and what is shown stays."""
        self._lister.ask(lambda: tuple(saved_experiments(experiments_folder())))

    @Slot(object)
    def _fill(self, listed: tuple[SavedExperiment, ...]) -> None:
        self.box.clear()
        for saved in listed:
            if saved.experiment is not None:
                self.box.addItem(saved.experiment.name, saved.path)
        paths = [self.box.itemData(index) for index in range(self.box.count())]
        shows_newest, self._shows_newest = self._shows_newest, False
        if shows_newest and paths and not self._experiment.trials:
            self._show(paths[0])
        elif self._path not in paths:
            self.box.insertItem(0, self._experiment.name, self._path)
        elif self._claim is None:
            self._show(self._path)  # another may have changed it
        self._mark()
        for saved in listed:
            if saved.experiment is None:
                self.failed.emit(saved.problem)

    def _mark(self) -> None:
        """Choose in the box what is shown."""
        paths = [self.box.itemData(index) for index in range(self.box.count())]
        self.box.setCurrentIndex(paths.index(self._path) if self._path in paths else -1)

    def _show(self, path: Path) -> None:
        before = self._claim
        # Before it is read: nobody writes it then.
        held = before if before is not None and before.path == path else claim(path)
        try:
            experiment = load_experiment(path)
        except DigitpadError as error:
            if held is not None and held is not before:
                held.release()
            self._mark()
            self.failed.emit(str(error))
            return
        if before is not None and before is not held:
            before.release()
        shown = self._experiment, self._path, self._is_elsewhere
        self._experiment, self._path = experiment, path
        self._claim, self._is_elsewhere = held, held is None
        self._mark()
        if shown != (experiment, path, self._is_elsewhere):
            self.changed.emit()

    @Slot(int)
    def _choose(self, index: int) -> None:
        path = self.box.itemData(index)
        if path != self._path or self._is_elsewhere:
            self._show(path)

    @Slot()
    def _begin(self) -> None:
        if not self._experiment.trials and not self._is_elsewhere:
            return  # this one is new
        names = {self.box.itemText(index) for index in range(self.box.count())}
        number = 2
        while (name := self.tr("Experiment {0}").format(number)) in names:
            number += 1
        self.let_go()
        self._is_elsewhere = False
        self._path = new_path(experiments_folder())
        self._experiment = Experiment(name, self._experiment.data)
        self.box.insertItem(0, name, self._path)
        self._mark()
        self.changed.emit()

    @Slot()
    def _rename(self) -> None:
        name, is_accepted = QInputDialog.getText(
            self, self.tr("Rename Experiment"), self.tr("Name"), QLineEdit.EchoMode.Normal,
            self._experiment.name,
        )  # fmt: skip
        if not is_accepted:
            return
        try:
            self.keep(replace(self._experiment, name=checked_name(name)))
        except DigitpadError as error:
            self.failed.emit(str(error))

    @Slot()
    def _delete(self) -> None:
        if not self.hold():
            self.failed.emit(self.problem)
            return
        answer = QMessageBox.question(
            self,
            self.tr("Delete Experiment"),
            self.tr("Delete {0} and its table? The models that it trained stay.").format(
                self._experiment.name
            ),
            QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.Cancel,
            QMessageBox.StandardButton.Cancel,
        )
        if answer != QMessageBox.StandardButton.Yes:
            return
        try:
            delete_experiment(self._path)
        except DigitpadError as error:
            self.failed.emit(str(error))
            return
        self.let_go()
        self._is_elsewhere = False
        self._path = new_path(experiments_folder())
        self._experiment = Experiment(self.tr("Experiment"), self._experiment.data)
        self._shows_newest = True
        self.changed.emit()
        self.refresh()
