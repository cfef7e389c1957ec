"""A network's answers to a whole test set, kept sample by sample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, from_numpy

from digitpad.data.samples import Samples
from digitpad.network.architecture import CLASSES
from digitpad.support.errors import DataError
from digitpad.training.foreign import ForeignNetwork, check_classes
from digitpad.training.module import AnyNetwork, at_once, normalisation_of, normalised

BATCH = 250  # samples; larger ones leave the processor's caches

Watch = Callable[[int, Tensor, Tensor], None]


@dataclass(frozen=True)
class Report:
    """Mean negative log-likelihood, and how often each digit (row) was read as each (column)."""

    loss: float
    confusion: tuple[tuple[int, ...], ...]

    @property
    def samples(self) -> int:
        """Number of samples read."""
        return sum(map(sum, self.confusion))

    @property
    def correct(self) -> int:
        """Number of samples read right."""
        return sum(row[digit] for digit, row in enumerate(self.confusion))

    @property
    def accuracy(self) -> float:
        """Share read right, 0..1."""
        return self.correct / self.samples


def evaluate(
    network: AnyNetwork, images: Tensor, labels: Tensor, watch: Watch | None = None
) -> Report:
    """Read ``images`` (n, 28, 28) uint8 and compare with ``labels`` (n,) int64.

    The network is in evaluation mode meanwhile, and afterwards as it was. Of one that knows more
    classes than ten the likeliest digit counts as its answer. ``watch`` is called with what came
    out of each batch: watch(start, answers, log_probabilities), the batch's first sample, the
    digits read (b,) int64 and (b, 10) float32. What it raises ends the evaluation.
    Raises DataError when there are no images, and where the network knows fewer classes than ten.
    """
    if len(labels) == 0:
        raise DataError("The data set has no test images. Choose another data set.")
    if isinstance(network, ForeignNetwork):
        check_classes(network.graph)
    was_training = network.training
    network.eval()
    size = at_once(network, BATCH)
    total_loss = 0.0
    confusion = torch.zeros(CLASSES * CLASSES, dtype=torch.int64, device=labels.device)
    try:
        with torch.inference_mode():
            for start in range(0, len(labels), size):
                truth = labels[start : start + size]
                batch = normalised(images[start : start + size], normalisation_of(network))
                log_probabilities = network(batch)[:, :CLASSES]  # (b, 10)
                total_loss += float(torch.nn.functional.nll_loss(
                    log_probabilities, truth, reduction="sum"
                ))  # fmt: skip
                answers = log_probabilities.argmax(dim=1)
                confusion += torch.bincount(truth * CLASSES + answers, minlength=CLASSES**2)
                if watch is not None:
                    watch(start, answers, log_probabilities)
    finally:
        network.train(was_training)
    rows = confusion.view(CLASSES, CLASSES).tolist()
    return Report(total_loss / len(labels), tuple(map(tuple, rows)))


Indices = NDArray[np.intp]

SIX = 6  # samples that the tutorial shows with truth and prediction


@dataclass(frozen=True, eq=False)
class Predictions:
    """What a network said about each of n samples.

    truth: (n,) uint8, the labels. predictions: (n,) uint8, the digits read. probabilities:
    (n,) float32 in 0..1, that of the digit read. hands: 0..1, the share of digits by synthetic
    hands, which nothing learns from, that it reads right; None where nobody asked.
    """

    report: Report
    truth: NDArray[np.uint8]
    predictions: NDArray[np.uint8]
    probabilities: NDArray[np.float32]
    hands: float | None = None

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
    network: AnyNetwork,
    samples: Samples,
    progress: Callable[[int, int], None] | None = None,
) -> Predictions:
    """Read all ``samples`` in one pass and keep each answer.

    progress(done, total) is called after each batch; what it raises ends the evaluation.
    The network is in evaluation mode meanwhile, and afterwards as it was.
    Raises DataError when there are no samples.
    """
    count = len(samples)
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
    report = evaluate(network, images, labels, keep)
    return Predictions(report, samples.labels, predictions, probabilities)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
