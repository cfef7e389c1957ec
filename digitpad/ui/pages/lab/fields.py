"""Padding: none, as much as keeps the size, or any amount; and what its values are."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from digitpad.lab.limits import LARGEST_PADDING, PADDING_MODES, Padding, Pair
from digitpad.ui.widgets.basics import filled, named
from digitpad.ui.widgets.boxes import ChoiceBox, WholeNumberBox

WIDTH = 54  # pixels: room for three digits and the arrows


def number_box(
    name: str, tip: str, least: int, most: int, *, live: bool = True
) -> WholeNumberBox:  # fmt: skip
    """Return a box for whole numbers.

    live: a number counts while it is typed; else when it is done, so that 11 does not begin as 1.
    """
    box = WholeNumberBox(least, most, name)
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
        title = [(named(text, self.rows), 1)] if text else []
        filled(QHBoxLayout(self), *title, self.rows, QLabel("×"), self.columns, spacing=4)
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


NONE, SAME, AMOUNT = range(3)


class PaddingFields(QWidget):
    """``changed(Padding)``, set by the user."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show that there is none."""
        super().__init__(parent)
        self.kind = ChoiceBox("labPadding")
        self.kind.setAccessibleName(self.tr("Padding"))
        self.kind.setToolTip(self.tr("Pixels around the input"))
        self.kind.addItems([self.tr("No padding"), self.tr("Same"), self.tr("Amount")])
        self.kind.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.mode = ChoiceBox("labPaddingMode")
        self.mode.setAccessibleName(self.tr("Values of the padding"))
        self.mode.setToolTip(self.tr("What the padding's values are"))
        words = {
            "zeros": self.tr("zeros"), "reflect": self.tr("reflect"),
            "replicate": self.tr("replicate"),
        }  # fmt: skip
        for mode in PADDING_MODES:
            self.mode.addItem(words[mode], mode)
        self.sides: list[WholeNumberBox] = []
        amounts = filled(QHBoxLayout(), spacing=2)
        for name, sign, tip in (
            ("Top", "↑", self.tr("Padding above")), ("Bottom", "↓", self.tr("Padding below")),
            ("Left", "←", self.tr("Padding on the left")),
            ("Right", "→", self.tr("Padding on the right")),
        ):  # fmt: skip
            box = number_box(f"labPadding{name}", tip, 0, LARGEST_PADDING)
            box.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)  # four have to fit
            box.setMinimumWidth(24)
            self.sides.append(box)
            arrow = QLabel(sign)
            arrow.setBuddy(box)
            amounts.addWidget(arrow)
            amounts.addWidget(box, 1)
        kinds = filled(QHBoxLayout(), (self.kind, 1), self.mode, spacing=4)
        filled(QVBoxLayout(self), kinds, amounts, spacing=4)
        self.set_padding(Padding())
        self.kind.activated.connect(self._choose_kind)
        self.mode.activated.connect(self._tell)
        for box in self.sides:
            box.valueChanged.connect(self._take_amount)

    def padding(self) -> Padding:
        """Return what is set."""
        mode = self.mode.currentData()
        if self.kind.currentIndex() == SAME:
            return Padding.same(mode)
        top, bottom, left, right = (box.value() for box in self.sides)
        return Padding(top, bottom, left, right, mode)

    def set_padding(self, padding: Padding) -> None:
        """Show ``padding`` without a signal."""
        amounts = (padding.top, padding.bottom, padding.left, padding.right)
        self.kind.setCurrentIndex(SAME if padding.is_same else AMOUNT if any(amounts) else NONE)
        self.mode.setCurrentIndex(PADDING_MODES.index(padding.mode))
        self._set_amounts((0, 0, 0, 0) if padding.is_same else amounts)
        self._told = self.padding()
        self._enable()

    def _set_amounts(self, amounts: tuple[int, int, int, int]) -> None:
        for box, amount in zip(self.sides, amounts, strict=True):
            with QSignalBlocker(box):
                box.setValue(amount)

    def _enable(self) -> None:
        for box in self.sides:
            box.setEnabled(self.kind.currentIndex() != SAME)
        self.mode.setEnabled(self.kind.currentIndex() != NONE)

    @Slot(int)
    def _choose_kind(self, kind: int) -> None:
        if kind == NONE:
            self._set_amounts((0, 0, 0, 0))
        elif kind == AMOUNT and not any(box.value() for box in self.sides):
            self._set_amounts((1, 1, 1, 1))
        self._tell()

    @Slot()
    def _take_amount(self) -> None:
        """Let the amounts say whether there is padding."""
        amounts = [box.value() for box in self.sides]
        self.kind.setCurrentIndex(AMOUNT if any(amounts) else NONE)
        self._tell()

    @Slot()
    def _tell(self) -> None:
        self._enable()
        if self.padding() != self._told:  # a box that refuses a number tells its own again
            self._told = self.padding()
            self.changed.emit(self._told)
