"""The Test page: a button, the result in a line, the confusion matrix and the samples behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from digitpad.ui.background import Job, Task
from digitpad.ui.pages.evaluate.chosen_samples import ChosenSamples
from digitpad.ui.pages.evaluate.confusion_matrix import TITLE_HEIGHT, TITLE_WIDTH, ConfusionMatrix
from digitpad.ui.pages.evaluate.result_header import ResultHeader
from digitpad.ui.widgets.basics import filled, label, panel
from digitpad.ui.widgets.names import data_title
from digitpad.ui.widgets.painted import sized
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.data.samples import DataSet, Samples
    from digitpad.graph.graph import Graph
    from digitpad.network.files.checkpoint import Checkpoint
    from digitpad.training.evaluation import Predictions, Report
    from digitpad.ui.data_sets import DataSets

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
        self.precision = DigitShares(
            self.tr("Precision"),
            self.tr("Of all that was read as this digit: how much was this digit, in percent"),
            self.tr("Precision of {0}: {1}"), beside=False,
        )  # fmt: skip
        self.recall = DigitShares(
            self.tr("Recall"),
            self.tr("Of all that is this digit: how much was read as this digit, in percent"),
            self.tr("Recall of {0}: {1}"), beside=True,
        )  # fmt: skip
        self.samples = ChosenSamples()
        self._lay_out()

        self.matrix.cell_chosen.connect(self.samples.show_cell)
        self.samples.sample_chosen.connect(self.sample_chosen)
        session.model_changed.connect(self._compare_with_present)
        data_sets.loaded.connect(self._take_data_set)
        data_sets.load_failed.connect(self._take_failure)
        self._show_idle()

    def _lay_out(self) -> None:
        numbers, pictures = panel(), panel()
        grid = QGridLayout(numbers)
        grid.setContentsMargins(*MARGINS)
        grid.setHorizontalSpacing(2)
        grid.addWidget(self.matrix, 0, 0)
        grid.addWidget(self.recall, 0, 1)  # as high as the rows that it is of
        grid.addWidget(self.precision, 1, 0)  # as wide as the columns
        filled(QVBoxLayout(pictures), self.samples, margins=MARGINS)
        pictures.setMinimumWidth(SAMPLES_WIDTH)
        lower = filled(QHBoxLayout(), (numbers, 5), (pictures, 3), spacing=12)
        filled(QVBoxLayout(self), self.header, (lower, 1), spacing=12)

    @property
    def is_running(self) -> bool:
        """True while a test runs or waits for its data set."""
        return self._waits_for_data or (self._examiner is not None and self._examiner.is_running)

    @property
    def report(self) -> Report | None:
        """The result that is shown."""
        return None if self._predictions is None else self._predictions.report

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
            if not self._data_sets.is_loading:
                self._data_sets.load(self._data_sets.current_name or self._data_sets.chosen)

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

    @Slot(str, str)
    def _take_failure(self, _data: str, message: str) -> None:
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
        self.precision.set_shares(predictions.precision)
        self.recall.set_shares(predictions.recall)
        self.samples.set_cell(*cell)
        self.samples.set_predictions(subject.data_set.test.images, predictions)
        self.header.set_result(report, predictions.hands)

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
        self.header.show_source(model.path.stem, data_title(data_set.name), is_present)


def _predictions(network: Graph, samples: Samples, job: Job) -> Predictions:
    """Read all samples with ``network``, and digits by hands that it has not learnt from."""
    from digitpad.training.evaluation import predict
    from digitpad.training.module import module_of
    from digitpad.training.test_and_save import hands_accuracy

    def tell(done: int, total: int) -> None:
        job.check()
        job.tell((done, total))

    module = module_of(network)
    return replace(predict(module, samples, tell), hands=hands_accuracy(module))


def _most_frequent_mistake(confusion: tuple[tuple[int, ...], ...]) -> tuple[int, int]:
    pairs = [(truth, read) for truth in range(10) for read in range(10) if truth != read]
    return max(pairs, key=lambda pair: confusion[pair[0]][pair[1]])


FONT_PIXELS = 11
BESIDE = 44  # pixels: width of the column beside the matrix
UNDEFINED = "–"


class DigitShares(QWidget):
    """Shows ten shares in percent, in a row below the matrix or in a column beside it."""

    def __init__(self, title: str, tip: str, sentence: str, *, beside: bool) -> None:
        """Make a row, or a column ``beside``, without values.

        sentence: for a screen reader, with a digit and its share.
        """
        super().__init__()
        self.setAccessibleName(title)
        self._sentence = sentence
        direction = QBoxLayout.Direction
        row = QBoxLayout(direction.TopToBottom if beside else direction.LeftToRight, self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        heading = label(title, "heading")
        heading.setFont(sized(heading.font(), FONT_PIXELS))
        heading.setToolTip(tip)
        if beside:
            self.setFixedWidth(BESIDE)
            heading.setFixedHeight(TITLE_HEIGHT)
            heading.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)
        else:
            heading.setFixedWidth(TITLE_WIDTH)
        row.addWidget(heading)
        ignored, fixed = QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed
        self._cells: list[QLabel] = []
        for _ in range(10):
            cell = label("", "share")
            cell.setFont(sized(cell.font(), FONT_PIXELS))
            cell.setAlignment(Qt.AlignmentFlag.AlignCenter)
            cell.setSizePolicy(fixed if beside else ignored, ignored if beside else fixed)
            if beside:
                cell.setFixedWidth(BESIDE)
            cell.setToolTip(tip)
            row.addWidget(cell, 1)
            self._cells.append(cell)
        self.set_shares((None,) * 10)

    def set_shares(self, shares: Sequence[float | None]) -> None:
        """Show ten values in 0..1; None where a value is not defined."""
        for digit, (cell, share) in enumerate(zip(self._cells, shares, strict=True)):
            text = UNDEFINED if share is None else _percent(share)
            cell.setText(text)
            cell.setAccessibleName(self._sentence.format(digit, text))

    def cells(self) -> list[QLabel]:
        """Return the labels of the digits 0 to 9."""
        return self._cells


def _percent(share: float) -> str:
    """Return ``99.2`` for 0.992, and 100 only for what is whole."""
    return "100" if share == 1 else f"{min(share * 100, 99.9):.1f}"
