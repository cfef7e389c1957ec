"""digitpad's training against a plain torchvision loop, in one run on one machine.

    python tests/bench/training.py --data ../shared/data/mnist [--seeds 5] [--rounds 3]

The plain loop is what a tutorial writes: torchvision's MNIST with ToTensor and Normalize, a
DataLoader, 48,000 images to train and 12,000 to validate. Prints its one epoch, ours with the same
samples in the same order, how far the losses are apart, and the fast recipe's time and accuracy.
"""

import argparse
import dataclasses
import statistics
import sys
import time
import types
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Subset

from digitpad.data import catalogue
from digitpad.data.samples import DataSet
from digitpad.network.architecture import TUTORIAL
from digitpad.training.evaluation import evaluate
from digitpad.training.loop import as_tensors, train
from digitpad.training.progress import BatchDone, EpochDone, Finished
from digitpad.training.recipe import FAST_RECIPE, TUTORIAL_RECIPE

TRAIN, VALIDATE, BATCH = 48_000, 12_000, 64


class Plain(nn.Module):
    """The tutorial's network, as its script writes it."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 32, 3, padding=1)
        self.fc1 = nn.Linear(1568, 49)
        self.fc2 = nn.Linear(49, 10)

    def forward(self, x):
        """Return log probabilities."""
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.dropout(F.relu(self.fc1(torch.flatten(x, 1))), 0.5, self.training)
        return F.log_softmax(self.fc2(x), dim=1)


def main() -> None:
    """Run all three."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3, help="of the plain loop, then of ours")
    options = parser.parse_args()
    data = catalogue.load("mnist", options.data)
    print(f"torch {torch.__version__}, {torch.get_num_threads()} threads")

    plain_times, tutorial_times = [], []
    for _ in range(options.rounds):  # before ours, which changes how the process keeps its memory
        seconds, plain_losses, plain_validation = plain_epoch(options.data)
        plain_times.append(seconds)
    for _ in range(options.rounds):
        seconds, losses, validation = tutorial_epoch(data)
        tutorial_times.append(seconds)
    plain_seconds, seconds = statistics.median(plain_times), statistics.median(tutorial_times)
    print(f"plain loop, one epoch: median {plain_seconds:.2f} s of {told(plain_times)}")
    print(f"tutorial recipe, one epoch: median {seconds:.2f} s of {told(tutorial_times)}, "
          f"{plain_seconds / seconds:.2f} times faster")  # fmt: skip
    bare = statistics.median(arithmetic_epoch() for _ in range(options.rounds))
    print(f"the convolutions and matrix products of that epoch alone: {bare:.2f} s; "
          f"the recipe takes {seconds / bare:.2f} times as long")  # fmt: skip
    apart = [abs(a - b) for a, b in zip(losses, plain_losses, strict=True)]
    mean_apart = abs(statistics.mean(losses) - statistics.mean(plain_losses))
    # Rounding grows from batch to batch: the plain loop with one thread is this far from itself
    # with two as well.
    print(f"losses apart: first 100 batches at most {max(apart[:100]):.1e}, mean of the epoch "
          f"{mean_apart:.1e}, validation {abs(validation - plain_validation):.1e}")  # fmt: skip

    times, accuracies = [], []
    for seed in range(1, options.seeds + 1):
        seconds, accuracy = fast_training(data, seed)
        times.append(seconds)
        accuracies.append(accuracy)
        print(f"fast recipe, seed {seed}: {seconds:.2f} s, {100 * accuracy:.2f} %")
    middle = statistics.median(times)
    print(f"fast recipe: median {middle:.2f} s, {middle / plain_seconds:.2f} of the plain epoch; "
          f"accuracy median {100 * statistics.median(accuracies):.2f} %, "
          f"least {100 * min(accuracies):.2f} %")  # fmt: skip


def told(seconds: list[float]) -> str:
    """Return the single times as text."""
    return ", ".join(f"{value:.2f}" for value in seconds)


def plain_epoch(root: Path) -> tuple[float, list[float], float]:
    """Train one epoch as a tutorial does; seconds, losses of the batches, validation loss."""
    datasets, transforms = torchvision()
    transform = transforms.Compose(
        [transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))]
    )
    images = datasets.MNIST(root, train=True, transform=transform)
    torch.manual_seed(1)
    architecture = Plain()
    optimiser = torch.optim.SGD(architecture.parameters(), lr=0.01, momentum=0.5)
    order = torch.randperm(TRAIN, generator=torch.Generator().manual_seed(1)).tolist()
    loader = DataLoader(Subset(images, order), batch_size=BATCH)
    validation = DataLoader(Subset(images, range(TRAIN, TRAIN + VALIDATE)), batch_size=BATCH)

    losses, start = [], time.perf_counter()
    random_state = torch.get_rng_state()
    batches = iter(loader)
    torch.set_rng_state(random_state)  # its iterator draws a seed; dropout shall draw as ours does
    for x, y in batches:
        optimiser.zero_grad()
        loss = F.nll_loss(architecture(x), y)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    architecture.eval()
    total = 0.0
    with torch.no_grad():
        for x, y in validation:
            total += F.nll_loss(architecture(x), y, reduction="sum").item()
    return time.perf_counter() - start, losses, total / VALIDATE


def torchvision():
    """Import torchvision's data sets.

    The package index's torchvision expects CUDA's torch and fails beside a CPU build where it
    registers its own operators, none of which a data set needs: they are left out.
    """
    try:
        from torchvision import datasets, transforms
    except RuntimeError:
        for name in [name for name in sys.modules if name.startswith("torchvision")]:
            del sys.modules[name]
        left_out = "torchvision._meta_registrations"
        sys.modules[left_out] = types.ModuleType(left_out)
        from torchvision import datasets, transforms
    return datasets, transforms


def tutorial_epoch(data: DataSet) -> tuple[float, list[float], float]:
    """Train one epoch with the recipe; seconds, losses of the batches, validation loss."""
    losses = []
    for event in train(TUTORIAL, dataclasses.replace(TUTORIAL_RECIPE, epochs=1), data.training):
        if isinstance(event, BatchDone):
            losses.append(event.loss)
        elif isinstance(event, EpochDone):
            done = event
    assert done.val_loss is not None
    return done.seconds, losses, done.val_loss


def arithmetic_epoch() -> float:
    """Return the seconds that an epoch's convolutions and matrix products take, there and back.

    Forward for 48,000 samples, backward by weights and (but for the first layer) by inputs, and
    forward for 12,000 in larger batches; nothing else, with inputs that are there already.
    """
    layers = [
        (nn.Conv2d(1, 8, 3, padding=1), (1, 28, 28)),
        (nn.Conv2d(8, 32, 3, padding=1), (8, 14, 14)),
        (nn.Linear(1568, 49), (1568,)),
        (nn.Linear(49, 10), (49,)),
    ]
    seconds = 0.0
    for number, (layer, shape) in enumerate(layers):
        is_image = len(shape) == 3
        layout = torch.channels_last if is_image else torch.contiguous_format
        layer.to(memory_format=layout)
        x = torch.rand(BATCH, *shape).to(memory_format=layout).requires_grad_(number > 0)
        many = torch.rand(1000, *shape).to(memory_format=layout)
        gradient = torch.rand_like(layer(x))
        wanted = [*layer.parameters(), *([x] if number else [])]
        start = time.perf_counter()
        for _ in range(TRAIN // BATCH):
            torch.autograd.grad(layer(x), wanted, gradient)
        with torch.inference_mode():
            for _ in range(VALIDATE // len(many)):
                layer(many)
        seconds += time.perf_counter() - start
    return seconds


def fast_training(data: DataSet, seed: int) -> tuple[float, float]:
    """Train with the fast recipe; seconds with its validation, and test accuracy."""
    start = time.perf_counter()
    for event in train(TUTORIAL, dataclasses.replace(FAST_RECIPE, seed=seed), data.training):
        if isinstance(event, Finished):
            finished = event
    seconds = time.perf_counter() - start
    return seconds, evaluate(finished.network, *as_tensors(data.test)).accuracy


if __name__ == "__main__":
    main()
