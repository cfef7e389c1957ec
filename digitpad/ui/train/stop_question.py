"""The question before a window closes on a training; it goes when the training has ended."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from digitpad.ui.train.train_page import TrainPage


class StopQuestion(QMessageBox):
    """Ask over ``parent`` whether the training of ``page`` may end with the window."""

    def __init__(self, page: TrainPage, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("stopQuestion")
        self.setIcon(QMessageBox.Icon.Question)
        self.setWindowTitle(self.tr("Training Is Running"))
        self.setText(
            self.tr(
                "Stop the training and close? The best weights so far are kept, and the next "
                "start offers to resume after the last whole epoch."
            )
        )
        self.stop_button = self.addButton(
            self.tr("&Stop and Close"), QMessageBox.ButtonRole.AcceptRole
        )
        self.cancel_button = self.addButton(
            self.tr("&Keep Training"), QMessageBox.ButtonRole.RejectRole
        )
        self.setDefaultButton(self.cancel_button)
        page.progressed.connect(self._follow)

    def may_stop(self) -> bool:
        """Return the answer: False, too, when the training ended before there was one."""
        self.exec()
        self.deleteLater()
        return self.clickedButton() is self.stop_button

    @Slot(float, str)
    def _follow(self, share: float, _: str) -> None:
        if share < 0:  # it has ended: there is a result to look at, and nothing to ask
            self.reject()
