"""After a crash the drawing is offered; after a normal end nothing is."""

import errno
import os
import re
import signal
import subprocess
import sys

import numpy as np
from PySide6.QtCore import Qt, QThread
from PySide6.QtTest import QTest

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.recovery import RecoveryFile
from digitpad.ink.strokes_file import load_drawing
from digitpad.support.folders import recovery_folder, user_log_folder
from digitpad.ui.background import running
from digitpad.ui.messages import messages
from digitpad.ui.window.recovery import EVERY
from digitpad.ui.window.unexpected_errors import FaultDialog
from tests.ui.pens import ONE, SEVEN, click, mouse, press_again


def leave(*strokes):
    """A drawing whose program is gone."""
    file = RecoveryFile(recovery_folder())
    file.keep(Drawing(tuple(Stroke.from_xy(xy) for xy in strokes)))
    file.end(leave=True)


def files():
    folder = recovery_folder()
    return sorted(folder.glob("*.json")) if folder.is_dir() else []


def is_offered(window):
    return window.recovery.restore_button.isVisible()


def wait_for_file(qtbot, strokes):
    qtbot.waitUntil(
        lambda: bool(files()) and len(load_drawing(files()[0]).strokes) == strokes, timeout=20_000
    )


def test_what_is_drawn_is_kept_while_it_is_drawn_and_forgotten_at_a_normal_end(
    qtbot, open_window
):  # fmt: skip
    window = open_window()
    assert files() == []
    mouse(window.canvas, ONE)
    wait_for_file(qtbot, 1)
    mouse(window.canvas, SEVEN)
    wait_for_file(qtbot, 2)
    kept = load_drawing(files()[0])
    for stroke, drawn in zip(kept.strokes, window.canvas.drawing.strokes, strict=True):
        np.testing.assert_allclose(stroke.points, drawn.points, atol=1e-3)
    window.canvas.clear()
    qtbot.waitUntil(lambda: files() == [], timeout=20_000)
    window.canvas.undo()
    wait_for_file(qtbot, 2)
    window.close()
    assert list(recovery_folder().iterdir()) == []
    assert not is_offered(open_window())


def test_also_the_stroke_under_the_pen_is_kept(qtbot, open_window):
    window = open_window()
    canvas = window.canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=canvas.rect().center())
    QTest.mouseMove(canvas, canvas.rect().center() / 2)
    wait_for_file(qtbot, 1)
    np.testing.assert_allclose(canvas.drawing.strokes[0].xy,
                               load_drawing(files()[0]).strokes[0].xy, atol=1e-3)  # fmt: skip


def test_an_offer_that_is_accepted_is_on_the_canvas_and_can_be_undone(qtbot, open_window):
    leave([(100, 100), (200, 900)])
    window = open_window()
    assert is_offered(window)
    assert window.canvas.drawing.is_empty  # it waits, and blocks nothing
    mouse(window.canvas, ONE)
    click(window, "recoveryButton")
    assert window.canvas.drawing.strokes[0].xy.tolist() == [[100, 100], [200, 900]]
    assert not is_offered(window)
    qtbot.waitUntil(lambda: len(files()) == 1 and len(load_drawing(files()[0]).strokes) == 1)
    window.canvas.undo()
    assert len(window.canvas.drawing.strokes) == 1
    window.canvas.undo()
    assert window.canvas.drawing.is_empty
    window.close()
    assert not is_offered(open_window())


def test_an_offer_that_is_declined_is_forgotten(qtbot, open_window):
    leave([(100, 100), (200, 900)])
    window = open_window()
    click(window, "recoveryForgetButton")
    assert not is_offered(window)
    assert not window.recovery.bar.isVisible()
    assert window.canvas.drawing.is_empty
    window.close()
    assert files() == []
    assert not is_offered(open_window())


def test_an_offer_that_nobody_decided_is_made_again(open_window):
    leave([(100, 100), (200, 900)])
    first = open_window()
    assert is_offered(first)
    assert not is_offered(open_window())  # two windows do not offer the same
    first.close()
    assert is_offered(open_window())


def test_two_crashed_windows_are_offered_one_after_the_other(open_window):
    leave([(1, 1), (2, 2)])
    leave([(3, 3), (4, 4)])
    window = open_window()
    click(window, "recoveryButton")
    assert window.canvas.drawing.strokes[0].xy.tolist() == [[3, 3], [4, 4]]
    assert is_offered(window)
    click(window, "recoveryButton")
    assert window.canvas.drawing.strokes[0].xy.tolist() == [[1, 1], [2, 2]]
    assert not is_offered(window)


def test_a_second_window_does_not_take_the_first_ones_drawing(qtbot, open_window):
    first = open_window()
    mouse(first.canvas, ONE)
    wait_for_file(qtbot, 1)
    second = open_window()
    assert not is_offered(second)
    mouse(second.canvas, SEVEN)
    qtbot.waitUntil(lambda: len(files()) == 2, timeout=20_000)
    second.close()
    assert len(files()) == 1


def test_a_damaged_file_is_told_and_put_aside(qtbot, open_window):
    leave([(1, 1), (2, 2)])
    files()[0].write_bytes(b"[" * 100_000)
    window = open_window()
    assert not is_offered(window)
    assert "could not be recovered" in window.statusBar().currentMessage()
    assert len(list((recovery_folder() / "damaged").iterdir())) == 1


def test_a_full_disk_is_told_once_and_drawing_goes_on(qtbot, open_window, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    leave([(1, 1), (2, 2)])
    window = open_window()
    monkeypatch.setattr("digitpad.support.files.os.fsync", full)
    with qtbot.waitSignal(messages.came, timeout=20_000) as told:
        mouse(window.canvas, ONE)
    assert "No space left" in told.args[0]
    with qtbot.assertNotEmitted(messages.came):
        click(window, "recoveryButton")
        mouse(window.canvas, SEVEN)
        window.close()
    assert len(window.canvas.drawing.strokes) == 2
    assert len(files()) == 1  # what was left is not thrown away before it is kept anew


def test_without_a_folder_to_write_in_the_window_works(qtbot, open_window, own_folders):
    data = recovery_folder().parent
    data.parent.mkdir(parents=True, exist_ok=True)
    data.write_text("a file where the folder should be")
    window = open_window()
    with qtbot.waitSignal(messages.came, timeout=20_000) as told:
        mouse(window.canvas, SEVEN)
    assert "could not be written" in told.args[0]
    qtbot.waitUntil(lambda: window.answer.prediction.text() == "7", timeout=20_000)


def test_a_window_that_does_not_remember_writes_and_offers_nothing(qtbot, window):
    leave([(1, 1), (2, 2)])
    mouse(window.canvas, ONE)
    assert window.recovery is None
    assert len(files()) == 1


def test_keeping_does_not_hold_up_the_window(qtbot, open_window, monkeypatch):
    threads = []
    real = RecoveryFile.keep

    def keep(self, drawing):
        threads.append(QThread.currentThread())
        real(self, drawing)

    monkeypatch.setattr(RecoveryFile, "keep", keep)
    window = open_window()
    mouse(window.canvas, ONE)
    wait_for_file(qtbot, 1)
    assert threads
    assert all(thread in running(window.recovery) for thread in threads)
    assert EVERY <= 1000


def test_a_crash_is_told_with_its_details_and_only_once(qtbot, open_window):
    code = (
        "import ctypes; from digitpad.support.crashes import note_crash;"
        "from digitpad.support.folders import user_log_folder\n"
        "with note_crash(user_log_folder()): ctypes.string_at(0)"
    )
    done = subprocess.run([sys.executable, "-c", code], env=os.environ.copy(), timeout=60)
    assert done.returncode == -signal.SIGSEGV
    window = open_window()
    assert window.recovery.bar.isVisible()
    assert "Segmentation fault" in window.recovery.bar.text.text()
    click(window, "recoveryDetailsButton")
    (dialog,) = window.findChildren(FaultDialog)
    assert "string_at" in dialog.details.toPlainText()
    assert str(user_log_folder()) in dialog.details.toPlainText()
    dialog.close()
    click(window, "recoveryCloseButton")
    assert not window.recovery.bar.isVisible()
    assert not open_window().recovery.bar.isVisible()


def test_quitting_after_a_fault_leaves_the_drawing(qtbot, open_window):
    window = open_window()
    mouse(window.canvas, ONE)
    window.recovery.leave_drawing()
    window.close()
    assert len(files()) == 1
    assert is_offered(open_window())


def test_a_crash_and_its_drawing_are_told_in_one_line_that_goes_with_the_answer(open_window):
    leave([(1, 1), (2, 2)])
    user_log_folder().mkdir(parents=True)
    (user_log_folder() / "x.crash").write_text("Fatal Python error: Aborted\n\nwhere it was")
    window = open_window()
    text = window.recovery.bar.text.text()
    assert "crashed the last time: Aborted. Your drawing from" in text
    assert re.search(r"from \d{4}-\d\d-\d\d \d\d:\d\d was kept", text)  # in every language
    assert window.recovery.details_button.isVisible()
    click(window, "recoveryButton")
    assert not window.recovery.bar.isVisible()


def test_a_double_click_on_forget_forgets_one_drawing(open_window):
    leave([(1, 1), (2, 2)])
    leave([(3, 3), (4, 4)])
    window = open_window()
    click(window, "recoveryForgetButton")
    press_again(window.recovery.forget_button)
    assert is_offered(window)
