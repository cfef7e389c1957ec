"""A dialog about an unexpected error: what happened, and details to copy."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from digitpad.diagnostics.log_file import log_path
from digitpad.diagnostics.versions import report

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
        self.sentence = QLabel(sentence)
        self.sentence.setObjectName("faultSentence")
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setWordWrap(True)
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
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.sentence)
        layout.addWidget(self.details, 1)
        row = QHBoxLayout()
        row.addWidget(self.copy_button)
        row.addStretch(1)
        row.addWidget(self.quit_button)
        row.addWidget(self.continue_button)
        layout.addLayout(row)
        self.continue_button.setFocus()

    def add(self, details: str) -> None:
        """Show the details of one fault more, that came while the dialog was open."""
        self._more += 1
        if self._more <= MOST_MORE:
            self.details.appendPlainText("\n" + details.strip())

    def _button(self, text: str, name: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAutoDefault(False)
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
