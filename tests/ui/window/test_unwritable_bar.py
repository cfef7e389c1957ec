"""A home folder that cannot be written: the window says so once, and what to do."""

import errno

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from digitpad.support import files
from digitpad.support.folders import user_data_folder
from digitpad.ui.window import recovery
from tests.ui.pens import SEVEN, mouse


@pytest.fixture
def no_home(tmp_path, monkeypatch):
    """A home below a file: nobody can write there, not even root."""
    home = tmp_path / "home"
    home.write_text("no folder")
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    return home


def told(window):
    notice = window.recovery.unwritable_bar
    return notice.findChild(QLabel, "noticeText").text() if notice.isVisible() else ""


def test_it_is_told_with_the_folder_and_what_to_do(qtbot, open_window, no_home):
    window = open_window()
    qtbot.waitUntil(lambda: told(window) != "", timeout=20_000)
    assert told(window) == (
        f"Models, drawings and settings are not kept: {user_data_folder()} cannot be written "
        f"(Not a directory). Make it a folder that you may write to, then start digitpad again."
    )


def test_the_window_draws_and_reads_all_the_same(qtbot, open_window, no_home):
    window = open_window()
    mouse(window.canvas, SEVEN)
    qtbot.waitUntil(lambda: window.answer.prediction.text() == "7", timeout=20_000)


def test_a_click_closes_it_for_good(qtbot, open_window, no_home):
    window = open_window()
    qtbot.waitUntil(lambda: told(window) != "", timeout=20_000)
    qtbot.mouseClick(window.recovery.unwritable_bar.close_button, Qt.MouseButton.LeftButton)
    assert told(window) == ""
    mouse(window.canvas, SEVEN)  # which cannot be kept either
    qtbot.waitUntil(lambda: window.answer.prediction.text() == "7", timeout=20_000)
    assert told(window) == ""


def test_settings_alone_are_told_by_their_name(qtbot, open_window, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    window = open_window()
    qtbot.waitUntil(lambda: told(window).startswith("Settings are not kept: "), timeout=20_000)


def test_a_full_disk_asks_for_room(qtbot, open_window, monkeypatch):
    full = OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setattr(recovery, "why_not_writable", lambda _: full)
    window = open_window()
    qtbot.waitUntil(lambda: told(window) != "", timeout=20_000)
    assert told(window).endswith(
        "(No space left on device). Make room on its disk, then start digitpad again."
    )


def test_a_home_that_can_be_written_is_not_told_of_and_nothing_is_left_there(
    qtbot, open_window, own_folders
):
    looked = []
    window = open_window()
    window.recovery._recovery_writer.unwritable.connect(looked.append)
    window.close()  # waits for the thread
    assert looked == []
    assert told(window) == ""
    assert not [one for one in own_folders.rglob("*") if files.TEMPORARY.fullmatch(one.name)]


def test_the_window_does_not_wait_for_a_disk_that_hangs(qtbot, open_window, no_home, monkeypatch):
    from threading import Event

    go_on = Event()
    monkeypatch.setattr(recovery, "why_not_writable", lambda _: go_on.wait(20) and None)
    window = open_window()
    mouse(window.canvas, SEVEN)
    qtbot.waitUntil(lambda: window.answer.prediction.text() == "7", timeout=15_000)
    assert told(window) == ""
    go_on.set()
