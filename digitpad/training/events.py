"""What training tells while it runs, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digitpad.network.module import Network
    from digitpad.training.progress import Progress


@dataclass(frozen=True, eq=False)
class Started:
    """The beginning, before the first batch.

    network: the network that is judged and kept, alive: copy its weights before the next event is
    asked for. epoch: how many epochs an earlier, broken off training has done already.
    batches: of an epoch. trains, validates: how many samples do.
    """

    network: Network
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

    network: Network
    best_epoch: int
    seconds: float


Event = Started | BatchDone | EpochDone | Finished
