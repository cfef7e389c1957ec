"""Runs of a session, side by side: what a recipe has that another has not."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from digitpad.network.description import Network
from digitpad.training.curves import Curves
from digitpad.training.recipe import Recipe
from digitpad.training.scene import Trace

if TYPE_CHECKING:
    from digitpad.training.timeline import Timeline


@dataclass(eq=False)
class Run:
    """One training: its number in the session, what it was, and what is left of it to look at.

    accuracy: on the test set, 0..1, or None before it was tested.
    """

    number: int
    network: Network
    recipe: Recipe
    data: str
    curves: Curves
    timeline: Timeline
    accuracy: float | None = None
    is_shown: bool = True

    def trace(self, name: str) -> Trace:
        """Return what a chart shows of the run, as it is now."""
        times, losses, smooth = self.curves.arrays()
        return Trace(
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
    if run.network != other.network and run.network.name == other.network.name:
        differs["parameters"] = run.network.parameter_count()
    if run.data != other.data:
        differs["data"] = run.data
    return differs
