"""An error in a thread that nobody foresaw is told in the status bar, whatever was being done."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitpad.reading import edits
from digitpad.ui.canvas import number_finder
from digitpad.ui.window import recovery, session
from digitpad.ui.window.main_window import MainWindow
from digitpad.ui.window.settings import Settings
from tests.ui.pens import ONE, SEVEN, mouse

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
TOLD = "That did not work: ValueError: cosmic ray. Try again."


def breaks_off(*_, **__):
    raise ValueError("cosmic ray")


def test_splitting_a_digit(qtbot, window, told, monkeypatch):
    monkeypatch.setattr(edits, "split_whole", breaks_off)
    mouse(window.canvas, SEVEN)
    qtbot.waitUntil(lambda: window.session.is_settled, timeout=20_000)
    QTest.keyClick(window.canvas, Qt.Key.Key_J, CTRL | SHIFT)
    qtbot.waitUntil(lambda: TOLD in told, timeout=20_000)
    assert len(window.canvas.drawing.strokes) == 1


def test_reading_a_drawing(qtbot, window, told, monkeypatch):
    monkeypatch.setattr(session, "read", breaks_off)
    mouse(window.canvas, SEVEN)
    qtbot.waitUntil(lambda: TOLD in told, timeout=20_000)


def test_looking_for_a_number(qtbot, window, told, monkeypatch):
    monkeypatch.setattr(number_finder, "find_number", breaks_off)
    mouse(window.canvas, SEVEN)
    qtbot.waitUntil(lambda: TOLD in told, timeout=20_000)
    qtbot.waitUntil(lambda: window.answer.prediction.text() == "7", timeout=20_000)


def test_writing_settings(qtbot, open_window, told, monkeypatch):
    window = open_window()
    monkeypatch.setattr(Settings, "keep", breaks_off)
    window.tools.brush.setValue(window.tools.brush.value() + 2)
    qtbot.waitUntil(lambda: TOLD in told, timeout=20_000)


def test_looking_for_drawings_that_were_left(qtbot, told, own_folders, monkeypatch):
    monkeypatch.setattr(recovery, "left_drawings", breaks_off)
    window = MainWindow()
    window.show()
    wanted = "Drawings of earlier sessions could not be looked for: ValueError: cosmic ray"
    qtbot.waitUntil(lambda: wanted in told, timeout=20_000)
    window.close()
    window.deleteLater()


@pytest.mark.parametrize("path", [SEVEN, ONE])
def test_what_is_read_well_is_told_of_in_no_sentence(qtbot, window, told, path):
    mouse(window.canvas, path)
    qtbot.waitUntil(lambda: window.session.is_settled, timeout=20_000)
    assert told == []
