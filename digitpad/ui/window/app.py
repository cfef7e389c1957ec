"""The application: what must be set before a window exists, and the last net for errors."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from weakref import WeakSet

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QStandardPaths, Qt, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from digitpad.support.crashes import fault_of, note_crash, watch_faults
from digitpad.support.folders import APP_NAME, is_bundle, user_log_folder
from digitpad.support.memory import give_back
from digitpad.support.translations import ENVIRONMENT
from digitpad.ui.language import use_language
from digitpad.ui.theme import app_icon
from digitpad.ui.window.settings import Settings
from digitpad.ui.window.unexpected_errors import FAILURE, FaultTeller, tell_no_window

if TYPE_CHECKING:
    from digitpad.ink.drawing import Drawing
    from digitpad.training.opening import OpenedNetwork
    from digitpad.ui.window.main_window import MainWindow

EVERY = 2000  # milliseconds
LARGE_IMPORT = 50  # modules
GIVEN_BACK = 15  # after so many collections


class GuiGarbageCollection(QObject):
    """Collects on a timer of the GUI thread instead of wherever memory is allocated.

    A collection in another thread may destroy QObjects there, which crashes. Of several
    windows in one process the last one gives Python's own trigger back.
    """

    _working: ClassVar[WeakSet[GuiGarbageCollection]] = WeakSet()

    def __init__(self, parent: QObject) -> None:
        """Take over from Python's own trigger; ``stop`` gives it back."""
        super().__init__(parent)
        gc.disable()
        self._working.add(self)
        self._collections = 0
        self._networks = 0  # that were loaded when their objects were last left out
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    def stop(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        self._working.discard(self)
        if not self._working:
            gc.enable()

    def _collect(self) -> None:
        # Large imports, as torch's, leave hundreds of thousands of objects that stay, and a look at
        # them takes longer than a frame: they are left out from now on. Not more often than that,
        # for garbage that waits at that moment is left out too, and stays.
        if len(sys.modules) - self._networks > LARGE_IMPORT:
            self._networks = len(sys.modules)
            gc.freeze()
        gc.collect()
        self._collections += 1
        if self._collections % GIVEN_BACK == 0:
            give_back()


log = logging.getLogger(__name__)


class Application(QApplication):
    """Tells which files macOS asks it to open, on a double click or a drop on its icon.

    ``file_asked(str)``: a path. Those that come before there is a window wait in ``waiting``.
    """

    file_asked = Signal(str)

    def __init__(self, arguments: list[str]) -> None:
        """Wait for files."""
        super().__init__(arguments)
        self.waiting: list[str] = []
        self.is_heard = False

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if isinstance(event, QFileOpenEvent) and event.file():
            if self.is_heard:
                self.file_asked.emit(event.file())
            else:
                self.waiting.append(event.file())
            return True
        return super().event(event)


def make_application(language: str | None = None) -> QApplication:
    """Return the application, made ready for drawing; language: as of ``use_language``."""
    # Before QApplication: xcb would merge moves and drop points.
    attribute = Qt.ApplicationAttribute
    QCoreApplication.setAttribute(attribute.AA_CompressHighFrequencyEvents, False)
    QCoreApplication.setAttribute(attribute.AA_CompressTabletEvents, False)
    # A thread that trains or reads may hold Python's lock for so long before the window gets it,
    # and a painting asks for it several times. While a training ran and a number was read, one
    # stroke in twenty was painted after 70 ms with a millisecond here, after 15 with a fifth of it.
    sys.setswitchinterval(0.0002)
    app = QApplication.instance() or Application([APP_NAME])
    assert isinstance(app, QApplication)
    app.setApplicationName(APP_NAME)
    app.setApplicationDisplayName(APP_NAME)
    app.setDesktopFileName(APP_NAME)
    app.setWindowIcon(app_icon())
    use_language(language)
    return app


def begin_in_documents() -> None:
    """Have dialogs for files begin at the user's documents where the system started the program.

    From a terminal they begin in its folder. Finder starts in /, the Start menu in the program's
    own folder, or in that of the system.
    """
    try:
        here = os.getcwd()
    except OSError:  # it is gone
        here = ""
    nobodys = [Path(here).anchor, os.path.join(os.environ.get("SYSTEMROOT", ""), "System32")]
    if is_bundle():
        nobodys.append(os.path.dirname(sys.executable))
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    if here in nobodys and os.path.isdir(documents):
        os.chdir(documents)


def run(
    model: Path | None = None,
    network: OpenedNetwork | None = None,
    drawing: Drawing | None = None,
    language: str | None = None,
    files: Sequence[Path] = (),
) -> int:
    """Show the window until it is closed; returns the exit status.

    model, network: what reads, see ``MainWindow``. drawing: what is on the canvas at first.
    language: None: that of DIGITPAD_LANGUAGE, else the one chosen in the menu, else the system's.
    files: to be opened, each as what it is.
    """
    app = make_application(language or os.environ.get(ENVIRONMENT) or Settings().language)
    model = None if model is None else model.absolute()
    files = [path.absolute() for path in files]
    begin_in_documents()
    teller = FaultTeller()
    with note_crash(user_log_folder()), watch_faults(teller.report, QApplication.quit):
        try:
            from digitpad.ui.window.main_window import MainWindow

            window = MainWindow(model, network=network)
            window.show()
            if drawing is not None:
                window.canvas.set_drawing(drawing, "")
            _open_files(app, window, files)
        except Exception as error:
            log.critical("The window could not be opened", exc_info=True)
            tell_no_window(fault_of(error))
            return FAILURE
        teller.quit_asked.connect(window.leave_drawing)
        return app.exec()


def _open_files(app: QApplication, window: MainWindow, files: Sequence[Path]) -> None:
    """Open what the command line names, and what the system asks for now and later."""
    waiting = [str(path) for path in files]
    if isinstance(app, Application):
        app.file_asked.connect(window.files.open)
        app.is_heard = True
        waiting += app.waiting
        app.waiting.clear()
    for path in waiting:
        window.files.open(path)
