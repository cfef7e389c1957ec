"""A whole experiment for the command line: one row for each trial, and the table as a file."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from digitpad.data.samples import DataSet
from digitpad.network.files.architecture_file import architecture_called
from digitpad.support.files import check_writable, write_atomically
from digitpad.support.folders import models_folder
from digitpad.support.messages import Text
from digitpad.training.experiments.experiment import Experiment, Trial
from digitpad.training.experiments.running import (
    TrialDone,
    TrialMoved,
    TrialStarted,
    run_experiment,
)
from digitpad.training.experiments.table import TrialRow, row_of, to_csv
from digitpad.training.progress import BatchDone
from digitpad.training.recipe import RECIPES


def trials_of(
    architectures: Sequence[str], recipes: Sequence[str], epochs: int | None, seeds: Sequence[int]
) -> tuple[Trial, ...]:
    """Return each network with each recipe and seed. epochs: None keeps each recipe's number.

    Raises ModelError when there is no such network.
    """
    return tuple(
        Trial(
            architecture, replace(RECIPES[name], epochs=epochs or RECIPES[name].epochs, seed=seed)
        )
        for architecture in map(architecture_called, architectures)
        for name in recipes
        for seed in seeds
    )


def lines_of(
    trials: Sequence[Trial], data: DataSet, models: Path | None, device: str, out: Path | None,
    show_progress: bool,
) -> Iterator[TrialRow]:  # fmt: skip
    """Run ``trials`` and yield the row of each as it is done.

    models: folder for the trained networks, or None for the user's. out: the table's file, written
    anew after each trial; an older table stays until the first is done. Raises DigitpadError when
    it cannot be written.
    """
    experiment = Experiment("experiment", data.name)
    for trial in trials:
        experiment = experiment.with_trial(trial)
    if out is not None:  # before hours are spent on what could not be written
        check_writable(out)
    # Closed also where the reader of the rows stops early, and where an error ends the run.
    with tqdm(
        unit=f" {Text('batches')}", file=sys.stderr, leave=False,
        disable=None if show_progress else True,
    ) as bar:  # fmt: skip
        for event in run_experiment(experiment, data, models or models_folder(), device):
            match event:
                case TrialStarted(index):
                    bar.reset()
                    name = trials[index].architecture.name
                    told = Text(
                        "Trial {number} of {count}: {name}",
                        number=index + 1, count=len(trials), name=name,
                    )  # fmt: skip
                    bar.set_description(str(told), refresh=False)
                case TrialMoved(index, BatchDone() as batch):
                    bar.total = batch.batches * trials[index].recipe.epochs
                    bar.update()
                case TrialDone(index, experiment, _):
                    bar.clear()  # the line that follows belongs on an empty row
                    if out is not None:
                        write_atomically(out, to_csv(experiment).encode())
                    yield row_of(index + 1, experiment.trials[index])
