"""Lesson files: all comes back as it was, they are models too, and strangers' are refused."""

import json
from dataclasses import replace

import numpy as np
import pytest
import safetensors.torch
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.lessons import lesson_file
from digitpad.lessons.chapters_lab import COLOURED, GRID_BY_TWO
from digitpad.lessons.draft import fact_names
from digitpad.lessons.lesson import Lesson, LessonStep, Number, Options, Requirement, Scene, Watch
from digitpad.lessons.lesson_file import LONGEST_TEXT, MOST_STEPS, load_lesson, save_lesson
from digitpad.network.described import architecture_of
from digitpad.network.files.checkpoint import Checkpoint, load_checkpoint
from digitpad.network.files.training_info import TrainingInfo
from digitpad.network.presets import PRESETS
from digitpad.support.errors import DigitpadError, ModelError
from digitpad.training.module import Network, graph_with
from digitpad.training.recipe import FAST_RECIPE

DRAWING = Drawing((Stroke.from_xy([(10.0, 10.0), (20.0, 60.0)]),), (100.0, 100.0))
SCENE = Scene(
    "layers", layer="conv2", position=(3, 4, 5), recipe=FAST_RECIPE, dataset="mnist",
    lab_settings=GRID_BY_TWO, drawing=DRAWING,
)  # fmt: skip
LAB = Scene("lab", "pooling", COLOURED, is_covered=True)
LESSON = Lesson(
    "Kernels",
    (
        LessonStep("Look at the *second* map.", SCENE),
        LessonStep(
            "Where?", LAB, Options(("here", "there"), 1), is_prediction=True,
            explanation="There it is.", revealed=Scene("lab", "shapes", GRID_BY_TWO),
        ),
        LessonStep("How many?", None, Number(fact="weights conv2"), explanation="So many."),
        LessonStep("And?", None, Number(0.25, tolerance=0.01)),
        LessonStep("Set it.", LAB, Watch((Requirement("output_rows", 13),
                                    Requirement("kernels", 2, "at least")))),
    ),
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


def plain_values(scene):
    if scene is None:
        return None
    drawing = scene.drawing
    strokes = () if drawing is None else [stroke.xy.tolist() for stroke in drawing.strokes]
    return replace(scene, drawing=None), strokes


def same_scenes(first, second):
    if first is None or second is None:
        return first is second
    (one, strokes), (other, others) = plain_values(first), plain_values(second)
    return vars(one) == vars(other) and strokes == others


def test_everything_comes_back_as_it_was(checkpoint, saved):
    opened = load_lesson(saved)
    assert opened.lesson.title == LESSON.title
    for found, expected in zip(opened.lesson.steps, LESSON.steps, strict=True):
        for name in ("text", "question", "is_prediction", "explanation"):
            assert getattr(found, name) == getattr(expected, name)
        assert same_scenes(found.scene, expected.scene)
        assert same_scenes(found.revealed, expected.revealed)
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
    empty = Lesson("Empty", (LessonStep("", Scene("layers", drawing=Drawing())),))
    save_lesson(empty, checkpoint, tmp_path / "b.digitlesson")
    assert load_lesson(tmp_path / "b.digitlesson").lesson.steps[0].scene.drawing.is_empty


def test_a_lesson_of_the_first_version_opens_with_its_note_as_it_was_written(saved):
    """The values are those that version 0.9 wrote: a note, and one scene at the top."""
    content = {
        "version": 1, "title": "Pools", "note": "Look at map 3.\n*Why* <b>that</b> one?",
        "drawing": {"size": [100, 100], "strokes": [[[10, 10], [20, 60]]]},
        "page": "layers", "stage": "pool2", "position": [3, 2, 2],
        "recipe": FAST_RECIPE.to_json(), "dataset": "mnist", "scene": GRID_BY_TWO.to_json(),
    }  # fmt: skip
    lesson = load_lesson(rewritten(saved, content)).lesson
    (step,) = lesson.steps
    assert step.question is None
    assert (step.scene.page, step.scene.layer, step.scene.position) == (
        "layers",
        "pool2",
        (3, 2, 2),
    )
    assert step.scene.lab_settings == GRID_BY_TWO
    assert len(step.scene.drawing.strokes) == 1
    # Its letters are no marks: Markdown that says them as they are.
    assert step.text == "Look at map 3\\.\\\n\\*Why\\* \\<b\\>that\\</b\\> one?"


def test_what_an_earlier_version_reads_of_a_new_lesson_is_its_first_step(saved):
    with safetensors.safe_open(saved, framework="pt") as file:
        content = json.loads(file.metadata()["lesson"])
    assert content["note"] == LESSON.steps[0].text
    assert (content["page"], content["stage"], content["position"]) == (
        "layers",
        "conv2",
        [3, 4, 5],
    )
    assert content["version"] == 1


def test_what_a_later_version_adds_is_left_out(saved):
    content = {
        "version": 1, "title": "T", "music": "loud",
        "steps": [
            {"text": "One", "smell": 3},
            {"text": "Two", "question": {"kind": "sing", "tune": []}},
        ],
    }  # fmt: skip
    lesson = load_lesson(rewritten(saved, content)).lesson
    assert [step.text for step in lesson.steps] == ["One", "Two"]
    assert lesson.steps[1].question is None


ALL_FACTS = Watch(tuple(Requirement(name, 1.0) for name in fact_names(None)))


@pytest.mark.parametrize(
    "step",
    [
        LessonStep("Set all of it.", None, ALL_FACTS),
        LessonStep("Look.", Scene("layers", layer="heads", position=(1, 2, 3, 4), drawing=DRAWING)),
    ],
)  # fmt: skip
def test_what_the_window_has_can_be_asked_and_shown(checkpoint, tmp_path, step):
    """Of thirteen ticks, or a value of a layer with four axes, a file was made that is none."""
    path = tmp_path / "a.digitlesson"
    save_lesson(Lesson("A", (step,)), checkpoint, path)
    (found,) = load_lesson(path).lesson.steps
    assert found.question == step.question
    assert step.scene is None or found.scene.position == step.scene.position


@pytest.mark.parametrize(
    "step",
    [
        LessonStep("How many?", None, Number(1e20)),
        LessonStep("How many?", None, Number(1.0, tolerance=1e20)),
        LessonStep("Look.", Scene("layers", layer="x" * 120)),
    ],
)
def test_a_lesson_that_a_file_cannot_hold_is_refused_and_nothing_is_written(
    checkpoint, tmp_path, step
):
    path = tmp_path / "a.digitlesson"
    path.write_bytes(b"what was there")
    with pytest.raises(DigitpadError, match="could not be opened again"):
        save_lesson(Lesson("A", (step,)), checkpoint, path)
    assert path.read_bytes() == b"what was there"


def test_a_lesson_that_could_not_be_read_again_is_not_written(checkpoint, tmp_path, monkeypatch):
    monkeypatch.setattr(lesson_file, "LARGEST_TEXT", 1000)
    with pytest.raises(DigitpadError, match="too long for one file"):
        save_lesson(LESSON, checkpoint, tmp_path / "long.digitlesson")
    assert not (tmp_path / "long.digitlesson").exists()


def rewritten(path, content):
    with safetensors.safe_open(path, framework="pt") as file:
        metadata = file.metadata()
        state = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
    text = content if isinstance(content, str) else json.dumps(content)
    safetensors.torch.save_file(state, path, metadata | {"lesson": text})
    return path


def asking(**question):
    return {"version": 1, "steps": [{"text": "", "question": question}]}


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
    "steps that are none": {"version": 1, "steps": []},
    "too many steps": {"version": 1, "steps": [{"text": ""}] * (MOST_STEPS + 1)},
    "a text that is too long": {"version": 1, "steps": [{"text": "a" * (LONGEST_TEXT + 1)}]},
    "one option": asking(kind="choice", options=["a"], right=0),
    "a right option that is not there": asking(kind="choice", options=["a", "b"], right=2),
    "no number": asking(kind="number"),
    "a number that is none": asking(kind="number", value=float("nan")),
    "a fact that is none": asking(kind="number", fact="__class__"),
    "no conditions": asking(kind="watch", conditions=[]),
    "a relation that is none": asking(
        kind="watch", conditions=[{"fact": "kernels", "value": 1, "relation": "like"}]
    ),
    "a page of a step": {"version": 1, "steps": [{"text": ""}, {"text": "", "scene": {"page": 3}}]},
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
