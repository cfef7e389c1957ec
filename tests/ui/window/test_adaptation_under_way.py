"""What the network learns of a hand does not end with the window, or its language, unasked."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.training.adapt.settings import ADAPTATION
from digitpad.ui import language
from digitpad.ui.background import running

QUICK = replace(ADAPTATION, steps=20, views=100, replayed=200, tests=100, folds=2)
LONG = replace(QUICK, steps=20_000)  # minutes
LEFT = Qt.MouseButton.LeftButton
KEEP, STOP = "cancel_button", "stop_button"
BUTTONS = QMessageBox.StandardButton


@pytest.fixture
def dialog(qtbot, window):
    for number in range(20):
        stroke = Stroke.from_xy([(500, 100 + number), (500, 900)])
        window.digits.collection.add(Drawing((stroke,)), 1, None)
    window.dialogs.show("adapt")
    dialog = window.dialogs["adapt"]
    qtbot.waitUntil(dialog.adapt_button.isEnabled, timeout=30_000)
    yield dialog
    language.use_language("en")


@pytest.fixture
def learning(qtbot, window, dialog):
    dialog._how = LONG
    QTest.mouseClick(dialog.adapt_button, LEFT)
    qtbot.waitUntil(lambda: dialog.progress.value() > 0, timeout=60_000)
    dialog.close()
    yield dialog
    if window.dialogs["adapt"] is dialog:
        dialog.stop()


@pytest.fixture
def offered(qtbot, window, dialog):
    dialog._how = QUICK
    QTest.mouseClick(dialog.adapt_button, LEFT)
    qtbot.waitUntil(dialog.accept_button.isVisible, timeout=60_000)
    dialog.close()
    yield dialog
    if window.dialogs["adapt"] is dialog:
        dialog.discard_button.click()


def close(window):
    window.close()


def speak_chinese(window):
    window.actions_.languages["zh_CN"].trigger()


WAYS = pytest.mark.parametrize("way", [close, speak_chinese])


class Answer:
    """Clicks a button of the next question, and keeps what that asks."""

    def __init__(self, answer):
        self.answer, self.asked = answer, []
        QTimer.singleShot(0, self.give)

    def give(self):
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        self.asked.append(box.text())
        is_standard = isinstance(self.answer, BUTTONS)
        button = box.button(self.answer) if is_standard else getattr(box, self.answer)
        QTest.mouseClick(button, LEFT)


def ask(qtbot, window, way, answer):
    """Go ``way``, answer what is asked, and return that."""
    given = []
    if way is close:
        given.append(Answer(answer))
        way(window)
    else:
        way(window)
        given.append(Answer(answer))  # after the menu has closed
    qtbot.waitUntil(lambda: given[0].asked != [], timeout=10_000)
    return given[0].asked[0]


@WAYS
def test_learning_goes_on_if_its_user_says_so(qtbot, window, learning, way):
    assert "learning your hand" in ask(qtbot, window, way, KEEP)
    assert learning.is_running
    assert window.isVisible()
    assert window.dialogs["adapt"] is learning
    assert window.actions_.languages[""].isChecked()


def test_learning_is_stopped_with_the_window_if_its_user_says_so(qtbot, window, learning):
    ask(qtbot, window, close, STOP)
    assert not window.isVisible()
    assert not running(window)


def test_learning_is_stopped_for_another_language_if_its_user_says_so(qtbot, window, learning):
    ask(qtbot, window, speak_chinese, STOP)
    qtbot.waitUntil(lambda: window.dialogs["adapt"] is not learning, timeout=10_000)
    assert not window.dialogs["adapt"].is_running


@WAYS
def test_a_result_that_waits_is_shown_again_instead_of_lost(qtbot, window, offered, way):
    assert "neither accepted nor discarded" in ask(qtbot, window, way, BUTTONS.Cancel)
    assert window.isVisible()
    assert window.dialogs["adapt"] is offered
    assert offered.accept_button.isVisible()
    with qtbot.waitSignal(window.session.model_changed, timeout=30_000):
        QTest.mouseClick(offered.accept_button, LEFT)
    assert window.session.checkpoint.path.stem.startswith("my-hand")


def test_a_result_that_waits_goes_with_the_window_if_its_user_says_so(qtbot, window, offered):
    ask(qtbot, window, close, BUTTONS.Discard)
    assert not window.isVisible()


def test_the_question_goes_when_the_learning_has_ended_and_its_result_waits(qtbot, window, dialog):
    dialog._how = replace(QUICK, steps=200)
    QTest.mouseClick(dialog.adapt_button, LEFT)
    window.close()  # comes back when the question goes by itself
    assert window.isVisible()
    assert dialog.accept_button.isVisible()
    dialog.discard_button.click()


def test_nobody_is_asked_where_nothing_is_under_way(window, dialog):
    window.close()
    assert not window.isVisible()
