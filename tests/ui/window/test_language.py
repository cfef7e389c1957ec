"""The language changes while the window stands, and nothing that is under way is lost."""

import re

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QLabel,
    QMessageBox,
    QPushButton,
)

from digitpad.data.catalogue import STAND_IN
from digitpad.graph.changes import KernelPlace
from digitpad.lab.inputs import FOUR_BY_FOUR, THREE_CHANNELS, InputSource
from digitpad.lab.lab_settings import LabSettings
from digitpad.support.messages import Text
from digitpad.ui import language
from digitpad.ui.dialogs.designer.designer_dialog import DesignerDialog
from digitpad.ui.window.app import make_application
from digitpad.ui.window.geometry import LOW
from digitpad.ui.window.settings import Settings
from tests.ui.pens import ONE, SEVEN, mouse


@pytest.fixture(autouse=True)
def english_in_the_end(monkeypatch):
    monkeypatch.delenv("DIGITPAD_LANGUAGE", raising=False)
    yield
    language.use_language("en")


def choose(qtbot, window, name):
    """Choose a language in the menu, and wait until the menus are in it."""
    old = window.menuBar()
    window.actions_.languages[name].trigger()
    with qtbot.waitSignal(old.destroyed, timeout=20_000):
        pass


def menus(window):
    return [action.text() for action in window.menuBar().actions()]


def said_in(window):
    return {label.text() for label in window.findChildren(QLabel)}


def wait_for_answer(qtbot, window, digit):
    qtbot.waitUntil(lambda: window.findChild(QLabel, "prediction").text() == digit, timeout=20_000)


def wait_for_batches(qtbot, training):
    qtbot.waitUntil(
        lambda: training.session is not None and training.session.state().batch > 1,
        timeout=120_000,
    )


def test_all_is_said_in_the_language_that_is_chosen(qtbot, window):
    choose(qtbot, window, "zh_CN")
    assert menus(window)[0] == "文件(&F)"
    titles = [window.pages.tabText(place) for place in range(4)]
    assert titles == ["层", "训练", "卷积实验室", "测试"]
    assert {"网络看到的", "概率"} <= said_in(window)
    assert window.canvas.accessibleName() == "画布"
    assert str(Text("There is no ink to read.")) == "没有可以识别的墨迹。"
    chosen = [one.text() for one in window.actions_.languages.values() if one.isChecked()]
    assert chosen == ["简体中文"]
    choose(qtbot, window, "en")
    assert menus(window)[0] == "&File"
    assert "What it sees" in said_in(window)
    assert window.canvas.accessibleName() == "Canvas"


def test_qts_own_buttons_are_in_it_too(qtbot, window):
    choose(qtbot, window, "zh_CN")
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "取消"


def test_in_a_low_window_the_answer_stays_beside_what_is_seen(qtbot, window):
    window.resize(1008, 560)
    choose(qtbot, window, "zh_CN")
    QApplication.processEvents()
    answer = window.answer
    assert answer.prediction.x() > answer.preview.geometry().center().x()
    assert answer.prediction.y() < answer.preview.geometry().bottom()


def test_drawing_answer_undo_and_page_stay(qtbot, window):
    mouse(window.canvas, SEVEN)
    wait_for_answer(qtbot, window, "7")
    window.pages.show_page("lab")
    drawing = window.canvas.drawing
    choose(qtbot, window, "zh_CN")
    assert window.canvas.drawing == drawing
    assert window.pages.shown_page == "lab"
    wait_for_answer(qtbot, window, "7")
    assert window.findChild(QLabel, "confidence").text().endswith("%")
    window.actions_.undo.trigger()
    assert window.canvas.drawing.is_empty
    assert window.actions_.redo.isEnabled()


def test_the_frames_of_a_number_and_what_was_said_of_it_stay(qtbot, window):
    for path, left in ((SEVEN, 0.0), (ONE, 0.35), (SEVEN, 0.6)):
        mouse(window.canvas, [(left + 0.4 * x, 0.3 + 0.4 * y) for x, y in path])
    qtbot.waitUntil(lambda: window.session.is_settled, timeout=20_000)
    window.number.finder.select(1)
    window.number.finder.say(4)
    choose(qtbot, window, "zh_CN")
    qtbot.waitUntil(lambda: window.session.is_settled, timeout=20_000)
    assert window.number.finder.number.reading.text == "747"
    assert window.number.finder.selected == 1
    assert window.number.frames.size() == window.canvas.size()


def test_what_is_drawn_afterwards_is_read(qtbot, window):
    choose(qtbot, window, "zh_CN")
    mouse(window.canvas, ONE)
    wait_for_answer(qtbot, window, "1")
    qtbot.waitUntil(lambda: window.pages.layers.trace is not None)


def test_the_layer_and_what_was_changed_in_it_stay(qtbot, window):
    mouse(window.canvas, SEVEN)
    layers = window.pages.layers
    qtbot.waitUntil(lambda: layers.trace is not None, timeout=20_000)
    layers.select_layer("conv2")
    assert layers.explain_value((3, 5, 5))
    qtbot.waitUntil(layers.controls.silence.isEnabled, timeout=20_000)
    qtbot.mouseClick(layers.controls.silence, Qt.MouseButton.LeftButton)
    changes = layers.changes
    choose(qtbot, window, "zh_CN")
    assert window.pages.layers.selected_layer == "conv2"
    assert window.pages.layers.changes == changes
    assert not changes.is_empty


def test_kernels_that_were_typed_over_can_still_be_taken_back(qtbot, window):
    mouse(window.canvas, SEVEN)
    layers = window.pages.layers
    qtbot.waitUntil(lambda: layers.trace is not None, timeout=20_000)
    layers.select_layer("conv1")
    trained = layers.trace.graph.numbers["conv1.weight"][4, 0, 1, 1]
    for number in (2, 3):
        kernel = np.full((3, 3), number, np.float32)
        layers.panel.kernel_changed.emit(KernelPlace("conv1", 4, 0), kernel)
    choose(qtbot, window, "zh_CN")
    layers = window.pages.layers

    def weight():
        return layers.trace and layers.trace.graph.numbers["conv1.weight"][4, 0, 1, 1]

    for before in (2, trained):
        layers.panel.kernels.numbers.undo_asked.emit()
        qtbot.waitUntil(lambda: weight() == before, timeout=20_000)  # noqa: B023
    assert layers.changes.is_empty


def test_what_was_designed_can_still_be_undone_and_done_again(qtbot, window):
    window.actions_.dialogs["designer"].trigger()
    designer = window.findChild(DesignerDialog, "designer")
    first = designer.draft
    for text in ("abc", "abcd"):
        designer.name.selectAll()
        qtbot.keyClicks(designer.name, text)
        qtbot.keyClick(designer.table, Qt.Key.Key_Delete)  # a change of another kind
    drafts = first, designer.draft
    designer.actions_.undo.trigger()
    choose(qtbot, window, "zh_CN")
    window.actions_.dialogs["designer"].trigger()
    designer = window.findChild(DesignerDialog, "designer")
    designer.actions_.redo.trigger()
    assert designer.draft == drafts[1]
    while designer.actions_.undo.isEnabled():
        designer.actions_.undo.trigger()
    assert designer.draft == first


USUAL_ANSWER = 200  # pixels of height, at least, where it does not give way


@pytest.mark.parametrize("size", [(1024, 640), (1280, 800)])
@pytest.mark.parametrize("name", ["en", "zh_CN"])
def test_canvas_and_answer_are_as_large_and_where_they_were(qtbot, window, size, name):
    window.resize(*size)
    qtbot.waitUntil(lambda: window.session.network is not None, timeout=20_000)
    qtbot.waitUntil(lambda: window.session.is_settled, timeout=20_000)
    qtbot.waitUntil(lambda: window.size().toTuple() == size)
    qtbot.waitUntil(lambda: window.centralWidget().width() == size[0])
    if size[1] < LOW:  # the answer gives way, once the layouts within it have heard of it
        qtbot.waitUntil(lambda: window.answer.minimumSizeHint().height() < USUAL_ANSWER)
    QApplication.processEvents()  # all is laid out
    before = places(window)
    choose(qtbot, window, name)
    qtbot.waitUntil(lambda: places(window) == before)


def places(window):
    answer = window.answer
    return (
        window.columns.sizes(), window.canvas.size().toTuple(), answer.geometry().getRect(),
        answer.preview.geometry().topLeft().toTuple(), answer.prediction.y(),
    )  # fmt: skip


def test_a_practice_goes_on_and_its_last_digit_can_be_taken_back(qtbot, window):
    practice = window.practice
    window.actions_.practice.trigger()
    qtbot.mouseClick(practice.findChild(QPushButton, "practice20"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(practice.start_button, Qt.MouseButton.LeftButton)
    asked = practice._practice.asked
    draw_for_practice(qtbot, window)
    collection = window.digits.collection
    qtbot.waitUntil(lambda: collection.count() == 1, timeout=20_000)
    choose(qtbot, window, "zh_CN")
    assert window.practice is not practice
    qtbot.waitUntil(window.practice.task.isVisible)
    assert str(asked[1]) in window.practice.task.text()
    assert {"2", "20"} <= set(re.findall(r"\d+", window.practice.score.text()))
    assert not window.number.finder.is_on  # one digit is asked for
    draw_for_practice(qtbot, window)
    assert str(asked[2]) in window.practice.task.text()
    for left in (1, 0):
        qtbot.mouseClick(window.practice.back_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda left=left: collection.count() == left, timeout=20_000)
    assert str(asked[0]) in window.practice.task.text()


def draw_for_practice(qtbot, window):
    mouse(window.canvas, SEVEN)
    with qtbot.waitSignal(window.practice.clear_asked, timeout=20_000):
        qtbot.mouseClick(window.practice.next_button, Qt.MouseButton.LeftButton)


def test_the_result_of_a_practice_stays(qtbot, window):
    window.actions_.practice.trigger()
    qtbot.mouseClick(window.practice.start_button, Qt.MouseButton.LeftButton)
    draw_for_practice(qtbot, window)
    qtbot.mouseClick(window.practice.stop_button, Qt.MouseButton.LeftButton)
    assert window.practice.again_button.isVisible()
    choose(qtbot, window, "en")
    qtbot.waitUntil(window.practice.again_button.isVisible)
    assert window.practice.result.text().endswith("of 1 right")
    assert window.number.finder.is_on


def test_a_running_training_goes_on_to_its_result(qtbot, window, train_page):
    train_page.form.epochs_box.setValue(3)
    train_page.start()
    qtbot.waitUntil(lambda: train_page.training.session is not None, timeout=60_000)
    under_way = train_page.training.session
    choose(qtbot, window, "zh_CN")
    train = window.pages.train
    assert train.training.session is under_way
    assert train.form.epochs_box.value() == 3
    wait_for_batches(qtbot, train.training)
    assert not train.controls.train.isEnabled()
    with qtbot.waitSignal(train.model_saved, timeout=120_000):
        train.controls.stop.trigger()
    assert train.runs_menu.current.curves is under_way.curves
    assert train.controls.train.isEnabled()
    assert "测试数字" in train.result.text.text()


def test_synthetic_handwriting_stands_in_still(qtbot, window):
    window.pages.show_page("train")
    window.pages.train.start()
    assert window.pages.train.data.title() == "Synthetic handwriting, small"
    choose(qtbot, window, "zh_CN")
    train = window.pages.train
    assert (train.data.key(), train.data.wanted()) == (STAND_IN, "mnist")
    assert "合成手写" in train.data.notice.text.text()
    train.controls.stop.trigger()


def test_a_finished_training_is_told_in_the_new_language(qtbot, window, train_page):
    train_page.start()
    wait_for_batches(qtbot, train_page.training)
    with qtbot.waitSignal(train_page.model_saved, timeout=120_000):
        train_page.controls.stop.trigger()
    runs = train_page.runs_menu.runs
    choose(qtbot, window, "zh_CN")
    train = window.pages.train
    assert train.runs_menu.runs == runs
    assert "测试数字" in train.result.text.text()
    assert train.result.decline_button.text() == "保留原来的模型"
    trained = window.session.checkpoint
    qtbot.mouseClick(train.result.decline_button, Qt.MouseButton.LeftButton)
    assert window.session.checkpoint is not trained  # the one before it


def test_a_test_result_stays(qtbot, window, train_page):
    with qtbot.waitSignal(window.pages.test.evaluated, timeout=60_000) as evaluated:
        window.pages.test.evaluate_or_cancel()
    report = evaluated.args[0].report
    choose(qtbot, window, "zh_CN")
    told = window.pages.test.header.result.text()
    assert told.startswith(
        f"平均损失 {report.loss:.4f} · {report.samples} 个中对 {report.correct} 个"
    )


def test_a_lesson_stays_open_and_is_told_in_the_new_language(qtbot, window):
    window.actions_.dialogs["lessons"].trigger()
    before = window.dialogs["lessons"]
    before.choice.setCurrentIndex(1)
    before._go_to(1)
    before._take_answer(8.0)
    choose(qtbot, window, "zh_CN")
    panel = window.dialogs["lessons"]
    assert panel is not before
    qtbot.waitUntil(panel.isVisible, timeout=20_000)
    assert panel.choice.currentText() == "2. 滑动、相乘、求和、移动"
    assert panel.progress.text() == "第 2 步，共 4 步"
    assert "九个位置" in panel.text.toPlainText(), "what was answered is answered"


def test_an_output_that_is_still_covered_stays_covered(qtbot, window):
    window.actions_.dialogs["lessons"].trigger()
    window.dialogs["lessons"]._go_to(1)
    lab = window.pages.lab
    qtbot.waitUntil(lambda: lab.result() is not None and lab.filled() is not None, timeout=20_000)
    lab.view.steps._go(5)
    filled, settings = lab.filled(), lab.lab_settings()
    choose(qtbot, window, "zh_CN")
    anew = window.pages.lab
    assert anew is not lab
    assert anew.filled() == filled
    qtbot.waitUntil(lambda: anew.view.steps.filled == filled, timeout=20_000)
    assert anew.lab_settings() == settings
    assert anew.area() == "steps"


def test_a_picture_in_the_lab_stays(qtbot, window):
    window.pages.show_page("lab")
    lab = window.pages.lab
    picture = InputSource("picture", (1, 6, 8), bytes(range(48)), name="paper.png")
    lab.show_settings(LabSettings(picture))
    lab.show_area("pooling")
    choose(qtbot, window, "zh_CN")
    anew = window.pages.lab
    assert anew.lab_settings().source is picture
    assert anew.area() == "pooling"


def test_a_number_that_was_typed_in_the_lab_can_still_be_taken_back(qtbot, window):
    window.pages.show_page("lab")
    kernels = window.pages.lab.view.playground.kernels
    before = kernels.weights[0, 1, 1]
    kernels.numbers.edited.emit((0, 1, 1), before + 1)
    choose(qtbot, window, "zh_CN")
    kernels = window.pages.lab.view.playground.kernels
    assert kernels.weights[0, 1, 1] == before + 1
    kernels.numbers.undo_asked.emit()
    assert kernels.weights[0, 1, 1] == before


def test_the_grids_of_the_lab_keep_what_was_typed_into_them(qtbot, window):
    window.pages.show_page("lab")
    lab = window.pages.lab
    lab.show_settings(LabSettings(FOUR_BY_FOUR))
    qtbot.waitUntil(lambda: lab.view.result.image is not None, timeout=20_000)
    lab.view.playground.input.edited.emit((0, 1, 1), 9.0)
    typed = lab.lab_settings().source
    assert typed.numbers[0][1][1] == 9
    lab.view.playground.source.chosen.emit(THREE_CHANNELS)  # the other grid is shown no longer
    choose(qtbot, window, "zh_CN")
    view = window.pages.lab.view
    pick_grid = next(one for one in view.playground.source.menu.actions() if "&G" in one.text())
    pick_grid.trigger()
    assert view.lab_settings().source == typed
    qtbot.waitUntil(lambda: view.result.lab_settings.source == typed, timeout=20_000)
    qtbot.waitUntil(lambda: view.result.image is not None, timeout=20_000)
    view.playground.input.undo_asked.emit()
    assert view.lab_settings().source == FOUR_BY_FOUR


def test_steps_of_learning_stay_and_the_answer_follows_them(qtbot, window):
    mouse(window.canvas, SEVEN)
    layers = window.pages.layers
    layers.learn.switch.trigger()
    qtbot.waitUntil(lambda: layers.learn.next_step is not None, timeout=30_000)
    layers.learn.step.trigger()
    heading = window.answer.heading
    qtbot.waitUntil(lambda: heading.text() == "After 1 step", timeout=30_000)
    before = window.answer.bars.probabilities()
    choose(qtbot, window, "zh_CN")
    qtbot.waitUntil(lambda: window.answer.heading.text() == "学习 1 步之后", timeout=30_000)
    assert window.answer.bars.probabilities() == before
    window.pages.layers.controls.restore_button.click()
    qtbot.waitUntil(lambda: window.answer.heading.text() == "网络看到的", timeout=30_000)


def test_a_lesson_that_is_being_written_stays_and_nobody_is_asked(qtbot, window, monkeypatch):
    asked = []
    monkeypatch.setattr(QMessageBox, "question", lambda *words: asked.append(words))
    window.actions_.dialogs["lesson_editor"].trigger()
    before = window.dialogs["lesson_editor"]
    before.title.setFocus()
    QTest.keyClicks(before.title, "Borders")
    before.add.click()
    QTest.keyClicks(before.text, "What is outside?")
    before.move(0, 30)
    choose(qtbot, window, "zh_CN")
    editor = window.dialogs["lesson_editor"]
    assert editor is not before
    assert editor.isVisible()
    assert editor.windowTitle() == "编写课程"
    assert editor.pos().y() == 30
    assert editor.title.text() == "Borders"
    assert (editor.list.count(), editor.list.currentRow()) == (2, 1)
    assert editor.text.toPlainText() == "What is outside?"
    QTest.keyClicks(editor.text, " Nothing.")
    editor.list.setCurrentRow(0)
    editor.list.setCurrentRow(1)
    assert editor.text.toPlainText() == " Nothing.What is outside?"
    assert not editor.draft.is_saved
    assert asked == []
    editor.draft.is_saved = True  # nobody is asked when the window closes


def test_the_choice_is_remembered(qtbot, open_window):
    window = open_window()
    choose(qtbot, window, "zh_CN")
    window.close()
    assert Settings().language == "zh_CN"
    make_application(Settings().language)
    again = open_window()
    assert menus(again)[0] == "文件(&F)"
    assert again.actions_.languages["zh_CN"].isChecked()


def test_a_drawing_is_still_kept_against_a_crash(qtbot, open_window, own_folders):
    window = open_window()
    choose(qtbot, window, "zh_CN")
    mouse(window.canvas, SEVEN)
    qtbot.waitUntil(lambda: any(own_folders.rglob("*recovery*/*.json")), timeout=20_000)


def test_changing_many_times_leaves_nothing_behind(qtbot, window):
    choose(qtbot, window, "zh_CN")
    actions, children = len(window.findChildren(QAction)), len(window.children())
    for name in ("en", "zh_CN"):
        choose(qtbot, window, name)
    assert len(window.findChildren(QAction)) == actions
    assert len(window.children()) == children


def test_a_window_follows_the_environment(qapp, monkeypatch):
    monkeypatch.setenv("DIGITPAD_LANGUAGE", "zh")
    assert language.use_language() == "zh_CN"
    assert language.use_language("en") == "en"
