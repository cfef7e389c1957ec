"""Practice mode as its user sees it: what to draw, Next or Enter, and the score."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from digitpad.collection.practice import Practice
from digitpad.reading.classify import DigitAnswer
from digitpad.support.folders import bundled_model
from digitpad.ui.background import running
from digitpad.ui.collection import practice_panel
from tests.ui.own_digits import PadWindow, read
from tests.ui.pens import ONE, SEVEN, ZERO, click, mouse, press_again

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
    assert started.practice.task.text() == "Draw 7"
    assert started.practice.score.text() == "1 of 4 · 0 right · 0 in a row"
    assert not started.practice.next_button.isEnabled()
    assert started.canvas.hasFocus()


def test_next_reads_the_drawing_clears_the_canvas_and_asks_for_the_next(qtbot, started):
    draw(qtbot, started, 7)
    assert started.canvas.drawing.is_empty
    assert started.practice.last.text() == "Right: your 7 was read as 7."
    assert started.practice.task.text() == "Draw 1"
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
    assert started.practice.task.text() == "Draw 7"
    assert started.practice.score.text() == "1 of 4 · 0 right · 0 in a row"
    assert started.practice.last.text() == ""


def test_close_hides_it(qtbot, started):
    click(started, "stopPracticeButton")
    with qtbot.waitSignal(started.practice.ended):
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


@pytest.fixture
def doubtful(monkeypatch):
    """Every answer is one that is not sure."""
    monkeypatch.setattr(DigitAnswer, "is_sure", False)


def test_space_begins_a_practice_that_was_opened(qtbot, pad):
    pad.practice.open()
    assert pad.focusWidget() is pad.practice.start_button
    QTest.keyClick(pad.focusWidget(), Qt.Key.Key_Space)
    assert pad.practice.is_running
    pad.canvas.setFocus()
    pad.practice.open()  # from the menu, once more
    assert pad.focusWidget() is pad.canvas


def test_it_begins_with_an_empty_canvas_and_the_drawing_can_be_had_back(qtbot, pad):
    mouse(pad.canvas, ONE)
    drawing = pad.canvas.drawing
    pad.practice.open()
    click(pad, "startPracticeButton")
    assert pad.canvas.drawing.is_empty
    assert not pad.practice.next_button.isEnabled()
    QTest.keyClick(pad.canvas, Qt.Key.Key_Escape)
    pad.canvas.undo()
    assert pad.canvas.drawing == drawing
    assert pad.entries() == ()


def test_again_begins_with_an_empty_canvas_too(qtbot, started):
    draw(qtbot, started, 7)
    mouse(started.canvas, ONE)
    click(started, "stopPracticeButton")
    click(started, "againPracticeButton")
    assert started.canvas.drawing.is_empty


def test_a_slip_is_taken_back_with_its_score_and_is_not_kept(qtbot, started):
    draw(qtbot, started, 7)
    draw(qtbot, started, 7)  # a 1 was asked for
    kept(qtbot, started, 2)
    click(started, "takeBackPracticeButton")
    assert started.practice.task.text() == "Draw 1"
    assert started.practice.score.text() == "2 of 4 · 1 right · 1 in a row"
    assert kept(qtbot, started, 1) == [(7, 7, "practice")]
    draw(qtbot, started, 1)
    assert started.practice.score.text() == "3 of 4 · 2 right · 2 in a row"


def test_a_slip_that_is_still_being_kept_is_taken_back_too(qtbot, started):
    draw(qtbot, started, 7)
    click(started, "takeBackPracticeButton")
    assert started.practice.score.text() == "1 of 4 · 0 right · 0 in a row"
    changed = []
    started.digits.change(lambda check: None, changed.append, changed.append)
    qtbot.waitUntil(lambda: changed != [], timeout=10_000)
    kept(qtbot, started, 0)


def test_undo_never_brings_an_old_drawing_back_under_another_label(qtbot, started):
    draw(qtbot, started, 7)
    mouse(started.canvas, ONE)
    assert not started.practice.undo(), "there is ink to take back"
    started.canvas.undo()
    assert started.practice.undo()
    assert started.canvas.drawing.is_empty
    assert started.practice.task.text() == "Draw 7"
    assert started.practice.undo(), "nothing is left, and the drawing from before stays away"
    assert started.canvas.drawing.is_empty


def test_what_is_not_sure_is_kept_after_it_was_asked_once(qtbot, started, doubtful):
    mouse(started.canvas, SEVEN)
    read(qtbot, started)
    click(started, "nextPracticeButton")
    assert (
        "Not sure that this is a digit. Next again keeps it as 7." in started.practice.last.text()
    )
    assert started.practice.task.text() == "Draw 7"
    assert started.entries() == ()
    with qtbot.waitSignal(started.practice.clear_asked, timeout=20_000):
        click(started, "nextPracticeButton")
    assert kept(qtbot, started, 1) == [(7, 7, "practice")]
    assert started.practice.last.text() == "Right: your 7 was read as 7?."


def test_the_end_leads_to_adapt(qtbot, started):
    draw(qtbot, started, 7)
    click(started, "stopPracticeButton")
    with qtbot.waitSignal(started.practice.adapt_asked):
        click(started, "adaptPracticeButton")


def test_escape_closes_it_from_the_canvas_and_from_the_panel(qtbot, started):
    QTest.keyClick(started.canvas, Qt.Key.Key_Escape)
    assert not started.practice.isVisible()
    started.practice.open()
    QTest.keyClick(started.practice.start_button, Qt.Key.Key_Escape)
    assert not started.practice.isVisible()


def test_escape_during_a_stroke_takes_the_stroke_back_alone(started):
    QTest.mousePress(started.canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    QTest.mouseMove(started.canvas, QPoint(80, 80))
    QTest.keyClick(started.canvas, Qt.Key.Key_Escape)
    assert started.practice.isVisible()
    assert started.canvas.drawing.is_empty


def test_a_double_click_on_stop_does_not_close_the_panel(started):
    click(started, "stopPracticeButton")
    press_again(started.practice.close_button)
    assert started.practice.isVisible()
