"""Running an experiment: a generator that trains its trials one after the other."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock

from digitpad.data.samples import DataSet
from digitpad.graph.graph import Graph
from digitpad.network.architecture import Architecture
from digitpad.network.files.library import SUFFIX, with_room
from digitpad.support.errors import TrainingError
from digitpad.support.gives_way import GivesWay
from digitpad.training.experiments.experiment import Experiment, Result, Trial
from digitpad.training.loop import train
from digitpad.training.opening import among
from digitpad.training.progress import (
    BatchDone,
    EpochDone,
    Event,
    Finished,
    ProgressEstimate,
    Started,
)
from digitpad.training.test_and_save import Epochs, sentence_about, test_and_save
from digitpad.training.weights import is_finite

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
    keep: Keep | None = None, opened: Sequence[Graph] = (),
) -> Iterator[ExperimentEvent]:  # fmt: skip
    """Train the trials that wait; yield TrialStarted, TrialMoved and TrialDone of each.

    models: folder for the trained networks. keep: saves the experiment after each trial. opened:
    networks of somebody's own code, which trials of them begin with: each with the numbers that it
    was opened with, whatever the seed.
    A trial that fails has a result with the reason, and the next one goes on. Whoever closes the
    generator cancels the trial under way; those before it keep their results.
    """
    for index in experiment.waiting:
        yield TrialStarted(index)
        trial = experiment.trials[index]
        try:
            network = _network_of(trial, opened)
            result = yield from _run_trial(index, trial, network, data, models, device)
        except Exception as error:
            log.exception("Trial %d broke off", index + 1)
            result = Result(problem=sentence_about(error))
        experiment = experiment.with_result(index, result)
        yield TrialDone(index, experiment, _kept(experiment, keep))


def _run_trial(
    index: int, trial: Trial, network: Architecture | Graph, data: DataSet, models: Path,
    device: str,
) -> Generator[TrialMoved, None, Result]:  # fmt: skip
    recipe = trial.recipe
    epochs: dict[int, EpochDone] = {}
    finished: Finished | None = None
    for event in train(network, recipe, data.training, device):
        if isinstance(event, EpochDone):
            epochs[event.epoch] = event
        if isinstance(event, Finished):
            finished = event
        yield TrialMoved(index, event)
    assert finished is not None
    if not is_finite(finished.network):
        raise TrainingError(
            "The weights are no longer numbers. Choose a lower learning rate and run it again."
        )
    ending = f"-seed{recipe.seed}-{datetime.now():%Y%m%d-%H%M%S}"
    path = models / f"{with_room(f'{network.name}-{recipe.name}', ending)}{SUFFIX}"
    saved = test_and_save(
        finished.network, recipe, Epochs(finished.best_epoch), data, path, may_replace=False
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
        problem=str(saved.problem or ""),
    )


def _network_of(trial: Trial, opened: Sequence[Graph]) -> Architecture | Graph:
    """Return what a trial trains. Raises TrainingError where its code is not open."""
    if isinstance(trial.network, Architecture):
        return trial.network
    network = among(opened, trial.network)
    if network is None:
        raise TrainingError(
            "The code of {network} is not open. Open it and run the trial again.",
            network=trial.network.title,
        )
    return network


def _kept(experiment: Experiment, keep: Keep | None) -> str:
    if keep is None:
        return ""
    try:
        keep(experiment)
    except Exception as error:
        log.warning("The experiment could not be saved", exc_info=True)
        return sentence_about(error)
    return ""


# What a sample takes beside its multiplications, in multiplications. Measured with the presets and
# the recipe fast, times are then told to a factor of two before the first trial is done.
BESIDES = 20_000


@dataclass(frozen=True)
class SeriesState:
    """Where a run is.

    trial: the index of the one under way, or None between two. epoch: from 1, 0 before the first.
    trial_share: 0..1 of this trial, share: of the whole run. seconds_left: None while that cannot
    be told. problem: why the experiment could not be saved, the last time.
    """

    experiment: Experiment
    trial: int | None
    epoch: int
    is_testing: bool
    trial_share: float
    share: float
    samples_per_second: float
    seconds_left: float | None
    problem: str


class Series(GivesWay):
    """Drives one run. ``run`` belongs to a thread of its own, all else to any other."""

    def __init__(
        self, experiment: Experiment, data: DataSet, models: Path, keep: Keep | None = None,
        opened: Sequence[Graph] = (),
    ) -> None:  # fmt: skip
        """Plan to run the trials of ``experiment`` that wait; see ``run_experiment``."""
        super().__init__()
        self._experiment = experiment
        self._data, self._models, self._keep, self._opened = data, models, keep, opened
        self._lock = Lock()
        self._stop = False
        samples = len(data.training)
        self._work = {i: work_of(experiment.trials[i], samples) for i in experiment.waiting}
        self._done_work = self._seconds = 0.0
        self._trial: int | None = None
        self._estimate: ProgressEstimate | None = None
        self._epoch = 0
        self._is_testing = False
        self._problem = ""

    def stop(self) -> None:
        """End after the present batch; the trial under way is left out, those before it stay."""
        self._stop = True

    def state(self) -> SeriesState:
        """Return where the run is."""
        with self._lock:
            position = None if self._estimate is None else self._estimate.position()
            share = 0.0 if position is None else position.share
            present = 0.0 if self._trial is None else self._work[self._trial]
            total = sum(self._work.values())
            return SeriesState(
                self._experiment,
                self._trial,
                self._epoch,
                self._is_testing,
                share,
                (self._done_work + share * present) / total if total else 1.0,
                0.0 if position is None else position.samples_per_second,
                None
                if position is None or position.seconds_left is None
                else position.seconds_left + self._later(present, share, position.seconds_left),
                self._problem,
            )

    def run(self) -> Experiment:
        """Train until all trials have a result or ``stop`` is called; return what there is."""
        events = run_experiment(
            self._experiment, self._data, self._models, keep=self._keep, opened=self._opened
        )
        for event in events:
            with self._lock:
                self._take(event)
            if self._stop:
                events.close()  # type: ignore[attr-defined]
                break
            self.rest()
        with self._lock:
            self._trial = self._estimate = None
        return self._experiment

    def _take(self, event: TrialStarted | TrialMoved | TrialDone) -> None:
        match event:
            case TrialStarted(index):
                self._trial, self._estimate = index, None
                self._epoch, self._is_testing = 0, False
            case TrialMoved(index, of_training):
                self._follow(self._experiment.trials[index].recipe.epochs, of_training)
            case TrialDone(index, experiment, problem):
                self._experiment, self._problem = experiment, problem
                self._done_work += self._work[index]
                result = experiment.trials[index].result
                self._seconds += (result and result.seconds) or 0.0
                self._trial = self._estimate = None

    def _follow(self, epochs: int, event: Event) -> None:
        assert self._trial is not None
        batch_size = self._experiment.trials[self._trial].recipe.batch_size
        match event:
            case Started():
                self._estimate = ProgressEstimate(
                    epochs, event.batches * batch_size, event.validates
                )
            case BatchDone() if self._estimate is not None:
                self._epoch = event.epoch
                self._estimate.batch_done(batch_size, event.batch == event.batches)
            case EpochDone() if self._estimate is not None:
                self._estimate.epoch_done()
            case Finished():
                self._is_testing = True

    def _later(self, present: float, share: float, left: float) -> float:
        """Return how many seconds the trials after the present one take, by those before them."""
        waiting = sum(self._work.values()) - self._done_work - present
        # What the present trial will have taken is told by how much of it is left.
        whole = left / (1 - share) if share < 1 else 0.0
        return waiting * (self._seconds + whole) / max(self._done_work + present, 1e-9)


def work_of(trial: Trial, samples: int) -> float:
    """Return about how much there is to compute, in multiplications of one pass; training only."""
    recipe = trial.recipe
    taken = recipe.epoch_samples or samples - recipe.held_back(samples)
    return float(recipe.epochs * taken * (trial.network.multiplications() + BESIDES))
