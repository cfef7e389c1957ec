"""Tells of unexpected errors: from any thread, one dialog at a time."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

from digitpad.diagnostics.faults import Fault
from digitpad.ui.faults.fault_dialog import FaultDialog

FAILURE = 1  # exit status


class FaultTeller(QObject):
    """Opens the dialog in the GUI thread. ``quit_asked()``: the program ends after this."""

    quit_asked = Signal()
    _came = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Make a teller, in the GUI thread."""
        super().__init__(parent)
        self._dialog: FaultDialog | None = None
        # Queued also in the GUI thread: a dialog that opens in the middle of a paintEvent, or of
        # another dialog's slot, would have it painted again inside itself.
        self._came.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def report(self, fault: Fault) -> None:
        """Tell of ``fault`` as soon as the event loop runs. Any thread may call it."""
        self._came.emit(fault)

    @property
    def dialog(self) -> FaultDialog | None:
        """The dialog that is open, if one is."""
        return self._dialog

    @Slot(object)
    def _tell(self, fault: Fault) -> None:
        if self._dialog is not None:
            self._dialog.add(fault.details)
            return
        self._dialog = FaultDialog(
            self.tr(
                "Something went wrong in digitpad: {0}.\nYour drawing is still there. You can go "
                "on; if digitpad behaves oddly, save your drawing and quit."
            ).format(fault.summary.rstrip(".")),
            fault.details,
            QApplication.activeModalWidget() or QApplication.activeWindow(),
        )
        self._dialog.finished.connect(self._take_end)
        self._dialog.destroyed.connect(self._forget)  # with a window that it belonged to
        self._dialog.quit_asked.connect(self._quit)
        self._dialog.open()

    @Slot()
    def _take_end(self) -> None:
        # It is deleted later, when the next may be open already.
        if self._dialog is not None:
            self._dialog.destroyed.disconnect(self._forget)
        self._forget()

    @Slot()
    def _forget(self) -> None:
        self._dialog = None

    @Slot()
    def _quit(self) -> None:
        self.quit_asked.emit()
        # Not quit(): that asks every window first, and one that is at fault may refuse.
        QApplication.exit(FAILURE)


def tell_no_window(fault: Fault) -> None:
    """Tell that the window could not be made, and wait until that is read."""
    dialog = FaultDialog(
        QApplication.translate("app", "The window could not be opened: {0}.").format(
            fault.summary.rstrip(".")
        ),
        fault.details,
    )
    dialog.continue_button.hide()
    dialog.exec()
