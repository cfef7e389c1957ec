"""The table of saved models; those that ship with digitpad are its first rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
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
from digitpad.ui.widgets.names import data_title, preset_title, recipe_title

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
        super().__init__(0, 8, parent)
        self.setObjectName("modelsTable")
        self.setAccessibleName(self.tr("Saved models"))
        self.setHorizontalHeaderLabels(
            [
                self.tr("Name"), self.tr("Made"), self.tr("Network"), self.tr("Parameters"),
                self.tr("Recipe"), self.tr("Data"), self.tr("Accuracy"), self.tr("Other hands"),
            ]
        )  # fmt: skip
        others = self.horizontalHeaderItem(self.columnCount() - 1)
        assert others is not None
        others.setToolTip(
            self.tr("How many digits by synthetic hands, which it has not learnt from, are read")
        )
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setDefaultSectionSize(30)
        show_as_list(self)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # names of trainings end in their time
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self._models: list[SavedModel] = []
        self._bundled: dict[Path, str] = {}  # what each is called
        self.itemChanged.connect(self._take_name)
        self.cellDoubleClicked.connect(self.use_asked)

    def show_models(
        self, bundled: Sequence[SavedModel], saved: Sequence[SavedModel], used: Path
    ) -> None:
        """Show these models, the one at ``used`` marked; the selection stays where it was.

        bundled: the usual one and the best reader.
        """
        selected = self.selected()
        self._models = [*bundled, *saved]
        self._bundled = dict(
            zip(
                (model.path for model in bundled),
                (self.tr("Bundled model"), self.tr("Best reader")),
                strict=True,
            )
        )
        with QSignalBlocker(self):
            self.setRowCount(len(self._models))
            for row, model in enumerate(self._models):
                self._fill_row(row, model, is_used=model.path == used)
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
        """Tell a model that ships with digitpad from the user's."""
        return model.path in self._bundled

    def rename(self) -> None:
        """Let the user type another name into the selected row, if that is not being done."""
        item = self.item(self.currentRow(), NAME)
        if self.state() == QAbstractItemView.State.EditingState or item is None:
            return
        if item.flags() & Qt.ItemFlag.ItemIsEditable:
            self.editItem(item)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if self.state() == QAbstractItemView.State.EditingState:
            event.accept()  # the name's own Enter comes here too, before the name is taken
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.use_asked.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_asked.emit()
        else:
            super().keyPressEvent(event)

    def _fill_row(self, row: int, model: SavedModel, *, is_used: bool) -> None:
        accuracy, hands = model.training_info.test_accuracy, model.training_info.hands_accuracy
        name = self._bundled.get(model.path, model.name)
        if not model.can_be_used:
            state = self.tr("cannot be read")
        elif accuracy is None:
            state = ""
        else:
            state = percentage(accuracy, ".2f")
        architecture = model.architecture
        network = "ONNX" if model.is_onnx else model.source
        texts = (
            name, model.made, network if architecture is None else preset_title(architecture.name),
            "" if architecture is None else f"{architecture.parameter_count():,}",
            recipe_title(model.recipe), data_title(model.training_info.data or ""), state,
            "" if hands is None else percentage(hands, ".1f"),
        )  # fmt: skip
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
            if column == NAME and not self.is_bundled(model):
                flags |= Qt.ItemFlag.ItemIsEditable
            item.setFlags(flags)
            said = model.problem or (self.tr("In use") if is_used else "")
            item.setToolTip("\n".join(filter(None, (text, said))))  # where it is cut off
            font = item.font()
            font.setBold(is_used)
            item.setFont(font)
            self.setItem(row, column, item)

    @Slot(QTableWidgetItem)
    def _take_name(self, item: QTableWidgetItem) -> None:
        if item.column() == NAME:
            self.name_typed.emit(self._models[item.row()].path, item.text())
