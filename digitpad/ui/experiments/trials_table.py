"""The table of trials: a click on a column's name sorts by it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from digitpad.training.experiments.experiment import Experiment
from digitpad.training.experiments.table import TrialRow
from digitpad.ui.experiments.trials_model import NUMBER, SORT_ROLE, TrialsModel


class TrialsTable(QTableView):
    """One trial a row, one of them selected.

    ``chosen()``: another one is. ``use_asked()`` and ``remove_asked()`` come from keys and double
    clicks, ``move_asked(int)`` from Alt with an arrow key.
    """

    chosen = Signal()
    use_asked = Signal()
    remove_asked = Signal()
    move_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty table, in the order in which trials run."""
        super().__init__(parent)
        self.setObjectName("trialsTable")
        self.setAccessibleName(self.tr("Trials"))
        self.rows = TrialsModel(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.rows)
        self._sorted.setSortRole(SORT_ROLE)
        self.setModel(self._sorted)
        self.setSortingEnabled(True)
        self.sortByColumn(NUMBER, Qt.SortOrder.AscendingOrder)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(28)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.selectionModel().selectionChanged.connect(self._tell)
        self.doubleClicked.connect(self._use)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the trials of ``experiment``; the selection stays on its row, if it is there."""
        selected = self.selected()
        self.rows.show_experiment(experiment)
        if experiment.trials:
            number = 1 if selected is None else selected.number
            self.select(min(number, len(experiment.trials)) - 1)

    def selected(self) -> TrialRow | None:
        """Return the selected row."""
        indices = self.selectionModel().selectedRows()
        if not indices:
            return None
        return self.rows.row(self._sorted.mapToSource(indices[0]).row())

    def select(self, index: int) -> None:
        """Select the trial at ``index``, in the order in which they run."""
        row = self._sorted.mapFromSource(self.rows.index(index, NUMBER))
        self.selectRow(row.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        is_alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down if is_alt:
                self.move_asked.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.use_asked.emit()
            case Qt.Key.Key_Delete:
                self.remove_asked.emit()
            case _:
                super().keyPressEvent(event)

    @Slot()
    def _tell(self) -> None:
        self.chosen.emit()

    @Slot(QModelIndex)
    def _use(self, _: QModelIndex) -> None:
        self.use_asked.emit()
