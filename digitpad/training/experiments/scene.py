"""What the plot of an experiment shows, as plain values; matplotlib is not needed to make one."""

from __future__ import annotations

from dataclasses import dataclass

from digitpad.training.experiments.experiment import Experiment
from digitpad.training.scene import PlotColours


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
                number, trial.architecture.name, trial.recipe.name,
                trial.architecture.parameter_count(),
                result.seconds, result.test_accuracy,
            )
        )  # fmt: skip
    return tuple(found)
