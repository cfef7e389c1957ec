"""What is told from anywhere is read in the window's status bar."""

from pathlib import Path
from threading import Thread

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from digitpad.ui.messages import ask_save_path, take_back, tell
from digitpad.ui.window.main_window import MainWindow


def test_a_sentence_is_in_the_status_bar(window):
    tell("The sky is blue")
    assert window.statusBar().currentMessage() == "The sky is blue"


def test_a_dialog_tells_in_the_window_s_status_bar(qtbot, window, drawn):
    drawn.controls.save_asked.emit()
    dialog = window.dialogs["take_away"]
    qtbot.waitUntil(lambda: dialog.copy_button.isEnabled(), timeout=20_000)
    QTest.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.statusBar().currentMessage() != "", timeout=20_000)
    assert window.statusBar().currentMessage() == dialog.message.text()
    assert "Copied a picture" in dialog.message.text()
    dialog.close()


def test_it_may_be_told_in_any_thread(qtbot, window):
    thread = Thread(target=tell, args=("From far away",))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: window.statusBar().currentMessage() == "From far away", timeout=5000)


def test_two_windows_tell_it_and_one_that_is_closed_does_no_harm(window, qapp):
    other = MainWindow(remember=False)
    tell("To both")
    assert window.statusBar().currentMessage() == other.statusBar().currentMessage() == "To both"
    other.close()
    other.deleteLater()
    qapp.processEvents()
    tell("To one")
    assert window.statusBar().currentMessage() == "To one"


def test_what_is_on_the_canvas_is_told_until_it_is_no_longer(qtbot, window, tmp_path):
    file = tmp_path / "7.png"
    image = Image.new("L", (100, 100), 255)
    image.paste(0, (45, 20, 55, 80))
    image.save(file)
    window.pictures.read_file(file)
    qtbot.waitUntil(
        lambda: window.statusBar().currentMessage() == "7.png is on the canvas", timeout=20_000
    )
    QTest.keyClick(window.canvas, Qt.Key.Key_Delete)
    assert window.canvas.drawing.is_empty
    assert window.statusBar().currentMessage() == ""


def test_another_message_stays_when_the_canvas_changes(window):
    tell("Saved drawing.json")
    window.canvas.clear()
    take_back("7.png is on the canvas")
    assert window.statusBar().currentMessage() == "Saved drawing.json"


def test_a_message_that_does_not_fit_ends_in_an_ellipsis_and_is_whole_in_a_tool_tip(window):
    window.resize(1024, 680)
    text = "The picture cannot be read, and this is why: " + "it is very long. " * 20
    tell(text)
    bar = window.statusBar()
    assert bar.shown().endswith("…")
    assert bar.fontMetrics().horizontalAdvance(bar.shown()) < bar.width()
    assert bar.toolTip() == text
    tell("Short")
    assert (bar.shown(), bar.toolTip()) == ("Short", "")


def test_the_models_name_gives_way_to_a_message_that_needs_its_place(qtbot, window):
    window.resize(1024, 680)
    qtbot.waitUntil(lambda: window.session.is_settled, timeout=20_000)
    bar, model = window.statusBar(), window.status.model
    assert model.isVisible()
    text = "x.png shows no ink."
    while bar.fontMetrics().horizontalAdvance(text) < model.x():
        text = f"{text} Choose another."
    tell(text)
    assert not model.isVisible()
    assert bar.shown() == bar.currentMessage()
    bar.clearMessage()
    assert model.isVisible()


def test_a_model_with_a_long_name_leaves_room_for_messages(window):
    window.status.tell_loading(Path("a" * 200 + ".safetensors"))
    assert len(window.status.model.text()) < 60


def test_while_the_model_is_loaded_nothing_says_that_there_is_none(qtbot):
    window = MainWindow(remember=False)
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.session.model_failed, timeout=60_000):
        window.session.load_model(Path("gone.safetensors"))
        assert "being loaded" in window.session.why_no_network()
    assert "No model is loaded" in window.session.why_no_network()


def test_what_is_saved_next_goes_where_the_last_went(qtbot, window, tmp_path, monkeypatch):
    gone, stays = tmp_path / "gone", tmp_path / "stays"
    proposed = []
    for folder in (stays, gone):
        folder.mkdir()
    for chosen in (stays / "one.png", "", gone / "two.csv"):
        monkeypatch.setattr(
            QFileDialog, "getSaveFileName",
            lambda *said, chosen=chosen: proposed.append(said[2]) or (str(chosen), ""),
        )  # fmt: skip
        ask_save_path(
            window, "Save", "drawing", {"png": "Pictures (*.png)", "csv": "Table (*.csv)"}
        )
    assert proposed[1:] == [str(stays / "drawing.png")] * 2
    gone.rmdir()
    ask_save_path(window, "Save", "drawing", {"png": "Pictures (*.png)"})
    assert proposed[3] == "drawing.png"


def answer(monkeypatch, chosen, proposed=None):
    """Have the dialog for saving return ``chosen``, and note what it proposed."""
    heard = [] if proposed is None else proposed
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *said: heard.append(said[2]) or (str(chosen), "")
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("SGD/AdamW", "SGD_AdamW.csv"),
        ("/conv1/Conv", "_conv1_Conv.csv"),
        ("a\\b: 1?", "a_b_ 1_.csv"),
        ("..", "__.csv"),
    ],
)
def test_a_name_that_no_file_can_have_is_proposed_as_one_that_can(
    qtbot, window, tmp_path, monkeypatch, name, told
):
    proposed = []
    answer(monkeypatch, tmp_path / "one.csv", proposed)
    for _ in range(2):  # the second begins where the first was saved
        ask_save_path(window, "Save", name, {"csv": "Table (*.csv)"})
    assert proposed == [told, str(tmp_path / told)]


def test_a_name_that_is_too_long_is_left_to_who_writes_the_file(
    qtbot, window, tmp_path, monkeypatch
):
    answer(monkeypatch, tmp_path / ("x" * 300))
    path, kind = ask_save_path(window, "Save", "drawing", {"json": "Drawings (*.json)"})
    assert (path, kind) == (tmp_path / f"{'x' * 300}.json", "json")
