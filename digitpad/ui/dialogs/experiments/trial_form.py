"""What the next trial is: a network and a recipe with its epochs and seed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from digitpad.graph.graph import Graph
from digitpad.network.files.code_needed import description_of
from digitpad.support.errors import DigitpadError
from digitpad.training.experiments.experiment import Trial
from digitpad.training.recipe import FAST_RECIPE, LIMITS, RECIPES
from digitpad.ui.widgets.basics import Field, filled, push_button, take_refusal
from digitpad.ui.widgets.boxes import ChoiceBox, WholeNumberBox
from digitpad.ui.widgets.names import recipe_title
from digitpad.ui.widgets.network_box import NetworkBox


class TrialForm(QWidget):
    """Boxes for one trial, and a button that adds it.

    ``added(Trial)``: it shall be run. ``failed(str)``: why its network cannot be used.
    """

    added = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show the tutorial network and the fast recipe."""
        super().__init__(parent)
        self.network_box = NetworkBox("trialNetworkBox", 10)
        self.recipe_box = ChoiceBox("trialRecipeBox", 10)
        for name in RECIPES:
            self.recipe_box.addItem(recipe_title(name), name)
        self.epochs_box = WholeNumberBox(*LIMITS["epochs"], "trialEpochsBox")
        self.seed_box = WholeNumberBox(*LIMITS["seed"], "trialSeedBox")
        self.epochs_box.setValue(FAST_RECIPE.epochs)
        self.seed_box.setValue(FAST_RECIPE.seed)
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

    def offer_open(self, network: Graph | None) -> None:
        """Offer the network of somebody's own code that is open now; None: there is none."""
        self.network_box.open = network
        self.refresh()

    def refresh(self) -> None:
        """Look again for the user's own networks; the choice stays."""
        self.network_box.refresh()

    @Slot()
    def _add(self) -> None:
        if take_refusal(self._fields):
            return
        try:
            network = self.network_box.network()
        except DigitpadError as error:
            self.failed.emit(str(error))
            return
        described = description_of(network) if isinstance(network, Graph) else network
        recipe = replace(
            RECIPES[str(self.recipe_box.currentData())],
            epochs=self.epochs_box.value(),
            seed=self.seed_box.value(),
        )
        self.added.emit(Trial(described, recipe))

    @Slot()
    def _show_epochs(self) -> None:
        self.epochs_box.setValue(RECIPES[str(self.recipe_box.currentData())].epochs)
