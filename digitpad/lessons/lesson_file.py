"""A lesson file: drawing, network, weights and settings, to open the same elsewhere.

It is a checkpoint, safetensors with digitpad's metadata, that holds the rest as one JSON text in
the metadata's entry ``lesson``: so it is opened as a model too, and nothing in it is executed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import safetensors

from digitpad.ink import strokes_file
from digitpad.ink.drawing import Drawing
from digitpad.lab.lab_settings import LabSettings
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
    within,
)
from digitpad.training.recipe import Recipe

SUFFIX = ".digitlesson"
ENTRY = "lesson"  # of the metadata
VERSION = 1
PAGES = ("layers", "train", "lab", "test")
LONGEST_TITLE, LONGEST_NOTE, LONGEST_NAME = 200, 20_000, 100  # characters
LARGEST_TEXT = 32 * 2**20  # characters of the entry: a long drawing and a large lab picture


@dataclass(frozen=True, eq=False)
class Lesson:
    """What somebody is to see.

    note: what the teacher says about it. page: that is shown, and of the Layers page the ``layer``
    and the ``position`` of one value in it. recipe: of the Train page, its seed included; dataset:
    its name there. lab_settings: of the lab. None: whatever there is on the other machine.
    """

    title: str
    drawing: Drawing
    note: str = ""
    page: str = "layers"
    layer: str | None = None
    position: tuple[int, ...] | None = None
    recipe: Recipe | None = None
    dataset: str | None = None
    lab_settings: LabSettings | None = None


@dataclass(frozen=True, eq=False)
class OpenedLesson:
    """A lesson and the network that belongs to it."""

    lesson: Lesson
    checkpoint: Checkpoint


def save_lesson(lesson: Lesson, checkpoint: Checkpoint, path: Path) -> None:
    """Write ``lesson`` with the network and weights of ``checkpoint``, whole or not at all.

    Raises DigitpadError when it cannot be written: a network of somebody's code would not open
    elsewhere.
    """
    described(checkpoint.network)
    more = {ENTRY: json.dumps(_to_json(lesson))}
    save_checkpoint(path, checkpoint.network, checkpoint.training_info, more)


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
        lesson = _from_json(parsed(entry))
    except DigitpadError as error:
        raise ModelError(
            "{path} holds no lesson: {problem}. Choose another file.", path=path, problem=error
        ) from error
    return OpenedLesson(lesson, checkpoint)


def _to_json(lesson: Lesson) -> dict[str, Any]:
    return {
        "version": VERSION,
        "title": lesson.title,
        "note": lesson.note,
        "drawing": None if lesson.drawing.is_empty else strokes_file.to_json(lesson.drawing),
        "page": lesson.page,
        "stage": lesson.layer,
        "position": None if lesson.position is None else list(lesson.position),
        "recipe": None if lesson.recipe is None else lesson.recipe.to_json(),
        "dataset": lesson.dataset,
        "scene": None if lesson.lab_settings is None else lesson.lab_settings.to_json(),
    }


_READERS: dict[str, Reader] = {
    "title": text(LONGEST_TITLE),
    "note": text(LONGEST_NOTE),
    "drawing": strokes_file.from_json,
    "page": one_of(PAGES),
    "stage": text(LONGEST_NAME),
    "position": list_of(within(0, 2**20), 0, 3),
    "recipe": lambda content, _: Recipe.from_json(content),
    "dataset": text(LONGEST_NAME),
    "scene": lambda content, _: LabSettings.from_json(content),
}


def _from_json(content: Any) -> Lesson:
    """Return the lesson of a stranger's JSON. Raises DigitpadError."""
    optional = {name: or_none(reader) for name, reader in _READERS.items()}
    found = parts(content, ENTRY, {"version": of_version(VERSION)}, optional, others=True)
    return Lesson(
        title=found.get("title") or "",
        note=found.get("note") or "",
        drawing=found.get("drawing") or Drawing(),
        page=found.get("page") or PAGES[0],
        layer=found.get("stage"),
        position=found.get("position"),
        recipe=found.get("recipe"),
        dataset=found.get("dataset"),
        lab_settings=found.get("scene"),
    )
