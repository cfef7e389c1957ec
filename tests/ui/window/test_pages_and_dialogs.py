"""Pages and dialogs are registered: their keys, menu entries and names follow from that."""

import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitpad.ui.pages import PAGES
from digitpad.ui.window.dialogs import DIALOGS

IN_MENUS = [name for name, dialog in DIALOGS.items() if dialog.entry is not None]


def test_each_page_is_shown_by_its_number(window):
    for number, name in [*enumerate(PAGES, start=1)][::-1]:
        QTest.keyClick(window, Qt.Key(ord(str(number))), Qt.KeyboardModifier.ControlModifier)
        assert window.pages.shown_page == name
        assert window.pages.currentWidget() is getattr(window.pages, name)


@pytest.mark.parametrize("name", IN_MENUS)
def test_a_dialog_is_made_once_and_shown_whenever_its_entry_is_chosen(window, name):
    action = window.actions_.dialogs[name]
    assert action in [each for menu in menus(window) for each in menu.actions()]
    action.trigger()
    dialog = window.dialogs[name]
    assert dialog.isVisible()
    dialog.close()
    action.trigger()
    assert window.dialogs[name] is dialog
    assert dialog.isVisible()
    dialog.close()


def menus(window):
    return [action.menu() for action in window.menuBar().actions()]


def test_the_command_line_knows_the_pages_without_qt():
    code = (
        "import sys; from digitpad.ui.pages import PAGES;"
        "print(list(PAGES), any('PySide6' in name for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.split("]")[0] + "]" == str(list(PAGES)), done.stderr
    assert done.stdout.split()[-1] == "False"
