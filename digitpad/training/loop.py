"""The training loop: a generator of progress events.

Whoever drives it pauses it by not asking for the next event, and cancels it by closing it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice

import torch
import torch.nn.functional as F
from torch import Tensor

from digitpad.data.mnist import Samples
from digitpad.errors import DataError
from digitpad.network.description import Network
from digitpad.network.module import DigitNetwork, normalised
from digitpad.training.augment import augmented
from digitpad.training.clock import Clock
from digitpad.training.events import BatchDone, EpochDone, Event, Finished
from digitpad.training.memory import keep_freed_memory
from digitpad.training.recipe import Recipe
from digitpad.training.report import evaluate
from digitpad.training.weights import MovingAverage, copy_of

WARM_UP = 0.2  # of a one-cycle training
TOGETHER = 32  # batches


def train(network: Network, recipe: Recipe, samples: Samples) -> Iterator[Event]:
    """Train a new ``network`` and yield BatchDone, EpochDone and, last, Finished.

    samples: the training images; the recipe holds some of them back for validation.
    Raises DataError when there are too few of them.
    """
    if len(samples) <= recipe.validation:
        raise DataError(
            f"The data set has {len(samples):,} training images, and the recipe {recipe.name} "
            f"needs more than {recipe.validation:,}. Choose another data set."
        )
    keep_freed_memory()
    torch.manual_seed(recipe.seed)
    order = torch.Generator().manual_seed(recipe.seed)
    images, labels = as_tensors(samples)  # (n, 28, 28) uint8, (n,) int64
    count = len(labels) - recipe.validation
    held_back = images[count:], labels[count:]

    module = DigitNetwork(network)
    module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    module.dropout = recipe.dropout
    optimiser = make_optimiser(module, recipe)
    average = MovingAverage(module, recipe.averaging) if recipe.averaging else None
    batches = math.ceil((recipe.epoch_samples or count) / recipe.batch_size)
    shuffled = shuffled_batches(images[:count], labels[:count], network, recipe, order)
    best_loss, best_epoch, best_state = math.inf, 0, copy_of(module.state_dict())
    clock = Clock()

    for epoch in range(1, recipe.epochs + 1):
        epoch_start = clock.seconds
        total_loss, seen = 0.0, 0
        module.train()
        for batch, (x, y) in enumerate(islice(shuffled, batches), start=1):
            rate = learning_rate(recipe, (epoch - 1) * batches + batch - 1, recipe.epochs * batches)
            for group in optimiser.param_groups:
                group["lr"] = rate
            loss = smoothed_nll(module(x), y, recipe.label_smoothing)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            if average is not None:
                average.update(module)
            value = loss.item()
            total_loss += value * len(y)
            seen += len(y)
            with clock.stopped():
                yield BatchDone(epoch, batch, batches, value)
        train_seconds = max(clock.seconds - epoch_start, 1e-9)

        judged = average.module if average is not None else module
        report = evaluate(judged, *held_back) if recipe.validation else None
        if report is None or not recipe.keep_best or report.loss < best_loss:
            best_loss = report.loss if report is not None else best_loss
            best_epoch, best_state = epoch, copy_of(judged.state_dict())
        done = EpochDone(
            epoch,
            total_loss / seen,
            report.loss if report is not None else None,
            report.accuracy if report is not None else None,
            clock.seconds - epoch_start,
            seen / train_seconds,
        )
        with clock.stopped():
            yield done

    kept = DigitNetwork(network)
    kept.load_state_dict(best_state)
    yield Finished(kept.eval(), best_epoch, clock.seconds)


def shuffled_batches(
    images: Tensor, labels: Tensor, network: Network, recipe: Recipe, random: torch.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield all samples in random order, again and again, as what the network takes.

    images: (n, 28, 28) uint8; labels: (n,) int64. Yields (batch, 1, 28, 28) float32 and (batch,).
    """
    size = recipe.batch_size
    while True:
        # Some batches are made at once: each tensor operation has more to do for its overhead.
        for chosen in torch.randperm(len(labels), generator=random).split(TOGETHER * size):
            y = labels[chosen]
            x = normalised(augmented(images[chosen], y, recipe.augmentation, random), network)
            yield from zip(x.split(size), y.split(size), strict=True)


def as_tensors(samples: Samples) -> tuple[Tensor, Tensor]:
    """Return images (n, 28, 28) uint8 and labels (n,) int64, copies that torch may keep."""
    return torch.tensor(samples.images), torch.tensor(samples.labels, dtype=torch.int64)


def smoothed_nll(log_probabilities: Tensor, labels: Tensor, smoothing: float) -> Tensor:
    """Return the mean negative log-likelihood, a share of it spread evenly over all digits."""
    loss = F.nll_loss(log_probabilities, labels)
    if smoothing == 0.0:
        return loss
    return (1 - smoothing) * loss - smoothing * log_probabilities.mean()


def make_optimiser(module: DigitNetwork, recipe: Recipe) -> torch.optim.Optimizer:
    """Return the recipe's optimiser; fused, which takes one call for all parameters."""
    if recipe.optimiser == "sgd":
        return torch.optim.SGD(
            module.parameters(), recipe.learning_rate, recipe.momentum,
            weight_decay=recipe.weight_decay, fused=True,
        )  # fmt: skip
    return torch.optim.AdamW(
        module.parameters(), recipe.learning_rate, (recipe.momentum, 0.99),
        weight_decay=recipe.weight_decay, fused=True,
    )  # fmt: skip


def learning_rate(recipe: Recipe, step: int, steps: int) -> float:
    """Return the rate for ``step`` of ``steps``, counted from 0 over the whole training.

    one-cycle: up from a tenth, then down to zero, both in a straight line.
    Source: Smith and Topin, "Super-Convergence", 2018.
    """
    if recipe.schedule == "constant":
        return recipe.learning_rate
    done = step / steps
    up = 0.1 + 0.9 * done / WARM_UP
    down = (1 - done) / (1 - WARM_UP)
    return recipe.learning_rate * min(up, down)
