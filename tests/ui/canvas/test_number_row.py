"""The row of a number's digits, by itself: what its buttons say, and how long numbers fit."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from digitpad.reading.classify import DigitAnswer
from digitpad.reading.number import NumberReading, ReadDigit
from digitpad.ui.canvas.number_row import DigitButton, NumberRow
from digitpad.ui.theme import DARK, LIGHT, apply_theme, prepare
from tests.ui.painted import shades

LEFT = Qt.MouseButton.LeftButton


def answer(digit, confidence):
    rest = (1 - confidence) / 9
    return DigitAnswer(tuple(confidence if n == digit else rest for n in range(10)))


def reading(*rows, confidence=0.9):
    """A number with ``rows`` of digits, as text."""
    return NumberReading(tuple(
        ReadDigit(answer(int(digit), confidence), (0, 0, 1, 1), number)
        for number, row in enumerate(rows) for digit in row
    ))  # fmt: skip


@pytest.fixture
def row(qtbot, qapp):
    prepare(qapp)
    apply_theme(qapp, LIGHT)
    row = NumberRow(QAction("Previous"), QAction("Next"))
    qtbot.addWidget(row)
    row.resize(400, row.height())
    return row


def is_seen(row, place):
    """Tell whether the whole button at ``place`` is between the ends of the row."""
    button = row.digits.buttons()[place]
    area = row._area
    left = button.mapTo(area, QPoint(0, 0)).x()
    return left >= 0 and left + button.width() <= area.width()


def test_without_a_number_there_is_no_row(row):
    assert not row.isVisible()
    row.show_number(reading("20"), 0)
    assert row.isVisible()
    row.show_number(None, 0)
    assert not row.isVisible()


def test_buttons_say_what_the_digits_are(row):
    row.show_number(reading("20", confidence=0.87), 1)
    two, nought = row.digits.buttons()
    assert (two.text(), nought.text()) == ("2", "0")
    assert two.accessibleName() == two.toolTip() == "Digit 1 of 2: 2, 87.0 %"
    assert (two.isChecked(), nought.isChecked()) == (False, True)
    assert row.whole.text() == "all\n75.7 %"
    assert row.whole.accessibleName() == "That all 2 digits are right: 75.7 %"
    assert row.accessibleName() == "Number 20"


def test_the_same_digit_can_become_surer(qtbot, row):
    row.show_number(reading("20", confidence=0.87), 0)
    button = row.digits.buttons()[0]
    before = shades(button)
    row.show_number(reading("20", confidence=0.95), 0)
    assert button.accessibleName() == button.toolTip() == "Digit 1 of 2: 2, 95.0 %"
    assert row.whole.text() == "all\n90.2 %"
    other = DigitButton(row.digits)
    other.setChecked(True)
    other.show_digit(ReadDigit(answer(2, 0.95), (0, 0, 1, 1)), 1, 2)
    assert (shades(button) == shades(other)).all()
    assert (shades(button) != before).any()


def test_a_button_is_painted_anew_for_another_confidence(qtbot, qapp):
    button = DigitButton()
    qtbot.addWidget(button)
    button.show_digit(ReadDigit(answer(2, 0.87), (0, 0, 1, 1)), 1, 1)
    with qtbot.waitActive(button):
        button.show()
    QApplication.processEvents()  # what the window's being active has painted anew

    def on_screen():
        return shades(button.screen().grabWindow(button.winId()).toImage())

    qtbot.waitUntil(lambda: (on_screen() == shades(button)).all())
    before = on_screen()
    button.show_digit(ReadDigit(answer(2, 0.95), (0, 0, 1, 1)), 1, 1)
    qtbot.waitUntil(lambda: (on_screen() != before).any())


def test_a_digit_below_60_percent_is_not_sure_in_words(row):
    row.show_number(reading("2", confidence=0.6), 0)
    sure = row.digits.buttons()[0].grab().toImage()
    assert "not sure" not in row.digits.buttons()[0].accessibleName()
    row.show_number(reading("2", confidence=0.599), 0)
    assert row.digits.buttons()[0].accessibleName() == "Digit 1 of 1: 2, 59.9 %, not sure"
    assert "below 60.0 %" in row.digits.buttons()[0].toolTip()
    assert "Not sure" in row.whole.toolTip()
    assert row.accessibleName() == "Number 2?"
    assert row.digits.buttons()[0].grab().toImage() != sure


def test_rows_are_apart(row):
    row.show_number(reading("207", "42"), 0)
    lefts = [button.x() for button in row.digits.buttons()]
    steps = [after - before for before, after in pairwise(lefts)]
    assert steps[0] == steps[1] == steps[3] < steps[2]
    assert row.accessibleName() == "Number 207, below it 42"


def test_digits_that_would_not_fit_are_narrow_first(row):
    row.show_number(reading("2026"), 0)
    wide = row.digits.buttons()[0].width()
    row.show_number(reading("202620"), 0)
    assert row.digits.buttons()[0].width() == wide
    row.show_number(reading("123456789"), 0)
    assert row.digits.buttons()[0].width() < wide
    assert all(is_seen(row, place) for place in range(9))
    assert [end.isVisible() for end in row._ends] == [False, False]
    row.show_number(reading("2026"), 0)
    assert row.digits.buttons()[0].width() == wide


def test_a_number_that_fits_has_no_buttons_at_the_ends(row):
    row.show_number(reading("2026"), 3)
    assert all(is_seen(row, place) for place in range(4))
    assert [end.isVisible() for end in row._ends] == [False, False]


@pytest.mark.parametrize("width", [250, 400, 580])
def test_the_selected_digit_of_a_long_number_is_seen(row, width):
    row.resize(width, row.height())
    for place in (19, 0, 7, 12, 3):
        row.show_number(reading("12345678901234567890"), place)
        assert is_seen(row, place)
        assert not all(is_seen(row, other) for other in range(20))
    assert [end.isVisible() for end in row._ends] == [True, True]
    row.resize(2000, row.height())
    QApplication.processEvents()
    assert all(is_seen(row, other) for other in range(20))
    assert [end.isVisible() for end in row._ends] == [False, False]


def test_the_wheel_scrolls_a_long_number(row):
    row.show_number(reading("12345678901234567890"), 0)
    middle = QPointF(row.rect().center())
    turn = QWheelEvent(
        middle, row.mapToGlobal(middle), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(row, turn)
    assert not is_seen(row, 0)
    assert is_seen(row, 5)


def test_clicks_and_arrow_keys_choose(qtbot, row):
    row.show_number(reading("2026"), 1)
    with qtbot.waitSignal(row.chosen) as told:
        qtbot.mouseClick(row.digits.buttons()[3], LEFT)
    assert told.args == [3]
    row.show_number(reading("2026"), 1)
    row.activateWindow()
    second = row.digits.buttons()[1]
    second.setFocus()
    for key, place in (("Left", 0), ("Up", 0), ("Right", 2), ("Down", 2), ("Home", 0), ("End", 3)):
        qtbot.waitUntil(second.hasFocus)
        with qtbot.waitSignal(row.chosen) as told:
            QTest.keyClick(second, getattr(Qt.Key, f"Key_{key}"))
        assert told.args == [place]
        row.show_number(reading("2026"), 1)


def test_the_tabulator_stops_at_the_selected_digit_alone(row):
    row.show_number(reading("2026"), 2)
    policies = [button.focusPolicy() for button in row.digits.buttons()]
    none, tab = Qt.FocusPolicy.NoFocus, Qt.FocusPolicy.TabFocus
    assert policies == [none, none, tab, none]


def test_fewer_digits_leave_no_button_behind(row):
    row.show_number(reading("12345678901234567890"), 19)
    row.show_number(reading("12"), 1)
    assert [button.text() for button in row.digits.buttons()] == ["1", "2"]
    assert all(is_seen(row, place) for place in range(2))


def test_it_is_dark_on_dark(row):
    row.show_number(reading("20"), 0)
    light = row.grab().toImage()
    apply_theme(QApplication.instance(), DARK)
    assert row.grab().toImage() != light
