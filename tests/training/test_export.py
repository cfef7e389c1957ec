"""Models out of digitpad, checked by the programs that are to read them."""

import sys
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from digitpad.network.architecture import TUTORIAL
from digitpad.network.files.checkpoint import Checkpoint, load_checkpoint
from digitpad.network.files.training_info import TrainingInfo
from digitpad.support.errors import DigitpadError, ModelError
from digitpad.training.export import export, note_on
from digitpad.training.module import Network, graph_with


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
    return Checkpoint(graph_with(Network(TUTORIAL)), training_info, tmp_path / "a.safetensors")


@pytest.fixture
def pixels():
    return np.random.default_rng(1).random((3, 1, 28, 28), dtype=np.float32)


def by_hand(checkpoint, pixels):
    script = TutorialScript().eval()
    numbers = checkpoint.network.numbers
    script.load_state_dict({key: torch.from_numpy(value) for key, value in numbers.items()})
    with torch.no_grad():
        return script((torch.from_numpy(pixels) - 0.1307) / 0.3081).numpy()


def test_a_state_dict_is_read_by_the_tutorials_script(checkpoint, pixels, tmp_path):
    export(checkpoint, tmp_path / "m.pth", "state_dict")
    script = TutorialScript().eval()
    script.load_state_dict(torch.load(tmp_path / "m.pth", weights_only=True))
    with torch.no_grad():
        answer = script((torch.from_numpy(pixels) - 0.1307) / 0.3081).numpy()
    np.testing.assert_array_equal(answer, by_hand(checkpoint, pixels))


def test_a_checkpoint_keeps_its_story(checkpoint, tmp_path):
    export(checkpoint, tmp_path / "m.safetensors", "safetensors")
    assert load_checkpoint(tmp_path / "m.safetensors").training_info == checkpoint.training_info


def test_onnx_takes_pixels_and_gives_what_the_network_gives(checkpoint, pixels, tmp_path, capfd):
    pytest.importorskip("onnxscript")
    onnx = pytest.importorskip("onnx")
    from onnx.reference import ReferenceEvaluator

    export(checkpoint, tmp_path / "m.onnx", "onnx")
    assert capfd.readouterr() == ("", "")
    model = onnx.load(tmp_path / "m.onnx")
    onnx.checker.check_model(model)
    note = str(note_on("onnx", checkpoint.network))
    for words in (model.doc_string, model.graph.input[0].doc_string, note):
        assert "from 0" in words
        assert "to 1" in words
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
        export(checkpoint, tmp_path / "m.onnx", "onnx")
    assert ('pip install "digitpad[export]"' in str(told.value)) is not bundled
    assert not list(tmp_path.iterdir())


def test_without_the_libraries_it_says_how_to_get_them(checkpoint, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "onnx", None)
    with pytest.raises(ModelError, match=r"digitpad\[export\]"):
        export(checkpoint, tmp_path / "m.onnx", "onnx")
    assert not (tmp_path / "m.onnx").exists()


@pytest.mark.parametrize("kind", ["safetensors", "state_dict"])
def test_a_file_that_cannot_be_written_is_told(checkpoint, kind, no_folder):
    with pytest.raises(DigitpadError, match="could not be written"):
        export(checkpoint, no_folder / "m", kind)


@pytest.mark.parametrize("name", ["", ".", "..", "folder"])
def test_code_that_would_be_a_folder_is_refused_in_a_sentence(
    checkpoint, tmp_path, monkeypatch, name
):
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DigitpadError, match="is a folder"):
        export(checkpoint, Path(name), "code")


def test_code_with_a_name_that_is_too_long_is_told(checkpoint, tmp_path):
    with pytest.raises(DigitpadError, match="could not be written"):
        export(checkpoint, tmp_path / f"{'a' * 300}.py", "code")
