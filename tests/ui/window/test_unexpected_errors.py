"""An error that nobody foresaw is told in a dialog, once, from wherever it comes."""

import subprocess
import sys
import threading

import pytest
from PySide6.QtCore import QObject, QThread, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from digitpad.ink.recovery import left_drawings
from digitpad.support.crashes import Fault, left_crash, watch_faults
from digitpad.support.folders import recovery_folder
from digitpad.support.log_file import log_path
from digitpad.ui.window import app as application
from digitpad.ui.window import main_window
from digitpad.ui.window.unexpected_errors import FaultDialog, FaultTeller
from tests.ui.pens import click

# pytest-qt has a hook of its own, which makes a test fail; here exceptions are what is tested.
pytestmark = pytest.mark.qt_no_exception_capture


class Source(QObject):
    asked = Signal()


class Painter(QWidget):
    painted = 0

    def paintEvent(self, _):
        self.painted += 1
        raise ValueError("paint")


class Worker(QThread):
    def run(self):
        raise ValueError("thread")


@pytest.fixture
def teller(qapp, qtbot, capsys):
    teller = FaultTeller()
    with watch_faults(teller.report, QApplication.quit):
        yield teller
    if teller.dialog is not None:
        teller.dialog.close()
    qapp.processEvents()


def dialogs():
    return [
        w for w in QApplication.topLevelWidgets() if isinstance(w, FaultDialog) and w.isVisible()
    ]


def until_told(qtbot, teller, count=1):
    qtbot.waitUntil(lambda: len(dialogs()) == count)
    return teller.dialog


def paint(qtbot, painter):
    before = painter.painted
    painter.update()
    qtbot.waitUntil(lambda: painter.painted > before)


def broken():
    raise ValueError("slot")


def test_a_fault_in_a_slot_is_told_with_details_to_copy(qtbot, teller):
    source = Source()
    source.asked.connect(broken)
    source.asked.emit()
    dialog = until_told(qtbot, teller)
    assert "ValueError: slot" in dialog.sentence.text()
    details = dialog.details.toPlainText()
    assert "in broken" in details
    assert "PySide6" in details
    assert str(log_path()) in details
    click(dialog, "faultCopyButton")
    assert QGuiApplication.clipboard().text() == details
    click(dialog, "faultContinueButton")
    assert dialogs() == []


def test_a_fault_at_every_painting_is_told_once(qtbot, teller):
    painter = Painter()
    qtbot.addWidget(painter)
    painter.show()
    dialog = until_told(qtbot, teller)
    for _ in range(5):
        paint(qtbot, painter)
    click(dialog, "faultContinueButton")
    paint(qtbot, painter)
    assert dialogs() == []
    painter.hide()


@pytest.mark.parametrize("thread", ["qt", "python"])
def test_a_fault_in_a_thread_is_told(qtbot, teller, thread):
    worker = Worker() if thread == "qt" else threading.Thread(target=Worker.run, args=(None,))
    worker.start()
    worker.wait() if thread == "qt" else worker.join()
    dialog = until_told(qtbot, teller)
    assert "ValueError: thread" in dialog.sentence.text()


def test_others_that_come_meanwhile_join_the_dialog(qtbot, teller):
    source = Source()
    for text in ("one", "two"):
        source.asked.connect(lambda t=text: int(t))
    source.asked.connect(broken)
    source.asked.emit()
    dialog = until_told(qtbot, teller)
    qtbot.waitUntil(lambda: "in broken" in dialog.details.toPlainText())
    assert len(dialogs()) == 1


def test_a_dialog_that_went_with_its_window_does_not_keep_others_away(qtbot, teller):
    parent = QWidget()
    parent.show()
    parent.activateWindow()
    qtbot.waitUntil(parent.isActiveWindow)
    QTimer.singleShot(0, broken)
    until_told(qtbot, teller)
    with qtbot.waitSignal(parent.destroyed):
        parent.deleteLater()
    assert teller.dialog is None
    QTimer.singleShot(0, lambda: 1 / 0)
    assert "ZeroDivisionError" in until_told(qtbot, teller).sentence.text()


def test_quit_is_a_signal_for_whoever_saves_the_drawing(qtbot, teller, monkeypatch):
    statuses = []
    monkeypatch.setattr(QApplication, "exit", statuses.append)
    QTimer.singleShot(0, broken)
    dialog = until_told(qtbot, teller)
    with qtbot.waitSignal(teller.quit_asked):
        click(dialog, "faultQuitButton")
    assert statuses == [1]


def test_a_window_that_cannot_be_made_is_told_and_ends_with_1(qtbot, monkeypatch, qapp):
    def fail(*_, **__):
        raise ValueError("no window")

    seen = []

    def look():
        (dialog,) = dialogs()
        seen.append((dialog.sentence.text(), dialog.continue_button.isVisible()))
        click(dialog, "faultQuitButton")

    monkeypatch.setattr(main_window, "MainWindow", fail)
    QTimer.singleShot(0, look)
    assert application.run() == 1
    assert seen == [("The window could not be opened: ValueError: no window.", False)]


# The program as it is started, with a window that fails while there is a drawing on it.
PROGRAM = """
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from digitpad.support.log_file import log_to_file
from digitpad.ui.window import app
from digitpad.ui.window import main_window
from digitpad.ui.window.unexpected_errors import FaultDialog

class Failing(main_window.MainWindow):
    def __init__(self, *args, **how):
        super().__init__(*args, **how)
        self.recovery.looked.connect(self.draw)

    def draw(self):
        QTest.mouseClick(self.canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
        self.quit_soon = QTimer(self, interval=20)
        self.quit_soon.timeout.connect(self.quit)
        self.quit_soon.start()
        raise ValueError("a bug")

    def closeEvent(self, event):
        raise ValueError("it cannot even be closed")

    def quit(self):
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, FaultDialog):
                QTest.mouseClick(dialog.quit_button, Qt.MouseButton.LeftButton)

main_window.MainWindow = Failing
with log_to_file():
    raise SystemExit(app.run())
"""


def test_quitting_after_a_fault_ends_the_program_and_keeps_the_drawing(own_folders):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 1, done.stderr
    assert "ValueError: a bug" in done.stderr
    assert "ValueError: a bug" in log_path().read_text()
    ((left,), problems) = left_drawings(recovery_folder())
    assert problems == []
    assert len(left.drawing.strokes) == 1
    left.file.discard()
    assert left_crash(log_path().parent) is None


def test_one_that_comes_while_the_dialog_is_closed_is_the_only_dialog(qtbot, teller):
    teller.report(Fault("one", "", "one"))
    first = until_told(qtbot, teller)
    teller.report(Fault("two", "", "two"))
    first.close()  # it is deleted after the second is open
    second = until_told(qtbot, teller)
    qtbot.waitUntil(lambda: not isValid(first))
    assert teller.dialog is second
    teller.report(Fault("three", "", "three"))
    qtbot.waitUntil(lambda: "three" in second.details.toPlainText())
    assert dialogs() == [second]
