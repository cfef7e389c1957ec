"""What was done last can be taken back in another language too, as if nothing had changed."""

from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from digitpad.collection import Collection
from digitpad.lab.inputs import FOUR_BY_FOUR
from digitpad.lab.lab_settings import LabSettings
from digitpad.support import files
from digitpad.ui import language
from digitpad.ui.background import end_all
from digitpad.ui.window import another_language
from tests.ui.pens import ONE, SEVEN, mouse

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def english_in_the_end(monkeypatch):
    monkeypatch.delenv("DIGITPAD_LANGUAGE", raising=False)
    yield
    language.use_language("en")


@pytest.fixture
def held(monkeypatch):
    """Nothing is written to the disk before the old window's threads are waited for."""
    may_write, fsync = Event(), files.os.fsync

    def held_back(handle):
        assert may_write.wait(60)
        fsync(handle)

    def let_go(owner):
        may_write.set()
        end_all(owner)

    monkeypatch.setattr(files.os, "fsync", held_back)
    monkeypatch.setattr(another_language, "end_all", let_go)
    return may_write


def choose(qtbot, window, name):
    old = window.menuBar()
    window.actions_.languages[name].trigger()
    with qtbot.waitSignal(old.destroyed, timeout=20_000):
        pass
    qtbot.waitUntil(lambda: window.session.is_settled, timeout=20_000)


def draw(qtbot, window, *paths):
    for path in paths:
        mouse(window.canvas, path)
    qtbot.waitUntil(lambda: window.session.is_settled, timeout=20_000)


def labels():
    return [entry.label for entry in Collection().listing().entries]


def key(window, what, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(window.canvas, what, modifier)


def wait_for(qtbot, *wanted):
    qtbot.waitUntil(lambda: labels() == list(wanted), timeout=20_000)


LEFT_SEVEN = [(0.4 * x, 0.3 + 0.4 * y) for x, y in SEVEN]
RIGHT_ONE = [(0.5 + 0.4 * x, 0.3 + 0.4 * y) for x, y in ONE]


@pytest.mark.parametrize("paths", [(SEVEN,), (LEFT_SEVEN, RIGHT_ONE)], ids=["digit", "number"])
def test_ctrl_z_takes_corrections_back_one_by_one_and_then_ink(qtbot, window, paths):
    draw(qtbot, window, *paths)
    strokes = len(window.canvas.drawing.strokes)
    for digit in (Qt.Key.Key_4, Qt.Key.Key_9):
        key(window, digit)
    wait_for(qtbot, 9)
    choose(qtbot, window, "zh_CN")
    qtbot.waitUntil(window.correction.undo_button.isVisible, timeout=20_000)
    assert window.correction.message.text().startswith("已记为 9")
    key(window, Qt.Key.Key_Z, CTRL)
    wait_for(qtbot, 4)
    qtbot.mouseClick(window.correction.undo_button, LEFT)
    wait_for(qtbot)
    assert len(window.canvas.drawing.strokes) == strokes
    key(window, Qt.Key.Key_Z, CTRL)
    assert len(window.canvas.drawing.strokes) == strokes - 1


def test_a_correction_that_is_written_as_the_language_changes_can_be_taken_back(
    qtbot, window, held
):
    draw(qtbot, window, SEVEN)
    key(window, Qt.Key.Key_4)
    choose(qtbot, window, "zh_CN")
    assert labels() == [4]
    key(window, Qt.Key.Key_Z, CTRL)
    wait_for(qtbot)
    assert not window.canvas.drawing.is_empty


def test_a_correction_of_another_drawing_is_not_taken_back(qtbot, window):
    draw(qtbot, window, SEVEN)
    key(window, Qt.Key.Key_4)
    wait_for(qtbot, 4)
    choose(qtbot, window, "zh_CN")
    window.canvas.clear()
    draw(qtbot, window, ONE)
    assert not window.correction.take_back()
    assert labels() == [4]


def test_a_digit_of_a_practice_that_is_written_as_the_language_changes_can_be_taken_back(
    qtbot, window, held
):
    window.actions_.practice.trigger()
    qtbot.mouseClick(window.practice.start_button, LEFT)
    mouse(window.canvas, SEVEN)
    with qtbot.waitSignal(window.practice.clear_asked, timeout=20_000):
        qtbot.mouseClick(window.practice.next_button, LEFT)
    choose(qtbot, window, "zh_CN")
    assert len(labels()) == 1
    qtbot.mouseClick(window.practice.back_button, LEFT)
    wait_for(qtbot)


@pytest.mark.parametrize("what", ["relabel", "delete"])
def test_the_last_change_in_my_digits_can_be_taken_back(qtbot, window, what):
    draw(qtbot, window, SEVEN)
    key(window, Qt.Key.Key_7)
    wait_for(qtbot, 7)
    QTest.keyClick(window, Qt.Key.Key_D, CTRL | Qt.KeyboardModifier.ShiftModifier)
    mine = window.dialogs["my_digits"]
    qtbot.waitUntil(lambda: mine.view.digits.rowCount() == 1, timeout=20_000)
    place = mine.view.visualRect(mine.view.digits.index(0)).center()
    qtbot.mouseClick(mine.view.viewport(), LEFT, pos=place)
    if what == "relabel":
        QTest.keyClick(mine.view, Qt.Key.Key_3)
        wait_for(qtbot, 3)
        told = "它现在是 3。"
    else:
        QTest.keyClick(mine.view, Qt.Key.Key_Delete)
        wait_for(qtbot)
        told = "已删除 1 个数字。"
    qtbot.waitUntil(mine.undo_button.isVisible, timeout=20_000)
    choose(qtbot, window, "zh_CN")
    window.actions_.dialogs["my_digits"].trigger()
    mine = window.dialogs["my_digits"]
    assert mine.news.text() == told
    qtbot.mouseClick(mine.undo_button, LEFT)
    wait_for(qtbot, 7)


def test_my_digits_offer_nothing_where_nothing_was_changed(qtbot, window):
    window.actions_.dialogs["my_digits"].trigger()
    choose(qtbot, window, "zh_CN")
    window.actions_.dialogs["my_digits"].trigger()
    assert not window.dialogs["my_digits"].undo_button.isVisible()


def test_numbers_that_were_typed_in_the_lab_can_be_taken_back(qtbot, window):
    window.pages.show_page("lab")
    window.pages.lab.show_settings(LabSettings(FOUR_BY_FOUR))
    view = window.pages.lab.view
    settled_lab(qtbot, view)
    settings = [view.lab_settings()]
    for part in ("input", "kernels"):
        for number in ("8", "9"):
            type_number(grid(view, part), number)
            settings.append(view.lab_settings())
            assert settings[-1] != settings[-2]
            settled_lab(qtbot, view)
    choose(qtbot, window, "zh_CN")
    view = window.pages.lab.view
    assert view.lab_settings() == settings[4]
    for part, number in (("kernels", 3), ("kernels", 2), ("input", 1), ("input", 0)):
        settled_lab(qtbot, view)
        QTest.keyClick(grid(view, part), Qt.Key.Key_Z, CTRL)
        assert view.lab_settings() == settings[number]


def grid(view, part):
    ground = view.playground
    return ground.input if part == "input" else ground.kernels.numbers


def settled_lab(qtbot, view):
    qtbot.waitUntil(lambda: view.is_settled and view.result.image is not None, timeout=20_000)


def type_number(grid, number):
    QTest.mouseClick(grid, LEFT, pos=grid.value_point((0, 1, 1)).toPoint())
    QTest.keyClicks(grid, number)
    QTest.keyClick(grid.findChild(QLineEdit), Qt.Key.Key_Return)
