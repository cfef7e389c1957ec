"""``--network``: a network of somebody's own code, from the command line."""

import json

import pytest
from PIL import Image

from digitpad.ink.photo.cleaned import drawing_from_file, inputs_of
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.network.presets import DENSE
from tests.cli.test_cli import output
from tests.network.input_sizes import sized

CODE = """
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.conv = nn.Conv2d(1, width, 3, padding=1)
        self.fc = nn.Linear(width * 49, 10)

    def forward(self, x):
        return self.fc(nn.functional.max_pool2d(torch.relu(self.conv(x)), 4).flatten(1))

class Small(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.fc = nn.Linear(784, classes)

    def forward(self, x):
        return self.fc(x.flatten(1))
"""


@pytest.fixture
def code(tmp_path):
    """Return a file with networks of the user's."""
    (tmp_path / "net.py").write_text(CODE)
    return tmp_path / "net.py"


def test_a_network_of_code_is_trained_saved_and_tested_again(capsys, tmp_path, code, data_folder):
    model = tmp_path / "m.safetensors"
    network = f"{code}:Net"
    status, out, err = output(
        capsys, "train", "--data", data_folder, "--network", network, "--argument", "width=4",
        "--epochs", "1", "--out", model, "--json",
    )  # fmt: skip
    assert (status, err) == (0, "")
    *_, last = map(json.loads, out.splitlines())
    assert last["model"] == str(model)
    status, out, err = output(
        capsys, "evaluate", "--data", data_folder, "--network", network, "--model", model, "--json"
    )
    assert (status, err) == (0, "")
    assert json.loads(out)["accuracy"] == last["test_accuracy"]
    status, out, err = output(capsys, "evaluate", "--data", data_folder, "--model", model)
    assert (status, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert f"--network {network}" in err


def test_fewer_classes_than_digits_are_a_failure_in_one_line(capsys, code, data_folder):
    status, out, err = output(
        capsys, "train", "--data", data_folder, "--network", f"{code}:Small", "--argument",
        "classes=4", "--normalisation", "0,1",
    )  # fmt: skip
    assert (status, out) == (1, "")
    assert err == (
        "digitpad: Small tells 4 classes apart, and there are ten digits. Give its last layer ten "
        "outputs, and open it again.\n"
    )


def test_arguments_that_are_needed_are_asked_for(capsys, code, data_folder):
    status, _, err = output(capsys, "train", "--data", data_folder, "--network", f"{code}:Small")
    assert status == 1
    assert "needs classes" in err


@pytest.mark.parametrize(
    "words",
    [("--network", "nothing"), ("--argument", "x"), ("--normalisation", "1"),
     ("--normalisation", "0,0")],
)  # fmt: skip
def test_bad_use_is_told_in_one_line(capsys, data_folder, words):
    status, out, err = output(capsys, "train", "--data", data_folder, *words)
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1


def test_a_described_network_begins_with_the_weights_that_are_named(capsys, tmp_path, data_folder):
    first, second = tmp_path / "a.safetensors", tmp_path / "b.safetensors"
    losses = []
    for words in (("--out", first), ("--model", first, "--out", second)):
        status, out, err = output(
            capsys, "train", "--data", data_folder, "--network", "dense", "--recipe", "tutorial",
            "--epochs", "1", "--json", *words,
        )  # fmt: skip
        assert (status, err) == (0, "")
        losses.append(json.loads(out.splitlines()[0])["train_loss"])
    assert losses[1] < losses[0]
    assert load_checkpoint(second).network.origin == DENSE


def test_a_description_of_another_input_is_trained_and_reads(
    capsys, tmp_path, data_folder, data_set
):
    file, model = tmp_path / "wide.json", tmp_path / "m.safetensors"
    description = sized(40, 3).to_json() | {"fitting": "padded"}
    file.write_text(json.dumps(description))
    status, out, err = output(
        capsys, "train", "--data", data_folder, "--network", file, "--epochs", "3", "--json",
        "--out", model,
    )  # fmt: skip
    assert (status, err) == (0, "")
    saved = load_checkpoint(model).network.origin
    assert (saved.input_shape, saved.fitting) == ((3, 40, 40), "padded")
    accuracy = json.loads(out.splitlines()[-1])["test_accuracy"]
    assert accuracy > 0.5
    picture = tmp_path / "one.png"
    Image.fromarray(data_set.test.images[1]).save(picture)
    status, out, _ = output(capsys, "predict", "--digit", "--json", "--model", model, picture)
    assert status == 0
    (read,) = json.loads(out)["results"]
    image = inputs_of(drawing_from_file(picture).photo.image)[0]
    expected = load_checkpoint(model).network.probabilities(image[None])[0]
    assert read["digit"] == expected.argmax()
    assert read["probabilities"] == pytest.approx(expected.tolist(), abs=1e-5)


def test_a_description_of_an_input_that_cannot_be_is_bad_use_in_one_line(
    capsys, tmp_path, data_folder
):
    file = tmp_path / "huge.json"
    file.write_text(json.dumps(sized(40).to_json() | {"input_shape": [1, 999, 999]}))
    status, _, err = output(capsys, "train", "--data", data_folder, "--network", file)
    assert status in (1, 2)
    assert "1 × 999 × 999" in err
    assert "16 to 224 pixels" in err
    assert err.count("\n") == 1
