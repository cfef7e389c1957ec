"""What things are called is what they are called where they are chosen."""

from digitpad.network.architecture import TUTORIAL
from digitpad.network.presets import PRESETS
from digitpad.training.curves import Curves
from digitpad.training.recipe import FAST_RECIPE, RECIPE_SENTENCES, RECIPES
from digitpad.training.runs import Run, Timeline
from digitpad.ui.widgets.names import data_title, preset_title, recipe_title, trace_name


def test_a_data_set_is_called_by_its_title_and_ones_own_by_its_folder():
    assert data_title("mnist") == "MNIST"
    assert data_title("mnist and pen") == "MNIST", "whose test digits were read"
    assert data_title("/home/someone/my digits") == "my digits"
    assert data_title("") == ""


def test_a_run_on_other_data_is_told_with_the_title_of_that():
    one, other = (
        Run(number, TUTORIAL, FAST_RECIPE, data, Curves(), Timeline())
        for number, data in ((1, "few-handwriting"), (2, "mnist"))
    )
    assert trace_name(one, other) == f"1: Fast (data {data_title('few-handwriting')})"
    assert data_title("few-handwriting") != "synthetic"


def test_every_preset_and_every_recipe_has_a_title_and_every_recipe_a_sentence():
    assert all(preset_title(name) != name for name in PRESETS)
    assert all(recipe_title(name) != name for name in RECIPES)
    assert list(RECIPE_SENTENCES) == list(RECIPES)
    assert all(str(sentence).endswith(".") for sentence in RECIPE_SENTENCES.values())
    assert "44,000 samples" in str(RECIPE_SENTENCES["fast"])
