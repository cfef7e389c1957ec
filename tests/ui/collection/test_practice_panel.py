"""Practice mode as its user sees it: what to draw, Next or Enter, and the score."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitpad.collection.practice import Practice
from digitpad.support.folders import bundled_model
from digitpad.ui.background import running
from digitpad.ui.collection import practice_panel
from tests.ui.own_digits import PadWindow, read
from tests.ui.pens import ONE, SEVEN, ZERO, click, mouse

PATHS = {0: ZERO, 1: ONE, 7: SEVEN}


@pytest.fixture
def pad(qtbot, tmp_path, monkeypatch):
    """A practice of four digits: 7, 1, 0, 7."""
    monkeypatch.setattr(practice_panel, "new_practice", lambda length: Practice((7, 1, 0, 7)))
    pad = PadWindow(tmp_path / "digits")
    qtbot.addWidget(pad)
    with qtbot.waitExposed(pad):
        pad.show()
    pad.activateWindow()
    with qtbot.waitSignal(pad.session.model_changed, timeout=60_000):
        pad.session.load_model(bundled_model())
    yield pad
    pad.close()
    assert not running(pad)


@pytest.fixture
def started(pad):
    pad.practice.open()
    click(pad, "startPracticeButton")
    return pad


def draw(qtbot, pad, digit, *, enter=False):
    """Draw ``digit``, and say Next without waiting for the answer."""
    mouse(pad.canvas, PATHS[digit])
    with qtbot.waitSignal(pad.practice.clear_asked, timeout=20_000):
        if enter:
            QTest.keyClick(pad.canvas, Qt.Key.Key_Return)
        else:
            click(pad, "nextPracticeButton")


def kept(qtbot, pad, count):
    qtbot.waitUntil(lambda: len(pad.entries()) == count, timeout=10_000)
    return [(entry.label, entry.read, entry.origin) for entry in pad.entries()]


def test_it_is_hidden_until_it_is_opened(pad):
    assert not pad.practice.isVisible()
    pad.practice.open()
    assert pad.practice.isVisible()


def test_it_asks_for_a_digit_and_waits_for_ink(started):
    assert started.practice.task.text() == "Draw a 7"
    assert started.practice.score.text() == "1 of 4 · 0 right · 0 in a row"
    assert not started.practice.next_button.isEnabled()
    assert started.canvas.hasFocus()


def test_next_reads_the_drawing_clears_the_canvas_and_asks_for_the_next(qtbot, started):
    draw(qtbot, started, 7)
    assert started.canvas.drawing.is_empty
    assert started.practice.last.text() == "Right: your 7 was read as 7."
    assert started.practice.task.text() == "Draw a 1"
    assert started.practice.score.text() == "2 of 4 · 1 right · 1 in a row"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_on_the_canvas_or_the_panel_is_next(qtbot, started, key):
    draw(qtbot, started, 7, enter=True)
    mouse(started.canvas, ONE)
    with qtbot.waitSignal(started.practice.clear_asked, timeout=20_000):
        QTest.keyClick(started.practice, key)
    assert started.practice.score.text() == "3 of 4 · 2 right · 2 in a row"


def test_a_whole_practice_ends_with_a_summary_and_keeps_every_digit(qtbot, started):
    for digit in (7, 7, 0, 7):
        draw(qtbot, started, digit)
    assert started.practice.result.text() == "3 of 4 right"
    assert started.practice.mistakes.text() == "Most in a row: 2. Read wrong: 1 (1 of 1)."
    assert not started.practice.is_running
    assert kept(qtbot, started, 4) == [
        (7, 7, "practice"), (1, 7, "practice"), (0, 0, "practice"), (7, 7, "practice"),
    ]  # fmt: skip


def test_keeping_can_be_switched_off(qtbot, pad):
    pad.practice.open()
    pad.practice.keep.click()
    click(pad, "startPracticeButton")
    draw(qtbot, pad, 7)
    pad.close()
    assert pad.entries() == ()


def test_it_can_be_stopped_at_any_time_and_what_was_drawn_counts(qtbot, started):
    draw(qtbot, started, 7)
    mouse(started.canvas, ONE)
    click(started, "stopPracticeButton")
    assert started.practice.result.text() == "1 of 1 right"
    assert started.practice.mistakes.text() == "Most in a row: 1. No digit was read wrong."
    assert not started.canvas.drawing.is_empty, "what was not handed in stays on the canvas"
    QTest.keyClick(started.canvas, Qt.Key.Key_Return)
    assert len(kept(qtbot, started, 1)) == 1


def test_stopping_at_once_goes_back_to_the_beginning(started):
    click(started, "stopPracticeButton")
    assert started.practice.start_button.isVisible()


def test_again_begins_anew(qtbot, started):
    draw(qtbot, started, 7)
    click(started, "stopPracticeButton")
    click(started, "againPracticeButton")
    assert started.practice.task.text() == "Draw a 7"
    assert started.practice.score.text() == "1 of 4 · 0 right · 0 in a row"
    assert started.practice.last.text() == ""


def test_close_hides_it(qtbot, started):
    click(started, "stopPracticeButton")
    with qtbot.waitSignal(started.practice.closed):
        click(started, "closePracticeButton")
    assert not started.practice.isVisible()


def test_the_number_of_digits_can_be_chosen(qtbot, pad, monkeypatch):
    asked = []
    monkeypatch.setattr(
        practice_panel, "new_practice", lambda length: (asked.append(length), Practice((1,)))[1]
    )
    pad.practice.open()
    click(pad, "practice20")
    click(pad, "startPracticeButton")
    assert asked == [20]


def test_without_a_model_it_says_so(qtbot, tmp_path):
    pad = PadWindow(tmp_path / "digits")
    qtbot.addWidget(pad)
    with qtbot.waitExposed(pad):
        pad.show()
    pad.practice.open()
    click(pad, "startPracticeButton")
    mouse(pad.canvas, SEVEN)
    read(qtbot, pad)
    click(pad, "nextPracticeButton")
    assert "No model is loaded" in pad.practice.last.text()
    assert not pad.canvas.drawing.is_empty
    pad.close()
