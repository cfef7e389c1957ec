"""A button that opens a menu and says what was chosen there, as far as it has room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

BESIDE = 36  # pixels of the button that the text has not: its margins and the arrow


class MenuButton(QPushButton):
    """Its width is the layout's: a long name is cut off with an ellipsis, and whole in the tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a button without a name."""
        super().__init__(parent)
        self._name = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def name(self) -> str:
        """Return the whole name."""
        return self._name

    def show_name(self, name: str, tip: str) -> None:
        """Show ``name``. tip: what the button is for."""
        self._name = name
        self.setToolTip(f"{name}. {tip}")
        self.setAccessibleDescription(name)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(
            self._name, Qt.TextElideMode.ElideRight, self.width() - BESIDE
        )
        self.setText(shown.replace("&", "&&"))  # a file's name has no shortcut
