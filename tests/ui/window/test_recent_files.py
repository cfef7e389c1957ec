"""File → Open Recent: what was opened or saved last, also at the next start."""

import json
import shutil

import pytest
from PySide6.QtWidgets import QFileDialog

from digitpad.support.folders import best_reader, bundled_drawing, bundled_model
from digitpad.ui.window.files_from_outside import MOST_RECENT, RecentFiles
from digitpad.ui.window.settings import Settings
from tests.ui.pens import SEVEN, mouse


def names(window):
    return [one.text() for one in window.actions_.recent_menu.actions()]


@pytest.fixture
def drawing(tmp_path):
    path = tmp_path / "a seven & more.json"
    path.write_bytes(bundled_drawing().read_bytes())
    return path


def test_what_was_opened_and_saved_is_offered_and_opens_again(
    qtbot, open_window, drawing, tmp_path, monkeypatch
):
    first = open_window()
    assert not first.actions_.recent_menu.isEnabled()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(drawing), ""))
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine.json"), "")
    )
    with qtbot.waitSignal(first.pictures.file_read, timeout=30_000):
        first.actions_.open.trigger()
    first.canvas.clear()
    mouse(first.canvas, SEVEN)
    first.actions_.save.trigger()
    assert names(first) == ["mine.json", "a seven && more.json"]
    first.close()
    second = open_window()
    assert names(second) == ["mine.json", "a seven && more.json"]
    second.actions_.recent_menu.actions()[1].trigger()
    qtbot.waitUntil(lambda: len(second.canvas.drawing.strokes) == 2, timeout=20_000)
    qtbot.waitUntil(lambda: names(second) == ["a seven && more.json", "mine.json"])


def test_a_bundled_model_that_an_earlier_version_noted_is_offered_no_more(qtbot, drawing):
    recent = RecentFiles(None, [str(best_reader()), str(drawing), str(bundled_model())])
    assert recent.paths == [str(drawing)]


def test_a_model_is_offered_and_the_bundled_ones_are_not(qtbot, window, tmp_path):
    assert names(window) == []
    path = tmp_path / "theirs.safetensors"
    shutil.copy(bundled_model(), path)
    with qtbot.waitSignal(window.session.model_changed, timeout=30_000):
        window.session.load_model(path)
    assert names(window) == ["theirs.safetensors"]
    for bundled in (window.actions_.best_reader, window.actions_.bundled_model):
        with qtbot.waitSignal(window.session.model_changed, timeout=30_000):
            bundled.trigger()
        assert names(window) == ["theirs.safetensors"]
    with qtbot.waitSignal(window.session.model_changed, timeout=30_000):
        window.actions_.recent_menu.actions()[0].trigger()
    assert window.session.checkpoint.path == path


def test_what_is_gone_is_told(qtbot, window, told, tmp_path):
    window.recent.note(tmp_path / "gone.json")
    window.actions_.recent_menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: any("gone.json" in text for text in told), timeout=20_000)


def test_only_the_newest_are_kept_and_each_once(window, tmp_path):
    for number in (*range(MOST_RECENT + 3), 5):
        window.recent.note(tmp_path / f"{number}.json")
    assert names(window)[:2] == ["5.json", f"{MOST_RECENT + 2}.json"]
    assert len(names(window)) == MOST_RECENT


@pytest.mark.parametrize("content", ["{", '"text"', '[1, null, ["a"]]', "[" * 5000])
def test_spoiled_settings_offer_nothing(own_folders, content):
    settings = Settings()
    settings._file.setValue("files/recent", content)
    assert settings.recent == []
    settings.recent = ["/a.json"]
    assert json.loads(settings._file.value("files/recent")) == ["/a.json"]
