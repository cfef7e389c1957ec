"""A run of an experiment as something to watch and to stop from another thread."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from digitpad.data.samples import DataSet
from digitpad.training.course import LONGEST_REST
from digitpad.training.events import BatchDone, EpochDone, Event, Finished, Started
from digitpad.training.experiments.experiment import Experiment, Trial
from digitpad.training.experiments.running import (
    Keep,
    TrialDone,
    TrialMoved,
    TrialStarted,
    run_experiment,
)
from digitpad.training.pace import ProgressEstimate

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


class Series:
    """Drives one run. ``run`` belongs to a thread of its own, all else to any other."""

    def __init__(
        self, experiment: Experiment, data: DataSet, models: Path, keep: Keep | None = None
    ) -> None:
        """Plan to run the trials of ``experiment`` that wait; see ``run_experiment``."""
        self._experiment = experiment
        self._data, self._models, self._keep = data, models, keep
        self._lock = Lock()
        self._stop = False
        self._gives_way_until = 0.0
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

    def give_way(self, seconds: float) -> None:
        """Rest after each batch for as long as it took, as ``TrainingSession.give_way``."""
        self._gives_way_until = time.monotonic() + seconds

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
        events = run_experiment(self._experiment, self._data, self._models, keep=self._keep)
        began = time.monotonic()
        for event in events:
            with self._lock:
                self._take(event)
            if self._stop:
                events.close()  # type: ignore[attr-defined]
                break
            now = time.monotonic()
            if now < self._gives_way_until:
                time.sleep(min(now - began, LONGEST_REST))
            began = time.monotonic()
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
    return float(recipe.epochs * taken * (trial.architecture.multiplications() + BESIDES))
