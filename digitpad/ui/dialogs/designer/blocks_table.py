"""The designer's list of blocks: one of them is current, and its settings can be typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from digitpad.network.design.assessment import Assessment
from digitpad.ui.dialogs.designer.block_delegate import ROW_HEIGHT, SETTINGS_WIDTH, LayerDelegate
from digitpad.ui.dialogs.designer.blocks_model import (
    BLOCK,
    MULTIPLICATIONS,
    OUTPUT,
    PARAMETERS,
    SETTINGS,
    LayersModel,
)
from digitpad.ui.dialogs.designer.settings_editor import SettingsEditor

WIDTHS = {OUTPUT: 106, PARAMETERS: 94, MULTIPLICATIONS: 118}  # pixels


class LayersTable(QTableView):
    """A row a block, and one for the end.

    ``setting_changed(int, str, object)``: place, setting, value. ``move_asked(int, int)``: from a
    place to another. ``current_changed()``. ``refused(str)``: why a value was not taken.
    """

    setting_changed = Signal(int, str, object)
    move_asked = Signal(int, int)
    current_changed = Signal()
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty table."""
        super().__init__(parent)
        self.setObjectName("blocksTable")
        self.setAccessibleName(self.tr("Layers of the network"))
        self._layers = LayersModel(self)
        self._delegate = LayerDelegate(self)
        self._assessment: Assessment | None = None
        self._problem_row: int | None = None
        self.editor = SettingsEditor(self.viewport())
        self.setModel(self._layers)
        self.setItemDelegate(self._delegate)
        self._set_up()
        self.selectionModel().currentRowChanged.connect(self._take_current)
        self._layers.move_asked.connect(self.move_asked)
        self.editor.changed.connect(self._take_setting)
        self.editor.refused.connect(self.refused)

    def _set_up(self) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDragDropOverwriteMode(False)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        rows, header = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setMinimumSectionSize(ROW_HEIGHT)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(BLOCK, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(SETTINGS, SETTINGS_WIDTH)
        for column, width in WIDTHS.items():
            header.resizeSection(column, width)

    @property
    def current(self) -> int:
        """The place of the current block; that of the end comes after all others."""
        return max(self.currentIndex().row(), 0)

    def show_assessment(self, assessment: Assessment, current: int | None = None) -> None:
        """Show these blocks, the one at ``current`` chosen, else the one that was."""
        before = self.current
        self._assessment = assessment
        self._layers.show_assessment(assessment)
        self._show_problem(assessment)
        place = min(before if current is None else current, len(assessment.layers) - 1)
        if place != self.currentIndex().row():
            self.setCurrentIndex(self._layers.index(place, BLOCK))
        self._place_editor()

    def _show_problem(self, assessment: Assessment) -> None:
        """Give the problem the room of the figures that there are not."""
        row = assessment.place
        if self._problem_row is not None and self._problem_row != row:
            self.clearSpans()
            if self._problem_row < len(assessment.layers):
                self.setRowHeight(self._problem_row, ROW_HEIGHT)
        if row is not None:
            if row != self._problem_row:
                self.setSpan(row, OUTPUT, 1, len(WIDTHS))
            width = sum(WIDTHS.values())
            height = self._delegate.height_of_problem(assessment.problem, width)
            if self.rowHeight(row) != height:
                self.setRowHeight(row, height)
        self._problem_row = row

    def focus_settings(self) -> None:
        """Let the current block's first setting be typed."""
        self.editor.focus_first()

    # Events

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == SETTINGS:
            self.editor.focus_at(event.position().toPoint().x() - self.visualRect(index).left())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.focus_settings()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._place_editor()

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802, D102
        super().scrollContentsBy(dx, dy)
        self._place_editor()

    def updateGeometries(self) -> None:  # noqa: N802, D102
        super().updateGeometries()
        self._place_editor()

    def _place_editor(self) -> None:
        index = self.currentIndex()
        if self._assessment is None or not 0 <= index.row() < len(self._assessment.layers):
            self.editor.hide()
            return
        self.editor.show_layer(self._assessment.layers[index.row()].layer)
        self.editor.place(self.visualRect(index.siblingAtColumn(SETTINGS)))
        self.editor.show()

    @Slot()
    def _take_current(self) -> None:
        self._place_editor()
        self.current_changed.emit()

    @Slot(str, object)
    def _take_setting(self, setting: str, value: float) -> None:
        self.setting_changed.emit(self.current, setting, value)
