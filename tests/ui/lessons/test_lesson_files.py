"""Lesson files from one window to another."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.lab.inputs import numbers_source
from digitpad.lab.kernels import preset
from digitpad.lab.lab_settings import LabSettings
from digitpad.lessons.chapters_lab import GRID_BY_TWO
from digitpad.lessons.lesson import Lesson, LessonStep, Scene
from digitpad.lessons.lesson_file import load_lesson
from digitpad.training.recipe import TUTORIAL_RECIPE
from tests.ui.layers import follow
from tests.ui.pens import SEVEN, mouse


def test_a_lesson_opens_the_same_scene_in_another_state(qtbot, window, tmp_path):
    mouse(window.canvas, SEVEN)
    follow(qtbot, window, window.pages.layers)
    pages, files = window.pages, window.lesson_files
    pages.lab.show_settings(GRID_BY_TWO)
    pages.train.form.show_recipe(TUTORIAL_RECIPE)
    pages.show_page("layers")
    pages.layers.select_layer("pool2")
    assert pages.layers.explain_value((3, 2, 2))
    path = tmp_path / "a.digitlesson"
    files.save_lesson(path, Lesson("Pools", (LessonStep("Look at map 3.", files.scene.take()),)))
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
    assert pages.lab.lab_settings() == GRID_BY_TWO
    assert pages.train.form.recipe() == TUTORIAL_RECIPE
    assert "Look at map 3." in window.dialogs["lessons"].text.toPlainText()
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
    files = window.lesson_files
    files.save_lesson(
        tmp_path / "a.digitlesson", Lesson("E", (LessonStep("", files.scene.take()),))
    )
    window.pages.layers.select_layer("fc1")
    with qtbot.waitSignal(window.lesson_files.opened, timeout=20_000):
        window.lesson_files.read(tmp_path / "a.digitlesson")
    assert window.pages.layers.selected_layer == "pool2"
    window.pages.layers.select_layer("fc1")
    mouse(window.canvas, SEVEN)
    follow(qtbot, window, window.pages.layers)
    assert window.pages.layers.selected_layer == "fc1"  # nobody is thrown back


def test_closing_a_lesson_of_a_file_puts_back_what_was_set_before_it(qtbot, window, tmp_path):
    pages, files = window.pages, window.lesson_files
    path = tmp_path / "a.digitlesson"
    scene = Scene("train", lab_settings=GRID_BY_TWO, recipe=TUTORIAL_RECIPE, dataset="usps")
    assert files.save_lesson(path, Lesson("Theirs", (LessonStep("Look.", scene),)))
    pages.show_page("lab")
    mine = LabSettings(numbers_source([[5, 6, 7], [1, 2, 3], [1, 1, 1]]), (preset("emboss"),))
    pages.lab.show_settings(mine)
    recipe, dataset = pages.train.form.recipe(), pages.train.data.key()
    assert recipe != TUTORIAL_RECIPE
    assert dataset != "usps"
    with qtbot.waitSignal(files.opened, timeout=20_000):
        files.read(path)
    assert pages.lab.lab_settings() == GRID_BY_TWO
    assert pages.train.data.key() == "usps"
    window.dialogs["lessons"].close_lessons()
    assert pages.lab.lab_settings() == mine
    assert pages.train.form.recipe() == recipe
    assert pages.train.data.key() == dataset


def test_a_step_with_an_empty_canvas_empties_it_when_it_comes_from_a_file(qtbot, window, tmp_path):
    drawn = Drawing((Stroke.from_xy([(100, 100), (400, 800)]),))
    steps = (
        LessonStep("Look.", Scene("layers", drawing=drawn)),
        LessonStep("Draw it anew.", Scene("layers", drawing=Drawing())),
    )
    path = tmp_path / "a.digitlesson"
    assert window.lesson_files.save_lesson(path, Lesson("Two", steps))
    with qtbot.waitSignal(window.lesson_files.opened, timeout=20_000):
        window.lesson_files.read(path)
    assert not window.canvas.drawing.is_empty
    QTest.mouseClick(window.dialogs["lessons"].following, Qt.MouseButton.LeftButton)
    assert window.canvas.drawing.is_empty
