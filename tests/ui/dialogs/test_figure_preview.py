"""The preview of a figure by itself: where it is painted, and what is said in its place."""

import numpy as np
import pytest
from PySide6.QtCore import QBuffer
from PySide6.QtGui import QColor, QImage

from digitpad.support.errors import DigitpadError
from digitpad.ui.background import end_all
from digitpad.ui.dialogs.take_away.take_away import FigurePreview
from digitpad.ui.theme import LIGHT
from tests.ui.painted import in_colour, written


def png(width, height):
    """A PNG of one colour."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff00ff"))
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


@pytest.fixture
def preview(qtbot):
    preview = FigurePreview()
    qtbot.addWidget(preview)
    preview.resize(400, 300)
    preview.show()
    yield preview
    end_all(preview)


def show(qtbot, preview, width, height):
    asked = []

    def draw(ratio):
        asked.append(ratio)
        return png(round(width * ratio), round(height * ratio))

    preview.image = None
    preview.show_figure(draw, width, height)
    qtbot.waitUntil(lambda: preview.image is not None)
    return asked


@pytest.mark.parametrize(
    ("size", "place"),
    [((800, 300), (1, 75, 399, 225)), ((300, 600), (125, 1, 274, 299))],
)
def test_a_figure_lies_in_the_middle_as_large_as_it_fits(qtbot, preview, size, place):
    (ratio,) = show(qtbot, preview, *size)
    there = in_colour(preview, "#ff00ff")
    rows, columns = np.flatnonzero(there.any(axis=1)), np.flatnonzero(there.any(axis=0))
    found = (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
    assert found == pytest.approx(place, abs=3)
    assert ratio == pytest.approx((place[2] - place[0]) / size[0], abs=0.02)
    frame = in_colour(preview, LIGHT.border)
    left, top, right, bottom = found
    for line in (frame[top - 1, left:right], frame[bottom, left:right],
                 frame[top:bottom, left - 1], frame[top:bottom, right]):  # fmt: skip
        assert line.mean() > 0.98
    assert frame.sum() <= 2 * (right - left + bottom - top) + 4


def test_what_is_said_in_its_place_takes_the_figure_away(qtbot, preview):
    show(qtbot, preview, 200, 100)
    preview.show_text("Draw a digit first.")
    (one,) = written(preview)
    assert (one.text, one.colour) == ("Draw a digit first.", LIGHT.muted)
    assert one.place.center().toTuple() == pytest.approx((200, 150), abs=1.5)
    assert not in_colour(preview, "#ff00ff").any()
    assert not in_colour(preview, LIGHT.border).any()
    show(qtbot, preview, 200, 100)
    assert not written(preview)


def test_a_figure_that_cannot_be_drawn_says_why(qtbot, preview):
    def draw(ratio):
        raise DigitpadError("The figure is too large. Choose a smaller one.")

    preview.show_figure(draw, 200, 100)
    qtbot.waitUntil(lambda: bool([one for one in written(preview) if one.text]))
    (one,) = written(preview)
    assert one.text == "The figure is too large. Choose a smaller one."


def test_it_is_drawn_for_another_size_and_not_while_it_is_hidden(qtbot, preview):
    asked = show(qtbot, preview, 800, 300)
    preview.resize(200, 300)
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert asked[1] < asked[0]
    preview.hide()
    preview.resize(300, 300)
    assert len(asked) == 2
    preview.show()
    qtbot.waitUntil(lambda: len(asked) == 3)
    assert asked[1] < asked[2] < asked[0]
