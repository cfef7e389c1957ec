"""Garbage is collected by the GUI thread alone for as long as any window has threads."""

import gc

from PySide6.QtCore import QObject

from digitpad.ui.garbage import GuiGarbageCollection


def test_pythons_own_trigger_comes_back_with_the_end_of_the_last_window(qapp):
    parent = QObject()
    first, second = GuiGarbageCollection(parent), GuiGarbageCollection(parent)
    first.stop()
    first.stop()  # as when a window is closed, and the program ends then
    assert not gc.isenabled()
    second.stop()
    assert gc.isenabled()
