"""All samples in random order, again and again, as what the network takes."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import torch
from torch import Tensor

from digitpad.data.samples import Samples
from digitpad.handwriting.not_digits import not_digits
from digitpad.handwriting.synthetic import synthetic
from digitpad.support.errors import TrainingError
from digitpad.training.augment import augmented
from digitpad.training.module import Normalised, normalised
from digitpad.training.recipe import Recipe

FIRST_BLOCK = 500  # samples that the first batch waits for
BLOCK = 4000  # samples made at once: a few at a time take twice as long each
HANDS = 2**31  # to begin with any of them; the data set's test hands are numbered beyond
NO_DIGIT = -1  # label

Source = Callable[[int, int, int], Samples]


def no_digits(count: int, seed: int, first_hand: int) -> Samples:
    """Return ``count`` pictures that are no digits, labelled 255: a byte has no -1."""
    return Samples(not_digits(count, seed, first_hand), np.full(count, 255, np.uint8))


def portions(
    source: Source, count: int, batches: int, seed: int, random: torch.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield ``batches`` times images (count, 28, 28) uint8 and labels (count,) int64.

    They are on the device of ``random``, which chooses the hands. While some are learnt from, the
    next ones are made in a thread beside it; closing the iterator ends that.
    """
    beside = ThreadPoolExecutor(1, "digitpad-samples")
    made: deque[Future[Samples]] = deque()
    block, begun = FIRST_BLOCK, 0
    try:
        while begun < batches:
            first = int(torch.randint(HANDS, (), generator=random, device=random.device))
            some = min(max(block // count, 1), batches - begun)
            made.append(beside.submit(source, some * count, seed, first))
            block, begun = BLOCK, begun + some
            if len(made) > 1:  # one is to be learnt from while the next is made
                yield from _split(made.popleft().result(), count, random.device)
        for samples in made:
            yield from _split(samples.result(), count, random.device)
    finally:
        beside.shutdown(cancel_futures=True)


def _split(
    samples: Samples, count: int, device: torch.device
) -> Iterator[tuple[Tensor, Tensor]]:  # fmt: skip
    labels = samples.labels.astype(np.int64)
    labels[labels == 255] = NO_DIGIT
    images = torch.from_numpy(samples.images).to(device)
    yield from zip(
        images.split(count), torch.from_numpy(labels).to(device).split(count), strict=True
    )


TOGETHER = 32  # batches

Batch = tuple[Tensor, Tensor]


class ShuffledBatches(Iterator[Batch]):
    """Yields (batch, 1, 28, 28) float32 and (batch,) int64 without end; -1 labels no digit.

    images: (n, 28, 28) uint8; labels: (n,) int64; random: on the same device.
    """

    def __init__(
        self, images: Tensor, labels: Tensor, how: Normalised, recipe: Recipe,
        random: torch.Generator,
    ) -> None:  # fmt: skip
        """Begin a first pass over the samples."""
        self._images, self._labels = images, labels
        self._how, self._recipe, self._random = how, recipe, random
        self._batches: Iterator[Batch] = iter(())
        self._begun = random.get_state()
        self._taken = 0

    @property
    def place(self) -> tuple[Tensor, int]:
        """The generator's state when the present pass began, and how many batches it has given."""
        return self._begun, self._taken

    def go_to(self, place: tuple[Tensor, int]) -> None:
        """Go on from ``place``, of this object or one like it.

        From one on another device, whose order cannot be had here, only with all samples anew.
        Raises TrainingError when that was among more samples.
        """
        begun, taken = place
        if len(begun) != len(self._random.get_state()):
            return
        self._begun = begun.clone()
        if taken > math.ceil(len(self._labels) / self._recipe.composition[0]):
            raise TrainingError("The training cannot go on with other samples. Train again.")
        self._random.set_state(self._begun)
        self._batches = self._one_pass()
        self._taken = 0
        for _ in range(taken):
            next(self)

    def __next__(self) -> Batch:
        batch = next(self._batches, None)
        if batch is None:
            self._begun = self._random.get_state()
            self._batches, self._taken = self._one_pass(), 0
            batch = next(self._batches)
        self._taken += 1
        return batch

    def close(self) -> None:
        """Make nothing more."""
        self._batches = iter(())

    def _one_pass(self) -> Iterator[Batch]:
        return _one_pass(self._images, self._labels, self._how, self._recipe, self._random)


def _one_pass(
    images: Tensor,
    labels: Tensor,
    how: Normalised,
    recipe: Recipe,
    random: torch.Generator,
) -> Iterator[Batch]:
    # Not a method: a generator that knows the object that keeps it would hold the images back
    # until the next collection of cyclic garbage.
    own, *others = recipe.composition
    order = torch.randperm(len(labels), generator=random, device=random.device)
    batches = math.ceil(len(labels) / own)
    made = [
        portions(source, count, batches, recipe.seed, random)
        for source, count in zip((synthetic, no_digits), others, strict=True)
        if count
    ]
    # Some batches are made at once: each tensor operation has more to do for its overhead.
    for chosen in order.split(TOGETHER * own):
        x = augmented(images[chosen], recipe.augmentation, random)
        x, y = normalised(x, how), labels[chosen]
        for own_x, own_y in zip(x.split(own), y.split(own), strict=True):
            if not made:
                yield own_x, own_y
                continue
            parts = [next(portion) for portion in made]
            yield (
                torch.cat([own_x, *(normalised(part[0], how) for part in parts)]),
                torch.cat([own_y, *(part[1] for part in parts)]),
            )
