"""Tells of unexpected errors: from any thread, one dialog at a time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from digitpad.support.crashes import Fault
from digitpad.support.log_file import log_path, report
from digitpad.ui.widgets.basics import filled, push_button, wrapped

SIZE = (640, 420)  # pixels
MOST_MORE = 20  # faults that are added to one dialog


class FaultDialog(QDialog):
    """Tells a sentence and shows details. ``quit_asked()``: the user wants to leave."""

    quit_asked = Signal()

    def __init__(self, sentence: str, details: str, parent: QWidget | None = None) -> None:
        """Make the dialog; ``open`` shows it. It is deleted when it is closed."""
        super().__init__(parent)
        self.setObjectName("faultDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Unexpected Error – digitpad"))
        self.resize(*SIZE)
        self._more = 0
        self.sentence = wrapped(sentence, "faultSentence")
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.details = QPlainTextEdit(
            "\n\n".join([details.strip(), report(), self.tr("Log: {0}").format(log_path())])
        )
        self.details.setObjectName("faultDetails")
        self.details.setAccessibleName(self.tr("Details"))
        self.details.setReadOnly(True)
        self.details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.copy_button = self._button(self.tr("Co&py Details"), "faultCopyButton", self._copy)
        self.quit_button = self._button(self.tr("&Quit"), "faultQuitButton", self._quit)
        self.continue_button = self._button(self.tr("&Continue"), "faultContinueButton", self.close)
        self.continue_button.setDefault(True)
        row = filled(QHBoxLayout(), self.copy_button, None, self.quit_button, self.continue_button)
        filled(
            QVBoxLayout(self), self.sentence, (self.details, 1), row, spacing=12,
            margins=(20, 18, 20, 16),
        )  # fmt: skip
        self.continue_button.setFocus()

    def add(self, details: str) -> None:
        """Show the details of one fault more, that came while the dialog was open."""
        self._more += 1
        if self._more <= MOST_MORE:
            self.details.appendPlainText("\n" + details.strip())

    def _button(self, text: str, name: str, act: Callable[[], object]) -> QPushButton:
        button = push_button(text, name)
        button.clicked.connect(act)
        return button

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())
        self.copy_button.setText(self.tr("Copied"))

    @Slot()
    def _quit(self) -> None:
        self.close()
        self.quit_asked.emit()


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
