"""The plot of an experiment: accuracy over parameters and over time, trial by trial."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from digitpad.training.experiments.experiment import Experiment
from digitpad.training.plots.plot_spec import Point, TrialsLabels, TrialsSpec, points_of
from digitpad.ui.widgets.live_plot import LivePlot

if TYPE_CHECKING:
    from digitpad.training.plots.trials_chart import TrialsChart


class TrialsPlot(LivePlot):
    """Accuracy over parameters and over time, a point for each trial that has run."""

    usual, least = (420, 420), (240, 240)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty plot."""
        super().__init__(_chart, parent)
        self.setObjectName("trialsPlot")
        self.setAccessibleName(self.tr("Accuracy over parameters and over time"))
        self._points: tuple[Point, ...] = ()
        self._selected: int | None = None

    def show_experiment(self, experiment: Experiment, selected: int | None) -> None:
        """Show the results there are; ``selected`` is the number of the trial to point out."""
        points = points_of(experiment)
        if (points, selected) == (self._points, self._selected):
            return
        if points != self._points:
            self._drawing.forget()  # what is drawn of an experiment that is no longer shown
        self._points, self._selected = points, selected
        self.setAccessibleDescription(
            "; ".join(
                self.tr("{0}: {1}, {2} % right, {3} parameters, {4} s").format(
                    point.number, point.architecture, f"{100 * point.accuracy:.2f}",
                    f"{point.parameters:,}", f"{point.seconds:.1f}",
                )
                for point in points
            )
        )  # fmt: skip
        self.refresh()

    def has_content(self) -> bool:  # noqa: D102
        return bool(self._points)

    def empty_text(self) -> str:  # noqa: D102
        return self.tr("Accuracy over parameters and over time is drawn here, trial by trial.")

    def spec(self) -> TrialsSpec:  # noqa: D102
        return TrialsSpec(
            (self.width(), self.height()),
            self.devicePixelRatioF(),
            self._colours(),
            TrialsLabels(
                accuracy=self.tr("Test accuracy"), parameters=self.tr("Parameters"),
                seconds=self.tr("Training time in seconds"),
            ),
            self._points,
            self._selected,
        )  # fmt: skip


def _chart() -> TrialsChart:
    from digitpad.training.plots.trials_chart import TrialsChart

    return TrialsChart()
