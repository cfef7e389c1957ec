"""A number of strokes put right in the window: by keys, menu and correction, with undo."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from tests.ui.canvas.test_whole_number import (
    FIVE,
    FOUR,
    buttons,
    digits,
    draw,
    placed,
    settle,
)
from tests.ui.pens import ONE, SEVEN, ZERO

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def seven_zero_one(qtbot, window):
    draw(qtbot, window, placed(SEVEN, 0.0), placed(ZERO, 0.3), placed(ONE, 0.65))
    assert digits(window) == "701"
    return window


def shown(window):
    return window.answer.prediction.text()


def key(window, key, modifiers):
    QTest.keyClick(window.canvas, key, modifiers)


def test_merge_split_and_delete_by_keys_and_undo_takes_each_back(qtbot, seven_zero_one):
    window = seven_zero_one
    before = window.canvas.drawing
    window.number.finder.select(1)
    key(window, Qt.Key.Key_J, CTRL)
    settle(qtbot, window)
    assert len(buttons(window)) == 2
    key(window, Qt.Key.Key_J, CTRL | SHIFT)
    qtbot.waitUntil(lambda: shown(window) == "701", timeout=20_000)
    key(window, Qt.Key.Key_Delete, SHIFT)
    settle(qtbot, window)
    assert len(shown(window)) == 2
    for _ in range(3):
        window.actions_.undo.trigger()
    settle(qtbot, window)
    assert window.canvas.drawing is before
    assert shown(window) == "701"


def test_a_digit_torn_by_mistake_is_put_together_and_stays_one(qtbot, window):
    """Two ones far apart are 11, until somebody says that they are one digit."""
    draw(qtbot, window, placed(ONE, 0.0), placed(ONE, 0.45))
    assert shown(window) == "11"
    window.number.finder.select(0)
    window.number.merge.trigger()
    settle(qtbot, window)
    assert len(shown(window)) == 1
    assert len(window.session.drawing.strokes) == 2
    window.actions_.undo.trigger()
    settle(qtbot, window)
    assert shown(window) == "11"


@pytest.mark.parametrize("chosen", [0, 1])
@pytest.mark.parametrize("change", ["merge", "split", "delete", "clear"])
def test_undo_and_redo_choose_the_digits_that_were_chosen(qtbot, seven_zero_one, change, chosen):
    window, finder = seven_zero_one, seven_zero_one.number.finder
    before = window.canvas.drawing
    finder.select(chosen)
    getattr(window.number, change, window.actions_.clear).trigger()
    qtbot.waitUntil(lambda: window.canvas.drawing is not before, timeout=20_000)
    settle(qtbot, window)
    after = finder.selected
    window.actions_.undo.trigger()
    settle(qtbot, window)
    assert shown(window) == "701"
    assert finder.selected == chosen
    if change != "clear":
        window.actions_.redo.trigger()
        settle(qtbot, window)
        assert finder.selected == after


@pytest.mark.parametrize("index", [0, 1])
def test_what_was_split_is_put_together_again_by_the_next_key(qtbot, window, index):
    """The digits overlap: the left piece is selected, and not the digit that reaches over it."""
    draw(qtbot, window, *(placed(path, left) for left, digit in ((0.1, FOUR), (0.29, FIVE))
                          for path in digit))  # fmt: skip
    assert shown(window) == "45"
    window.number.finder.select(index)
    key(window, Qt.Key.Key_J, CTRL | SHIFT)
    qtbot.waitUntil(lambda: len(shown(window)) == 3, timeout=20_000)
    assert window.number.finder.selected == index
    settle(qtbot, window)
    key(window, Qt.Key.Key_J, CTRL)
    settle(qtbot, window)
    qtbot.waitUntil(lambda: shown(window) == "45", timeout=20_000)


def test_one_digit_can_be_split(qtbot, window):
    draw(qtbot, window, ZERO)
    assert len(shown(window)) == 1
    assert window.number.split.isEnabled()
    key(window, Qt.Key.Key_J, CTRL | SHIFT)
    qtbot.waitUntil(lambda: len(shown(window)) == 2, timeout=20_000)
    window.actions_.undo.trigger()
    settle(qtbot, window)
    assert shown(window) == "0"


def test_the_right_button_chooses_a_digit_and_brings_the_menu(qtbot, seven_zero_one, monkeypatch):
    window = seven_zero_one
    popped = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _place: popped.append(menu.actions()))
    middle = window.number.frames.frames[0].center().toPoint()
    QTest.mousePress(window.canvas, Qt.MouseButton.RightButton, pos=middle)
    QTest.mouseRelease(window.canvas, Qt.MouseButton.RightButton, pos=middle)
    window.canvas.customContextMenuRequested.emit(middle)
    settle(qtbot, window)
    assert window.number.finder.selected == 0
    assert window.number.merge in popped[0]
    assert len(window.canvas.drawing.strokes) == 3


def test_a_correction_changes_the_row_and_what_is_copied_and_is_taken_back(qtbot, seven_zero_one):
    window = seven_zero_one
    window.number.finder.select(0)
    settle(qtbot, window)
    key(window, Qt.Key.Key_4, Qt.KeyboardModifier.NoModifier)
    qtbot.waitUntil(lambda: "Kept as 4" in window.correction.message.text(), timeout=20_000)
    assert digits(window) == "401"
    assert shown(window) == "401"
    assert "as you said" in buttons(window)[0].accessibleName()
    key(window, Qt.Key.Key_C, CTRL | SHIFT)
    assert QGuiApplication.clipboard().text() == "401"
    window.actions_.undo.trigger()
    qtbot.waitUntil(lambda: digits(window) == "701", timeout=20_000)
    assert shown(window) == "701"
    assert len(window.canvas.drawing.strokes) == 3


def test_what_was_said_stays_when_another_digit_is_drawn(qtbot, window):
    draw(qtbot, window, placed(SEVEN, 0.0), placed(ZERO, 0.3))
    window.number.finder.select(0)
    settle(qtbot, window)
    key(window, Qt.Key.Key_4, Qt.KeyboardModifier.NoModifier)
    qtbot.waitUntil(lambda: digits(window) == "40", timeout=20_000)
    draw(qtbot, window, placed(ONE, 0.65))
    assert digits(window) == "401"


def test_eight_digits_have_room_in_the_smallest_window(qtbot, window):
    window.resize(1024, 680)
    draw(qtbot, window, *(placed(SEVEN, 0.02 + 0.118 * place, size=0.2) for place in range(8)))
    assert shown(window) == "7" * 8
    row, area = window.number.row, window.number.row._area
    assert row.digits.width() <= area.width()
    for button in buttons(window):
        assert row.rect().contains(button.mapTo(row, QPoint(0, 0)))
        assert row.rect().contains(button.mapTo(row, button.rect().bottomRight()))
    label = window.answer.prediction
    assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width()
    assert label.fontMetrics().capHeight() <= label.height()
