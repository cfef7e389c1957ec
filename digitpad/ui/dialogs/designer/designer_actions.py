"""Everything that can be done in the designer, with its keys, as buttons and menus."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMessageBox, QToolButton, QWidget

from digitpad.network.architecture import Architecture
from digitpad.network.design.architecture_draft import NEW
from digitpad.network.design.designer_state import EMPTY
from digitpad.network.files.architecture_file import (
    SUFFIX,
    load_architecture,
    save_architecture,
    saved_architectures,
)
from digitpad.network.presets import PRESETS
from digitpad.support.folders import networks_folder
from digitpad.ui.dialogs.designer.kind_words import kind_hint, kind_title
from digitpad.ui.messages import ask_open_path, ask_save_path
from digitpad.ui.widgets.basics import without_mnemonic
from digitpad.ui.widgets.names import preset_title

STARTS_GROUP = (
    "relu",
    "max_pool",
    "dropout",
    "flatten",
    "residual",
)  # a line stands before these in the menu


class DesignerActions(QObject):
    """The actions of a designer; what most of them do is connected by it.

    ``add_asked(str)``: a layer of a kind. ``start_asked(object)``: a preset's name, a
    file, or the empty draft.
    """

    add_asked = Signal(str)
    start_asked = Signal(object)

    def __init__(self, dialog: QWidget, table: QWidget) -> None:
        """Make them for ``dialog``; some keys belong to its ``table`` alone."""
        super().__init__(dialog)
        self._dialog = dialog
        keys = QKeySequence.StandardKey
        self.remove = self._action(self.tr("&Remove"), self.tr("Take the layer out"), "Delete")
        self.remove.setShortcuts([QKeySequence("Delete"), QKeySequence("Backspace")])
        self.up = self._action(self.tr("Move &Up"), self.tr("Move the layer up"), "Alt+Up")
        self.down = self._action(self.tr("Move &Down"), self.tr("Move the layer down"), "Alt+Down")
        self.undo = self._action(self.tr("Undo"), self.tr("Take back the last change"), keys.Undo)
        self.redo = self._action(
            self.tr("Redo"), self.tr("Do again what was undone"), "Ctrl+Shift+Z"
        )
        self.redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self.open = self._action(self.tr("&Open…"), self.tr("Open a network file"), keys.Open)
        self.save = self._action(
            self.tr("&Save"), self.tr("Save it among your networks"), keys.Save
        )
        self.save_as = self._action(
            self.tr("Save &As…"), self.tr("Save it as a file elsewhere"), "Ctrl+Shift+S"
        )
        # In a text field these keys belong to the text.
        self.remove.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        table.addAction(self.remove)
        dialog.removeAction(self.remove)

        self.add_menu = QMenu(self.tr("&Add Layer"), dialog)
        for kind in NEW:
            if kind in STARTS_GROUP:
                self.add_menu.addSeparator()
            action = self.add_menu.addAction(kind_title(kind))
            action.setData(kind)
            action.setToolTip(kind_hint(kind))
        self.add_menu.setToolTipsVisible(True)
        self.add_menu.triggered.connect(self._ask_add)
        self.start_menu = QMenu(self.tr("Start &From"), dialog)
        self.start_menu.aboutToShow.connect(self._fill_start)
        self.start_menu.triggered.connect(self._ask_start)

    def button(self, action: QAction, name: str) -> QToolButton:
        """Return a button that does what ``action`` does, and looks as it says."""
        button = QToolButton()
        button.setObjectName(name)
        button.setDefaultAction(action)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def menu_button(self, menu: QMenu, name: str, keys: str, tip: str) -> QToolButton:
        """Return a button that opens ``menu``, as ``keys`` do."""
        button = QToolButton()
        button.setObjectName(name)
        button.setText(without_mnemonic(menu.title()))
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        opener = self._action(menu.title(), tip, keys)
        opener.triggered.connect(button.showMenu)
        button.setToolTip(opener.toolTip())
        return button

    def _action(self, text: str, tip: str, keys: str | QKeySequence.StandardKey) -> QAction:
        action = QAction(text, self._dialog)
        action.setIconText(without_mnemonic(text))  # else a button shows it without its dots
        action.setShortcut(QKeySequence(keys))
        shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{tip} ({shown})")
        self._dialog.addAction(action)
        return action

    @Slot()
    def _fill_start(self) -> None:
        self.start_menu.clear()
        for name in PRESETS:
            self.start_menu.addAction(preset_title(name)).setData(name)
        self.start_menu.addAction(self.tr("Empty")).setData(EMPTY)
        own = saved_architectures(networks_folder())
        if own:
            self.start_menu.addSeparator()
        for path in own:
            self.start_menu.addAction(path.stem.replace("&", "&&")).setData(path)

    @Slot(QAction)
    def _ask_add(self, action: QAction) -> None:
        self.add_asked.emit(action.data())

    @Slot(QAction)
    def _ask_start(self, action: QAction) -> None:
        self.start_asked.emit(action.data())


class ArchitectureFiles(QObject):
    """Opens and saves for one designer; it asks before it replaces another network."""

    def __init__(self, dialog: QWidget) -> None:
        """Ask over ``dialog``."""
        super().__init__(dialog)
        self._dialog = dialog
        self._own: Path | None = None  # what was opened or saved last, and may be replaced

    def open(self) -> Architecture | None:
        """Return the network of a file that the user chooses, or None. Raises ModelError."""
        title, kinds = self.tr("Open Network"), self.tr("Networks (*.json)")
        path = ask_open_path(self._dialog, title, kinds, str(networks_folder()))
        if path is None:
            return None
        architecture = load_architecture(path)
        self._own = path
        return architecture

    def save(self, architecture: Architecture) -> Path | None:
        """Save ``architecture`` among the user's own, under its name; None when that is declined.

        Raises DigitpadError when it cannot be saved.
        """
        path = networks_folder() / f"{architecture.name}{SUFFIX}"
        if path.exists() and path != self._own and not self._may_replace(architecture.name):
            return None
        save_architecture(path, architecture)
        self._own = path
        return path

    def save_as(self, architecture: Architecture) -> Path | None:
        """Save ``architecture`` in a file that the user names; None when there is none.

        Raises DigitpadError when it cannot be saved.
        """
        kinds = {SUFFIX.removeprefix("."): self.tr("Networks (*.json)")}
        path, _ = ask_save_path(self._dialog, self.tr("Save Network"), architecture.name, kinds)
        if path is None:
            return None
        save_architecture(path, architecture)
        return path

    def _may_replace(self, name: str) -> bool:
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self._dialog,
            self.tr("Save Network"),
            self.tr("There is a network {0} already. Replace it?").format(name),
            buttons.Yes | buttons.Cancel,
            buttons.Cancel,
        )
        return answer == buttons.Yes
