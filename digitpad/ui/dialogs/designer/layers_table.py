"""The designer's list of layers: one of them is current, and its settings can be typed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView, QWidget

from digitpad.network.design.architecture_draft import SETTING_LIMITS, settings_of
from digitpad.network.design.assessment import Assessment
from digitpad.network.layer import LayerSpec
from digitpad.ui.dialogs.designer.kind_words import setting_name, setting_title
from digitpad.ui.dialogs.designer.layer_delegate import (
    ROW_HEIGHT,
    SETTINGS_WIDTH,
    SLOT,
    SMALL_PIXELS,
    LayerDelegate,
    places,
    settings_height,
)
from digitpad.ui.dialogs.designer.layers_model import (
    LAYER,
    MULTIPLICATIONS,
    OUTPUT,
    PARAMETERS,
    SETTINGS,
    LayersModel,
)
from digitpad.ui.widgets.basics import show_as_list
from digitpad.ui.widgets.boxes import DecimalBox, WholeNumberBox

DECIMALS, STEP = 2, 0.05  # of rates and slopes
Box = WholeNumberBox | DecimalBox
_TAB_ORDER = sorted(SETTING_LIMITS, key=lambda name: SLOT[name])


class UndoOfNetwork(QObject):
    """A filter of a box, which would undo what was typed where the user means the network."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence.StandardKey
            if event.matches(keys.Undo) or event.matches(keys.Redo):
                event.ignore()
                return True
        return super().eventFilter(watched, event)


class SettingsEditor(QWidget):
    """A box for each setting of one layer, made once and shown where its row is.

    ``changed(str, object)``: a setting and its new value. ``refused(str)``: why a value was not
    taken.
    """

    changed = Signal(str, object)
    refused = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        """Make all boxes, over ``parent``, the table's viewport."""
        super().__init__(parent)
        self._settings: dict[str, Any] = {}
        self._is_filling = False
        self.boxes: dict[str, Box] = {}
        self._captions: dict[str, QLabel] = {}
        undo = UndoOfNetwork(self)
        for name in _TAB_ORDER:
            box = self._box(*SETTING_LIMITS[name])
            box.setObjectName(f"{name}SettingBox")
            box.setProperty("setting", name)
            box.setParent(self)
            box.valueChanged.connect(self._take)
            box.refused.connect(self.refused)
            box.installEventFilter(undo)
            caption = QLabel(setting_title(name), self)
            caption.setObjectName("blockCaption")
            caption.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.boxes[name], self._captions[name] = box, caption
        self.setStyleSheet(
            f"QLabel, QAbstractSpinBox {{ font-size: {SMALL_PIXELS}px; }}"
        )  # the theme's colours stay
        self.hide()

    def show_layer(self, layer: LayerSpec) -> None:
        """Show the settings of ``layer``."""
        self._settings = settings_of(layer)
        self._is_filling = True
        for name, box in self.boxes.items():
            is_there = name in self._settings
            box.setVisible(is_there)
            self._captions[name].setVisible(is_there)
            if is_there:
                box.setAccessibleName(f"{layer.name}, {setting_name(name)}")
                if box.value() != self._settings[name]:  # else what is being typed would go
                    box.setValue(self._settings[name])
        self._is_filling = False

    def place(self, cell: QRect) -> None:
        """Stand over ``cell``."""
        self.setGeometry(cell)
        inside = QRect(0, 0, cell.width(), cell.height())
        for name, (caption, box) in places(self._settings, inside).items():
            self._captions[name].setGeometry(caption)
            self.boxes[name].setGeometry(box)

    def focus_first(self) -> None:
        """Let the first setting be typed, if there is one."""
        for name in self._settings:
            self._focus(self.boxes[name])
            return

    def focus_at(self, point: QPoint) -> None:
        """Let the setting be typed whose caption or box is at ``point``, if there is one."""
        for name in self._settings:
            box, caption = self.boxes[name], self._captions[name]
            if caption.geometry().united(box.geometry()).contains(point):
                self._focus(box)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        # A box leaves Enter to what it stands in; the table would let the first setting be typed.
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _focus(self, box: Box) -> None:
        box.setFocus(Qt.FocusReason.OtherFocusReason)
        box.selectAll()

    def _box(self, least: float, most: float) -> Box:
        if isinstance(least, int) and isinstance(most, int):
            return WholeNumberBox(least, most)
        return DecimalBox(least, most, DECIMALS, STEP)

    @Slot()
    def _take(self) -> None:
        box = self.sender()
        assert isinstance(box, WholeNumberBox | DecimalBox)
        if not self._is_filling:
            self.changed.emit(box.property("setting"), box.value())


WIDTHS = {OUTPUT: 106, PARAMETERS: 94, MULTIPLICATIONS: 118}  # pixels


class LayersTable(QTableView):
    """A row a layer, and one for the end.

    ``setting_changed(int, str, object)``: place, setting, value. ``move_asked(int, int)``: from a
    place to before another. ``current_changed()``. ``refused(str)``: why a value was not taken.
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
        show_as_list(self)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDragDropOverwriteMode(False)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        rows, header = self.verticalHeader(), self.horizontalHeader()
        rows.setMinimumSectionSize(ROW_HEIGHT)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(LAYER, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(SETTINGS, SETTINGS_WIDTH)
        for column, width in WIDTHS.items():
            header.resizeSection(column, width)

    @property
    def current(self) -> int:
        """The place of the current layer; that of the end comes after all others."""
        return max(self.currentIndex().row(), 0)

    def show_assessment(self, assessment: Assessment, current: int | None = None) -> None:
        """Show these layers, the one at ``current`` chosen, else the one that was."""
        before = self.current
        self._assessment = assessment
        self._layers.show_assessment(assessment)
        self._show_problem(assessment)
        place = min(before if current is None else current, len(assessment.layers) - 1)
        if place != self.currentIndex().row():
            self.setCurrentIndex(self._layers.index(place, LAYER))
        self._place_editor()

    def _show_problem(self, assessment: Assessment) -> None:
        """Give the problem the room of the figures that there are not."""
        row = assessment.place
        if self._problem_row is not None and self._problem_row != row:
            self.clearSpans()
        if row is not None and row != self._problem_row:
            self.setSpan(row, OUTPUT, 1, len(WIDTHS))
        self._problem_row = row
        width = sum(WIDTHS.values())
        for number, assessed in enumerate(assessment.layers):
            height = settings_height(settings_of(assessed.layer))
            if number == row:
                height = max(height, self._delegate.height_of_problem(assessment.problem, width))
            if self.rowHeight(number) != height:
                self.setRowHeight(number, height)

    def focus_settings(self) -> None:
        """Let the current layer's first setting be typed."""
        self.editor.focus_first()

    # Events

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == SETTINGS:
            place = event.position().toPoint() - self.visualRect(index).topLeft()
            self.editor.focus_at(place)

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
