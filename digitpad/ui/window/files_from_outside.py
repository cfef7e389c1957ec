"""Files from outside: chosen, as arguments, by a double click, dropped, or used last."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMenu

from digitpad.lessons.file_kind import Kind
from digitpad.network.files.architecture_file import load_architecture
from digitpad.support.errors import DigitpadError
from digitpad.support.folders import best_reader, bundled_model, bundled_models
from digitpad.ui.canvas.drawing_files import Pictures
from digitpad.ui.language import translate
from digitpad.ui.lessons.lesson_files import LessonFiles
from digitpad.ui.messages import ask_open_path, tell
from digitpad.ui.window.dialogs import Dialogs
from digitpad.ui.window.pages import Pages
from digitpad.ui.window.session import Session
from digitpad.ui.window.status import Status

if TYPE_CHECKING:
    from digitpad.network.files.checkpoint import Checkpoint

MOST_RECENT = 10  # files


class FilesFromOutside(QObject):
    """Opens a file as what it is, where the window shows that."""

    def __init__(
        self, session: Session, pictures: Pictures, pages: Pages, lessons: LessonFiles,
        dialogs: Dialogs, status: Status,
    ) -> None:  # fmt: skip
        """Serve a window; ``pictures`` finds out what a file is, and reads what can be drawn."""
        super().__init__(pictures)
        self._session, self._pictures, self._pages = session, pictures, pages
        self._lessons, self._dialogs, self._status = lessons, dialogs, status
        pictures.failed.connect(status.tell_failure)
        pictures.picture_ready.connect(status.take_failure_back)
        pictures.other_found.connect(self._open)

    @Slot(str)
    def open(self, path: str) -> None:
        """Find out what ``path`` is, and open it."""
        self._pictures.read_file(Path(path).absolute())

    @Slot()
    def choose_model(self) -> None:
        """Ask for a model, and have it read."""
        kinds = translate("MainWindow", "Models (*.safetensors *.pth *.pt *.ckpt *.onnx)")
        title = translate("MainWindow", "Open Model")
        path = ask_open_path(self._pages.window(), title, kinds)
        if path is not None:
            self.load_model(path)

    @Slot()
    def use_bundled_model(self) -> None:
        """Have the usual model read."""
        self.load_model(bundled_model())

    @Slot()
    def use_best_reader(self) -> None:
        """Have the larger bundled model read."""
        self.load_model(best_reader())

    def load_model(self, path: Path) -> None:
        """Have the model in ``path`` read, and say so meanwhile."""
        self._status.tell_loading(path)
        self._session.load_model(path)

    @Slot(object, object)
    def _open(self, path: Path, kind: Kind) -> None:
        self._status.take_failure_back()
        match kind:
            case Kind.LESSON:
                self._lessons.read(path)
            case Kind.MODEL:
                self.load_model(path)
            case Kind.COLLECTION:
                self._dialogs.show("my_digits")
                self._dialogs["my_digits"].files.read(path)
            case Kind.NETWORK:
                self._design(path)
            case Kind.CODE:  # which runs once its user has agreed in the dialog
                self._dialogs["open_network"].choose(path)
                self._dialogs.show("open_network")
            case Kind.DATA_SET:
                self._train_on(path)

    def _design(self, path: Path) -> None:
        try:
            architecture = load_architecture(path)
        except DigitpadError as error:
            self._status.tell_failure(str(error))
            return
        self._pages.train.network.choose_design(architecture)
        self._pages.show_page("train")

    def _train_on(self, path: Path) -> None:
        data = self._pages.train.data
        if os.path.isdir(path / "MNIST" / "raw"):
            self._pages.data_sets.folder = path
            data.choose("mnist")
        else:
            data.choose(str(path))
        self._pages.show_page("train")
        tell(self.tr("{0} is chosen to train on").format(path.name))


class RecentFiles(QObject):
    """``paths``, the newest first. ``asked(str)``: one of them was chosen.

    It outlives its menu, which is made anew in another language. Nothing is looked up on disk: that
    may be slow, and who opens what is gone is told so.
    """

    asked = Signal(str)

    def __init__(self, parent: QObject, paths: list[str]) -> None:
        """Begin with ``paths``."""
        super().__init__(parent)
        ours = set(map(str, bundled_models()))  # noted by earlier versions
        self.paths = [path for path in paths if path not in ours][:MOST_RECENT]
        self._menu: QMenu | None = None

    def fill(self, menu: QMenu) -> None:
        """Have ``menu`` offer the files from now on."""
        self._menu = menu
        menu.setToolTipsVisible(True)
        self._show()

    @Slot(object)
    def note(self, path: Path) -> None:
        """Put ``path`` first."""
        text = str(path.absolute())
        self.paths = [text, *(one for one in self.paths if one != text)][:MOST_RECENT]
        self._show()

    @Slot(object)
    def note_model(self, checkpoint: Checkpoint) -> None:
        """Put the model that reads now first, unless it is a bundled one or in no file."""
        path = checkpoint.path
        if path.absolute() not in bundled_models() and path.suffix:
            self.note(path)

    def _show(self) -> None:
        if self._menu is None:
            return
        self._menu.clear()
        for path in self.paths:
            action = self._menu.addAction(Path(path).name.replace("&", "&&"))
            action.setToolTip(path)
            action.triggered.connect(partial(self.asked.emit, path))
        self._menu.setEnabled(bool(self.paths))
