"""Lesson files: all comes back as it was, they are models too, and strangers' are refused."""

import json

import numpy as np
import pytest
import safetensors.torch
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.lessons.lesson_file import Lesson, load_lesson, save_lesson
from digitpad.lessons.scenes import lesson_settings
from digitpad.network.described import architecture_of
from digitpad.network.files.checkpoint import Checkpoint, load_checkpoint
from digitpad.network.files.training_info import TrainingInfo
from digitpad.network.presets import PRESETS
from digitpad.support.errors import DigitpadError, ModelError
from digitpad.training.module import Network, graph_with
from digitpad.training.recipe import FAST_RECIPE

DRAWING = Drawing((Stroke.from_xy([(10.0, 10.0), (20.0, 60.0)]),), (100.0, 100.0))
LESSON = Lesson(
    "Kernels", DRAWING, note="Look at the second map.", page="lab", layer="conv2",
    position=(3, 4, 5), recipe=FAST_RECIPE, dataset="mnist",
    lab_settings=lesson_settings("borders"),
)  # fmt: skip


@pytest.fixture(params=["tutorial", "modern"])
def checkpoint(request, tmp_path):
    torch.manual_seed(2)
    network = graph_with(Network(PRESETS[request.param]))
    return Checkpoint(network, TrainingInfo(data="mnist", seed=7), tmp_path / "model.safetensors")


@pytest.fixture
def saved(checkpoint, tmp_path):
    save_lesson(LESSON, checkpoint, tmp_path / "a.digitlesson")
    return tmp_path / "a.digitlesson"


def test_everything_comes_back_as_it_was(checkpoint, saved):
    opened = load_lesson(saved)
    for name in (
        "title", "note", "page", "layer", "position", "recipe", "dataset", "lab_settings"
    ):  # fmt: skip
        assert getattr(opened.lesson, name) == getattr(LESSON, name)
    np.testing.assert_array_equal(opened.lesson.drawing.strokes[0].xy, DRAWING.strokes[0].xy)
    network, expected = opened.checkpoint.network, checkpoint.network
    assert architecture_of(network) == architecture_of(expected) is not None
    assert opened.checkpoint.training_info == checkpoint.training_info
    assert network.numbers.keys() == expected.numbers.keys()
    for key, value in expected.numbers.items():
        np.testing.assert_array_equal(network.numbers[key], value)


def test_a_lesson_is_a_model_too_and_a_model_is_no_lesson(checkpoint, saved, tmp_path):
    network = load_checkpoint(saved).network
    assert architecture_of(network) == architecture_of(checkpoint.network) is not None
    torch.save(Network(PRESETS["tutorial"]).state_dict(), tmp_path / "model.pth")
    with pytest.raises(ModelError, match="without a lesson"):
        load_lesson(tmp_path / "model.pth")


def test_a_lesson_without_a_drawing_has_an_empty_sheet(checkpoint, tmp_path):
    save_lesson(Lesson("Empty", Drawing()), checkpoint, tmp_path / "b.digitlesson")
    assert load_lesson(tmp_path / "b.digitlesson").lesson.drawing.is_empty


def rewritten(path, content):
    with safetensors.safe_open(path, framework="pt") as file:
        metadata = file.metadata()
        state = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
    text = content if isinstance(content, str) else json.dumps(content)
    safetensors.torch.save_file(state, path, metadata | {"lesson": text})
    return path


BAD = {
    "no JSON": "{", "a list": [], "a later version": {"version": 2}, "deep": "[" * 100_000,
    "a page that is not there": {"version": 1, "page": "shell"},
    "a position of words": {"version": 1, "position": ["a"]},
    "a position that is too long": {"version": 1, "position": [1] * 100},
    "a title that is a number": {"version": 1, "title": 3},
    "a title that is too long": {"version": 1, "title": "a" * 1000},
    "strokes that are none": {"version": 1, "drawing": {"size": [1, 1], "strokes": [[["x"]]]}},
    "a recipe that is none": {"version": 1, "recipe": {"epochs": -1}},
    "a scene that is none": {"version": 1, "scene": {"kernels": []}},
    "a version that is true": {"version": True},
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_strangers_lesson_is_refused_in_one_sentence(saved, name):
    with pytest.raises(DigitpadError) as caught:
        load_lesson(rewritten(saved, BAD[name]))
    assert "\n" not in str(caught.value)


@given(st.integers(0, 3000), st.integers(0, 255))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_damaged_file_is_refused_or_read_and_never_more(saved, place, value):
    damaged = bytearray(saved.read_bytes())
    damaged[place] = value
    target = saved.with_name("damaged.digitlesson")
    target.write_bytes(damaged)
    try:
        load_lesson(target)
    except DigitpadError as error:
        assert str(target) in str(error)
