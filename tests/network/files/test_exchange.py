"""Models in and out of digitpad, checked by the programs that are to read them."""

import sys

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from digitpad.network.files.exchange import export_model, import_model
from digitpad.network.module import Network
from torch import nn

from digitpad.network.architecture import TUTORIAL
from digitpad.network.files.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from digitpad.network.files.training_info import TrainingInfo
from digitpad.support.errors import DigitpadError, ModelError


class TutorialScript(nn.Module):
    """The network of the tutorial's own script, written by hand."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 32, 3, padding=1)
        self.fc1 = nn.Linear(1568, 49)
        self.fc2 = nn.Linear(49, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return F.log_softmax(self.fc2(F.relu(self.fc1(x.flatten(1)))), dim=1)


@pytest.fixture
def checkpoint(tmp_path):
    torch.manual_seed(5)
    training_info = TrainingInfo("mnist", {"name": "fast"}, 1, 0.99, 4, "2026-11-24 10:30")
    return Checkpoint(Network(TUTORIAL).eval(), training_info, tmp_path / "a.safetensors")


@pytest.fixture
def pixels():
    return np.random.default_rng(1).random((3, 1, 28, 28), dtype=np.float32)


def by_hand(checkpoint, pixels):
    script = TutorialScript().eval()
    script.load_state_dict(checkpoint.network.state_dict())
    with torch.no_grad():
        return script((torch.from_numpy(pixels) - 0.1307) / 0.3081).numpy()


def test_a_state_dict_is_read_by_the_tutorials_script(checkpoint, pixels, tmp_path):
    export_model(checkpoint, tmp_path / "m.pth", "state_dict")
    script = TutorialScript().eval()
    script.load_state_dict(torch.load(tmp_path / "m.pth", weights_only=True))
    with torch.no_grad():
        answer = script((torch.from_numpy(pixels) - 0.1307) / 0.3081).numpy()
    np.testing.assert_array_equal(answer, by_hand(checkpoint, pixels))


def test_a_checkpoint_keeps_its_story(checkpoint, tmp_path):
    export_model(checkpoint, tmp_path / "m.safetensors", "safetensors")
    assert load_checkpoint(tmp_path / "m.safetensors").training_info == checkpoint.training_info


def test_onnx_takes_pixels_and_gives_what_the_network_gives(checkpoint, pixels, tmp_path, capfd):
    pytest.importorskip("onnxscript")
    onnx = pytest.importorskip("onnx")
    from onnx.reference import ReferenceEvaluator

    export_model(checkpoint, tmp_path / "m.onnx", "onnx")
    assert capfd.readouterr() == ("", "")
    model = onnx.load(tmp_path / "m.onnx")
    onnx.checker.check_model(model)
    run = ReferenceEvaluator(model).run
    for count in (1, 3):  # any number of images
        (answer,) = run(["log_probabilities"], {"image": pixels[:count]})
        np.testing.assert_allclose(answer, by_hand(checkpoint, pixels[:count]), atol=1e-5)


@pytest.mark.parametrize("bundled", [True, False])
def test_without_its_libraries_onnx_tells_what_helps_here(
    checkpoint, tmp_path, monkeypatch, bundled
):
    monkeypatch.setitem(sys.modules, "onnx", None)
    monkeypatch.setattr(sys, "frozen", bundled, raising=False)
    with pytest.raises(ModelError, match=r"two more libraries.*another format") as told:
        export_model(checkpoint, tmp_path / "m.onnx", "onnx")
    assert ('pip install "digitpad[export]"' in str(told.value)) is not bundled
    assert not list(tmp_path.iterdir())


def test_without_the_libraries_it_says_how_to_get_them(checkpoint, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "onnx", None)
    with pytest.raises(ModelError, match=r"digitpad\[export\]"):
        export_model(checkpoint, tmp_path / "m.onnx", "onnx")
    assert not (tmp_path / "m.onnx").exists()


@pytest.mark.parametrize("kind", ["safetensors", "state_dict"])
def test_a_file_that_cannot_be_written_is_told(checkpoint, kind):
    from pathlib import Path

    with pytest.raises(DigitpadError, match="could not be written"):
        export_model(checkpoint, Path("/proc/none/m"), kind)


def test_a_state_dict_comes_in_as_a_checkpoint_under_a_free_name(tmp_path):
    script = TutorialScript()
    torch.save(script.state_dict(), tmp_path / "model.pth")
    folder = tmp_path / "models"
    first, second = (import_model(tmp_path / "model.pth", folder) for _ in range(2))
    assert [first.name, second.name] == ["model.safetensors", "model 2.safetensors"]
    state = load_checkpoint(second).network.state_dict()
    torch.testing.assert_close(state, script.state_dict(), rtol=0, atol=0)


def test_what_is_no_model_stays_outside(tmp_path):
    (tmp_path / "x.pth").write_bytes(b"nothing")
    with pytest.raises(ModelError):
        import_model(tmp_path / "x.pth", tmp_path / "models")
    assert not (tmp_path / "models").exists()


def test_loading_draws_no_random_numbers(checkpoint):
    save_checkpoint(checkpoint.path, checkpoint.network, checkpoint.training_info)
    before = torch.get_rng_state()
    loaded = load_checkpoint(checkpoint.path).network
    assert torch.equal(torch.get_rng_state(), before)
    parameters = list(loaded.parameters())
    assert len(parameters) == 8
    assert all(value.requires_grad and value.is_contiguous() for value in parameters)
