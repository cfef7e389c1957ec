"""Experiments in the main window: their own window, made when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from digitpad.ui.widgets.questions import StopQuestion
from digitpad.ui.window.pages import Pages
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.ui.dialogs.experiments.experiments_dialog import ExperimentsDialog


class Experiments(QObject):
    """Opens the window, and sees to it that one thing trains at a time.

    ``progressed(float, str)`` and ``model_saved()`` are those of the window.
    """

    progressed = Signal(float, str)
    model_saved = Signal()

    def __init__(self, session: Session, pages: Pages, window: QWidget) -> None:
        """Work with the data sets of ``pages``, and beside its Train page."""
        super().__init__(window)
        self._session, self._pages, self._window = session, pages, window
        self._dialog: ExperimentsDialog | None = None
        pages.train.why_not = self._why_no_training

    @property
    def is_running(self) -> bool:
        """True while trials are trained."""
        return self._dialog is not None and self._dialog.is_running

    def may_close(self) -> bool:
        """Ask whether a run may end with the window; True when none is under way."""
        if self._dialog is None or not self._dialog.is_running:
            return True
        question = StopQuestion(
            self._window,
            self._dialog.progressed,
            self.tr("Experiment Is Running"),
            self.tr(
                "Stop the experiment and close? Trials that are done are kept, and the others can "
                "be run after the next start."
            ),
            self.tr("&Keep Running"),
        )
        question.setObjectName("stopExperimentQuestion")
        return question.may_stop()

    @Slot()
    def show(self) -> None:
        """Show the window."""
        if self._dialog is None:
            from digitpad.ui.dialogs.experiments.experiments_dialog import ExperimentsDialog

            self._dialog = ExperimentsDialog(
                self._session, self._pages.data_sets, self._why_no_run, self._window
            )
            self._dialog.progressed.connect(self.progressed)
            self._dialog.model_saved.connect(self.model_saved)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def _why_no_run(self) -> str:
        if self._pages.train.controls.train.isEnabled():  # it does not load a data set either
            return ""
        return self.tr(
            "The Train page is training. Stop it, or wait until it is done, then run again."
        )

    def _why_no_training(self) -> str:
        if not self.is_running:
            return ""
        return self.tr("An experiment is running. Stop it, or wait until it is done, then train.")
