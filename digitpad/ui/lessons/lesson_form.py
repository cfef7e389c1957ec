"""What a lesson is called and says, asked before it is saved."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from digitpad.lesson import LONGEST_NOTE, LONGEST_TITLE


class LessonForm(QDialog):
    """Asks for title and note."""

    def __init__(self, parent: QWidget) -> None:
        """Make an empty form."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Save Lesson"))
        self._title = QLineEdit()
        self._title.setObjectName("lessonTitle")
        self._title.setMaxLength(LONGEST_TITLE)
        self._title.setPlaceholderText(self.tr("Lesson"))
        self._note = QPlainTextEdit()
        self._note.setObjectName("lessonNote")
        self._note.setPlaceholderText(
            self.tr("What shall be seen, and asked? It is shown beside the lab.")
        )
        self._note.setTabChangesFocus(True)
        self._note.setMinimumSize(360, 120)
        fields = QFormLayout()
        fields.addRow(self.tr("&Title"), self._title)
        fields.addRow(self.tr("&Note"), self._note)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        rows = QVBoxLayout(self)
        rows.addLayout(fields)
        rows.addWidget(buttons)

    def title(self) -> str:
        """Return the title, never empty."""
        return self._title.text().strip() or self.tr("Lesson")

    def note(self) -> str:
        """Return the note."""
        return self._note.toPlainText().strip()[:LONGEST_NOTE]
