"""The buttons under what the Layers page shows, and the same as actions for a menu."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QWidget

from digitpad.ui.layers.comparison import Comparison
from digitpad.ui.layers.maps_view import Show


class LayersControls(QWidget):
    """A row of buttons.

    ``shown_otherwise()``: the maps are to be shown in another way. ``silence_asked()``,
    ``restore_asked()``, ``save_asked()``: a button or an action.
    """

    shown_otherwise = Signal()
    silence_asked = Signal()
    restore_asked = Signal()
    save_asked = Signal()

    def __init__(self, comparison: Comparison, parent: QWidget | None = None) -> None:
        """Make the row, with the button of ``comparison`` in it."""
        super().__init__(parent)
        self._comparison = comparison
        self.each = QCheckBox(self.tr("&Own scales"))
        self.each.setObjectName("ownScalesBox")
        self.each.setToolTip(self.tr("Each map has a colour scale of its own"))
        self.by_activity = QCheckBox(self.tr("By &activity"))
        self.by_activity.setObjectName("byActivityBox")
        self.by_activity.setToolTip(self.tr("The maps with the largest values come first"))
        self.silence = QPushButton(self.tr("S&ilence"))
        self.silence.setObjectName("silenceButton")
        self.silence.setToolTip(self.tr("Set the selected map or unit to zero (S)"))
        self.restore = QAction(self.tr("&Restore the Network"), self)
        self.restore_button = QPushButton(self.tr("&Restore"))
        self.restore_button.setObjectName("restoreButton")
        self.restore_button.setToolTip(self.tr("Undo all changes to network and input"))
        self.save = QAction(self.tr("Save Pictures and &Values…"), self)
        self.save.setShortcut("Ctrl+E")
        self.save_button = QPushButton(self.tr("&Save…"))
        self.save_button.setObjectName("takeAwayButton")
        self.save_button.setToolTip(self.tr("Pictures and values to take away (Ctrl+E)"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.each)
        row.addWidget(self.by_activity)
        row.addStretch(1)
        for button in (comparison.button, self.silence, self.restore_button, self.save_button):
            row.addWidget(button)
        self.each.toggled.connect(self.shown_otherwise)
        self.by_activity.toggled.connect(self.shown_otherwise)
        self.silence.clicked.connect(self.silence_asked)
        self.restore.triggered.connect(self.restore_asked)
        self.restore_button.clicked.connect(self.restore_asked)
        self.save.triggered.connect(self.save_asked)
        self.save_button.clicked.connect(self.save_asked)

    @property
    def actions_(self) -> list[QAction]:
        """What there is for a menu."""
        return [*self._comparison.actions, self.restore, self.save]

    @property
    def how(self) -> Show:
        """How maps are to be shown."""
        return Show(self.each.isChecked(), self.by_activity.isChecked())

    def enable(self, *, for_layer: bool, silence: bool, restore: bool, save: bool) -> None:
        """Offer what can be done. for_stage: a layer's maps are shown, and not ink or why."""
        for part in (self.each, self.by_activity, self._comparison.button, self.silence):
            part.setVisible(for_layer)
        self.silence.setEnabled(silence)
        for control in (self.restore, self.restore_button):
            control.setEnabled(restore)
        for control in (self.save, self.save_button):
            control.setEnabled(save)
