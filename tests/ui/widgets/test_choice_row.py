"""Buttons of which one is chosen: views, digits, and what an answer is called among them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitpad.ui.widgets.choice_row import (
    FIRST,
    ChoiceRow,
    DigitChoice,
    DigitFilter,
    MenuButton,
)

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def made(qtbot):
    def shown(widget):
        qtbot.addWidget(widget)
        widget.told = []
        if hasattr(widget, "chosen"):
            widget.chosen.connect(widget.told.append)
        widget.show()
        return widget

    return shown


def press(row, number):
    QTest.mouseClick(row.button(number), LEFT)


# A row of texts


def test_a_click_chooses_a_button_and_says_which(made):
    row = made(ChoiceRow("View", ["Maps", "Slide", "Kernels"]))
    assert row.accessibleName() == "View"
    assert [one.text() for one in row.buttons()] == ["Maps", "Slide", "Kernels"]
    assert row.current() == 0
    QTest.mouseClick(row.buttons()[2], LEFT)
    assert row.told == [2]
    assert [one.isChecked() for one in row.buttons()] == [False, False, True]
    assert row.current() == 2


def test_a_choice_by_the_program_is_not_told_and_one_that_is_not_there_changes_nothing(made):
    row = made(ChoiceRow("View", ["Maps", "Slide"]))
    row.choose(1)
    row.choose(7)
    assert row.told == []
    assert row.current() == 1


def test_other_texts_hide_the_buttons_that_are_too_many_and_choose_the_first(made):
    row = made(ChoiceRow("View", most=3))
    assert row.buttons() == []
    row.set_choices(["Maps", "Slide", "Kernels"])
    all_buttons = row.buttons()
    row.choose(2)
    row.set_choices(["Values"])
    assert [one.isVisible() for one in all_buttons] == [True, False, False]
    assert [one.text() for one in row.buttons()] == ["Values"]
    assert row.current() == 0
    row.set_choices(["a", "b", "c", "d"])
    assert row.buttons()[:3] == all_buttons, "they keep their place in the tab order"
    assert row.buttons()[3].isVisible()


def test_a_click_leaves_the_keyboard_where_it_is_and_tab_reaches_the_buttons(made):
    row = made(ChoiceRow("View", ["Maps", "Slide"]))
    assert {one.focusPolicy() for one in row.buttons()} == {Qt.FocusPolicy.TabFocus}


# Digits


def test_one_digit_or_all_of_them_are_shown(made):
    row = made(DigitFilter(2))
    assert row.digit() is None
    press(row, 7)
    assert row.digit() == 7
    press(row, 0)
    assert row.digit() == 0
    press(row, FIRST)
    assert row.digit() is None
    assert row.told == [7, 0, FIRST]
    assert row.button(FIRST).text() == "All"
    assert row.button(4).text() == "4"
    assert row.button(4).toolTip() == "Show this digit alone (4)"
    assert row.button(FIRST).toolTip() == "Show all digits"
    assert row.button(FIRST).objectName() == "filterAll"
    assert row.button(4).objectName() == "filter4"


def test_counts_stand_below_the_digits_and_their_sum_below_all(made):
    row = made(DigitFilter(2))
    row.set_counts([10 * n for n in range(9)] + [1234])
    assert row.button(0).text() == "0\n0"
    assert row.button(3).text() == "3\n30"
    assert row.button(9).text() == "9\n1,234"
    assert row.button(FIRST).text() == "All\n1,594"
    assert row.button(3).toolTip() == "Show this digit alone (3); there are 30"
    assert row.button(FIRST).toolTip() == "Show all digits; there are 1,594"
    assert row.button(3).accessibleName() == row.button(3).toolTip()


def test_the_digit_that_is_meant_is_the_answer_until_another_is_chosen(made):
    row = made(DigitChoice())
    assert row.digit() is None
    assert row.button(FIRST).text() == "Answer: –"
    row.set_answer(7)
    assert row.digit() == 7
    assert row.button(FIRST).text() == "Answer: 7"
    press(row, 3)
    row.set_answer(8)
    assert row.digit() == 3
    press(row, FIRST)
    assert row.digit() == 8


def test_an_answer_that_is_not_sure_says_so_on_its_button_and_in_its_tip(made):
    row = made(DigitChoice())
    row.set_answer(7, is_sure=False)
    assert row.button(FIRST).text() == "Answer: 7?"
    assert "Not sure: below 60" in row.button(FIRST).toolTip()
    row.set_answer(7)
    assert row.button(FIRST).text() == "Answer: 7"
    assert "Not sure" not in row.button(FIRST).toolTip()


def test_the_answers_button_keeps_its_width_whatever_the_answer_is_and_has_room_for_it(made):
    row = made(DigitChoice())
    widths = set()
    for answer, is_sure in ((None, True), (7, True), (0, False)):
        row.set_answer(answer, is_sure)
        widths.add(row.button(FIRST).width())
        assert row.button(FIRST).width() >= row.button(FIRST).sizeHint().width()
    assert len(widths) == 1
    row.setStyleSheet("QToolButton { font-size: 30px; }")
    assert row.button(FIRST).text() == "Answer: 0?", "it keeps what it says in another style"
    assert row.button(FIRST).width() >= row.button(FIRST).sizeHint().width() > max(widths)


# A button with a menu


def test_a_name_that_is_too_long_ends_in_an_ellipsis_and_is_whole_in_the_tip(made):
    button = made(MenuButton())
    button.resize(120, 30)
    button.show_name("A name that has far too many letters for it", "Choose one")
    assert button.text().endswith("…")
    assert button.fontMetrics().horizontalAdvance(button.text()) <= 120 - 36
    assert button.toolTip() == "A name that has far too many letters for it. Choose one"
    assert (
        button.name()
        == button.accessibleDescription()
        == ("A name that has far too many letters for it")
    )
    button.resize(600, 30)
    assert button.text() == button.name()
    button.show_name("this & that", "Choose one")
    assert button.text() == "this && that"
