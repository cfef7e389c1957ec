"""My Digits as its user sees it: look, relabel, delete, take back, out and in again."""

import json
from datetime import datetime, timedelta
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from digitpad.collection import Collection, document
from digitpad.collection.document import export_document
from digitpad.collection.entry import Entry, encoded, key_of, now, text_of
from digitpad.data.idx import read_idx
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.support import files
from digitpad.ui.background import running
from digitpad.ui.messages import messages
from digitpad.ui.theme import DARK, LIGHT, apply_theme
from tests.ui.own_digits import PadWindow
from tests.ui.painted import in_colour, is_frame
from tests.ui.pens import ONE, SEVEN, ZERO

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


def drawing(path, number=0):
    return Drawing((Stroke.from_xy([(1000 * x, 1000 * y + number) for x, y in path]),))


@pytest.fixture
def pad(qtbot, tmp_path):
    pad = PadWindow(tmp_path / "digits")
    qtbot.addWidget(pad)
    yield pad
    pad.close()
    assert not running(pad)


@pytest.fixture
def mine(qtbot, pad):
    """The window with a seven that was read as a 1, a one and, the newest, a zero."""
    for path, label, read in ((SEVEN, 7, 1), (ONE, 1, 1), (ZERO, 0, None)):
        pad.digits.collection.add(drawing(path), label, read)
    shown(qtbot, pad.mine)
    return pad.mine


def shown(qtbot, mine):
    with qtbot.waitExposed(mine):
        mine.show()
    settled(qtbot, mine)


def settled(qtbot, mine):
    """Wait until the list is what is on the disk."""

    def is_there():
        entries = Collection(mine._digits.collection.folder).listing().entries
        return not mine._is_listing and mine._listing.entries == entries

    qtbot.waitUntil(is_there, timeout=20_000)


def captions(mine):
    model = mine.view.digits
    return [model.index(row).data() for row in range(model.rowCount())]


def select(qtbot, mine, *rows):
    for number, row in enumerate(rows):
        point = mine.view.visualRect(mine.view.digits.index(row)).center()
        modifier = CTRL if number else Qt.KeyboardModifier.NoModifier
        qtbot.mouseClick(mine.view.viewport(), LEFT, modifier, pos=point)


def test_the_newest_comes_first_and_a_wrong_reading_is_told(mine):
    assert captions(mine) == ["0", "1", "7, read 1"]


def test_an_empty_collection_says_what_to_do(qtbot, pad):
    shown(qtbot, pad.mine)
    qtbot.waitUntil(lambda: "keys 0 to 9" in pad.mine.view.accessibleDescription())
    assert not pad.mine.put_button.isEnabled()
    assert not pad.mine.delete_button.isEnabled()


def test_buttons_count_and_filter_the_digits(qtbot, mine):
    button = mine.findChild(object, "filter7")
    assert button.text() == "7\n1"
    assert mine.findChild(object, "filterAll").text() == "All\n3"
    qtbot.mouseClick(button, LEFT)
    assert captions(mine) == ["7, read 1"]
    qtbot.mouseClick(mine.findChild(object, "filter4"), LEFT)
    assert captions(mine) == []
    assert mine.view.accessibleDescription() == "None of your digits is 4."
    qtbot.mouseClick(mine.findChild(object, "filterAll"), LEFT)
    assert len(captions(mine)) == 3


def test_the_selected_digit_is_described(qtbot, mine):
    select(qtbot, mine, 2)
    words, when = mine.details.text().split(" · ")
    assert words == "A 7, read as 1"
    written = datetime.strptime(when, "%Y-%m-%d %H:%M").astimezone()  # in every language
    assert timedelta(0) <= datetime.now().astimezone() - written < timedelta(minutes=10)
    select(qtbot, mine, 0)
    assert mine.details.text().startswith("A 0, not read · ")
    select(qtbot, mine, 0, 2)
    assert mine.details.text() == "2 digits are selected"


def test_pictures_appear_light_and_dark(qtbot, mine):
    model = mine.view.digits
    qtbot.waitUntil(lambda: len(model._pictures) == 3, timeout=20_000)
    place = mine.view.visualRect(model.index(1))
    light = mine.view.viewport().grab(place).toImage()
    apply_theme(QApplication.instance(), DARK)
    dark = mine.view.viewport().grab(place).toImage()
    centre = light.rect().center()
    assert light.pixelColor(centre).lightness() < 60, "the one's stroke is in the middle"
    assert dark.pixelColor(centre).lightness() > 200


def test_put_on_canvas_draws_it_there_and_undo_takes_it_off(qtbot, pad, mine):
    select(qtbot, mine, 2)
    with qtbot.waitSignal(mine.drawing_chosen, timeout=10_000):
        qtbot.mouseClick(mine.put_button, LEFT)
    np.testing.assert_allclose(pad.canvas.drawing.strokes[0].xy, 1000 * np.array(SEVEN))
    pad.canvas.undo()
    assert pad.canvas.drawing.is_empty


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_puts_it_on_the_canvas(qtbot, mine, key):
    select(qtbot, mine, 1)
    with qtbot.waitSignal(mine.drawing_chosen, timeout=10_000):
        QTest.keyClick(mine.view, key)


def test_a_key_relabels_what_is_selected_and_undo_goes_back(qtbot, pad, mine):
    select(qtbot, mine, 1, 2)
    QTest.keyClick(mine.view, Qt.Key.Key_4)
    qtbot.waitUntil(mine.undo_button.isVisible, timeout=10_000)
    settled(qtbot, mine)
    assert mine.news.text() == "2 digits are a 4 now."
    assert captions(mine) == ["0", "4, read 1", "4, read 1"]
    assert len(mine.view.selected()) == 2, "they stay selected"
    qtbot.mouseClick(mine.undo_button, LEFT)
    qtbot.waitUntil(lambda: sorted(e.label for e in pad.entries()) == [0, 1, 7], timeout=10_000)
    settled(qtbot, mine)
    assert not mine.undo_button.isVisible()


def test_ctrl_a_selects_all_that_are_shown(qtbot, mine):
    QTest.keyClick(mine.view, Qt.Key.Key_A, CTRL)
    assert mine.details.text() == "3 digits are selected"


def test_the_menu_relabels_too(qtbot, pad, mine):
    select(qtbot, mine, 0)
    mine.findChild(object, "relabel6").trigger()
    qtbot.waitUntil(lambda: 6 in [entry.label for entry in pad.entries()], timeout=10_000)


def test_delete_needs_no_question_for_undo_brings_them_back(qtbot, pad, mine):
    before = pad.entries()
    select(qtbot, mine, 0, 2)
    QTest.keyClick(mine.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(mine.undo_button.isVisible, timeout=10_000)
    settled(qtbot, mine)
    assert captions(mine) == ["1"]
    assert mine.news.text() == "2 digits are deleted."
    qtbot.mouseClick(mine.undo_button, LEFT)
    qtbot.waitUntil(lambda: pad.entries() == before, timeout=10_000)


def test_ctrl_z_takes_the_deletion_back(qtbot, pad, mine):
    before = pad.entries()
    mine.activateWindow()
    select(qtbot, mine, 0, 2)
    QTest.keyClick(mine.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(mine.undo_button.isVisible, timeout=10_000)
    settled(qtbot, mine)
    QTest.keyClick(mine.view, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: pad.entries() == before, timeout=10_000)


def test_undo_that_fails_can_be_tried_again(qtbot, pad, mine, monkeypatch):
    before = pad.entries()
    select(qtbot, mine, 0)
    qtbot.mouseClick(mine.delete_button, LEFT)
    qtbot.waitUntil(mine.undo_button.isVisible, timeout=10_000)

    def fsync(handle):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "fsync", fsync)
        qtbot.mouseClick(mine.undo_button, LEFT)
        qtbot.waitUntil(lambda: "No space left" in mine.message.text(), timeout=10_000)
    assert mine.undo_button.isVisible()
    qtbot.mouseClick(mine.undo_button, LEFT)
    qtbot.waitUntil(lambda: pad.entries() == before, timeout=10_000)


def test_a_correction_on_the_canvas_joins_the_open_list(qtbot, pad, mine):
    with qtbot.waitSignal(pad.digits.changed, timeout=10_000):
        pad.digits.keep(drawing(SEVEN, 5), 7, 7, "correction", lambda added: None, pytest.fail)
    settled(qtbot, mine)
    assert captions(mine) == ["7", "0", "1", "7, read 1"]


def test_what_is_selected_stays_so_when_the_list_is_filled_again(qtbot, pad, mine):
    select(qtbot, mine, 2, 0)  # the zero, clicked last, is where the arrow keys start from
    with qtbot.waitSignal(pad.digits.changed, timeout=10_000):
        pad.digits.keep(drawing(SEVEN, 5), 7, 7, "correction", lambda added: None, pytest.fail)
    settled(qtbot, mine)
    assert captions(mine) == ["7", "0", "1", "7, read 1"]
    assert [entry.label for entry in mine.view.selected()] == [0, 7]
    assert mine.details.text() == "2 digits are selected"
    QTest.keyClick(mine.view, Qt.Key.Key_Right)
    assert [entry.label for entry in mine.view.selected()] == [1]


def test_the_selected_digit_is_described_anew_when_it_is_relabelled(qtbot, mine):
    select(qtbot, mine, 2)
    QTest.keyClick(mine.view, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: mine.details.text().startswith("A 4, read as 1 · "), timeout=10_000)


def test_what_a_filter_lets_through_stays_selected(qtbot, mine):
    select(qtbot, mine, 1, 2)
    qtbot.mouseClick(mine.findChild(object, "filter7"), LEFT)
    assert mine.details.text().startswith("A 7, read as 1 · ")
    qtbot.mouseClick(mine.findChild(object, "filterAll"), LEFT)
    assert [entry.label for entry in mine.view.selected()] == [7]
    assert mine.put_button.isEnabled()


def test_the_list_stays_where_it_was_scrolled_to(qtbot, pad, mine):
    for number in range(60):
        pad.digits.collection.add(drawing(ONE, number), 1)
    mine.refresh()
    settled(qtbot, mine)
    mine.resize(mine.minimumSizeHint())
    bar = mine.view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 100)
    bar.setValue(90)
    with qtbot.waitSignal(pad.digits.changed, timeout=10_000):
        pad.digits.keep(drawing(SEVEN, 5), 7, 7, "correction", lambda added: None, pytest.fail)
    settled(qtbot, mine)
    assert bar.value() == 90


def test_a_damaged_digit_is_told_and_the_others_are_shown(qtbot, pad, mine):
    (pad.digits.collection.folder / "bad.json").write_bytes(b"half")
    mine.refresh()
    qtbot.waitUntil(lambda: "bad.json is not one of your digits" in mine.message.text())
    assert len(captions(mine)) == 3


def test_a_digit_without_ink_says_so_in_its_tile_and_in_its_tip(qtbot, pad, mine):
    """As earlier versions kept one."""
    text = text_of(Drawing())
    entry = Entry(key_of(text), 3, None, now())
    path = pad.digits.collection.folder / f"{entry.key}.json"
    path.write_bytes(encoded(entry, text))
    mine.refresh()
    qtbot.waitUntil(lambda: captions(mine)[0] == "3", timeout=20_000)
    index = mine.view.digits.index(0)
    told = f"{path} cannot be read: it has no ink. Delete this digit."
    qtbot.waitUntil(lambda: index.data(Qt.ItemDataRole.ToolTipRole) == told, timeout=20_000)
    QApplication.processEvents()
    cell = mine.view.visualRect(index)
    tile = cell.adjusted((cell.width() - 50) // 2, 14, -(cell.width() - 50) // 2, -26)
    shown = mine.view.viewport().grab(tile).toImage()
    assert in_colour(shown, LIGHT.muted).sum() > 5, "letters"
    kept = mine.view.digits.picture(entry.key, mine.view.digits._side)
    assert kept == ("it has no ink", told), "plain texts: an error holds what was under way"
    assert mine.view.digits.index(1).data(Qt.ItemDataRole.ToolTipRole) is None


# Out and in again


def choose(monkeypatch, name, answer):
    monkeypatch.setattr(QFileDialog, name, lambda *_: answer)


def test_export_as_one_json_file(qtbot, mine, tmp_path, monkeypatch):
    choose(monkeypatch, "getSaveFileName", (str(tmp_path / "out"), ""))
    with qtbot.waitSignal(messages.came, timeout=20_000) as told:
        mine.files.export_document.trigger()
    assert told.args == [f"Exported to {tmp_path / 'out.json'}; digits: 3"]
    content = json.loads((tmp_path / "out.json").read_text())
    assert [digit["label"] for digit in content["digits"]] == [7, 1, 0]
    assert mine.files.export_button.isEnabled()
    assert not mine.progress.isVisible()


def test_a_long_path_that_was_exported_to_takes_one_line(qtbot, mine, tmp_path, monkeypatch):
    folder = tmp_path / "Digits of class 8b" / "drawn at the second lesson, and put right"
    folder.mkdir(parents=True)
    choose(monkeypatch, "getSaveFileName", (str(folder / "out.json"), ""))
    select(qtbot, mine, 2)
    before = mine.view.geometry()
    mine.files.export_document.trigger()
    qtbot.waitUntil(lambda: "Exported to" in mine.news.text(), timeout=20_000)
    QApplication.processEvents()
    assert mine.news.height() < 2 * mine.news.fontMetrics().height()
    assert mine.news.shown().startswith("Exported to ")
    assert mine.news.shown().endswith("out.json; digits: 3")
    assert mine.view.geometry() == before
    assert mine.details.width() >= mine.details.sizeHint().width()


def test_export_as_an_mnist_style_set(qtbot, mine, tmp_path, monkeypatch):
    choose(monkeypatch, "getExistingDirectory", str(tmp_path / "set"))
    with qtbot.waitSignal(messages.came, timeout=20_000):
        mine.files.export_mnist.trigger()
    raw = tmp_path / "set" / "MNIST" / "raw"
    assert read_idx(raw / "train-labels-idx1-ubyte", 1).tolist() == [7, 1, 0]


def test_an_export_that_fails_says_why(qtbot, mine, tmp_path, monkeypatch):
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    (raw / "train-images-idx3-ubyte").write_bytes(b"")
    choose(monkeypatch, "getExistingDirectory", str(tmp_path))
    mine.files.export_mnist.trigger()
    qtbot.waitUntil(lambda: "Choose another folder" in mine.message.text(), timeout=10_000)


def test_import_adds_what_is_new(qtbot, pad, mine, tmp_path, monkeypatch):
    other = Collection(tmp_path / "other")
    other.add(drawing(SEVEN), 7)
    other.add(drawing(SEVEN, 9), 7)
    export_document(other, tmp_path / "theirs.json")
    choose(monkeypatch, "getOpenFileName", (str(tmp_path / "theirs.json"), ""))
    qtbot.mouseClick(mine.files.import_button, LEFT)
    qtbot.waitUntil(lambda: "1 new digit, 1 already there" in mine.news.text(), timeout=20_000)
    settled(qtbot, mine)
    assert len(captions(mine)) == 4


def test_a_hostile_import_is_told_and_changes_nothing(qtbot, pad, mine, tmp_path, monkeypatch):
    (tmp_path / "bad.json").write_text("[" * 100_000)
    choose(monkeypatch, "getOpenFileName", (str(tmp_path / "bad.json"), ""))
    qtbot.mouseClick(mine.files.import_button, LEFT)
    qtbot.waitUntil(lambda: "Nothing was imported" in mine.message.text(), timeout=20_000)
    assert mine.files.import_button.isEnabled()
    assert len(pad.entries()) == 3
    qtbot.mouseClick(mine.close_button, LEFT)
    mine.show()
    assert not mine.message.isVisible(), "it is opened anew"


@pytest.fixture
def slow_export(qtbot, mine, tmp_path, monkeypatch):
    """An export that has begun; what is returned lets it end."""
    go_on = Event()

    def export(collection, path, check):
        while not go_on.wait(0.01):
            check()
        return 3

    monkeypatch.setattr(document, "export_document", export)
    choose(monkeypatch, "getSaveFileName", (str(tmp_path / "out"), ""))
    mine.files.export_document.trigger()
    yield go_on.set
    go_on.set()


def test_what_is_done_during_an_export_leaves_what_is_said_of_it(qtbot, mine, slow_export):
    select(qtbot, mine, 1)
    qtbot.keyClick(mine.view, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: mine.news.text() == "It is 4 now.", timeout=20_000)
    assert mine.doing.isVisible()
    assert mine.doing.text() == "Exporting…"
    qtbot.mouseClick(mine.undo_button, LEFT)
    qtbot.waitUntil(lambda: captions(mine)[1] == "1", timeout=20_000)
    assert mine.doing.text() == "Exporting…"
    slow_export()
    qtbot.waitUntil(lambda: "Exported to" in mine.news.text(), timeout=20_000)
    assert not mine.doing.isVisible()


def test_what_was_done_during_an_export_can_be_undone_after_its_end(qtbot, pad, mine, slow_export):
    before = pad.entries()
    select(qtbot, mine, 1)
    qtbot.keyClick(mine.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: mine.news.text() == "1 digit is deleted.", timeout=20_000)
    with qtbot.waitSignal(messages.came, timeout=20_000) as told:
        slow_export()
    assert told.args[0].startswith("Exported to")
    assert mine.news.text() == "1 digit is deleted."
    qtbot.mouseClick(mine.undo_button, LEFT)
    qtbot.waitUntil(lambda: pad.entries() == before, timeout=20_000)


def test_an_export_that_is_stopped_leaves_what_was_done_meanwhile(qtbot, mine, slow_export):
    select(qtbot, mine, 1)
    qtbot.keyClick(mine.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: mine.news.text() == "1 digit is deleted.", timeout=20_000)
    qtbot.mouseClick(mine.stop_button, LEFT)
    assert not mine.doing.isVisible()
    assert mine.news.text() == "1 digit is deleted."
    assert mine.undo_button.isVisible()


def test_stop_ends_an_import_and_closing_the_window_does_too(
    qtbot, pad, mine, tmp_path, monkeypatch
):
    other = Collection(tmp_path / "other")
    for number in range(300):
        other.add(drawing(SEVEN, number), 7)
    export_document(other, tmp_path / "theirs.json")
    choose(monkeypatch, "getOpenFileName", (str(tmp_path / "theirs.json"), ""))
    qtbot.mouseClick(mine.files.import_button, LEFT)
    qtbot.waitUntil(lambda: pad.collection().count() > 5, timeout=20_000)
    qtbot.mouseClick(mine.stop_button, LEFT)
    assert mine.files.import_button.isEnabled()
    assert not mine.stop_button.isVisible()
    qtbot.mouseClick(mine.files.import_button, LEFT)
    pad.close()
    assert pad.collection().count() < 303
    assert pad.collection().listing().problems == ()


def test_what_was_read_wrong_and_what_is_selected_stand_out(qtbot, mine):
    model, viewport = mine.view.digits, mine.view.viewport()
    qtbot.waitUntil(lambda: len(model._pictures) == 3, timeout=20_000)

    def cells(colour):
        """The rows of the list in which something has ``colour``."""
        there, found = in_colour(viewport, colour), []
        for row in range(3):
            place = mine.view.visualRect(model.index(row))
            if there[place.top() : place.bottom(), place.left() : place.right()].any():
                found.append(row)
        return found

    assert captions(mine)[2] == "7, read 1"
    assert cells(LIGHT.warning) == [2]
    mine.view.clearSelection()
    assert cells(LIGHT.accent) == []
    select(qtbot, mine, 1)
    assert cells(LIGHT.accent) == [1]
    select(qtbot, mine, 0, 2)
    assert cells(LIGHT.accent) == [0, 2]


def test_a_digits_picture_lies_in_a_frame_in_the_middle_of_its_place(qtbot, mine):
    model = mine.view.digits
    qtbot.waitUntil(lambda: len(model._pictures) == 3, timeout=20_000)
    place = mine.view.visualRect(model.index(1))
    frame = in_colour(mine.view.viewport(), LIGHT.border)
    frame = frame[place.top() : place.bottom(), place.left() : place.right()]
    columns, rows = np.flatnonzero(frame.any(axis=0)), np.flatnonzero(frame.any(axis=1))
    assert is_frame(frame, columns[0], rows[0], columns[-1], rows[-1], reach=0)
    assert columns[-1] - columns[0] == rows[-1] - rows[0]
    assert columns[0] + columns[-1] == pytest.approx(place.width() - 1, abs=2)
