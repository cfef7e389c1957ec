"""It is one truth what is not sure: all that shows an answer says it, and from where it is sure."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from digitpad.reading.classify import SURE
from digitpad.ui.widgets.choice_row import FIRST
from tests.ui.canvas.test_whole_number import buttons, draw, placed, settle
from tests.ui.layers import follow
from tests.ui.pens import SEVEN, mouse

CROSS = [[(0.2, 0.2), (0.8, 0.8)], [(0.2, 0.8), (0.8, 0.2)]]
ZED = [(0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8)]  # a Z, or a 2 with corners
THRESHOLD = f"{100 * SURE:.1f} %"


@pytest.mark.parametrize("stage", ["why", "softmax"])
def test_a_cross_is_not_sure_in_everything_that_shows_an_answer(qtbot, window, stage):
    for path in CROSS:
        mouse(window.canvas, path)
    settle(qtbot, window)
    layers, answer = window.pages.layers, window.answer
    layers.select_layer(layers.layer_names[-1] if stage == "why" else layers.layer_names[-2])
    follow(qtbot, window, layers)
    digit = window.session.reading.answer.digit
    assert window.session.reading.answer.confidence < SURE
    assert answer.doubt.text() == "not sure"
    assert not answer.prediction.isEnabled()
    assert not answer.bars.is_sure
    for told in (answer.prediction, answer.confidence, answer.bars):
        assert THRESHOLD in told.toolTip()
    assert layers.strip._answer.marked == f"{digit}?"
    if stage == "why":
        choice = layers.why.digits.button(FIRST)
        assert choice.text() == f"Answer: {digit}?"
        assert THRESHOLD in choice.toolTip()
    window.canvas.clear()
    mouse(window.canvas, SEVEN)
    settle(qtbot, window)
    follow(qtbot, window, layers)
    assert answer.doubt.text() == ""
    assert answer.prediction.isEnabled()
    if stage == "why":
        assert layers.why.digits.button(FIRST).text() == "Answer: 7"


def test_a_doubtful_digit_makes_a_doubtful_number(qtbot, window):
    draw(qtbot, window, placed(SEVEN, 0.0), placed(ZED, 0.55))
    first, second = buttons(window)
    assert "not sure" in second.accessibleName()
    assert "not sure" not in first.accessibleName()
    assert THRESHOLD in second.toolTip()
    assert window.answer.doubt.text() == "not sure"
    assert not window.answer.prediction.isEnabled()
    assert "Not sure" in window.number.row.whole.toolTip()
    QTest.keyClick(
        window.canvas, Qt.Key.Key_C,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )  # fmt: skip
    assert QGuiApplication.clipboard().text() == f"7{second.text()}?"
