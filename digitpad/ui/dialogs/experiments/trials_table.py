"""The table of trials: a click on a column's name sorts by it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from digitpad.support.messages import percentage
from digitpad.training.experiments.experiment import Experiment, TrialRow, rows_of
from digitpad.ui.widgets.basics import show_as_list
from digitpad.ui.widgets.names import duration, preset_title, recipe_title

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

SORT_ROLE = int(Role.UserRole)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
NUMBER, NETWORK, RECIPE, ACCURACY = range(4)  # columns


class TrialsModel(QAbstractTableModel):
    """Shows an experiment, and how far the trial is that runs."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Make an empty table."""
        super().__init__(parent)
        self._rows: tuple[TrialRow, ...] = ()
        self._running: tuple[int, float] | None = None
        self._columns: list[
            tuple[str, str, Callable[[TrialRow], Any], Callable[[TrialRow], str]]
        ] = [
            (self.tr("No."), "", lambda row: row.number, lambda row: str(row.number)),
            (self.tr("Network"), "",
             lambda row: row.network, lambda row: preset_title(row.network)),
            (self.tr("Recipe"), "", lambda row: row.recipe, lambda row: recipe_title(row.recipe)),
            (self.tr("Accuracy"), self.tr("Share of the test set that is read right"),
             lambda row: row.test_accuracy, self._state),
            (self.tr("Parameters"), self.tr("Weights and biases"),
             lambda row: row.parameters, lambda row: f"{row.parameters:,}"),
            (self.tr("Time"), self.tr("Of training and validation"),
             lambda row: row.seconds, lambda row: _known(row.seconds, duration)),
            (self.tr("Epochs"), "", lambda row: row.epochs, lambda row: f"{row.epochs:,}"),
            (self.tr("Seed"), "", lambda row: row.seed, lambda row: str(row.seed)),
            (self.tr("Validation"), self.tr("Share of the validation set that is read right"),
             lambda row: row.val_accuracy, lambda row: _known(row.val_accuracy, _percent)),
            (self.tr("Loss"), self.tr("Average negative log-likelihood of the test set"),
             lambda row: row.test_loss, lambda row: _known(row.test_loss, "{:.4f}".format)),
            (self.tr("Multiplications"), self.tr("For the answer to one image"),
             lambda row: row.multiplications, lambda row: f"{row.multiplications:,}"),
            (self.tr("Samples/s"), self.tr("Of training, validation left out"),
             lambda row: row.samples_per_second,
             lambda row: _known(row.samples_per_second, "{:,.0f}".format)),
        ]  # fmt: skip

    def show_experiment(self, experiment: Experiment) -> None:
        """Show ``experiment``; a selection stays where the rows stay as many."""
        rows = rows_of(experiment)
        if len(rows) != len(self._rows):
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
        elif rows != self._rows:
            self._rows = rows
            self.dataChanged.emit(
                self.index(0, 0), self.index(len(rows) - 1, len(self._columns) - 1)
            )

    def show_running(self, running: tuple[int, float] | None) -> None:
        """Show that of the trial at an index a share, 0..1, is done; None: that none runs."""
        before, self._running = self._running, running
        for present in (before, running):
            if present is not None and before != running and present[0] < len(self._rows):
                cell = self.index(present[0], ACCURACY)
                self.dataChanged.emit(cell, cell)

    def row(self, index: int) -> TrialRow:
        """Return what the row at ``index`` shows."""
        return self._rows[index]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802, D102
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802, D102
        return 0 if parent.isValid() else len(self._columns)

    def headerData(  # noqa: N802, D102
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Role.DisplayRole:
                return self._columns[section][0]
            if role == Role.ToolTipRole:
                return self._columns[section][1] or None
            if role == Role.TextAlignmentRole:
                return LEFT if section in (NETWORK, RECIPE) else RIGHT
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:  # noqa: D102
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        _, _, value, text = self._columns[index.column()]
        if role == SORT_ROLE:
            return value(row)
        if role == Role.DisplayRole:
            return text(row)
        if role == Role.TextAlignmentRole:
            return LEFT if index.column() in (NETWORK, RECIPE) else RIGHT
        if role == Role.ToolTipRole:
            return row.problem or None
        return None

    def _state(self, row: TrialRow) -> str:
        if self._running is not None and self._running[0] == row.number - 1:
            return self.tr("running, {0} %").format(f"{100 * self._running[1]:.0f}")
        if row.test_accuracy is not None:
            return _percent(row.test_accuracy)
        return self.tr("failed") if row.problem else self.tr("waiting")


def _known(value: float | None, text: Callable[[float], str]) -> str:
    return "" if value is None else text(value)


def _percent(share: float) -> str:
    return percentage(share, ".2f")


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
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.verticalHeader().setDefaultSectionSize(28)
        show_as_list(self)
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
        # macOS counts arrows to the keypad.
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        is_alt = modifiers == Qt.KeyboardModifier.AltModifier
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down if is_alt:
                self.move_asked.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.use_asked.emit()
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self.remove_asked.emit()
            case _:
                super().keyPressEvent(event)

    @Slot()
    def _tell(self) -> None:
        self.chosen.emit()

    @Slot(QModelIndex)
    def _use(self, _: QModelIndex) -> None:
        self.use_asked.emit()
