"""Pictures from elsewhere: dropped and pasted with real events, read, and laid on the canvas."""

import gc
import json

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import (
    QDragLeaveEvent,
    QGuiApplication,
    QImage,
)
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.photo import picture
from digitpad.ink.picture_formats import path_in
from digitpad.ink.strokes_file import save_drawing
from digitpad.ui.background import end_all, running
from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.canvas.drawing_files import PictureDrop, Pictures
from tests.ui.drops import drop, enter, files


class Pad(QWidget):
    """A window with a canvas, wired as the main window is."""

    def __init__(self):
        super().__init__()
        self.canvas = Canvas()
        self.field = QLineEdit()
        layout = QVBoxLayout(self)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.field)
        self.pictures = Pictures(self)
        self.drop = PictureDrop(self, self.canvas, self.pictures)
        self.pictures.picture_ready.connect(self._show)
        self.told = []
        self.pictures.failed.connect(self.told.append)
        self.resize(500, 560)

    def _show(self, drawing, name):
        self.canvas.set_drawing(drawing, name)


@pytest.fixture
def pad(qtbot, qapp):
    gc.disable()  # as in the program: the thread that reads must not collect widgets
    pad = Pad()
    qtbot.addWidget(pad)
    pad.show()
    qtbot.waitExposed(pad)
    yield pad
    end_all(pad)
    assert not running(pad)
    QGuiApplication.clipboard().clear()
    gc.collect()
    gc.enable()


@pytest.fixture
def three(tmp_path):
    """A file with a three on paper that is not quite white.

    Its middle bar is not in the middle: the centre of mass would lie between two pixels.
    """
    pixels = np.full((240, 200), 235, np.uint8)
    for top in (40, 100, 180):
        pixels[top : top + 14, 60:140] = 30
    pixels[40:194, 126:140] = 30
    Image.fromarray(pixels).save(tmp_path / "three.png")
    return tmp_path / "three.png"


def text(words):
    data = QMimeData()
    data.setText(words)
    return data


def read(qtbot, pad, act):
    """Do ``act`` and wait for the picture that it brings."""
    with qtbot.waitSignal(pad.pictures.picture_ready, timeout=30_000) as signal:
        act()
    return signal.args[:2]


def refused(qtbot, pad, act):
    """Do ``act`` and wait for the sentence that says why it brings nothing."""
    with qtbot.waitSignal(pad.pictures.failed, timeout=30_000) as signal:
        act()
    (sentence,) = signal.args
    assert sentence[-1] == "."
    assert pad.canvas.drawing.is_empty
    return sentence


def grey_of(path):
    return np.asarray(Image.open(path).convert("L"))


# Dropping


@pytest.mark.parametrize("suffix", ["png", "jpg", "JPEG", "bmp"])
def test_a_dropped_picture_is_on_the_canvas_and_undo_takes_it_off(qtbot, pad, three, suffix):
    file = three.with_name(f"my three.{suffix}")
    Image.open(three).save(file)
    drawing, name = read(qtbot, pad, lambda: drop(pad, files(file)))
    assert name == file.name
    np.testing.assert_array_equal(drawing.photo.image.grey, grey_of(file))
    assert pad.canvas.drawing is drawing
    assert pad.canvas.undo_stack.undoText() == file.name
    pad.canvas.undo()
    assert pad.canvas.drawing.is_empty


def test_a_dropped_strokes_file_gives_its_strokes(qtbot, pad, tmp_path):
    strokes = Drawing((Stroke.from_xy([(10, 10), (90, 180)]),), (100.0, 200.0))
    save_drawing(strokes, tmp_path / "one.json")
    drawing, _ = read(qtbot, pad, lambda: drop(pad, files(tmp_path / "one.json")))
    assert drawing.picture is None
    # Fitted to 1000 x 1000: five times as large, and 250 from the left.
    np.testing.assert_allclose(drawing.strokes[0].xy, [[300, 50], [700, 900]])


def test_a_dropped_picture_without_a_file_is_read(qtbot, pad, three):
    data = QMimeData()
    data.setImageData(QImage(str(three)))
    drawing, name = read(qtbot, pad, lambda: drop(pad, data))
    assert name == "Dropped picture"
    np.testing.assert_array_equal(drawing.photo.image.grey, grey_of(three))


def test_what_a_drop_would_do_is_shown_while_it_hovers(pad, three):
    event = enter(pad, files(three))
    assert event.isAccepted()
    assert pad.drop.hint.isVisible()
    assert pad.drop.hint.geometry() == pad.canvas.rect()
    QApplication.sendEvent(pad, QDragLeaveEvent())
    assert not pad.drop.hint.isVisible()
    assert pad.canvas.drawing.is_empty


def test_the_hint_covers_the_canvas_and_goes_with_the_drop(qtbot, pad, three):
    blank = pad.canvas.grab().toImage()
    enter(pad, files(three))
    assert pad.canvas.grab().toImage() != blank
    read(qtbot, pad, lambda: drop(pad, files(three)))
    assert not pad.drop.hint.isVisible()


def test_a_file_is_copied_and_never_moved(qtbot, pad, three):
    events = []
    read(qtbot, pad, lambda: events.append(drop(pad, files(three))))
    assert events[0].dropAction() == Qt.DropAction.CopyAction
    assert three.exists()


@pytest.mark.parametrize("data", [text("hello"), text(""), QMimeData()], ids=["words", "", "none"])
def test_what_is_no_picture_is_not_accepted(pad, data):
    assert not enter(pad, data).isAccepted()
    assert not pad.drop.hint.isVisible()
    assert not drop(pad, data).isAccepted()
    assert not pad.told
    assert not running(pad)  # nothing was asked of the thread


def test_of_several_files_the_first_is_read(qtbot, pad, three, tmp_path):
    other = files(three, tmp_path / "missing.png")
    _, name = read(qtbot, pad, lambda: drop(pad, other))
    assert name == "three.png"


# Pasting


def paste(pad, data):
    QGuiApplication.clipboard().setMimeData(data)
    pad.pictures.paste()


def test_where_the_first_of_several_cannot_be_read_the_others_are_told_too(
    qtbot, pad, three, tmp_path
):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    with qtbot.waitSignal(pad.pictures.failed, timeout=20_000) as told:
        drop(pad, files(broken, three, tmp_path / "more.png"))
    assert told.args[0].endswith(" 2 other files were not opened.")
    with qtbot.waitSignal(pad.pictures.failed, timeout=20_000) as told:
        drop(pad, files(broken))
    assert "not opened" not in told.args[0]


def test_a_copied_picture_is_pasted(qtbot, pad, three):
    QGuiApplication.clipboard().setImage(QImage(str(three)))
    drawing, name = read(qtbot, pad, pad.pictures.paste)
    assert name == "Pasted picture"
    np.testing.assert_array_equal(drawing.photo.image.grey, grey_of(three))


@pytest.mark.parametrize(
    "form",
    [
        QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32_Premultiplied,
        QImage.Format.Format_RGB888, QImage.Format.Format_Mono, QImage.Format.Format_RGBA64,
        QImage.Format.Format_Grayscale8,
    ],
)  # fmt: skip
def test_pixels_of_any_form_are_read(qtbot, pad, three, form):
    # 199 pixels wide: lines of 24 and of 8 bits are padded in memory.
    plain = QImage(str(three)).copy(0, 0, 199, 240)
    image = plain.convertToFormat(form, Qt.ImageConversionFlag.ThresholdDither)
    drawing, _ = read(qtbot, pad, lambda: pad.pictures.read_image(image, "x"))
    apart = 1 if form != QImage.Format.Format_Mono else 30
    rest = grey_of(three)[:, :199].astype(int) - drawing.photo.image.grey
    assert np.median(np.abs(rest)) <= apart


def test_a_picture_with_transparent_paper_is_read(qtbot, pad, three):
    dark = QImage(200, 240, QImage.Format.Format_ARGB32)
    dark.fill(Qt.GlobalColor.transparent)
    for top in (40, 100, 180):
        for y in range(top, top + 14):
            for x in range(60, 140):
                dark.setPixelColor(x, y, Qt.GlobalColor.black)
    for y in range(40, 194):
        for x in range(126, 140):
            dark.setPixelColor(x, y, Qt.GlobalColor.black)
    drawing, _ = read(qtbot, pad, lambda: pad.pictures.read_image(dark, "x"))
    # Black on nothing is black on white; the three that is there is dark on nearly white.
    np.testing.assert_array_equal(drawing.photo.image.grey == 0, grey_of(three) == 30)
    assert set(np.unique(drawing.photo.image.grey)) == {0, 255}


def test_a_copied_file_is_pasted(qtbot, pad, three):
    drawing, name = read(qtbot, pad, lambda: paste(pad, files(three)))
    assert name == "three.png"
    assert drawing.photo is not None


@pytest.mark.parametrize("form", ["{0}", " {0}\n", '"{0}"', "file://{0}"])
def test_a_copied_path_is_pasted(qtbot, pad, three, form):
    _, name = read(qtbot, pad, lambda: paste(pad, text(form.format(three))))
    assert name == "three.png"


def test_undo_brings_back_what_was_drawn_before(qtbot, pad, three):
    strokes = Drawing((Stroke.from_xy([(100, 100), (900, 900)]),))
    pad.canvas.set_drawing(strokes, "Open")
    read(qtbot, pad, lambda: paste(pad, files(three)))
    pad.canvas.undo()
    assert pad.canvas.drawing is strokes


def test_the_newest_of_several_is_on_the_canvas(qtbot, pad, three, tmp_path):
    large = tmp_path / "large.png"
    random = np.random.default_rng(1)
    noise = random.integers(190, 255, (1500, 1500, 3), np.uint8)
    noise[400:1100, 700:800] = 0
    Image.fromarray(noise).save(large)
    pad.pictures.read_file(large)
    pad.pictures.read_file(three)
    qtbot.waitUntil(lambda: pad.canvas.undo_stack.undoText() == "three.png", timeout=30_000)
    np.testing.assert_array_equal(pad.canvas.drawing.photo.image.grey, grey_of(three))


def test_the_window_is_told_what_was_read(qtbot, pad, three):
    _, name = read(qtbot, pad, lambda: paste(pad, files(three)))
    assert name == "three.png"


# What cannot be read


@pytest.mark.parametrize("words", ["hello", "", "three", "a\nb.png", "x" * 100_000])
def test_words_are_no_picture(qtbot, pad, words):
    assert "clipboard holds no picture" in refused(qtbot, pad, lambda: paste(pad, text(words)))


def test_an_empty_clipboard_is_told(qtbot, pad):
    QGuiApplication.clipboard().clear()
    assert "Copy a picture" in refused(qtbot, pad, pad.pictures.paste)


def test_a_folder_is_told(qtbot, pad, tmp_path):
    assert "is a folder" in refused(qtbot, pad, lambda: drop(pad, files(tmp_path)))


def test_a_file_that_is_gone_is_told(qtbot, pad, tmp_path):
    sentence = refused(qtbot, pad, lambda: drop(pad, files(tmp_path / "gone.png")))
    assert "gone.png" in sentence


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not a PNG, JPEG, BMP"),
        (b"%PDF-1.7 not a picture", "is a PDF document; save its page as PNG"),
        (b"\x89PNG\r\n\x1a\n", "."),
    ],
)
def test_a_file_that_is_no_picture_is_told(qtbot, pad, tmp_path, content, reason):
    (tmp_path / "x.png").write_bytes(content)
    sentence = refused(qtbot, pad, lambda: drop(pad, files(tmp_path / "x.png")))
    assert "x.png" in sentence
    assert reason in sentence


@pytest.mark.parametrize("name", ["x.jpg", "x.png", "x.bmp"])
def test_a_picture_that_is_cut_short_is_told(qtbot, pad, three, name):
    file = three.with_name(name)
    Image.open(three).save(file)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert name in refused(qtbot, pad, lambda: drop(pad, files(file)))


def test_a_huge_file_is_told_and_not_read(qtbot, pad, tmp_path):
    with (tmp_path / "huge.png").open("wb") as file:
        file.truncate(65 * 2**20)
    sentence = refused(qtbot, pad, lambda: drop(pad, files(tmp_path / "huge.png")))
    assert "64 MB" in sentence


def test_a_picture_of_too_many_pixels_is_told(qtbot, pad, monkeypatch):
    monkeypatch.setattr(picture, "MOST_PIXELS", 10_000)
    image = QImage(101, 100, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    QGuiApplication.clipboard().setImage(image)
    assert "million pixels" in refused(qtbot, pad, pad.pictures.paste)


@pytest.mark.parametrize("size", [(1, 1), (1, 600), (300, 200)])
@pytest.mark.parametrize("colour", ["white", "black"])
def test_a_picture_of_one_colour_shows_no_ink(qtbot, pad, size, colour):
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(colour)
    QGuiApplication.clipboard().setImage(image)
    assert "Pasted picture shows no ink" in refused(qtbot, pad, pad.pictures.paste)


def test_a_null_image_is_told(qtbot, pad):
    assert "cannot be read" in refused(qtbot, pad, lambda: pad.pictures.read_image(QImage(), "x"))


@pytest.mark.parametrize("content", ["{", "[]", json.dumps({"size": [1, 1], "strokes": [[]]})])
def test_a_strokes_file_that_is_none_is_told(qtbot, pad, tmp_path, content):
    (tmp_path / "x.json").write_text(content)
    assert "x.json" in refused(qtbot, pad, lambda: drop(pad, files(tmp_path / "x.json")))


def test_after_a_failure_the_next_picture_is_read(qtbot, pad, three, tmp_path):
    refused(qtbot, pad, lambda: drop(pad, files(tmp_path)))
    read(qtbot, pad, lambda: drop(pad, files(three)))
    assert not pad.canvas.drawing.is_empty


def test_a_picture_that_comes_after_closing_is_left_alone(qtbot, pad, three):
    end_all(pad)
    beside = QWidget()
    qtbot.addWidget(beside)
    other = Pictures(beside)  # has the time to read the same file twice
    with qtbot.assertNotEmitted(pad.pictures.picture_ready):
        pad.pictures.read_file(three)
        for _ in range(2):
            with qtbot.waitSignal(other.picture_ready, timeout=30_000):
                other.read_file(three)
    end_all(beside)
    assert pad.canvas.drawing.is_empty


@pytest.mark.parametrize(
    ("words", "is_path"),
    [
        ("/a/b.png", True), ("~/b.jpg", True), ("b.bmp", True), ("c d.json", True), ("/a/b", True),
        ("hello", False), ("hello.", False), ("", False), ("a\nb.png", False),
        ("/a\0b.png", False), ("see b.png.", False), ("~nobody-of-this-name/b.png", True),
    ],
)  # fmt: skip
def test_text_is_a_path_or_it_is_not(words, is_path):
    assert (path_in(words) is not None) == is_path


def test_a_path_that_is_too_long_is_told_in_one_sentence(qtbot, pad, tmp_path):
    with qtbot.waitSignal(pad.pictures.failed, timeout=20_000) as failed:
        pad.pictures.read_file(tmp_path / f"{'x' * 300}.png")
    assert "cannot be read: File name too long" in failed.args[0]


def test_keys_in_a_field_are_pasted_into_the_field(qtbot, pad):
    QGuiApplication.clipboard().setText("12")
    pad.field.setFocus()
    qtbot.waitUntil(pad.field.hasFocus)
    qtbot.keyClick(pad.field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert pad.field.text() == "12"
    assert not running(pad)  # nothing was asked of the thread


def test_other_events_reach_the_window(pad):
    assert not pad.drop.eventFilter(pad, QEvent(QEvent.Type.User))
