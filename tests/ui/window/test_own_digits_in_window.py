"""Pictures from elsewhere and the user's own digits, in the real window."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog

from tests.ui.drops import drop, files
from tests.ui.pens import SEVEN, mouse

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def picture_of_a_one():
    image = QImage(200, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setPen(QPen(QColor("black"), 16))
    painter.drawLine(100, 30, 100, 170)
    painter.end()
    return image


def test_a_pasted_picture_is_read_and_undo_takes_it_off(qtbot, window):
    QGuiApplication.clipboard().setImage(picture_of_a_one())
    QTest.keyClick(window, Qt.Key.Key_V, CTRL)
    qtbot.waitUntil(lambda: window.canvas.drawing.photo is not None, timeout=20_000)
    qtbot.waitUntil(lambda: window.session.is_settled, timeout=10_000)
    assert window.answer.prediction.text() == "1"
    assert "Pasted picture" in window.statusBar().currentMessage()
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert window.canvas.drawing.is_empty


def test_an_empty_clipboard_is_told(qtbot, window):
    QGuiApplication.clipboard().clear()
    QTest.keyClick(window, Qt.Key.Key_V, CTRL)
    assert "The clipboard holds no picture" in window.statusBar().currentMessage()


@pytest.mark.parametrize("content", ["picture", "broken"])
def test_a_picture_file_is_opened_or_refused_in_a_sentence(
    qtbot, window, monkeypatch, tmp_path, content
):
    path = tmp_path / "one.png"
    if content == "picture":
        grey = np.full((120, 120), 255, np.uint8)
        grey[20:100, 55:65] = 0
        Image.fromarray(grey).save(path)
    else:
        path.write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    QTest.keyClick(window, Qt.Key.Key_O, CTRL)
    qtbot.waitUntil(lambda: "one.png" in window.statusBar().currentMessage(), timeout=20_000)
    assert (window.canvas.drawing.photo is not None) == (content == "picture")


@pytest.mark.parametrize(
    ("count", "words"), [(1, ""), (2, "; 1 other file was not opened"),
                         (4, "; 3 other files were not opened")]
)  # fmt: skip
def test_of_several_files_that_are_dropped_the_window_tells_that_one_is_opened(
    qtbot, window, tmp_path, count, words
):
    paths = [tmp_path / f"{number}.png" for number in range(count)]
    grey = np.full((120, 120), 255, np.uint8)
    grey[20:100, 55:65] = 0
    for path in paths:
        Image.fromarray(grey).save(path)
    drop(window, files(*paths))
    wanted = f"0.png is on the canvas{words}"
    qtbot.waitUntil(lambda: window.statusBar().currentMessage() == wanted, timeout=20_000)


def test_a_key_keeps_the_drawing_among_the_users_digits(qtbot, window):
    mouse(window.canvas, SEVEN)
    qtbot.waitUntil(lambda: window.session.is_settled, timeout=10_000)
    with qtbot.waitSignal(window.digits.changed, timeout=10_000):
        QTest.keyClick(window, Qt.Key.Key_1)
    from digitpad.collection import Collection

    (entry,) = Collection().listing().entries
    assert (entry.label, entry.read) == (1, 7)
    QTest.keyClick(window, Qt.Key.Key_D, CTRL | SHIFT)
    qtbot.waitUntil(lambda: window.findChild(QDialog, "collectionDialog") is not None)
    assert window.findChild(QDialog, "collectionDialog").isVisible()


def test_ctrl_z_takes_back_the_keeping_first_and_then_ink(qtbot, window):
    mouse(window.canvas, SEVEN)
    qtbot.waitUntil(lambda: window.session.is_settled, timeout=10_000)
    with qtbot.waitSignal(window.digits.changed, timeout=10_000):
        QTest.keyClick(window, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: window.correction.undo_button.isVisible(), timeout=10_000)
    with qtbot.waitSignal(window.digits.changed, timeout=10_000):
        QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert window.digits.collection.count() == 0
    assert not window.canvas.drawing.is_empty
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert window.canvas.drawing.is_empty


def test_a_practice_leads_to_adapt(qtbot, window):
    window.practice.adapt_asked.emit()
    assert window.findChild(QDialog, "adaptDialog").isVisible()


def test_the_window_closes_under_an_open_adaptation(qtbot, window):
    QTest.keyClick(window, Qt.Key.Key_H, CTRL | SHIFT)
    assert window.findChild(QDialog, "adaptDialog").isVisible()
