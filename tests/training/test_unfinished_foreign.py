"""A broken off training of somebody's own code: what its file says, what fits, what is refused."""

import json

import pytest
import safetensors.torch
import torch

from digitpad.graph.foreign.source import CodeSource
from digitpad.network.architecture import TUTORIAL
from digitpad.network.files import foreign
from digitpad.network.files.checkpoint import load_checkpoint, save_checkpoint
from digitpad.network.files.code_needed import CodeNeeded, description_of
from digitpad.network.files.training_info import NeedsSourceError, TrainingInfo
from digitpad.support.errors import ContentError, ModelError
from digitpad.training.curves import Curves
from digitpad.training.loop import train
from digitpad.training.opening import among, open_again
from digitpad.training.progress import EpochDone, Finished
from digitpad.training.recipe import Recipe
from digitpad.training.unfinished import Unfinished, check_fits, load_unfinished, save_unfinished

CODE = """
from pathlib import Path
import torch
from torch import nn

with Path({mark!r}).open("a") as file:
    file.write("ran ")

class Net(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3, padding=1)
        self.norm = nn.BatchNorm2d(width)
        self.drop = nn.Dropout(0.3)
        self.unused = nn.Linear(3, 2)
        self.middle = nn.Linear(width * 64, 12)
        self.frozen = nn.Linear(12, 12).requires_grad_(False)
        self.fc = nn.Linear(12, 10)

    def forward(self, x):
        assert x.shape[1:] == (3, 32, 32)
        x = nn.functional.max_pool2d(torch.relu(self.norm(self.conv(x))), 4).flatten(1)
        return self.fc(self.drop(torch.relu(self.frozen(self.middle(x)))))
"""
RECIPES = (
    Recipe("plain", epochs=2, batch_size=64, optimiser="sgd", learning_rate=0.01, momentum=0.5,
           validation=0.2, repeatable=True),
    Recipe("all", epochs=2, batch_size=64, optimiser="adamw", learning_rate=0.005, momentum=0.9,
           validation=0.0, schedule="one-cycle", weight_decay=0.05, averaging=0.9,
           keep_best=False, repeatable=True),
    Recipe("muon", epochs=2, batch_size=64, optimiser="muon", learning_rate=0.005, momentum=0.9,
           validation=0.2, repeatable=True),
)  # fmt: skip


@pytest.fixture
def graph(code):
    torch.manual_seed(1)
    return foreign.open_network(
        CodeSource(str(code), "Net"), {"width": 4}, mean=0.5, std=0.25
    ).network


def broken_off(graph, recipe, samples):
    """Return the training after its first epoch, and the events of the whole one."""
    whole = list(train(graph, recipe, samples))
    first = next(event for event in whole if isinstance(event, EpochDone))
    network = description_of(graph)
    return Unfinished(network, recipe, "mnist", "", "cpu", first.progress, Curves()), whole


@pytest.fixture
def unfinished(graph, data_set):
    return broken_off(graph, RECIPES[0], data_set.training)[0]


@pytest.fixture
def file(tmp_path, unfinished):
    save_unfinished(tmp_path / "u.safetensors", unfinished)
    return tmp_path / "u.safetensors"


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_it_goes_on_bit_for_bit_with_the_code_run_anew(tmp_path, graph, data_set, recipe):
    unfinished, whole = broken_off(graph, recipe, data_set.training)
    save_unfinished(tmp_path / "u.safetensors", unfinished)
    left = load_unfinished(tmp_path / "u.safetensors")
    again = open_again(left.network, left.network.code_source.place).checkpoint.network
    assert again.origin is not graph.origin
    assert (again.input.mean, again.input.std) == (0.5, 0.25)
    check_fits(left, again)
    *_, last = train(again, left.recipe, data_set.training, start=left.progress)
    assert isinstance(last, Finished)
    torch.testing.assert_close(
        last.network.state_dict(), whole[-1].network.state_dict(), rtol=0, atol=0
    )


def test_the_file_says_where_the_code_is_and_holds_none_of_it(code, mark, file):
    mark.unlink()
    left = load_unfinished(file)
    assert not mark.exists()
    network = left.network
    assert isinstance(network, CodeNeeded)
    assert network.source == f"{code}:Net"
    assert network.digest == CodeSource(str(code)).digest()
    assert (network.arguments, network.shape) == ({"width": 4}, (3, 32, 32))
    assert b"forward" not in file.read_bytes()


def test_it_is_the_open_network_if_that_is_of_the_same_code(code, graph, file):
    needed = load_unfinished(file).network
    assert among([graph], needed).origin is graph.origin
    other = foreign.open_network(CodeSource(str(code), "Net"), {"width": 5}, mean=0, std=1).network
    assert among([other], needed) is None
    code.write_text(code.read_text() + "# changed\n")
    changed = foreign.open_network(CodeSource(str(code), "Net"), {"width": 4}, mean=0, std=1)
    assert among([changed.network], needed) is None


def test_the_open_network_takes_pixels_as_the_training_did(code, file):
    source = CodeSource(str(code), "Net")
    opened = foreign.open_network(source, {"width": 4}, mean=0.1, std=0.3).network
    found = among([opened], load_unfinished(file).network)
    assert (found.input.mean, found.input.std) == (0.5, 0.25)
    paper = found.operations[1].kind
    assert paper.value == pytest.approx((0 - 0.5) / 0.25)


def test_changed_code_is_told_and_goes_on_if_it_fits(code, unfinished):
    code.write_text(code.read_text().replace("0.3", "0.2"))
    opened = open_again(unfinished.network, str(code))
    assert "has changed" in str(opened.said[0])
    check_fits(unfinished, opened.checkpoint.network)


def test_changed_code_that_does_not_fit_is_refused_in_a_sentence(code, unfinished):
    code.write_text(code.read_text().replace("nn.Linear(12, 10)", "nn.Linear(12, 11)"))
    opened = open_again(unfinished.network, str(code))
    with pytest.raises(ModelError, match="cannot go on with the code of Net as it is now"):
        check_fits(unfinished, opened.checkpoint.network)


def test_code_that_is_gone_is_told_and_found_at_another_place(tmp_path, code, unfinished):
    needed = unfinished.network
    moved = code.rename(tmp_path / "moved.py")
    with pytest.raises(ModelError, match="cannot be read"):
        needed.has_changed_at(str(code))
    assert not needed.has_changed_at(str(moved))
    check_fits(unfinished, open_again(needed, str(moved)).checkpoint.network)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("optimiser.0.momentum_buffer", torch.zeros(1)),
        ("optimiser.0.momentum_buffer", torch.zeros(4, 3, 3, 3, dtype=torch.float64)),
        ("optimiser.0.exp_avg", torch.zeros(4, 3, 3, 3)),
        ("optimiser.99.momentum_buffer", torch.zeros(1)),
        ("best.network.fc.weight", torch.zeros(10, 11)),
        ("weights.network.more", torch.zeros(1)),
        ("weights.network.fc.bias", None),
    ],
)  # fmt: skip
def test_what_the_module_could_not_go_on_with_is_refused(file, graph, key, value):
    with safetensors.safe_open(file, framework="pt") as opened:
        own = opened.metadata()
        tensors = {key: opened.get_tensor(key) for key in opened.keys()}  # noqa: SIM118
    check_fits(load_unfinished(file), graph)
    tensors[key] = value
    tensors = {key: value for key, value in tensors.items() if value is not None}
    file.write_bytes(safetensors.torch.save(tensors, own))
    with pytest.raises(ModelError, match="cannot go on"):
        check_fits(load_unfinished(file), graph)


HOSTILE = [
    {}, [], None, "net.py:Net",
    {"network": 3}, {"source": ["os:system"]}, {"sha256": "0" * 65}, {"arguments": []},
    {"mean": "NaN"}, {"std": 0}, {"answer": "rm"}, {"image": [0]}, {"image": [10**9] * 2},
    {"image": "all"}, {"parameters": -1}, {"multiplications": 1e300}, {"network": "x" * 5000},
    {"arguments": {"a": json.loads("[" * 900 + "]" * 900)}},
]  # fmt: skip


@pytest.mark.parametrize("content", HOSTILE, ids=lambda content: str(content)[:60])
def test_other_contents_are_refused(unfinished, file, content):
    if isinstance(content, dict) and content:
        content = {**unfinished.network.to_json(), **content}
    with pytest.raises(ContentError):
        CodeNeeded.from_json(content)
    with safetensors.safe_open(file, framework="pt") as opened:
        own = opened.metadata()
        tensors = {key: opened.get_tensor(key) for key in opened.keys()}  # noqa: SIM118
    file.write_bytes(safetensors.torch.save(tensors, {**own, "code": json.dumps(content)}))
    with pytest.raises(ModelError, match="is damaged"):
        load_unfinished(file)


def hostile(needed, source, arguments):
    return CodeNeeded.from_json({**needed.to_json(), "source": source, "arguments": arguments})


@pytest.mark.parametrize("source", ["os:remove", "os:unlink", "pathlib:Path.unlink", "NET:Path"])
def test_a_name_that_a_file_gave_calls_nothing_but_what_makes_modules(
    tmp_path, code, unfinished, source
):
    (tmp_path / "precious").touch()
    needed = hostile(unfinished.network, source.replace("NET", str(code)),
                     {"path": str(tmp_path / "precious")})  # fmt: skip
    with pytest.raises(ModelError, match="does not say that it gives a network"):
        open_again(needed, needed.code_source.place)
    assert (tmp_path / "precious").exists()


def test_a_shape_that_a_file_asks_for_is_tried_only_if_it_is_a_usual_one(unfinished):
    needed = CodeNeeded.from_json({**unfinished.network.to_json(), "image": [3, 4000, 4000]})
    graph = open_again(needed, needed.code_source.place).checkpoint.network
    assert CodeNeeded.of(graph).shape == (3, 32, 32)


def test_a_checkpoint_of_an_earlier_version_opens(tmp_path, code, graph):
    """It did not tell what image its module takes."""
    save_checkpoint(tmp_path / "m.safetensors", graph, TrainingInfo(test_accuracy=0.5))
    with safetensors.safe_open(tmp_path / "m.safetensors", framework="pt") as opened:
        own = opened.metadata()
        tensors = {key: opened.get_tensor(key) for key in opened.keys()}  # noqa: SIM118
    assert json.loads(own.pop("image")) == [3, 32, 32]
    (tmp_path / "old.safetensors").write_bytes(safetensors.torch.save(tensors, own))
    with pytest.raises(NeedsSourceError) as raised:
        load_checkpoint(tmp_path / "old.safetensors")
    assert raised.value.needed.shape is None
    assert raised.value.training_info.test_accuracy == 0.5
    found = foreign.reopened(tmp_path / "old.safetensors", CodeSource(str(code), "Net"))
    assert CodeNeeded.of(found.network).shape == (3, 32, 32)


def test_a_described_networks_file_is_what_it_was(tmp_path, unfinished, data_set):
    """Files that earlier versions wrote have "architecture", and are read still."""
    left, _ = broken_off(TUTORIAL, RECIPES[0], data_set.training)
    save_unfinished(tmp_path / "d.safetensors", left)
    with safetensors.safe_open(tmp_path / "d.safetensors", framework="pt") as opened:
        metadata = opened.metadata()
    assert set(metadata) == {
        "format", "architecture", "recipe", "data", "fingerprint", "device", "numbers", "epochs"
    }  # fmt: skip
    assert metadata["format"] == "digitpad-unfinished-1"
    assert load_unfinished(tmp_path / "d.safetensors").network == TUTORIAL


def test_a_network_of_torchvision_is_found_again_by_its_name():
    source = CodeSource("torchvision.models", "squeezenet1_1")
    graph = foreign.open_network(source, {"num_classes": 10}, mean=0.1, std=0.3).network
    needed = CodeNeeded.from_json(json.loads(json.dumps(CodeNeeded.of(graph).to_json())))
    assert (needed.source, needed.digest) == ("torchvision.models:squeezenet1_1", "")
    assert not needed.has_changed_at("torchvision.models")
    again = open_again(needed, "torchvision.models")
    assert again.said == ()
    assert among([again.checkpoint.network], needed) is not None


def test_an_image_that_is_one_long_row_is_known_again():
    needed = CodeNeeded("Rows", "net.py:Rows", "0" * 64, {}, 0.0, 1.0, "logits", (96 * 96,))
    assert CodeNeeded.from_json(json.loads(json.dumps(needed.to_json()))) == needed
    with pytest.raises(ContentError):
        CodeNeeded.from_json(needed.to_json() | {"image": [10**9]})


LAYERS = """
from torch import nn

class Net(nn.Module):
    def __init__(self, sizes, more):
        super().__init__()
        assert more == {"list": [1, (2.5, None)], "text": "(1,)", "empty": ()}
        sizes = (784,) + sizes + (10,)
        self.layers = nn.Sequential(*(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])))

    def forward(self, x):
        return self.layers(x.flatten(1))
"""


def test_tuples_that_it_was_made_with_come_back_as_tuples(tmp_path):
    (tmp_path / "net.py").write_text(LAYERS)
    given = {
        "sizes": (32, 16), "more": {"list": [1, (2.5, None)], "text": "(1,)", "empty": ()}
    }  # fmt: skip
    source = CodeSource(str(tmp_path / "net.py"), "Net")
    graph = foreign.open_network(source, given, mean=0.5, std=0.25).network
    needed = CodeNeeded.of(graph)
    assert needed.arguments == given
    read = CodeNeeded.from_json(json.loads(json.dumps(needed.to_json())))
    assert read == needed
    again = open_again(read, source.place).checkpoint
    assert read.is_code_of(again.network)
    save_checkpoint(tmp_path / "m.safetensors", graph, TrainingInfo())
    found = foreign.reopened(tmp_path / "m.safetensors", source)
    assert (found.network.numbers["layers.0.weight"] == graph.numbers["layers.0.weight"]).all()


def test_arguments_of_an_earlier_version_are_read_as_they_were(unfinished):
    content = {**unfinished.network.to_json(), "arguments": {"sizes": [32, [16]], "a": {"b": 1}}}
    assert CodeNeeded.from_json(content).arguments == {"sizes": [32, [16]], "a": {"b": 1}}
