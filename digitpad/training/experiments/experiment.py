"""An experiment as plain values: its trials, and the results of those that have run."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from digitpad.network.architecture import Architecture
from digitpad.network.files.code_needed import CodeNeeded
from digitpad.support.errors import DigitpadError
from digitpad.support.files import csv_text
from digitpad.support.messages import Text, in_turn
from digitpad.support.untrusted_json import (
    Reader,
    list_of,
    of_version,
    or_none,
    parts,
    text,
    within,
)
from digitpad.training.recipe import Recipe

FORMAT = "digitpad-experiment-1"
MOST_TRIALS = 500
LONGEST_NAME = 100  # characters
LONGEST_TEXT = 4096  # characters of a path or a sentence


@dataclass(frozen=True)
class Result:
    """What came of a trial.

    Accuracies are 0..1, that of validation None where the recipe holds nothing back. test_loss:
    mean negative log-likelihood. seconds: of training and validation. samples_per_second: of
    training alone, over all epochs. model: the checkpoint's file, or nothing. problem: what went
    wrong, and what to do; empty when all went well.
    """

    val_accuracy: float | None = None
    test_accuracy: float | None = None
    test_loss: float | None = None
    seconds: float | None = None
    samples_per_second: float | None = None
    model: str = ""
    problem: str = ""

    @property
    def is_failure(self) -> bool:
        """True when the trial broke off, and there is nothing to compare."""
        return self.test_accuracy is None


@dataclass(frozen=True)
class Trial:
    """A network to train with a recipe, whose epochs and seed are the trial's.

    network: of somebody's own code, what is needed to make it again.
    """

    network: Architecture | CodeNeeded
    recipe: Recipe
    result: Result | None = None

    @property
    def waits(self) -> bool:
        """True when it has not run, or has failed: the next run has it."""
        return self.result is None or self.result.is_failure


@dataclass(frozen=True)
class Experiment:
    """Trials on one data set: its name in the catalogue, or the path of a folder of pictures."""

    name: str
    data: str
    trials: tuple[Trial, ...] = ()

    @property
    def waiting(self) -> tuple[int, ...]:
        """Indices of the trials that a run has to train."""
        return tuple(index for index, trial in enumerate(self.trials) if trial.waits)

    @property
    def has_results(self) -> bool:
        """True once a trial has run, or failed: others are compared with it on the same data."""
        return any(trial.result is not None for trial in self.trials)

    def with_trial(self, trial: Trial) -> Experiment:
        """Return it with one more trial. Raises DigitpadError when there are too many."""
        if len(self.trials) >= MOST_TRIALS:
            raise DigitpadError(
                "An experiment has at most {most} trials. Remove one, or begin another.",
                most=MOST_TRIALS,
            )
        return replace(self, trials=(*self.trials, trial))

    def with_result(self, index: int, result: Result) -> Experiment:
        """Return it with the result of trial ``index``."""
        trials = list(self.trials)
        trials[index] = replace(trials[index], result=result)
        return replace(self, trials=tuple(trials))

    @property
    def code_needed(self) -> tuple[CodeNeeded, ...]:
        """The networks of somebody's own code that a run has to train, each once."""
        found: list[CodeNeeded] = []
        for index in self.waiting:
            network = self.trials[index].network
            if isinstance(network, CodeNeeded) and network not in found:
                found.append(network)
        return tuple(found)

    def with_code(self, before: CodeNeeded, now: CodeNeeded) -> Experiment:
        """Return it with trials that wait for ``before`` waiting for ``now``, its code today."""
        trials = (
            replace(trial, network=now) if trial.waits and trial.network == before else trial
            for trial in self.trials
        )
        return replace(self, trials=tuple(trials))

    def without(self, index: int) -> Experiment:
        """Return it without trial ``index``."""
        return replace(self, trials=self.trials[:index] + self.trials[index + 1 :])

    def moved(self, index: int, by: int) -> Experiment:
        """Return it with trial ``index`` moved by so many places, at most to an end."""
        trials = list(self.trials)
        trial = trials.pop(index)
        trials.insert(min(max(index + by, 0), len(trials)), trial)
        return replace(self, trials=tuple(trials))

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values; ``from_json`` reads them."""
        return {
            "format": FORMAT,
            "name": self.name,
            "data": self.data,
            "trials": [
                {
                    _key(trial.network): trial.network.to_json(),
                    "recipe": trial.recipe.to_json(),
                    "result": None if trial.result is None else asdict(trial.result),
                }
                for trial in self.trials
            ],
        }

    @classmethod
    def from_json(cls, content: Any) -> Experiment:
        """Return what ``to_json`` gave, each value checked. Raises DigitpadError."""
        found = parts(content, "experiment", _EXPERIMENT, others=True)
        return cls(found["name"], found["data"], found["trials"])


def checked_name(name: Any) -> str:
    """Return ``name`` if an experiment can be called so. Raises DigitpadError."""
    given = str(name).strip() if isinstance(name, str) else ""
    if not given or len(given) > LONGEST_NAME or not given.isprintable():
        raise DigitpadError(
            "An experiment's name has 1 to {most} characters, all of which can be seen. Choose "
            "another name.",
            most=LONGEST_NAME,
        )
    return given


_TEXT = text(LONGEST_TEXT)
_SHARE = or_none(within(0.0, 1.0))
_AMOUNT = or_none(within(0.0, 1e300))

_RESULT: dict[str, Reader] = {
    "val_accuracy": _SHARE, "test_accuracy": _SHARE, "test_loss": _AMOUNT, "seconds": _AMOUNT,
    "samples_per_second": _AMOUNT, "model": _TEXT, "problem": _TEXT,
}  # fmt: skip
_TRIAL: dict[str, Reader] = {
    "recipe": lambda content, _: Recipe.from_json(content),
    "result": or_none(lambda content, name: Result(**parts(content, name, _RESULT))),
}


_NETWORK: dict[str, Reader] = {"network": lambda content, _: Architecture.from_json(content)}
_CODE: dict[str, Reader] = {"code": CodeNeeded.from_json}  # of somebody's own


def _key(network: Architecture | CodeNeeded) -> str:
    return "network" if isinstance(network, Architecture) else "code"


def _trial(content: Any, name: str) -> Trial:
    is_own = isinstance(content, dict) and "code" in content
    found = parts(content, name, {**(_CODE if is_own else _NETWORK), **_TRIAL}, others=True)
    return Trial(found["code" if is_own else "network"], found["recipe"], found["result"])


_EXPERIMENT: dict[str, Reader] = {
    "format": of_version(FORMAT),
    "name": lambda content, _: checked_name(content),
    "data": _TEXT,
    "trials": list_of(_trial, 0, MOST_TRIALS),
}


@dataclass(frozen=True)
class TrialRow:
    """One trial, ``number`` from 1: what was trained, what it costs, and what came of it.

    The fields are the columns of files that exist: ``network`` is the network's name there.
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
                outcome = in_turn(outcome, self.problem)
        return str(Text(
            "{number}. {network}, {recipe}, epochs {epochs:,}, seed {seed}: {parameters:,} "
            "parameters, {outcome}",
            number=self.number, network=self.network, recipe=self.recipe,
            epochs=self.epochs, seed=self.seed, parameters=self.parameters, outcome=outcome,
        ))  # fmt: skip


def row_of(number: int, trial: Trial) -> TrialRow:
    """Return the row of ``trial``."""
    network, recipe = trial.network, trial.recipe
    return TrialRow(
        number, network.name, recipe.name, recipe.epochs, recipe.seed,
        network.parameter_count(), network.multiplications(),
        **asdict(trial.result or Result()),
    )  # fmt: skip


def rows_of(experiment: Experiment) -> tuple[TrialRow, ...]:
    """Return the rows of all trials, those that have not run included."""
    return tuple(row_of(index + 1, trial) for index, trial in enumerate(experiment.trials))


def to_csv(experiment: Experiment) -> str:
    """Return the table with a header; what is not known is empty."""
    names = [field.name for field in fields(TrialRow)]
    return csv_text(names, (row.to_json().values() for row in rows_of(experiment)))
