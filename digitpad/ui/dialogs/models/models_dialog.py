"""A window of its own for the saved models."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMessageBox, QVBoxLayout, QWidget

from digitpad.network.files.library import SavedModel, delete, renamed, saved_model, saved_models
from digitpad.support.errors import DigitpadError
from digitpad.support.folders import bundled_models, models_folder
from digitpad.support.messages import Text
from digitpad.ui.background import Queue
from digitpad.ui.dialogs.models.models_table import ModelsTable
from digitpad.ui.messages import ask_open_path, ask_save_path, tell
from digitpad.ui.widgets.basics import filled, push_button, show_message, wrapped
from digitpad.ui.widgets.context_menus import offer_buttons
from digitpad.ui.window.session import Session

DEFAULT_SIZE = (1010, 440)  # names have room beside all columns, and a screen of 1024 holds it


class ModelsDialog(QDialog):
    """Lists the models of the user's folder: use, rename, export, import, delete."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        """Make the window; ``show`` it, it is not modal."""
        super().__init__(parent)
        self.setObjectName("modelsDialog")
        self.setWindowTitle(self.tr("Models"))
        self.resize(*DEFAULT_SIZE)
        self._session = session
        # It does not look whether it shall end: a file that is being written becomes whole.
        self._work = Queue(self, finishes=False)
        self._to_select: Path | None = None  # once the folder has been looked at

        self.table = ModelsTable()
        self.message = wrapped("", "message")
        self.use_button = push_button(self.tr("&Use"), "useModelButton", primary=True)
        self.rename_button = push_button(self.tr("&Rename"), "renameModelButton")
        self.export_button = push_button(self.tr("&Export…"), "exportModelButton")
        self.import_button = push_button(self.tr("&Import…"), "importModelButton")
        self.delete_button = push_button(self.tr("&Delete"), "deleteModelButton")
        self.close_button = push_button(self.tr("&Close"), "closeModelsButton")
        self._lay_out()
        self._connect()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        self.refresh()
        self.table.setFocus()

    @Slot()
    def refresh(self) -> None:
        """Look at the folder again, if the window is shown."""
        if not self.isVisible():
            return
        folder = models_folder()

        def listed() -> tuple[tuple[SavedModel, ...], tuple[SavedModel, ...]]:
            bundled = tuple(map(saved_model, bundled_models()))
            return bundled, tuple(saved_models(folder))

        self._begin(listed, self._fill)

    # Building

    def _lay_out(self) -> None:
        buttons = filled(
            QHBoxLayout(), self.use_button, self.rename_button, self.export_button,
            self.delete_button, None, self.import_button, self.close_button, spacing=8,
        )  # fmt: skip
        filled(
            QVBoxLayout(self), (self.table, 1), self.message, buttons, spacing=10,
            margins=(14, 14, 14, 14),
        )  # fmt: skip

    def _connect(self) -> None:
        offer_buttons(
            self.table, self.use_button, self.rename_button, self.export_button, self.delete_button
        )
        self.table.itemSelectionChanged.connect(self._enable)
        self.table.use_asked.connect(self._use)
        self.table.delete_asked.connect(self._delete)
        self.table.name_typed.connect(self._rename)
        self.use_button.clicked.connect(self._use)
        self.rename_button.clicked.connect(self.table.rename)
        self.export_button.clicked.connect(self._export)
        self.import_button.clicked.connect(self._import)
        self.delete_button.clicked.connect(self._delete)
        self.close_button.clicked.connect(self.close)
        self._session.model_changed.connect(self.message.clear)  # as that it needs its code
        self._session.model_changed.connect(self.refresh)
        self._session.model_failed.connect(self._tell_failure)
        self.finished.connect(self.message.clear)

    # What the buttons do

    @Slot()
    def _use(self) -> None:
        model = self.table.selected()
        if model is not None and model.can_be_used:
            self._tell_problem("")
            self._session.load_model(model.path)

    @Slot(object, str)
    def _rename(self, path: Path, name: str) -> None:
        self._tell_problem("")
        try:
            target = renamed(path, name)
        except DigitpadError as error:
            self._tell_problem(str(error))
        else:
            self._to_select = target
            self._session.model_was_renamed(path, target)
        self.refresh()

    @Slot()
    def _delete(self) -> None:
        model = self.table.selected()
        if model is None or self.table.is_bundled(model):
            return
        answer = QMessageBox.question(
            self,
            self.tr("Delete Model"),
            self.tr("Delete the model {0}? This cannot be undone.").format(model.name),
            QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.Cancel,
            QMessageBox.StandardButton.Cancel,
        )
        if answer != QMessageBox.StandardButton.Yes:
            return
        self._tell_problem("")
        try:
            delete(model.path)
        except DigitpadError as error:
            self._tell_problem(str(error))
        self.refresh()

    @Slot()
    def _export(self) -> None:
        model = self.table.selected()
        if model is None or not self._work.is_idle:
            return
        kinds = {
            "safetensors": self.tr("digitpad checkpoint (*.safetensors)"),
            "pth": self.tr("PyTorch state dict (*.pth)"),
            "onnx": self.tr("ONNX (*.onnx)"),
            "py": self.tr("PyTorch code, and its weights beside it (*.py)"),
        }
        path, _ = ask_save_path(self, self.tr("Export Model"), model.name, kinds)
        if path is None:
            return
        source = model.path

        def write() -> tuple[tuple[Path, ...], Text | None]:
            from digitpad.network.files.checkpoint import load_checkpoint
            from digitpad.training.export import export, kind_of, note_on

            checkpoint, kind = load_checkpoint(source), kind_of(path)
            return export(checkpoint, path, kind), note_on(kind, checkpoint.network)

        show_message(self.message, self.tr("Exporting {0}…").format(model.name), is_news=True)
        self._begin(write, self._tell_export)

    @Slot()
    def _import(self) -> None:
        if not self._work.is_idle:
            return
        kinds = self.tr("Models (*.safetensors *.pth *.pt *.ckpt *.onnx)")
        path = ask_open_path(self, self.tr("Import Model"), kinds)
        if path is None:
            return

        def take() -> Path:
            from digitpad.network.files.checkpoint import import_model

            return import_model(path, models_folder())

        text = self.tr("Importing {0}…").format(path.name)
        show_message(self.message, text, is_news=True)
        self._begin(take, self._tell_import)

    # Work in the background

    def _begin(self, task: Callable[[], Any], then: Callable[[Any], None]) -> None:
        self._work.do(lambda _job: task(), then, self._tell_problem, self._enable)
        self._enable()

    def _fill(self, listed: tuple[tuple[SavedModel, ...], tuple[SavedModel, ...]]) -> None:
        bundled, saved = listed
        used = self._session.checkpoint
        self.table.show_models(bundled, saved, used.path if used is not None else Path())
        if self._to_select is not None:
            self.table.select(self._to_select)
            self._to_select = None

    def _tell_export(self, done: tuple[tuple[Path, ...], Text | None]) -> None:
        files, note = done
        text = self.tr("Exported as {0}").format(", ".join(map(str, files)))
        show_message(self.message, "" if note is None else str(note), is_news=True)
        tell(text)

    def _tell_import(self, path: Path) -> None:
        self._tell_problem("")
        tell(self.tr("Imported as {0}").format(path.stem))
        self._to_select = path
        self.refresh()

    @Slot(str)
    def _tell_problem(self, message: str) -> None:
        show_message(self.message, message)

    @Slot(str)
    def _tell_failure(self, message: str) -> None:
        """Tell why a model is not used, where it was asked for here."""
        if self.isVisible():
            self._tell_problem(message)

    @Slot()
    def _enable(self) -> None:
        model, is_free = self.table.selected(), self._work.is_idle
        is_own = model is not None and not self.table.is_bundled(model)
        can_be_written = model is not None and model.architecture is not None
        self.use_button.setEnabled(model is not None and model.can_be_used)
        self.export_button.setEnabled(can_be_written and is_free)
        self.import_button.setEnabled(is_free)
        self.rename_button.setEnabled(is_own)
        self.delete_button.setEnabled(is_own)
