"""A field of a form: its name above it, and below it why a value was refused."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from digitpad.ui.number_boxes import DecimalBox, WholeNumberBox
from digitpad.ui.widgets import label

BOX_HEIGHT = 26  # pixels: all kinds of boxes alike


class Field(QWidget):
    """A named box. ``has_refused`` stays True until a value is taken or the reason is read."""

    def __init__(self, text: str, box: QWidget, parent: QWidget | None = None) -> None:
        """Put ``text``, with its ``&`` shortcut, above ``box``."""
        super().__init__(parent)
        self.box = box
        self.has_refused = False
        box.setMinimumHeight(BOX_HEIGHT)
        box.setAccessibleName(text.replace("&", ""))
        title = QLabel(text)
        title.setObjectName("field")
        title.setBuddy(box)
        self.reason = label("", "message")
        self.reason.setWordWrap(True)
        self.reason.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(title)
        column.addWidget(box)
        column.addWidget(self.reason)
        column.addStretch(1)
        if isinstance(box, WholeNumberBox | DecimalBox):
            box.refused.connect(self._refuse)
            box.valueChanged.connect(self.clear)

    @Slot()
    def clear(self) -> None:
        """Forget what was refused."""
        self.has_refused = False
        self._tell("")

    @Slot(str)
    def _refuse(self, reason: str) -> None:
        self.has_refused = True
        self._tell(reason)

    def _tell(self, reason: str) -> None:
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))
        self.box.setAccessibleDescription(reason)
