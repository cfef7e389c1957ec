"""The value under a pointer that stays where it is, while what is shown there becomes another."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitpad.lab.inputs import COLOUR_SHAPES, FOUR_BY_FOUR, layer_source
from digitpad.lab.lab_settings import LabSettings
from digitpad.lab.limits import ConvolutionSettings, Padding
from digitpad.ui.pages.lab.lab_view import POOLING
from tests.ui.layers import follow
from tests.ui.pages.lab.test_lab_page import settle, show
from tests.ui.pens import SEVEN, mouse

TOP, BOTTOM = 0, 1


@pytest.fixture
def lab(qtbot, window):
    window.pages.show_page("lab")
    view = window.pages.lab.view
    padding = ConvolutionSettings(padding=Padding(1, 1, 1, 1))
    show(qtbot, view, LabSettings(FOUR_BY_FOUR, convolution=padding))
    return view


def point(picture, place):
    QTest.mouseMove(picture, picture.value_point(place).toPoint())


def told(lab):
    """What is told of the place of the input that the pointer is at, and the number there."""
    channel, row, column = lab.playground.input.own_under_pointer()
    value = lab.result.image[channel, row, column]
    return f"Input, channel {channel}, row {row}, column {column}: {value:.3f}"


def take_padding_away(qtbot, lab, side):
    box = lab.playground.padding.sides[side]
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    settle(qtbot, lab)


@pytest.mark.parametrize(("side", "row"), [(TOP, 0), (BOTTOM, 5)])
def test_padding_that_goes_away_under_it_is_told_no_more(qtbot, lab, side, row):
    picture = lab.playground.input
    point(picture, (0, row, 2))
    assert lab.value.text().startswith("Padding, channel 0, row ")
    for gone in (side, BOTTOM if side == TOP else TOP):
        take_padding_away(qtbot, lab, gone)
    assert picture._values.shape == (1, 4, 6)  # the picture is that of the result
    assert lab.value.text() == ("" if picture.under_pointer() is None else told(lab))


def test_a_channel_that_another_input_has_not_is_told_no_more(qtbot, window, lab):
    mouse(window.canvas, SEVEN)
    window.pages.show_page("layers")
    follow(qtbot, window, window.pages.layers)
    window.pages.show_page("lab")
    show(qtbot, lab, LabSettings(FOUR_BY_FOUR))
    lab.playground.source.chosen.emit(layer_source("conv2"))
    settle(qtbot, lab)
    point(lab.playground.input, (7, 5, 2))
    assert lab.value.text().startswith("Input, channel 7, row 5, column 2: ")
    lab.playground.source.chosen.emit(COLOUR_SHAPES)
    settle(qtbot, lab)
    assert lab.playground.input._values.shape == (3, 20, 20)
    assert "channel 7" not in lab.value.text()


def test_a_pools_value_is_told_anew(qtbot, lab):
    lab.show_area(POOLING)
    settle(qtbot, lab)
    table = lab.pooling.table
    QTest.mouseMove(table, table.value_point("max", (0, 0, 0)).toPoint())
    assert lab.pooling.value.text() == "max: largest of rows 0–1, columns 0–1: 2.000"
    lab.playground.input.typed.emit((0, 1, 1), 9.0)
    settle(qtbot, lab)
    assert lab.pooling.value.text() == "max: largest of rows 0–1, columns 0–1: 9.000"


def test_the_window_of_a_pools_value_stays_framed_when_the_input_changes(qtbot, lab):
    lab.show_area(POOLING)
    settle(qtbot, lab)
    table, picture = lab.pooling.table, lab.playground.input
    QTest.mouseClick(
        table, Qt.MouseButton.LeftButton, pos=table.value_point("max", (0, 1, 1)).toPoint()
    )
    before = picture._under
    assert (before.rows, before.columns) == (range(2, 4), range(2, 4))
    picture.typed.emit((0, 0, 0), 9.0)
    settle(qtbot, lab)
    assert picture._under == before
