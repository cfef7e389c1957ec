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

from digitpad.data.samples import Samples
from digitpad.graph.graph import Graph
from digitpad.network.architecture import CLASSES, Architecture
from digitpad.support.errors import DataError, TrainingError
from digitpad.support.memory import keep_freed_memory
from digitpad.training.batches import ShuffledBatches
from digitpad.training.evaluation import Report, evaluate
from digitpad.training.module import AnyNetwork, Network, can_learn_from, made, normalisation_of
from digitpad.training.muon import Muon
from digitpad.training.progress import (
    BatchDone,
    Clock,
    EpochDone,
    Event,
    Finished,
    Progress,
    Started,
    load_optimiser,
    optimiser_tensors,
)
from digitpad.training.recipe import Recipe
from digitpad.training.threads import Threads
from digitpad.training.weights import MovingAverage, StateDict, copy_of, still_copy

MIDDLE = slice(4, 24)  # pixels: 20 of 28
WARM_UP = 0.2  # of a one-cycle training


def make_optimiser(network: AnyNetwork, recipe: Recipe) -> torch.optim.Optimizer:
    """Return the recipe's optimiser; fused, which takes one call for all parameters."""
    if recipe.optimiser == "sgd":
        return torch.optim.SGD(
            network.parameters(), recipe.learning_rate, recipe.momentum,
            weight_decay=recipe.weight_decay, fused=True,
        )  # fmt: skip
    if recipe.optimiser == "muon":
        return Muon(
            list(network.parameters()), recipe.learning_rate, recipe.momentum, recipe.weight_decay
        )
    return torch.optim.AdamW(
        network.parameters(), recipe.learning_rate, (recipe.momentum, 0.99),
        weight_decay=recipe.weight_decay, fused=True,
    )  # fmt: skip


def import_compiler() -> None:
    """Import torch's compiler, which an optimiser's first step asks not to compile: two seconds."""
    import torch._dynamo  # noqa: F401


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


def train(
    what: Architecture | Graph, recipe: Recipe, samples: Samples,
    device: str = "cpu", start: Progress | None = None,
) -> Iterator[Event]:  # fmt: skip
    """Train a network; yield Started, BatchDone, EpochDone and, last, Finished.

    what: a description; a graph of described layers, whose numbers it begins with; or the graph of
    a module, of which a copy is trained that begins with the numbers it was opened with.
    samples: the training images; the recipe holds some of them back for validation.
    start: go on from there with the same network, recipe and samples; on the CPU the weights of a
    repeatable recipe become the same, bit for bit, as without the break.
    Raises DataError when there are too few samples, TrainingError when the weights run away.
    """
    images, labels = as_tensors(samples, device)  # (n, 28, 28) uint8, (n,) int64
    count = len(labels) - recipe.held_back(len(labels))
    if count < 1:
        raise DataError(
            "The data set has {count:,} training images, too few for the recipe {recipe}. Choose "
            "another data set.",
            count=len(samples), recipe=recipe.name,
        )  # fmt: skip
    keep_freed_memory()
    held_back = images[count:], labels[count:]
    training = _Training(what, recipe, images[:count], labels[:count])
    if start is not None:
        training.go_on_from(start)
    batches = math.ceil((recipe.epoch_samples or count) / recipe.batch_size)
    try:
        yield from _epochs(training, count, batches, held_back)
    finally:
        training.batches.close()


def _epochs(
    training: _Training, count: int, batches: int, held_back: tuple[Tensor, Tensor]
) -> Iterator[Event]:
    """Train in epochs of ``batches``, of ``count`` samples; held_back: images and labels."""
    recipe, clock = training.recipe, training.clock
    threads = Threads(fixed=recipe.repeatable or held_back[0].device.type != "cpu")
    with clock.stopped():
        yield Started(training.judged, training.epoch, batches, count, len(held_back[1]))

    for epoch in range(training.epoch + 1, recipe.epochs + 1):
        epoch_start = clock.seconds
        total_loss, seen = 0.0, 0
        training.network.train()
        for batch, (x, y) in enumerate(islice(training.batches, batches), start=1):
            step, steps = (epoch - 1) * batches + batch - 1, recipe.epochs * batches
            if step < recipe.middle_first * steps:
                x = training.middle(x)
            with threads.measured():
                loss = training.step(x, y, learning_rate(recipe, step, steps))
            _check_loss(loss, batch, epoch)
            total_loss += loss * len(y)
            seen += len(y)
            with clock.stopped():
                yield BatchDone(epoch, batch, batches, loss)
        train_seconds = max(clock.seconds - epoch_start, 1e-9)

        report = evaluate(training.judged, *held_back) if len(held_back[1]) else None
        if report is not None:
            _check_loss(report.loss, batches, epoch)
        training.end_epoch(epoch, report)
        seconds = clock.seconds - epoch_start
        with clock.stopped():
            yield EpochDone(
                epoch,
                total_loss / seen,
                report.loss if report is not None else None,
                report.accuracy if report is not None else None,
                seconds,
                seen / train_seconds,
                training.progress(),
            )

    yield Finished(training.kept(), training.best_epoch, clock.seconds)


def _check_loss(loss: float, batch: int, epoch: int) -> None:
    """Raise TrainingError where nothing can be learnt, or judged, by ``loss``."""
    if not math.isfinite(loss):
        raise TrainingError(
            "The loss is no longer a number after batch {batch:,} of epoch {epoch:,}. Choose a "
            "lower learning rate and train again.",
            batch=batch, epoch=epoch,
        )  # fmt: skip


class _Training:
    """All that changes while a network is trained."""

    def __init__(
        self, what: Architecture | Graph, recipe: Recipe, images: Tensor, labels: Tensor
    ) -> None:
        device = images.device
        torch.manual_seed(recipe.seed)
        order = torch.Generator(device).manual_seed(recipe.seed)
        self.network = made(what, device)
        self.network.dropout = recipe.dropout
        self.takes_middle = isinstance(self.network, Network) and can_learn_from(
            self.network, (1, MIDDLE.stop - MIDDLE.start, MIDDLE.stop - MIDDLE.start)
        )
        self.recipe = recipe
        self.optimiser = make_optimiser(self.network, recipe)
        self.average = MovingAverage(self.network, recipe.averaging) if recipe.averaging else None
        self.batches = ShuffledBatches(
            images, labels, normalisation_of(self.network), recipe, order
        )
        self.clock = Clock()
        self.epoch = 0
        self.best_epoch, self.best_loss = 0, math.inf
        self.best_weights: StateDict = copy_of(self.network.state_dict())

    @property
    def judged(self) -> AnyNetwork:
        """The network that is validated and kept."""
        return self.network if self.average is None else self.average.network

    def middle(self, x: Tensor) -> Tensor:
        """Return the middle of ``x`` (n, 1, 28, 28), (n, 1, 20, 20), if the network can take it."""
        edge = MIDDLE if self.takes_middle else slice(None)
        return x[:, :, edge, edge]

    def step(self, x: Tensor, y: Tensor, rate: float) -> float:
        """Learn from one batch and return its loss."""
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        loss = smoothed_nll(self.network(x)[:, :CLASSES], y, self.recipe.label_smoothing)
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()
        if self.average is not None:
            self.average.update(self.network)
        return loss.item()

    def end_epoch(self, epoch: int, report: Report | None) -> None:
        """Keep the present weights if they are the best."""
        self.epoch = epoch
        if report is None or not self.recipe.keep_best or report.loss < self.best_loss:
            self.best_loss = report.loss if report is not None else self.best_loss
            self.best_epoch, self.best_weights = epoch, copy_of(self.judged.state_dict())

    def kept(self) -> AnyNetwork:
        """Return a new network, on the CPU, with the weights that the recipe keeps."""
        kept = still_copy(self.network)
        kept.load_state_dict(self.best_weights)
        return kept

    def progress(self) -> Progress:
        """Return a copy of everything."""
        average = self.average
        order, taken = self.batches.place
        return Progress(
            epoch=self.epoch,
            weights=copy_of(self.network.state_dict()),
            optimiser=optimiser_tensors(self.optimiser.state_dict()),
            average=None if average is None else copy_of(average.network.state_dict()),
            updates=0 if average is None else average.updates,
            best_epoch=self.best_epoch,
            best_loss=self.best_loss,
            best_weights=self.best_weights,
            random=torch.get_rng_state(),
            order=order,
            taken=taken,
            seconds=self.clock.seconds,
        )

    def go_on_from(self, start: Progress) -> None:
        """Take everything from ``start``."""
        self.network.load_state_dict(start.weights)
        load_optimiser(self.optimiser, start.optimiser)
        if self.average is not None and start.average is not None:
            self.average.network.load_state_dict(start.average)
            self.average.updates = start.updates
        self.epoch = start.epoch
        self.best_epoch, self.best_loss = start.best_epoch, start.best_loss
        self.best_weights = start.best_weights
        self.batches.go_to((start.order, start.taken))
        torch.set_rng_state(start.random)
        self.clock = Clock(start.seconds)


def as_tensors(samples: Samples, device: str = "cpu") -> tuple[Tensor, Tensor]:
    """Return images (n, 28, 28) uint8 and labels (n,) int64, copies that torch may keep."""
    labels = torch.tensor(samples.labels, dtype=torch.int64, device=device)
    return torch.tensor(samples.images, device=device), labels


def smoothed_nll(log_probabilities: Tensor, labels: Tensor, smoothing: float) -> Tensor:
    """Return the mean negative log-likelihood, a share of it spread evenly over all digits.

    log_probabilities: (n, 10), the first ten of a network that knows more classes.
    Where a label is -1 there is no digit, and all of it is spread: no answer shall be sure.
    Source: Hendrycks et al., "Deep Anomaly Detection with Outlier Exposure", 2019.
    """
    if not (labels < 0).any():
        loss = F.nll_loss(log_probabilities, labels)
        if smoothing == 0.0:
            return loss
        return (1 - smoothing) * loss - smoothing * log_probabilities.mean()
    own = F.nll_loss(log_probabilities, labels.clamp(min=0), reduction="none")
    spread = -log_probabilities.mean(dim=1)
    return torch.where(labels < 0, spread, (1 - smoothing) * own + smoothing * spread).mean()
