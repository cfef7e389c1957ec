"""How a network is adapted, as plain values; they need no torch."""

from dataclasses import dataclass


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
ENOUGH = 20  # digits of a hand, for what README says
