"""Prints what is clipped in the window at the scale of QT_SCALE_FACTOR, as JSON.

Arguments: a language, and sizes such as 1024x680. To be run in a process of its own: Qt asks for
the scale when it starts.
"""

import json
import sys

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QDialog

from digitpad.ui.dialogs.about import AboutDialog
from digitpad.ui.window.app import make_application
from digitpad.ui.window.main_window import MainWindow
from digitpad.ui.window.snapshot import close_for_good, wait_until_settled
from tests.ui.room import clipped_at_rest

PAGES = ("layers", "train", "lab", "test")


def wait_for_licences(dialog):
    while not dialog.licences.table.rowCount():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def look(language, sizes):
    app = make_application(language)
    window = MainWindow(remember=False)
    found = {}
    window.show()
    wait_until_settled(window)
    for size in sizes:
        window.resize(*map(int, size.split("x")))
        for page in PAGES:
            window.pages.show_page(page)
            found[f"{page} {size}"] = clipped_at_rest(window)
        window.pages.train.details_button.setChecked(True)
        window.pages.show_page("train")
        found[f"all settings {size}"] = clipped_at_rest(window)
        window.pages.train.details_button.setChecked(False)
    for name in window.actions_.dialogs:
        window.dialogs.show(name)
        for dialog in app.topLevelWidgets():
            if isinstance(dialog, QDialog) and dialog.isVisible():
                if isinstance(dialog, AboutDialog):
                    wait_for_licences(dialog)  # and for the versions, which come first
                found[name] = clipped_at_rest(dialog)
                dialog.close()
    ratio = window.devicePixelRatioF()
    close_for_good(window)
    return {"ratio": ratio, "clipped": {where: texts for where, texts in found.items() if texts}}


if __name__ == "__main__":
    print(json.dumps(look(sys.argv[1], sys.argv[2:])))
