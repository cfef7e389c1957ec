"""What to train; making a plan does not import torch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digitpad.data.samples import DataSet
from digitpad.network.description import Architecture
from digitpad.training.curves import Curves
from digitpad.training.recipe import Recipe

if TYPE_CHECKING:
    from digitpad.training.progress import Progress


@dataclass(frozen=True, eq=False)
class Plan:
    """What to train, with what; ``start`` and ``curves`` are those of a broken off training."""

    architecture: Architecture
    recipe: Recipe
    data: DataSet
    device: str = "cpu"
    start: Progress | None = None
    curves: Curves = field(default_factory=Curves)
