"""Number fields of the lab: a whole number, two of them for rows and columns."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from digitpad.lab.settings import Pair
from digitpad.ui.number_boxes import WholeNumberBox
from digitpad.ui.widgets import label

WIDTH = 54  # pixels: room for three digits and the arrows


def number_box(
    name: str, tip: str, least: int, most: int, *, live: bool = True
) -> WholeNumberBox:  # fmt: skip
    """Return a box for whole numbers.

    live: a number counts while it is typed; else when it is done, so that 11 does not begin as 1.
    """
    box = WholeNumberBox(least, most)
    box.setObjectName(name)
    box.setKeyboardTracking(live)
    box.setToolTip(tip)
    box.setAccessibleName(tip)
    return box


class PairBox(QWidget):
    """``changed(Pair)``: (of the rows, of the columns), set by the user.

    ``refused(str)``: why what was typed was not taken.
    """

    changed = Signal(object)
    refused = Signal(str)

    def __init__(
        self, text: str, name: str, tips: tuple[str, str], least: int, most: int, *,
        live: bool = True, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """Put two boxes after ``text``, called ``nameRows`` and ``nameColumns``."""
        super().__init__(parent)
        self.rows = number_box(f"{name}Rows", tips[0], least, most, live=live)
        self.columns = number_box(f"{name}Columns", tips[1], least, most, live=live)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        if text:
            title = label(text, "field")
            title.setBuddy(self.rows)
            row.addWidget(title, 1)
        row.addWidget(self.rows)
        row.addWidget(QLabel("×"))
        row.addWidget(self.columns)
        for box in (self.rows, self.columns):
            box.setFixedWidth(WIDTH)
            box.valueChanged.connect(self._tell)
            box.refused.connect(self.refused)
        self._told = self.pair()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def pair(self) -> Pair:
        """Return the two numbers."""
        return self.rows.value(), self.columns.value()

    def set_pair(self, pair: Pair) -> None:
        """Show ``pair`` without a signal."""
        with QSignalBlocker(self.rows), QSignalBlocker(self.columns):
            self.rows.setValue(pair[0])
            self.columns.setValue(pair[1])
        self._told = self.pair()

    @Slot()
    def _tell(self) -> None:
        if self.pair() != self._told:  # a box that refuses a number tells its own again
            self._told = self.pair()
            self.changed.emit(self._told)
