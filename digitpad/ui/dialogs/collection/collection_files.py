"""Taking the user's digits out of digitpad, and in again: file names, and work in between."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from digitpad.collection.document import Imported
from digitpad.data.sources import Check
from digitpad.ui.background import Job
from digitpad.ui.collection.digits import Digits
from digitpad.ui.messages import ask_open_path, ask_save_path
from digitpad.ui.widgets.basics import push_button

ARROW_WIDTH = 14  # pixels: a button's arrow, for which its size hint has no room


class CollectionFiles(QObject):
    """The buttons Export and Import, and what they do.

    ``busy(str)``: what is under way now, "" when it is over. ``ended(str)``: what came of it.
    ``failed(str)``: why nothing came of it.
    """

    busy = Signal(str)
    ended = Signal(str)
    failed = Signal(str)

    def __init__(self, digits: Digits, window: QWidget) -> None:
        """Work on ``digits``; ``window`` is what file dialogs belong to."""
        super().__init__(window)
        self._digits, self._window = digits, window
        self._job: Job | None = None
        self.export_button = push_button(self.tr("&Export"), "exportDigitsButton")
        menu = QMenu(self.export_button)
        self.export_button.setMenu(menu)
        self.export_document = QAction(self.tr("As one &JSON File…"), menu)
        self.export_mnist = QAction(self.tr("As an &MNIST-Style Set…"), menu)
        menu.addActions([self.export_document, self.export_mnist])
        self.export_button.setMinimumWidth(self.export_button.sizeHint().width() + ARROW_WIDTH)
        self.import_button = push_button(self.tr("&Import…"), "importDigitsButton")
        self.export_document.triggered.connect(self._export_document)
        self.export_mnist.triggered.connect(self._export_mnist)
        self.import_button.clicked.connect(self._import)

    @property
    def is_busy(self) -> bool:
        """True while something is written or read."""
        return self._job is not None

    @Slot()
    def cancel(self) -> None:
        """End what is under way; what was imported so far stays."""
        if self._job is not None:
            self._job.cancel()
            self._end()

    @Slot()
    def _export_document(self) -> None:
        kinds = {"json": self.tr("Collections of digits (*.json)")}
        path, _ = ask_save_path(self._window, self.tr("Export My Digits"), "digits", kinds)
        if path is None:
            return
        collection = self._digits.collection

        def export(check: Check) -> tuple[int, Path]:
            from digitpad.collection.document import export_document

            return export_document(collection, path, check), path

        self._begin(self.tr("Exporting…"), export, self._tell_export, changes=False)

    @Slot()
    def _export_mnist(self) -> None:
        name = QFileDialog.getExistingDirectory(
            self._window, self.tr("Folder for the MNIST-Style Set")
        )
        if not name:
            return
        folder, collection = Path(name), self._digits.collection

        def export(check: Check) -> tuple[int, Path]:
            from digitpad.collection.mnist_set import export_mnist

            return export_mnist(collection, folder, check), folder / "MNIST" / "raw"

        self._begin(self.tr("Exporting…"), export, self._tell_export, changes=False)

    @Slot()
    def _import(self) -> None:
        kinds = self.tr("Collections of digits (*.json);;MNIST-style images (*images*idx3*)")
        path = ask_open_path(self._window, self.tr("Import Digits"), kinds)
        if path is not None:
            self.read(path)

    def read(self, path: Path) -> None:
        """Import the digits in a file, unless something else is under way."""
        if self.is_busy:
            return
        collection = self._digits.collection

        def take(check: Check) -> Imported:
            from digitpad.collection.document import import_document
            from digitpad.collection.mnist_set import import_mnist

            is_document = path.suffix.lower() == ".json"
            return (import_document if is_document else import_mnist)(collection, path, check)

        text = self.tr("Importing {0}…").format(path.name)
        self._begin(text, take, self._tell_import, changes=True)

    # Work in the background

    def _begin(
        self, text: str, task: Callable[[Check], object], then: Callable[..., None], *,
        changes: bool,
    ) -> None:  # fmt: skip
        self._job = self._digits.work(task, then, self._tell_problem, changes=changes)
        self.export_button.setEnabled(False)
        self.import_button.setEnabled(False)
        self.busy.emit(text)

    def _end(self) -> None:
        self._job = None
        self.export_button.setEnabled(True)
        self.import_button.setEnabled(True)
        self.busy.emit("")

    def _tell_export(self, done: tuple[int, Path]) -> None:
        count, path = done
        self._end()
        self.ended.emit(self.tr("Exported to {1}; digits: {0}").format(f"{count:,}", path))

    def _tell_import(self, imported: Imported) -> None:
        self._end()
        text = self.tr("Imported: {0} new digits, {1} already there", "", imported.new)
        self.ended.emit(text.format(f"{imported.new:,}", f"{imported.known:,}"))

    def _tell_problem(self, text: str) -> None:
        self._end()
        self.failed.emit(text)
