"""The row that goes through something step by step."""

import pytest
from PySide6.QtCore import Qt

from digitpad.ui.widgets.play_row import SPEEDS, Names, PlayRow, Words
from tests.ui.pens import press_again

NAMES = Names("back", "play", "on", "scrub", "speed")
WORDS = Words("Back", "On", "Step", "Steps a second")


@pytest.fixture(params=SPEEDS)
def row(request, qtbot):
    row = PlayRow(NAMES, WORDS, request.param)
    qtbot.addWidget(row)
    row.set_steps(3, page=1)
    row.show()
    return row


def test_it_plays_at_the_speed_that_it_tells(row):
    speed = SPEEDS[row.speed.value()]
    assert row.speed_text.text() == f"{speed} / s"
    assert row._timer.interval() == round(1000 / speed)


def test_it_asks_for_steps_until_the_last(qtbot, row):
    row.on_asked.connect(lambda: row.show_step(row.step + 1))
    row.play_asked.connect(row.start)
    qtbot.mouseClick(row.play, Qt.MouseButton.LeftButton)
    assert row.is_playing
    assert row.play.text() == "&Pause"
    qtbot.waitUntil(lambda: not row.is_playing, timeout=10_000)
    assert row.step == row.last == 2
    assert row.play.text() == "&Play"


def test_a_double_click_on_play_does_not_hold_it(qtbot, row):
    row.play_asked.connect(lambda: row.hold() if row.is_playing else row.start())
    qtbot.mouseClick(row.play, Qt.MouseButton.LeftButton)
    press_again(row.play)
    assert row.is_playing
    qtbot.mouseClick(row.play, Qt.MouseButton.LeftButton)
    assert not row.is_playing
