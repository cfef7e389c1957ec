"""What the next trial is: a network and a recipe with its epochs and seed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from digitpad.graph.graph import Graph
from digitpad.network.architecture import Architecture
from digitpad.network.files.architecture_file import load_architecture, saved_architectures
from digitpad.network.files.code_needed import CodeNeeded, description_of
from digitpad.network.presets import PRESETS
from digitpad.support.errors import DigitpadError
from digitpad.support.folders import networks_folder
from digitpad.training.experiments.experiment import Trial
from digitpad.training.recipe import FAST_RECIPE, LIMITS, RECIPES
from digitpad.ui.widgets.basics import Field, filled, push_button
from digitpad.ui.widgets.names import preset_title, recipe_title
from digitpad.ui.widgets.number_boxes import WholeNumberBox
from digitpad.ui.widgets.still_boxes import ChoiceBox

OPEN = "open:"  # key of the network that is open; no file's path


class TrialForm(QWidget):
    """Boxes for one trial, and a button that adds it.

    ``added(Trial)``: it shall be run. ``failed(str)``: why its network cannot be used.
    """

    added = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show the tutorial network and the fast recipe."""
        super().__init__(parent)
        self._open: Graph | None = None
        self.network_box = _choice("trialNetworkBox")
        self.recipe_box = _choice("trialRecipeBox")
        for name in RECIPES:
            self.recipe_box.addItem(recipe_title(name), name)
        self.epochs_box = _number("trialEpochsBox", "epochs", FAST_RECIPE.epochs)
        self.seed_box = _number("trialSeedBox", "seed", FAST_RECIPE.seed)
        self.add_button = push_button(self.tr("&Add Trial"), "addTrialButton")
        self._fields = (
            Field(self.tr("&Network"), self.network_box),
            Field(self.tr("Rec&ipe"), self.recipe_box),
            Field(self.tr("&Epochs"), self.epochs_box),
            Field(self.tr("See&d"), self.seed_box),
        )
        fields = zip(self._fields, (3, 2, 1, 1), strict=True)
        row = filled(QHBoxLayout(self), *fields, self.add_button, spacing=10)
        row.setAlignment(self.add_button, Qt.AlignmentFlag.AlignBottom)
        self.recipe_box.setCurrentIndex(self.recipe_box.findData(FAST_RECIPE.name))
        self.recipe_box.activated.connect(self._show_epochs)
        self.add_button.clicked.connect(self._add)
        self.refresh()

    def offer_open(self, network: Graph | None) -> None:
        """Offer the network of somebody's own code that is open now; None: there is none."""
        self._open = network
        self.refresh()

    def refresh(self) -> None:
        """Look again for the user's own networks; the choice stays."""
        chosen = self.network_box.currentData()
        self.network_box.clear()
        for name in PRESETS:
            self.network_box.addItem(preset_title(name), name)
        for path in saved_architectures(networks_folder()):
            self.network_box.addItem(path.stem, str(path))
        if self._open is not None:
            self.network_box.addItem(self._open.name, OPEN)
        self.network_box.setCurrentIndex(max(0, self.network_box.findData(chosen)))

    @Slot()
    def _add(self) -> None:
        refused = False
        for field in self._fields:
            if isinstance(field.box, WholeNumberBox):
                field.box.interpretText()
            refused |= field.has_refused
            field.has_refused = False
        if refused:
            return
        try:
            network = self._network()
        except DigitpadError as error:
            self.failed.emit(str(error))
            return
        recipe = replace(
            RECIPES[str(self.recipe_box.currentData())],
            epochs=self.epochs_box.value(),
            seed=self.seed_box.value(),
        )
        self.added.emit(Trial(network, recipe))

    def _network(self) -> Architecture | CodeNeeded:
        """Return the chosen network. Raises ModelError when its file cannot be used."""
        index, key = self.network_box.currentIndex(), self.network_box.currentData()
        if key == OPEN and self._open is not None:
            return description_of(self._open)
        # A file may be called as a preset is: its place tells which one is meant.
        return PRESETS[key] if index < len(PRESETS) else load_architecture(Path(key))

    @Slot()
    def _show_epochs(self) -> None:
        self.epochs_box.setValue(RECIPES[str(self.recipe_box.currentData())].epochs)


def _choice(name: str) -> QComboBox:
    box = ChoiceBox()
    box.setObjectName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(10)
    return box


def _number(name: str, limits: str, value: int) -> WholeNumberBox:
    least, most = LIMITS[limits]
    box = WholeNumberBox(int(least), int(most))
    box.setObjectName(name)
    box.setValue(value)
    return box
