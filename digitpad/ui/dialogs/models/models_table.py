"""The table of saved models; the bundled one is its first row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from digitpad.network.files.library import SavedModel
from digitpad.support.messages import percentage
from digitpad.ui.widgets.basics import show_as_list

NAME = 0  # column


class ModelsTable(QTableWidget):
    """One model a row, one of them selected.

    ``use_asked()`` and ``delete_asked()`` come from keys and double clicks, ``name_typed(Path,
    str)`` when a name was edited in its cell.
    """

    use_asked = Signal()
    delete_asked = Signal()
    name_typed = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty table."""
        super().__init__(0, 7, parent)
        self.setObjectName("modelsTable")
        self.setAccessibleName(self.tr("Saved models"))
        self.setHorizontalHeaderLabels(
            [
                self.tr("Name"), self.tr("Made"), self.tr("Network"), self.tr("Parameters"),
                self.tr("Recipe"), self.tr("Data"), self.tr("Accuracy"),
            ]
        )  # fmt: skip
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setDefaultSectionSize(30)
        show_as_list(self)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self._models: list[SavedModel] = []
        self.itemChanged.connect(self._take_name)
        self.cellDoubleClicked.connect(self.use_asked)

    def show_models(self, bundled: SavedModel, saved: Sequence[SavedModel], used: Path) -> None:
        """Show these models, the one at ``used`` marked; the selection stays where it was."""
        selected = self.selected()
        self._models = [bundled, *saved]
        self.blockSignals(True)
        self.setRowCount(len(self._models))
        for row, model in enumerate(self._models):
            self._fill_row(row, model, is_bundled=row == 0, is_used=model.path == used)
        self.blockSignals(False)
        wanted = used if selected is None else selected.path
        paths = [model.path for model in self._models]
        self.selectRow(paths.index(wanted) if wanted in paths else 0)

    def selected(self) -> SavedModel | None:
        """Return the model of the selected row."""
        rows = self.selectionModel().selectedRows()
        return self._models[rows[0].row()] if rows else None

    def select(self, path: Path) -> None:
        """Select the row of the model at ``path``, if there is one."""
        for row, model in enumerate(self._models):
            if model.path == path:
                self.selectRow(row)

    def is_bundled(self, model: SavedModel) -> bool:
        """Tell the model that ships with digitpad from the user's."""
        return bool(self._models) and model is self._models[0]

    def rename(self) -> None:
        """Let the user type another name into the selected row."""
        item = self.item(self.currentRow(), NAME)
        if item is not None and item.flags() & Qt.ItemFlag.ItemIsEditable:
            self.editItem(item)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.use_asked.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_asked.emit()
        else:
            super().keyPressEvent(event)

    def _fill_row(self, row: int, model: SavedModel, *, is_bundled: bool, is_used: bool) -> None:
        accuracy = model.training_info.test_accuracy
        name = self.tr("Bundled model") if is_bundled else model.name
        if not model.can_be_used and not model.source:
            state = self.tr("cannot be read")
        elif accuracy is None:
            state = ""
        else:
            state = percentage(accuracy, ".2f")
        architecture = model.architecture
        network = "ONNX" if model.is_onnx else model.source
        texts = (
            name, model.made, network if architecture is None else architecture.name,
            "" if architecture is None else f"{architecture.parameter_count():,}", model.recipe,
            model.training_info.data or "", state,
        )  # fmt: skip
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
            if column == NAME and not is_bundled:
                flags |= Qt.ItemFlag.ItemIsEditable
            item.setFlags(flags)
            item.setToolTip(model.problem or (self.tr("In use") if is_used else text))
            font = item.font()
            font.setBold(is_used)
            item.setFont(font)
            self.setItem(row, column, item)

    @Slot(QTableWidgetItem)
    def _take_name(self, item: QTableWidgetItem) -> None:
        if item.column() == NAME:
            self.name_typed.emit(self._models[item.row()].path, item.text())
