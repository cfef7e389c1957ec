"""What is taken away: a layer, the ink before the first one, or all; as a figure or as values."""

from __future__ import annotations

from dataclasses import dataclass

from digitpad.figures.spec import FigureLabels, FigureSpec, Part
from digitpad.graph.trace import ShownLayer, Trace
from digitpad.graph.values import flow_npz, ink_csv, layer_csv
from digitpad.ink.input.preparation import Steps


@dataclass(frozen=True, eq=False)
class Subject:
    """A part of what a network made of one drawing.

    steps: how the drawing became ``trace.image``; None for a picture, which has no strokes, and
    then ``part`` is not the ink.
    """

    trace: Trace
    part: Part
    steps: Steps | None = None

    def __post_init__(self) -> None:
        if self.part == "ink" and self.steps is None:
            raise ValueError("the ink needs its steps")

    @property
    def name(self) -> str:
        """For a file, without a suffix."""
        return self.part.name if isinstance(self.part, ShownLayer) else self.part


def figure(subject: Subject, spec: FigureSpec, labels: FigureLabels) -> bytes:
    """Return a file with the picture of ``subject``; matplotlib is imported here."""
    from digitpad.figures.figure import flow_figure, layer_figure
    from digitpad.figures.ink_figure import ink_figure

    trace, part, steps = subject.trace, subject.part, subject.steps
    if isinstance(part, ShownLayer):
        return layer_figure(trace, part, spec, labels)
    if part == "ink" and steps is not None:
        return ink_figure(trace, steps, spec, labels)
    return flow_figure(trace, spec, labels, steps)


def table(subject: Subject) -> str:
    """Return the values of a layer, or of the image that the ink became, as CSV."""
    if isinstance(subject.part, ShownLayer):
        return layer_csv(subject.trace, subject.part)
    if subject.steps is None or subject.part != "ink":
        raise ValueError("all of it is no table")
    return ink_csv(subject.steps)


def arrays(subject: Subject) -> bytes:
    """Return the values of all layers, and the pictures before them, as ``.npz``."""
    return flow_npz(subject.trace, subject.steps)
