"""Lessons beside the lab, and lesson files from one window to another, with real events."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QMessageBox, QPushButton, QTextBrowser

from digitpad.lab.lab_settings import LabSettings
from digitpad.lessons.lesson_file import load_lesson
from digitpad.lessons.scenes import lesson_settings
from digitpad.training.recipe import TUTORIAL_RECIPE
from digitpad.ui.lessons.lesson_files import LessonForm
from tests.ui.layers import follow
from tests.ui.pens import SEVEN, mouse


@pytest.fixture
def panel(window):
    window.pages.show_page("lab")
    button = window.findChild(QPushButton, "lessonsButton")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.dialogs["lessons"].isVisible()
    return window.dialogs["lessons"].panel


def press(panel, name):
    QTest.mouseClick(panel.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def choose(panel, place):
    box = panel.findChild(QComboBox, "lessonBox")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(place):
        QTest.keyClick(box, Qt.Key.Key_Down)


def test_one_click_sets_the_lab_to_the_lessons_example(window, panel):
    choose(panel, 3)
    press(panel, "setLabButton")
    assert window.pages.lab.lab_settings() == lesson_settings("borders")


def test_the_answer_is_hidden_until_it_is_asked_for(panel):
    choose(panel, 3)
    text = panel.findChild(QTextBrowser, "lessonText")
    assert "Question" in text.toPlainText()
    assert "Padding 1 is enough" not in text.toPlainText()
    press(panel, "answerButton")
    assert "Padding 1 is enough" in text.toPlainText()
    choose(panel, 2)
    assert "Answer" not in text.toPlainText()


def test_the_last_lesson_shows_the_model_in_use(window, panel):
    choose(panel, 5)
    press(panel, "setLabButton")
    lab_settings = window.pages.lab.lab_settings()
    assert (lab_settings.source.kind, lab_settings.source.name) == ("stage", "conv2")
    weights = window.session.network.numbers["conv2.weight"]
    np.testing.assert_allclose(lab_settings.kernels[3].weights, weights[3], atol=1e-7)


def test_a_narrow_window_does_not_grow_for_the_lessons(qtbot, window):
    window.resize(1024, 680)
    window.dialogs.show("lessons")
    assert window.dialogs["lessons"].isFloating()
    assert window.width() <= 1024
    window.dialogs["lessons"].close()
    window.resize(1400, 800)
    window.dialogs.show("lessons")
    assert not window.dialogs["lessons"].isFloating()


def test_a_lesson_opens_the_same_scene_in_another_state(qtbot, window, tmp_path):
    mouse(window.canvas, SEVEN)
    follow(qtbot, window, window.pages.layers)
    pages, files = window.pages, window.lesson_files
    pages.lab.show_settings(lesson_settings("borders"))
    pages.train.form.show_recipe(TUTORIAL_RECIPE)
    pages.show_page("layers")
    pages.layers.select_layer("pool2")
    assert pages.layers.explain_value((3, 2, 2))
    path = tmp_path / "a.digitlesson"
    files.save_as(path, "Pools", "Look at map 3.")
    drawn = window.canvas.drawing

    window.canvas.clear()
    pages.lab.show_settings(LabSettings())
    pages.layers.select_layer("conv1")
    pages.show_page("test")
    with qtbot.waitSignal(files.opened, timeout=20_000):
        files.read(path)
    assert pages.shown_page == "layers"
    follow(qtbot, window, pages.layers)
    kept = window.canvas.drawing.strokes[0].xy
    np.testing.assert_allclose(kept, drawn.strokes[0].xy, atol=0.001)  # as strokes files are
    assert pages.layers.selected_layer == "pool2"
    assert pages.layers.panel.position == (3, 2, 2)
    assert pages.lab.lab_settings() == lesson_settings("borders")
    assert pages.train.form.recipe() == TUTORIAL_RECIPE
    assert "Look at map 3." in window.dialogs["lessons"].panel.text.toPlainText()
    assert window.session.checkpoint.path == path
    window.canvas.undo()  # the lesson's drawing goes, what was there is there again
    assert window.canvas.drawing.is_empty
    assert load_lesson(path).lesson.title == "Pools"


def test_a_file_that_is_no_lesson_is_told_and_changes_nothing(qtbot, window, tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *words: told.append(words[2]))
    (tmp_path / "x.digitlesson").write_bytes(b"no lesson at all, whatever it is called")
    before = window.session.checkpoint
    with qtbot.waitSignal(window.lesson_files._questions.failed):
        window.lesson_files.read(tmp_path / "x.digitlesson")
    assert len(told) == 1
    assert "x.digitlesson" in told[0]
    assert window.session.checkpoint is before


def test_a_lesson_with_an_empty_sheet_shows_its_layer_at_once(qtbot, window, tmp_path):
    window.pages.layers.select_layer("pool2")
    window.lesson_files.save_as(tmp_path / "a.digitlesson", "Empty")
    window.pages.layers.select_layer("fc1")
    with qtbot.waitSignal(window.lesson_files.opened, timeout=20_000):
        window.lesson_files.read(tmp_path / "a.digitlesson")
    assert window.pages.layers.selected_layer == "pool2"
    window.pages.layers.select_layer("fc1")
    mouse(window.canvas, SEVEN)
    follow(qtbot, window, window.pages.layers)
    assert window.pages.layers.selected_layer == "fc1"  # nobody is thrown back


def test_a_lesson_is_not_replaced_unasked(window, tmp_path, monkeypatch):
    target = tmp_path / "mine.digitlesson"
    target.write_bytes(b"another lesson")
    monkeypatch.setattr(LessonForm, "exec", lambda form: True)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *words: (str(tmp_path / "mine"), ""))
    monkeypatch.setattr(QMessageBox, "question", lambda *words: QMessageBox.StandardButton.Cancel)
    window.lesson_files.save()
    assert target.read_bytes() == b"another lesson"
