"""Which digits are shown: all of them or one, each button with how many there are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget

ALL = 10  # id of the button for all digits, after those of 0 to 9


class DigitFilter(QWidget):
    """Eleven buttons, one of them chosen; ``chosen()`` when it is another one."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a filter that lets all digits through."""
        super().__init__(parent)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for number in (ALL, *range(10)):
            button = QToolButton()
            button.setObjectName("filterAll" if number == ALL else f"filter{number}")
            button.setCheckable(True)
            button.setChecked(number == ALL)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._group.addButton(button, number)
            row.addWidget(button)
        self._group.idClicked.connect(self.chosen)
        self.set_counts((0,) * 10)

    def set_counts(self, counts: Sequence[int]) -> None:
        """Show how many there are of each digit, 0 to 9."""
        for number in (ALL, *range(10)):
            count = sum(counts) if number == ALL else counts[number]
            name = self.tr("All") if number == ALL else str(number)
            button = self._group.button(number)
            button.setText(f"{name}\n{count:,}")
            if number == ALL:
                tip = self.tr("Show all digits; there are {0}").format(f"{count:,}")
            else:
                tip = self.tr("Show this digit alone ({0}); there are {1}").format(
                    number, f"{count:,}"
                )
            button.setToolTip(tip)
            button.setAccessibleName(tip)

    def digit(self) -> int | None:
        """Return the digit that is shown alone, None for all."""
        number = self._group.checkedId()
        return None if number == ALL else number
