"""What a checkpoint tells of itself: its network, and how it came to be. It needs no torch."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from digitpad.network.architecture import MOST_PARAMETERS, Architecture
from digitpad.support.errors import ContentError, ModelError
from digitpad.support.untrusted_json import parsed

FORMAT = "digitpad-1"  # of the metadata; a file of a later format says so instead of guessing
LARGEST_FILE = 4 * MOST_PARAMETERS + 2**20  # bytes
LARGEST_STORY = 100_000  # characters of metadata


@dataclass(frozen=True)
class TrainingInfo:
    """How a checkpoint came to be; None where the file does not tell.

    test_accuracy: 0..1, on the data set's own test images.
    """

    data: str | None = None
    recipe: dict[str, Any] = field(default_factory=dict)
    seed: int | None = None
    test_accuracy: float | None = None
    epochs: int | None = None
    made: str | None = None


def to_metadata(architecture: Architecture, training_info: TrainingInfo) -> dict[str, str]:
    """Return the metadata of a safetensors file; ``from_metadata`` reads it."""
    return {
        "format": FORMAT,
        "architecture": json.dumps(architecture.to_json()),
        "normalisation": json.dumps({"mean": architecture.mean, "std": architecture.std}),
        "story": json.dumps(vars(training_info)),
    }


def from_metadata(metadata: dict[str, str], path: Path) -> tuple[Architecture | None, TrainingInfo]:
    """Return what the metadata of the file at ``path`` tells. Raises ModelError.

    A file from elsewhere tells no network.
    """
    if "architecture" not in metadata:
        return None, TrainingInfo()
    if metadata.get("format") != FORMAT:
        raise ModelError(
            "{path} was written by another version of digitpad. Update digitpad to use it.",
            path=path,
        )
    try:
        architecture = parsed(metadata["architecture"])
        training_info = _training_info(parsed(metadata.get("story", "{}")[:LARGEST_STORY]))
    except ContentError as error:
        raise ModelError(
            "{path} is damaged: {problem}. Choose another model.", path=path, problem=error
        ) from error
    try:
        return Architecture.from_json(architecture), training_info
    except ModelError as error:
        raise ModelError("{path} cannot be used. {error}", path=path, error=error) from error


def _training_info(content: Any) -> TrainingInfo:
    kinds: dict[str, Any] = {
        "data": str, "recipe": dict, "seed": int, "test_accuracy": (int, float),
        "epochs": int, "made": str,
    }  # fmt: skip
    if not isinstance(content, dict):
        raise ContentError('"{name}" is not an object', name="story")
    return TrainingInfo(
        **{k: v for k, v in content.items() if k in kinds and isinstance(v, kinds[k])}
    )
