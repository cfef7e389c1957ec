"""The bars of an answer: of a new one only what differs is painted, and it looks as if all were."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QRegion

from digitpad.ui.window.answer.probability_bars import ROWS, ProbabilityBars
from tests.ui.painted import shades

SEVEN = (0.0, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.9, 0.0, 0.0)
ONE = (0.0, 0.9, 0.0, 0.0, 0.0, 0.0, 0.0, 0.1, 0.0, 0.0)
DOUBT = (0.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 0.0, 0.0)
MANY = (0.0, *[0.05] * 10, 0.3, 0.2)
SIZES = [(230, 190), (190, 147)]  # the second has rows that begin between two pixels


class Painted(QObject):
    """Notes what of a widget is painted."""

    def __init__(self, widget):
        super().__init__(widget)
        self.region = QRegion()
        widget.installEventFilter(self)

    def eventFilter(self, _widget, event):
        if event.type() == QEvent.Type.Paint:
            self.region += event.region()
        return False


def bars_of(qtbot, probabilities, size=SIZES[0]):
    bars = ProbabilityBars()
    qtbot.addWidget(bars)
    bars.resize(*size)
    bars.set_probabilities(probabilities)
    first = Painted(bars)
    bars.show()
    qtbot.waitUntil(lambda: first.region.contains(bars.rect().bottomRight()))
    return bars


def painted_for(qtbot, bars, probabilities):
    """What is painted when ``probabilities`` are shown: numbers of the rows."""
    painted = Painted(bars)
    bars.set_probabilities(probabilities)
    bars.update(0, 0, 1, 1)  # one corner at least, so that there is something to wait for
    qtbot.waitUntil(lambda: not painted.region.isEmpty())
    height = bars.height() / ROWS
    middle = bars.width() // 2
    places = [QPoint(middle, round((row + 0.5) * height)) for row in range(ROWS)]
    return [row for row, place in enumerate(places) if painted.region.contains(place)]


def test_of_a_new_answer_only_the_rows_that_differ_are_painted(qtbot):
    assert painted_for(qtbot, bars_of(qtbot, SEVEN), ONE) == [1, 7]


def test_of_the_same_answer_nothing_is_painted(qtbot):
    hardly = (*SEVEN[:8], 1e-6, 1e-6)
    assert painted_for(qtbot, bars_of(qtbot, SEVEN), hardly) == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("answer", [ONE, DOUBT, MANY, ()])
def test_painted_in_parts_it_looks_as_if_it_were_painted_at_once(qtbot, answer, size):
    bars = bars_of(qtbot, SEVEN, size)
    painted_for(qtbot, bars, answer)
    seen = shades(bars.screen().grabWindow(bars.winId()).toImage())
    whole = shades(bars_of(qtbot, answer, size))
    np.testing.assert_array_equal(seen, whole)
