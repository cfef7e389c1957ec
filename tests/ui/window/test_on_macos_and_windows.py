"""What other systems send and ask for: their keys, their title bars, their folders."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QDir, QEvent, QPoint, QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow

from digitpad.ui.dialogs.designer.designer_actions import DesignerActions
from digitpad.ui.dialogs.experiments.trials_table import TrialsTable
from digitpad.ui.dialogs.models.models_table import ModelsTable
from digitpad.ui.window.actions import Actions
from digitpad.ui.window.app import begin_in_documents
from tests.ui.canvas.test_whole_number import draw, placed
from tests.ui.pens import ONE, SEVEN, mouse

KEYPAD = Qt.KeyboardModifier.KeypadModifier


def press(widget, key, modifiers=Qt.KeyboardModifier.NoModifier):
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, modifiers))


@pytest.mark.parametrize(("key", "step"), [(Qt.Key.Key_Up, -1), (Qt.Key.Key_Down, 1)])
def test_arrows_of_macos_move_a_trial(qtbot, key, step):
    table = TrialsTable()
    qtbot.addWidget(table)
    with qtbot.waitSignal(table.move_asked) as told:
        press(table, key, Qt.KeyboardModifier.AltModifier | KEYPAD)
    assert told.args == [step]


def test_the_key_that_macbooks_have_removes_a_trial(qtbot):
    table = TrialsTable()
    qtbot.addWidget(table)
    with qtbot.waitSignal(table.remove_asked):
        press(table, Qt.Key.Key_Backspace)


def test_the_key_that_macbooks_have_deletes_a_model(qtbot):
    table = ModelsTable()
    qtbot.addWidget(table)
    with qtbot.waitSignal(table.delete_asked):
        press(table, Qt.Key.Key_Backspace)


def test_the_key_that_macbooks_have_clears_the_canvas(qtbot, window):
    mouse(window.canvas, SEVEN)
    window.activateWindow()
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_Backspace)
    assert window.canvas.drawing.is_empty


@pytest.fixture
def documents(monkeypatch, tmp_path):
    there = tmp_path / "Documents"
    there.mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda place: str(there))
    monkeypatch.chdir(tmp_path)  # and back in the end
    return there


@pytest.mark.parametrize("start", ["finder", "start menu", "explorer", "a folder that is gone"])
def test_dialogs_begin_at_the_documents_where_the_system_started(
    documents, monkeypatch, tmp_path, start
):
    program, system = tmp_path / "digitpad", tmp_path / "Windows" / "System32"
    for folder in (program, system):
        folder.mkdir(parents=True)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program / "digitpad.exe"))
    monkeypatch.setenv("SYSTEMROOT", str(tmp_path / "Windows"))
    places = {"finder": Path("/"), "explorer": system}
    monkeypatch.chdir(places.get(start, program))
    if start == "a folder that is gone":
        if sys.platform == "win32":
            pytest.skip("Windows keeps a folder that somebody is in")
        program.rmdir()
    begin_in_documents()
    assert QDir.currentPath() == str(documents)
    assert Path.cwd() == documents


def test_dialogs_begin_in_the_folder_of_the_terminal(documents, monkeypatch, tmp_path):
    begin_in_documents()
    assert Path.cwd() == tmp_path


@pytest.mark.parametrize(
    ("system", "keys"), [("darwin", ["Ctrl+Shift+O"]), ("linux", ["Ctrl+M", "Ctrl+Shift+O"])]
)
def test_the_key_that_minimises_a_window_on_macos_opens_no_model(qtbot, monkeypatch, system, keys):
    monkeypatch.setattr(sys, "platform", system)
    window = QMainWindow()
    qtbot.addWidget(window)
    shortcuts = Actions(window).open_model.shortcuts()
    assert [one.toString(QKeySequence.SequenceFormat.PortableText) for one in shortcuts] == keys


@pytest.mark.parametrize(
    ("name", "scheme"),
    [("dark", Qt.ColorScheme.Dark), ("light", Qt.ColorScheme.Light),
     ("system", Qt.ColorScheme.Unknown)],
)  # fmt: skip
def test_title_bars_follow_the_theme_that_is_chosen(window, monkeypatch, name, scheme):
    asked = []

    class Hints:
        setColorScheme = staticmethod(asked.append)  # noqa: N815 - Qt's name

        @staticmethod
        def colorScheme():
            return Qt.ColorScheme.Light

    monkeypatch.setattr(QGuiApplication, "styleHints", Hints)
    window.actions_.colours[name].trigger()
    assert asked == [scheme]


def test_the_tests_have_their_own_folders_on_windows_too(own_folders, monkeypatch):
    from platformdirs.windows import get_win_folder

    monkeypatch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", "C:\\own")
    assert get_win_folder("CSIDL_LOCAL_APPDATA") == "C:\\own"


def test_a_click_with_ctrl_chooses_a_digit_also_where_the_keypad_is_told(qtbot, window):
    draw(qtbot, window, placed(SEVEN, 0.0), placed(ONE, 0.55))
    assert window.number.finder.selected == 1
    at = QPoint(window.canvas.width() // 4, window.canvas.height() // 2)
    with_keypad = Qt.KeyboardModifier.ControlModifier | KEYPAD
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, with_keypad, at)
    assert window.number.finder.selected == 0


def test_what_removes_a_layer_has_the_key_that_macbooks_have(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    actions = DesignerActions(window, window)
    keys = {keys.toString() for keys in actions.remove.shortcuts()}
    assert keys == {"Del", "Backspace"}
