"""Checkpoints: whole in and out, the tutorial's state dict, and everything hostile refused."""

import io
import json
import os
import pickle
import zipfile

import numpy as np
import pytest
import safetensors.torch
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from digitpad.network.architecture import TUTORIAL
from digitpad.network.described import architecture_of
from digitpad.network.files.checkpoint import import_model, load_checkpoint, save_checkpoint
from digitpad.network.files.training_info import TrainingInfo
from digitpad.support.errors import DigitpadError, ModelError
from digitpad.training.module import Network, graph_with, module_of

STORY = TrainingInfo("mnist", {"name": "fast", "epochs": 2}, 7, 0.9912, 2, "2026-11-24")


@pytest.fixture
def network():
    torch.manual_seed(2)
    return Network(TUTORIAL).eval()


@pytest.fixture
def saved(tmp_path, network):
    save_checkpoint(tmp_path / "m.safetensors", graph_with(network), STORY)
    return tmp_path / "m.safetensors"


def same(graph, network):
    state = network.state_dict()
    return graph.numbers.keys() == state.keys() and all(
        np.array_equal(graph.numbers[key], value.numpy()) for key, value in state.items()
    )


def test_a_checkpoint_comes_back_whole(saved, network):
    checkpoint = load_checkpoint(saved)
    assert same(checkpoint.network, network)
    assert checkpoint.training_info == STORY
    assert architecture_of(checkpoint.network) == TUTORIAL
    assert not module_of(checkpoint.network).training


def test_the_metadata_is_in_the_file(saved):
    with safetensors.safe_open(saved, framework="pt") as file:
        metadata = file.metadata()
    assert json.loads(metadata["normalisation"]) == {"mean": 0.1307, "std": 0.3081}
    assert json.loads(metadata["architecture"])["stages"][0]["name"] == "conv1"
    assert json.loads(metadata["story"])["test_accuracy"] == 0.9912


def test_channels_last_weights_are_saved_in_order(tmp_path, network):
    x = torch.randn(3, 1, 28, 28)
    expected = network(x)
    network.to(memory_format=torch.channels_last)
    save_checkpoint(tmp_path / "m.safetensors", graph_with(network), TrainingInfo())
    loaded = load_checkpoint(tmp_path / "m.safetensors").network
    torch.testing.assert_close(module_of(loaded)(x), expected.detach())
    *_, last = loaded.outputs(x.numpy(), normalise=False)
    np.testing.assert_allclose(last, expected.detach().numpy(), atol=1e-5)


def test_the_tutorials_state_dict_loads(tmp_path, network):
    torch.save(network.state_dict(), tmp_path / "model.pth")
    assert same(load_checkpoint(tmp_path / "model.pth").network, network)
    torch.save(network.state_dict(), tmp_path / "old.pth", _use_new_zipfile_serialization=False)
    assert same(load_checkpoint(tmp_path / "old.pth").network, network)


class Bomb:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


@pytest.mark.parametrize("protocol", [2, 4])
def test_a_pickle_that_runs_code_is_refused_and_does_not_run(tmp_path, protocol):
    victim = tmp_path / "made-by-the-bomb"
    (tmp_path / "plain.pth").write_bytes(pickle.dumps(Bomb(str(victim)), protocol=protocol))
    torch.save({"conv1.weight": Bomb(str(victim))}, tmp_path / "zip.pth")
    for name in ("plain.pth", "zip.pth"):
        with pytest.raises(ModelError, match="neither"):
            load_checkpoint(tmp_path / name)
    assert not victim.exists()


def broken_states():
    state = Network(TUTORIAL).state_dict()
    yield "missing", {k: v for k, v in state.items() if k != "fc2.bias"}
    yield "more", state | {"fc3.bias": torch.zeros(1)}
    yield "shape", state | {"fc2.bias": torch.zeros(11)}
    yield "integers", state | {"fc2.bias": torch.zeros(10, dtype=torch.int64)}
    yield "not a number", state | {"fc2.bias": torch.full((10,), float("nan"))}
    yield "infinite", state | {"fc2.bias": torch.full((10,), float("inf"))}


@pytest.mark.parametrize(
    "state", [state for _, state in broken_states()], ids=[what for what, _ in broken_states()]
)
@pytest.mark.parametrize("form", ["pth", "safetensors"])
def test_a_state_that_does_not_fit_is_refused(tmp_path, state, form):
    file = tmp_path / f"x.{form}"
    if form == "pth":
        torch.save(state, file)
    else:
        safetensors.torch.save_file(state, file)
    with pytest.raises(ModelError, match=rf"x\.{form}"):
        load_checkpoint(file)


@pytest.mark.parametrize("content", [[1, 2], {"state": {}}, {1: 2}, "text", None])
def test_other_torch_files_are_refused(tmp_path, content):
    torch.save(content, tmp_path / "x.pth")
    with pytest.raises(ModelError):
        load_checkpoint(tmp_path / "x.pth")


def test_a_tensor_that_pretends_to_be_huge_is_refused(tmp_path):
    state = Network(TUTORIAL).state_dict()
    state["fc2.bias"] = torch.zeros(1).expand(10**12)
    torch.save(state, tmp_path / "x.pth")
    with pytest.raises(ModelError):
        load_checkpoint(tmp_path / "x.pth")


def test_a_zip_that_unpacks_to_too_much_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.pth", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.pkl", b"\0" * (220 * 2**20))
    with pytest.raises(ModelError, match="neither"):
        load_checkpoint(tmp_path / "x.pth")


def test_a_huge_file_is_refused_unread(tmp_path):
    with (tmp_path / "x.pth").open("wb") as file:
        file.truncate(300 * 2**20)
    with pytest.raises(ModelError, match="too large"):
        load_checkpoint(tmp_path / "x.pth")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ModelError, match=r"none\.pth cannot be read: No such file"):
        load_checkpoint(tmp_path / "none.pth")


@pytest.mark.parametrize("content", [b"", b"x", b"\0" * 16, b"PK\x03\x04", b"\x80\x02."])
def test_other_bytes_are_refused(tmp_path, content):
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(ModelError):
        load_checkpoint(tmp_path / "x")


def with_metadata(path, **metadata):
    state = Network(TUTORIAL).state_dict()
    safetensors.torch.save_file(state, path, metadata)


@pytest.mark.parametrize(
    "metadata",
    [
        {"format": "digitpad-99", "architecture": "{}"},
        {"format": "digitpad-1", "architecture": "not json"},
        {"format": "digitpad-1", "architecture": "[" * 5000},
        {"format": "digitpad-1", "architecture": "[]"},
        {"format": "digitpad-1", "architecture": json.dumps(TUTORIAL.to_json()), "story": "[]"},
    ],
)
def test_spoiled_metadata_is_refused(tmp_path, metadata):
    with_metadata(tmp_path / "x.safetensors", **metadata)
    with pytest.raises(ModelError):
        load_checkpoint(tmp_path / "x.safetensors")


def test_a_story_of_wrong_types_is_left_out(tmp_path):
    training_info = json.dumps({"seed": "one", "recipe": 3, "test_accuracy": 0.5, "more": 1})
    with_metadata(
        tmp_path / "x.safetensors",
        format="digitpad-1", architecture=json.dumps(TUTORIAL.to_json()), story=training_info,
    )  # fmt: skip
    assert load_checkpoint(tmp_path / "x.safetensors").training_info == TrainingInfo(
        test_accuracy=0.5
    )


@given(position=st.integers(0, 400_000), bit=st.integers(0, 7), cut=st.floats(0, 0.999))
@settings(max_examples=100)
def test_damaged_files_are_read_or_refused(tmp_path_factory, position, bit, cut):
    folder = tmp_path_factory.mktemp("damaged")
    save_checkpoint(folder / "m.safetensors", graph_with(Network(TUTORIAL)), STORY)
    whole = (folder / "m.safetensors").read_bytes()
    buffer = io.BytesIO()
    torch.save(Network(TUTORIAL).state_dict(), buffer)
    for name, content in (("m.safetensors", whole), ("m.pth", buffer.getvalue())):
        flipped = bytearray(content)
        # Most of a file is weights; the header is where damage matters.
        flipped[position % (len(content) if position % 2 else 4000)] ^= 1 << bit
        for damaged in (bytes(flipped), content[: int(len(content) * cut)]):
            (folder / name).write_bytes(damaged)
            try:
                load_checkpoint(folder / name)
            except ModelError as error:
                assert str(folder / name) in str(error)
                assert str(error).endswith(".")


def test_a_failed_save_leaves_the_old_file(saved, network, monkeypatch):
    before = saved.read_bytes()

    def no_space(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(DigitpadError, match="No space left on device"):
        save_checkpoint(saved, graph_with(network), TrainingInfo())
    assert saved.read_bytes() == before
    assert [file.name for file in saved.parent.iterdir()] == [saved.name]


def test_a_state_dict_comes_in_as_a_checkpoint_under_a_free_name(tmp_path, network):
    torch.save(network.state_dict(), tmp_path / "model.pth")
    folder = tmp_path / "models"
    first, second = (import_model(tmp_path / "model.pth", folder) for _ in range(2))
    assert [first.name, second.name] == ["model.safetensors", "model 2.safetensors"]
    assert same(load_checkpoint(second).network, network)


def test_what_is_no_model_stays_outside(tmp_path):
    (tmp_path / "x.pth").write_bytes(b"nothing")
    with pytest.raises(ModelError):
        import_model(tmp_path / "x.pth", tmp_path / "models")
    assert not (tmp_path / "models").exists()


def test_loading_draws_no_random_numbers(saved):
    before = torch.get_rng_state()
    loaded = load_checkpoint(saved).network
    module = module_of(loaded)
    assert torch.equal(torch.get_rng_state(), before)
    assert len(loaded.numbers) == 8
    assert all(value.flags.c_contiguous for value in loaded.numbers.values())
    assert len(list(module.parameters())) == 8
    assert all(value.is_contiguous() for value in module.parameters())
