"""The application: what must be set before a window exists, and the last net for errors."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from digitpad.folders import APP_NAME
from digitpad.ui.icons import app_icon

log = logging.getLogger(__name__)


def make_application() -> QApplication:
    """Return the application, made ready for drawing."""
    # Before QApplication: xcb would merge moves and drop points.
    attribute = Qt.ApplicationAttribute
    QCoreApplication.setAttribute(attribute.AA_CompressHighFrequencyEvents, False)
    QCoreApplication.setAttribute(attribute.AA_CompressTabletEvents, False)
    # A training thread may hold Python's lock for so long before the window gets it: with the usual
    # 5 ms a stroke was painted late, and training in the window was a tenth slower.
    sys.setswitchinterval(0.001)
    app = QApplication.instance() or QApplication([APP_NAME])
    assert isinstance(app, QApplication)
    app.setApplicationName(APP_NAME)
    app.setApplicationDisplayName(APP_NAME)
    app.setDesktopFileName(APP_NAME)
    app.setWindowIcon(app_icon())
    return app


def run(model: Path | None = None) -> int:
    """Show the window until it is closed; returns the exit status."""
    app = make_application()
    sys.excepthook = _tell_and_log
    from digitpad.ui.main_window import MainWindow

    window = MainWindow(model)
    window.show()
    return app.exec()


def _tell_and_log(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Exceptions in slots end here; the program goes on, and the user is told."""
    log.critical("Unexpected error", exc_info=(kind, error, trace))
    if issubclass(kind, KeyboardInterrupt):
        QApplication.quit()
        return
    QMessageBox.critical(
        QApplication.activeWindow(),
        APP_NAME,
        QCoreApplication.translate(
            "app", "Something went wrong in digitpad: {0}. Your drawing is still there; save it."
        ).format(f"{kind.__name__}: {error}"),
    )
