"""A lesson file: a lesson with its network and weights, to open the same elsewhere.

It is a checkpoint, safetensors with digitpad's metadata, that holds the rest as one JSON text in
the metadata's entry ``lesson``: so it is opened as a model too, and nothing in it is executed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import safetensors

from digitpad.lessons.lesson import Lesson
from digitpad.lessons.lesson_json import lesson_from_json, lesson_to_json
from digitpad.network.files.checkpoint import (
    Checkpoint,
    described,
    load_checkpoint,
    save_checkpoint,
)
from digitpad.support.errors import ContentError, DigitpadError, ModelError
from digitpad.support.untrusted_json import parsed

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

    Raises DigitpadError when it cannot be written, is too long to be read again, or where the
    network is of somebody's code, which would not open elsewhere.
    """
    described(checkpoint.network)
    entry = json.dumps(lesson_to_json(lesson))
    if len(entry) > LARGEST_TEXT:
        raise DigitpadError(
            "The lesson is too long for one file: its drawings and pictures are too large. Take "
            "some steps out, or choose smaller pictures."
        )
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
