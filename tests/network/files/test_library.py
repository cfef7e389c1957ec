"""Saved models: listed without their weights being read, renamed, deleted; strangers' files."""

import json
import os
import struct
import subprocess
import sys
from contextlib import nullcontext

import numpy as np
import pytest

from digitpad.network.architecture import TUTORIAL
from digitpad.network.files.checkpoint import load_checkpoint, save_checkpoint
from digitpad.network.files.library import delete, free_path, renamed, saved_model, saved_models
from digitpad.network.files.training_info import TrainingInfo
from digitpad.support.errors import ModelError
from digitpad.training.module import Network, graph_with

STORY = TrainingInfo("mnist", {"name": "tutorial"}, 1, 0.9865, 3, "2026-11-24 10:30")


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "first.safetensors"
    save_checkpoint(path, graph_with(Network(TUTORIAL)), STORY)
    return path


def test_a_saved_model_tells_its_story(model):
    (found,) = saved_models(model.parent)
    assert (found.name, found.made, found.recipe) == ("first", "2026-11-24 10:30", "tutorial")
    assert found.training_info == STORY
    assert found.architecture == TUTORIAL
    assert found.problem == ""


def test_the_newest_is_first_and_other_files_are_left_out(model, tmp_path):
    newer = tmp_path / "second.safetensors"
    newer.write_bytes(model.read_bytes())
    os.utime(model, (1_000_000, 1_000_000))
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / ".second.safetensors").write_text("half a file")
    assert [found.path for found in saved_models(tmp_path)] == [newer, model]


def test_a_folder_that_is_not_there_has_no_models(tmp_path):
    assert list(saved_models(tmp_path / "none")) == []


def hostile(header, rest=b""):
    return struct.pack("<Q", len(header)) + header + rest


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 7,
        b"not a model at all",
        struct.pack("<Q", 2**62) + b"{}",
        hostile(b"{"),
        hostile(b"[]"),
        hostile(b"{" * 5000),
        hostile(json.dumps({"__metadata__": 3}).encode()),
        hostile(json.dumps({"__metadata__": {"architecture": "{}", "format": "x"}}).encode()),
        hostile(
            json.dumps({"__metadata__": {"architecture": "[" * 9999, "format": "digitpad-1"}})
            .encode()
        ),
        hostile(
            json.dumps({"__metadata__": {"architecture": '{"name": 1}', "format": "digitpad-1"}})
            .encode()
        ),
    ],
)  # fmt: skip
def test_a_file_that_is_no_model_is_listed_with_the_reason(tmp_path, content):
    (tmp_path / "bad.safetensors").write_bytes(content)
    (found,) = saved_models(tmp_path)
    assert found.architecture is None
    assert found.problem.endswith((".", "!"))


def test_a_folder_named_like_a_model_and_a_dangling_link_do_no_harm(tmp_path):
    (tmp_path / "folder.safetensors").mkdir()
    (tmp_path / "link.safetensors").symlink_to(tmp_path / "nowhere")
    assert [found.architecture for found in saved_models(tmp_path)] == [None, None]


def test_a_model_that_another_window_deletes_while_all_are_listed_takes_none_with_it(
    model, monkeypatch
):
    gone = model.with_name("gone.safetensors")
    gone.write_bytes(b"")
    with os.scandir(model.parent) as entries:
        found = list(entries)
    gone.unlink()
    monkeypatch.setattr("digitpad.network.files.library.os.scandir", lambda _: nullcontext(found))
    assert [saved.path for saved in saved_models(model.parent)] == [model]


def test_renaming_keeps_the_weights_and_the_story(model):
    before = load_checkpoint(model).network.numbers
    target = renamed(model, "  Class 7b, best ")
    assert target.name == "Class 7b, best.safetensors"
    assert not model.exists()
    after = load_checkpoint(target)
    assert after.training_info == STORY
    assert after.network.numbers.keys() == before.keys() != set()
    for key, value in before.items():
        np.testing.assert_array_equal(after.network.numbers[key], value)


@pytest.mark.parametrize(
    "name", ["", "  ", ".", "..", "../out", "a/b", "a\\b", "a:b", "nul", "COM1", "n" * 101, "a."]
)
def test_a_name_that_cannot_be_a_files_is_refused(model, name):
    with pytest.raises(ModelError):
        renamed(model, name)
    assert [path.name for path in model.parent.iterdir()] == [model.name]


@pytest.mark.parametrize(
    ("name", "most"), [("n" * 101, 100), ("数" * 100, 80), ("😀" * 70, 60)],
    ids=["letters", "signs", "pictures"],
)  # fmt: skip
def test_a_name_that_a_file_has_no_room_for_is_told_as_such(model, name, most):
    with pytest.raises(ModelError, match=f"longer than {most} characters"):
        renamed(model, name)
    assert renamed(model, name[:most]).is_file()


@pytest.mark.parametrize(
    "name", ["n" * 200, "数" * 84, "😀" * 63], ids=["letters", "signs", "pictures"]
)
def test_a_free_path_has_room_for_its_name(tmp_path, name):
    for number in range(12):
        path = free_path(tmp_path, name)
        path.write_bytes(b"")
        assert path.name.startswith(name[:60]), number


def test_a_name_that_is_taken_is_refused_and_nothing_is_overwritten(model):
    other = model.with_name("other.safetensors")
    other.write_bytes(b"mine")
    with pytest.raises(ModelError, match="already"):
        renamed(model, "other")
    assert other.read_bytes() == b"mine"
    assert model.exists()


def test_a_model_that_is_gone_cannot_be_renamed_but_deleted_twice(model):
    delete(model)
    assert not model.exists()
    delete(model)
    with pytest.raises(ModelError, match="could not be renamed"):
        renamed(model, "other")


def test_what_cannot_be_deleted_is_told(tmp_path):
    folder = tmp_path / "folder.safetensors"
    folder.mkdir()
    with pytest.raises(ModelError, match="could not be deleted"):
        delete(folder)


def test_a_free_path_is_never_that_of_a_file(model):
    assert free_path(model.parent, "first").name == "first 2.safetensors"
    (model.parent / "first 2.safetensors").touch()
    assert free_path(model.parent, "first").name == "first 3.safetensors"
    assert free_path(model.parent, "a/b:c").parent == model.parent


def test_listing_needs_no_torch(model):
    code = (
        "import sys; from pathlib import Path\n"
        "from digitpad.network.files.library import saved_model\n"
        f"assert saved_model(Path({str(model)!r})).architecture is not None\n"
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_bundled_model_is_read_the_same_way():
    from digitpad.support.folders import bundled_model

    assert saved_model(bundled_model()).training_info.test_accuracy > 0.99
