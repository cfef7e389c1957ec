"""Runs of a session, side by side: what a recipe has that another has not."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from digitpad.network.description import Architecture
from digitpad.training.curves import Curves
from digitpad.training.recipe import Recipe
from digitpad.training.scene import LossCurve

if TYPE_CHECKING:
    from digitpad.training.timeline import Timeline


@dataclass(eq=False)
class Run:
    """One training: its number in the session, what it was, and what is left of it to look at.

    accuracy: on the test set, 0..1, or None before it was tested.
    """

    number: int
    architecture: Architecture
    recipe: Recipe
    data: str
    curves: Curves
    timeline: Timeline
    accuracy: float | None = None
    is_shown: bool = True

    def trace(self, name: str) -> LossCurve:
        """Return what a chart shows of the run, as it is now."""
        times, losses, smooth = self.curves.arrays()
        return LossCurve(
            name,
            self.number,
            self.recipe.epochs,
            times,
            losses,
            smooth,
            self.curves.epochs,
            self.curves.best,
        )


def difference(run: Run, other: Run) -> dict[str, Any]:
    """Return the settings of ``run`` that ``other`` has otherwise, with the values of ``run``.

    The recipe's name is left out: it follows from the rest. So is the network's, which titles
    tell; of two networks with one name, how many parameters each has.
    """
    differs = {
        field.name: getattr(run.recipe, field.name)
        for field in fields(Recipe)
        if field.name != "name"
        and getattr(run.recipe, field.name) != getattr(other.recipe, field.name)
    }
    if run.architecture != other.architecture and run.architecture.name == other.architecture.name:
        differs["parameters"] = run.architecture.parameter_count()
    if run.data != other.data:
        differs["data"] = run.data
    return differs
