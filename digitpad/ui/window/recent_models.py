"""The newest saved models in a menu, one click away."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from digitpad.support.folders import models_folder
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.network.files.library import SavedModel

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
        readable = (
            model for model in saved_models(models_folder()) if model.architecture is not None
        )
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
            model.recipe,
            "" if accuracy is None else self.tr("{0} %").format(f"{100 * accuracy:.2f}"),
        ]
        return self.tr("{0} – {1}").format(model.name, ", ".join(filter(None, facts)))

    @Slot(QAction)
    def _use(self, action: QAction) -> None:
        self._session.load_model(action.data())
