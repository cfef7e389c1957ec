"""The question before a window closes on an experiment; it goes when the experiment has ended."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from digitpad.ui.experiments.experiments_dialog import ExperimentsDialog


class StopQuestion(QMessageBox):
    """Ask over ``parent`` whether the run of ``dialog`` may end with the window."""

    def __init__(self, dialog: ExperimentsDialog, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("stopExperimentQuestion")
        self.setIcon(QMessageBox.Icon.Question)
        self.setWindowTitle(self.tr("Experiment Is Running"))
        self.setText(
            self.tr(
                "Stop the experiment and close? Trials that are done are kept, and the others can "
                "be run after the next start."
            )
        )
        self.stop_button = self.addButton(
            self.tr("&Stop and Close"), QMessageBox.ButtonRole.AcceptRole
        )
        self.cancel_button = self.addButton(
            self.tr("&Keep Running"), QMessageBox.ButtonRole.RejectRole
        )
        self.setDefaultButton(self.cancel_button)
        dialog.progressed.connect(self._follow)

    def may_stop(self) -> bool:
        """Return the answer: False, too, when the run ended before there was one."""
        self.exec()
        self.deleteLater()
        return self.clickedButton() is self.stop_button

    @Slot(float, str)
    def _follow(self, share: float, _: str) -> None:
        if share < 0:  # it has ended: there is a table to look at, and nothing to ask
            self.reject()
