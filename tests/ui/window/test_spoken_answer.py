"""A screen reader hears the answer once it stays, and only then."""

import pytest
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from tests.ui.pens import ONE, SEVEN, mouse


@pytest.fixture
def heard(monkeypatch):
    """What is announced from now on."""
    said, update = [], QAccessible.updateAccessibility

    def note(event):
        if isinstance(event, QAccessibleAnnouncementEvent):
            said.append(event.message())
        update(event)

    monkeypatch.setattr(QAccessible, "updateAccessibility", note)
    return said


def test_the_answer_is_said_once_when_it_has_settled(qtbot, window, heard):
    mouse(window.canvas, SEVEN)
    qtbot.waitUntil(lambda: bool(heard), timeout=20_000)
    confidence = window.answer.confidence.text()
    assert heard == [f"It reads 7, {confidence}"], "none of the answers on the way"
    name = window.answer.prediction.accessibleName()
    assert name == f"The network's answer: It reads 7, {confidence}"


def test_an_empty_canvas_says_nothing_and_the_same_digit_is_said_again_after_it(
    qtbot, window, heard
):
    mouse(window.canvas, SEVEN)
    qtbot.waitUntil(lambda: len(heard) == 1, timeout=20_000)
    window.canvas.clear()
    name = window.answer.prediction.accessibleName
    qtbot.waitUntil(lambda: name() == "The network's answer", timeout=20_000)
    assert len(heard) == 1
    mouse(window.canvas, SEVEN)
    qtbot.waitUntil(lambda: len(heard) == 2, timeout=20_000)
    assert heard[0] == heard[1]


def test_a_doubtful_answer_is_said_to_be_one(qtbot, window, heard):
    mouse(window.canvas, [(0.5, 0.5), (0.52, 0.5)])
    qtbot.waitUntil(lambda: window.answer.doubt.text() == "not sure", timeout=20_000)
    qtbot.waitUntil(lambda: bool(heard), timeout=20_000)
    assert heard[-1].startswith("Not sure: ")


def test_of_a_number_all_digits_are_said(qtbot, window, heard):
    left = [(x / 2, y / 2 + 0.2) for x, y in ONE]
    right = [(x / 2 + 0.45, y / 2 + 0.2) for x, y in SEVEN]
    mouse(window.canvas, left)
    mouse(window.canvas, right)
    qtbot.waitUntil(lambda: window.number.finder.number is not None, timeout=20_000)
    text = window.number.finder.number.reading.marked_text
    qtbot.waitUntil(lambda: heard[-1:] == [f"It reads {text}"], timeout=20_000)
