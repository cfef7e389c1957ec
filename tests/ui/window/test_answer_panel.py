"""The answer below the canvas, by itself: numbers of many rows, and long ones."""

import numpy as np
import pytest
from PySide6.QtGui import QFontMetrics

from digitpad.ink.drawing import Drawing
from digitpad.ink.photo.on_sheet import PaperImage, Photo
from digitpad.ui.theme import DARK, LIGHT, apply_theme, prepare
from digitpad.ui.window.answer.answer_panel import AnswerPanel
from tests.ui.canvas.test_number_row import answer, reading


class Shown:
    """What an AnswerPanel has read: one digit of a number."""

    image, steps, answer = None, 0, answer(7, 0.9)


@pytest.fixture(params=[False, True], ids=["usual", "compact"])
def panel(qtbot, qapp, request):
    prepare(qapp)
    apply_theme(qapp, LIGHT)
    panel = AnswerPanel()
    qtbot.addWidget(panel)
    panel.set_compact(request.param)
    panel.resize(380, 240)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.show_reading(Shown())
    return panel


def show(panel, *rows, confidence=0.99):
    panel.show_number(reading(*rows, confidence=confidence))
    return panel.prediction


@pytest.mark.parametrize("count", [2, 3, 4, 5, 8, 30])
def test_lines_are_seen_whole_and_the_rest_is_told(panel, count):
    rows = [str(12345 + row) for row in range(count)]
    label = show(panel, *rows)
    lines = label.text().split("\n")
    metrics = QFontMetrics(label.font())
    between, digit = (len(lines) - 1) * metrics.lineSpacing(), metrics.capHeight()
    assert between + digit <= label.height()
    assert all(metrics.horizontalAdvance(line) <= label.width() for line in lines)
    if lines == rows:
        assert count <= 6
    else:
        assert count >= 5
        assert lines == [*rows[: len(lines) - 1], "…"]
        assert len(lines) >= 4
        assert label.toolTip() == "\n".join(rows)


def test_a_row_that_is_too_long_is_told_too_and_the_doubt_with_it(panel):
    label = show(panel, "7" * 60, confidence=0.5)
    assert label.text().endswith("7…")
    assert QFontMetrics(label.font()).horizontalAdvance(label.text()) <= label.width()
    assert label.toolTip().startswith("7" * 60 + "\n")
    assert len(label.toolTip()) > 70
    assert show(panel, "77").text() == "77"
    assert not label.toolTip()


def test_a_number_is_seen_whole_after_the_colours_change(panel, qapp):
    label = show(panel, "20261201")
    for colours in (DARK, LIGHT):
        apply_theme(qapp, colours)
        assert label.text() == "20261201"
        assert QFontMetrics(label.font()).horizontalAdvance(label.text()) <= label.width()


SENTENCE = "The file asks for a class that it does not carry: open the Python file beside it. " * 4


def test_a_long_message_is_cut_off_where_there_is_little_room_and_whole_in_its_tip(panel):
    message = panel.message
    panel.show_message(SENTENCE)
    assert message.text() == SENTENCE
    assert message.toolTip() == ""
    message.set_most_lines(2)
    line = QFontMetrics(message.font()).lineSpacing()
    assert message.heightForWidth(message.width()) <= 2 * line + 2
    assert message.text().endswith("…")
    assert SENTENCE.startswith(message.text().removesuffix("…"))
    assert message.toolTip() == message.accessibleName() == SENTENCE
    shown = len(message.text())
    panel.resize(500, 240)
    assert len(message.text()) > shown, "a wider one says more"
    panel.show_message("Short.")
    assert (message.text(), message.toolTip()) == ("Short.", "")


def test_while_a_pictures_digits_are_looked_for_it_says_so(panel):
    """A drawing is read at once: it says nothing of that."""
    picture = Drawing(photo=Photo(PaperImage(np.zeros((28, 28), np.uint8))))
    panel.show_reading(None)
    assert panel.confidence.text() == ""
    for sheet, said in ((picture, "Reading…"), (Drawing(), ""), (picture, "Reading…")):
        panel.show_search(sheet)
        assert panel.confidence.text() == said
    panel.end_search(True)
    assert panel.confidence.text() == "Reading…"
    panel.end_search(False)
    assert panel.confidence.text() == ""
    panel.show_search(picture)
    panel.show_reading(Shown())  # what is known already stays to be seen
    assert panel.confidence.text() == "90.0 %"
