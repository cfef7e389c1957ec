"""The plot of an experiment, accuracy over parameters and over time, and what is taken away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from digitpad.support.errors import DigitpadError
from digitpad.support.files import write_atomically
from digitpad.support.typeface_names import importing_matplotlib
from digitpad.training.experiments.experiment import Experiment, to_csv
from digitpad.training.plots.plot_spec import Point, TrialsLabels, TrialsSpec, points_of
from digitpad.ui.messages import ask_save_path
from digitpad.ui.widgets.basics import push_button
from digitpad.ui.widgets.live_plot import LivePlot
from digitpad.ui.widgets.names import preset_title, recipe_title

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
            tuple(map(_titled, self._points)),
            self._selected,
        )  # fmt: skip


def _titled(point: Point) -> Point:
    """Return ``point`` with network and recipe as they are called in the language."""
    architecture, recipe = preset_title(point.architecture), recipe_title(point.recipe)
    return replace(point, architecture=architecture, recipe=recipe)


class TrialsFiles(QObject):
    """Buttons that save the table of an experiment and its plot.

    ``saved(str)``, ``failed(str)``: what came of the table; the plot tells it by itself.
    """

    saved = Signal(str)
    failed = Signal(str)

    def __init__(self, plot: TrialsPlot, experiment: Callable[[], Experiment]) -> None:
        """Save what ``plot`` shows, and the trials of ``experiment``."""
        super().__init__(plot)
        self._plot, self._experiment = plot, experiment
        self.csv_button = push_button(self.tr("Table as &CSV…"), "experimentCsvButton")
        self.picture_button = push_button(self.tr("Plot as &File…"), "experimentPlotButton")
        self.csv_button.clicked.connect(self._save_table)
        self.picture_button.clicked.connect(self._save_plot)

    def enable(self) -> None:
        """Have the buttons enabled where there is something to save."""
        self.csv_button.setEnabled(bool(self._experiment().trials))
        self.picture_button.setEnabled(self._plot.has_content())

    @Slot()
    def _save_table(self) -> None:
        experiment = self._experiment()
        kinds = {"csv": self.tr("Tables (*.csv)")}
        path, _ = ask_save_path(self._plot.window(), self.tr("Save Table"), experiment.name, kinds)
        if path is None:
            return
        try:
            write_atomically(path, to_csv(experiment).encode())
        except DigitpadError as error:
            self.failed.emit(str(error))
        else:
            self.saved.emit(self.tr("Saved {0}").format(path))

    @Slot()
    def _save_plot(self) -> None:
        self._plot.save_as(self._experiment().name)


def _chart() -> TrialsChart:
    with importing_matplotlib:
        from digitpad.training.plots.trials_chart import TrialsChart

    return TrialsChart()
