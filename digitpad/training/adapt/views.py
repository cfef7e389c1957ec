"""A few digits shown in many ways, as the same hand could have written them."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import torch
from torch import Tensor

from digitpad.network.module import Network
from digitpad.training.adapt.decision import seen
from digitpad.training.adapt.events import Adapting
from digitpad.training.adapt.work import AdaptWork, blocks
from digitpad.training.augment import deformed, thickened

UNCHANGED = 0.1  # share of the views that are the digits as they were drawn


@dataclass(frozen=True, eq=False)
class Views:
    """What a network sees of m views, (m, ...), their labels (m,), and whose view each is.

    digits: (m,) indices of the digits.
    """

    features: Tensor
    labels: Tensor
    digits: Tensor

    def of(self, chosen: Tensor) -> Views:
        """Return the views of some digits; chosen: (n,) bool."""
        rows = chosen[self.digits].nonzero()[:, 0]
        return Views(self.features[rows], self.labels[rows], self.digits[rows])


def views(
    network: Network, images: Tensor, labels: Tensor, count: int, random: torch.Generator,
    work: AdaptWork,
) -> Generator[Adapting, None, Views]:  # fmt: skip
    """Return at least ``count`` views of ``images`` (n, 28, 28) uint8, as many of each."""
    digits = torch.arange(len(labels)).repeat(views_of_each(count, len(labels)))
    features = []
    for some in blocks(len(digits)):
        ink = images[digits[some]].to(torch.float32) / 255.0
        changed = deformed(thickened(ink, random), random)
        stays = torch.rand(len(ink), generator=random) < UNCHANGED
        features.append(seen(network, torch.where(stays[:, None, None], ink, changed)))
        yield work.told()
    return Views(torch.cat(features), labels[digits], digits)


def views_of_each(count: int, digits: int) -> int:
    """Return how often each of ``digits`` is shown, for ``count`` views at least."""
    return -(-count // digits)
