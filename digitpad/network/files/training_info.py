"""What a checkpoint tells of itself: its network, and how it came to be. It needs no torch."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath
from typing import Any, get_args

from digitpad.graph.foreign.source import is_source
from digitpad.graph.graph import AnswerKind, Graph
from digitpad.network.architecture import MOST_PARAMETERS, Architecture
from digitpad.support.errors import ContentError, ModelError
from digitpad.support.messages import Text
from digitpad.support.untrusted_json import parsed, parts, within

FORMAT = "digitpad-1"  # of the metadata; a file of a later format says so instead of guessing
CODE_FORMAT = "digitpad-code-1"  # of a checkpoint whose network's code is elsewhere
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


@dataclass(frozen=True)
class CodeNeeded:
    """What a checkpoint tells of the code that its numbers belong to; nothing of it was run.

    network: its name. source: FILE.py:NAME or package.module:NAME; "" where nobody knows. digest:
    SHA-256 of that file. arguments: what the module was made with.
    """

    network: str
    source: str
    digest: str
    arguments: dict[str, Any]
    mean: float
    std: float
    answer: AnswerKind
    training_info: TrainingInfo

    @property
    def title(self) -> str:
        """The source without the folders that the file is in."""
        place, colon, name = self.source.rpartition(":")
        name = f"{PureWindowsPath(place).name}{colon}{name}"  # it knows both separators
        return name if place else self.network


class NeedsSourceError(ModelError):
    """A checkpoint is of a module whose code only its user can name; ``needed`` tells which."""

    needed: CodeNeeded


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
    code = graph.code
    return {
        "format": CODE_FORMAT,
        "network": graph.name,
        "source": "" if code is None else str(code.source),
        "sha256": "" if code is None else code.digest,
        "arguments": json.dumps({} if code is None else dict(code.arguments), default=repr),
        "normalisation": json.dumps({"mean": graph.input.mean, "std": graph.input.std}),
        "answer": graph.answer,
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


def _needs_source(metadata: dict[str, str], path: Path) -> ModelError:
    try:
        arguments = parsed(metadata.get("arguments", "{}")[:LARGEST_STORY])
        numbers = parts(
            parsed(metadata.get("normalisation", "")[:LARGEST_STORY]), "normalisation",
            {"mean": within(-1e6, 1e6), "std": within(1e-6, 1e6)},
        )  # fmt: skip
        training_info = _training_info(parsed(metadata.get("story", "{}")[:LARGEST_STORY]))
        answer = metadata.get("answer", "logits")
        if not isinstance(arguments, dict) or answer not in get_args(AnswerKind):
            raise ContentError("it does not say how its network is made")
    except ContentError as error:
        return ModelError(
            "{path} is damaged: {problem}. Choose another model.", path=path, problem=error
        )
    source = metadata.get("source", "")
    needed = CodeNeeded(
        metadata.get("network", ""), source if is_source(source) else "",
        metadata.get("sha256", ""), arguments, numbers["mean"], numbers["std"],
        answer, training_info,  # type: ignore[arg-type]
    )  # fmt: skip
    found = NeedsSourceError(
        "{path} holds the numbers of {network}, without its code, and nothing was run. Open "
        "its code with File → Open Network…, or digitpad --network {source} --model {path}.",
        path=path, network=needed.title, source=needed.source or Text("FILE.py:NAME"),
    )  # fmt: skip
    found.needed = needed
    return found


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
