"""How well a network reads labelled samples."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from digitpad.network.description import CLASSES
from digitpad.network.module import Network, normalised

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


def evaluate(network: Network, images: Tensor, labels: Tensor) -> Report:
    """Read ``images`` (n, 28, 28) uint8, n >= 1, and compare with ``labels`` (n,) int64.

    The network is in evaluation mode meanwhile, and afterwards as it was.
    """
    return evaluate_watched(network, images, labels, None)


def evaluate_watched(
    network: Network, images: Tensor, labels: Tensor, watch: Watch | None
) -> Report:
    """Do what ``evaluate`` does, and call ``watch`` with what came out of each batch.

    watch(start, answers, log_probabilities): the batch's first sample, the digits read (b,) int64
    and (b, 10) float32. What it raises ends the evaluation.
    """
    was_training = network.training
    network.eval()
    total_loss = 0.0
    confusion = torch.zeros(CLASSES * CLASSES, dtype=torch.int64, device=labels.device)
    try:
        with torch.inference_mode():
            for start in range(0, len(labels), BATCH):
                truth = labels[start : start + BATCH]
                batch = normalised(images[start : start + BATCH], network.architecture)
                log_probabilities = network(batch)  # (b, 10)
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
