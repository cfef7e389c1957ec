"""A teacher writes a lesson with real events, saves it, and a student opens the file."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton

from digitpad.lab.lab_settings import LabSettings
from digitpad.lessons.chapters_lab import GRID_BY_TWO, ONE_EDGE
from digitpad.lessons.draft import LessonDraft
from digitpad.lessons.lesson import Lesson, LessonStep, Number, Options
from digitpad.lessons.lesson_file import load_lesson
from digitpad.ui.widgets.basics import Line
from tests.ui.pens import SEVEN, mouse

BUTTONS = QMessageBox.StandardButton


@pytest.fixture
def editor(window):
    window.pages.show_page("lab")
    window.actions_.dialogs["lesson_editor"].trigger()
    editor = window.dialogs["lesson_editor"]
    assert editor.isVisible()
    yield editor
    editor.draft.is_saved = True  # nobody is asked when the window closes


def press(editor, name):
    button = editor.findChild(QPushButton, name)
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def write(field, text):
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)


def pick(box, place):
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(place):
        QTest.keyClick(box, Qt.Key.Key_Down)


def settle(qtbot, window):
    qtbot.waitUntil(lambda: window.pages.lab.view.is_settled, timeout=20_000)


def set_lab(qtbot, window, settings):
    window.pages.lab.show_settings(settings)
    settle(qtbot, window)


def saving_to(monkeypatch, path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))


def row_of(form, fact):
    rows = range(form.facts.count())
    return next(form.facts.item(n) for n in rows if form.facts.item(n).data(256) == fact)


def tick(form, fact):
    item = row_of(form, fact)
    form.facts.scrollToItem(item)
    place = form.facts.visualItemRect(item)
    QTest.mouseClick(
        form.facts.viewport(), Qt.MouseButton.LeftButton,
        pos=QPoint(place.left() + 10, place.center().y()),
    )  # fmt: skip
    assert item.checkState() == Qt.CheckState.Checked


def test_a_lesson_is_written_saved_and_followed(qtbot, window, editor, tmp_path, monkeypatch):
    mouse(window.canvas, SEVEN)
    set_lab(qtbot, window, GRID_BY_TWO)
    write(editor.title, "Borders")
    write(editor.text, "Does **every** number count?")
    press(editor, "lessonSceneTake")
    pick(editor.question.kind, 1)
    write(editor.question.options, "Yes")
    QTest.keyClick(editor.question.options, Qt.Key.Key_Return)
    QTest.keyClicks(editor.question.options, "No")
    pick(editor.question.right, 1)
    QTest.mouseClick(
        editor.question.prediction, Qt.MouseButton.LeftButton,
        pos=QPoint(8, editor.question.prediction.height() // 2),
    )  # fmt: skip
    write(editor.explanation, "The last row is never seen.")
    set_lab(qtbot, window, LabSettings(GRID_BY_TWO.source, GRID_BY_TWO.kernels))
    press(editor, "lessonRevealedTake")

    window.pages.train.form.epochs_box.setValue(7)
    window.pages.show_page("train")
    press(editor, "lessonAddStep")
    write(editor.text, "Set six epochs")
    pick(editor.question.kind, 3)
    window.pages.train.form.epochs_box.setValue(6)
    press(editor, "questionValues")
    tick(editor.question, "epochs")
    path = tmp_path / "borders.digitlesson"
    saving_to(monkeypatch, path)
    press(editor, "lessonSave")
    assert editor.draft.is_saved

    lesson = load_lesson(path).lesson
    first, second = lesson.steps
    assert lesson.title == "Borders"
    assert first.text == "Does **every** number count?"
    assert first.question == Options(("Yes", "No"), 1)
    assert first.is_prediction
    assert first.scene.lab_settings == GRID_BY_TWO
    assert len(first.scene.drawing.strokes) == 1
    assert first.revealed.lab_settings.convolution.stride == (1, 1)
    assert second.scene.page == "train"
    assert second.scene.recipe.epochs == 7

    editor.close()
    window.pages.show_page("test")
    with qtbot.waitSignal(window.lesson_files.opened, timeout=30_000):
        window.files.open(str(path))
    panel = window.dialogs["lessons"]
    assert panel.isVisible()
    assert panel.choice.currentText() == "Borders"
    assert window.pages.shown_page == "lab"
    settle(qtbot, window)
    assert window.pages.lab.lab_settings() == GRID_BY_TWO
    QTest.mouseClick(panel.answer.options[1], Qt.MouseButton.LeftButton)
    assert "never seen" in panel.text.toPlainText()
    settle(qtbot, window)
    assert window.pages.lab.lab_settings().convolution.stride == (1, 1)
    QTest.mouseClick(panel.following, Qt.MouseButton.LeftButton)
    assert window.pages.shown_page == "train"
    assert "Right" not in panel.text.toPlainText()
    window.pages.train.form.epochs_box.setValue(6)
    assert "Right" in panel.text.toPlainText()


def test_a_number_is_right_by_itself_or_by_what_the_window_shows(qtbot, window, editor):
    set_lab(qtbot, window, ONE_EDGE)
    form = editor.question
    pick(form.kind, 2)
    write(form.number, "0.25")
    write(form.tolerance, "0.01")
    assert editor.draft.step.question == Number(0.25, tolerance=0.01)
    pick(form.source, form.source.findData("weights conv2"))
    assert editor.draft.step.question == Number(fact="weights conv2", tolerance=0.01)
    assert not form.number.isEnabled()


def test_values_are_those_of_the_window_and_can_be_at_least(qtbot, window, editor):
    set_lab(qtbot, window, GRID_BY_TWO)
    form = editor.question
    pick(form.kind, 3)
    tick(form, "unseen")
    pick(form.relation, 1)
    (condition,) = editor.draft.step.question.conditions
    assert (condition.fact, condition.value, condition.relation) == ("unseen", 7, "at least")
    assert not row_of(form, "wrong").flags() & Qt.ItemFlag.ItemIsEnabled, "no test was made"


def test_a_scene_of_why_is_told_in_words(editor, window):
    window.pages.show_page("layers")
    window.pages.layers.select_layer("why")
    press(editor, "lessonSceneTake")
    words = editor.findChild(Line, "lessonSceneWords").text()
    assert "why?" in words.split(", ")


def test_what_is_missing_is_told_and_nothing_is_written(editor, tmp_path, monkeypatch):
    path = tmp_path / "x.digitlesson"
    saving_to(monkeypatch, path)
    pick(editor.question.kind, 1)
    write(editor.question.options, "one")
    press(editor, "lessonAddStep")
    press(editor, "lessonSave")
    assert "Step 1: A choice needs two options" in editor.problem.text()
    assert editor.list.currentRow() == 0
    assert not path.exists()
    assert not editor.draft.is_saved


def test_a_lesson_is_tried_without_being_saved(qtbot, window, editor):
    write(editor.title, "Mine")
    write(editor.text, "Look.")
    press(editor, "lessonTry")
    panel = window.dialogs["lessons"]
    assert panel.isVisible()
    assert "Look." in panel.text.toPlainText()
    assert not editor.draft.is_saved


def test_a_lesson_that_is_tried_says_what_the_model_lacks(window, editor):
    scene = replace(window.dialogs.lesson_files.scene.take(), page="layers", layer="conv99")
    editor.show_draft(LessonDraft(Lesson("Mine", (LessonStep("Look.", scene=scene),))))
    press(editor, "lessonTry")
    assert "conv99" in window.dialogs["lessons"].text.toPlainText()


@pytest.mark.parametrize("answer", [BUTTONS.Cancel, BUTTONS.Discard, BUTTONS.Save])
def test_a_window_is_not_closed_over_a_lesson_that_is_not_saved(
    window, editor, tmp_path, monkeypatch, answer
):
    path = tmp_path / "kept.digitlesson"
    saving_to(monkeypatch, path)
    write(editor.text, "Much work")
    asked = []
    monkeypatch.setattr(QMessageBox, "question", lambda *words: (asked.append(words[2]), answer)[1])
    window.close()
    assert len(asked) == 1
    assert window.isVisible() == (answer == BUTTONS.Cancel)
    assert path.exists() == (answer == BUTTONS.Save)
    editor.draft.is_saved = True


def test_a_lesson_is_not_replaced_unasked(editor, tmp_path, monkeypatch):
    target = tmp_path / "mine.digitlesson"
    target.write_bytes(b"another lesson")
    saving_to(monkeypatch, tmp_path / "mine")
    monkeypatch.setattr(QMessageBox, "question", lambda *words: BUTTONS.Cancel)
    press(editor, "lessonSave")
    assert target.read_bytes() == b"another lesson"


def test_a_file_is_opened_to_be_changed(qtbot, window, editor, tmp_path, monkeypatch):
    path = tmp_path / "a.digitlesson"
    assert window.lesson_files.save_lesson(
        path, Lesson("Old", (LessonStep("One"), LessonStep("Two")))
    )
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    with qtbot.waitSignal(window.lesson_files.opened, timeout=30_000):
        press(editor, "lessonOpen")
    assert editor.title.text() == "Old"
    assert editor.list.count() == 2
    assert editor.text.toPlainText() == "One"
    editor.list.setCurrentRow(1)
    assert editor.text.toPlainText() == "Two"
    press(editor, "lessonStepUp")
    assert [step.text for step in editor.draft.steps] == ["Two", "One"]
    press(editor, "lessonRemoveStep")
    assert [step.text for step in editor.draft.steps] == ["One"]


@pytest.mark.parametrize("goes", ["not chosen", "no lesson"])
def test_a_lesson_that_is_opened_later_takes_no_place_of_what_is_written(
    qtbot, window, editor, tmp_path, monkeypatch, goes
):
    theirs, broken = tmp_path / "theirs.digitlesson", tmp_path / "broken.digitlesson"
    assert window.lesson_files.save_lesson(theirs, Lesson("Theirs", (LessonStep("Not mine"),)))
    broken.write_bytes(b"nothing")
    monkeypatch.setattr(QMessageBox, "warning", lambda *_: BUTTONS.Ok)
    name = "" if goes == "not chosen" else str(broken)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (name, ""))
    press(editor, "lessonOpen")
    qtbot.waitUntil(lambda: window.lesson_files._questions.is_idle, timeout=30_000)
    write(editor.text, "Much work")
    with qtbot.waitSignal(window.lesson_files.opened, timeout=30_000):
        window.files.open(str(theirs))
    assert "Not mine" in window.dialogs["lessons"].text.toPlainText()
    assert editor.text.toPlainText() == "Much work"
    assert not editor.draft.is_saved


CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.mark.parametrize("field", ["text", "title"])
@pytest.mark.parametrize(
    ("key", "modifiers"), [(Qt.Key.Key_Y, CONTROL), (Qt.Key.Key_Z, CONTROL | SHIFT)]
)
def test_what_was_undone_in_a_text_is_done_again_by_both_keys(editor, field, key, modifiers):
    field = getattr(editor, field)
    words = field.text if field is editor.title else field.toPlainText
    write(field, "An edge")
    written = words()
    QTest.keyClick(field, Qt.Key.Key_Z, CONTROL)
    assert words() != written
    QTest.keyClick(field, key, modifiers)
    assert words() == written
