"""Files that come from outside are opened as what they are, where the window shows that."""

import json
import re
import shutil
from functools import partial
from threading import Event

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QFileOpenEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from digitpad.cli import _parser
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.strokes_file import save_drawing
from digitpad.lessons.lesson import Lesson, LessonStep, Scene
from digitpad.lessons.lesson_file import save_lesson
from digitpad.network.files.architecture_file import save_architecture
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.network.presets import DENSE
from digitpad.support.folders import bundled_model
from digitpad.ui import language
from digitpad.ui.background import end_all
from digitpad.ui.canvas import drawing_files
from digitpad.ui.window import another_language
from digitpad.ui.window.app import Application, _open_files
from tests.ui.drops import drop, files

LINE = Drawing((Stroke.from_xy([(100, 100), (900, 900)]),))


def test_a_dropped_model_reads(qtbot, window, tmp_path):
    shutil.copy(bundled_model(), tmp_path / "mine")
    with qtbot.waitSignal(window.session.model_changed, timeout=30_000):
        drop(window, files(tmp_path / "mine"))
    assert window.session.checkpoint.path == tmp_path / "mine"


def test_a_dropped_lesson_is_shown(qtbot, window, tmp_path):
    one = Lesson("L", (LessonStep("", Scene("lab", drawing=LINE)),))
    save_lesson(one, load_checkpoint(bundled_model()), tmp_path / "l")
    with qtbot.waitSignal(window.lesson_files.opened, timeout=30_000):
        drop(window, files(tmp_path / "l"))
    assert window.pages.shown_page == "lab"


def test_a_dropped_drawing_is_one_whatever_its_name(qtbot, window, tmp_path):
    save_drawing(LINE, tmp_path / "d.txt")
    with qtbot.waitSignal(window.pictures.picture_ready, timeout=30_000):
        drop(window, files(tmp_path / "d.txt"))
    assert len(window.canvas.drawing.strokes) == 1


@pytest.mark.parametrize("first", ["a drawing", "a model", "broken"])
def test_what_is_opened_before_a_drop_is_read_takes_none_of_its_words(
    qtbot, window, told, tmp_path, first
):
    path = tmp_path / first
    if first == "a drawing":
        save_drawing(LINE, path)
    elif first == "a model":
        shutil.copy(bundled_model(), path)
    else:
        path.write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    save_drawing(Drawing((*LINE.strokes, *LINE.strokes)), tmp_path / "second.json")
    drop(window, files(path, tmp_path / "b.png", tmp_path / "c.png"))
    window.files.open(str(tmp_path / "second.json"))
    qtbot.waitUntil(lambda: "second.json is on the canvas" in told, timeout=30_000)
    assert len(window.canvas.drawing.strokes) == 2
    (words,) = [one for one in told if "other files" in one]
    assert words.endswith("2 other files were not opened" + "." * (first != "a drawing"))
    assert words.startswith("a drawing is on") == (first == "a drawing")
    if first == "a model":
        qtbot.waitUntil(lambda: window.session.checkpoint.path == path, timeout=30_000)


def test_of_several_that_are_opened_one_after_the_other_none_is_left_out(qtbot, window, tmp_path):
    paths = [tmp_path / f"{number}.json" for number in range(3)]
    for path in paths:
        save_drawing(LINE, path)
        window.files.open(str(path))
    qtbot.waitUntil(lambda: window.canvas.undo_stack.count() == 3, timeout=30_000)
    assert window.canvas.undo_stack.undoText() == "2.json"
    assert window.recent.paths == [str(path) for path in reversed(paths)]


def test_what_is_not_read_yet_is_opened_in_another_language(
    qtbot, window, tmp_path, monkeypatch, request
):
    may_read, read = Event(), drawing_files._from_file
    request.addfinalizer(partial(language.use_language, "en"))
    monkeypatch.setattr(drawing_files, "_from_file", lambda path: may_read.wait(60) and read(path))
    monkeypatch.setattr(another_language, "end_all", lambda old: may_read.set() or end_all(old))
    paths = [tmp_path / f"{number}.json" for number in range(2)]
    for path in paths:
        save_drawing(LINE, path)
        window.files.open(str(path))
    before = window.pictures
    window.actions_.languages["zh_CN"].trigger()
    qtbot.waitUntil(lambda: window.canvas.undo_stack.count() == 2, timeout=30_000)
    assert window.pictures is not before
    assert window.canvas.undo_stack.undoText() == "1.json"
    assert window.recent.paths == [str(path) for path in reversed(paths)]


def test_a_dropped_network_is_chosen_to_train(qtbot, window, tmp_path):
    save_architecture(tmp_path / "n.json", DENSE)
    with qtbot.waitSignal(window.pictures.other_found, timeout=30_000):
        drop(window, files(tmp_path / "n.json"))
    assert window.pages.shown_page == "train"
    assert window.pages.train.network.network() == DENSE


@pytest.mark.parametrize("way", ["drop", "paste", "open", "start"])
def test_code_is_chosen_to_be_opened_and_does_not_run(
    qtbot, window, qapp, tmp_path, monkeypatch, way
):
    path = tmp_path / "net.py"
    path.write_text(f"import torch\nopen({str(tmp_path / 'ran')!r}, 'w')\n")
    with qtbot.waitSignal(window.pictures.other_found, timeout=30_000):
        bring_in_any_way(window, qapp, path, way, monkeypatch)
    dialog = window.dialogs["open_network"]
    assert dialog.isVisible()
    assert dialog.place.text() == str(path)
    assert str(path) in dialog.warning.text()
    assert dialog.run.isEnabled()
    assert not dialog.details.isVisible()  # its networks are not known
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):  # the one that chose the file, once more
        QTest.keyClick(dialog.focusWidget(), key)
    assert dialog._task is None
    assert not (tmp_path / "ran").exists()


def bring_in_any_way(window, qapp, path, way, monkeypatch):
    if way == "open":
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
        window.actions_.open.trigger()
    elif way == "start":
        _open_files(qapp, window, [path])
    else:
        bring(window, files(path), way)


@pytest.mark.parametrize("way", ["drop", "paste", "open", "start"])
def test_onnx_is_opened_as_a_model(qtbot, window, qapp, tmp_path, monkeypatch, way):
    path = tmp_path / "net.onnx"
    path.write_bytes(b"\x08\x0a\x12\x07pytorch" + bytes(40))  # and no network in it
    with qtbot.waitSignal(window.session.model_failed, timeout=30_000) as told:
        bring_in_any_way(window, qapp, path, way, monkeypatch)
    assert "ONNX" in told.args[0]


def test_a_description_that_is_chosen_as_a_drawing_is_opened_as_what_it_is(
    qtbot, window, tmp_path, monkeypatch
):
    save_architecture(tmp_path / "n.json", DENSE)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "n.json"), ""))
    with qtbot.waitSignal(window.pictures.other_found, timeout=30_000):
        window.actions_.open.trigger()
    assert window.pages.train.network.network() == DENSE


def test_a_dropped_data_folder_is_trained_on(qtbot, window, data_folder):
    with qtbot.waitSignal(window.pictures.other_found, timeout=30_000):
        drop(window, files(data_folder))
    assert window.pages.data_sets.folder == data_folder
    assert window.pages.train.data.key() == "mnist"
    assert window.pages.train.data.is_there()


def test_a_dropped_folder_of_images_is_trained_on(qtbot, window, tmp_path):
    (tmp_path / "digits" / "7").mkdir(parents=True)
    (tmp_path / "digits" / "7" / "a.png").write_bytes(b"\x89PNG")
    with qtbot.waitSignal(window.pictures.other_found, timeout=30_000):
        drop(window, files(tmp_path / "digits"))
    assert window.pages.train.data.key() == str(tmp_path / "digits")


def test_a_dropped_collection_comes_into_my_digits(qtbot, window, tmp_path):
    path = tmp_path / "c"
    path.write_text(json.dumps({"format": "digitpad digits", "version": 1, "digits": []}))
    with qtbot.waitSignal(window.pictures.other_found, timeout=30_000):
        drop(window, files(path))
    dialog = window.dialogs["my_digits"]
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: not dialog.files.is_busy, timeout=30_000)


@pytest.mark.parametrize("way", ["drop", "paste"])
def test_an_address_on_the_web_is_named_for_what_it_is(qtbot, window, way):
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/7.png")])
    with qtbot.waitSignal(window.pictures.failed) as told:
        if way == "drop":
            drop(window, data)
        else:
            QGuiApplication.clipboard().setMimeData(data)
            window.actions_.paste.trigger()
    assert "https://example.org/7.png is an address on the web" in told.args[0]
    QGuiApplication.clipboard().clear()


@pytest.mark.parametrize("text", ["https://example.org/7.png", "www.example.org/7.png\n"])
def test_an_address_in_plain_text_is_no_file(qtbot, window, text):
    data = QMimeData()
    data.setText(text)
    with qtbot.waitSignal(window.pictures.failed) as told:
        bring(window, data, "paste")
    assert f"{text.strip()} is an address on the web" in told.args[0]


@pytest.mark.parametrize("way", ["drop", "paste"])
@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7\n", "a PDF document"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "an SVG drawing"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "a HEIC picture|cannot be read|is damaged"),
    ],
    ids=["pdf", "svg", "html", "heic"],
)
def test_what_is_no_picture_is_named_for_what_it_is(qtbot, window, tmp_path, content, what, way):
    (tmp_path / "x.png").write_bytes(content)
    with qtbot.waitSignal(window.pictures.failed, timeout=30_000) as told:
        bring(window, files(tmp_path / "x.png"), way)
    assert re.search(f"x.png (is )?({what})", told.args[0])


def bring(window, data, way):
    if way == "drop":
        drop(window, data)
    else:
        QGuiApplication.clipboard().setMimeData(data)
        window.actions_.paste.trigger()
        QGuiApplication.clipboard().clear()


def test_what_is_pasted_is_opened_as_what_it_is(qtbot, window, tmp_path, data_folder):
    """As what is dropped: a model, a lesson, a network, a data set, a collection."""
    model = load_checkpoint(bundled_model())
    shutil.copy(bundled_model(), tmp_path / "mine")
    lesson = Lesson("L", (LessonStep("", Scene("lab", drawing=LINE)),))
    save_lesson(lesson, model, tmp_path / "l")
    save_architecture(tmp_path / "n.json", DENSE)
    empty = {"format": "digitpad digits", "version": 1, "digits": []}
    (tmp_path / "c").write_text(json.dumps(empty))
    with qtbot.waitSignal(window.session.model_changed, timeout=30_000):
        bring(window, files(tmp_path / "mine"), "paste")
    with qtbot.waitSignal(window.lesson_files.opened, timeout=30_000):
        bring(window, files(tmp_path / "l"), "paste")
    for path in (tmp_path / "n.json", data_folder, tmp_path / "c"):
        with qtbot.waitSignal(window.pictures.other_found, timeout=30_000):
            bring(window, files(path), "paste")
    assert window.pages.train.network.network() == DENSE
    assert window.pages.data_sets.folder == data_folder
    dialog = window.dialogs["my_digits"]
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: not dialog.files.is_busy, timeout=30_000)


@pytest.mark.parametrize("wrong", ["model", "picture", "description"])
@pytest.mark.parametrize("right", ["model", "network"])
def test_what_was_wrong_with_a_file_is_not_told_once_another_is_open(
    qtbot, window, tmp_path, wrong, right
):
    content = {"model": b"\x80", "picture": b"%PDF-1.7", "description": b'{"layers": 1}'}[wrong]
    (tmp_path / "wrong").write_bytes(content)
    drop(window, files(tmp_path / "wrong"))
    bar = window.statusBar()
    qtbot.waitUntil(lambda: "wrong" in bar.currentMessage(), timeout=30_000)
    if right == "model":
        shutil.copy(bundled_model(), tmp_path / "right")
        with qtbot.waitSignal(window.session.model_changed, timeout=30_000):
            drop(window, files(tmp_path / "right"))
    else:
        save_architecture(tmp_path / "right", DENSE)
        with qtbot.waitSignal(window.pictures.other_found, timeout=30_000):
            drop(window, files(tmp_path / "right"))
    assert "wrong" not in bar.currentMessage()


def test_a_file_is_an_argument(tmp_path, monkeypatch):
    (tmp_path / "seven.png").write_bytes(b"")
    options = _parser([str(tmp_path / "seven.png")]).parse_args([str(tmp_path / "seven.png")])
    assert (options.command, options.files) == ("window", [tmp_path / "seven.png"])
    monkeypatch.chdir(tmp_path)
    (tmp_path / "doctor").write_bytes(b"")
    assert _parser(["doctor"]).parse_args(["doctor"]).command == "doctor"
    assert _parser([]).parse_args([]).files == ()


def test_files_of_the_command_line_are_opened(qtbot, window, qapp, tmp_path):
    save_drawing(LINE, tmp_path / "d.json")
    with qtbot.waitSignal(window.pictures.picture_ready, timeout=30_000):
        _open_files(qapp, window, [tmp_path / "d.json"])
    assert len(window.canvas.drawing.strokes) == 1


class Asked:
    """An application as far as files that macOS asks it to open go: there can be only one."""

    def __init__(self):
        self.waiting = []
        self.told = []


def test_what_macos_asks_for_before_there_is_a_window_waits(monkeypatch, tmp_path):
    asked = Asked()
    asked.is_heard = False
    assert Application.event(asked, QFileOpenEvent(str(tmp_path / "a.png")))
    assert asked.waiting == [str(tmp_path / "a.png")]
