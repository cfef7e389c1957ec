"""The Test page: a button, the result in a line, the confusion matrix and the samples behind it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from digitpad.ui.background import Job, Task
from digitpad.ui.pages.evaluate.chosen_samples import ChosenSamples
from digitpad.ui.pages.evaluate.confusion_matrix import ConfusionMatrix, DigitTable
from digitpad.ui.pages.evaluate.result_header import ResultHeader
from digitpad.ui.widgets.basics import filled, panel
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.data.samples import DataSet, Samples
    from digitpad.graph.graph import Graph
    from digitpad.network.files.checkpoint import Checkpoint
    from digitpad.training.evaluation import Predictions
    from digitpad.ui.data_sets import DataSets

DEFAULT_DATA_SET = "mnist"
MARGINS = (12, 10, 12, 10)  # pixels inside a panel
SAMPLES_WIDTH = 226  # pixels at the least: two columns of samples


@dataclass(frozen=True, eq=False)
class _Subject:
    """What is examined: a model, and the test samples of a data set."""

    checkpoint: Checkpoint
    data_set: DataSet


class TestPage(QWidget):
    """Examines the present model on the test samples when the user asks for it.

    ``sample_chosen(array)`` hands over a sample, (28, 28) uint8, that was clicked;
    ``evaluated(Predictions)`` tells that a new result is shown.
    """

    __test__ = False  # the name is the page's, not pytest's

    sample_chosen = Signal(object)
    evaluated = Signal(object)

    def __init__(
        self, session: Session, data_sets: DataSets, parent: QWidget | None = None
    ) -> None:
        """Make a page without a result."""
        super().__init__(parent)
        self.setObjectName("testPage")
        self._session = session
        self._data_sets = data_sets
        self._examiner: Task | None = None
        self._examining: _Subject | None = None
        self._shown: _Subject | None = None
        self._predictions: Predictions | None = None
        self._waits_for_data = False

        self.header = ResultHeader()
        self.header.button.clicked.connect(self.evaluate_or_cancel)
        self.matrix = ConfusionMatrix()
        self.table = DigitTable()
        self.samples = ChosenSamples()
        self._lay_out()

        self.matrix.cell_chosen.connect(self.samples.show_cell)
        self.samples.sample_chosen.connect(self.sample_chosen)
        session.model_changed.connect(self._compare_with_present)
        data_sets.loaded.connect(self._take_data_set)
        data_sets.failed.connect(self._take_failure)
        self._show_idle()

    def _lay_out(self) -> None:
        numbers, pictures = panel(), panel()
        filled(QVBoxLayout(numbers), (self.matrix, 1), self.table, margins=MARGINS)
        filled(QVBoxLayout(pictures), self.samples, margins=MARGINS)
        pictures.setMinimumWidth(SAMPLES_WIDTH)
        lower = filled(QHBoxLayout(), (numbers, 5), (pictures, 3), spacing=12)
        filled(QVBoxLayout(self), self.header, (lower, 1), spacing=12)

    @property
    def is_running(self) -> bool:
        """True while a test runs or waits for its data set."""
        return self._waits_for_data or (self._examiner is not None and self._examiner.is_running)

    @Slot()
    def evaluate_or_cancel(self) -> None:
        """Test the present model, or cancel the test that runs."""
        if self._examiner is not None:
            self._examiner.cancel()  # it ends within one batch, and tells
        elif self._waits_for_data:
            self._waits_for_data = False
            self._show_idle()
        elif self._session.checkpoint is None:
            self.header.show_message(self._session.why_no_network())
        elif self._data_sets.current is not None:
            self._examine(self._session.checkpoint, self._data_sets.current)
        else:
            self._waits_for_data = True
            self.header.show_running(self.tr("Loading the data set…"))
            if not self._data_sets.busy:
                self._data_sets.load(self._data_sets.current_name or DEFAULT_DATA_SET)

    # A test and its end

    def _examine(self, checkpoint: Checkpoint, data_set: DataSet) -> None:
        self._examining = _Subject(checkpoint, data_set)
        self.header.show_running(self.tr("Reading the test digits…"))
        unexpected = self.tr("The model could not be tested: {0}. Try another model.")
        work = partial(_predictions, checkpoint.network, data_set.test)
        self._examiner = Task(work, self, unexpected)
        self._examiner.moved.connect(self._show_progress)
        self._examiner.done.connect(self._take_predictions)
        self._examiner.failed.connect(self.header.show_message)
        for signal in (self._examiner.done, self._examiner.failed, self._examiner.cancelled):
            signal.connect(self._end)
        self._examiner.start()

    @Slot()
    def _end(self) -> None:
        self._examiner = self._examining = None
        self._show_idle()

    @Slot(object)
    def _take_data_set(self, data_set: DataSet) -> None:
        if self._waits_for_data:
            self._waits_for_data = False
            if self._session.checkpoint is not None:
                self._examine(self._session.checkpoint, data_set)
                return
            self._show_idle()
        self._compare_with_present()

    @Slot(str)
    def _take_failure(self, message: str) -> None:
        if self._waits_for_data:
            self._waits_for_data = False
            self._show_idle()
            self.header.show_message(message)

    @Slot(object)
    def _take_predictions(self, predictions: Predictions) -> None:
        assert self._examining is not None
        self._show(self._examining, predictions)
        self.evaluated.emit(predictions)

    def hand_over(self) -> tuple[_Subject, Predictions] | None:
        """Return what is shown, for another page."""
        if self._shown is None or self._predictions is None:
            return None
        return self._shown, self._predictions

    def take_over(self, shown: tuple[_Subject, Predictions] | None) -> None:
        """Show what another page has shown."""
        if shown is not None:
            self._show(*shown)
            self._show_idle()

    def _show(self, subject: _Subject, predictions: Predictions) -> None:
        self._shown, self._predictions = subject, predictions
        report = predictions.report
        self.matrix.set_counts(report.confusion)
        cell = _most_frequent_mistake(report.confusion)
        self.matrix.set_current(*cell)
        self.table.set_shares(predictions.precision, predictions.recall)
        self.samples.set_cell(*cell)
        self.samples.set_predictions(subject.data_set.test.images, predictions)
        self.header.set_result(report)

    # What the header says

    def _show_idle(self) -> None:
        self.header.show_idle()
        self._compare_with_present()

    @Slot(object)
    def _show_progress(self, samples: tuple[int, int]) -> None:
        self.header.show_progress(*samples)

    @Slot()
    def _compare_with_present(self) -> None:
        """Say what the result belongs to, and whether that is still in use."""
        shown = self._shown
        if shown is None or self.is_running:
            return
        model, data_set = shown.checkpoint, shown.data_set
        same_data = self._data_sets.current is None or self._data_sets.current is data_set
        present = self._session.checkpoint  # under another name perhaps, since it was tested
        is_present = same_data and present is not None and present.network is model.network
        self.header.show_source(model.path.stem, data_set.name, is_present)


def _predictions(network: Graph, samples: Samples, job: Job) -> Predictions:
    """Read all samples with ``network``."""
    from digitpad.training.evaluation import predict
    from digitpad.training.module import module_of

    def tell(done: int, total: int) -> None:
        job.check()
        job.tell((done, total))

    return predict(module_of(network), samples, tell)


def _most_frequent_mistake(confusion: tuple[tuple[int, ...], ...]) -> tuple[int, int]:
    pairs = [(truth, read) for truth in range(10) for read in range(10) if truth != read]
    return max(pairs, key=lambda pair: confusion[pair[0]][pair[1]])
