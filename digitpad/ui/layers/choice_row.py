"""A row of buttons of which one is chosen, as tabs are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget


class ChoiceRow(QWidget):
    """``chosen(int)`` tells the place of the button that the user chose."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a row without buttons."""
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.chosen)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_choices(self, texts: Sequence[str]) -> None:
        """Show a button for each of ``texts``; the first one is chosen."""
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.deleteLater()
        for place, text in enumerate(texts):
            button = QPushButton(text)
            button.setProperty("segment", True)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys where they are
            button.setChecked(place == 0)
            self._group.addButton(button, place)
            self._row.addWidget(button)

    def buttons(self) -> list[QPushButton]:
        """Return the buttons in their order."""
        return [b for b in self._group.buttons() if isinstance(b, QPushButton)]

    def current(self) -> int:
        """Return the place of the chosen button; -1 where there are none."""
        return self._group.checkedId()

    @Slot(int)
    def choose(self, place: int) -> None:
        """Choose a button without a signal."""
        button = self._group.button(place)
        if button is not None:
            button.setChecked(True)
