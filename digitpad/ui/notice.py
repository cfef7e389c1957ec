"""A line that tells something and offers what to do about it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from digitpad.ui.widgets import label


class Notice(QFrame):
    """A sentence with buttons; hidden while it has nothing to tell."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Make an empty notice; ``name`` is its object name's beginning."""
        super().__init__(parent)
        self.setObjectName("notice")
        self._name = name
        self.text: QLabel = label("", "noticeText")
        self.text.setWordWrap(True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 8, 8, 8)
        self._row.setSpacing(8)
        self._row.addWidget(self.text, 1)
        self.hide()

    def button(self, text: str, name: str) -> QPushButton:
        """Add a button and return it."""
        button = QPushButton(text)
        button.setObjectName(f"{self._name}{name}")
        self._row.addWidget(button)
        return button

    def tell(self, text: str) -> None:
        """Show ``text``, or hide for an empty one."""
        self.text.setText(text)
        self.setVisible(bool(text))
