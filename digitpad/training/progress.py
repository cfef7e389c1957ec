"""What a training tells: its events, where it stands after an epoch, how long it still takes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from digitpad.training.module import AnyNetwork
    from digitpad.training.weights import StateDict


@dataclass(frozen=True, eq=False)
class Started:
    """The beginning, before the first batch.

    network: the network that is judged and kept, alive: copy its weights before the next event is
    asked for. epoch: how many epochs an earlier, broken off training has done already.
    batches: of an epoch. trains, validates: how many samples do.
    """

    network: AnyNetwork
    epoch: int
    batches: int
    trains: int
    validates: int


@dataclass(frozen=True)
class BatchDone:
    """One step of the optimiser; ``batch`` counts from 1 to ``batches`` in each epoch."""

    epoch: int
    batch: int
    batches: int
    loss: float


@dataclass(frozen=True)
class EpochDone:
    """One pass over the training samples and the validation after it.

    train_loss: mean of the batches' losses. seconds: training and validation together, pauses
    left out. samples_per_second: training samples by the time of training alone.
    val_loss and val_accuracy (0..1) are None when the recipe holds nothing back.
    progress: all that is needed to go on from here, in memory of its own.
    """

    epoch: int
    train_loss: float
    val_loss: float | None
    val_accuracy: float | None
    seconds: float
    samples_per_second: float
    progress: Progress = field(repr=False, compare=False)


@dataclass(frozen=True, eq=False)
class Finished:
    """The end: a network in evaluation mode with the weights that the recipe keeps."""

    network: AnyNetwork
    best_epoch: int
    seconds: float


Event = Started | BatchDone | EpochDone | Finished


@dataclass(frozen=True, eq=False)
class Progress:
    """Everything that changes while a network is trained; tensors are copies on the CPU.

    epoch: how many are done. optimiser: its tensors by parameter number and name.
    average, updates: the moving average's weights, where the recipe has one.
    best_loss: lowest validation loss, infinite without validation. random: state of torch's own
    generator, which dropout draws from. order: state of the generator of the batches when their
    present pass over the samples began; taken: how many batches of that pass are used up.
    seconds: of training, pauses left out.
    """

    epoch: int
    weights: StateDict
    optimiser: dict[int, dict[str, Tensor]]
    average: StateDict | None
    updates: int
    best_epoch: int
    best_loss: float
    best_weights: StateDict
    random: Tensor
    order: Tensor
    taken: int
    seconds: float


def optimiser_tensors(state: dict[str, Any]) -> dict[int, dict[str, Tensor]]:
    """Return copies of the tensors in an optimiser's ``state_dict()``."""
    import torch  # not at the top: the window knows events before torch is there

    return {
        number: {
            key: value.detach().to("cpu", copy=True, memory_format=torch.contiguous_format)
            for key, value in entries.items()
            if isinstance(value, torch.Tensor)
        }
        for number, entries in state["state"].items()
    }


def load_optimiser(optimiser: torch.optim.Optimizer, tensors: dict[int, dict[str, Tensor]]) -> None:
    """Give ``optimiser`` what ``optimiser_tensors`` returned of one like it.

    Each tensor is laid out in memory as its parameter is: fused steps go through both side by side
    without a look at how they are laid out.
    """
    import torch

    parameters = [value for group in optimiser.param_groups for value in group["params"]]
    state = {
        number: {
            key: torch.empty_like(parameters[number]).copy_(value)
            if value.shape == parameters[number].shape
            else value
            for key, value in entries.items()
        }
        for number, entries in tensors.items()
    }
    optimiser.load_state_dict({**optimiser.state_dict(), "state": state})


class Clock:
    """Counts the seconds since it was made, less those in which it was stopped."""

    def __init__(self, seconds: float = 0.0) -> None:
        """Start at ``seconds``."""
        self._start = time.perf_counter() - seconds

    @property
    def seconds(self) -> float:
        """Seconds on the clock."""
        return time.perf_counter() - self._start

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Stand still inside a ``with`` block."""
        since = time.perf_counter()
        try:
            yield
        finally:
            self._start += time.perf_counter() - since


TRAINING_COST, VALIDATION_COST = 3.0, 1.0  # passes: there, back for inputs, back for weights
RECENT = 3.0  # seconds over which the speed is measured


@dataclass(frozen=True)
class Position:
    """Where a training is.

    share: 0..1 of the whole work. samples_per_second: of training, lately, validation left out.
    seconds_left: None while that cannot be told.
    """

    share: float
    samples_per_second: float
    seconds_left: float | None


class ProgressEstimate:
    """Counts work: a training sample costs three passes through the network, a validating one one.

    So the share done grows evenly, through the validation between two epochs too.
    """

    def __init__(self, epochs: int, trains: int, validates: int, done: int = 0) -> None:
        """Plan ``epochs`` of ``trains`` and ``validates`` samples; ``done`` epochs lie behind."""
        self._epoch_work = trains * TRAINING_COST + validates * VALIDATION_COST
        self._validation_work = validates * VALIDATION_COST
        self._all_work = epochs * self._epoch_work
        self._work = done * self._epoch_work
        self._clock = Clock()
        self._marks: deque[tuple[float, float]] = deque([(0.0, self._work)])
        self._pausing_since: float | None = None
        self._validating = False

    def batch_done(self, samples: int, is_last: bool) -> None:
        """Take note of a batch; after an epoch's last one the validation goes on."""
        self._validating = is_last
        self._mark(samples * TRAINING_COST)

    def epoch_done(self) -> None:
        """Take note of the end of a validation."""
        self._validating = False
        self._mark(self._validation_work)

    def paused(self, is_paused: bool) -> None:
        """Stop or start the clock."""
        now = self._clock.seconds
        if is_paused and self._pausing_since is None:
            self._pausing_since = now
        elif not is_paused and self._pausing_since is not None:
            self._clock = Clock(self._pausing_since)
            self._pausing_since = None

    def position(self) -> Position:
        """Return the position now."""
        (first_time, first_work), (last_time, last_work) = self._marks[0], self._marks[-1]
        span = last_time - first_time
        speed = (last_work - first_work) / span if span > 0 else 0.0
        work = self._work
        if self._validating and self._pausing_since is None:
            since = self._clock.seconds - last_time
            work += min(since * speed, self._validation_work)
        left = (self._all_work - work) / speed if speed > 0 else None
        return Position(min(work / self._all_work, 1.0), speed / TRAINING_COST, left)

    def _mark(self, work: float) -> None:
        now = self._clock.seconds
        self._work += work
        if len(self._marks) > 1 and now - self._marks[-2][0] < RECENT / 100:
            self._marks.pop()  # a hundred marks are enough
        self._marks.append((now, self._work))
        while len(self._marks) > 2 and now - self._marks[0][0] > RECENT:
            self._marks.popleft()
