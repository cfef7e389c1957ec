"""A lesson file: drawing, network, weights and settings, to open the same scene elsewhere.

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
from digitpad.network.files.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from digitpad.support.errors import DigitpadError, ModelError
from digitpad.training.recipe import Recipe

SUFFIX = ".digitlesson"
ENTRY = "lesson"  # of the metadata
VERSION = 1
PAGES = ("layers", "train", "lab", "test")
LONGEST_TITLE, LONGEST_NOTE = 200, 20_000  # characters
LARGEST_TEXT = 32 * 2**20  # characters of the entry: a long drawing and a large lab picture


@dataclass(frozen=True, eq=False)
class Lesson:
    """What somebody is to see.

    note: what the teacher says about it. page: that is shown, and of the Layers page the ``layer``
    and the ``position`` of one value in it. recipe: of the Train page, its seed included; dataset:
    its name there. scene: of the lab. None: whatever there is on the other machine.
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

    Raises DigitpadError when it cannot be written.
    """
    more = {ENTRY: json.dumps(_to_json(lesson))}
    save_checkpoint(path, checkpoint.network, checkpoint.training_info, more)


def load_lesson(path: Path) -> OpenedLesson:
    """Read a lesson file. Raises ModelError when it is not one or cannot be used."""
    checkpoint = load_checkpoint(path)
    not_a_lesson = ModelError(f"{path} is a model without a lesson. Open it with Open Model.")
    try:
        with safetensors.safe_open(path, framework="pt") as file:
            text = (file.metadata() or {}).get(ENTRY)
    except (safetensors.SafetensorError, OSError) as error:  # a state dict of PyTorch
        raise not_a_lesson from error
    if text is None:
        raise not_a_lesson
    try:
        if len(text) > LARGEST_TEXT:
            raise ValueError(f"it is longer than {LARGEST_TEXT:,} characters")
        lesson = _from_json(json.loads(text))
    except (
        DigitpadError, ValueError, TypeError, KeyError, OverflowError, RecursionError
    ) as error:  # fmt: skip
        raise ModelError(f"{path} holds no lesson: {error}. Choose another file.") from error
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


def _entry(
    content: dict[str, Any], name: str, kinds: type | tuple[type, ...], most: int = 100
) -> Any:
    """Return an entry of a stranger's JSON, or None where there is none.

    most: characters or places. Raises TypeError or ValueError for another kind or a longer one.
    """
    value = content.get(name)
    if value is None:
        return None
    if not isinstance(value, kinds) or isinstance(value, bool):
        raise TypeError(f"its {name} is of another kind")
    if isinstance(value, str | list) and len(value) > most:
        raise ValueError(f"its {name} is too long")
    return value


def _from_json(content: Any) -> Lesson:
    if not isinstance(content, dict) or _entry(content, "version", int) != VERSION:
        raise ValueError("it was written by another version of digitpad")
    page = _entry(content, "page", str) or PAGES[0]
    if page not in PAGES:
        raise ValueError("it names a page that there is not")
    position = _entry(content, "position", list, most=3)
    if position is not None and not all(type(n) is int and 0 <= n <= 2**20 for n in position):
        raise ValueError("its position is not a place in a stage")
    drawing, lab_settings, recipe = (
        _entry(content, name, dict) for name in ("drawing", "scene", "recipe")
    )
    return Lesson(
        title=_entry(content, "title", str, LONGEST_TITLE) or "",
        note=_entry(content, "note", str, LONGEST_NOTE) or "",
        drawing=Drawing() if drawing is None else strokes_file.from_json(drawing),
        page=page,
        layer=_entry(content, "stage", str),
        position=None if position is None else tuple(position),
        recipe=None if recipe is None else Recipe.from_json(recipe),
        dataset=_entry(content, "dataset", str),
        lab_settings=None if lab_settings is None else LabSettings.from_json(lab_settings),
    )
