"""A lesson file: a lesson with its network and weights, to open the same elsewhere.

It is a checkpoint, safetensors with digitpad's metadata, that holds the rest as one JSON text in
the metadata's entry ``lesson``: so it is opened as a model too, and nothing in it is executed. A
stranger may have written it: each value is checked before it is used.

Version 1 began with one note and one scene, whose values stand at the top. They still do, as the
first step's, so that earlier versions of digitpad open the file where they know what the lab is set
to; ``steps`` holds all of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import safetensors

from digitpad.ink import strokes_file
from digitpad.ink.drawing import Drawing
from digitpad.lab.lab_settings import AREAS, LabSettings
from digitpad.lessons.facts import fact_of
from digitpad.lessons.lesson import (
    LETTERS,
    RELATIONS,
    Lesson,
    LessonStep,
    Number,
    Options,
    Question,
    Requirement,
    Scene,
    Watch,
)
from digitpad.network.files.checkpoint import (
    Checkpoint,
    described,
    load_checkpoint,
    save_checkpoint,
)
from digitpad.support.errors import ContentError, DigitpadError, ModelError
from digitpad.support.untrusted_json import (
    Reader,
    list_of,
    of_version,
    one_of,
    or_none,
    parsed,
    parts,
    text,
    truth,
    within,
)
from digitpad.training.recipe import Recipe

VERSION = 1
PAGES = ("layers", "train", "lab", "test")
LONGEST_TITLE, LONGEST_TEXT, LONGEST_NAME = 200, 20_000, 100  # characters
LONGEST_OPTION = 500  # characters
MOST_STEPS, MOST_CONDITIONS = 40, 500  # one for each fact, and each layer, that there is
MOST_AXES = 8  # of a layer's values
LARGEST_ANSWER = 1e15  # either way


def lesson_to_json(lesson: Lesson) -> dict[str, Any]:
    """Return ``lesson`` as plain values of JSON."""
    first = lesson.steps[0]
    return {
        "version": VERSION,
        "title": str(lesson.title),
        "note": str(first.text),
        **_scene_values(first.scene or Scene()),
        "steps": [_step_values(step, is_first=step is first) for step in lesson.steps],
    }


def _scene_values(scene: Scene) -> dict[str, Any]:
    return {
        "page": scene.page or PAGES[0],
        "area": scene.area,
        "covered": scene.is_covered,
        "stage": scene.layer,
        "position": None if scene.position is None else list(scene.position),
        "recipe": None if scene.recipe is None else scene.recipe.to_json(),
        "dataset": scene.dataset,
        "details": scene.has_details,
        "learns": scene.learns,
        "scene": None if scene.lab_settings is None else scene.lab_settings.to_json(),
        "drawing": None if scene.drawing is None else strokes_file.to_json(scene.drawing),
    }  # fmt: skip


def _step_values(step: LessonStep, *, is_first: bool) -> dict[str, Any]:
    revealed = step.revealed
    return {
        "text": str(step.text),
        # The first one's stands at the top.
        "scene": None if step.scene is None or is_first else _scene_values(step.scene),
        "question": None if step.question is None else _question_values(step.question),
        "prediction": step.is_prediction,
        "explanation": str(step.explanation),
        "revealed": None if revealed is None else _scene_values(revealed),
    }


def _question_values(question: Question) -> dict[str, Any]:
    match question:
        case Options():
            options = [str(one) for one in question.options]
            return {"kind": "choice", "options": options, "right": question.right}
        case Number():
            return {
                "kind": "number", "value": question.value, "fact": question.fact,
                "tolerance": question.tolerance,
            }  # fmt: skip
    conditions = [
        {"fact": one.fact, "relation": one.relation, "value": one.value}
        for one in question.conditions
    ]
    return {"kind": "watch", "conditions": conditions}


def lesson_from_json(content: Any) -> Lesson:
    """Return the lesson of a stranger's JSON. Raises DigitpadError."""
    optional = {
        "title": or_none(text(LONGEST_TITLE)),
        "note": or_none(text(LONGEST_TEXT)),
        "steps": or_none(list_of(_step, 1, MOST_STEPS)),
    }
    found = parts(content, "lesson", {"version": of_version(VERSION)}, optional, others=True)
    scene = _scene(content, "lesson")
    if scene.drawing is None:
        scene = replace(scene, drawing=Drawing())  # an empty sheet
    title, steps = found.get("title") or "", found.get("steps")
    if not steps:  # of an earlier version: its note is no Markdown
        return Lesson(title, (LessonStep(plain(found.get("note") or ""), scene),))
    first = steps[0]
    opening = LessonStep(
        first.text, scene, first.question, first.is_prediction, first.explanation, first.revealed
    )
    return Lesson(title, (opening, *steps[1:]))


def plain(words: str) -> str:
    """Return Markdown that says ``words`` as they are, in their lines."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~&])", r"\\\1", words).replace("\n", "\\\n")


_SCENE: Mapping[str, Reader] = {
    "page": one_of(PAGES),
    "area": one_of(AREAS),
    "covered": truth,
    "stage": text(LONGEST_NAME),
    "position": list_of(within(0, 2**20), 0, MOST_AXES),
    "recipe": lambda content, _: Recipe.from_json(content),
    "dataset": text(LONGEST_NAME),
    "details": truth,
    "learns": truth,
    "scene": lambda content, _: LabSettings.from_json(content),
    "drawing": strokes_file.from_json,
}


def _scene(content: Any, name: str) -> Scene:
    optional = {key: or_none(reader) for key, reader in _SCENE.items()}
    found = parts(content, name, {}, optional, others=True)
    return Scene(
        found.get("page") or PAGES[0],
        found.get("area"),
        found.get("scene"),
        bool(found.get("covered")),
        found.get("stage"),
        found.get("position"),
        found.get("recipe"),
        found.get("dataset"),
        bool(found.get("details")),
        found.get("drawing"),
        learns=bool(found.get("learns")),
    )


def _step(content: Any, name: str) -> LessonStep:
    optional = {
        "scene": or_none(_scene), "question": or_none(_question), "prediction": truth,
        "explanation": text(LONGEST_TEXT), "revealed": or_none(_scene),
    }  # fmt: skip
    found = parts(content, name, {"text": text(LONGEST_TEXT)}, optional, others=True)
    question = found.get("question")
    return LessonStep(
        found["text"],
        found.get("scene"),
        question,
        bool(found.get("prediction")) and isinstance(question, Options | Number),
        found.get("explanation") or "",
        found.get("revealed"),
    )


_KINDS = ("choice", "number", "watch")
_ANSWER = within(-LARGEST_ANSWER, LARGEST_ANSWER)


def _question(content: Any, name: str) -> Question | None:
    kind = parts(content, name, {"kind": text(LONGEST_NAME)}, others=True)["kind"]
    if kind not in _KINDS:
        return None  # of a later version: the step is shown without it
    if kind == "choice":
        needed = {
            "options": list_of(text(LONGEST_OPTION), 2, len(LETTERS)),
            "right": within(0, len(LETTERS) - 1),
        }
        found = parts(content, name, needed, others=True)
        if found["right"] >= len(found["options"]):
            raise ContentError('"{name}" has no option that is right', name=name)
        return Options(found["options"], found["right"])
    if kind == "number":
        optional = {
            "value": or_none(_ANSWER), "fact": _optional_fact,
            "tolerance": within(0.0, LARGEST_ANSWER),
        }  # fmt: skip
        found = parts(content, name, {}, optional, others=True)
        if found.get("value") is None and not found.get("fact"):
            raise ContentError('"{name}" has no number that is right', name=name)
        return Number(found.get("value"), found.get("fact", ""), found.get("tolerance", 0.0))
    needed = {"conditions": list_of(_condition, 1, MOST_CONDITIONS)}
    return Watch(parts(content, name, needed, others=True)["conditions"])


def _fact(content: Any, name: str) -> str:
    found: str = text(LONGEST_NAME, one_line=True)(content, name)
    if fact_of(found) is None:
        raise ContentError('"{name}" asks for what this version does not know', name=name)
    return found


def _optional_fact(content: Any, name: str) -> str:
    return _fact(content, name) if content else ""


def _condition(content: Any, name: str) -> Requirement:
    needed = {"fact": _fact, "value": _ANSWER}
    found = parts(content, name, needed, {"relation": one_of(RELATIONS)}, others=True)
    return Requirement(found["fact"], found["value"], found.get("relation", "is"))


SUFFIX = ".digitlesson"
ENTRY = "lesson"  # of the metadata
LARGEST_TEXT = 32 * 2**20  # characters of the entry: long drawings and large lab pictures


@dataclass(frozen=True, eq=False)
class OpenedLesson:
    """A lesson and the network that belongs to it."""

    lesson: Lesson
    checkpoint: Checkpoint


def save_lesson(lesson: Lesson, checkpoint: Checkpoint, path: Path) -> None:
    """Write ``lesson`` with the network and weights of ``checkpoint``, whole or not at all.

    Raises DigitpadError when it cannot be written, could not be read again, or where the network is
    of somebody's code, which would not open elsewhere.
    """
    described(checkpoint.network)
    entry = json.dumps(lesson_to_json(lesson))
    if len(entry) > LARGEST_TEXT:
        raise DigitpadError(
            "The lesson is too long for one file: its drawings and pictures are too large. Take "
            "some steps out, or choose smaller pictures."
        )
    try:
        lesson_from_json(parsed(entry))
    except DigitpadError as error:
        raise DigitpadError(
            "The lesson could not be opened again: {problem}. Change that, and save it then.",
            problem=error,
        ) from error
    save_checkpoint(path, checkpoint.network, checkpoint.training_info, {ENTRY: entry})


def load_lesson(path: Path) -> OpenedLesson:
    """Read a lesson file. Raises ModelError when it is not one or cannot be used."""
    checkpoint = load_checkpoint(path)
    not_a_lesson = ModelError(
        "{path} is a model without a lesson. Open it with Open Model.", path=path
    )
    try:
        with safetensors.safe_open(path, framework="pt") as file:
            entry = (file.metadata() or {}).get(ENTRY)
    except (safetensors.SafetensorError, OSError) as error:  # a state dict of PyTorch
        raise not_a_lesson from error
    if entry is None:
        raise not_a_lesson
    try:
        if len(entry) > LARGEST_TEXT:
            raise ContentError("it is longer than {most:,} characters", most=LARGEST_TEXT)
        lesson = lesson_from_json(parsed(entry))
    except DigitpadError as error:
        raise ModelError(
            "{path} holds no lesson: {problem}. Choose another file.", path=path, problem=error
        ) from error
    return OpenedLesson(lesson, checkpoint)
