"""Runs of a session, side by side: what a recipe has that another has not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.graph import Graph
from digitpad.network.architecture import Architecture
from digitpad.network.described import graph_of, parameter_count
from digitpad.training.curves import Curves
from digitpad.training.plots.plot_spec import LossCurve
from digitpad.training.recipe import Recipe

if TYPE_CHECKING:
    from digitpad.training.weights import StateDict

MOST_BYTES = 2**29  # of all moments
MOST_EPOCHS = 128  # moments: of a longer training every second epoch goes, then every fourth, ...


@dataclass(frozen=True, eq=False)
class Moment:
    """Weights after ``step`` batches, as 16-bit floats: half the memory, answers within 0.005.

    Those that have larger numbers than 16 bits do, as a variance may, stay as they are. time: in
    epochs.
    """

    step: int
    time: float
    weights: Mapping[str, NDArray[np.float16 | np.float32]]


class Timeline:
    """Keeps the weights before the first batch, after 1, 2, 4, 8, ... of them and of each epoch."""

    def __init__(self) -> None:
        """Make an empty timeline."""
        self.moments: tuple[Moment, ...] = ()
        self._every = 1  # epochs

    def wants(self, step: int, batches: int) -> bool:
        """Tell whether the weights after ``step`` batches should be added; ``batches`` an epoch."""
        if step % batches == 0:
            return step // batches % self._every == 0
        return step < batches and step & (step - 1) == 0

    def add(self, step: int, time: float, weights: StateDict) -> None:
        """Keep a compact copy of ``weights``."""
        compact = {key: _compact(value.numpy()) for key, value in weights.items()}
        self.moments = (*self.moments, Moment(step, time, compact))
        size = sum(value.nbytes for value in compact.values())
        if size * len(self.moments) > MOST_BYTES:  # of a large network every second moment goes
            self.moments = (*self.moments[:-1:2], self.moments[-1])
        whole = [moment for moment in self.moments if moment.time >= 1]
        if len(whole) > MOST_EPOCHS:
            self._every *= 2
            self.moments = tuple(
                moment
                for moment in self.moments
                if moment.time < 1 or round(moment.time) % self._every == 0
            )

    def nearest(self, time: float) -> int:
        """Return the index of the moment nearest to ``time``, in epochs.

        Raises ValueError when there is none.
        """
        return min(range(len(self.moments)), key=lambda i: abs(self.moments[i].time - time))


def _compact(values: NDArray[Any]) -> NDArray[np.float16 | np.float32]:
    if np.abs(values).max(initial=0) > np.finfo(np.float16).max:
        return values.astype(np.float32)
    return values.astype(np.float16)


def network_at(what: Architecture | Graph, moment: Moment) -> Graph:
    """Return the network that was trained as it was at ``moment``, to read with."""
    numbers = {key: value.astype(np.float32) for key, value in moment.weights.items()}
    if isinstance(what, Graph):
        from digitpad.training.foreign import with_state

        return with_state(what, numbers)
    return graph_of(what, numbers)


@dataclass(eq=False)
class Run:
    """One training: its number in the session, what it was, and what is left of it to look at.

    accuracy: on the test set, 0..1, or None before it was tested.
    """

    number: int
    network: Architecture | Graph
    recipe: Recipe
    data: str
    curves: Curves
    timeline: Timeline
    accuracy: float | None = None
    is_shown: bool = True
    is_over: bool = False  # it takes no more batches

    def trace(self, name: str) -> LossCurve:
        """Return what a chart shows of the run, as it is now."""
        times, losses, smooth = self.curves.arrays()
        return LossCurve(
            name,
            self.number,
            self._length(times),
            times,
            losses,
            smooth,
            self.curves.epochs,
            self.curves.best,
        )

    def _length(self, times: NDArray[np.float64]) -> float:
        """Return how many epochs it takes; of one that was stopped, how many it has taken."""
        if self.is_over and len(times):
            return min(float(self.recipe.epochs), float(np.ceil(times[-1])))
        return float(self.recipe.epochs)


def difference(run: Run, other: Run) -> dict[str, Any]:
    """Return the settings of ``run`` that ``other`` has otherwise, with the values of ``run``.

    The recipe's name is left out: it follows from the rest; how threads compute, which does not
    show; and the network's name, which titles tell. Of two networks with one name it is told how
    many parameters each has.
    """
    differs = {
        field.name: getattr(run.recipe, field.name)
        for field in fields(Recipe)
        if field.name not in ("name", "repeatable")
        and getattr(run.recipe, field.name) != getattr(other.recipe, field.name)
    }
    if run.network != other.network and run.network.name == other.network.name:
        differs["parameters"] = parameter_count(run.network)
    if run.data != other.data:
        differs["data"] = run.data
    return differs
