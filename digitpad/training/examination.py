"""A network's answers to a whole test set, kept sample by sample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, from_numpy

from digitpad.data.samples import Samples
from digitpad.errors import DataError
from digitpad.network.module import Network
from digitpad.training.report import Report, evaluate_watched

Indices = NDArray[np.intp]

SIX = 6  # samples that the tutorial shows with truth and prediction


@dataclass(frozen=True, eq=False)
class Predictions:
    """What a network said about each of n samples.

    truth: (n,) uint8, the labels. predictions: (n,) uint8, the digits read. probabilities:
    (n,) float32 in 0..1, that of the digit read.
    """

    report: Report
    truth: NDArray[np.uint8]
    predictions: NDArray[np.uint8]
    probabilities: NDArray[np.float32]

    @property
    def precision(self) -> tuple[float | None, ...]:
        """For each digit: the share of its readings that was right; None if it was never read."""
        columns = zip(*self.report.confusion, strict=True)
        return tuple(
            _share(column[digit], sum(column)) for digit, column in enumerate(columns)
        )  # fmt: skip

    @property
    def recall(self) -> tuple[float | None, ...]:
        """For each digit: the share of its samples that was read right; None if it has none."""
        return tuple(
            _share(row[digit], sum(row)) for digit, row in enumerate(self.report.confusion)
        )

    def cell(self, truth: int, read: int) -> Indices:
        """Return the samples (k,) of the digit ``truth`` that were read as ``read``, in order."""
        return np.flatnonzero((self.truth == truth) & (self.predictions == read))

    def mistakes(self) -> Indices:
        """Return the samples (k,) that were read wrong, the most confident answer first."""
        wrong = np.flatnonzero(self.truth != self.predictions)
        return wrong[np.argsort(-self.probabilities[wrong], kind="stable")]

    def six(self, seed: int) -> Indices:
        """Return six different samples drawn at random, or all where there are fewer."""
        count = len(self.truth)
        return np.random.default_rng(seed).choice(count, min(SIX, count), replace=False)


def predict(
    network: Network,
    samples: Samples,
    progress: Callable[[int, int], None] | None = None,
) -> Predictions:
    """Read all ``samples`` in one pass and keep each answer.

    progress(done, total) is called after each batch; what it raises ends the examination.
    The network is in evaluation mode meanwhile, and afterwards as it was.
    Raises DataError when there are no samples.
    """
    count = len(samples)
    if count == 0:
        raise DataError("The data set has no test images. Choose another data set.")
    predictions = np.empty(count, np.uint8)
    probabilities = np.empty(count, np.float32)

    def keep(start: int, answers: Tensor, log_probabilities: Tensor) -> None:
        stop = start + len(answers)
        predictions[start:stop] = answers.numpy()
        best = log_probabilities.gather(1, answers[:, None])[:, 0]  # (b, 10) -> (b,)
        probabilities[start:stop] = best.exp().numpy()
        if progress is not None:
            progress(stop, count)

    # Copies, as torch may not keep arrays that are read-only; made by NumPy, which lets the window
    # go on meanwhile, where torch.tensor would not.
    images = from_numpy(samples.images.copy())  # (n, 28, 28) uint8
    labels = from_numpy(samples.labels.astype(np.int64))  # (n,)
    report = evaluate_watched(network, images, labels, keep)
    return Predictions(report, samples.labels, predictions, probabilities)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
