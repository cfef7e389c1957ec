"""Running an experiment: a generator that trains its trials one after the other."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from digitpad.data.samples import DataSet
from digitpad.errors import TrainingError
from digitpad.network.library import free_path
from digitpad.training.conclude import test_and_save
from digitpad.training.events import EpochDone, Event, Finished
from digitpad.training.experiments.experiment import Experiment, Result, Trial
from digitpad.training.faults import sentence_about
from digitpad.training.loop import train

log = logging.getLogger(__name__)

Keep = Callable[[Experiment], None]


@dataclass(frozen=True)
class TrialStarted:
    """Trial ``index`` begins."""

    index: int


@dataclass(frozen=True, eq=False)
class TrialMoved:
    """What the training of trial ``index`` tells."""

    index: int
    event: Event


@dataclass(frozen=True)
class TrialDone:
    """Trial ``index`` has a result, which ``experiment`` holds.

    problem: why the experiment could not be saved; empty when it could.
    """

    index: int
    experiment: Experiment
    problem: str = ""


ExperimentEvent = TrialStarted | TrialMoved | TrialDone


def run_experiment(
    experiment: Experiment, data: DataSet, models: Path, device: str = "cpu",
    keep: Keep | None = None,
) -> Iterator[ExperimentEvent]:  # fmt: skip
    """Train the trials that wait; yield TrialStarted, TrialMoved and TrialDone of each.

    models: folder for the trained networks. keep: saves the experiment after each trial.
    A trial that fails has a result with the reason, and the next one goes on. Whoever closes the
    generator cancels the trial under way; those before it keep their results.
    """
    for index in experiment.waiting:
        yield TrialStarted(index)
        trial = experiment.trials[index]
        try:
            result = yield from _run_trial(index, trial, data, models, device)
        except Exception as error:
            log.exception("Trial %d broke off", index + 1)
            result = Result(problem=sentence_about(error))
        experiment = experiment.with_result(index, result)
        yield TrialDone(index, experiment, _kept(experiment, keep))


def _run_trial(
    index: int, trial: Trial, data: DataSet, models: Path, device: str
) -> Generator[TrialMoved, None, Result]:
    architecture, recipe = trial.architecture, trial.recipe
    epochs: dict[int, EpochDone] = {}
    finished: Finished | None = None
    for event in train(architecture, recipe, data.training, device):
        if isinstance(event, EpochDone):
            epochs[event.epoch] = event
        if isinstance(event, Finished):
            finished = event
        yield TrialMoved(index, event)
    assert finished is not None
    if not all(bool(value.isfinite().all()) for value in finished.network.state_dict().values()):
        raise TrainingError(
            "The weights are no longer numbers. Choose a lower learning rate and run it again."
        )
    name = f"{architecture.name}-{recipe.name}-seed{recipe.seed}-{datetime.now():%Y%m%d-%H%M%S}"
    saved = test_and_save(
        finished.network, recipe, finished.best_epoch, data, free_path(models, name)
    )
    report = saved.report
    # Every epoch takes as many samples: the mean speed is that of the mean time for a sample.
    estimate = sum(1 / done.samples_per_second for done in epochs.values()) / len(epochs)
    return Result(
        val_accuracy=epochs[finished.best_epoch].val_accuracy,
        test_accuracy=report.accuracy,
        test_loss=report.loss if math.isfinite(report.loss) else None,
        seconds=finished.seconds,
        samples_per_second=1 / estimate,
        model="" if saved.problem else str(saved.checkpoint.path),
        problem=saved.problem,
    )


def _kept(experiment: Experiment, keep: Keep | None) -> str:
    if keep is None:
        return ""
    try:
        keep(experiment)
    except Exception as error:
        log.warning("The experiment could not be saved", exc_info=True)
        return sentence_about(error)
    return ""
