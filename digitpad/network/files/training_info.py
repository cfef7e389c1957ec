"""What a checkpoint tells of itself: its network, and how it came to be. It needs no torch."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from digitpad.graph.graph import Graph
from digitpad.network.architecture import MOST_PARAMETERS, Architecture
from digitpad.network.files.code_needed import CodeNeeded
from digitpad.support.errors import ContentError, ModelError
from digitpad.support.untrusted_json import parsed, parts

FORMAT = "digitpad-1"  # of the metadata; a file of a later format says so instead of guessing
CODE_FORMAT = "digitpad-code-1"  # of a checkpoint whose network's code is elsewhere
CODE_TEXTS = ("network", "source", "sha256", "answer")  # what is no JSON in it
LARGEST_FILE = 4 * MOST_PARAMETERS + 2**20  # bytes
LARGEST_STORY = 100_000  # characters of an entry of the metadata; 64 layers take some thousand


@dataclass(frozen=True)
class TrainingInfo:
    """How a checkpoint came to be; None where the file does not tell.

    test_accuracy: 0..1, on the data set's own test images. hands_accuracy: 0..1, on digits by
    synthetic hands that nothing learns from. is_cut_short: the last of its epochs was not finished;
    False where the file does not tell.
    """

    data: str | None = None
    recipe: dict[str, Any] = field(default_factory=dict)
    seed: int | None = None
    test_accuracy: float | None = None
    epochs: int | None = None
    made: str | None = None
    hands_accuracy: float | None = None
    is_cut_short: bool = False


class NeedsSourceError(ModelError):
    """A checkpoint is of a module whose code only its user can name; ``needed`` tells which.

    path: of the checkpoint. training_info: how it came to be.
    """

    path: Path
    needed: CodeNeeded
    training_info: TrainingInfo


def to_metadata(architecture: Architecture, training_info: TrainingInfo) -> dict[str, str]:
    """Return the metadata of a safetensors file; ``from_metadata`` reads it."""
    return {
        "format": FORMAT,
        "architecture": json.dumps(architecture.to_json()),
        "normalisation": json.dumps({"mean": architecture.mean, "std": architecture.std}),
        "story": json.dumps(vars(training_info)),
    }


def code_metadata(graph: Graph, training_info: TrainingInfo) -> dict[str, str]:
    """Return the metadata of a network whose code is elsewhere."""
    told = CodeNeeded.of(graph).to_json()
    return {
        "format": CODE_FORMAT,
        **{key: told[key] for key in CODE_TEXTS},
        "arguments": json.dumps(told["arguments"]),
        "normalisation": json.dumps({"mean": told["mean"], "std": told["std"]}),
        "image": json.dumps(told["image"]),
        "story": json.dumps(vars(training_info)),
    }


def from_metadata(metadata: dict[str, str], path: Path) -> tuple[Architecture | None, TrainingInfo]:
    """Return what the metadata of the file at ``path`` tells; a file from elsewhere, no network.

    Raises ModelError: NeedsSourceError where the network's code is elsewhere.
    """
    if metadata.get("format") == CODE_FORMAT:
        raise _needs_source(metadata, path)
    if "architecture" not in metadata:
        return None, TrainingInfo()
    if metadata.get("format") != FORMAT:
        raise ModelError(
            "{path} was written by another version of digitpad. Update digitpad to use it.",
            path=path,
        )
    try:
        architecture = parsed(metadata["architecture"][:LARGEST_STORY])
        training_info = _training_info(parsed(metadata.get("story", "{}")[:LARGEST_STORY]))
    except ContentError as error:
        raise ModelError(
            "{path} is damaged: {problem}. Choose another model.", path=path, problem=error
        ) from error
    try:
        return Architecture.from_json(architecture), training_info
    except ModelError as error:
        raise ModelError("{path} cannot be used. {error}", path=path, error=error) from error


def _needs_source(metadata: dict[str, str], path: Path) -> ModelError:
    def told(key: str, usual: str) -> Any:
        return parsed(metadata.get(key, usual)[:LARGEST_STORY])

    try:
        needed = CodeNeeded.from_json(
            {
                **dict.fromkeys(CODE_TEXTS, ""),
                "answer": "logits",
                **{key: metadata[key] for key in CODE_TEXTS if key in metadata},
                **parts(told("normalisation", ""), "normalisation", {"mean": _any, "std": _any}),
                "arguments": told("arguments", "{}"),
                "image": told("image", "null"),
            }
        )
        training_info = _training_info(told("story", "{}"))
    except ContentError as error:
        return ModelError(
            "{path} is damaged: {problem}. Choose another model.", path=path, problem=error
        )
    found = NeedsSourceError(
        "{path} holds the numbers of {network}, without its code, and nothing was run. Open "
        "its code with File → Open Network….",
        path=path, network=needed.title,
    ).typed(f"--network {needed.source or 'FILE.py:NAME'} --model {path}")  # fmt: skip
    found.path, found.needed, found.training_info = path, needed, training_info
    return found


def _any(content: Any, _name: str) -> Any:
    return content


def _training_info(content: Any) -> TrainingInfo:
    kinds: dict[str, Any] = {
        "data": str, "recipe": dict, "seed": int, "test_accuracy": (int, float),
        "epochs": int, "made": str, "hands_accuracy": (int, float), "is_cut_short": bool,
    }  # fmt: skip
    if not isinstance(content, dict):
        raise ContentError('"{name}" is not an object', name="story")
    return TrainingInfo(
        **{k: v for k, v in content.items() if k in kinds and isinstance(v, kinds[k])}
    )
