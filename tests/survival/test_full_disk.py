"""A disk that is full, or that nothing can be written on: each part says so and goes on."""

import errno
import os
import subprocess
import sys
import textwrap

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from digitpad.ink.strokes_file import load_drawing
from digitpad.support.folders import bundled_drawing, user_settings_file
from digitpad.ui.messages import messages
from digitpad.ui.window.main_window import MainWindow
from tests.ui.pens import ONE, SEVEN, mouse

# Fills a disk of 64 kB, or makes it read-only, for one program alone: nothing is seen outside.
ON_SMALL_DISK = """
mount -t tmpfs -o size=64k none "$1" && cp "$2" "$1/mine.json" &&
case "$3" in full) head -c 70000 /dev/zero > "$1/filler" 2>/dev/null || true ;;
             read-only) mount -o remount,ro "$1" ;; esac
shift 3; exec "$@"
"""
PROGRAM = """
import logging, sys
from pathlib import Path
from digitpad.collection import Collection
from digitpad.support.crashes import note_crash
from digitpad.support.log_file import log_to_file
from digitpad.support.errors import DigitpadError
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.recovery import RecoveryFile
from digitpad.ink.strokes_file import save_drawing

disk = Path(sys.argv[1])
drawing = Drawing((Stroke.from_xy([(x, x) for x in range(900)]),))
for write in (
    lambda: save_drawing(drawing, disk / "mine.json"),
    lambda: Collection(disk / "digits").add(drawing, 1),
    lambda: RecoveryFile(disk / "recovery").keep(drawing),
):
    try:
        write()
        print("written")
    except DigitpadError as error:
        print(error)
with log_to_file(), note_crash(disk / "log"):
    logging.getLogger("digitpad").error("x" * 100_000)
assert (disk / "mine.json").read_bytes() == Path(sys.argv[2]).read_bytes()
assert not [path for path in disk.rglob(".*") if path.is_file()], "temporary files are left"
"""


def small_disk(state, folder, drawing, *arguments):
    return subprocess.run(
        ["unshare", "--mount", "sh", "-c", ON_SMALL_DISK, "sh",
         str(folder), str(drawing), state, *arguments],
        capture_output=True, text=True, timeout=120,
        env=os.environ | {"XDG_STATE_HOME": str(folder)},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "reason"), [("full", "No space left on device"), ("read-only", "Read-only")]
)
def test_on_a_real_disk_each_write_says_why_and_what_was_there_stays(tmp_path, state, reason):
    disk = tmp_path / "disk"
    disk.mkdir()
    if sys.platform != "linux" or small_disk(state, disk, bundled_drawing(), "true").returncode:
        pytest.skip("needs the right to mount a disk")
    done = small_disk(
        state, disk, bundled_drawing(),
        sys.executable, "-c", PROGRAM, str(disk), str(bundled_drawing()),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    sentences = done.stdout.splitlines()
    assert len(sentences) == 3
    for sentence in sentences:
        assert reason in sentence


def test_a_file_that_may_not_grow_is_left_as_it_was(tmp_path):
    """As on a quota: the write itself fails in the middle."""
    code = """
        import resource, signal, sys
        from pathlib import Path
        from digitpad.support.errors import DigitpadError
        from digitpad.support.files import write_atomically
        path = Path(sys.argv[1]) / "file"
        write_atomically(path, b"before")
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            write_atomically(path, bytes(100_000))
        except DigitpadError as error:
            print(error)
        assert path.read_bytes() == b"before"
        assert [each.name for each in path.parent.iterdir()] == ["file"]
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(tmp_path)],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "could not be written: File too large" in done.stdout


def test_in_the_window_a_full_disk_is_told_and_nothing_is_lost(
    qtbot, own_folders, monkeypatch, tmp_path
):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    warned = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *args: warned.append(args[2]))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "d.json"), ""))
    window = MainWindow()
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.session.model_changed, timeout=60_000):
        window.show()
    monkeypatch.setattr("digitpad.support.files.os.fsync", full)
    mouse(window.canvas, SEVEN)
    window.actions_.save.trigger()
    assert "No space left on device" in warned[0]
    with qtbot.waitSignal(messages.came, timeout=20_000) as told:
        click_correction(window, 7)
    assert "The digit was not kept: No space left on device" in told.args[0]
    assert len(window.canvas.drawing.strokes) == 1
    window.close()


def click_correction(window, digit):
    window.correction.actions_[digit].trigger()


def test_settings_that_cannot_be_written_do_not_keep_the_window_from_closing(
    qtbot, own_folders, caplog
):  # fmt: skip
    user_settings_file().parent.parent.mkdir(parents=True, exist_ok=True)
    user_settings_file().parent.write_text("a file where the folder should be")
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    assert window.close()
    assert "settings could not be written" in caplog.text


def test_two_windows_share_settings_digits_and_drawings(qtbot, own_folders, monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "d.json"), ""))
    windows = [MainWindow(), MainWindow()]
    for window, path in zip(windows, (ONE, SEVEN), strict=True):
        qtbot.addWidget(window)
        with qtbot.waitSignal(window.session.model_changed, timeout=60_000):
            window.show()
        mouse(window.canvas, path)
        window.actions_.save.trigger()
        with qtbot.waitSignal(window.digits.changed, timeout=20_000):
            click_correction(window, 1)
    drawn = windows[1].canvas.drawing.strokes[0].xy.tolist()
    assert load_drawing(tmp_path / "d.json").strokes[0].xy.tolist() == [
        [round(x, 3), round(y, 3)] for x, y in drawn
    ]
    assert windows[0].digits.collection.count() == 2
    windows[0].tools.brush.setValue(90)
    windows[1].tools.brush.setValue(30)
    for window in windows:
        window.close()
    third = MainWindow()
    qtbot.addWidget(third)
    assert third.tools.brush.value() == 30  # of the window that was closed last
    third.close()
