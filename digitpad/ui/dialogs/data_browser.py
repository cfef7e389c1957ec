"""A window of its own in which the samples of a data set are looked through."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QDialog, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from digitpad.data.samples import DataSet, Samples
from digitpad.ui.collection.digits import digit_of
from digitpad.ui.widgets.basics import filled, label, panel
from digitpad.ui.widgets.choice_row import DigitFilter
from digitpad.ui.widgets.names import data_title
from digitpad.ui.widgets.sample_grid import SampleGrid

TRAINING, TEST = 0, 1  # ids of the buttons for the two parts
DEFAULT_SIZE = (720, 640)


class DataBrowser(QDialog):
    """Shows one part of a data set, all digits or one.

    ``sample_chosen(array)`` hands over a sample, (28, 28) uint8, that was clicked.
    """

    sample_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a browser without a data set; ``show`` it, it is not modal."""
        super().__init__(parent)
        self.setObjectName("dataBrowser")
        self.setWindowTitle(self.tr("Samples"))
        self.resize(*DEFAULT_SIZE)
        self._data_set: DataSet | None = None

        self.parts = QButtonGroup(self)
        names = (self.tr("Training"), "trainingPart"), (self.tr("Test"), "testPart")
        parts = [_choice(self.parts, n, text, name) for n, (text, name) in enumerate(names)]
        self.count = label("", "heading")
        self.digits = DigitFilter(spacing=6)
        self.grid = SampleGrid()
        self.grid.set_empty_text(self.tr("Loading the data set…"))
        frame = panel()
        filled(QVBoxLayout(frame), self.grid, margins=(10, 10, 10, 10))
        filled(
            QVBoxLayout(self), filled(QHBoxLayout(), *parts, None, self.count, spacing=6),
            filled(QHBoxLayout(), self.digits, None), (frame, 1), spacing=10,
            margins=(14, 12, 14, 14),
        )  # fmt: skip
        self.parts.button(TRAINING).setChecked(True)
        self.parts.idClicked.connect(self._fill)
        self.digits.chosen.connect(self._fill)
        self.grid.activated.connect(self._hand_over)
        self.grid.setFocus()

    @Slot(object)
    def show_data_set(self, data_set: DataSet) -> None:
        """Show ``data_set``, with the choices of part and digit as they are."""
        self._data_set = data_set
        self.setWindowTitle(self.tr("Samples of {0}").format(data_title(data_set.name)))
        self.grid.set_empty_text(self.tr("There are no such samples."))
        self._fill()

    @Slot(str, str)
    def tell_failure(self, _data: str, why: str) -> None:
        """Say why there is nothing to show, if there is nothing."""
        self.grid.set_empty_text(why)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        digit = digit_of(event)
        if digit is not None:
            self.digits.button(digit).setChecked(True)
            self._fill()
        else:
            super().keyPressEvent(event)

    def _samples(self) -> Samples | None:
        if self._data_set is None:
            return None
        is_test = self.parts.checkedId() == TEST
        return self._data_set.test if is_test else self._data_set.training

    @Slot()
    def _fill(self) -> None:
        samples = self._samples()
        if samples is None:
            return
        digit, labels = self.digits.digit(), samples.labels
        indices = np.arange(len(labels)) if digit is None else np.flatnonzero(labels == digit)
        self.grid.set_samples(samples.images, indices, lambda index: str(labels[index]))
        self.count.setText(
            self.tr("{0} of {1}").format(f"{len(indices):,}", f"{len(labels):,}")
        )  # fmt: skip

    @Slot(int)
    def _hand_over(self, index: int) -> None:
        samples = self._samples()
        if samples is not None:
            self.sample_chosen.emit(samples.images[index].copy())


def _choice(group: QButtonGroup, number: int, text: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setText(text)
    button.setCheckable(True)
    group.addButton(button, number)
    return button
