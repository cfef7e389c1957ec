"""Every action of the window with its menu, shortcut and tool tip."""

from __future__ import annotations

import sys
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, SignalInstance, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from digitpad.support.folders import models_folder
from digitpad.support.translations import languages
from digitpad.ui.language import own_name
from digitpad.ui.pages import PAGES
from digitpad.ui.theme import icon, theme, theme_source
from digitpad.ui.widgets.names import recipe_title
from digitpad.ui.window.dialogs import DIALOGS
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.network.files.library import SavedModel

SYSTEM = ""  # the name of its language, whatever it is
Keys = QKeySequence.StandardKey | str


class Actions(QObject):
    """The window's actions; what they do is connected by the window."""

    def __init__(self, window: QMainWindow) -> None:
        """Make all actions and put them into the menus of ``window``."""
        super().__init__(window)
        self._window = window
        self.open = self._action(
            self.tr("&Open Drawing or Picture…"), [QKeySequence.StandardKey.Open]
        )
        self.save = self._action(self.tr("&Save Drawing…"), [QKeySequence.StandardKey.Save])
        self.quit = self._action(self.tr("&Quit"), ["Ctrl+Q"])
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)

        self.paste = self._action(self.tr("Paste &Picture"), [QKeySequence.StandardKey.Paste])
        self.paste.setAutoRepeat(False)  # each is read, and lies on the canvas
        self.undo = self._action(self.tr("Undo"), [QKeySequence.StandardKey.Undo])
        self.redo = self._action(self.tr("Redo"), ["Ctrl+Shift+Z", "Ctrl+Y"])
        self.clear = self._action(self.tr("Clear"), ["Delete", "Backspace", "Ctrl+Backspace"])
        self.eraser = self._action(self.tr("Eraser"), ["E"])
        self.eraser.setCheckable(True)
        self.thinner = self._action(self.tr("Thinner Brush"), ["["])
        self.thicker = self._action(self.tr("Thicker Brush"), ["]"])
        self._tip(self.undo, self.tr("Take back the last stroke"))
        self._tip(self.redo, self.tr("Do again what was undone"))
        self._tip(self.clear, self.tr("Take all ink away; undo brings it back"))
        self._tip(self.eraser, self.tr("Erase ink instead of drawing"))
        for action in (self.undo, self.redo, self.clear):
            action.setEnabled(False)

        self.practice = self._action(self.tr("P&ractice"), ["Ctrl+Shift+P"])

        # On macOS Ctrl+M, which is its Command+M, minimises a window.
        self.open_model = self._action(
            self.tr("&Open Model…"),
            ["Ctrl+Shift+O"] if sys.platform == "darwin" else ["Ctrl+M", "Ctrl+Shift+O"],
        )
        self.bundled_model = self._action(self.tr("Use the &Bundled Model"), ["Ctrl+B"])
        self.best_reader = self._action(self.tr("Use the Best &Reader"), ["Ctrl+Shift+B"])

        self.pages = {
            name: self._action(str(page.entry), [f"Ctrl+{number}"])
            for number, (name, page) in enumerate(PAGES.items(), start=1)
        }
        self.dialogs = {
            name: self._action(str(dialog.entry), [dialog.keys] if dialog.keys else [])
            for name, dialog in DIALOGS.items()
            if dialog.entry is not None
        }
        self.dialogs["about"].setMenuRole(QAction.MenuRole.AboutRole)
        self.test_model = self._action(self.tr("Test the &Model"), ["Ctrl+R"])
        self.test_model.setAutoRepeat(False)  # it cancels the test that it has begun

        self.colours = {
            "system": self._action(self.tr("Like the &System"), []),
            "light": self._action(self.tr("L&ight"), []),
            "dark": self._action(self.tr("&Dark"), []),
        }
        for action in self.colours.values():
            action.setCheckable(True)
        self.languages = {
            SYSTEM: self._action(self.tr("Like the S&ystem"), []),
            **{name: self._action(own_name(name), []) for name in languages()},
        }
        for action in self.languages.values():
            action.setCheckable(True)
        self.page_chosen = self._chosen(self.pages)
        self.dialog_chosen = self._chosen(self.dialogs)
        self.colours_chosen = self._chosen(self.colours)
        self.language_chosen = self._chosen(self.languages)
        self.open_lesson = self._action(self.tr("Open L&esson…"), [])
        self._fill_menus()
        self._draw_icons()
        theme_source.changed.connect(self._draw_icons)

    def add_training(self, steer: list[QAction], save: list[QAction]) -> None:
        """Put the Train page's actions into their menu."""
        self._training.addActions(steer)
        self._training.addSeparator()
        self._training.addActions([self.test_model, *self._placed("training")])
        self._training.addSeparator()
        self._training.addActions(save)

    def add_number(self, actions: list[QAction]) -> None:
        """Put what can be done with a number's digits into a menu of its own."""
        self._number.addActions(actions)

    def add_correction(self, actions: list[QAction]) -> None:
        """Put what a drawing should have been read as into a menu of its own."""
        self._correction.addActions(actions)

    def add_layers(self, actions: list[QAction]) -> None:
        """Put the Layers page's actions into their menu."""
        self._layers.addActions(actions)

    @Slot()
    def _draw_icons(self) -> None:
        for action, name in (
            (self.undo, "undo"), (self.redo, "redo"),
            (self.eraser, "eraser"), (self.clear, "clear"),
        ):  # fmt: skip
            action.setIcon(icon(name, theme().text, theme().on_accent, theme().faint))

    def _action(self, text: str, keys: list[Keys]) -> QAction:
        action = QAction(text, self._window)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        return action

    def _chosen(self, actions: dict[str, QAction]) -> SignalInstance:
        """Return the signal that brings the action chosen of ``actions``; its data is its name."""
        group = QActionGroup(self._window)
        for name, action in actions.items():
            action.setData(name)
            group.addAction(action)
        return group.triggered

    def _placed(self, place: str) -> list[QAction]:
        """Return the actions of the dialogs that are in this part of the menus."""
        return [
            action for name, action in self.dialogs.items() if DIALOGS[name].place == place
        ]  # fmt: skip

    def _tip(self, action: QAction, text: str) -> None:
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{text} ({keys})")
        action.setStatusTip(text)

    def _fill_menus(self) -> None:
        bar = self._window.menuBar()
        file = bar.addMenu(self.tr("&File"))
        file.addAction(self.open)
        self.recent_menu = file.addMenu(self.tr("Open &Recent"))
        file.addActions([*self._placed("files"), self.save])
        file.addSeparator()
        file.addActions([self.open_lesson, *self._placed("lessons")])
        file.addSeparator()
        file.addAction(self.quit)
        edit = bar.addMenu(self.tr("&Edit"))
        edit.addActions([self.undo, self.redo, self.clear, self.paste])
        edit.addSeparator()
        edit.addActions([self.eraser, self.thinner, self.thicker])
        edit.addSeparator()
        self._number = edit.addMenu(self.tr("&Number"))
        self._correction = edit.addMenu(self.tr("&It Is"))
        edit.addActions([*self._placed("digits"), self.practice])
        self.model_menu = bar.addMenu(self.tr("&Model"))
        self.model_menu.addActions([*self._placed("models"), self.open_model])
        self.model_menu.addActions([self.bundled_model, self.best_reader])
        self.model_menu.addActions(self._placed("networks"))
        self._layers = bar.addMenu(self.tr("&Layers"))
        self._training = bar.addMenu(self.tr("&Training"))
        view = bar.addMenu(self.tr("&View"))
        view.addActions(list(self.pages.values()))
        view.addSeparator()
        view.addActions(list(self.colours.values()))
        view.addSeparator()
        language = view.addMenu(self.tr("Lan&guage"))
        language.setObjectName("languageMenu")
        language.addActions(list(self.languages.values()))
        bar.addMenu(self.tr("&Help")).addActions(self._placed("help"))


MOST = 8  # models in the menu; the Models window has all


class RecentModels(QObject):
    """Fills the end of a menu each time that it opens."""

    def __init__(self, menu: QMenu, session: Session) -> None:
        """Fill ``menu``; a click loads the model into ``session``."""
        super().__init__(menu)
        self._menu, self._session = menu, session
        self._group = QActionGroup(self)
        self._group.triggered.connect(self._use)
        self._actions: list[QAction] = [menu.addSeparator()]
        menu.aboutToShow.connect(self._fill)

    @Slot()
    def _fill(self) -> None:
        from digitpad.network.files.library import saved_models  # not while the window starts

        for action in self._actions[1:]:
            self._menu.removeAction(action)
            action.deleteLater()
        del self._actions[1:]
        used = self._session.checkpoint
        readable = (model for model in saved_models(models_folder()) if model.can_be_used)
        for model in islice(readable, MOST):
            action = QAction(self._text(model).replace("&", "&&"), self._group)
            action.setData(model.path)
            action.setCheckable(True)
            action.setChecked(used is not None and used.path == model.path)
            self._menu.addAction(action)
            self._actions.append(action)

    def _text(self, model: SavedModel) -> str:
        accuracy = model.training_info.test_accuracy
        facts = [
            model.made,
            recipe_title(model.recipe),
            "" if accuracy is None else self.tr("{0} %").format(f"{100 * accuracy:.2f}"),
        ]
        return self.tr("{0} – {1}").format(model.name, ", ".join(filter(None, facts)))

    @Slot(QAction)
    def _use(self, action: QAction) -> None:
        self._session.load_model(action.data())
