"""A row of buttons of which one is chosen, as tabs are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget


class ChoiceRow(QWidget):
    """``chosen(int)`` tells the place of the button that the user chose."""

    chosen = Signal(int)

    def __init__(self, most: int = 0, parent: QWidget | None = None) -> None:
        """Make a row without buttons. most: of them, where their number is to change.

        These are made at once: a button that is made later comes last in the window's tab order.
        """
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.chosen)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._buttons: list[QPushButton] = []
        self._count = 0
        self._make(most)

    def set_choices(self, texts: Sequence[str]) -> None:
        """Show a button for each of ``texts``; the first one is chosen."""
        self._make(len(texts))
        self._count = len(texts)
        for place, button in enumerate(self._buttons):
            is_there = place < self._count
            button.setText(texts[place] if is_there else "")
            button.setVisible(is_there)
            button.setChecked(place == 0)

    def _make(self, count: int) -> None:
        """See to it that there are ``count`` buttons at least; the new ones are hidden."""
        for place in range(len(self._buttons), count):
            button = QPushButton()
            button.setProperty("segment", True)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys where they are
            self._buttons.append(button)
            self._group.addButton(button, place)
            self._row.addWidget(button)
            button.hide()

    def buttons(self) -> list[QPushButton]:
        """Return the buttons in their order."""
        return self._buttons[: self._count]

    def current(self) -> int:
        """Return the place of the chosen button; -1 where there are none."""
        return self._group.checkedId()

    @Slot(int)
    def choose(self, place: int) -> None:
        """Choose a button without a signal."""
        button = self._group.button(place)
        if button is not None:
            button.setChecked(True)
