"""Programs to be killed while a network learns in them, begun by clicks as a user begins it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from digitpad.support.folders import user_data_folder
from digitpad.training.adapt.settings import ADAPTATION
from digitpad.training.recipe import ACCURATE_RECIPE, TUTORIAL_RECIPE
from digitpad.ui.dialogs.collection.adapt_dialog import AdaptDialog
from tests.survival.victim import Drawn

PICTURES = 12  # of each digit: an epoch takes a few hundredths of a second
# An adaptation in half a second: what is written at its end is the same.
QUICK = replace(ADAPTATION, steps=20, views=60, replayed=120, tests=60, folds=2)


def pictures_folder() -> Path:
    """Return where the data set is that is learnt."""
    return user_data_folder() / "pictures"


def write_pictures() -> None:
    """Make the data set: each digit is a bar at a place of its own."""
    noise = np.random.default_rng(1)
    for digit in range(10):
        folder = pictures_folder() / str(digit)
        folder.mkdir(parents=True)
        for number in range(PICTURES):
            image = noise.integers(0, 20, (28, 28), dtype=np.uint8)
            image[[0, -1]] = image[:, [0, -1]] = 0
            image[4:24, 2 * digit + 3 : 2 * digit + 6] = 255
            Image.fromarray(image).save(folder / f"{number}.png")


class Trainee(Drawn):
    """Trains again and again; every other one goes on with a training that it is offered."""

    every = 8

    @property
    def is_learning(self) -> bool:
        return self.pages.train.is_training

    def act(self) -> None:
        """Click Train, or Resume, whenever nothing trains."""
        page = self.pages.train
        if self.session.checkpoint is None or page.is_training:
            return
        if page.offer.isVisible() and self._seed % 2:
            _click(page.offer.resume_button)
        elif page.controls.train_button.isEnabled():
            self.pages.show_page("train")
            recipe = self.chance.choice((TUTORIAL_RECIPE, ACCURATE_RECIPE))
            page.data.choose(str(pictures_folder()))
            page.form.show_recipe(replace(recipe, epochs=self.chance.randrange(2, 25)))
            _click(page.controls.train_button)


class Adapter(Drawn):
    """Adapts to the hand again and again, and accepts what came of it."""

    every = 8

    @property
    def is_learning(self) -> bool:
        dialog = self.dialogs._made.get("adapt")
        return dialog is not None and (dialog.is_running or dialog._is_saving)

    def act(self) -> None:
        """Open the dialog once, then click what can be clicked: Adapt, Accept, Adapt."""
        if self.session.checkpoint is None:
            return
        made = self.dialogs._made
        if "adapt" not in made:
            made["adapt"] = AdaptDialog(self.session, self.digits, how=QUICK, parent=self)
            made["adapt"].model_saved.connect(self.dialogs.model_saved)
            self.actions_.dialogs["adapt"].trigger()
        for button in (made["adapt"].adapt_button, made["adapt"].accept_button):
            if button.isVisible() and button.isEnabled():
                _click(button)
                return


def _click(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
