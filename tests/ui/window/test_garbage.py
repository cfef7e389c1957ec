"""Garbage is collected by the GUI thread alone for as long as any window has threads."""

import gc

from PySide6.QtCore import QObject

from digitpad.ui.window import app
from digitpad.ui.window.app import GuiGarbageCollection


def test_pythons_own_trigger_comes_back_with_the_end_of_the_last_window(qapp):
    parent = QObject()
    first, second = GuiGarbageCollection(parent), GuiGarbageCollection(parent)
    first.stop()
    first.stop()  # as when a window is closed, and the program ends then
    assert not gc.isenabled()
    second.stop()
    assert gc.isenabled()


def test_freed_memory_goes_back_now_and_then(qapp, monkeypatch):
    given = []
    monkeypatch.setattr(app, "give_back", lambda: given.append(1))
    monkeypatch.setattr(app, "GIVEN_BACK", 2)
    parent = QObject()
    collection = GuiGarbageCollection(parent)
    for _ in range(5):
        collection._timer.timeout.emit()
    collection.stop()
    assert len(given) == 2
