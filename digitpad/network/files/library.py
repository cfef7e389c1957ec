"""The models that are saved in a folder: listed, renamed, deleted. It needs no torch."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import safetensors

from digitpad.network.architecture import Architecture
from digitpad.network.files.training_info import (
    LARGEST_FILE,
    NeedsSourceError,
    TrainingInfo,
    from_metadata,
)
from digitpad.support.errors import ModelError
from digitpad.support.files import safe_name
from digitpad.support.messages import Text, plural
from digitpad.support.numbers import date_and_time

SUFFIX = ".safetensors"
ONNX = ".onnx"  # a network of other programs, kept as the file that it came in
LONGEST_NAME = 100  # characters
MOST_BYTES = 240  # of a name in UTF-8: file systems allow 255, with a suffix and a number


@dataclass(frozen=True)
class SavedModel:
    """A checkpoint's file and what it tells without its weights being read.

    architecture: None for a file that cannot be used, ``problem`` says why, and for ONNX, which is
    looked into when it is opened. source: of a network whose code is elsewhere, as "net.py:Net";
    ``problem`` says how that is opened.
    """

    path: Path
    architecture: Architecture | None
    training_info: TrainingInfo = field(default_factory=TrainingInfo)
    problem: str = ""
    source: str = ""

    @property
    def can_be_used(self) -> bool:
        """Whether it may be opened, as far as can be told; for code that it needs one is asked."""
        return not self.problem or bool(self.source)

    @property
    def is_onnx(self) -> bool:
        """Whether it is a network of other programs, without an architecture of ours."""
        return self.path.suffix == ONNX

    @property
    def name(self) -> str:
        """What the user calls it."""
        return self.path.stem

    @property
    def recipe(self) -> str:
        """Name of the recipe that it was trained with, or nothing."""
        told = self.training_info.recipe
        origin, digits = told.get("adapted_from"), told.get("digits")
        if isinstance(origin, str) and isinstance(digits, int):
            return str(plural(
                digits, "adapted from {name} with %n digit", "adapted from {name} with %n digits",
                name=origin,
            ))  # fmt: skip
        return str(told.get("name", ""))

    @property
    def made(self) -> str:
        """When it was made, ``2026-11-24 10:30``; the file's own time where it does not tell."""
        if self.training_info.made is not None:
            return self.training_info.made
        try:
            return date_and_time(datetime.fromtimestamp(self.path.stat().st_mtime))
        except (OSError, OverflowError, ValueError):
            return ""


def saved_models(folder: Path) -> Iterator[SavedModel]:
    """Yield the models in ``folder``, the newest first; a folder that is not there has none."""
    for path in _newest_first(folder, (SUFFIX, ONNX)):
        yield saved_model(path)


def trained_architectures(folder: Path) -> Iterator[Architecture]:
    """Yield the networks that the models in ``folder`` tell of, those of the newest first."""
    for path in _newest_first(folder, (SUFFIX,)):
        try:
            architecture, _ = _told(path)
        except Exception:  # noqa: S112 - it is told where models are listed
            continue
        if architecture is not None:
            yield architecture


def _newest_first(folder: Path, suffixes: tuple[str, ...]) -> list[Path]:
    times: list[tuple[float, Path]] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(suffixes) and not entry.name.startswith("."):
                    with suppress(FileNotFoundError):  # another window has just deleted it
                        time = entry.stat(follow_symlinks=False).st_mtime
                        times.append((time, Path(entry.path)))
    except OSError:
        return []
    return [path for _, path in sorted(times, key=lambda pair: (-pair[0], pair[1].name))]


def _told(path: Path) -> tuple[Architecture | None, TrainingInfo]:
    """Return what the file at ``path`` tells of itself; raises nearly anything."""
    if not path.is_file() or path.stat().st_size > LARGEST_FILE:
        raise ModelError("{path} is not a model. Choose another.", path=path)
    if path.suffix == ONNX:
        return None, TrainingInfo()
    with safetensors.safe_open(path, framework="np") as file:
        return from_metadata(file.metadata() or {}, path)


def saved_model(path: Path) -> SavedModel:
    """Return what the file at ``path`` tells; never raises."""
    try:
        architecture, training_info = _told(path)
        if architecture is None and path.suffix != ONNX:
            from digitpad.network.files.state import fitting  # which knows this module
            from digitpad.network.files.weights import states_in

            architecture, _, _ = fitting(states_in(path, LARGEST_FILE), path)
    except NeedsSourceError as error:
        return SavedModel(path, None, error.training_info, str(error), error.needed.title)
    except ModelError as error:
        return SavedModel(path, None, problem=str(error))
    except Exception as error:  # whatever a reader of strangers' bytes may raise
        problem = Text("{path} is damaged: {error}. Choose another model.", path=path, error=error)
        return SavedModel(path, None, problem=str(problem))
    return SavedModel(path, architecture, training_info)


def renamed(path: Path, name: str) -> Path:
    """Give the model at ``path`` another name and return its new file.

    Raises ModelError, and changes nothing, when the name cannot be a file's or is taken.
    """
    name = name.strip().removesuffix(path.suffix)
    if not name:
        raise ModelError("A model needs a name. Type one.")
    fitting = _fitting(name)
    if fitting != name:
        raise ModelError(
            "The name is longer than {most} characters. Choose a shorter one.", most=len(fitting)
        )
    if safe_name(name) != name:
        raise ModelError(
            "{name} cannot be a file's name. Use letters, digits, spaces and hyphens.", name=name
        )
    target = path.with_name(name + path.suffix)
    if target == path:
        return path
    try:
        # A file system that takes A for a may already have this very file under the new name.
        if target.exists() and not target.samefile(path):
            raise ModelError(
                "There is a model named {name} already. Choose another name.", name=name
            )
        path.rename(target)
    except OSError as error:
        raise ModelError(
            "{name} could not be renamed: {reason}. Check the folder's permissions.",
            name=path.stem,
            reason=error.strerror,
        ) from error
    return target


def delete(path: Path) -> None:
    """Delete the model at ``path``. Raises ModelError when that is not possible."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise ModelError(
            "{name} could not be deleted: {reason}. Check the folder's permissions.",
            name=path.stem,
            reason=error.strerror,
        ) from error


def free_path(folder: Path, name: str, suffix: str = SUFFIX) -> Path:
    """Return a file in ``folder`` for a model ``name`` that is not there yet."""
    name = with_room(name) or "model"
    path, number = folder / f"{name}{suffix}", 2
    while os.path.exists(path):  # Path.exists raises where it may not look, or the disk is gone
        path, number = folder / f"{name} {number}{suffix}", number + 1
    return path


def with_room(name: str, ending: str = "") -> str:
    """Return ``name`` as a file can be called on every system, so much that ``ending`` fits too."""
    return _fitting(safe_name(name), ending) + ending


def _fitting(name: str, ending: str = "") -> str:
    """Return as much of ``name`` as a file's name has room for; a Chinese sign has three bytes."""
    name = name[: LONGEST_NAME - len(ending)]
    while len((name + ending).encode(errors="replace")) > MOST_BYTES:
        name = name[:-1]
    return name
