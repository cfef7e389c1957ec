"""Choosing the input: a menu of where it may come from, and what belongs to the choice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from digitpad.lab.inputs import (
    DRAWING,
    FOUR_BY_FOUR,
    LARGEST_GRID,
    InputSource,
    layer_source,
    numbers_source,
)
from digitpad.lab.network_kernel import KernelSet
from digitpad.lab.settings import Pair
from digitpad.ui.lab.menu_button import MenuButton
from digitpad.ui.lab.number_fields import PairBox

BOX = 46  # pixels: room for two digits


class SourceRow(QWidget):
    """``chosen(InputSource)``; ``sample_asked()``, ``picture_asked(is_in_colour)`` take longer."""

    chosen = Signal(object)
    sample_asked = Signal()
    picture_asked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show that the input is the drawing."""
        super().__init__(parent)
        self._source = DRAWING
        self._numbers = FOUR_BY_FOUR  # that were typed last
        self.button = MenuButton()
        self.button.setObjectName("labSource")
        self.button.setAccessibleName(self.tr("Input"))
        self.menu = QMenu(self.button)
        self.button.setMenu(self.menu)
        self._fill_menu(())
        self.another = QPushButton(self.tr("Another"))
        self.another.setObjectName("labAnother")
        self.another.setToolTip(self.tr("Another sample digit"))
        self.another.clicked.connect(self.sample_asked)
        self.size_box = PairBox(
            "", "labGrid", (self.tr("Rows of the input"), self.tr("Columns of the input")),
            1, LARGEST_GRID, live=False,
        )  # fmt: skip
        for box in (self.size_box.rows, self.size_box.columns):
            box.setFixedWidth(BOX)
        self.size_box.changed.connect(self._resize)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.button, 1)
        row.addWidget(self.another)
        row.addWidget(self.size_box)
        self.show_source(DRAWING)

    def set_layers(self, sets: Sequence[KernelSet]) -> None:
        """Offer what each of these convolutions of the network is given."""
        self._fill_menu([one.layer for one in sets])

    def show_source(self, source: InputSource) -> None:
        """Say what the input is."""
        self._source = source
        if source.kind == "numbers":
            self._numbers = source
            self.size_box.set_pair((len(source.numbers), len(source.numbers[0])))
        self.button.show_name(self._name(source), self.tr("Choose what the kernel slides over"))
        self.another.setVisible(source.kind == "sample")
        self.size_box.setVisible(source.kind == "numbers")

    def _name(self, source: InputSource) -> str:
        match source.kind:
            case "sample" if source.label is not None:
                return self.tr("Sample of a {0}").format(source.label)
            case "sample":
                return self.tr("Sample digit")
            case "picture":
                return source.name or self.tr("Picture")
            case "numbers":
                return self.tr("Grid")
            case "stage":
                return self.tr("Input of {0}").format(source.name)
        return self.tr("Your drawing")

    def _fill_menu(self, layers: Sequence[str]) -> None:
        self.menu.clear()
        add = self.menu.addAction
        add(self.tr("Your &Drawing"), partial(self.chosen.emit, DRAWING))
        add(self.tr("A &Sample Digit"), self.sample_asked.emit)
        add(self.tr("A &Picture…"), partial(self.picture_asked.emit, True))
        add(self.tr("A Picture in G&rey…"), partial(self.picture_asked.emit, False))
        add(self.tr("A &Grid of Numbers"), self._choose_numbers)
        if layers:
            self.menu.addSeparator()
        for layer in layers:
            add(
                self.tr("What {0} Is Given").format(layer),
                partial(self.chosen.emit, layer_source(layer)),
            )

    @Slot()
    def _choose_numbers(self) -> None:
        self.chosen.emit(self._numbers)

    @Slot(object)
    def _resize(self, size: Pair) -> None:
        """Keep the numbers that have a place; the new ones are zeros."""
        old, (rows, columns) = self._source.numbers, size
        self.chosen.emit(
            numbers_source([
                [old[y][x] if y < len(old) and x < len(old[0]) else 0.0 for x in range(columns)]
                for y in range(rows)
            ])
        )  # fmt: skip
