"""What things are called is what they are called where they are chosen."""

from dataclasses import replace

import pytest

from digitpad.graph.trace import shown_layers
from digitpad.network.architecture import TUTORIAL
from digitpad.network.described import graph_of
from digitpad.network.presets import PRESETS
from digitpad.training.curves import Curves
from digitpad.training.recipe import FAST_RECIPE, RECIPE_SENTENCES, RECIPES
from digitpad.training.runs import Run, Timeline
from digitpad.ui.widgets.names import (
    data_title,
    duration,
    layer_title,
    moment_text,
    preset_title,
    recipe_title,
    run_title,
    trace_name,
)


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


def test_presets_and_recipes_are_called_so():
    assert {name: preset_title(name) for name in PRESETS} == {
        "tutorial": "Tutorial network", "lenet": "LeNet-5", "dense": "Fully connected only",
        "modern": "Small modern network", "deep": "Deep network",
    }  # fmt: skip
    assert {name: recipe_title(name) for name in [*RECIPES, "custom", "mine"]} == {
        "everyday": "Everyday", "tutorial": "Tutorial", "fast": "Fast", "accurate": "Accurate",
        "robust": "Robust", "custom": "Custom", "mine": "mine",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-3, "0 s"), (0.4, "0 s"), (41.6, "42 s"), (59.4, "59 s"), (59.6, "1 min 00 s"),
     (185, "3 min 05 s"), (3599, "59 min 59 s"), (3600, "1 h 00 min"), (7830, "2 h 10 min"),
     (36_060, "10 h 01 min")],
)  # fmt: skip
def test_a_time_is_told_in_what_it_is_long_in(seconds, said):
    assert duration(seconds) == said


@pytest.mark.parametrize(
    ("time", "step", "said"),
    [(0.0, 0, "Before the first batch"), (0.25, 16, "After batch 16"), (1.0, 64, "After epoch 1"),
     (1200.0, 76_800, "After epoch 1,200"), (1.5, 1234, "After batch 1,234")],
)  # fmt: skip
def test_a_moment_of_a_training_is_told_by_its_epoch_or_its_batch(time, step, said):
    assert moment_text(time, step) == said


def run(number, network=TUTORIAL, **how):
    return Run(number, network, replace(FAST_RECIPE, **how), "mnist", Curves(), Timeline())


def test_a_run_names_its_network_where_it_is_not_the_tutorials():
    assert run_title(run(2)) == "2: Fast"
    assert run_title(run(3, PRESETS["lenet"])) == "3: LeNet-5, Fast"


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [("epochs", 7, "epochs 7"), ("batch_size", 32, "batch size 32"), ("seed", 9, "seed 9"),
     ("optimiser", "sgd", "optimiser sgd"), ("learning_rate", 0.125, "learning rate 0.125"),
     ("momentum", 0.25, "momentum 0.25"), ("validation", 0.5, "validation 0.5"),
     ("augmentation", "deform", "augmentation deform")],
)  # fmt: skip
def test_what_a_run_has_otherwise_is_named(setting, value, said):
    other = run(1, **{setting: value})
    assert trace_name(other, run(2)) == f"1: Fast ({said})"
    assert trace_name(other, other) == trace_name(other, None) == "1: Fast"


def test_more_than_two_differences_are_not_named():
    other = run(1, epochs=9, seed=7)
    assert trace_name(other, run(2)) == "1: Fast (epochs 9, seed 7)"
    assert trace_name(run(1, epochs=9, seed=7, batch_size=3), run(2)) == "1: Fast"


def test_a_layer_is_called_as_it_is_and_the_first_and_the_last_by_what_they_are():
    layers = shown_layers(graph_of(TUTORIAL, {}))
    titles = [layer_title(layer) for layer in layers]
    assert titles[:3] == ["input", "conv1", "relu1"]
    assert titles[-1] == "softmax"
