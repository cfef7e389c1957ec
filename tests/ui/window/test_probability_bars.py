"""The bars of an answer: of a new one only what differs is painted, and it looks as if all were."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QColor, QPalette, QRegion

from digitpad.ui.theme import DARK, LIGHT, apply_theme
from digitpad.ui.window.answer.probability_bars import ROWS, ProbabilityBars
from tests.ui.painted import in_colour, shades

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


def on_a_panel(bars, colours):
    """Give the bars the ground that they have in the window."""
    palette = bars.palette()
    palette.setColor(QPalette.ColorRole.Window, QColor(colours.panel))
    bars.setPalette(palette)
    return bars


def in_row(there, row):
    """Where a row's bar has a colour: of its middle line, the columns."""
    return np.flatnonzero(there[round((row + 0.5) * SIZES[0][1] / ROWS)])


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("answer", "best"),
    [(SEVEN, "accent"), (ONE, "accent"), ((0.3, 0.25, 0.2, 0.15, 0.1, *[0.0] * 5), "warning")],
    ids=["seven", "one", "not sure"],
)
def test_each_bar_is_as_long_as_its_probability(qtbot, qapp, colours, answer, best):
    apply_theme(qapp, colours)
    bars = on_a_panel(bars_of(qtbot, answer), colours)
    (groove,) = {tuple(in_row(in_colour(bars, colours.window), row)[[0, -1]]) for row in (8, 9)}
    length = groove[1] - groove[0] + 1
    assert length > SIZES[0][0] / 2
    for digit, probability in enumerate(answer):
        colour = getattr(colours, best) if probability == max(answer) else colours.faint
        bar, rest = (in_row(in_colour(bars, one), digit) for one in (colour, colours.window))
        assert len(bar) == pytest.approx(probability * length, abs=2), digit
        assert len(rest) == pytest.approx((1 - probability) * length, abs=2), digit
        if len(bar):
            assert bar[0] == pytest.approx(groove[0], abs=1), digit
            assert bar[-1] - bar[0] == len(bar) - 1, digit


def test_before_there_is_an_answer_ten_empty_bars_wait(qtbot):
    bars = on_a_panel(bars_of(qtbot, ()), LIGHT)
    there = in_colour(bars, LIGHT.window)
    assert {len(in_row(there, row)) for row in range(ROWS)} == {len(in_row(there, 0))}
    assert len(in_row(there, 0)) > SIZES[0][0] / 2
    assert not in_colour(bars, LIGHT.accent).any()
    assert not in_colour(bars, LIGHT.faint).any()
