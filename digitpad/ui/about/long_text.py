"""A text to read of any length."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

PIECE = 400  # lines that are added at once: 2 ms, and more than a window's height


class LongText(QPlainTextEdit):
    """Shows a text at once and completes it piece by piece, so that nothing waits for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty text."""
        super().__init__(parent)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self._left: list[str] = []
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._add)

    @property
    def is_whole(self) -> bool:
        """True when nothing is left to be added."""
        return not self._left

    def show_text(self, text: str) -> None:
        """Show ``text`` from its beginning."""
        self.clear()
        self._left = text.splitlines()
        self._add()

    @Slot()
    def _add(self) -> None:
        piece, self._left = self._left[:PIECE], self._left[PIECE:]
        # A cursor of its own leaves the reader's selection and place alone.
        end = QTextCursor(self.document())
        end.movePosition(QTextCursor.MoveOperation.End)
        end.insertText("\n".join(piece) + ("\n" if self._left else ""))
        if self._left:
            self._soon.start()
