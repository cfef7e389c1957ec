"""How a network is adapted, as plain values; they need no torch."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.network.files.checkpoint import Checkpoint, save_checkpoint
from digitpad.network.files.library import LONGEST_NAME, free_path
from digitpad.network.files.training_info import TrainingInfo
from digitpad.support.numbers import date_and_time

if TYPE_CHECKING:
    from digitpad.training.module import Network


@dataclass(frozen=True)
class Adaptation:
    """How to adapt; the numbers are from tests/bench/adapt.py.

    fewest, most: digits of the hand; of more than ``most``, the latest ones are learnt.
    folds: into which the digits are dealt; each is read by a network that learnt from the others.
    steps: of the optimiser. own, others: images in each batch. views: deformed digits, of all the
    hand's together. replayed: images by other hands, and of no digits, to keep the answers for.
    temperature: by which log probabilities are divided where answers are compared.
    tests: synthetic digits, by hands that nothing was learnt from.
    """

    fewest: int = 10
    most: int = 1000
    folds: int = 5
    steps: int = 150
    own: int = 96
    others: int = 128
    learning_rate: float = 0.002
    views: int = 2000
    replayed: int = 4000
    temperature: float = 2.0
    tests: int = 2000


ADAPTATION = Adaptation()
SEED = 1  # of an adapting, where nobody asks for another
ENOUGH = 20  # digits of a hand, for what README says


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

    @property
    def is_better(self) -> bool:
        """Tell whether it reads more of the hand's digits than before."""
        return self.after.own.correct > self.before.own.correct


NAME = "my-hand"  # of the files


def keep_adapted(
    adapted: Adapted, origin: Checkpoint, folder: Path, *, how: Adaptation = ADAPTATION
) -> Checkpoint:
    """Save ``adapted``, which was ``origin`` before, in ``folder`` and return its checkpoint.

    Raises DigitpadError when it cannot be written.
    """
    made = datetime.now()
    name = origin.path.stem[:LONGEST_NAME]
    recipe = {
        "name": f"adapted from {name} with {adapted.digits} digits",
        "adapted_from": name,
        "digits": adapted.digits,
        **asdict(how),
    }
    # The accuracy that a checkpoint tells is that of its data set's own test images.
    on_mnist = adapted.after.mnist if origin.training_info.data == "mnist" else None
    training_info = TrainingInfo(
        data=origin.training_info.data, recipe=recipe, seed=SEED,
        test_accuracy=None if on_mnist is None else on_mnist.accuracy,
        made=date_and_time(made), hands_accuracy=adapted.after.others.accuracy,
    )  # fmt: skip
    path = free_path(folder, f"{NAME}-{made:%Y%m%d-%H%M%S}")
    from digitpad.training.module import graph_with

    network = graph_with(adapted.network)
    save_checkpoint(path, network, training_info)
    return Checkpoint(network, training_info, path)


def has_learnt_before(origin: Checkpoint) -> bool:
    """Tell whether ``origin`` is itself adapted: what it reads right is no honest measure then."""
    return "adapted_from" in origin.training_info.recipe
