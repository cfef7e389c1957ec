"""Help: the shortcuts are those of the actions, and what "not sure" means is said."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest

from digitpad.reading.classify import SURE


def shortcuts(window):
    window.actions_.dialogs["shortcuts"].trigger()
    return window.dialogs["shortcuts"]


def test_every_shortcut_of_the_window_is_listed_under_its_menu(window):
    dialog = shortcuts(window)
    listed = {keys: (menu, name) for menu, (name, keys) in dialog.rows()}
    with_keys = [one for one in window.findChildren(QAction) if one.shortcuts() and one.text()]
    assert len(with_keys) > 40
    for action in with_keys:
        keys = ", ".join(
            key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts()
        )
        assert action.text().replace("&", "").rstrip("…") in listed[keys][1], keys
    assert listed["Ctrl+Z"] == ("Edit", "Undo")
    assert listed["Ctrl+T"] == ("Training", "Train")
    assert listed["Ctrl+Alt+O"] == ("File", "Open Network")
    dialog.close()


def test_an_action_that_comes_later_or_gets_other_keys_is_listed_as_it_is(window):
    shortcuts(window).close()
    window.actions_.eraser.setShortcut("Ctrl+Alt+E")
    added = QAction("&Look Away…", window)
    added.setShortcut("F12")
    rows = [row for _, row in shortcuts(window).rows()]
    assert ("Eraser", "Ctrl+Alt+E") in rows
    assert ("Look Away", "F12") in rows
    window.dialogs["shortcuts"].close()


def test_a_few_letters_find_an_action_or_a_key(qtbot, window):
    dialog = shortcuts(window)
    qtbot.keyClicks(dialog.search, "ctrl+shift+p")
    assert [name for _, (name, _) in dialog.rows()] == ["Practice"]
    dialog.search.clear()
    qtbot.keyClicks(dialog.search, "eras")
    assert [name for _, (name, _) in dialog.rows()] == ["Eraser"]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_what_not_sure_means_names_the_limit(window):
    window.actions_.dialogs["not_sure"].trigger()
    dialog = window.dialogs["not_sure"]
    said = " ".join(part.text() for part in dialog.paragraphs)
    assert f"less than {100 * SURE:.1f} %" in said
    QTest.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()


def test_the_shortcuts_have_what_only_the_pages_know(window):
    window.dialogs.show("shortcuts")
    dialog = window.dialogs["shortcuts"]
    listed = {(group, *row) for group, row in dialog.rows()}
    assert ("Canvas", "Give up the stroke under way", "Esc") in listed
    assert ("Layers page", "Silence its map or unit, or hear it again", "S") in listed
    assert {group for group, *_ in listed} >= {"Convolution lab", "Designer", "File"}
    dialog.search.setText("stroke under")
    assert {row for _, row in dialog.rows()} == {("Give up the stroke under way", "Esc")}
    dialog.close()
