"""The lessons beside the pages, followed with real events as a student would."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QTextBrowser, QToolButton

from digitpad.lab.lab_settings import LabSettings
from digitpad.lessons.chapters_lab import COLOURED, GRID_BY_TWO, SLID
from digitpad.lessons.chapters_network import CHAPTERS
from digitpad.network.files.checkpoint import Checkpoint
from digitpad.network.files.training_info import TrainingInfo
from digitpad.network.presets import PRESETS
from digitpad.training.module import Network, graph_with
from digitpad.training.recipe import TUTORIAL_RECIPE
from tests.ui.layers import follow

NAMES = [lesson.name for lesson in CHAPTERS]


@pytest.fixture
def panel(window):
    window.pages.show_page("lab")
    button = window.findChild(QPushButton, "lessonsButton")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.dialogs["lessons"].isVisible()
    return window.dialogs["lessons"]


def press(panel, name):
    kind = QToolButton if name == "lessonClose" else QPushButton
    button = panel.findChild(kind, name)
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(panel, name):
    box = panel.findChild(QComboBox, "lessonBox")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(NAMES.index(name)):
        QTest.keyClick(box, Qt.Key.Key_Down)


def type_answer(panel, text):
    panel.answer.number.setFocus()
    panel.answer.number.clear()
    QTest.keyClicks(panel.answer.number, text)
    QTest.keyClick(panel.answer.number, Qt.Key.Key_Return)


def words(panel):
    return panel.findChild(QTextBrowser, "lessonText").toPlainText()


def settle(qtbot, window):
    qtbot.waitUntil(lambda: window.pages.lab.view.is_settled, timeout=20_000)


def type_pair(box, rows, columns):
    """Type two numbers into a pair of boxes, as keys."""
    for field, number in ((box.rows, rows), (box.columns, columns)):
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, str(number))
        QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_lesson_sets_its_page_and_the_right_tab(qtbot, window, panel):
    for name in NAMES:
        choose(panel, name)
        scene = panel.step.scene
        assert window.pages.shown_page == scene.page
        if scene.page == "lab":
            settle(qtbot, window)
            assert window.pages.lab.area() == scene.area
            assert replaced(window.pages.lab.lab_settings()) == scene.lab_settings
        if scene.page == "layers":
            follow(qtbot, window, window.pages.layers)
            assert window.pages.layers.selected_layer == scene.layer


def test_the_keyboard_goes_from_next_to_the_question_that_is_answered_first(panel):
    choose(panel, NAMES[0])
    panel.following.setFocus()
    QTest.keyClick(panel.following, Qt.Key.Key_Space)
    assert panel.step.is_prediction
    assert panel.answer.options[0].hasFocus()
    QTest.keyClick(panel.answer.options[0], Qt.Key.Key_Space)
    assert panel.following.hasFocus()


def test_escape_closes_a_lesson_that_is_opened_at_a_question(window, panel):
    choose(panel, NAMES[0])
    QTest.mouseClick(panel.following, Qt.MouseButton.LeftButton)
    assert panel.step.is_prediction
    panel.close_lessons()
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_F1)
    assert panel.isVisible()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert panel.isHidden()


def replaced(settings):
    """Leave out which cell is chosen."""
    return LabSettings(
        settings.source, settings.kernels, settings.convolution, settings.pooling, settings.shift
    )


def test_a_prediction_is_asked_for_before_the_result_is_shown(qtbot, window, panel):
    choose(panel, "kernel")
    press(panel, "lessonNext")
    settle(qtbot, window)
    lab = window.pages.lab.view
    assert lab.steps.filled is not None, "the output is covered"
    assert not panel.following.isEnabled()
    assert "white" not in words(panel).split("yellow bar")[1]
    press(panel, "lessonOptionB")
    settle(qtbot, window)
    assert "otherwise" in words(panel)
    assert "White has all three alike" in words(panel)
    assert lab.steps.filled is None, "now it is shown"
    assert panel.following.isEnabled()
    press(panel, "lessonOptionA")  # the first one counts
    assert "otherwise" in words(panel)


def test_a_typed_number_is_checked_by_computing_it(qtbot, window, panel):
    choose(panel, "kernel")
    panel._go_to(2)
    settle(qtbot, window)
    type_answer(panel, "9")
    assert "Not yet" in words(panel)
    assert "27" not in words(panel)
    type_answer(panel, "many")
    assert "no number" in words(panel)
    type_answer(panel, "27")
    assert "Right" in words(panel)
    # Of other kernels another number is right.
    panel._answers.clear()
    panel._write()
    lab = window.pages.lab.view
    type_pair(lab.playground.kernels.size_box, 2, 2)
    settle(qtbot, window)
    type_answer(panel, "27")
    assert "Not yet" in words(panel)
    type_answer(panel, "12")
    assert "Right" in words(panel)


def test_real_settings_are_watched(qtbot, window, panel):
    choose(panel, "stride")
    panel._go_to(2)
    settle(qtbot, window)
    lab = window.pages.lab.view
    assert "✗" in panel.answer.state.text()
    type_pair(lab.playground.stride, 3, 3)
    settle(qtbot, window)
    assert "Right" not in words(panel)
    assert "output: 9" in panel.answer.state.text()
    type_pair(lab.playground.stride, 2, 2)
    qtbot.waitUntil(lambda: "Right" in words(panel), timeout=20_000)
    assert lab.result.outcome.shape.output == (1, 13, 13)


def test_a_drawing_is_there_where_a_lesson_needs_one_and_the_users_own_stays(qtbot, window, panel):
    assert window.canvas.drawing.is_empty
    choose(panel, "stride")
    settle(qtbot, window)
    lent = window.canvas.drawing
    assert not lent.is_empty
    choose(panel, "loss")
    assert window.canvas.drawing is lent
    window.canvas.undo()
    assert window.canvas.drawing.is_empty


def test_the_recipe_and_the_network_are_watched_too(qtbot, window, panel):
    choose(panel, "gradient")
    panel._go_to(3)
    form = window.pages.train.form
    assert form.recipe() == TUTORIAL_RECIPE
    assert form.momentum_box.isVisible()
    form.momentum_box.setFocus()
    form.momentum_box.selectAll()
    QTest.keyClicks(form.momentum_box, "0.9")
    QTest.keyClick(form.momentum_box, Qt.Key.Key_Return)
    assert "Right" in words(panel)
    choose(panel, "dropout")
    panel._go_to(2)
    follow(qtbot, window, window.pages.layers)
    layers = window.pages.layers
    assert layers.explain_value((3,))
    layers.controls.silence.click()
    qtbot.waitUntil(lambda: "Right" in words(panel), timeout=20_000)


def test_steps_of_learning_are_watched(qtbot, window, panel):
    choose(panel, "gradient")
    panel._go_to(4)
    layers = window.pages.layers
    learn = layers.learn
    qtbot.waitUntil(lambda: learn.losses is not None, timeout=20_000)
    assert learn.isVisible()
    learn.digits.setFocus()
    QTest.keyClick(learn.digits, Qt.Key.Key_Home)
    learn.rate.setValue(0.001)
    qtbot.waitUntil(lambda: learn.losses is not None and learn.losses[0] > 5, timeout=20_000)
    assert "Right" not in words(panel)
    for _ in range(3):
        QTest.mouseClick(learn.step_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Right" in words(panel), timeout=30_000)
    before, now = learn.losses
    assert before - now >= 5
    press(panel, "lessonClose")
    assert not learn.is_on


def test_what_the_window_does_not_show_yet_is_neither_right_nor_wrong(window, panel):
    choose(panel, "testing")
    panel._go_to(1)
    type_answer(panel, "60")
    assert "Noted" in words(panel)
    press(panel, "lessonNext")
    type_answer(panel, "60")
    assert "does not show it yet" in words(panel)


def test_the_test_that_was_made_is_what_counts(qtbot, window, panel, data_folder, monkeypatch):
    monkeypatch.setenv("DIGITPAD_DATA", str(data_folder))
    window.pages.data_sets.folder = data_folder
    choose(panel, "testing")
    panel._go_to(2)
    with qtbot.waitSignal(window.pages.test.evaluated, timeout=60_000) as tested:
        QTest.mouseClick(window.pages.test.header.button, Qt.MouseButton.LeftButton)
    found = tested.args[0]
    wrong = int((found.truth != found.predictions).sum())
    type_answer(panel, str(wrong + 1))
    assert "Not yet" in words(panel)
    type_answer(panel, str(wrong))
    assert "Right" in words(panel)


def test_an_answer_can_be_had_after_a_try_and_does_not_count_as_known(panel, qtbot, window):
    choose(panel, "network")
    panel._go_to(2)
    assert not panel.give_away.isVisible()
    type_answer(panel, "72")
    press(panel, "lessonGiveAway")
    assert "2,304" in words(panel)
    assert "four thousand" in words(panel)
    assert not panel.choice.currentText().startswith("✓")
    panel._answers.clear()
    type_answer(panel, "2304")
    assert panel.choice.currentText().startswith("✓"), "its one question is answered"


def test_another_network_without_the_layer_is_named(qtbot, window, panel):
    dense = graph_with(Network(PRESETS["dense"]))
    path = window.session.checkpoint.path
    window.session.use(Checkpoint(dense, TrainingInfo(), path))
    choose(panel, "network")
    assert "no layer conv2" in words(panel)
    assert "Use the Bundled Model" in words(panel)


def test_steps_and_lessons_follow_one_another(window, panel):
    seen = []
    while True:
        seen.append((panel.lesson.name, panel.lesson.steps.index(panel.step)))
        if panel.step.is_prediction:
            panel._take_answer(0.0)
        if not panel.following.isEnabled():
            break
        press(panel, "lessonNext")
    assert seen == [
        (lesson.name, number) for lesson in CHAPTERS for number in range(len(lesson.steps))
    ]
    press(panel, "lessonBack")
    assert (panel.lesson.name, panel.step) == ("testing", CHAPTERS[-1].steps[2])


def test_closing_puts_lab_and_training_back(qtbot, window):
    window.pages.show_page("lab")
    mine = LabSettings(GRID_BY_TWO.source, SLID.kernels)
    window.pages.lab.show_settings(mine)
    settle(qtbot, window)
    recipe = window.pages.train.form.recipe()
    window.dialogs.show("lessons")
    panel = window.dialogs["lessons"]
    choose(panel, "gradient")
    assert window.pages.train.form.recipe() != recipe
    choose(panel, "kernel")
    settle(qtbot, window)
    assert window.pages.lab.lab_settings().source == COLOURED.source
    press(panel, "lessonClose")
    assert not panel.isVisible()
    assert replaced(window.pages.lab.lab_settings()) == mine
    assert window.pages.train.form.recipe() == recipe


def test_the_next_start_remembers_the_users_lab_and_not_a_lessons(qtbot, open_window):
    window = open_window()
    window.pages.show_page("lab")
    mine = LabSettings(GRID_BY_TWO.source, SLID.kernels)
    window.pages.lab.show_settings(mine)
    settle(qtbot, window)
    window.dialogs.show("lessons")
    settle(qtbot, window)
    assert window.pages.lab.lab_settings().source == COLOURED.source
    window.close()
    again = open_window()
    assert replaced(again.pages.lab.lab_settings()) == mine


@pytest.mark.parametrize("size", [(1024, 680), (1280, 800), (1600, 900)])
def test_neither_canvas_nor_answer_nor_window_gives_way(qtbot, window, size):
    window.resize(*size)
    qtbot.waitUntil(lambda: window.size().toTuple() == size)
    canvas, answer = place(window, window.canvas), place(window, window.answer)
    window.dialogs.show("lessons")
    panel = window.dialogs["lessons"]
    for name in ("kernel", "network", "gradient", "testing"):
        choose(panel, name)
        qtbot.wait(0)
        assert window.size().toTuple() == size
        assert place(window, window.canvas) == canvas
        assert place(window, window.answer) == answer
        lesson, pages = place(window, panel), place(window, window.pages.parentWidget())
        assert not lesson.intersects(canvas)
        assert not lesson.intersects(answer)
        assert not lesson.intersects(pages)
    assert window.lesson_place.is_beside == (size[0] == 1600)


def place(window, widget):
    return QRect(widget.mapTo(window, QPoint()), widget.size())


def test_what_a_lesson_leaves_no_room_for_is_scrolled_to(qtbot, window):
    window.resize(1024, 680)
    window.dialogs.show("lessons")
    panel = window.dialogs["lessons"]
    choose(panel, "stride")
    settle(qtbot, window)
    shapes, clip = window.pages.lab.view.views, window.pages.parentWidget()
    qtbot.waitUntil(lambda: not shapes.visibleRegion().isEmpty())
    below = shapes.mapTo(clip, QPoint(0, shapes.height())).y()
    assert below <= clip.height() + 1, "all of it is seen"
    bar = window.lesson_place.bar
    bar.setValue(0)
    assert shapes.mapTo(clip, QPoint(0, shapes.height())).y() > clip.height()
    press(panel, "lessonClose")
    assert not bar.isVisible()
    assert window.pages.pos() == QPoint(0, 0)


def test_tabs_stay_in_sight_where_practice_and_a_lesson_leave_little_room(qtbot, window):
    window.resize(1024, 680)
    window.practice.open()
    window.dialogs.show("lessons")
    choose(window.dialogs["lessons"], "stride")
    settle(qtbot, window)
    pages, bar = window.pages, window.lesson_place.bar
    tabs, clip = pages.tabBar(), pages.parentWidget()
    for size in ((1024, 680), (1030, 690)):  # Qt puts the tabs to the top at each change of size
        window.resize(*size)
        for scrolled in (1, tabs.height() // 2, bar.maximum()):
            bar.setValue(scrolled)
            QApplication.processEvents()
            assert tabs.mapTo(clip, QPoint()).y() == 0
            assert tabs.visibleRegion() == QRegion(tabs.rect())
    page = pages.currentWidget()
    for y in (tabs.height() // 2, window.number.row.height() - 1):
        beside = clip.childAt(QPoint(clip.width() - 20, y))
        assert not page.isAncestorOf(beside), "no part of the page lies beside them"
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(1).center())
    assert pages.shown_page == "train"
    bar.setValue(0)
    assert tabs.pos().y() == 0


def test_markdown_of_strangers_fetches_nothing_and_runs_nothing(qtbot, window, panel, tmp_path):
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    assert image.save(str(tmp_path / "red.png"))
    text = panel.text
    source = text.source()
    text.show_markdown(
        f"[a link](file://{tmp_path}/red.png) ![p](file://{tmp_path}/red.png) "
        f"![p]({tmp_path}/red.png) <b>bold</b> <img src='{tmp_path}/red.png'> <script>x</script>"
    )
    assert "<b>bold</b>" in text.toPlainText()
    assert text.anchorAt(QPoint(10, 12)), "there is a link"
    QTest.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(10, 12))
    assert text.source() == source
    assert "a link" in text.toPlainText()
    shown = text.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(shown.constBits(), np.uint32) & 0xFFFFFF
    assert not (pixels == 0xFF0000).any(), "a picture was fetched"
