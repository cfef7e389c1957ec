"""The designer's layers as a table's rows; the log-softmax at the end is the last one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QObject, Qt, Signal

from digitpad.network.design.architecture_draft import settings_of
from digitpad.network.design.assessment import AssessedLayer, Assessment
from digitpad.ui.dialogs.designer.kind_words import (
    count_text,
    kind_hint,
    kind_title,
    setting_name,
    shape_or_dash,
)

LAYER, SETTINGS, OUTPUT, PARAMETERS, MULTIPLICATIONS = range(5)  # columns
ASSESSED = Qt.ItemDataRole.UserRole  # role: the AssessedBlock of a row
MIME = "application/x-digitpad-block"

NO_PARENT = QModelIndex()


class LayersModel(QAbstractTableModel):
    """Shows an assessment. ``move_asked(int, int)``: a row was dropped before another one."""

    move_asked = Signal(int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        """Make a table without rows."""
        super().__init__(parent)
        self._layers: Sequence[AssessedLayer] = ()

    def show_assessment(self, assessment: Assessment) -> None:
        """Show these layers from now on."""
        layers = self._layers
        before, now = len(layers), len(assessment.layers)
        if now > before:
            self.beginInsertRows(NO_PARENT, before, now - 1)
            self._layers = assessment.layers
            self.endInsertRows()
        elif now < before:
            self.beginRemoveRows(NO_PARENT, now, before - 1)
            self._layers = assessment.layers
            self.endRemoveRows()
        changed = [
            row
            for row, (old, new) in enumerate(zip(layers, assessment.layers, strict=False))
            if old != new
        ]
        self._layers = assessment.layers
        if changed:  # only these rows are painted again
            last = self.index(changed[-1], MULTIPLICATIONS)
            self.dataChanged.emit(self.index(changed[0], 0), last)

    # What a view asks

    def rowCount(self, parent: Any = NO_PARENT) -> int:  # noqa: N802, D102
        return 0 if parent.isValid() else len(self._layers)

    def columnCount(self, parent: Any = NO_PARENT) -> int:  # noqa: N802, D102
        return 0 if parent.isValid() else MULTIPLICATIONS + 1

    def headerData(  # noqa: N802, D102
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and section > OUTPUT:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if orientation == Qt.Orientation.Vertical or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("Layer"), self.tr("Settings"), self.tr("Output"), self.tr("Parameters"),
            self.tr("Multiplications"),
        )[section]  # fmt: skip

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        layer = self._layers[index.row()]
        if role == ASSESSED:
            return layer
        if role == Qt.ItemDataRole.ToolTipRole:
            return layer.problem or kind_hint(layer.layer.kind)
        if role == Qt.ItemDataRole.AccessibleTextRole and layer.problem and index.column() == LAYER:
            return self.tr("{0}, problem: {1}").format(layer.layer.name, layer.problem)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(layer, index.column())
        return None

    def _text(self, layer: AssessedLayer, column: int) -> str:
        match column:
            case 0:
                title = kind_title(layer.layer.kind)
                return f"{layer.layer.name}, {title}" if layer.layer.name else title
            case 1:
                return ", ".join(
                    f"{setting_name(name)} {value:g}"
                    for name, value in settings_of(layer.layer).items()
                )
            case 2:
                return layer.problem or shape_or_dash(layer.shape)
            case 3:
                return count_text(layer.parameters)
        return count_text(layer.multiplications)

    # Dragging a row to another place

    def flags(self, index: Any) -> Qt.ItemFlag:  # noqa: D102
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        is_end = index.row() == len(self._layers) - 1
        return flags if is_end else flags | Qt.ItemFlag.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802, D102
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: N802, D102
        return [MIME]

    def mimeData(self, indexes: Sequence[Any]) -> QMimeData:  # noqa: N802, D102
        data = QMimeData()
        data.setData(MIME, str(indexes[0].row()).encode())
        return data

    def dropMimeData(  # noqa: N802, D102
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Any
    ) -> bool:
        if not data.hasFormat(MIME):
            return False
        source = int(bytes(data.data(MIME).data()).decode())
        target = row if row >= 0 else parent.row() if parent.isValid() else len(self._layers) - 1
        target = min(target, len(self._layers) - 1)  # the end stays the end
        self.move_asked.emit(source, target)
        return False  # the draft moves it; the view must not take the row away
