"""Weights as people have them: wrapped, halved, tied, of other names; and what is refused."""

import argparse
import collections
import subprocess
import sys

import numpy as np
import pytest
import safetensors.torch
import torch
from torch import nn

from digitpad.network.architecture import TUTORIAL
from digitpad.network.described import architecture_of
from digitpad.network.files.architecture_file import save_architecture
from digitpad.network.files.checkpoint import Checkpoint, load_checkpoint
from digitpad.network.files.training_info import TrainingInfo
from digitpad.network.files.weights import load_into
from digitpad.network.presets import DENSE, LENET, PRESETS
from digitpad.support.errors import ModelError
from digitpad.support.folders import networks_folder
from digitpad.training.export import export
from digitpad.training.module import Network, graph_with


@pytest.fixture
def network():
    torch.manual_seed(2)
    return Network(TUTORIAL).eval()


def assert_same(graph, state, tolerance=0.0):
    assert graph.numbers.keys() == state.keys()
    for key, value in state.items():
        np.testing.assert_allclose(graph.numbers[key], value.float().numpy(), atol=tolerance)
        assert graph.numbers[key].dtype == np.float32


def with_prefix(state, prefix):
    return {prefix + key: value for key, value in state.items()}


WRAPPINGS = {
    "DataParallel": lambda state: with_prefix(state, "module."),
    "torch.compile": lambda state: with_prefix(state, "_orig_mod."),
    "both": lambda state: with_prefix(state, "module._orig_mod."),
    "Lightning": lambda state: {
        "epoch": 3, "pytorch-lightning_version": "2.5", "hyper_parameters": {"lr": 0.1},
        "optimizer_states": [{"state": {0: {"step": torch.tensor(1.0)}}, "param_groups": []}],
        "state_dict": with_prefix(state, "model.") | {"criterion.weight": torch.ones(10)},
    },
    "Lightning's net": lambda state: {"state_dict": with_prefix(state, "net.")},
    "trainer": lambda state: {
        "epoch": 1, "loss": torch.tensor(0.3), "model_state_dict": state,
        "optimizer_state_dict": {"state": {0: {"exp_avg": torch.ones(3)}}, "param_groups": [{}]},
    },
    "model": lambda state: {"model": state, "args": argparse.Namespace(lr=0.1)},
    "net": lambda state: {"net": state, "acc": 98.2, "best": np.float64(0.98)},
    "state_dict": lambda state: {"state_dict": with_prefix(state, "module."), "arch": "x"},
    "EMA alone": lambda state: {"ema_state_dict": state},
    "EMA beside": lambda state: {
        "ema": {key: value + 1 for key, value in state.items()}, "model": state,
    },
    "averaged": lambda state: with_prefix(state, "module.") | {"n_averaged": torch.tensor(7)},
    "with a counter": lambda state: state | {"bn.num_batches_tracked": torch.tensor(7)},
    "ordered": lambda state: collections.OrderedDict(state),
    "parameters": lambda state: {k: nn.Parameter(v) for k, v in state.items()},
}  # fmt: skip


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_what_trainers_wrap_around_weights_is_taken_off(tmp_path, network, wrapping):
    torch.save(WRAPPINGS[wrapping](network.state_dict()), tmp_path / "model.pth")
    assert_same(load_checkpoint(tmp_path / "model.pth").network, network.state_dict())


@pytest.mark.parametrize("prefix", ["module.", "_orig_mod.", "model.", "net."])
def test_prefixes_are_taken_off_in_safetensors_too(tmp_path, network, prefix):
    state = with_prefix(network.state_dict(), prefix)
    safetensors.torch.save_file(state, tmp_path / "model.safetensors")
    assert_same(load_checkpoint(tmp_path / "model.safetensors").network, network.state_dict())


@pytest.mark.parametrize("kind", [torch.float16, torch.bfloat16, torch.float64])
@pytest.mark.parametrize("suffix", ["pth", "safetensors"])
def test_other_floating_numbers_are_cast(tmp_path, network, kind, suffix):
    state = {key: value.to(kind) for key, value in network.state_dict().items()}
    if suffix == "pth":
        torch.save(state, tmp_path / "model.pth")
    else:
        safetensors.torch.save_file(state, tmp_path / "model.safetensors")
    assert_same(load_checkpoint(tmp_path / f"model.{suffix}").network, state)


def test_views_and_what_lies_otherwise_in_memory_come_in_order(tmp_path, network):
    state = network.state_dict()
    spread = {key: torch.stack([value, value], -1)[..., 0] for key, value in state.items()}
    spread["conv2.weight"] = state["conv2.weight"].to(memory_format=torch.channels_last)
    spread["fc1.weight"] = state["fc1.weight"].t().contiguous().t()
    torch.save(spread, tmp_path / "model.pth")
    assert_same(load_checkpoint(tmp_path / "model.pth").network, state)


def test_weights_that_were_saved_on_a_gpu_are_read_without_one(tmp_path, network, monkeypatch):
    monkeypatch.setattr(torch.serialization, "location_tag", lambda _: "cuda:0")
    torch.save(network.state_dict(), tmp_path / "model.pth")
    monkeypatch.undo()
    assert_same(load_checkpoint(tmp_path / "model.pth").network, network.state_dict())


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("kind", ["state_dict", "safetensors", "plain safetensors"])
def test_what_digitpad_exports_of_a_preset_it_opens_again(tmp_path, name, kind):
    torch.manual_seed(3)
    graph = graph_with(Network(PRESETS[name]))
    path = tmp_path / "model"
    if kind == "plain safetensors":
        state = {key: torch.from_numpy(value.copy()) for key, value in graph.numbers.items()}
        safetensors.torch.save_file(state, path)
    else:
        export(Checkpoint(graph, TrainingInfo(), tmp_path / "x"), path, kind)
    opened = load_checkpoint(path).network
    assert architecture_of(opened) == PRESETS[name]
    assert opened.note is None
    for key, value in graph.numbers.items():
        np.testing.assert_array_equal(opened.numbers[key], value)


def small(hidden=20):
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, hidden), nn.ReLU(), nn.Linear(hidden, 10), nn.LogSoftmax(1)
    )


def test_weights_of_a_design_in_the_users_folder_open_as_it(tmp_path):
    content = DENSE.to_json()
    content["name"] = "mine"
    content["stages"][1]["features"] = 77
    mine = type(DENSE).from_json(content)
    networks_folder().mkdir(parents=True, exist_ok=True)
    save_architecture(networks_folder() / "mine.json", mine)
    torch.save(Network(mine).state_dict(), tmp_path / "model.pth")
    assert architecture_of(load_checkpoint(tmp_path / "model.pth").network) == mine


def test_two_networks_that_fit_alike_are_told(tmp_path):
    content = LENET.to_json()
    content["name"] = "rectified"
    content["stages"][1]["kind"] = "relu"
    networks_folder().mkdir(parents=True, exist_ok=True)
    save_architecture(networks_folder() / "rectified.json", type(LENET).from_json(content))
    torch.save(Network(LENET).state_dict(), tmp_path / "model.pth")
    opened = load_checkpoint(tmp_path / "model.pth").network
    assert architecture_of(opened) == LENET
    assert "rectified" in str(opened.note)


def sequential():
    """LeNet as many write it, with numbers for names."""
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Tanh(),
        nn.AvgPool2d(2), nn.Flatten(), nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84),
        nn.Tanh(), nn.Linear(84, 10),
    )  # fmt: skip


@pytest.mark.parametrize("suffix", ["pth", "safetensors"])
def test_other_names_fit_by_shapes_in_order_and_it_is_said(tmp_path, suffix):
    torch.manual_seed(4)
    module = sequential().eval()
    path = tmp_path / f"model.{suffix}"
    if suffix == "pth":
        torch.save(module.state_dict(), path)
    else:
        safetensors.torch.save_file(module.state_dict(), path)
    opened = load_checkpoint(path).network
    assert architecture_of(opened) == LENET
    assert "other names" in str(opened.note)
    assert "lenet" in str(opened.note)
    x = np.random.default_rng(1).random((2, 1, 28, 28), np.float32)
    *_, answer = opened.outputs(x, normalise=False)
    with torch.no_grad():
        expected = module(torch.from_numpy(x)).log_softmax(1).numpy()
    np.testing.assert_allclose(answer, expected, atol=1e-5)


def test_weights_that_fit_nothing_are_told_by_what_they_are(tmp_path):
    state = {"conv1.weight": torch.zeros(64, 3, 7, 7), "bn1.weight": torch.ones(64)}
    torch.save(state, tmp_path / "resnet.pth")
    with pytest.raises(ModelError) as told:
        load_checkpoint(tmp_path / "resnet.pth")
    assert "2 tensors, first conv1.weight 64 x 3 x 7 x 7" in str(told.value)
    assert "Open Network" in str(told.value)
    assert "--network FILE.py:NAME" in told.value.command


def test_a_changed_tutorial_network_is_told_where_it_differs(tmp_path, network):
    torch.save(network.state_dict() | {"fc1.bias": torch.zeros(50)}, tmp_path / "x.pth")
    with pytest.raises(ModelError, match=r"network tutorial.*fc1\.bias 50 / 49"):
        load_checkpoint(tmp_path / "x.pth")


# For the network of somebody's code


def shapes(module):
    return {key: tuple(value.shape) for key, value in module.state_dict().items()}


class Normed(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 4, 3)
        self.norm = nn.BatchNorm2d(4)
        self.register_buffer("places", torch.arange(6))


@pytest.mark.parametrize("prefix", ["", "module.", "model."])
def test_weights_for_code_come_by_its_keys(tmp_path, prefix):
    module = Normed()
    torch.save(with_prefix(module.state_dict(), prefix), tmp_path / "x.pth")
    found = load_into(shapes(module), tmp_path / "x.pth")
    expected = {k: v for k, v in module.state_dict().items() if "num_batches" not in k}
    assert found.keys() == expected.keys()
    for key, value in expected.items():
        np.testing.assert_array_equal(found[key], value.numpy())
    assert found["places"].dtype == np.int64


def test_weights_without_the_prefix_that_code_has_fit_too(tmp_path):
    module = Normed()
    torch.save(module.state_dict(), tmp_path / "x.pth")
    wrapped = nn.ModuleDict({"backbone": module})
    found = load_into(shapes(wrapped), tmp_path / "x.pth")
    np.testing.assert_array_equal(
        found["backbone.first.weight"], module.first.weight.detach().numpy()
    )


def test_tied_weights_in_safetensors_come_under_both_names(tmp_path):
    module = nn.ModuleDict({"a": nn.Linear(3, 3), "b": nn.Linear(3, 3)})
    module["b"].weight = module["a"].weight
    safetensors.torch.save_model(module, tmp_path / "x.safetensors")
    found = load_into(shapes(module), tmp_path / "x.safetensors")
    for name in "ab":
        np.testing.assert_array_equal(found[f"{name}.weight"], module["a"].weight.detach().numpy())


def test_what_keeps_weights_from_fitting_is_named(tmp_path):
    state = {f"more{n}": torch.zeros(2) for n in range(5)} | {"fc.weight": torch.zeros(10, 84)}
    torch.save(state, tmp_path / "x.pth")
    wanted = {"fc.weight": (10, 120), "fc.bias": (10,)}
    with pytest.raises(ModelError) as told:
        load_into(wanted, tmp_path / "x.pth", "Net")
    message = str(told.value)
    assert "does not fit Net" in message
    assert "missing: fc.bias;" in message
    assert "more0, more1, more2, … (+ 2)" in message
    assert "fc.weight 10 x 84 / 10 x 120" in message


# What is not weights


class Whole(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 2)

    def forward(self, x):
        return self.fc(x)


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("wrap", [lambda m: m, lambda m: {"model": m, "epoch": 3}])
@pytest.mark.filterwarnings("ignore")
def test_a_whole_module_is_refused_by_name_with_what_helps(tmp_path, zipped, wrap):
    torch.save(wrap(Whole()), tmp_path / "x.pt", _use_new_zipfile_serialization=zipped)
    with pytest.raises(ModelError, match="whole network of the class Whole") as told:
        load_checkpoint(tmp_path / "x.pt")
    assert 'torch.save(model.state_dict(), "model.pth")' in str(told.value)


@pytest.mark.filterwarnings("ignore")
def test_programs_are_refused_by_name_with_what_helps(tmp_path):
    module = Whole()
    torch.jit.trace(module, torch.zeros(1, 3)).save(tmp_path / "script.pt")
    torch.export.save(torch.export.export(module, (torch.zeros(1, 3),)), tmp_path / "x.pt2")
    for name, word in (("script.pt", "TorchScript"), ("x.pt2", "torch.export")):
        with pytest.raises(ModelError, match=word) as told:
            load_checkpoint(tmp_path / name)
        assert 'torch.save(model.state_dict(), "model.pth")' in str(told.value)


def test_weights_are_read_beside_a_module_that_is_not(tmp_path, network):
    content = {"hyper_parameters": {"net": Whole()}, "state_dict": network.state_dict()}
    torch.save(content, tmp_path / "x.ckpt")
    assert_same(load_checkpoint(tmp_path / "x.ckpt").network, network.state_dict())


@pytest.mark.filterwarnings("ignore")
def test_no_warning_of_torch_is_printed(tmp_path, network):
    torch.save(network.state_dict(), tmp_path / "old.pth", _use_new_zipfile_serialization=False)
    torch.save(network.state_dict(), tmp_path / "three.pth", pickle_protocol=3)
    torch.save(Whole(), tmp_path / "whole.pth")
    torch.jit.trace(Whole(), torch.zeros(1, 3)).save(tmp_path / "script.pth")
    code = (
        "import sys; from pathlib import Path\n"
        "from digitpad.network.files.checkpoint import load_checkpoint\n"
        "for name in ('old', 'three', 'whole', 'script'):\n"
        "    try: load_checkpoint(Path(sys.argv[1], name + '.pth'))\n"
        "    except Exception as error: print(type(error).__name__)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", code, tmp_path],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.split() == ["ModelError"] * 2
    assert done.stderr == ""
