"""What adapting tells, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digitpad.network.module import Network


@dataclass(frozen=True)
class Adapting:
    """``done`` of ``total`` parts of the work, which take about as long each."""

    done: int
    total: int


@dataclass(frozen=True)
class Score:
    """How many of some samples were read right."""

    correct: int
    samples: int

    @property
    def accuracy(self) -> float:
        """Share read right, 0..1."""
        return self.correct / self.samples


@dataclass(frozen=True)
class Scores:
    """How well a network reads: own, the hand's digits; others, synthetic digits by other hands.

    mnist: None where MNIST's test images were not there.
    """

    own: Score
    others: Score
    mnist: Score | None


@dataclass(frozen=True, eq=False)
class Adapted:
    """The end: a new network, in evaluation mode, and how well the old and the new one read.

    digits: how many of the hand it has learnt. after.own: each digit as read by a network that
    learnt from the others, not from this one.
    """

    network: Network
    digits: int
    before: Scores
    after: Scores
