"""One image in, one answer out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitpad.support.messages import percentage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from digitpad.graph.graph import Graph
    from digitpad.graph.trace import Activations

SURE = 0.6  # confidence from which an answer counts: most of what is no digit stays below

TOGETHER = 500  # images that are read at once

LEAST = 1e-300  # of a probability, before its logarithm


def percent(probability: float) -> str:
    """Return ``98.7 %`` for 0.987, and never 100.0 % for what is not certain."""
    return percentage(min(probability, 0.999) if probability < 1 else 1.0)


def share(probability: float, decimals: int) -> str:
    """Return ``0.987`` for 0.987, and never 1.000 for what is not certain, as ``percent``."""
    most = 1 - 10.0**-decimals
    return f"{min(probability, most) if probability < 1 else 1.0:.{decimals}f}"


def log_odds(probabilities: Sequence[float], digit: int) -> float:
    """Return the natural logarithm of p / (1 - p) of ``digit``, for ``probabilities`` of all.

    1 - p is the sum of the others: next to 1 it has many more digits than p leaves.
    """
    others = sum(p for n, p in enumerate(probabilities) if n != digit)
    return math.log(max(probabilities[digit], LEAST)) - math.log(max(others, LEAST))


@dataclass(frozen=True)
class DigitAnswer:
    """What a network says about one image: the probabilities of the digits 0 to 9."""

    probabilities: tuple[float, ...]

    @property
    def digit(self) -> int:
        """The most probable digit."""
        return max(range(len(self.probabilities)), key=self.probabilities.__getitem__)

    @property
    def confidence(self) -> float:
        """Probability of that digit, 0..1."""
        return self.probabilities[self.digit]

    @property
    def is_sure(self) -> bool:
        """False where it may be another digit, or none at all."""
        return self.confidence >= SURE

    @property
    def marked(self) -> str:
        """The digit as text, with a question mark where it is not sure: ``7?``."""
        return f"{self.digit}" if self.is_sure else f"{self.digit}?"


def answer_in(trace: Activations) -> DigitAnswer:
    """Return the answer that a trace ends with."""
    return DigitAnswer(tuple(trace.probabilities.tolist()))


def agreed(answers: Sequence[DigitAnswer]) -> DigitAnswer:
    """Return one answer for what may be seen in several ways: sure only where they say the same."""
    together = zip(*(answer.probabilities for answer in answers), strict=True)
    return DigitAnswer(tuple(sum(parts) / len(answers) for parts in together))


def classify(network: Graph, image: NDArray[np.float32]) -> DigitAnswer:
    """Return the answer of ``network`` for ``image``, of its input's size, in 0..1."""
    return classify_all(network, image[None])[0]


def classify_all(network: Graph, images: NDArray[np.float32]) -> list[DigitAnswer]:
    """Return the answers for ``images`` (n, ...), each of its input's size, in 0..1."""
    answers = []
    for start in range(0, len(images), TOGETHER):
        rows = network.probabilities(images[start : start + TOGETHER])  # (m, classes)
        answers += [DigitAnswer(tuple(row)) for row in rows.tolist()]
    return answers
