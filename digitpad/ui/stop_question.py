"""The question before a window closes on work under way; it goes when the work has ended."""

from PySide6.QtCore import SignalInstance, Slot
from PySide6.QtWidgets import QMessageBox, QWidget


class StopQuestion(QMessageBox):
    """Ask over ``parent`` whether work may end with the window."""

    def __init__(
        self, parent: QWidget, progressed: SignalInstance, title: str, text: str, keep: str
    ) -> None:
        """Ask ``text``. progressed: (float, str) of the work, below 0 when it has ended.

        keep: the words of the button that lets the work go on.
        """
        super().__init__(parent)
        self.setIcon(QMessageBox.Icon.Question)
        self.setWindowTitle(title)
        self.setText(text)
        self.stop_button = self.addButton(
            self.tr("&Stop and Close"), QMessageBox.ButtonRole.AcceptRole
        )
        self.cancel_button = self.addButton(keep, QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(self.cancel_button)
        progressed.connect(self._follow)

    def may_stop(self) -> bool:
        """Return the answer: False, too, when the work ended before there was one."""
        self.exec()
        self.deleteLater()
        return self.clickedButton() is self.stop_button

    @Slot(float, str)
    def _follow(self, share: float, _: str) -> None:
        if share < 0:  # it has ended: there is a result to look at, and nothing to ask
            self.reject()
