"""An experiment as a table: a row for each trial."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, fields
from typing import Any

from digitpad.support.files import csv_text
from digitpad.support.messages import Text
from digitpad.training.experiments.experiment import Experiment, Result, Trial


@dataclass(frozen=True)
class TrialRow:
    """One trial, ``number`` from 1: what was trained, what it costs, and what came of it.

    The fields are the columns of files that exist: ``network`` is the architecture's name there.
    parameters: weights and biases. multiplications: for one image. The rest as in ``Result``.
    """

    number: int
    network: str
    recipe: str
    epochs: int
    seed: int
    parameters: int
    multiplications: int
    val_accuracy: float | None
    test_accuracy: float | None
    test_loss: float | None
    seconds: float | None
    samples_per_second: float | None
    model: str
    problem: str

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON object."""
        return asdict(self)

    def text(self) -> str:
        """Return a line for people."""
        if self.test_accuracy is None:
            outcome: Text | str = self.problem or Text("not run")
        else:
            outcome = Text(
                "test accuracy {accuracy:.2f} %, average loss {loss:.4f}, {seconds:.1f} s",
                accuracy=self.test_accuracy * 100,
                loss=math.nan if self.test_loss is None else self.test_loss,
                seconds=self.seconds or 0.0,
            )
            if self.problem:
                outcome = f"{outcome} {self.problem}"
        return str(Text(
            "{number}. {network}, {recipe}, epochs {epochs:,}, seed {seed}: {parameters:,} "
            "parameters, {outcome}",
            number=self.number, network=self.network, recipe=self.recipe,
            epochs=self.epochs, seed=self.seed, parameters=self.parameters, outcome=outcome,
        ))  # fmt: skip


def row_of(number: int, trial: Trial) -> TrialRow:
    """Return the row of ``trial``."""
    architecture, recipe = trial.architecture, trial.recipe
    return TrialRow(
        number, architecture.name, recipe.name, recipe.epochs, recipe.seed,
        architecture.parameter_count(), architecture.multiplications(),
        **asdict(trial.result or Result()),
    )  # fmt: skip


def rows_of(experiment: Experiment) -> tuple[TrialRow, ...]:
    """Return the rows of all trials, those that have not run included."""
    return tuple(row_of(index + 1, trial) for index, trial in enumerate(experiment.trials))


def to_csv(experiment: Experiment) -> str:
    """Return the table with a header; what is not known is empty."""
    names = [field.name for field in fields(TrialRow)]
    return csv_text(names, (row.to_json().values() for row in rows_of(experiment)))
