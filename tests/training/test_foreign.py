"""Modules of other people learn, are handed over as graphs, tested, saved and opened again."""

import json
from functools import cache

import numpy as np
import pytest
import torch
from torch import nn

from digitpad.graph.foreign.module_graph import opened
from digitpad.graph.foreign.source import CodeSource
from digitpad.graph.foreign.user_code import UserCodeError
from digitpad.network.files.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from digitpad.network.files.foreign import open_network, reopened
from digitpad.network.files.library import saved_model
from digitpad.network.files.training_info import NeedsSourceError, TrainingInfo
from digitpad.support.errors import DataError, ModelError, TrainingError
from digitpad.training.attribution import attribute
from digitpad.training.evaluation import evaluate
from digitpad.training.export import export
from digitpad.training.loop import as_tensors, train
from digitpad.training.module import graph_with, module_of
from digitpad.training.plan import Plan
from digitpad.training.progress import BatchDone, Finished, Started
from digitpad.training.recipe import FAST_RECIPE, Recipe
from digitpad.training.runs import network_at
from digitpad.training.session import TrainingSession
from tests.conftest import _bars
from tests.graph.foreign.gallery import made

MEAN, STD = 0.1307, 0.3081
BATCHES = 20
LEARN = ("lenet 5", "resnet 18", "mlp", "vit", "probabilities", "three channels", "in place")
SHORT = Recipe(
    "short", epochs=1, batch_size=64, optimiser="adamw", learning_rate=0.01, momentum=0.9,
    validation=0.2,
)  # fmt: skip


@cache
def trained(name):
    """Return the graph before, the module after some batches, its graph, and the losses."""
    graph = opened(made(name), MEAN, STD, name)
    losses = []
    for event in train(graph, FAST_RECIPE, _bars(640, seed=1)):
        if isinstance(event, Started):
            network = event.network
        if isinstance(event, BatchDone):
            losses.append(event.loss)
        if len(losses) == BATCHES:
            return graph, network.eval(), graph_with(network), losses
    raise AssertionError("the training was shorter")


def answers_of(module, images):
    """Return what the user's own module says of images (n, 28, 28) in 0..1, sized by hand."""
    x = (torch.from_numpy(images)[:, None] - MEAN) / STD
    with torch.no_grad():
        return module(x)


@pytest.mark.parametrize("name", LEARN)
def test_the_loss_of_a_module_falls_within_twenty_batches(name):
    *_, losses = trained(name)
    assert np.mean(losses[-3:]) < 0.95 * np.mean(losses[:3])


@pytest.mark.parametrize("name", LEARN)
def test_the_graph_that_is_handed_over_answers_as_the_module(name):
    _, network, graph, _ = trained(name)
    images = _bars(10, seed=3).images.astype(np.float32) / 255
    theirs = answers_of(network.network, images) if name in ("resnet 18", "mlp", "vit") else None
    expected = network((torch.from_numpy(images)[:, None] - MEAN) / STD).exp().detach().numpy()
    np.testing.assert_allclose(graph.probabilities(images), expected, atol=1e-4)
    if theirs is not None:
        np.testing.assert_allclose(expected, theirs.softmax(dim=1).numpy(), atol=1e-5)


@pytest.mark.parametrize("name", LEARN)
def test_what_is_open_stays_as_it_was(name):
    graph, network, newest, _ = trained(name)
    fresh = made(name).state_dict()
    own = graph.origin.state_dict()
    assert all(torch.equal(own[key], value) for key, value in fresh.items())
    assert newest.origin is graph.origin
    learnt = network.network.state_dict()
    assert any(not torch.equal(own[key].float(), learnt[key].float()) for key in own)


def test_numbers_that_code_makes_of_others_are_those_of_the_trained_ones():
    # Of the class token, one for each image, the graph has a copy of its own.
    graph, network, newest, _ = trained("vit")
    (token,) = (key for key in graph.numbers if key not in graph.origin.state_dict())
    expected = network.network.class_token.detach().numpy()
    np.testing.assert_array_equal(newest.numbers[token], expected)
    assert not np.array_equal(graph.numbers[token], expected)


def test_running_averages_and_counters_of_batches_are_saved(tmp_path):
    _, network, graph, _ = trained("resnet 18")
    save_checkpoint(tmp_path / "m.safetensors", graph, TrainingInfo())
    import safetensors.torch

    saved = safetensors.torch.load_file(tmp_path / "m.safetensors")
    expected = network.network.state_dict()
    assert saved.keys() == expected.keys()
    assert int(saved["bn1.num_batches_tracked"]) == BATCHES
    assert all(torch.equal(saved[key], expected[key]) for key in expected)


class OnePixelMaps(nn.Module):
    """Batch normalisation of single values, which torch refuses for a single image."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)
        self.norm = nn.BatchNorm1d(10)

    def forward(self, x):
        return self.norm(self.fc(x.flatten(1)))


def test_a_last_batch_of_one_image_is_learnt_from():
    graph = opened(OnePixelMaps(), MEAN, STD)
    recipe = Recipe(
        "one", epochs=1, batch_size=64, optimiser="sgd", learning_rate=0.01, momentum=0.5,
        validation=0.0,
    )  # fmt: skip
    events = list(train(graph, recipe, _bars(65, seed=1)))
    assert sum(isinstance(event, BatchDone) for event in events) == 2
    assert isinstance(events[-1], Finished)


class OneAtATime(nn.Module):
    """Code that forgets that images come in batches."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)

    def forward(self, x):
        return self.fc(x.reshape(784))


def test_code_for_a_single_image_is_called_with_single_images():
    graph = opened(OneAtATime(), MEAN, STD)
    *_, last = train(graph, SHORT, _bars(640, seed=1))
    report = evaluate(last.network, *as_tensors(_bars(100, seed=2)))
    assert report.accuracy > 0.9


def linear(classes):
    return nn.Sequential(nn.Flatten(), nn.Linear(784, classes))


def test_fewer_than_ten_classes_are_refused_in_a_sentence():
    graph = opened(linear(4), MEAN, STD, "Four")
    with pytest.raises(DataError, match=r"Four tells 4 classes apart.*ten outputs"):
        next(train(graph, SHORT, _bars(64, seed=1)))


def test_fewer_than_ten_classes_cannot_be_tested_either():
    network = module_of(opened(linear(4), MEAN, STD, "Four"))
    with pytest.raises(DataError, match=r"Four tells 4 classes apart.*ten outputs"):
        evaluate(network, *as_tensors(_bars(64, seed=1)))


def test_more_than_ten_classes_learn_the_ten_digits():
    graph = opened(linear(26), MEAN, STD)
    *_, last = train(graph, SHORT, _bars(640, seed=1))
    report = evaluate(last.network, *as_tensors(_bars(100, seed=2)))
    assert report.accuracy > 0.9
    assert report.samples == 100


def test_a_module_that_cannot_learn_is_refused_in_a_sentence():
    graph = opened(linear(10).requires_grad_(False), MEAN, STD, "Frozen")
    with pytest.raises(TrainingError, match="Frozen has no parameters that can learn"):
        next(train(graph, SHORT, _bars(64, seed=1)))


class StopsInTraining(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)

    def forward(self, x):
        if self.training:
            raise RuntimeError("no such cell")
        return self.fc(x.flatten(1))


def test_a_network_that_reads_no_numbers_is_not_kept():
    class Late(nn.Linear):
        """What it learns from are numbers, what it answers afterwards are none."""

        def forward(self, x):
            y = super().forward(x.flatten(1))
            return y if self.training else y * float("nan")

    graph = opened(Late(784, 10), MEAN, STD)
    with pytest.raises(TrainingError, match=r"no longer a number after batch 1 of epoch 1"):
        list(train(graph, SHORT, _bars(64, seed=1)))


def test_an_error_of_the_users_code_tells_its_own_line():
    graph = opened(StopsInTraining(), MEAN, STD)
    with pytest.raises(UserCodeError, match=r"test_foreign\.py, line \d+ .*no such cell"):
        list(train(graph, SHORT, _bars(640, seed=1)))


def test_a_recipe_with_averages_goes_with_whole_numbers_among_the_buffers():
    graph = opened(made("mlp"), MEAN, STD)
    recipe = Recipe(
        "all", epochs=1, batch_size=64, optimiser="adamw", learning_rate=0.01, momentum=0.9,
        validation=0.2, schedule="one-cycle", averaging=0.9, dropout=0.3,
    )  # fmt: skip
    *_, last = train(graph, recipe, _bars(640, seed=1))
    state = last.network.network.state_dict()
    assert int(state["2.num_batches_tracked"]) == 8


def test_a_session_trains_tests_saves_and_keeps_moments(tmp_path, data_set):
    graph = opened(made("probabilities"), MEAN, STD, "mine:Net")
    session = TrainingSession(Plan(graph, SHORT, data_set), tmp_path)
    outcome = session.run()
    assert (outcome.ending, outcome.message) == ("finished", "")
    assert outcome.checkpoint.path.name.startswith("mine_Net-short-")
    assert outcome.checkpoint.path.is_file()
    images = data_set.test.images[:20].astype(np.float32) / 255
    first, *_, last = session.timeline.moments
    np.testing.assert_allclose(
        network_at(graph, first).probabilities(images), graph.probabilities(images), atol=0.01
    )
    np.testing.assert_allclose(
        network_at(graph, last).probabilities(images),
        outcome.checkpoint.network.probabilities(images), atol=0.02,
    )  # fmt: skip


class Keeps(nn.Module):
    """Makes a tensor at its first call and keeps it, as rotary embeddings and masks are."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)
        self.scale = None

    def forward(self, x):
        if self.scale is None:
            self.scale = torch.full((784,), 0.5)
        return self.fc(x.flatten(1) * self.scale)


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.rows = nn.LSTM(28, 64, batch_first=True)
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        return self.fc(self.rows(x.squeeze(1))[0][:, -1])


def tied():
    first, second = nn.Linear(784, 784), nn.Linear(784, 784)
    second.weight = first.weight
    return nn.Sequential(nn.Flatten(), first, nn.ReLU(), second, nn.ReLU(), nn.Linear(784, 10))


AWKWARD = {
    "keeps what it made": Keeps,
    "recurrent": Recurrent,
    "tied weights": tied,
    "lazy": lambda: nn.Sequential(nn.LazyConv2d(4, 3), nn.Flatten(), nn.LazyLinear(10)),
    "weight norm": lambda: nn.Sequential(
        nn.Flatten(), torch.nn.utils.parametrizations.weight_norm(nn.Linear(784, 10))
    ),
    "old weight norm": lambda: nn.Sequential(
        nn.Flatten(), torch.nn.utils.weight_norm(nn.Linear(784, 10))
    ),
    "doubles": lambda: linear(10).double(),
    "independent classes": lambda: nn.Sequential(linear(10), nn.Sigmoid()),
}


@pytest.mark.filterwarnings("ignore:.*weight_norm.* is deprecated:FutureWarning")
@pytest.mark.filterwarnings("ignore:Lazy modules are a new feature:UserWarning")
@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_modules_learn_and_are_handed_over(name):
    torch.manual_seed(2)
    graph = opened(AWKWARD[name](), MEAN, STD)
    losses = []
    for event in train(graph, FAST_RECIPE, _bars(640, seed=1)):
        if isinstance(event, Started):
            network = event.network
        if isinstance(event, BatchDone):
            losses.append(event.loss)
            if len(losses) == BATCHES:
                break
    assert np.mean(losses[-3:]) < 0.99 * np.mean(losses[:3])
    images = _bars(10, seed=3).images.astype(np.float32) / 255
    with torch.no_grad():
        x = (torch.from_numpy(images)[:, None] - MEAN) / STD
        expected = network.eval()(x).exp().numpy()
        again = module_of(graph_with(network))(x).exp().numpy()
    np.testing.assert_allclose(graph_with(network).probabilities(images), expected, atol=1e-4)
    np.testing.assert_allclose(again, expected, atol=1e-5)


# Testing and explaining what was opened, with changed numbers


def test_a_module_reads_with_the_numbers_of_its_graph():
    graph, _, newest, _ = trained("lenet 5")
    images, labels = as_tensors(_bars(100, seed=2))
    before = evaluate(module_of(graph), images, labels)
    after = evaluate(module_of(newest), images, labels)
    assert after.loss < before.loss


def test_why_of_a_module_sums_up_to_the_change_in_log_odds():
    _, _, graph, _ = trained("three channels")
    image = _bars(1, seed=3).images[0].astype(np.float32) / 255
    found = attribute(graph, image, 0, "integrated gradients")
    probability = graph.probabilities(image[None])[0, 0]
    assert found.odds == pytest.approx(np.log(probability / (1 - probability)), abs=1e-3)
    assert abs(found.gap) < 0.05 * abs(found.odds - found.blank_odds) + 0.05


def test_silenced_channels_are_zero_in_the_module_too():
    from dataclasses import replace

    _, _, graph, _ = trained("lenet 5")
    images = _bars(5, seed=3).images.astype(np.float32) / 255
    silenced = replace(graph, silenced={"features.0": [0, 3]})
    x = (torch.from_numpy(images)[:, None] - MEAN) / STD
    with torch.no_grad():
        found = module_of(silenced)(x).exp().numpy()
    np.testing.assert_allclose(found, silenced.probabilities(images), atol=1e-5)
    assert np.abs(found - graph.probabilities(images)).max() > 1e-3


# Files

CODE = """
from pathlib import Path
import torch
from torch import nn

Path({mark!r}).touch()

class Net(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.conv = nn.Conv2d(1, width, 3, padding=1)
        self.norm = nn.BatchNorm2d(width)
        self.fc = nn.Linear(width * 49, 10)

    def forward(self, x):
        x = torch.relu(self.norm(self.conv(x)))
        return self.fc(nn.functional.max_pool2d(x, 4).flatten(1))
"""


@pytest.fixture
def saved(tmp_path):
    """Return the source, the file that its code makes, the trained graph and its checkpoint."""
    mark, code = tmp_path / "was_run", tmp_path / "net.py"
    code.write_text(CODE.format(mark=str(mark)))
    source = CodeSource(str(code), "Net")
    graph = open_network(source, {"width": 4}, mean=0.5, std=0.25).network
    *_, last = train(graph, SHORT, _bars(640, seed=1))
    path = tmp_path / "m.safetensors"
    save_checkpoint(path, graph_with(last.network), TrainingInfo(data="mnist", test_accuracy=0.9))
    mark.unlink()
    return source, mark, graph_with(last.network), path


def test_a_checkpoint_runs_no_code_and_says_which_it_needs(saved):
    source, mark, _, path = saved
    with pytest.raises(NeedsSourceError) as raised:
        load_checkpoint(path)
    needed = raised.value.needed
    assert (needed.source, needed.arguments) == (str(source), {"width": 4})
    assert (needed.mean, needed.std, needed.answer) == (0.5, 0.25, "logits")
    assert needed.digest == source.digest()
    assert "net.py:Net" in str(raised.value)
    assert f"--network {source} --model {path}" in raised.value.command
    assert "--network" not in str(raised.value), "the window has no command line"
    assert not mark.exists()


def test_a_checkpoint_says_in_plain_words_what_it_is(saved):
    import safetensors

    source, _, _, path = saved
    with safetensors.safe_open(path, framework="np") as file:
        told = file.metadata()
    assert told["source"] == str(source)
    assert json.loads(told["arguments"]) == {"width": 4}
    assert json.loads(told["normalisation"]) == {"mean": 0.5, "std": 0.25}
    assert len(told["sha256"]) == 64


def test_a_checkpoint_opens_again_with_its_code(saved):
    source, mark, graph, path = saved
    checkpoint = reopened(path, source)
    assert mark.exists()
    assert checkpoint.training_info.data == "mnist"
    assert checkpoint.network.note is None
    images = _bars(10, seed=3).images.astype(np.float32) / 255
    np.testing.assert_allclose(
        checkpoint.network.probabilities(images), graph.probabilities(images), atol=1e-5
    )


def test_it_is_said_that_the_code_has_changed(saved):
    source, _, _, path = saved
    with open(source.place, "a") as file:
        file.write("\n# another line\n")
    assert "has changed" in str(reopened(path, source).network.note)


def test_numbers_that_do_not_fit_the_code_are_refused(saved):
    source, _, _, path = saved
    with pytest.raises(ModelError, match="does not fit Net"):
        reopened(path, source, {"width": 5})


def test_the_library_lists_it_by_the_name_of_its_code(saved):
    _, mark, _, path = saved
    model = saved_model(path)
    assert (model.source, model.architecture) == ("net.py:Net", None)
    assert model.training_info.test_accuracy == 0.9
    assert model.can_be_used  # which asks for the code
    assert "Open Network" in model.problem
    assert not mark.exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [("arguments", "{"), ("arguments", "[1]"), ("normalisation", '{"mean": 0, "std": 0}'),
     ("normalisation", "x"), ("answer", "maybe"), ("story", "[")],
)  # fmt: skip
def test_a_damaged_checkpoint_is_refused_in_a_sentence(saved, key, value):
    import safetensors
    import safetensors.numpy

    *_, path = saved
    with safetensors.safe_open(path, framework="np") as file:
        told = file.metadata()
    numbers = safetensors.numpy.load_file(path)
    path.write_bytes(safetensors.numpy.save(numbers, {**told, key: value}))
    with pytest.raises(ModelError, match="is damaged") as raised:
        load_checkpoint(path)
    assert not isinstance(raised.value, NeedsSourceError)


def test_weights_go_back_to_the_users_own_code(saved, tmp_path):
    _, _, graph, path = saved
    export(Checkpoint(graph, TrainingInfo(), path), tmp_path / "w.pth", "state_dict")
    state = torch.load(tmp_path / "w.pth", weights_only=True)
    assert state.keys() == graph.origin.state_dict().keys()
    graph.origin.load_state_dict(state)


@pytest.mark.parametrize("kind", ["code", "onnx"])
def test_what_only_described_networks_export_as_is_refused_in_a_sentence(saved, tmp_path, kind):
    _, _, graph, path = saved
    with pytest.raises(ModelError, match="Net "):
        export(Checkpoint(graph, TrainingInfo(), path), tmp_path / "m", kind)
    assert not (tmp_path / "m").exists()
