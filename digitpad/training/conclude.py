"""The end of a training: the network is tested and saved with its story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from digitpad.data.samples import DataSet
from digitpad.errors import DigitpadError
from digitpad.network.checkpoint import Checkpoint, save_checkpoint
from digitpad.network.description import TUTORIAL, Network
from digitpad.network.module import DigitNetwork
from digitpad.network.story import Story
from digitpad.training.loop import as_tensors
from digitpad.training.recipe import Recipe
from digitpad.training.report import Report, evaluate


@dataclass(frozen=True, eq=False)
class Concluded:
    """A trained network, how well it reads the test set, and why it could not be saved, if so."""

    checkpoint: Checkpoint
    report: Report
    problem: str


def named(network: Network, recipe: Recipe, folder: Path, started: datetime) -> Path:
    """Return the file for ``network``, trained with ``recipe``; the tutorial's needs no name."""
    parts = (network.name, recipe.name) if network != TUTORIAL else (recipe.name,)
    return folder / f"{'-'.join(parts)}-{started:%Y%m%d-%H%M%S}.safetensors"


def conclude(
    module: DigitNetwork, recipe: Recipe, epoch: int, data: DataSet, path: Path
) -> Concluded:
    """Test ``module``, whose weights are those of ``epoch``, and save it as ``path``."""
    report = evaluate(module, *as_tensors(data.test))
    story = Story(
        data=data.name, recipe=recipe.to_json(), seed=recipe.seed,
        test_accuracy=report.accuracy, epochs=epoch, made=f"{datetime.now():%Y-%m-%d %H:%M}",
    )  # fmt: skip
    problem = ""
    try:
        save_checkpoint(path, module, story)
    except DigitpadError as error:
        problem = str(error)
    return Concluded(Checkpoint(module, story, path), report, problem)
