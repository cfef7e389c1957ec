"""A trained network is tested by hands that nothing learns from, and its file tells it."""

import dataclasses
import json
from datetime import datetime

import pytest
import torch

from digitpad.handwriting.synthetic import FIRST_TEST_HAND, synthetic
from digitpad.network.architecture import TUTORIAL
from digitpad.network.files.checkpoint import load_checkpoint, save_checkpoint
from digitpad.network.files.training_info import TrainingInfo, from_metadata, to_metadata
from digitpad.support.files import check_writable
from digitpad.support.folders import bundled_model
from digitpad.training import test_and_save as ending
from digitpad.training.module import module_of
from digitpad.training.recipe import RECIPES, TUTORIAL_RECIPE


def share_read(network):
    samples = synthetic(2000, 1, FIRST_TEST_HAND)
    x = (torch.from_numpy(samples.images.copy()).float() / 255 - 0.1307) / 0.3081
    with torch.no_grad():
        answers = network(x[:, None]).argmax(dim=1).numpy()
    return float((answers == samples.labels).mean())


def test_the_file_tells_how_other_hands_are_read(tmp_path, data_set):
    network = module_of(load_checkpoint(bundled_model()).network)
    file = tmp_path / "m.safetensors"
    assert save(data_set, file).problem is None
    told = load_checkpoint(file).training_info.hands_accuracy
    assert told == ending.hands_accuracy(network) == share_read(network)
    assert told > 0.95


def test_a_recipe_with_the_signs_of_a_path_is_saved_where_models_are(tmp_path):
    recipe = dataclasses.replace(TUTORIAL_RECIPE, name="../../mine: a/b")
    file = ending.named(TUTORIAL, recipe, tmp_path, datetime(2026, 12, 1))
    assert file.parent == tmp_path
    assert file.name == "_._.._mine_ a_b-20261201-000000.safetensors"


@pytest.mark.parametrize("name", ["r" * 300, "数" * 90], ids=["letters", "signs"])
def test_a_recipe_with_a_long_name_is_saved_with_the_time_when_it_began(tmp_path, data_set, name):
    recipe = dataclasses.replace(TUTORIAL_RECIPE, name=name)
    file = ending.named(TUTORIAL, recipe, tmp_path, datetime(2026, 12, 1))
    check_writable(file)  # as before a training
    for number in ("", " 2"):
        saved = save(data_set, file, recipe=recipe)
        assert saved.problem is None
        assert saved.checkpoint.path.is_file()
        assert saved.checkpoint.path.name.endswith(f"-20261201-000000{number}.safetensors")


def test_what_was_trained_is_kept_where_not_even_its_folder_can_be_looked_at(tmp_path, data_set):
    saved = save(data_set, tmp_path / ("a folder" * 40) / "m.safetensors")  # as a disk that is gone
    assert "could not be written" in str(saved.problem)
    assert saved.checkpoint.network.classes == 10


def save(data_set, file, recipe=TUTORIAL_RECIPE):
    network = module_of(load_checkpoint(bundled_model()).network)
    return ending.test_and_save(
        network, recipe, ending.Epochs(1), data_set, file, may_replace=False
    )


def test_files_of_earlier_and_later_versions_open(tmp_path):
    checkpoint = load_checkpoint(bundled_model())
    file = tmp_path / "m.safetensors"
    save_checkpoint(file, checkpoint.network, TrainingInfo("mnist", test_accuracy=0.99))
    metadata = to_metadata(TUTORIAL, TrainingInfo("mnist", test_accuracy=0.99))
    story = json.loads(metadata["story"])
    del story["hands_accuracy"]  # as an earlier version wrote it
    story["from_the_future"] = [1]
    _, info = from_metadata(metadata | {"story": json.dumps(story)}, file)
    assert info == TrainingInfo("mnist", test_accuracy=0.99)
    for spoiled in ("much", None, [0.5]):
        story["hands_accuracy"] = spoiled
        _, info = from_metadata(metadata | {"story": json.dumps(story)}, file)
        assert info.hands_accuracy is None


def test_the_windows_first_choice_is_fast_with_other_hands():
    everyday, fast = RECIPES["everyday"], RECIPES["fast"]
    assert next(iter(RECIPES)) == "everyday"
    assert everyday.composition[1] > 0
    assert fast.composition[1] == 0
    own = {"name": "fast", "synthetic": 0.0, "epoch_samples": fast.epoch_samples,
           "batch_size": fast.batch_size}  # fmt: skip
    assert dataclasses.replace(everyday, **own) == fast
