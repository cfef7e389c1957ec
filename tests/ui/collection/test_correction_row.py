"""Correct it: buttons and keys say what the drawing should have been read as."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QSpinBox, QToolButton

from digitpad.reading.classify import DigitAnswer
from digitpad.support import files
from digitpad.support.folders import bundled_model
from digitpad.ui.background import end_all, running
from digitpad.ui.messages import messages
from digitpad.ui.pages.layers.why_view import WhyView
from digitpad.ui.widgets.number_grid import NumberGrid
from tests.ui.own_digits import PadWindow, read
from tests.ui.pens import ONE, SEVEN, mouse, press_again

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def pad(qtbot, qapp, tmp_path):
    pad = PadWindow(tmp_path / "digits")
    qtbot.addWidget(pad)
    with qtbot.waitExposed(pad):
        pad.show()
    pad.activateWindow()
    with qtbot.waitSignal(pad.session.model_changed, timeout=60_000):
        pad.session.load_model(bundled_model())
    yield pad
    pad.close()
    assert not running(pad)


@pytest.fixture
def seven(qtbot, pad):
    mouse(pad.canvas, SEVEN)
    read(qtbot, pad)
    return pad


def button(pad, digit):
    return pad.findChild(QToolButton, f"correct{digit}")


def confirmed(qtbot, pad, words):
    row = pad.correction
    qtbot.waitUntil(lambda: row.message.isVisible() and row.message.text() == words, timeout=10_000)


def test_there_is_nothing_to_correct_on_an_empty_canvas(qtbot, pad):
    assert all(not button(pad, digit).isEnabled() for digit in range(10))
    qtbot.mouseClick(button(pad, 3), LEFT)
    QTest.keyClick(pad.canvas, Qt.Key.Key_3)
    mouse(pad.canvas, SEVEN)
    assert all(button(pad, digit).isEnabled() for digit in range(10))
    pad.canvas.clear()
    assert not button(pad, 3).isEnabled()
    assert pad.entries() == ()


@pytest.mark.parametrize("digit", [0, 4, 9])
def test_one_click_keeps_the_drawing_as_that_digit(qtbot, seven, digit):
    with qtbot.waitSignal(seven.correction.corrected) as said:
        qtbot.mouseClick(button(seven, digit), LEFT)
    assert said.args == [digit]
    confirmed(qtbot, seven, f"Kept as {digit}. It is your first digit.")
    (entry,) = seven.entries()
    assert (entry.label, entry.read, entry.origin) == (digit, 7, "correction")
    kept = seven.collection().drawing(entry.key)
    (drawn,) = seven.canvas.drawing.strokes
    assert abs(kept.strokes[0].xy - drawn.xy).max() < 0.001


@pytest.mark.parametrize("digit", range(10))
def test_a_key_does_the_same(qtbot, seven, digit):
    QTest.keyClick(seven.canvas, Qt.Key(Qt.Key.Key_0.value + digit))
    confirmed(qtbot, seven, f"Kept as {digit}. It is your first digit.")
    assert [entry.label for entry in seven.entries()] == [digit]


def test_the_keypad_does_the_same(qtbot, seven):
    QTest.keyClick(seven.canvas, Qt.Key.Key_5, Qt.KeyboardModifier.KeypadModifier)
    confirmed(qtbot, seven, "Kept as 5. It is your first digit.")


def test_the_confirmation_counts_and_goes_with_the_next_stroke(qtbot, seven):
    QTest.keyClick(seven.canvas, Qt.Key.Key_7)
    confirmed(qtbot, seven, "Kept as 7. It is your first digit.")
    mouse(seven.canvas, ONE)
    assert button(seven, 1).isVisible()
    QTest.keyClick(seven.canvas, Qt.Key.Key_1)
    confirmed(qtbot, seven, "Kept as 1. 2 digits are yours.")


def test_undo_takes_the_digit_away_and_asks_again(qtbot, seven):
    QTest.keyClick(seven.canvas, Qt.Key.Key_4)
    confirmed(qtbot, seven, "Kept as 4. It is your first digit.")
    qtbot.mouseClick(seven.correction.undo_button, LEFT)
    qtbot.waitUntil(lambda: button(seven, 4).isVisible(), timeout=10_000)
    assert seven.entries() == ()


def test_undo_clicked_twice_takes_the_digit_away_once(qtbot, seven):
    QTest.keyClick(seven.canvas, Qt.Key.Key_4)
    confirmed(qtbot, seven, "Kept as 4. It is your first digit.")
    for _ in range(2):  # at once: the first has not been done
        qtbot.mouseClick(seven.correction.undo_button, LEFT)
    qtbot.waitUntil(lambda: button(seven, 4).isVisible(), timeout=10_000)
    assert seven.entries() == ()


def test_a_second_thought_changes_the_label_and_undo_goes_back_step_by_step(qtbot, seven):
    QTest.keyClick(seven.canvas, Qt.Key.Key_4)
    confirmed(qtbot, seven, "Kept as 4. It is your first digit.")
    QTest.keyClick(seven.canvas, Qt.Key.Key_9)
    confirmed(qtbot, seven, "Kept as 9. It is your first digit.")
    assert [entry.label for entry in seven.entries()] == [9]
    qtbot.mouseClick(seven.correction.undo_button, LEFT)
    confirmed(qtbot, seven, "Kept as 4 again.")
    assert [entry.label for entry in seven.entries()] == [4]
    qtbot.mouseClick(seven.correction.undo_button, LEFT)
    qtbot.waitUntil(lambda: seven.entries() == (), timeout=10_000)


def test_what_was_said_just_before_closing_is_kept(qtbot, seven):
    QTest.keyClick(seven.canvas, Qt.Key.Key_7)
    seven.close()
    assert [entry.label for entry in seven.entries()] == [7]


def test_a_full_disk_is_told_and_the_drawing_can_be_kept_later(qtbot, seven, monkeypatch):
    def fsync(handle):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "fsync", fsync)
        with qtbot.waitSignal(messages.came, timeout=10_000) as told:
            QTest.keyClick(seven.canvas, Qt.Key.Key_7)
    assert "No space left on device" in told.args[0]
    assert not seven.correction.undo_button.isVisible()
    QTest.keyClick(seven.canvas, Qt.Key.Key_7)
    confirmed(qtbot, seven, "Kept as 7. It is your first digit.")


# Widgets that take digits themselves


def add(qtbot, pad, widget):
    pad.others.addWidget(widget)
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    return widget


@pytest.mark.parametrize("kind", [QLineEdit, QSpinBox])
def test_text_fields_and_number_boxes_keep_their_digits(qtbot, seven, kind):
    widget = add(qtbot, seven, kind())
    widget.selectAll()
    with qtbot.assertNotEmitted(seven.correction.corrected):
        QTest.keyClicks(widget, "73")
    assert widget.text() == "73"


def test_why_view_chooses_a_digit_also_from_its_parts(qtbot, seven):
    view = WhyView()
    seven.correction.leave_keys_to(view)
    seven.others.addWidget(view)
    part = view.digits.button(2)
    part.setFocus()
    with qtbot.assertNotEmitted(seven.correction.corrected):
        QTest.keyClick(part, Qt.Key.Key_3)
    assert view.digits.button(3).isChecked()
    end_all(view)


def test_a_grid_of_numbers_gets_the_first_digit_that_is_typed(qtbot, seven):
    grid = NumberGrid()
    seven.correction.leave_keys_to(grid)
    add(qtbot, seven, grid)
    grid.show_values(np.zeros((1, 3, 3), np.float32), signed=True)
    grid.set_current((0, 1, 1))
    with qtbot.assertNotEmitted(seven.correction.corrected):
        QTest.keyClick(grid, Qt.Key.Key_3)
    assert grid.findChild(QLineEdit).text() == "3"


def test_other_keys_of_such_a_widget_still_reach_the_window(qtbot, seven):
    button_ = QToolButton()
    seven.correction.leave_keys_to(button_)
    add(qtbot, seven, button_)
    with qtbot.assertNotEmitted(seven.correction.corrected):
        QTest.keyClick(button_, Qt.Key.Key_7)
    seven.canvas.setFocus()
    with qtbot.waitSignal(seven.correction.corrected):
        QTest.keyClick(seven.canvas, Qt.Key.Key_7)


def test_a_key_that_is_held_down_says_it_once(qtbot, seven):
    assert [action.autoRepeat() for action in seven.correction.actions_] == [False] * 10


def test_the_row_fits_the_narrowest_column(pad):
    assert pad.correction.minimumSizeHint().width() <= 340
    assert pad.practice.minimumSizeHint().width() <= 340


def test_undo_takes_back_the_keeping_and_no_ink(qtbot, seven):
    assert not seven.correction.take_back()
    QTest.keyClick(seven.canvas, Qt.Key.Key_3)
    assert seven.correction.take_back(), "also while it is still being kept"
    qtbot.waitUntil(lambda: not seven.correction.take_back(), timeout=10_000)
    changed = []
    seven.digits.change(lambda check: None, changed.append, changed.append)
    qtbot.waitUntil(lambda: changed != [], timeout=10_000)
    assert seven.entries() == ()
    assert len(seven.canvas.drawing.strokes) == 1


def test_what_is_not_sure_is_asked_about_once(qtbot, seven, monkeypatch):
    monkeypatch.setattr(DigitAnswer, "is_sure", False)
    QTest.keyClick(seven.canvas, Qt.Key.Key_3)
    confirmed(qtbot, seven, "Not sure that it is a digit.")
    assert seven.correction.keep_button.text() == "Keep as 3"
    assert seven.entries() == ()
    qtbot.mouseClick(seven.correction.keep_button, LEFT)
    confirmed(qtbot, seven, "Kept as 3. It is your first digit.")
    QTest.keyClick(seven.canvas, Qt.Key.Key_4)
    confirmed(qtbot, seven, "Kept as 4. It is your first digit.")
    assert [entry.label for entry in seven.entries()] == [4]


def test_the_key_again_keeps_what_was_asked_about(qtbot, seven, monkeypatch):
    monkeypatch.setattr(DigitAnswer, "is_sure", False)
    QTest.keyClick(seven.canvas, Qt.Key.Key_3)
    QTest.keyClick(seven.canvas, Qt.Key.Key_3)
    confirmed(qtbot, seven, "Kept as 3. It is your first digit.")


def test_what_the_network_says_after_steps_of_learning_is_not_kept(qtbot, seven, monkeypatch):
    reading = seven.session.reading
    three = DigitAnswer(tuple(0.91 if digit == 3 else 0.01 for digit in range(10)))
    stepped = replace(reading, answer=three, steps=4, before=reading.answer)
    monkeypatch.setattr(type(seven.session), "reading", property(lambda _: stepped))
    qtbot.mouseClick(button(seven, 1), LEFT)
    qtbot.waitUntil(lambda: len(seven.entries()) == 1, timeout=10_000)
    assert (seven.entries()[0].label, seven.entries()[0].read) == (1, 7)


def test_not_a_digit_can_be_said_and_nothing_is_kept(qtbot, seven):
    QTest.keyClick(seven.canvas, Qt.Key.Key_3)
    confirmed(qtbot, seven, "Kept as 3. It is your first digit.")
    QTest.keyClick(seven.canvas, Qt.Key.Key_N)
    assert seven.correction.message.text() == "Not a digit: it is not kept."
    qtbot.waitUntil(lambda: seven.entries() == (), timeout=10_000)
    assert len(seven.canvas.drawing.strokes) == 1


def test_a_double_click_on_a_digit_does_not_take_it_back(qtbot, seven):
    qtbot.mouseClick(button(seven, 9), LEFT)
    confirmed(qtbot, seven, "Kept as 9. It is your first digit.")
    press_again(seven.correction.undo_button)  # it lies where the 9 was
    QTest.keyClick(seven.canvas, Qt.Key.Key_4)
    confirmed(qtbot, seven, "Kept as 4. It is your first digit.")
    qtbot.mouseClick(seven.correction.undo_button, LEFT)
    confirmed(qtbot, seven, "Kept as 9 again.")
