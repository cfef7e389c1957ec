"""Lessons go on in another language, with what was answered, whether they are open or not."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitpad.lessons.chapters_network import CHAPTERS
from digitpad.ui.lessons.step_view import Given
from tests.ui.window.test_language import choose, english_in_the_end  # noqa: F401

LEFT = Qt.MouseButton.LeftButton


def done(panel):
    """The places of the lessons that have the sign of those that are done."""
    return [n for n in range(len(CHAPTERS)) if panel.choice.itemText(n).startswith("✓")]


def test_what_was_answered_and_where_one_was_is_kept(qtbot, window):
    window.dialogs.show("lessons")
    panel = window.dialogs["lessons"]
    panel._answers = {(1, n): Given(1.0, "right") for n in range(len(CHAPTERS[1].steps))}
    panel.choice.setFocus()
    QTest.keyClick(panel.choice, Qt.Key.Key_Home)
    QTest.keyClick(panel.choice, Qt.Key.Key_Down)
    QTest.mouseClick(panel.following, LEFT)
    step = panel.step
    choose(qtbot, window, "zh_CN")
    panel = window.dialogs["lessons"]
    qtbot.waitUntil(panel.isVisible)
    assert (done(panel), panel.step) == ([1], step)
    QTest.mouseClick(panel.close_button, LEFT)
    choose(qtbot, window, "en")
    assert not window.dialogs["lessons"].isVisible()
    window.dialogs.show("lessons")
    panel = window.dialogs["lessons"]
    assert (done(panel), panel.step) == ([1], step)
