"""The application: what must be set before a window exists, and the last net for errors."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication

from digitpad.support.crashes import fault_of, note_crash, watch_faults
from digitpad.support.folders import APP_NAME, user_log_folder
from digitpad.ui.language import use_language
from digitpad.ui.theme import app_icon
from digitpad.ui.window.unexpected_errors import FAILURE, FaultTeller, tell_no_window

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
    use_language()
    return app


def run(model: Path | None = None) -> int:
    """Show the window until it is closed; returns the exit status."""
    app = make_application()
    teller = FaultTeller()
    with note_crash(user_log_folder()), watch_faults(teller.report, QApplication.quit):
        try:
            from digitpad.ui.window.main_window import MainWindow

            window = MainWindow(model)
            window.show()
        except Exception as error:
            log.critical("The window could not be opened", exc_info=True)
            tell_no_window(fault_of(error))
            return FAILURE
        if window.recovery is not None:
            teller.quit_asked.connect(window.recovery.leave_drawing)
        return app.exec()
