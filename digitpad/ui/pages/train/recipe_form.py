"""The fields of a recipe; a change of what makes a named recipe turns it into a custom one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from digitpad.support.errors import ModelError
from digitpad.support.messages import Text
from digitpad.training.recipe import EVERYDAY_RECIPE, LIMITS, RECIPE_SENTENCES, RECIPES, Recipe
from digitpad.ui.widgets.basics import Field, take_refusal, wrapped
from digitpad.ui.widgets.boxes import ChoiceBox, DecimalBox, WholeNumberBox
from digitpad.ui.widgets.names import recipe_title

CUSTOM = "custom"
SHOWN = ("everyday", "tutorial", "fast", "accurate", "robust", CUSTOM)
COLUMNS, ROWS = 4, 3
NETWORK_COLUMN = 1  # has a button beside its box
FREE = ("name", "epochs", "seed")  # may be changed, and a recipe keeps its name


class RecipeForm(QWidget):
    """Shows one recipe and lets it be changed.

    ``changed()``: a value was taken.
    """

    changed = Signal()

    def __init__(
        self, data: Field, architecture: Field, device: Field, parent: QWidget | None = None
    ) -> None:
        """Show the first recipe, after the fields of data set and network; the device is last."""
        super().__init__(parent)
        self._base = EVERYDAY_RECIPE
        self._filling = False

        self.recipe_box = self._choice("recipeBox", {name: recipe_title(name) for name in SHOWN})
        for place, name in enumerate(SHOWN):
            self.recipe_box.setItemData(place, self._sentence(name), Qt.ItemDataRole.ToolTipRole)
        self.words = wrapped("", "field")
        self.epochs_box = WholeNumberBox(*LIMITS["epochs"], "epochsBox")
        self.batch_box = WholeNumberBox(*LIMITS["batch_size"], "batchBox")
        self.seed_box = WholeNumberBox(*LIMITS["seed"], "seedBox")
        self.rate_box = DecimalBox(*LIMITS["learning_rate"], 5, 0, "rateBox")
        self.momentum_box = DecimalBox(*LIMITS["momentum"], 3, 0.05, "momentumBox")
        self.validation_box = DecimalBox(0, 90, 2, 5, "validationBox")
        self.validation_box.setSuffix(str(Text("{number} %", number="")))
        self.optimiser_box = self._choice(
            "optimiserBox", {"sgd": "SGD", "adamw": "AdamW", "muon": "Muon"}
        )
        self.augmentation_box = self._choice(
            "augmentationBox",
            {
                "none": self.tr("Off"), "shift": self.tr("Shifts by a pixel"),
                "deform": self.tr("Deformations"),
            },
        )  # fmt: skip
        self._lay_out(data, architecture, device)
        self._connect()
        self.show_recipe(EVERYDAY_RECIPE)

    def recipe(self) -> Recipe:
        """Return the recipe that the fields show."""
        base = self._base
        share = self.validation_box.value() / 100
        # What the box shows is rounded: 1/30 stays 1/30.
        validation = base.validation if round(base.validation * 100, 2) == round(
            share * 100, 2
        ) else share  # fmt: skip
        recipe = replace(
            base,
            epochs=self.epochs_box.value(),
            batch_size=self.batch_box.value(),
            seed=self.seed_box.value(),
            learning_rate=self.rate_box.value(),
            momentum=self.momentum_box.value(),
            validation=validation,
            optimiser=self.optimiser_box.currentData(),
            augmentation=self.augmentation_box.currentData(),
        )
        return recipe if _is_like(recipe, base) else replace(recipe, name=CUSTOM)

    def show_recipe(self, recipe: Recipe) -> None:
        """Fill the fields."""
        self._filling = True
        self._base = recipe
        self.recipe_box.setCurrentIndex(max(0, self.recipe_box.findData(recipe.name)))
        self.epochs_box.setValue(recipe.epochs)
        self.batch_box.setValue(recipe.batch_size)
        self.seed_box.setValue(recipe.seed)
        self.rate_box.setValue(recipe.learning_rate)
        self.momentum_box.setValue(recipe.momentum)
        self.validation_box.setValue(recipe.validation * 100)
        self.optimiser_box.setCurrentIndex(self.optimiser_box.findData(recipe.optimiser))
        self.augmentation_box.setCurrentIndex(self.augmentation_box.findData(recipe.augmentation))
        self._filling = False
        for field in self._fields:
            field.clear()
        self._explain()

    def take_refusal(self) -> bool:
        """Finish what is being typed; tell whether something was refused since the last call."""
        return take_refusal(self._fields)

    def to_json(self) -> dict[str, Any]:
        """Return what is to be remembered."""
        return {"recipe": self.recipe().to_json(), "base": self._base.to_json()}

    def restore(self, content: dict[str, Any]) -> None:
        """Show what ``to_json`` returned; anything else is left out."""
        try:
            self.show_recipe(Recipe.from_json(content.get("recipe")))
            base = Recipe.from_json(content.get("base"))
        except ModelError:
            return
        if self._base.name == CUSTOM:
            self._base = base

    @Slot(bool)
    def show_details(self, shown: bool) -> None:
        """Show or hide the rows below the first one."""
        for field in self._details:
            field.setVisible(shown)
        self.words.setVisible(not shown)  # the plot needs the room; the box's tip says it too

    # Building

    def _choice(self, name: str, items: dict[str, str]) -> QComboBox:
        box = ChoiceBox(name)
        for key, text in items.items():
            box.addItem(text, key)
        return box

    def _lay_out(self, data: Field, architecture: Field, device: Field) -> None:
        self._fields = [
            Field(self.tr("&Recipe"), self.recipe_box),
            Field(self.tr("Epo&chs"), self.epochs_box),
            Field(self.tr("Batch si&ze"), self.batch_box),
            Field(self.tr("Learning rate"), self.rate_box),
            Field(self.tr("&Optimiser"), self.optimiser_box),
            Field(self.tr("Momentum"), self.momentum_box),
            Field(self.tr("Validation split"), self.validation_box),
            Field(self.tr("Augmentation"), self.augmentation_box),
            Field(self.tr("Seed"), self.seed_box),
        ]
        self._details = [*self._fields[2:], device]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        for index, field in enumerate((data, architecture, *self._fields[:2], *self._details)):
            grid.addWidget(field, index // COLUMNS, index % COLUMNS)
        grid.addWidget(self.words, ROWS, 0, 1, COLUMNS)
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 3 if column == NETWORK_COLUMN else 1)

    def _connect(self) -> None:
        self.recipe_box.activated.connect(self._choose)
        for box in (
            self.epochs_box, self.batch_box, self.seed_box, self.rate_box, self.momentum_box,
            self.validation_box,
        ):  # fmt: skip
            box.valueChanged.connect(self._take)
        for choice in (self.optimiser_box, self.augmentation_box):
            choice.currentIndexChanged.connect(self._take)
        self.recipe_box.currentIndexChanged.connect(self._explain)

    def _sentence(self, name: str) -> str:
        if name == CUSTOM:
            return self.tr("Settings of your own, which no recipe with a name has.")
        return str(RECIPE_SENTENCES[name])

    @Slot()
    def _explain(self) -> None:
        """Say what the chosen recipe is, and what an epoch is where it is not the whole set."""
        sentence = self._sentence(self.recipe_box.currentData())
        self.words.setText(sentence)
        self.recipe_box.setToolTip(sentence)
        self.recipe_box.setAccessibleDescription(sentence)
        samples = self._base.epoch_samples
        self.epochs_box.setToolTip(
            self.tr("An epoch takes {0} samples").format(f"{samples:,}") if samples else
            self.tr("An epoch takes all samples once")
        )  # fmt: skip

    @Slot(int)
    def _choose(self, index: int) -> None:
        name = self.recipe_box.itemData(index)
        if name != CUSTOM:
            self.show_recipe(RECIPES[name])
            self.changed.emit()

    @Slot()
    def _take(self) -> None:
        if self._filling:
            return
        self.recipe_box.setCurrentIndex(self.recipe_box.findData(self.recipe().name))
        self.changed.emit()


def _is_like(recipe: Recipe, base: Recipe) -> bool:
    same = {name: getattr(base, name) for name in FREE}
    return replace(recipe, **same) == base and base.name != CUSTOM
