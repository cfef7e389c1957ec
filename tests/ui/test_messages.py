"""What is told from anywhere is read in the window's status bar."""

from threading import Thread

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitpad.ui.messages import tell
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
