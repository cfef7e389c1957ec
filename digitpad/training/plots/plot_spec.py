"""What plots of trainings and of experiments show, as plain values that need no matplotlib."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from digitpad.training.curves import EpochPoint, Values

if TYPE_CHECKING:
    from digitpad.training.experiments.experiment import Experiment

Limits = tuple[float, float]


@dataclass(frozen=True)
class PlotColours:
    """Of a chart, as ``#rrggbb``; ``earlier`` are those of other runs, one after the other."""

    background: str
    text: str
    muted: str
    grid: str
    training: str
    validation: str
    best: str
    earlier: tuple[str, ...]


@dataclass(frozen=True)
class PlotLabels:
    """The texts on a chart, in the user's language."""

    loss: str = "Loss"
    accuracy: str = "Accuracy"
    epochs: str = "Epochs"
    batch: str = "Training, each batch"
    smooth: str = "Training, smoothed"
    validation: str = "Validation"
    best: str = "Best epoch"


@dataclass(frozen=True, eq=False)
class LossCurve:
    """Run number ``run``: its epochs' figures, and of each batch, (n,), losses and smoothed losses.

    times: when each batch ended, in epochs. length: epochs that the run is planned to have.
    """

    name: str
    run: int
    length: float
    times: Values
    losses: Values
    smooth: Values
    epochs: tuple[EpochPoint, ...]
    best: EpochPoint | None


@dataclass(frozen=True)
class View:
    """The part that is zoomed in on: epochs, loss; accuracy keeps its own range."""

    epochs: Limits
    loss: Limits


@dataclass(frozen=True, eq=False)
class PlotSpec:
    """What to draw. size: logical pixels; ratio: pixels for each. cursor: a time in epochs."""

    size: tuple[int, int]
    ratio: float
    colours: PlotColours
    labels: PlotLabels
    current: LossCurve | None
    earlier: tuple[LossCurve, ...] = ()
    view: View | None = None
    cursor: float | None = None


@dataclass(frozen=True, eq=False)
class Frame:
    """A drawn plot: (h, w, 4) uint8 RGBA, and where the loss axes are, if there are any.

    plot: left, top, width and height of the loss axes in logical pixels. shown: what they span.
    """

    image: NDArray[np.uint8]
    ratio: float
    plot: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    shown: View | None = None


@dataclass(frozen=True)
class TrialsLabels:
    """The texts on the plot, in the user's language."""

    accuracy: str = "Test accuracy"
    parameters: str = "Parameters"
    seconds: str = "Training time in seconds"


@dataclass(frozen=True)
class Point:
    """A trial that has run; ``number`` is its row in the table. accuracy: 0..1."""

    number: int
    architecture: str
    recipe: str
    parameters: int
    seconds: float
    accuracy: float


@dataclass(frozen=True)
class TrialsSpec:
    """What to draw. size: logical pixels; ratio: pixels for each. selected: a point's number."""

    size: tuple[int, int]
    ratio: float
    colours: PlotColours
    labels: TrialsLabels
    points: tuple[Point, ...]
    selected: int | None = None


def points_of(experiment: Experiment) -> tuple[Point, ...]:
    """Return a point for each trial that has a result."""
    found = []
    for number, trial in enumerate(experiment.trials, start=1):
        result = trial.result
        if result is None or result.test_accuracy is None or result.seconds is None:
            continue
        found.append(
            Point(
                number, trial.network.name, trial.recipe.name, trial.network.parameter_count(),
                result.seconds, result.test_accuracy,
            )
        )  # fmt: skip
    return tuple(found)
