"""The row that goes through something step by step."""

import pytest
from PySide6.QtCore import Qt

from digitpad.ui.widgets.play_row import SPEEDS, Names, PlayedView, PlayRow, Words
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


# What its parts ask for


@pytest.fixture
def one(qtbot):
    """A row of ten steps, three of which make a page, and what it asks for."""
    row = PlayRow(NAMES, WORDS, 5)
    qtbot.addWidget(row)
    row.set_steps(10, page=3)
    row.show()
    row.told = []
    for name in ("back_asked", "on_asked", "play_asked", "scrubbed"):
        getattr(row, name).connect(lambda *what, name=name: row.told.append((name, *what)))
    return row


def test_each_button_asks_for_its_own_and_the_slider_tells_its_step(qtbot, one):
    for part, name in ((one.back, "back_asked"), (one.on, "on_asked"), (one.play, "play_asked")):
        one.told.clear()
        qtbot.mouseClick(part, Qt.MouseButton.LeftButton)
        assert one.told == [(name,)]
    one.told.clear()
    qtbot.keyClick(one.scrub, Qt.Key.Key_Right)
    qtbot.keyClick(one.scrub, Qt.Key.Key_PageUp)
    assert one.told == [("scrubbed", 1), ("scrubbed", 4)]
    assert one.step == 4
    one.show_step(7)
    one.set_steps(5, page=2)
    assert (one.step, one.last) == (4, 4)
    assert len(one.told) == 2, "what is shown by the program is not told"


def test_without_steps_only_the_speed_can_be_set_and_nothing_plays(one):
    one.start()
    one.set_enabled(False)
    assert not one.is_playing
    assert one.play.text() == "&Play"
    parts = (one.back, one.play, one.on, one.scrub)
    assert not any(part.isEnabled() for part in parts)
    assert one.speed.isEnabled()
    one.set_enabled(True)
    assert all(part.isEnabled() for part in parts)


def test_a_row_that_is_hidden_holds(one):
    one.start()
    assert one.play.text() == "&Pause"
    one.hide()
    assert not one.is_playing


def test_another_speed_is_told_and_played_at(qtbot, one):
    assert one.speed_text.text() == "5 / s"
    qtbot.keyClick(one.speed, Qt.Key.Key_Right)
    assert one.speed_text.text() == "10 / s"
    assert one._timer.interval() == 100
    qtbot.keyClick(one.speed, Qt.Key.Key_End)
    assert one._timer.interval() == 20


class Played(PlayedView):
    """A view that goes where it is asked to, and keeps where that was."""

    def __init__(self):
        super().__init__(NAMES, 5)
        self.asked, self.there = [], True
        self.player.set_steps(10, page=3)

    def _words(self):
        return WORDS

    def _has_steps(self):
        return self.there

    def _go(self, step):
        self.asked.append(step)
        self.player.show_step(step)


@pytest.fixture
def view(qtbot):
    view = Played()
    qtbot.addWidget(view)
    view.player.setParent(view)
    view.show()
    return view


def test_keys_and_buttons_go_a_step_or_a_page_on_or_back(qtbot, view):
    for key, step in (
        (Qt.Key.Key_Right, 1), (Qt.Key.Key_Right, 2), (Qt.Key.Key_Left, 1), (Qt.Key.Key_Down, 4),
        (Qt.Key.Key_Down, 7), (Qt.Key.Key_Up, 4),
    ):  # fmt: skip
        qtbot.keyClick(view, key)
        assert view.asked[-1] == step
    qtbot.mouseClick(view.player.on, Qt.MouseButton.LeftButton)
    assert view.asked[-1] == 5
    qtbot.mouseClick(view.player.back, Qt.MouseButton.LeftButton)
    assert view.asked[-1] == 4
    assert not view.is_playing


def test_it_plays_from_where_it_is_and_from_the_start_at_its_end(qtbot, view):
    view.player.show_step(3)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert view.is_playing
    assert view.asked == []
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert not view.is_playing
    view.player.show_step(9)
    qtbot.mouseClick(view.player.play, Qt.MouseButton.LeftButton)
    assert view.is_playing
    assert view.asked == [0]
    view.player.hold()
    view.there = False
    view.play_or_pause()
    assert not view.is_playing
