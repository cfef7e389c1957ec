"""The window as its user finds it: names, buttons, keys, files, settings, colours."""

import json
import subprocess
import sys
from functools import partial
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QThread, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLabel,
    QMessageBox,
    QSlider,
    QToolButton,
    QWidget,
)

from digitpad.ink.strokes_file import load_drawing
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.support.errors import DigitpadError
from digitpad.support.folders import best_reader, bundled_drawing, bundled_model, user_settings_file
from digitpad.ui.background import running
from digitpad.ui.language import use_language
from digitpad.ui.pages.layers import why_view
from digitpad.ui.window.main_window import MainWindow
from digitpad.ui.window.settings import Settings
from digitpad.ui.window.snapshot import LAST_FRAME, save_snapshot
from tests.ui.pens import ONE, SEVEN, mouse


def click(window, name):
    button = window.findChild(QToolButton, name)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_promised_names_are_there(window):
    names = {
        "canvas": QWidget, "clearButton": QToolButton, "undoButton": QToolButton,
        "redoButton": QToolButton, "brushSlider": QSlider, "eraserButton": QToolButton,
        "inputPreview": QWidget, "prediction": QLabel, "confidence": QLabel,
        "probabilities": QWidget,
    }  # fmt: skip
    for name, kind in names.items():
        assert isinstance(window.findChild(QWidget, name), kind), name


def test_the_buttons_do_what_they_say(qtbot, window):
    for name in ("undoButton", "redoButton", "clearButton"):
        assert not window.findChild(QToolButton, name).isEnabled()
    mouse(window.canvas, ONE)
    mouse(window.canvas, SEVEN)
    click(window, "undoButton")
    assert len(window.canvas.drawing.strokes) == 1
    click(window, "redoButton")
    assert len(window.canvas.drawing.strokes) == 2
    click(window, "clearButton")
    assert window.canvas.drawing.is_empty
    click(window, "undoButton")
    click(window, "eraserButton")
    mouse(window.canvas, [(0.2, 0.5), (0.8, 0.5)])
    assert len(window.canvas.drawing.strokes) > 2
    click(window, "eraserButton")
    mouse(window.canvas, [(0.1, 0.1), (0.2, 0.1)])
    assert not window.findChild(QToolButton, "eraserButton").isChecked()


def test_every_button_has_a_shortcut_and_a_tool_tip(window):
    for name in ("undoButton", "redoButton", "clearButton", "eraserButton"):
        button = window.findChild(QToolButton, name)
        keys = button.defaultAction().shortcut().toString()
        assert keys
        assert f"({keys}" in button.toolTip()
    assert "[ and ]" in window.tools.brush.toolTip()


def test_every_action_in_the_menus_can_be_reached_by_keys(window):
    actions = [action for menu in window.menuBar().actions() for action in menu.menu().actions()]
    assert len(actions) > 20
    for action in actions:
        assert action.isSeparator() or not action.shortcut().isEmpty() or "&" in action.text()


def test_keys_do_what_buttons_do(qtbot, window):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    mouse(window.canvas, ONE)
    mouse(window.canvas, SEVEN)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(window.canvas.drawing.strokes) == 1
    QTest.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert len(window.canvas.drawing.strokes) == 2
    QTest.keyClick(window, Qt.Key.Key_Delete)
    assert window.canvas.drawing.is_empty
    before = window.tools.brush.value()
    QTest.keyClick(window, Qt.Key.Key_BracketRight)
    assert window.tools.brush.value() == before + 10
    QTest.keyClick(window, Qt.Key.Key_E)
    assert window.actions_.eraser.isChecked()


def test_the_slider_changes_the_brush_of_the_next_stroke_only(window):
    mouse(window.canvas, ONE)
    window.tools.brush.setValue(100)
    mouse(window.canvas, SEVEN)
    assert [stroke.width for stroke in window.canvas.drawing.strokes] == [50, 100]


def test_a_drawing_is_saved_and_opened(qtbot, window, tmp_path, monkeypatch):
    file = tmp_path / "mine.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    mouse(window.canvas, SEVEN)
    drawn = window.canvas.drawing.strokes[0].xy.tolist()
    window.actions_.save.trigger()
    saved = json.loads(file.read_text())["strokes"][0]
    np.testing.assert_allclose(saved, drawn, atol=5e-4)
    window.canvas.clear()
    with qtbot.waitSignal(window.pictures.picture_ready, timeout=30_000):
        window.actions_.open.trigger()
    assert window.canvas.drawing.strokes[0].xy.tolist() == saved


def test_a_file_that_cannot_be_opened_or_written_is_told(
    qtbot, window, tmp_path, monkeypatch, no_folder, told
):
    warned = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *args: warned.append(args[2]))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "no.json"), ""))
    mouse(window.canvas, SEVEN)
    with qtbot.waitSignal(window.pictures.failed, timeout=30_000):
        window.actions_.open.trigger()
    assert "no.json cannot be read" in told[-1]
    assert len(window.canvas.drawing.strokes) == 1
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(no_folder / "x.json"), ""))
    window.actions_.save.trigger()
    assert "could not be written" in warned[0]


def test_a_drawing_is_saved_under_a_name_that_says_what_it_is(window, monkeypatch, tmp_path):
    mouse(window.canvas, SEVEN)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "seven"), ""))
    asked = []
    monkeypatch.setattr(QMessageBox, "question", lambda *how: asked.append(how[-1]))
    window.drawing_files.save()
    assert len(load_drawing(tmp_path / "seven.json").strokes) == 1
    window.canvas.clear()
    window.drawing_files.save()  # the dialog has asked about "seven"
    assert asked == [f"{tmp_path / 'seven.json'} exists already. Replace it?"]
    assert not load_drawing(tmp_path / "seven.json").is_empty


def test_the_status_bar_names_the_model_and_its_accuracy(window):
    text = window.status.model.text()
    assert text.startswith("Model digitpad, 99.")
    assert text.endswith("runs on the CPU")


def test_the_status_bar_does_not_name_a_model_that_does_not_read(window):
    """While another network is watched, as in a training, and once the model reads again."""
    model, named = window.session.checkpoint, window.status.model.text()
    best = load_checkpoint(best_reader())
    window.session.watch(best.network)
    assert window.status.model.text() == "Weights in training read now, not digitpad"
    window.session.watch(None)
    assert window.session.checkpoint is model
    assert window.status.model.text() == named


def test_work_and_messages_begin_at_the_same_place(window):
    status = window.status
    status.tell_progress(0.5, "half")
    inside = status.work.mapTo(window.statusBar(), status.work.contentsRect().topLeft()).x()
    assert inside == window.statusBar()._room().x()


def test_settings_are_remembered(qtbot, own_folders):
    first = MainWindow()
    qtbot.addWidget(first)
    first.show()
    first.tools.brush.setValue(90)
    first.actions_.colours["dark"].trigger()
    first.resize(1100, 700)
    first.close()
    assert user_settings_file().is_file()
    second = MainWindow()
    qtbot.addWidget(second)
    second.show()
    assert second.tools.brush.value() == 90
    assert second.actions_.colours["dark"].isChecked()
    assert second.height() == 700  # the offscreen screen is narrower than the window
    second.close()


@pytest.mark.parametrize("page", ["layers", "train", "lab", "test"])
def test_no_button_is_lower_than_its_text_needs(window, qapp, page):
    window.pages.show_page(page)
    qapp.processEvents()
    low = [
        button.objectName()
        for button in window.findChildren(QAbstractButton)
        if button.isVisible() and button.text() and button.height() < button.sizeHint().height()
    ]
    assert low == []


def _train_twenty_epochs(window):
    window.pages.train.form.epochs_box.setValue(20)
    window.pages.show_page("train")


CHOICES = {
    "a theme": (lambda window: window.actions_.colours["dark"].trigger(), "colours=dark"),
    "a language": (lambda window: window.actions_.languages["zh_CN"].trigger(), "language=zh_CN"),
    "a page": (lambda window: window.pages.show_page("lab"), "page=lab"),
    "a brush": (lambda window: window.tools.brush.setValue(90), "brush=90"),
    "a reader": (lambda window: window.actions_.best_reader.trigger(), "best_reader=true"),
    "epochs": (_train_twenty_epochs, 'epochs\\": 20'),
}


@pytest.mark.parametrize("choice", CHOICES)
def test_a_choice_is_written_when_it_is_made_and_beside_the_window(
    request, qtbot, open_window, monkeypatch, choice
):
    request.addfinalizer(partial(use_language, "en"))
    window = open_window()
    threads, save = [], Settings.save

    def note(self):
        threads.append(QThread.currentThread())
        save(self)

    monkeypatch.setattr(Settings, "save", note)
    choose, line = CHOICES[choice]
    choose(window)
    written = user_settings_file()
    qtbot.waitUntil(lambda: written.is_file() and line in written.read_text(), timeout=10_000)
    assert all(thread in running(window) for thread in threads)


def test_a_window_writes_what_was_chosen_in_it_alone(qtbot, open_window):
    first, second = open_window(), open_window()
    first.actions_.colours["dark"].trigger()
    written = user_settings_file()
    qtbot.waitUntil(lambda: written.is_file() and "colours=dark" in written.read_text())
    second.tools.brush.setValue(90)
    qtbot.waitUntil(lambda: "brush=90" in written.read_text(), timeout=10_000)
    assert "colours=dark" in written.read_text()
    first.close()
    second.close()  # its colours are the system's
    assert "colours=dark" in written.read_text()


def test_the_reader_that_was_chosen_reads_at_the_next_start(qtbot, open_window):
    window = open_window()
    assert window.session.checkpoint.path == bundled_model()
    with qtbot.waitSignal(window.session.model_changed, timeout=20_000):
        window.actions_.best_reader.trigger()
    window.close()
    window = open_window()
    assert window.session.checkpoint.path == best_reader()
    with qtbot.waitSignal(window.session.model_changed, timeout=20_000):
        window.actions_.bundled_model.trigger()
    window.close()
    assert open_window().session.checkpoint.path == bundled_model()


def test_a_model_that_the_command_line_names_is_no_choice(qtbot, open_window):
    window = open_window(best_reader())
    assert window.session.checkpoint.path == best_reader()
    window.close()
    assert open_window().session.checkpoint.path == bundled_model()


@pytest.mark.parametrize("content", ["canvas/brush=x", "\0\0\xff", "[canvas]\nbrush=999999"])
def test_a_spoiled_settings_file_is_no_obstacle(qtbot, own_folders, content):
    user_settings_file().parent.mkdir(parents=True)
    user_settings_file().write_text(content)
    window = MainWindow()
    qtbot.addWidget(window)
    assert 10 <= window.tools.brush.value() <= 120
    window.close()


@pytest.mark.parametrize("size", [(1024, 680), (1280, 800), (1920, 1080)])
def test_nothing_is_cut_off(window, qapp, size):
    window.resize(*size)
    qapp.processEvents()
    assert window.size().toTuple() == size
    canvas = window.canvas
    assert canvas.width() == canvas.height() >= 280
    shown = [
        widget
        for kind in (QToolButton, QLabel)
        for widget in window.findChildren(kind)
        if widget.isVisible()
        and widget.window() is window
        and widget.parent() is not window.menuBar()
    ]
    assert {window.answer.prediction, window.findChild(QToolButton, "clearButton")} <= set(shown)
    for widget in shown:
        wanted = widget.minimumSizeHint()
        assert widget.width() >= wanted.width(), widget.objectName()
        assert widget.height() >= wanted.height(), widget.objectName()


def test_the_window_is_built_without_torch_and_in_its_own_typeface():
    code = (
        "import sys; from digitpad.ui.window.app import make_application; app = make_application();"
        "import digitpad.ui.window.main_window as m; window = m.MainWindow(remember=False);"
        "print([n for n in ('torch', 'torchvision', 'matplotlib') if n in sys.modules]);"
        "from PySide6.QtGui import QFontInfo;"
        "print(QFontInfo(window.answer.bars.font()).family())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["[]", "Inter"], done.stderr


def test_a_snapshot_leaves_no_window_for_the_collector_of_another_thread(qapp, tmp_path):
    save_snapshot(tmp_path / "s.png", None, "layers", "light", (1280, 800), run=False)
    assert not windows_left()
    with pytest.raises(DigitpadError, match="no layer"):
        save_snapshot(tmp_path / "s.png", None, "layers", "light", (1280, 800), False, "nothing")
    assert not windows_left()


def test_a_snapshot_waits_for_what_a_slow_machine_finds_out(qapp, tmp_path, monkeypatch):
    opened, find = Event(), why_view.find

    def find_late(*arguments):
        assert opened.wait(20)
        return find(*arguments)

    def snapshot(name):
        save_snapshot(
            tmp_path / name, load_drawing(bundled_drawing()), "layers", "dark", (1280, 800), False,
            "why",
        )  # fmt: skip
        return (tmp_path / name).read_bytes()

    monkeypatch.setattr(why_view, "find", find_late)
    QTimer.singleShot(3 * LAST_FRAME, opened.set)
    late = snapshot("late.png")
    assert opened.is_set()
    assert snapshot("usual.png") == late


def windows_left():
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)]


@pytest.mark.parametrize(("theme", "lightness"), [("light", 255), ("dark", 17)])
def test_a_snapshot_shows_drawing_and_answer(qapp, tmp_path, theme, lightness):
    save_snapshot(tmp_path / "s.png", load_drawing(bundled_drawing()), "train", theme, (1280, 800),
                  run=False)  # fmt: skip
    image = QImage(str(tmp_path / "s.png"))
    assert (image.width(), image.height()) == (1280, 800)
    paper, ink = image.pixelColor(50, 450), image.pixelColor(262, 276)
    assert paper.lightness() == pytest.approx(lightness, abs=3)
    assert abs(ink.lightness() - paper.lightness()) > 200


def test_a_snapshot_that_cannot_be_written_is_an_error(qapp, no_folder):
    with pytest.raises(DigitpadError, match="could not be written"):
        save_snapshot(
            no_folder / "s.png", None, "train", "light", (800, 600),
            run=False,
        )  # fmt: skip


def test_a_click_in_the_window_does_not_draw_outside_the_canvas(window):
    QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=QPoint(5, 300))
    assert window.canvas.drawing.is_empty


def test_texts_for_a_screen_reader(qtbot, window):
    assert window.canvas.accessibleName()
    mouse(window.canvas, SEVEN)
    qtbot.waitUntil(lambda: window.session.is_settled)
    assert "7: " in window.answer.bars.accessibleDescription()
