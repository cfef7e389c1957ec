"""Recipes: how a network is trained, as plain values."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args

from digitpad.support.errors import ContentError, ModelError
from digitpad.support.messages import Text
from digitpad.support.untrusted_json import Reader, made, one_of, or_none, text, truth, within

Optimiser = Literal["sgd", "adamw", "muon"]
Schedule = Literal["constant", "one-cycle"]
Augmentation = Literal["none", "shift", "deform"]

OPTIMISERS: tuple[Optimiser, ...] = get_args(Optimiser)
SCHEDULES: tuple[Schedule, ...] = get_args(Schedule)
AUGMENTATIONS: tuple[Augmentation, ...] = get_args(Augmentation)

LONGEST_NAME = 4096  # characters
# The least and the most of each number, both allowed; whole numbers where both are.
LIMITS: dict[str, tuple[float, float]] = {
    "epochs": (1, 10_000),
    "batch_size": (1, 10_000),
    "learning_rate": (0.00001, 10.0),
    "momentum": (0.0, 0.999),
    "validation": (0.0, 0.9),
    "weight_decay": (0.0, 10.0),
    "label_smoothing": (0.0, 0.9),
    "epoch_samples": (1, 10_000_000),
    "dropout": (0.0, 0.99),
    "averaging": (0.0, 0.99999),
    "synthetic": (0.0, 0.9),
    "not_digits": (0.0, 0.5),
    "middle_first": (0.0, 1.0),
    "seed": (0, 2**31 - 1),
}


@dataclass(frozen=True)
class Recipe:
    """How to train. ``LIMITS`` holds the numbers' ranges.

    validation: the share of the training samples, the last ones by index, that is held back.
    epoch_samples: how many samples an epoch takes; the next one goes on from there. None: all.
    dropout: rate in place of the network's own while training; None keeps that.
    keep_best: keep the weights of the epoch with the lowest validation loss, not the last ones.
    averaging: decay for each batch of the moving average of the weights that is validated and
    kept; 0 keeps the weights themselves.
    synthetic, not_digits: shares of each batch that are synthetic handwriting, and synthetic
    scribbles, letters and specks of which no digit is to be sure, in place of the data set's.
    middle_first: the share of the training, its beginning, that sees the middle 20 x 20 pixels
    alone, where MNIST has nearly all ink: half the work for the layers that see pixels.
    repeatable: one thread computes, and on one kind of processor the same seed gives the same
    weights, bit for bit, whatever else runs and however many cores there are; else as many threads
    compute as are quickest, and the last digits may differ.
    """

    name: str
    epochs: int
    batch_size: int
    optimiser: Optimiser
    learning_rate: float
    momentum: float
    validation: float
    schedule: Schedule = "constant"
    weight_decay: float = 0.0
    label_smoothing: float = 0.0
    epoch_samples: int | None = None
    dropout: float | None = None
    augmentation: Augmentation = "none"
    averaging: float = 0.0
    keep_best: bool = True
    synthetic: float = 0.0
    not_digits: float = 0.0
    middle_first: float = 0.0
    repeatable: bool = False
    seed: int = 1

    @property
    def composition(self) -> tuple[int, int, int]:
        """How many samples of a batch are the data set's, synthetic digits, and no digits."""
        synthetic = round(self.batch_size * self.synthetic)
        not_digits = round(self.batch_size * self.not_digits)
        own = max(self.batch_size - synthetic - not_digits, 1)
        return own, synthetic, not_digits

    def held_back(self, samples: int) -> int:
        """Return how many of ``samples`` training samples validate."""
        return round(samples * self.validation)

    def to_json(self) -> dict[str, Any]:
        """Return the recipe as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: Any) -> Recipe:
        """Return the recipe that ``to_json`` wrote. Raises ModelError for anything else."""
        try:
            return made(cls, content, "recipe", _READERS)
        except ContentError as error:
            raise ModelError(
                "This is not a recipe: {problem}. Choose another file.", problem=error
            ) from error


_NUMBERS: dict[str, Reader] = {name: within(*limits) for name, limits in LIMITS.items()}
_READERS: dict[str, Reader] = _NUMBERS | {
    "name": text(LONGEST_NAME),
    "optimiser": one_of(OPTIMISERS),
    "schedule": one_of(SCHEDULES),
    "augmentation": one_of(AUGMENTATIONS),
    "epoch_samples": or_none(_NUMBERS["epoch_samples"]),
    "dropout": or_none(_NUMBERS["dropout"]),
    "keep_best": truth,
    "repeatable": truth,
}


# The tutorial's own: 48,000 images to train with, the last 12,000 to validate.
TUTORIAL_RECIPE = Recipe(
    name="tutorial",
    epochs=10,
    batch_size=64,
    optimiser="sgd",
    learning_rate=0.01,
    momentum=0.5,
    validation=0.2,
    repeatable=True,
)

# The bundled model's: MNIST, deformed, and synthetic handwriting of people from elsewhere. As much
# in 15 epochs by Muon, half of them on the pictures' middle, as AdamW learnt in 60: 99.40 % of
# MNIST and 98.1 % of pen digits that it had not seen, 99.38 and 98.1 before. See fast, below.
ROBUST_RECIPE = Recipe(
    name="robust",
    epochs=15,
    batch_size=128,
    optimiser="muon",
    learning_rate=0.02,
    momentum=0.9,
    validation=0.0,
    schedule="one-cycle",
    weight_decay=0.1,
    dropout=0.0,
    augmentation="deform",
    averaging=0.999,
    keep_best=False,
    synthetic=0.15,
    not_digits=0.03,
    middle_first=0.5,
)

# 99.0 % of MNIST's test set soonest: tests/bench/training.py. Each step, why, and from where:
# - Muon learns as much from 44,000 samples as AdamW from 72,000 (Jordan et al., 2024; muon.py).
# - The first 70 % see the middle of the pictures alone, half the work (Howard, fast.ai's DAWNBench
#   entry, 2018: small pictures first).
# - The rate goes up once and down to 0 (Smith and Topin, "Super-Convergence", 2018).
# - Shifts by a pixel are other samples for nothing (Jordan, airbench, 2024). No dropout: nothing is
#   seen twice, so nothing can be learnt by heart.
# - A twentieth of each label is spread over all digits, against being too sure too soon (Szegedy et
#   al., "Rethinking the Inception Architecture", 2016).
FAST_RECIPE = Recipe(
    name="fast",
    epochs=1,
    epoch_samples=44_000,
    batch_size=96,
    optimiser="muon",
    learning_rate=0.02,
    momentum=0.85,
    validation=1 / 30,
    schedule="one-cycle",
    weight_decay=0.05,
    label_smoothing=0.05,
    dropout=0.0,
    augmentation="shift",
    keep_best=False,
    middle_first=0.7,
)

# The window's first choice: in half a plain epoch it reads what people draw, not MNIST alone. As
# fast, with other hands beside those of MNIST: a network that knows MNIST only takes the nines and
# sevens of other countries for threes and twos.
EVERYDAY_RECIPE = replace(
    FAST_RECIPE, name="everyday", epoch_samples=68_000, batch_size=128, synthetic=0.35
)

# The most of a data set's own test set, for those who have an hour.
ACCURATE_RECIPE = Recipe(
    name="accurate",
    epochs=24,
    batch_size=128,
    optimiser="adamw",
    learning_rate=0.004,
    momentum=0.9,
    validation=0.0,
    schedule="one-cycle",
    weight_decay=0.1,
    label_smoothing=0.1,
    augmentation="deform",
    averaging=0.999,
    keep_best=False,
)

# Each with a sentence for who chooses among them.
_OFFERED = (
    (
        EVERYDAY_RECIPE,
        Text(
            "For a first try, in a minute or less: it reads what people draw. A third of its "
            "{samples:,} samples is added synthetic handwriting.",
            samples=EVERYDAY_RECIPE.epoch_samples,
        ),
    ),
    (
        FAST_RECIPE,
        Text(
            "The soonest to 99 % of MNIST's test. An epoch takes {samples:,} samples, not the "
            "whole data set; the next one goes on from there.",
            samples=FAST_RECIPE.epoch_samples,
        ),
    ),
    (
        TUTORIAL_RECIPE,
        Text(
            "The tutorial's own: SGD learns from four fifths of the samples, the last fifth "
            "validates, and the epoch with the lowest validation loss is kept."
        ),
    ),
    (
        ACCURATE_RECIPE,
        Text(
            "The most of a data set's own test, in about an hour: deformed samples, averaged "
            "weights, no validation."
        ),
    ),
    (
        ROBUST_RECIPE,
        Text(
            "The bundled model's, for hands from anywhere, in some minutes: deformed samples, "
            "synthetic handwriting and scribbles among them."
        ),
    ),
)
RECIPES = {recipe.name: recipe for recipe, _ in _OFFERED}
RECIPE_SENTENCES = {recipe.name: sentence for recipe, sentence in _OFFERED}
