"""Taking figures and values away: real clicks and keys, and files that cannot be written."""

import io
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QFileDialog,
    QMessageBox,
    QPushButton,
)

from digitpad.figures.figure import flow_figure, layer_figure
from digitpad.figures.ink_figure import ink_figure
from digitpad.graph.trace import shown_layers, trace
from digitpad.ink.input.preparation import prepare
from digitpad.ink.strokes_file import load_drawing
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.support.folders import bundled_drawing, bundled_model
from digitpad.ui.background import end_all
from digitpad.ui.dialogs.take_away.take_away import TakeAwayDialog
from digitpad.ui.pages.layers.flow_places import INK
from digitpad.ui.theme import DARK, LIGHT, apply_theme
from tests.ui.layers import click as click_at


@pytest.fixture(scope="module")
def seven():
    network = load_checkpoint(bundled_model()).network
    return trace(network, prepare(load_drawing(bundled_drawing())).image)


@pytest.fixture(scope="module")
def steps():
    return prepare(load_drawing(bundled_drawing()))


@pytest.fixture
def layers(seven):
    return {shown.name: shown for shown in shown_layers(seven.graph)}


@pytest.fixture
def dialog(qtbot, seven, layers):
    dialog = TakeAwayDialog()
    qtbot.addWidget(dialog)
    dialog.show_trace(seven, layers["conv1"], False)
    dialog.show()
    yield dialog
    dialog.close()
    end_all(dialog)


def click(dialog, name):
    QTest.mouseClick(dialog.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def choose(monkeypatch, path, chosen=""):
    """Answer the file dialog; returns what it is asked."""
    asked = []

    def answer(parent, heading, name, filters):
        asked.append((Path(name).name, filters))
        return str(path), chosen or filters.split(";;")[0]

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    return asked


def as_array(image):
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def pixels(content):
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))


def test_the_caption_names_the_layer_and_the_answer_until_it_is_edited(dialog, seven, layers):
    caption = dialog.form.caption
    assert caption.text() == "conv1 of digitpad for a drawing read as 7 (99.9 %)"
    dialog.show_trace(seven, layers["fc1"], False)
    assert caption.text().startswith("fc1 of digitpad")
    assert dialog.form.this_layer.text() == "&This layer: fc1"
    QTest.mouseClick(dialog.form.whole_flow, Qt.MouseButton.LeftButton)
    assert caption.text().startswith("All layers of digitpad")
    caption.setFocus()
    caption.selectAll()
    QTest.keyClicks(caption, "My lesson")
    dialog.show_trace(seven, layers["conv2"], False)
    assert caption.text() == "My lesson"


def test_the_preview_is_drawn_in_a_thread_and_follows(qtbot, dialog, seven, layers):
    qtbot.waitUntil(lambda: dialog.preview.image is not None, timeout=20_000)
    first = dialog.preview.image
    assert first.width() / first.height() == pytest.approx(1.6, abs=0.02)
    assert first.width() <= dialog.preview.width()
    QTest.mouseClick(dialog.form.whole_flow, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.preview.image is not first, timeout=20_000)
    assert (as_array(dialog.preview.image) != as_array(first)).any()


def test_copy_puts_the_picture_on_the_clipboard(qtbot, dialog, told, seven, layers):
    QGuiApplication.clipboard().clear()
    dialog.form.width_box.setValue(640)
    dialog.form.height_box.setValue(480)
    click(dialog, "copyPictureButton")
    qtbot.waitUntil(lambda: told != [], timeout=20_000)
    assert told == ["Copied a picture of 640 × 480 pixels"]
    expected = layer_figure(seven, layers["conv1"], dialog.form.spec("png", False))
    assert (as_array(QGuiApplication.clipboard().image()) == pixels(expected)).all()


def test_a_picture_is_saved_as_its_name_says(qtbot, dialog, told, monkeypatch, tmp_path, seven):
    asked = choose(monkeypatch, tmp_path / "a.svg", "PNG picture (*.png)")
    click(dialog, "savePictureButton")
    qtbot.waitUntil(lambda: told == [f"Saved {tmp_path / 'a.svg'}"], timeout=20_000)
    assert asked[0][0] == "conv1.png"
    assert ElementTree.parse(tmp_path / "a.svg").getroot().tag.endswith("svg")


def test_a_name_without_a_suffix_gets_that_of_the_filter(
    qtbot, dialog, told, monkeypatch, tmp_path, seven
):
    QTest.mouseClick(dialog.form.whole_flow, Qt.MouseButton.LeftButton)
    dialog.form.colours.setCurrentIndex(1)
    choose(monkeypatch, tmp_path / "lesson.1")
    click(dialog, "savePictureButton")
    qtbot.waitUntil(lambda: told != [], timeout=20_000)
    saved = (tmp_path / "lesson.1.png").read_bytes()
    assert saved == flow_figure(seven, dialog.form.spec("png", False))
    assert pixels(saved).shape == (1000, 1600, 3)
    assert pixels(saved)[0, 0].max() < 60, "dark was chosen"


@pytest.mark.parametrize("replace", [False, True])
def test_a_file_that_the_dialog_did_not_ask_about_is_asked_about(
    qtbot, dialog, told, monkeypatch, tmp_path, replace
):
    buttons = QMessageBox.StandardButton
    asked = []
    monkeypatch.setattr(
        QMessageBox, "question",
        lambda *words: (asked.append(words[2]), buttons.Yes if replace else buttons.No)[1],
    )  # fmt: skip
    (tmp_path / "lesson.png").write_bytes(b"mine")
    choose(monkeypatch, tmp_path / "lesson")
    click(dialog, "savePictureButton")
    if replace:
        qtbot.waitUntil(lambda: told != [], timeout=20_000)
    assert asked == [f"{tmp_path / 'lesson.png'} exists already. Replace it?"]
    assert ((tmp_path / "lesson.png").read_bytes() == b"mine") != replace


def test_values_are_saved_as_a_table_or_as_arrays(
    qtbot, dialog, told, monkeypatch, tmp_path, seven
):
    asked = choose(monkeypatch, tmp_path / "conv1")
    click(dialog, "saveValuesButton")
    qtbot.waitUntil(lambda: len(told) == 1, timeout=20_000)
    table = np.loadtxt(tmp_path / "conv1.csv", delimiter=",", skiprows=1, dtype=np.float32)
    assert (table[:, 3] == seven.outputs[1].ravel()).all()
    QTest.mouseClick(dialog.form.whole_flow, Qt.MouseButton.LeftButton)
    asked = choose(monkeypatch, tmp_path / "all")
    click(dialog, "saveValuesButton")
    qtbot.waitUntil(lambda: len(told) == 2, timeout=20_000)
    assert asked[0][0] == "flow.npz"
    with np.load(tmp_path / "all.npz", allow_pickle=False) as arrays:
        assert (arrays["conv1"] == seven.outputs[1]).all()


def test_while_the_ink_is_shown_this_layer_is_the_ink(
    qtbot, dialog, told, monkeypatch, tmp_path, seven, steps
):
    dialog.show_trace(seven, "ink", False, steps)
    assert dialog.form.this_layer.text() == "&This layer: ink"
    expected = "From ink to input of digitpad for a drawing read as 7 (99.9 %)"
    assert dialog.form.caption.text() == expected
    click(dialog, "copyPictureButton")
    qtbot.waitUntil(lambda: len(told) == 1, timeout=20_000)
    expected = ink_figure(seven, steps, dialog.form.spec("png", False))
    assert (as_array(QGuiApplication.clipboard().image()) == pixels(expected)).all()
    asked = choose(monkeypatch, tmp_path / "a")
    click(dialog, "savePictureButton")
    qtbot.waitUntil(lambda: len(told) == 2, timeout=20_000)
    assert asked[0][0] == "ink.png"
    assert (tmp_path / "a.png").read_bytes() == expected


def test_the_inks_values_are_saved_as_a_table_or_with_all_arrays(
    qtbot, dialog, told, monkeypatch, tmp_path, seven, steps
):
    dialog.show_trace(seven, "ink", False, steps)
    asked = choose(monkeypatch, tmp_path / "ink.csv")
    click(dialog, "saveValuesButton")
    qtbot.waitUntil(lambda: len(told) == 1, timeout=20_000)
    assert asked[0][0] == "ink.csv"
    assert "Values of ink as a table" in asked[0][1]
    table = np.loadtxt(tmp_path / "ink.csv", delimiter=",", skiprows=1, dtype=np.float32)
    assert (table[:, 2] == steps.image.ravel()).all()
    choose(monkeypatch, tmp_path / "ink.npz")
    click(dialog, "saveValuesButton")
    qtbot.waitUntil(lambda: len(told) == 2, timeout=20_000)
    with np.load(tmp_path / "ink.npz", allow_pickle=False) as arrays:
        assert (arrays["ink_sheet"] == steps.sheet).all()
        assert (arrays["conv1"] == seven.outputs[1]).all()


def test_the_whole_flow_has_the_ink_too(
    qtbot, dialog, told, monkeypatch, tmp_path, seven, layers, steps
):
    dialog.show_trace(seven, layers["conv1"], False, steps)
    QTest.mouseClick(dialog.form.whole_flow, Qt.MouseButton.LeftButton)
    choose(monkeypatch, tmp_path / "flow.png")
    click(dialog, "savePictureButton")
    qtbot.waitUntil(lambda: told != [], timeout=20_000)
    spec = dialog.form.spec("png", False)
    assert (tmp_path / "flow.png").read_bytes() == flow_figure(seven, spec, steps=steps)


def test_ink_whose_steps_are_not_known_cannot_be_taken(dialog, seven, layers):
    dialog.show_trace(seven, "ink", False)
    assert not dialog.picture_button.isEnabled()
    dialog.show_trace(seven, layers["conv1"], False)
    assert dialog.picture_button.isEnabled()


def test_the_page_offers_what_it_shows(qtbot, window, drawn):
    def choose_place(place):
        click_at(drawn.strip, drawn.strip.layer_rect(place).center())

    choose_place(INK)
    QTest.mouseClick(drawn.controls.save_button, Qt.MouseButton.LeftButton)
    dialog = window.dialogs["take_away"]
    assert dialog.isVisible()
    assert dialog.form.this_layer.text() == "&This layer: ink"
    qtbot.waitUntil(lambda: dialog._steps is drawn._inspected.steps, timeout=10_000)
    pen = drawn.preparation.cards["pen"].switch
    QTest.mouseClick(pen, Qt.MouseButton.LeftButton, pos=QPoint(8, pen.height() // 2))
    qtbot.waitUntil(lambda: not dialog._steps.preparation.pen, timeout=10_000)
    choose_place(drawn.layer_names.index("conv2") - 1)
    assert dialog.form.this_layer.text() == "&This layer: conv2"
    choose_place(INK)
    assert dialog.form.this_layer.text() == "&This layer: ink"


def test_ink_that_is_wiped_cannot_be_taken_any_more(qtbot, window, drawn):
    QTest.mouseClick(drawn.controls.save_button, Qt.MouseButton.LeftButton)
    dialog = window.dialogs["take_away"]
    assert dialog.copy_button.isEnabled()
    window.canvas.clear()
    qtbot.waitUntil(lambda: not dialog.copy_button.isEnabled(), timeout=10_000)
    assert "Draw a digit" in dialog.preview._text


def test_what_cannot_be_written_is_told_in_one_sentence(qtbot, dialog, told, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    choose(monkeypatch, tmp_path / "file" / "a.png")
    click(dialog, "savePictureButton")
    qtbot.waitUntil(lambda: told != [], timeout=20_000)
    assert "could not be written" in told[0]
    assert dialog.message.text() == told[0]
    assert dialog.picture_button.isEnabled()


def test_a_cancelled_file_dialog_saves_nothing(dialog, told, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    click(dialog, "savePictureButton")
    click(dialog, "saveValuesButton")
    assert not dialog._is_busy
    assert told == []


def test_without_a_drawing_there_is_nothing_to_take(qtbot, dialog, seven, layers):
    dialog.show_trace(None, layers["conv1"], False)
    for button in (dialog.copy_button, dialog.picture_button, dialog.values_button):
        assert not button.isEnabled()
    assert dialog.preview.image is None
    assert "Draw a digit" in dialog.preview._text
    dialog.show_trace(seven, layers["conv1"], True)
    qtbot.waitUntil(lambda: dialog.preview.image is not None, timeout=20_000)
    assert dialog.form.spec("png", dialog._each).each


def test_the_colours_follow_the_window_until_they_are_chosen(qtbot, dialog):
    apply_theme(QApplication.instance(), DARK)
    assert dialog.form.spec("png", False).dark
    apply_theme(QApplication.instance(), LIGHT)
    assert not dialog.form.spec("png", False).dark
    dialog.form.colours.setFocus()
    QTest.keyClick(dialog.form.colours, Qt.Key.Key_Down)
    apply_theme(QApplication.instance(), DARK)
    apply_theme(QApplication.instance(), LIGHT)
    assert dialog.form.spec("png", False).dark


def test_escape_closes_and_enter_in_the_caption_does_not(dialog):
    dialog.form.caption.setFocus()
    QTest.keyClick(dialog.form.caption, Qt.Key.Key_Return)
    assert dialog.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_sizes_are_kept_between_200_and_8000_pixels(dialog):
    for wanted, kept in ((100, 200), (9000, 8000), (1234, 1234)):
        dialog.form.width_box.setValue(wanted)
        assert dialog.form.spec("png", False).width == kept


def test_closing_while_a_file_is_written_leaves_it_whole(
    qtbot, dialog, monkeypatch, tmp_path, seven
):
    spec = dialog.form.spec("png", False)
    choose(monkeypatch, tmp_path / "late.png")
    click(dialog, "savePictureButton")
    dialog.close()
    end_all(dialog)
    expected = layer_figure(seven, shown_layers(seven.graph)[1], replace(spec, kind="png"))
    assert (tmp_path / "late.png").read_bytes() == expected


@pytest.mark.parametrize(
    ("name", "typed", "stays"), [("figureWidth", "99999", 1600), ("figureHeight", "3", 1000)]
)
def test_a_size_that_is_refused_leaves_the_one_from_before_and_says_so(
    qtbot, dialog, name, typed, stays
):
    box = dialog.findChild(QAbstractSpinBox, name)
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, typed)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert box.value() == stays
    said = f"{typed} is not a whole number from 200 to 8,000; it stays {stays:,}."
    assert dialog.message.text() == said
    assert dialog.message.isVisible()
    box.selectAll()
    QTest.keyClicks(box, "800")
    assert box.value() == 800
    assert not dialog.message.isVisible()
