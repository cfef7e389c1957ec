"""The boxes in which the current block's settings are typed or stepped."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QWidget

from digitpad.network.design.architecture_draft import settings_of
from digitpad.network.layers import LIMITS, Layer
from digitpad.ui.dialogs.designer.block_delegate import SMALL_PIXELS, places
from digitpad.ui.dialogs.designer.block_words import setting_title
from digitpad.ui.widgets.number_boxes import DecimalBox, WholeNumberBox

DECIMALS, STEP = 2, 0.05  # of rates and slopes
Box = WholeNumberBox | DecimalBox


class SettingsEditor(QWidget):
    """A box for each setting of one block, made once and shown where its row is.

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
        for name, limits in LIMITS.items():
            box = self._box(*limits)
            box.setObjectName(f"{name}SettingBox")
            box.setProperty("setting", name)
            box.setParent(self)
            box.valueChanged.connect(self._take)
            box.refused.connect(self.refused)
            box.installEventFilter(self)
            caption = QLabel(setting_title(name), self)
            caption.setObjectName("blockCaption")
            caption.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.boxes[name], self._captions[name] = box, caption
        self.setStyleSheet(
            f"QLabel, QAbstractSpinBox {{ font-size: {SMALL_PIXELS}px; }}"
        )  # the theme's colours stay
        self.hide()

    def show_layer(self, layer: Layer) -> None:
        """Show the settings of ``layer``."""
        self._settings = settings_of(layer)
        self._is_filling = True
        for name, box in self.boxes.items():
            is_there = name in self._settings
            box.setVisible(is_there)
            self._captions[name].setVisible(is_there)
            if is_there:
                box.setAccessibleName(f"{layer.name}, {setting_title(name)}")
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

    def focus_at(self, x: int) -> None:
        """Let the setting be typed whose caption or box is at ``x``, if there is one."""
        for name in self._settings:
            box, caption = self.boxes[name], self._captions[name]
            if caption.geometry().left() <= x <= box.geometry().right():
                self._focus(box)

    def _focus(self, box: Box) -> None:
        box.setFocus(Qt.FocusReason.OtherFocusReason)
        box.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        # A box would undo what was typed into it, where the user means the network.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence.StandardKey
            if event.matches(keys.Undo) or event.matches(keys.Redo):
                event.ignore()
                return True
        return super().eventFilter(watched, event)

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
