"""Network files: they come back as they were, and strangers' are refused with a sentence."""

import json
import os

import pytest
from torch import nn

from digitpad.network.architecture import RESERVED_NAMES, TUTORIAL, Architecture
from digitpad.network.design.architecture_draft import ArchitectureDraft
from digitpad.network.files.architecture_file import (
    LARGEST_FILE,
    architecture_called,
    load_architecture,
    save_architecture,
    saved_architectures,
)
from digitpad.network.presets import PRESETS
from digitpad.support.errors import DigitpadError, ModelError
from digitpad.training.module import Network


@pytest.mark.parametrize("architecture", PRESETS.values(), ids=PRESETS)
def test_a_network_comes_back_as_it_was_saved(tmp_path, architecture):
    save_architecture(tmp_path / "deep" / "n.json", architecture)
    assert load_architecture(tmp_path / "deep" / "n.json") == architecture


def test_a_file_written_by_hand_may_leave_out_what_is_usual(tmp_path):
    (tmp_path / "n.json").write_text(
        '\ufeff{"name": "mine", "stages": [{"kind": "conv", "name": "c", "kernels": 2, "size": 3},'
        '{"kind": "flatten", "name": "f"}, {"kind": "linear", "name": "l", "features": 10},'
        '{"kind": "log_softmax", "name": "s"}]}',
        encoding="utf-8",
    )
    architecture = load_architecture(tmp_path / "n.json")
    assert (architecture.mean, architecture.std, architecture.input_shape) == (
        0.1307,
        0.3081,
        (1, 28, 28),
    )
    assert architecture.parameter_shapes()["l.weight"] == (10, 2 * 26 * 26)


def with_layer(index, **changes):
    content = TUTORIAL.to_json()
    content["stages"][index].update(changes)
    return json.dumps(content).encode()


WHOLE = json.dumps(TUTORIAL.to_json()).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        WHOLE[:-40],
        b"\xff\xfe\x00",
        b"[" * 200_000,
        b'{"stages":' * 20_000,
        b"null",
        b'"tutorial"',
        b"[1, 2]",
        b"1" * 5000,
        b'{"name": "n", "stages": "conv"}',
        b'{"name": "n", "stages": [[]]}',
        b'{"name": "n", "stages": [{"kind": ["conv"], "name": "c"}]}',
        b'{"name": "n", "stages": [{"kind": "conv", "name": "c"}]}',
        WHOLE.replace(b'"tutorial"', b'"a b"'),
        WHOLE.replace(b'"tutorial"', b'"con\\u0000"'),
        WHOLE.replace(b"[1, 28, 28]", b"[1.0, 28.0, 28.0]"),
        WHOLE.replace(b"[1, 28, 28]", b"[true, 28, 28]"),
        WHOLE.replace(b"0.1307", b"NaN"),
        WHOLE.replace(b"0.3081", b"1e999"),
        with_layer(0, name="__class__"),
        with_layer(0, name="forward"),
        with_layer(0, name="import"),
        with_layer(0, name="x" * 5000),
        with_layer(0, size=3.5),
        with_layer(0, size="3"),
        with_layer(0, kernels=4096),
        with_layer(0, padding=10**300),
        with_layer(0, **{"k" * 10_000: 1}),
        WHOLE + b" " * LARGEST_FILE,
    ],
    ids=range(29),
)
def test_a_strangers_file_is_refused_with_one_short_sentence(tmp_path, content):
    (tmp_path / "n.json").write_bytes(content)
    with pytest.raises(ModelError, match=r"n\.json .*\. Choose another network\.$") as caught:
        load_architecture(tmp_path / "n.json")
    assert len(str(caught.value)) < 400 + len(str(tmp_path))


def test_what_is_no_file_is_refused(tmp_path):
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.json")  # where there are pipes, one that nobody writes to
    with pytest.raises(ModelError, match="is not a file"):
        load_architecture(tmp_path)
    for path in (tmp_path, tmp_path / "none.json", tmp_path / "pipe.json"):
        with pytest.raises(ModelError):
            load_architecture(path)


def test_an_invalid_network_is_not_saved(tmp_path):
    architecture = ArchitectureDraft("n", ()).network_so_far()
    with pytest.raises(ModelError):
        save_architecture(tmp_path / "n.json", architecture)
    with pytest.raises(ModelError, match="cannot be a file's name"):
        save_architecture(tmp_path / "con.json", TUTORIAL)
    (tmp_path / "file").write_text("")
    with pytest.raises(DigitpadError, match="could not be written"):
        save_architecture(tmp_path / "file" / "n.json", TUTORIAL)
    assert os.listdir(tmp_path) == ["file"]


def test_saved_networks_are_listed_by_name(tmp_path):
    for name in ("b.json", "A.json", ".hidden.json", "c.txt"):
        (tmp_path / name).write_text("{}")
    assert [path.name for path in saved_architectures(tmp_path)] == ["A.json", "b.json"]
    assert saved_architectures(tmp_path / "none") == []


def test_a_network_is_called_by_preset_or_file(tmp_path):
    assert architecture_called("lenet") is PRESETS["lenet"]
    save_architecture(tmp_path / "n.json", PRESETS["dense"])
    assert architecture_called(str(tmp_path / "n.json")) == PRESETS["dense"]
    with pytest.raises(ModelError, match="neither a network file nor one of tutorial, lenet"):
        architecture_called("lennet")
    with pytest.raises(ModelError, match="No such file"):
        architecture_called(str(tmp_path / "none.json"))


@pytest.mark.parametrize("text", ["~nobody-of-this-name", "x" * 300, "a\0b", "~a\0b", "\udcff"])
def test_any_other_text_calls_no_network(text):
    with pytest.raises(ModelError, match="neither a network file nor one of tutorial, lenet"):
        architecture_called(text)


def test_no_layer_with_weights_is_called_as_something_that_pytorchs_modules_have():
    attributes = {name for name in dir(nn.Module()) if not name.startswith("_")}
    own = {name for name in dir(Network(Architecture("n", ()))) if not name.startswith("_")}
    assert attributes | own <= RESERVED_NAMES
