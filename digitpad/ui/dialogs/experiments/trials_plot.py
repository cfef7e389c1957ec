"""The plot of an experiment: drawn in a thread of its own, shown here, saved as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.support.files import write_atomically
from digitpad.training.experiments.experiment import Experiment
from digitpad.training.plots.plot_spec import (
    PlotColours,
    Point,
    TrialsLabels,
    TrialsSpec,
    points_of,
)
from digitpad.ui.background import Job, Latest, Queue
from digitpad.ui.theme import theme, theme_source
from digitpad.ui.widgets.loss_plot import EARLIER

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class TrialsPlot(QWidget):
    """Accuracy over parameters and over time, a point for each trial that has run.

    ``ended(str)``: a file was saved, or why not.
    """

    ended = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty plot."""
        super().__init__(parent)
        self.setObjectName("trialsPlot")
        self.setAccessibleName(self.tr("Accuracy over parameters and over time"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._points: tuple[Point, ...] = ()
        self._selected: int | None = None
        self._image: QImage | None = None
        self._drawing, self._saving = Latest(self), Queue(self, finishes=True)
        self._drawing.answered.connect(self._take)
        self._drawing.failed.connect(self.ended)
        theme_source.changed.connect(self.refresh)

    def show_experiment(self, experiment: Experiment, selected: int | None) -> None:
        """Show the results there are; ``selected`` is the number of the trial to point out."""
        points = points_of(experiment)
        if (points, selected) == (self._points, self._selected):
            return
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

    def has_points(self) -> bool:
        """Tell whether there is something to save."""
        return bool(self._points)

    def image(self) -> QImage | None:
        """Return what is shown, or None before the first picture."""
        return self._image

    def spec(self) -> TrialsSpec:
        """Return what is shown, as a value."""
        colours = theme()
        return TrialsSpec(
            (self.width(), self.height()),
            self.devicePixelRatioF(),
            PlotColours(
                background=colours.panel, text=colours.text, muted=colours.muted,
                grid=colours.border, training=colours.accent, validation=colours.second,
                best=colours.second, earlier=EARLIER,
            ),
            TrialsLabels(
                accuracy=self.tr("Test accuracy"), parameters=self.tr("Parameters"),
                seconds=self.tr("Training time in seconds"),
            ),
            self._points,
            self._selected,
        )  # fmt: skip

    def save(self, path: Path, kind: str) -> None:
        """Write the plot to ``path`` as "png" or "svg"; ``ended`` follows."""
        spec = self.spec()

        def write(_job: Job) -> Path:
            from digitpad.training.plots import trials_chart

            write_atomically(path, trials_chart.save(spec, kind))
            return path

        self._saving.do(write, self._tell_saved, self.ended.emit)

    @Slot()
    def refresh(self) -> None:
        """Have the plot drawn anew, if anybody can see it."""
        if not self._points:
            self._drawing.forget()
            self._image = None
            self.update()
        elif self.isVisible():
            spec = self.spec()

            def draw() -> tuple[TrialsSpec, NDArray[np.uint8]]:
                from digitpad.training.plots import trials_chart

                return spec, trials_chart.draw(spec)

            self._drawing.ask(draw)

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(420, 420)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(240, 240)

    @Slot(object)
    def _take(self, drawn: tuple[TrialsSpec, NDArray[np.uint8]]) -> None:
        spec, pixels = drawn
        if spec.points != self._points:
            return  # of an experiment that is no longer shown
        height, width, _ = pixels.shape
        image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
        image.setDevicePixelRatio(spec.ratio)
        self._image = image
        self.update()

    @Slot(object)
    def _tell_saved(self, path: Path) -> None:
        self.ended.emit(self.tr("Saved {0}").format(path))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme().panel))
        if self._image is not None:
            painter.drawImage(QPointF(0, 0), self._image)
            return
        painter.setPen(QColor(theme().muted))
        painter.drawText(
            self.rect().adjusted(24, 0, -24, 0),
            int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap),
            self.tr("Accuracy over parameters and over time is drawn here, trial by trial."),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        self.refresh()
