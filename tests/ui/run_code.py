"""The question whether somebody's own code shall run, as tests answer it."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest


def asked(qtbot, window):
    """The dialog that asks, with the state of the file told."""
    dialog = window.dialogs["run_code"]
    qtbot.waitUntil(lambda: dialog.run.isEnabled() or dialog.state.isVisible(), timeout=30_000)
    return dialog


def press(button):
    assert button.isEnabled()
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
