"""Parts of the window reach those that they speak to: by mouse and keys, as its user meets them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.lessons.lesson import Lesson, LessonStep, Scene
from digitpad.lessons.lesson_file import save_lesson
from digitpad.support.folders import best_reader
from digitpad.ui.window.main_window import MainWindow
from tests.ui.layers import click_value
from tests.ui.pens import SEVEN, click, mouse

LEFT = Qt.MouseButton.LeftButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def active(qtbot, window):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_a_key_makes_the_brush_thinner(active):
    before = active.tools.brush.value()
    QTest.keyClick(active, Qt.Key.Key_BracketLeft)
    assert active.tools.brush.value() == before - 10


def test_ctrl_q_quits(qtbot, active):
    QTest.keyClick(active, Qt.Key.Key_Q, CTRL)
    qtbot.waitUntil(lambda: not active.isVisible())


def test_ctrl_r_tests_the_model_on_its_page(qtbot, active, data_folder):
    active.pages.data_sets.folder = data_folder
    with qtbot.waitSignal(active.pages.test.evaluated, timeout=60_000):
        QTest.keyClick(active, Qt.Key.Key_R, CTRL)
    assert active.pages.shown_page == "test"


def test_a_model_that_is_chosen_reads(qtbot, active, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(best_reader()), ""))
    with qtbot.waitSignal(active.session.model_changed, timeout=60_000):
        QTest.keyClick(active, Qt.Key.Key_O, CTRL | SHIFT)
    assert active.session.checkpoint.path == best_reader()


def test_a_lesson_that_is_chosen_is_shown(qtbot, window, tmp_path, monkeypatch):
    line = Drawing((Stroke.from_xy([(100, 100), (900, 900)]),))
    lesson = Lesson("Lines", (LessonStep("Look at the line.", Scene("lab", drawing=line)),))
    path = tmp_path / "lines.digitlesson"
    save_lesson(lesson, window.session.checkpoint, path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    with qtbot.waitSignal(window.lesson_files.opened, timeout=30_000):
        window.actions_.open_lesson.trigger()
    assert window.dialogs["lessons"].text.toPlainText().startswith("Look at the line.")


def test_what_a_value_sees_is_framed_in_the_input(qtbot, window, drawn):
    unmarked = window.answer.preview.grab().toImage()
    click_value(drawn, (0, 14, 14))
    qtbot.waitUntil(lambda: window.answer.preview.grab().toImage() != unmarked)


def test_samples_of_the_data_set_are_a_click_away_and_say_why_there_are_none(qtbot, window):
    window.pages.show_page("train")
    qtbot.mouseClick(window.pages.train.samples_button, LEFT)
    browser = window.dialogs["samples"]
    assert browser.isVisible()
    said = browser.grid.accessibleDescription
    qtbot.waitUntil(lambda: said().startswith("MNIST is not in"), timeout=20_000)


def test_a_digit_of_ones_own_is_put_on_the_canvas(qtbot, active):
    mouse(active.canvas, SEVEN)
    qtbot.waitUntil(lambda: active.session.is_settled, timeout=20_000)
    with qtbot.waitSignal(active.digits.changed, timeout=20_000):
        QTest.keyClick(active, Qt.Key.Key_7)
    QTest.keyClick(active, Qt.Key.Key_D, CTRL | SHIFT)
    mine = active.dialogs["my_digits"]
    qtbot.waitUntil(lambda: mine.view.digits.rowCount() == 1, timeout=20_000)
    active.canvas.clear()
    place = mine.view.visualRect(mine.view.digits.index(0)).center()
    qtbot.mouseClick(mine.view.viewport(), LEFT, pos=place)
    click(mine, "putDigitButton")
    qtbot.waitUntil(lambda: active.canvas.undo_stack.undoText() == "My Digit", timeout=20_000)
    assert len(active.canvas.drawing.strokes) == 1


def test_a_training_is_told_gives_way_to_a_pen_and_adds_to_the_models(
    qtbot, window, train_page, monkeypatch
):
    window.actions_.dialogs["models"].trigger()
    table = window.dialogs["models"].table
    qtbot.waitUntil(lambda: table.rowCount() == 2, timeout=20_000)  # the bundled ones
    qtbot.mouseClick(window.findChild(QPushButton, "trainButton"), LEFT)
    qtbot.waitUntil(lambda: window.status.work.text().startswith("Training "), timeout=60_000)
    qtbot.waitUntil(lambda: learns(train_page.training), timeout=60_000)
    given = []
    monkeypatch.setattr(train_page.training.session, "give_way", lambda: given.append("way"))
    mouse(window.canvas, SEVEN)
    assert given
    slider = train_page.timeline.slider
    qtbot.waitUntil(lambda: slider.maximum() > 0, timeout=60_000)
    qtbot.keyClick(slider, Qt.Key.Key_Home)
    assert train_page.timeline.is_back  # so that what is trained is listed, and does not read
    with qtbot.waitSignal(train_page.model_saved, timeout=120_000):
        qtbot.mouseClick(window.findChild(QPushButton, "stopButton"), LEFT)
    qtbot.waitUntil(lambda: table.rowCount() == 3, timeout=20_000)
    qtbot.waitUntil(lambda: window.status.work.text() == "", timeout=20_000)


def learns(training):
    return training.session is not None and training.session.state().batch > 1


def test_where_there_is_no_model_the_pages_are_made_all_the_same(qtbot, qapp, tmp_path):
    window = MainWindow(tmp_path / "none.safetensors", remember=False)
    with qtbot.waitSignal(window.session.model_failed, timeout=60_000):
        window.show()
    qtbot.waitUntil(lambda: window.pages.if_made("lab") is not None, timeout=60_000)
    window.close()
    window.deleteLater()
