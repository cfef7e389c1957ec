"""Saving the plot as a picture and its figures as a table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton

from digitpad.support.errors import DigitpadError
from digitpad.support.files import write_atomically
from digitpad.training.runs import Run
from digitpad.ui.messages import tell
from digitpad.ui.widgets.loss_plot import LossPlot


class PlotFiles(QObject):
    """A button with a menu; what was saved, or why it was not, is told."""

    def __init__(
        self, plot: LossPlot, run: Callable[[], Run | None], parent: QObject | None = None
    ) -> None:
        """Save what ``plot`` shows, and the figures of ``run``."""
        super().__init__(parent)
        self._plot, self._run = plot, run
        self.button = QPushButton(self.tr("Sa&ve"))
        self.button.setObjectName("savePlotButton")
        menu = QMenu(self.button)
        self.button.setMenu(menu)
        self.save_picture = QAction(self.tr("&Plot as PNG or SVG…"), menu)
        self.save_figures = QAction(self.tr("&Figures as CSV…"), menu)
        self.show_all = QAction(self.tr("Show &All of the Plot"), menu)
        menu.addActions([self.save_picture, self.save_figures, self.show_all])
        self.save_picture.triggered.connect(self._save_picture)
        self.save_figures.triggered.connect(self._save_figures)
        self.show_all.triggered.connect(plot.show_all)
        menu.aboutToShow.connect(self._enable)

    @Slot()
    def _enable(self) -> None:
        there = self._run() is not None
        self.save_picture.setEnabled(there)
        self.save_figures.setEnabled(there)

    @Slot()
    def _save_picture(self) -> None:
        self._plot.save_as("training")

    @Slot()
    def _save_figures(self) -> None:
        run = self._run()
        if run is None:
            return
        name, _ = QFileDialog.getSaveFileName(
            self.button, self.tr("Save Figures"), "training.csv", self.tr("Tables (*.csv)")
        )
        if not name:
            return
        try:
            write_atomically(Path(name), run.curves.to_csv().encode())
        except DigitpadError as error:
            tell(str(error))
        else:
            tell(self.tr("Saved {0}").format(name))
