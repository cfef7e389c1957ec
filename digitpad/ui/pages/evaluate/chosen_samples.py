"""The samples beside the confusion matrix: those of a cell, the worst mistakes, or any six."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from digitpad.reading.classify import percent
from digitpad.ui.widgets.basics import filled
from digitpad.ui.widgets.boxes import ChoiceBox
from digitpad.ui.widgets.sample_grid import SampleGrid

if TYPE_CHECKING:
    from digitpad.data.samples import Bytes
    from digitpad.training.evaluation import Predictions

CELL, MISTAKES, SIX = 0, 1, 2  # places in the box


class ChosenSamples(QWidget):
    """Shows samples with truth, answer and probability, after the user's choice.

    ``sample_chosen(array)`` hands over a sample, (28, 28) uint8, that was clicked.
    """

    sample_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a widget without samples."""
        super().__init__(parent)
        self._images: Bytes | None = None
        self._predictions: Predictions | None = None
        self._cell = (0, 0)
        self._seed = 1  # as the tutorial's; each press of the button takes the next

        self.choice = ChoiceBox("sampleChoice")
        self.choice.setAccessibleName(self.tr("Which samples to show"))
        self.choice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.choice.addItems(
            [
                self.tr("One cell of the matrix"),
                self.tr("Most confident mistakes"),
                self.tr("Six random samples"),
            ]
        )
        self.choice.setCurrentIndex(MISTAKES)
        self.choice.setEnabled(False)
        self.choice.currentIndexChanged.connect(self._fill)
        self.others = QToolButton()
        self.others.setObjectName("sixOthersButton")
        self.others.setText(self.tr("Six others"))
        self.others.setToolTip(self.tr("Draw six other samples at random"))
        self.others.clicked.connect(self._draw_others)
        self.others.hide()
        self.grid = SampleGrid()
        self.grid.activated.connect(self._hand_over)

        box = filled(QVBoxLayout(self), self.choice, self.others, (self.grid, 1), spacing=8)
        box.setAlignment(self.others, Qt.AlignmentFlag.AlignLeft)

    def set_predictions(self, images: Bytes, predictions: Predictions) -> None:
        """Show samples of ``images`` (n, 28, 28), which ``predictions`` is about."""
        self._images, self._predictions = images, predictions
        self.choice.setEnabled(True)
        self._name_cell()
        self._fill()

    def set_cell(self, truth: int, read: int) -> None:
        """Remember a cell of the matrix for when the user chooses it."""
        self._cell = truth, read
        self._name_cell()

    def show_cell(self, truth: int, read: int) -> None:
        """Show the samples of a cell of the matrix."""
        self.set_cell(truth, read)
        if self.choice.currentIndex() == CELL:
            self._fill()
        else:
            self.choice.setCurrentIndex(CELL)

    def _name_cell(self) -> None:
        if self._predictions is not None:
            truth, read = self._cell
            count = self._predictions.report.confusion[truth][read]
            text = self.tr("Cell {0} read as {1} ({2})").format(truth, read, f"{count:,}")
            self.choice.setItemText(CELL, text)

    @Slot()
    def _fill(self) -> None:
        self.others.setVisible(self.choice.currentIndex() == SIX)
        predictions, images = self._predictions, self._images
        if predictions is None or images is None:
            return
        choice, text = self.choice.currentIndex(), ""
        if choice == CELL:
            indices = predictions.cell(*self._cell)
            text = self.tr("No {0} was read as {1}.").format(*self._cell)
        elif choice == MISTAKES:
            indices = predictions.mistakes()
            text = self.tr("There are no mistakes.")
        else:
            indices = predictions.six(self._seed)
        self.grid.set_empty_text(text)
        self.grid.set_samples(images, indices, self._caption)

    def _caption(self, index: int) -> str:
        assert self._predictions is not None
        answer = percent(float(self._predictions.probabilities[index]))
        truth, read = self._predictions.truth[index], self._predictions.predictions[index]
        return f"{truth} → {read}  {answer}"

    @Slot()
    def _draw_others(self) -> None:
        self._seed += 1
        self._fill()

    @Slot(int)
    def _hand_over(self, index: int) -> None:
        if self._images is not None:
            self.sample_chosen.emit(self._images[index].copy())
