"""Recipes: how a network is trained, as plain values."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Optimiser = Literal["sgd", "adamw"]
Schedule = Literal["constant", "one-cycle"]
Augmentation = Literal["none", "shift", "robust"]


@dataclass(frozen=True)
class Recipe:
    """How to train.

    validation: how many of the training samples, the last ones by index, are held back.
    epoch_samples: how many samples an epoch takes; the next one goes on from there. None: all.
    dropout: rate in place of the network's own while training; None keeps that.
    keep_best: keep the weights of the epoch with the lowest validation loss, not the last ones.
    averaging: decay for each batch of the moving average of the weights that is validated and
    kept; 0 keeps the weights themselves.
    """

    name: str
    epochs: int
    batch_size: int
    optimiser: Optimiser
    learning_rate: float
    momentum: float
    validation: int
    schedule: Schedule = "constant"
    weight_decay: float = 0.0
    label_smoothing: float = 0.0
    epoch_samples: int | None = None
    dropout: float | None = None
    augmentation: Augmentation = "none"
    averaging: float = 0.0
    keep_best: bool = True
    seed: int = 1

    def to_json(self) -> dict[str, Any]:
        """Return the recipe as plain JSON values."""
        return asdict(self)
