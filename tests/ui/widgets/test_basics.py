"""What windows are put together from: lines, notices, fields, and where the keyboard goes."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from digitpad.ui.theme import LIGHT
from digitpad.ui.widgets.basics import (
    Field,
    Line,
    Notice,
    divided,
    filled,
    keyboard_kept,
    progress_bar,
    push_button,
    show_as_list,
    show_message,
    take_refusal,
    undo_by_keys,
    without_mnemonic,
)
from digitpad.ui.widgets.boxes import WholeNumberBox
from digitpad.ui.widgets.stack import Stack
from tests.ui.painted import written


@pytest.fixture
def shown(qtbot):
    def made(widget, width=300, height=60):
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        widget.activateWindow()
        return widget

    return made


# Lines, messages, notices


def test_a_line_that_does_not_fit_ends_in_an_ellipsis_in_its_middle_height(shown):
    line = shown(Line("said"))
    line.setText("Short")
    (one,) = written(line)
    assert (one.text, one.colour) == ("Short", LIGHT.text)
    assert one.place.left() == pytest.approx(0, abs=1)
    assert one.place.center().y() == pytest.approx(30, abs=1)
    assert line.accessibleName() == "Short"
    line.setText("Long " * 60)
    (one,) = written(line)
    assert one.text.endswith("…")
    assert 250 < one.place.right() <= 300
    assert line.text() == "Long " * 60
    assert line.objectName() == "said"
    assert line.minimumSizeHint().height() == line.sizeHint().height() > line.fontMetrics().height()


def test_a_message_is_there_while_it_says_something_and_news_are_told_apart(shown):
    message = QLabel()
    shown(message)
    message.setStyleSheet("QLabel { color: #ff0000; } QLabel[isNews=true] { color: #0000ff; }")
    show_message(message, "Done", is_news=True)
    assert message.isVisible()
    assert message.text() == "Done"
    assert message.palette().windowText().color().name() == "#0000ff"
    show_message(message, "Wrong")
    assert message.palette().windowText().color().name() == "#ff0000"
    show_message(message, "")
    assert not message.isVisible()


def test_a_notice_is_hidden_until_it_has_something_to_tell(shown):
    notice = shown(Notice("unfinished"))
    notice.tell("")
    assert not notice.isVisible()
    button = notice.button("Go On", "Resume")
    notice.tell("A training was broken off.")
    assert notice.isVisible()
    assert notice.text.text() == "A training was broken off."
    assert button.objectName() == "unfinishedResume"
    assert button.isVisible()
    assert button.geometry().left() > notice.text.geometry().left()
    notice.tell("")
    assert not notice.isVisible()


@pytest.mark.parametrize(
    ("text", "expected"), [("&File", "File"), ("文件(&F)", "文件"), ("Show &All", "Show All")]
)
def test_a_text_without_its_letter(text, expected):
    assert without_mnemonic(text) == expected


# Layouts


def test_parts_stand_one_after_the_other_and_share_the_room_by_their_stretch(shown):
    parts = [QWidget() for _ in range(4)]
    for part in parts[:2]:
        part.setFixedWidth(20)
    inner = filled(QHBoxLayout(), parts[3])
    whole = QWidget()
    filled(
        QHBoxLayout(whole), parts[0], 10, parts[1], (parts[2], 1), (inner, 3),
        spacing=0, margins=(1, 2, 3, 4),
    )  # fmt: skip
    shown(whole, 300, 60)
    room = 300 - 1 - 3 - 50
    lefts, widths = (1, 31, 51, 51 + room / 4), (20, 20, room / 4, room * 3 / 4)
    for part, left, width in zip(parts, lefts, widths, strict=True):
        expected = pytest.approx((left, 2, width, 54), abs=1)
        assert part.geometry().getRect() == expected


def test_none_takes_the_room_that_is_left(shown):
    first, last = QWidget(), QWidget()
    for part in (first, last):
        part.setFixedHeight(10)
    whole = QWidget()
    filled(QVBoxLayout(whole), first, None, last, spacing=0)
    shown(whole, 100, 200)
    assert (first.y(), last.y()) == (0, 190)


def test_no_part_of_a_divided_room_can_vanish(shown):
    parts = [QWidget(), QWidget()]
    for part in parts:
        part.setMinimumWidth(40)
    split = shown(divided(Qt.Orientation.Horizontal, (parts[0], 1), (parts[1], 3)), 404)
    assert parts[1].width() > 2 * parts[0].width()
    split.setSizes([0, 400])
    assert parts[0].width() >= 40


def test_a_list_is_chosen_by_whole_rows_one_at_a_time(shown):
    table = QTableWidget(3, 2)
    show_as_list(table)
    shown(table, 300, 200)
    assert not table.verticalHeader().isVisible()
    assert not table.showGrid()
    assert not table.wordWrap()
    assert not table.tabKeyNavigation()
    assert not table.horizontalHeader().highlightSections()
    model = table.model()
    for row in (0, 2):
        place = table.visualRect(model.index(row, 1)).center()
        QTest.mouseClick(
            table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, place
        )
    assert {index.row() for index in table.selectedIndexes()} == {2}
    assert {index.column() for index in table.selectedIndexes()} == {0, 1}


def test_a_stack_asks_for_the_height_of_what_it_shows(shown):
    low, high = QWidget(), QWidget()
    low.setMinimumSize(50, 20)
    high.setMinimumSize(120, 90)
    whole = QWidget()
    stack = Stack(low, high)
    filled(QVBoxLayout(whole), stack)
    shown(whole)
    assert stack.minimumSizeHint().toTuple() == (120, 20)
    assert not stack.hasHeightForWidth()
    stack.setCurrentIndex(1)
    assert stack.minimumSizeHint().toTuple() == (120, 90)
    assert whole.minimumSizeHint().height() == 90


def test_a_stack_asks_for_the_height_of_texts_that_wrap(shown):
    text = QLabel("word " * 40)
    text.setWordWrap(True)
    view = QWidget()
    filled(QVBoxLayout(view), text)
    stack = shown(Stack(view), 150, 40)
    narrow = stack.minimumSizeHint().height()
    stack.resize(600, 40)
    assert stack.minimumSizeHint().height() < narrow
    assert narrow >= text.heightForWidth(150)


# Buttons, bars, the keyboard


def test_a_button_is_pressed_by_enter_only_while_it_has_the_keyboard(shown):
    button = shown(push_button("Go", "goButton", "Goes", primary=True))
    assert button.text() == "Go"
    assert button.objectName() == "goButton"
    assert button.toolTip() == "Goes"
    assert not button.autoDefault()
    assert button.property("primary") is True
    assert push_button("Go", "x").property("primary") is None
    pressed = []
    button.clicked.connect(lambda: pressed.append(button))
    button.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        QTest.keyClick(button, key)
    assert len(pressed) == 3
    held = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True
    )
    QApplication.sendEvent(button, held)
    assert len(pressed) == 3
    button.setEnabled(False)
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert len(pressed) == 3


def test_a_progress_bar_is_thin_and_without_a_text(shown):
    bar = shown(progress_bar("bar", "How far it is", most=7, height=5), height=5)
    assert (bar.minimum(), bar.maximum(), bar.height()) == (0, 7, 5)
    assert not bar.isTextVisible()
    assert bar.accessibleName() == "How far it is"
    assert bar.objectName() == "bar"


def test_ctrl_z_presses_a_button_that_is_seen(qtbot, shown):
    whole = QWidget()
    button, pressed = QPushButton("&Undo"), []
    button.clicked.connect(lambda: pressed.append(True))
    undo_by_keys(button)
    filled(QVBoxLayout(whole), button)
    shown(whole)
    qtbot.waitUntil(whole.isActiveWindow)
    QTest.keyClick(whole, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert pressed == [True]


@pytest.fixture
def three(qtbot, shown):
    """Three buttons of which the first has the keyboard, and another one beside them."""
    whole = QWidget()
    buttons = [QPushButton(text) for text in ("Begin", "Stop", "Pause", "Other")]
    filled(QHBoxLayout(whole), *buttons)
    shown(whole)
    qtbot.waitUntil(whole.isActiveWindow)
    buttons[0].setFocus()
    yield buttons
    whole.close()


def test_the_keyboard_goes_on_to_the_first_that_is_there(three):
    begin, stop, pause, other = three
    with keyboard_kept(begin, stop, pause):
        begin.hide()
        stop.setEnabled(False)
    assert pause.hasFocus()
    other.setFocus()
    with keyboard_kept(begin, stop, pause):
        pause.hide()
        begin.show()
    assert other.hasFocus(), "it was elsewhere"


def test_the_keyboard_stays_where_it_can_and_goes_nowhere_where_nothing_is_there(three):
    begin, stop, pause, _ = three
    with keyboard_kept(stop, begin, pause):
        pause.hide()
    assert begin.hasFocus()
    begin.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    with keyboard_kept(stop, begin):
        pass
    assert stop.hasFocus(), "no key leads to what had it"
    with keyboard_kept(stop):
        stop.hide()
    assert not stop.hasFocus()


# Fields


@pytest.fixture
def field(qtbot, shown):
    return shown(Field("&Rate", WholeNumberBox(1, 9, "rateBox")), 300, 120)


def type_into(field, text):
    field.box.setFocus()
    field.box.selectAll()
    QTest.keyClicks(field.box, text)


def test_a_field_has_its_name_above_it_which_leads_to_it(field):
    (name,) = [one for one in field.findChildren(QLabel) if one.text() == "&Rate"]
    assert name.buddy() is field.box
    assert name.geometry().bottom() < field.box.geometry().top()
    assert field.box.accessibleName() == "Rate"
    assert field.box.height() >= 26
    assert not field.reason.isVisible()


def test_a_refused_number_says_why_below_until_one_is_taken(field):
    type_into(field, "50")
    QTest.keyClick(field.box, Qt.Key.Key_Return)
    assert field.reason.isVisible()
    assert field.reason.text().startswith("50 is not a whole number from 1 to 9")
    assert field.reason.geometry().top() > field.box.geometry().bottom()
    assert field.box.accessibleDescription() == field.reason.text()
    assert field.has_refused
    type_into(field, "5")
    QTest.keyClick(field.box, Qt.Key.Key_Return)
    assert field.box.value() == 5
    assert not field.reason.isVisible()
    assert not field.has_refused
    assert field.box.accessibleDescription() == ""


def test_nothing_begins_with_a_number_that_was_refused_and_it_is_asked_once(field):
    assert not take_refusal([field])
    type_into(field, "50")
    assert take_refusal([field])
    assert not take_refusal([field])
    type_into(field, "7")
    assert not take_refusal([field])
    assert field.box.value() == 7, "what is being typed is finished"


def test_a_number_counts_once_it_is_typed_to_its_end(field):
    told = []
    field.box.valueChanged.connect(told.append)
    type_into(field, "3")
    assert told == []
    QTest.keyClick(field.box, Qt.Key.Key_Return)
    assert told == [3]


def test_a_field_of_text_has_a_name_too_and_refuses_nothing(shown):
    field = shown(Field("&Name", QLineEdit()), 300, 100)
    assert field.box.accessibleName() == "Name"
    assert not take_refusal([field])
