"""Networks other than the tutorial's: learnt with any recipe, broken off and resumed, exported."""

import json
from dataclasses import replace

import numpy as np
import onnx.reference
import pytest
import torch

from digitpad.cli import train as train_command
from digitpad.network.described import architecture_of
from digitpad.network.design.architecture_draft import ArchitectureDraft
from digitpad.network.files.architecture_file import save_architecture
from digitpad.network.files.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from digitpad.network.files.training_info import TrainingInfo
from digitpad.network.presets import PRESETS
from digitpad.training.curves import Curves
from digitpad.training.evaluation import evaluate
from digitpad.training.export import export
from digitpad.training.loop import as_tensors, train
from digitpad.training.module import Network, graph_with
from digitpad.training.progress import EpochDone, Finished
from digitpad.training.recipe import FAST_RECIPE, Recipe
from digitpad.training.unfinished import Unfinished, load_unfinished, save_unfinished
from tests.cli.test_cli import output


def built(name, *kinds):
    draft = ArchitectureDraft(name, ())
    for kind in kinds:
        draft = draft.added(kind, len(draft.layers))
    return draft


ONE_LAYER = built("one_layer", "flatten", "linear").to_network()
NO_LINEAR = (
    built("no_linear", "conv", "gelu", "dropout", "conv", "adaptive_avg_pool", "flatten")
    .with_setting(3, "kernels", 10)
    .to_network()
)
EVERYTHING = (
    built(
        "everything", "conv", "batch_norm", "leaky_relu", "l2_pool", "avg_pool", "sigmoid",
        "adaptive_max_pool", "tanh", "dropout", "flatten", "linear",
    )
    .with_setting(3, "padding", 1)
    .with_setting(4, "padding", 1)
    .with_setting(6, "size", 3)
    .to_network()
)  # fmt: skip
NETWORKS = {
    architecture.name: architecture
    for architecture in (*PRESETS.values(), ONE_LAYER, NO_LINEAR, EVERYTHING)
}
RECIPES = (
    Recipe("plain", epochs=2, batch_size=64, optimiser="sgd", learning_rate=0.01, momentum=0.5,
           validation=0.2, repeatable=True),
    Recipe("all", epochs=2, batch_size=64, optimiser="adamw", learning_rate=0.005, momentum=0.9,
           validation=0.0, schedule="one-cycle", weight_decay=0.05, label_smoothing=0.05,
           dropout=0.0, augmentation="shift", averaging=0.9, keep_best=False,
           repeatable=True),
)  # fmt: skip


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
@pytest.mark.parametrize("architecture", NETWORKS.values(), ids=NETWORKS)
def test_a_broken_off_training_goes_on_bit_for_bit(tmp_path, data_set, architecture, recipe):
    whole = list(train(architecture, recipe, data_set.training))
    first = next(event for event in whole if isinstance(event, EpochDone))
    file = tmp_path / "u.safetensors"
    unfinished = Unfinished(architecture, recipe, "mnist", "", "cpu", first.progress, Curves())
    save_unfinished(file, unfinished)
    left = load_unfinished(file)
    assert left.network == architecture
    *_, last = train(left.network, left.recipe, data_set.training, start=left.progress)
    assert isinstance(last, Finished)
    torch.testing.assert_close(
        last.network.state_dict(), whole[-1].network.state_dict(), rtol=0, atol=0
    )


def test_the_small_modern_network_learns_with_the_fast_recipe(data_set):
    recipe = replace(FAST_RECIPE, epoch_samples=12_800)  # as many as these few images need
    *_, last = train(PRESETS["modern"], recipe, data_set.training)
    assert evaluate(last.network, *as_tensors(data_set.test)).accuracy > 0.95


@pytest.mark.parametrize("architecture", NETWORKS.values(), ids=NETWORKS)
def test_onnx_of_any_network_gives_its_answers(tmp_path, architecture):
    torch.manual_seed(3)
    network = Network(architecture).train()
    network(torch.randn(64, 1, 28, 28))  # running averages that are not those it began with
    network.eval()
    file = tmp_path / "m.safetensors"
    save_checkpoint(file, graph_with(network), TrainingInfo())
    checkpoint = load_checkpoint(file)
    assert isinstance(checkpoint, Checkpoint)
    export(checkpoint, tmp_path / "m.onnx", "onnx")
    pixels = np.random.default_rng(4).random((3, 1, 28, 28), dtype=np.float32)
    session = onnx.reference.ReferenceEvaluator(str(tmp_path / "m.onnx"))
    (theirs,) = session.run(None, {"image": pixels})
    with torch.no_grad():
        ours = network((torch.from_numpy(pixels) - architecture.mean) / architecture.std)
    np.testing.assert_allclose(theirs, ours.numpy(), atol=2e-4)


def test_the_command_line_trains_the_network_of_a_file(capsys, tmp_path, data_folder):
    save_architecture(tmp_path / "n.json", EVERYTHING)
    model = tmp_path / "m.safetensors"
    status, out, err = output(
        capsys, "train", "--data", data_folder, "--network", tmp_path / "n.json", "--recipe",
        "tutorial", "--epochs", "1", "--out", model, "--json",
    )  # fmt: skip
    assert (status, err) == (0, "")
    epoch, last = map(json.loads, out.splitlines())
    assert set(epoch) == {
        "epoch", "train_loss", "val_loss", "val_accuracy", "seconds", "samples_per_second"
    }  # fmt: skip
    assert set(last) == {"model", "test_accuracy", "hands_accuracy", "seconds"}
    assert architecture_of(load_checkpoint(model).network) == EVERYTHING
    status, out, err = output(capsys, "evaluate", "--data", data_folder, "--model", model, "--json")
    assert (status, err) == (0, "")
    assert json.loads(out)["accuracy"] == last["test_accuracy"]


def test_the_models_file_is_named_after_another_network(capsys, data_folder, monkeypatch):
    shorter = replace(FAST_RECIPE, epoch_samples=640)
    recipes = {**train_command.RECIPES, shorter.name: shorter}
    monkeypatch.setattr(train_command, "RECIPES", recipes)
    status, out, _ = output(
        capsys, "train", "--data", data_folder, "--network", "lenet", "--epochs", "1", "--json"
    )
    assert status == 0
    assert "/lenet-fast-" in json.loads(out.splitlines()[-1])["model"]


@pytest.mark.parametrize("content", ["", '{"name": "n"', '{"name": "n", "stages": []}'])
def test_an_invalid_network_file_is_refused_in_one_line(capsys, tmp_path, data_folder, content):
    (tmp_path / "n.json").write_text(content)
    for name in (tmp_path / "n.json", tmp_path / "none.json"):
        status, out, err = output(capsys, "train", "--data", data_folder, "--network", name)
        assert (status, out) == (1, "")
        assert len(err.splitlines()) == 1
        assert err.startswith("digitpad: ")
