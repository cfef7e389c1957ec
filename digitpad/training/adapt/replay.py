"""Other hands than the user's: what a network is to go on reading while it learns his."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import torch
from torch import Tensor

from digitpad.data.handwriting.not_digits import not_digits
from digitpad.data.handwriting.synthetic import FIRST_TEST_HAND, synthetic
from digitpad.data.samples import Samples
from digitpad.network.module import Network
from digitpad.training.adapt.decision import decided, seen
from digitpad.training.adapt.events import Adapting
from digitpad.training.adapt.work import AdaptWork, blocks, parts
from digitpad.training.augment import augmented
from digitpad.training.loop import as_tensors
from digitpad.training.made_up import HANDS

TOGETHER = 2000  # images made at once: a few at a time take longer
NO_DIGITS = 0.1  # share: a network that knows what is no digit shall not forget it
TEST_SEED = 1  # the synthetic data set's


@dataclass(frozen=True, eq=False)
class Replay:
    """What a network sees of m images, (m, ...), and answers, (m, 10) log probabilities."""

    features: Tensor
    answers: Tensor


def replay(
    old: Network, count: int, real: Samples | None, seed: int, random: torch.Generator,
    work: AdaptWork,
) -> Generator[Adapting, None, Replay]:  # fmt: skip
    """Return ``count`` images, deformed, with what ``old`` sees and answers.

    real: images of which half shall be; the others, and all where there are none, are synthetic.
    """
    first = int(torch.randint(HANDS, (), generator=random))
    features, answers = [], []
    for start in range(0, count, TOGETHER):
        size = min(TOGETHER, count - start)
        chosen = 0 if real is None else size // 2
        made = _made(size - chosen, seed, first + start)
        if real is not None:
            rows = torch.randint(len(real), (chosen,), generator=random).numpy()
            made = torch.cat((made, torch.from_numpy(real.images[rows])))
        yield work.told()
        for some in blocks(len(made)):
            features.append(seen(old, augmented(made[some], "deform", random)))
            with torch.no_grad():
                answers.append(decided(old, features[-1]))
            yield work.told()
    return Replay(torch.cat(features), torch.cat(answers))


def replay_parts(count: int) -> int:
    """Return how many parts ``replay`` has."""
    sizes = [min(TOGETHER, count - start) for start in range(0, count, TOGETHER)]
    return sum(1 + parts(size) for size in sizes)


def _made(count: int, seed: int, first_hand: int) -> Tensor:
    """Return synthetic images (count, 28, 28) uint8 by hands from number ``first_hand`` on."""
    others = round(count * NO_DIGITS)
    digits = synthetic(count - others, seed, first_hand).images
    return torch.cat(
        (torch.from_numpy(digits), torch.from_numpy(not_digits(others, seed, first_hand)))
    )


def other_hands(count: int) -> tuple[Tensor, Tensor]:
    """Return images (count, 28, 28) uint8 and labels (count,) by hands that nobody learns from."""
    return as_tensors(synthetic(count, TEST_SEED, FIRST_TEST_HAND))
