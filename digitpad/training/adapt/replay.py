"""Other hands than the user's: what a network is to go on reading while it learns his.

The network is in two parts: the layers that see strokes, and the last ones, which decide, from the
first fully connected layer on. What the first part makes of an image is computed once, however
often the last part learns from it.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from digitpad.data.samples import Samples
from digitpad.data.sources import Check
from digitpad.handwriting.not_digits import not_digits
from digitpad.handwriting.synthetic import FIRST_TEST_HAND, synthetic
from digitpad.network.architecture import Architecture
from digitpad.network.blocks import every
from digitpad.network.described import input_steps
from digitpad.network.layers import Linear
from digitpad.support.errors import ModelError
from digitpad.training.adapt.settings import Adapting
from digitpad.training.augment import augmented
from digitpad.training.batches import HANDS
from digitpad.training.fitting import fit
from digitpad.training.loop import as_tensors
from digitpad.training.module import Network, at_once, normalised

BLOCK = 500  # images at a time: a tenth of a second or so


class AdaptWork:
    """Counts the parts that are done; ``check`` is called for each, and may end the work."""

    def __init__(self, total: int, check: Check) -> None:
        """Plan ``total`` parts."""
        self._total, self._check = total, check
        self._done = 0

    def told(self) -> Adapting:
        """Return how far the work is; one part more is done with the next call."""
        self._check()
        told = Adapting(min(self._done, self._total), self._total)
        self._done += 1
        return told


def blocks(count: int) -> Iterator[slice]:
    """Yield ``count`` images in parts of ``BLOCK``."""
    for start in range(0, count, BLOCK):
        yield slice(start, min(start + BLOCK, count))


def parts(count: int) -> int:
    """Return how many parts ``blocks`` yields."""
    return -(-count // BLOCK)


def first_to_decide(architecture: Architecture) -> int:
    """Return the index of the first fully connected layer, or of the block that holds it.

    0, all decide, where there is none.
    """
    kinds = [
        any(isinstance(inner, Linear) for inner in every([layer])) for layer in architecture.layers
    ]
    return kinds.index(True) if True in kinds else 0


def seen(network: Network, images: Tensor) -> Tensor:
    """Return what the layers that see make of ``images`` (n, 28, 28): (n, ...) float32.

    images: uint8 in 0..255 or float32 in 0..1. The tutorial network sees (n, 1568).
    """
    size = at_once(network, len(images))
    return torch.cat([_seen(network, some) for some in images.split(max(size, 1))])


@torch.no_grad()
def _seen(network: Network, images: Tensor) -> Tensor:
    architecture = network.architecture
    x = fit(normalised(images, architecture), input_steps(architecture)[1:])
    for layer in architecture.layers[: first_to_decide(architecture)]:
        x = network.apply_layer(layer, x)
    return x


MOST_SEEN = 2**28  # numbers, of all images together: 1 GB


def check_seen(architecture: Architecture, images: int) -> None:
    """Raise ModelError where what is seen of so many ``images`` cannot be kept."""
    ends = [architecture.input_shape, *(after for _, _, after in architecture.shapes())]
    each = math.prod(ends[first_to_decide(architecture)])
    if images * each > MOST_SEEN:
        raise ModelError(
            "{name} is too large to be adapted: {count:,} values of each digit go into the layers "
            "that learn, at most {most:,} can. Choose a smaller network.",
            name=architecture.name, count=each, most=MOST_SEEN // images,
        )  # fmt: skip


def decided(network: Network, features: Tensor) -> Tensor:
    """Return the log probabilities (n, 10) that follow from ``features`` of ``seen``."""
    architecture = network.architecture
    x = features
    for layer in architecture.layers[first_to_decide(architecture) :]:
        x = network.apply_layer(layer, x)
    return x


def deciding_parameters(network: Network) -> list[torch.nn.Parameter]:
    """Return the weights and biases of the layers that decide."""
    architecture = network.architecture
    names = [layer.name for layer in architecture.layers[first_to_decide(architecture) :]]
    return [
        parameter
        for name, part in network.named_children()
        if name in names
        for parameter in part.parameters()
    ]


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
