"""The probe's plot and the cards of the preparation's steps, as they are painted."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from digitpad.reading.probe import Curve, ProbeChange
from digitpad.ui.pages.layers.probe_plot import ProbePlot
from digitpad.ui.pages.layers.step_card import StepCard
from digitpad.ui.theme import LIGHT
from tests.ui.painted import in_colour, is_frame, shades, written

TURNED = Curve(
    ProbeChange.TURN, 7, (-45, -22.5, 0, 22.5, 45), (0, 0.25, 0.75, 0.5, 1), (3, 3, 7, 7, 7), 0
)


@pytest.fixture
def plot(qtbot):
    """A plot whose axes are 400 x 200 pixels, 46 from the left and 8 from the top."""
    plot = ProbePlot()
    qtbot.addWidget(plot)
    plot.resize(462, 242)
    plot.show()
    plot.show_curve(TURNED)
    return plot


def test_the_curve_goes_straight_through_its_values(plot):
    line = in_colour(plot, LIGHT.accent)
    for left, (start, end) in zip(
        range(46, 446, 100), [(208, 158), (158, 58), (58, 108), (108, 8)], strict=True
    ):
        for share in (0.2, 0.5, 0.8):
            rows = np.flatnonzero(line[:, left + round(100 * share)])
            assert rows.mean() == pytest.approx(start + (end - start) * share, abs=2)
    assert not line[:, :44].any()
    assert not line[:, 450:].any()


def test_nothing_half_and_all_have_a_line_and_other_answers_a_ground(plot):
    grid = in_colour(plot, LIGHT.border)
    assert np.flatnonzero(grid[:, 436]).tolist() == [8, 108, 208]
    image = plot.grab().toImage()
    # The other answer reaches to half the way between the second and the third turn.
    grounds = [image.pixelColor(x, 30).name() for x in (50, 100, 190, 204, 260, 440)]
    assert grounds[:3] == [grounds[0]] * 3
    assert grounds[3:] == [grounds[3]] * 3
    assert grounds[0] != grounds[3]


def test_the_axes_have_numbers_and_a_name(plot):
    """The axes are 400 x 200 pixels, 46 from the left and 8 from the top: 90 degrees."""
    found = {one.text.replace("\u202f", " "): one for one in written(plot)}
    for text, row in (("0 %", 208), ("50 %", 108), ("100 %", 8)):
        assert found[text].place.right() == pytest.approx(46 - 8, abs=1)
        assert found[text].place.center().y() == pytest.approx(row, abs=1.5)
        assert found[text].colour == LIGHT.muted
    for turn in (-45, -30, -15, 0, 15, 30, 45):
        column = 46 + 400 * (turn + 45) / 90
        text = f"{turn}°".replace("-", "−")
        assert found[text].place.center().x() == pytest.approx(column, abs=1)
        assert found[text].place.center().y() == pytest.approx(208 + 12, abs=1.5)
        assert found[text].colour == LIGHT.muted
        around = shades(plot)[209:212, round(column) - 2 : round(column) + 3]
        assert (around != shades(plot)[230, 2]).any(axis=1).all(), turn
    name = found["Turn clockwise, in degrees"]
    assert name.place.center().x() == pytest.approx(246, abs=1)
    assert name.place.center().y() == pytest.approx(208 + 27, abs=1.5)
    assert found["3"].colour == LIGHT.second
    assert found["3"].is_bold
    assert found["3"].place.center().x() == pytest.approx(46 + 150 / 2, abs=1.5)
    assert found["3"].place.center().y() == pytest.approx(8 + 12, abs=1.5)


def test_a_dashed_line_is_where_the_drawing_is_as_it_was_drawn(plot):
    ground = shades(plot)[230, 2]
    line = (shades(plot)[64:200, 245:248] != ground).any(axis=1)  # below the curve
    assert 0.3 < line.mean() < 0.95, "it is dashed"
    (one,) = [one for one in written(plot) if one.text == "as drawn"]
    assert one.colour == LIGHT.muted
    assert 246 <= one.place.left() <= 256
    assert one.place.bottom() <= 208
    plot.show_curve(replace(TURNED, unchanged=40))
    (one,) = [one for one in written(plot) if one.text == "as drawn"]
    assert one.place.right() <= 46 + 400 * 85 / 90 + 1, "where it has room"
    plot.show_curve(replace(TURNED, unchanged=60))
    assert not [one for one in written(plot) if one.text == "as drawn"]


def test_a_line_and_a_dot_are_where_the_pointer_is(plot):
    before = shades(plot)
    QTest.mouseMove(plot, QPoint(340, 40))
    changed = shades(plot) != before
    columns = np.flatnonzero(changed.any(axis=0))
    assert [columns[0], columns[-1]] == pytest.approx([346 - 5, 346 + 5], abs=1)
    line = changed[9:206, 345:347].any(axis=1)
    assert line[:90].all(), "from the top down to the dot"
    assert line[110:].all(), "and from there to the bottom"
    dot = in_colour(plot, LIGHT.accent)[103:113, 341:351]
    assert dot[3:7, 3:7].all()
    assert shades(plot)[108 - 5, 346] != before[108 - 5, 346], "it has a rim"
    QApplication.sendEvent(plot, QEvent(QEvent.Type.Leave))
    np.testing.assert_array_equal(shades(plot), before)


def test_without_a_curve_the_plot_says_why(plot):
    plot.set_empty_text("Draw a digit.")
    plot.show_curve(None)
    assert in_colour(plot, LIGHT.muted)[:, 150:310].any()
    assert not in_colour(plot, LIGHT.border).any()
    assert plot.accessibleDescription() == "Draw a digit."


@pytest.mark.parametrize("size", [(10, 10), (10, 20), (24, 8)])
def test_a_cards_picture_lies_in_the_middle_of_its_square(qtbot, size):
    card = StepCard("Crop", "Cuts out the ink.")
    qtbot.addWidget(card)
    card.resize(140, 240)
    card.set_breadth(134)
    card.show()
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff00ff"))
    card.show_picture(image, "10 × 20 pixels", 0.5)
    square, there = card.picture_rect(), in_colour(card, "#ff00ff")
    for axis, middle in ((0, square.center().x()), (1, square.center().y())):
        seen = np.flatnonzero(there.any(axis=axis))
        length = 0.5 * square.width() * size[axis] / max(size)
        assert len(seen) == pytest.approx(length, abs=1)
        assert seen.mean() + 0.5 == pytest.approx(middle, abs=1)
    assert is_frame(
        in_colour(card, LIGHT.border), 0, round(square.top()), round(square.right()) - 1,
        round(square.bottom()) - 1, reach=0,
    )  # fmt: skip


def test_below_a_cards_picture_are_its_size_what_is_done_and_the_answer_otherwise(qtbot):
    card = StepCard("Crop", "Cuts out the ink.")
    qtbot.addWidget(card)
    card.resize(140, 240)
    card.set_breadth(134)
    card.show()

    def lines(colour):
        """The rows below the picture in which ``colour`` is written, one above the other."""
        rows = np.flatnonzero(in_colour(card, colour).any(axis=1))
        return rows[rows > card.picture_rect().bottom() + 1] - card.picture_rect().bottom()

    assert not len(lines(LIGHT.muted))
    card.show_picture(None, "10 × 20 pixels", 0.5)
    card.show_sentence("Cut to its ink")
    card.show_cost("Without: 7, 98 %", is_alarming=False)
    muted, text = lines(LIGHT.muted), lines(LIGHT.text)
    assert text.min() > muted.min(), "first its size"
    assert text.max() < muted.max(), "last what it would be otherwise"
    assert not len(lines(LIGHT.second))
    card.show_cost("Without: 1, 98 %", is_alarming=True)
    assert lines(LIGHT.second).min() > text.max()
    assert lines(LIGHT.muted).max() < text.min()
    card.show_sentence("Cut to its ink, and so many words that they take more than one line")
    for one in written(card):
        assert one.place.left() >= 0
        assert one.place.right() <= 140 - 5, "texts of the next card are apart"
        assert one.pixels == 11
    assert [one.is_bold for one in written(card)] == [False, False, True]
