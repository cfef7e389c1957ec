"""Samples that nobody wrote, made while a network learns: digits, and what is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch import Tensor

from digitpad.data.handwriting import synthetic
from digitpad.data.handwriting.not_digits import not_digits
from digitpad.data.samples import Samples

BLOCK = 4000  # made at once: a few at a time take twice as long each
HANDS = 2**31  # to begin with any of them; the data set's test hands are numbered beyond
NO_DIGIT = -1  # label

Source = Callable[[int, int, int], Samples]


def synthetic_digits(count: int, seed: int, first_hand: int) -> Samples:
    """Return ``count`` synthetic digits; see ``synthetic``."""
    return synthetic(count, seed, first_hand)


def no_digits(count: int, seed: int, first_hand: int) -> Samples:
    """Return ``count`` pictures that are no digits, labelled 255: a byte has no -1."""
    return Samples(not_digits(count, seed, first_hand), np.full(count, 255, np.uint8))


def portions(
    source: Source, count: int, seed: int, random: torch.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield images (count, 28, 28) uint8 and labels (count,) int64 without end.

    They are on the device of ``random``, which chooses the hands.
    """
    size = max(BLOCK - BLOCK % count, count)
    while True:
        first = int(torch.randint(HANDS, (), generator=random, device=random.device))
        samples = source(size, seed, first)
        labels = samples.labels.astype(np.int64)
        labels[labels == 255] = NO_DIGIT
        images = torch.from_numpy(samples.images).to(random.device)
        yield from zip(
            images.split(count),
            torch.from_numpy(labels).to(random.device).split(count),
            strict=True,
        )
