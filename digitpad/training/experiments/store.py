"""Experiments as files, one each, written anew after every trial: a crash loses none of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from digitpad.support.errors import DigitpadError
from digitpad.support.files import files_in, write_atomically
from digitpad.support.locks import let_go, locked
from digitpad.support.untrusted_json import read_json
from digitpad.training.experiments.experiment import Experiment


@dataclass(eq=False)
class Claim:
    """The experiment at ``path``, which need not exist yet, is this program's until ``release``.

    lock: None where the folder cannot be written, so that nobody can write an experiment there, and
    on a file system that cannot tell files apart: as if alone.
    """

    path: Path
    lock: BinaryIO | None

    def release(self) -> None:
        """Let others have it. The claim ends with the program too, however that ends."""
        if self.lock is not None:
            let_go(self.lock)


def claim(path: Path) -> Claim | None:
    """Make the experiment at ``path`` this program's; None when another has it open."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = locked(path)
    except OSError:
        return Claim(path, None)
    return None if lock is None else Claim(path, lock)


SUFFIX = ".json"
LARGEST_FILE = 8 * 2**20  # bytes; a trial takes some 3,000
MOST_LISTED = 200


@dataclass(frozen=True)
class SavedExperiment:
    """An experiment's file; ``experiment`` is None where it cannot be used, and problem why."""

    path: Path
    experiment: Experiment | None
    problem: str = ""


def new_path(folder: Path) -> Path:
    """Return a file in ``folder`` for an experiment that begins."""
    return folder / f"{datetime.now():%Y%m%d-%H%M%S-%f}{SUFFIX}"


def save_experiment(path: Path, experiment: Experiment) -> None:
    """Write ``experiment`` to ``path``, whole or not at all. Raises DigitpadError."""
    write_atomically(path, json.dumps(experiment.to_json(), allow_nan=False).encode())


def load_experiment(path: Path) -> Experiment:
    """Read what ``save_experiment`` wrote. Raises DigitpadError when it cannot be used."""
    try:
        return Experiment.from_json(read_json(path, LARGEST_FILE))
    except DigitpadError as error:
        raise DigitpadError(
            "The experiment {path} is damaged or cannot be read. Run it again, or choose "
            "another. Details: {error}",
            path=path, error=error,
        ) from error  # fmt: skip


def saved_experiments(folder: Path) -> Iterator[SavedExperiment]:
    """Yield the experiments in ``folder``, the newest first; no folder has none."""
    for path in sorted(files_in(folder, SUFFIX), reverse=True)[:MOST_LISTED]:
        try:
            yield SavedExperiment(path, load_experiment(path))
        except DigitpadError as error:
            yield SavedExperiment(path, None, str(error))


def delete_experiment(path: Path) -> None:
    """Delete the file; the models of its trials stay. Raises DigitpadError."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise DigitpadError(
            "{path} could not be deleted: {reason}. Check the folder's permissions.",
            path=path, reason=error.strerror,
        ) from error  # fmt: skip
