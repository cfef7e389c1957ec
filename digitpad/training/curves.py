"""What a training has told, as curves: every batch's loss, and each epoch's figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.support.files import csv_text
from digitpad.training.progress import BatchDone, EpochDone

Values = NDArray[np.float64]

SMOOTHING = 0.03  # weight of a new batch: what is seen is a mean over the last 30 or so
FIRST_ROOM = 4096  # batches


@dataclass(frozen=True)
class EpochPoint:
    """An epoch's figures; validation's are None where the recipe holds nothing back."""

    epoch: int
    train_loss: float
    val_loss: float | None
    val_accuracy: float | None
    seconds: float
    samples_per_second: float


class Curves:
    """Grows while a training runs. Times are in epochs: batch 5 of 10 in epoch 2 ends at 1.5."""

    def __init__(self) -> None:
        """Make empty curves."""
        self._times, self._losses, self._smooth = (np.empty(FIRST_ROOM) for _ in range(3))
        self._count = 0
        self._running = 0.0
        self.epochs: tuple[EpochPoint, ...] = ()

    def __len__(self) -> int:
        return self._count

    @classmethod
    def of(cls, times: Values, losses: Values, epochs: Iterable[EpochPoint]) -> Curves:
        """Return curves of batches that ended at ``times`` (n,) with ``losses`` (n,)."""
        curves = cls()
        for time, loss in zip(times.tolist(), losses.tolist(), strict=True):
            curves._add(time, loss)
        curves.epochs = tuple(epochs)
        return curves

    def add_batch(self, event: BatchDone) -> None:
        """Take in a batch's loss."""
        self._add(event.epoch - 1 + event.batch / event.batches, event.loss)

    def _add(self, time: float, loss: float) -> None:
        if self._count == len(self._losses):
            self._times, self._losses, self._smooth = (
                np.concatenate((old, np.empty_like(old)))
                for old in (self._times, self._losses, self._smooth)
            )
        self._running += SMOOTHING * (loss - self._running)
        # The running mean starts from 0, which has this much weight left (Adam's bias correction).
        weight = 1 - (1 - SMOOTHING) ** (self._count + 1)
        self._times[self._count] = time
        self._losses[self._count] = loss
        self._smooth[self._count] = self._running / weight
        self._count += 1

    def add_epoch(self, event: EpochDone) -> None:
        """Take in an epoch's figures."""
        self.epochs = (
            *self.epochs,
            EpochPoint(
                event.epoch, event.train_loss, event.val_loss, event.val_accuracy,
                event.seconds, event.samples_per_second,
            ),
        )  # fmt: skip

    def arrays(self) -> tuple[Values, Values, Values]:
        """Return times, losses and smoothed losses, of one length while the curves grow."""
        count = self._count
        return self._times[:count], self._losses[:count], self._smooth[:count]

    @property
    def times(self) -> Values:
        """(n,) when each batch ended, in epochs."""
        return self._times[: self._count]

    @property
    def losses(self) -> Values:
        """(n,) training loss of each batch."""
        return self._losses[: self._count]

    @property
    def smooth(self) -> Values:
        """(n,) the losses' exponential moving average."""
        return self._smooth[: self._count]

    @property
    def best(self) -> EpochPoint | None:
        """The epoch with the lowest validation loss, the first of equals."""
        judged = [point for point in self.epochs if point.val_loss is not None]
        return min(judged, key=lambda point: point.val_loss or 0.0, default=None)

    def to_csv(self) -> str:
        """Return the figures as a table: one row a batch, and an epoch's in its last batch."""
        ends = {float(point.epoch): point for point in self.epochs}
        rows = []
        for time, *losses in zip(*(values.tolist() for values in self.arrays()), strict=True):
            end = ends.get(time)
            judged = (None, None) if end is None else (end.val_loss, end.val_accuracy)
            rows.append([f"{time:.6g}", *(f"{loss:.6g}" for loss in losses), *judged])
        names = ("epochs", "train_loss", "train_loss_smoothed", "val_loss", "val_accuracy")
        return csv_text(names, rows)


def thinned(times: Values, values: Values, most: int) -> tuple[Values, Values]:
    """Return at most ``most`` points that look the same when drawn that many pixels wide.

    Of each group of neighbours the smallest and the largest value stay.
    times, values: (n,). Returns two arrays of the same length.
    """
    if len(values) <= most:
        return times, values
    edges = np.linspace(0, len(values), most // 2, endpoint=False).astype(int)
    lowest, highest = np.minimum.reduceat(values, edges), np.maximum.reduceat(values, edges)
    return np.repeat(times[edges], 2), np.stack((lowest, highest), axis=1).ravel()
