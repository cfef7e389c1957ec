"""What things are called is what they are called where they are chosen."""

from digitpad.network.presets import PRESETS
from digitpad.training.recipe import RECIPE_SENTENCES, RECIPES
from digitpad.ui.widgets.names import data_title, preset_title, recipe_title


def test_a_data_set_is_called_by_its_title_and_ones_own_by_its_folder():
    assert data_title("mnist") == "MNIST"
    assert data_title("mnist and pen") == "MNIST", "whose test digits were read"
    assert data_title("/home/someone/my digits") == "my digits"
    assert data_title("") == ""


def test_every_preset_and_every_recipe_has_a_title_and_every_recipe_a_sentence():
    assert all(preset_title(name) != name for name in PRESETS)
    assert all(recipe_title(name) != name for name in RECIPES)
    assert list(RECIPE_SENTENCES) == list(RECIPES)
    assert all(str(sentence).endswith(".") for sentence in RECIPE_SENTENCES.values())
    assert "44,000 samples" in str(RECIPE_SENTENCES["fast"])
