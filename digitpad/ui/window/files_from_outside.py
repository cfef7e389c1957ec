"""Files that come from outside: as arguments, by a double click, dropped or pasted."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from digitpad.lessons.file_kind import Kind
from digitpad.network.files.architecture_file import load_architecture
from digitpad.support.errors import DigitpadError
from digitpad.ui.canvas.drawing_files import Pictures
from digitpad.ui.lessons.lesson_files import LessonFiles
from digitpad.ui.messages import tell
from digitpad.ui.window.dialogs import Dialogs
from digitpad.ui.window.pages import Pages
from digitpad.ui.window.session import Session
from digitpad.ui.window.status import Status


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
        pictures.other_found.connect(self._open)

    @Slot(str)
    def open(self, path: str) -> None:
        """Find out what ``path`` is, and open it."""
        self._pictures.read_file(Path(path).absolute())

    @Slot(object, object)
    def _open(self, path: Path, kind: Kind) -> None:
        match kind:
            case Kind.LESSON:
                self._lessons.read(path)
            case Kind.MODEL:
                self._status.tell_loading(path)
                self._session.load_model(path)
            case Kind.COLLECTION:
                self._dialogs.show("my_digits")
                self._dialogs["my_digits"].files.read(path)
            case Kind.NETWORK:
                self._design(path)
            case Kind.DATA_SET:
                self._train_on(path)

    def _design(self, path: Path) -> None:
        try:
            architecture = load_architecture(path)
        except DigitpadError as error:
            tell(str(error))
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
