"""The lab's input and output as they are painted: padding, what is unseen, frames and numbers."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from digitpad.lab.inputs import FOUR_BY_FOUR, THREE_CHANNELS, numbers_source, sample_source
from digitpad.lab.kernels import kernel, preset
from digitpad.lab.lab_settings import LabSettings
from digitpad.lab.limits import ConvolutionSettings, Padding
from digitpad.lab.result import LabResult, lab_result
from digitpad.lab.steps import Cell
from digitpad.support.colour_scales import is_light, table
from digitpad.ui.pages.lab.input_picture import InputPicture, Under
from digitpad.ui.pages.lab.playground import OutputPicture
from digitpad.ui.theme import LIGHT
from tests.ui.layers import click
from tests.ui.painted import in_colour, is_frame, shades, written

LEFT = Qt.MouseButton.LeftButton
FOUR = np.array(FOUR_BY_FOUR.numbers, np.float32).reshape(4, 4)
SOBEL = preset("sobel x")
PADDED = ConvolutionSettings(padding=Padding(1, 2, 1, 0))


def found(source=FOUR_BY_FOUR, kernels=(SOBEL,), convolution=None):
    settings = LabSettings(source, kernels, convolution or ConvolutionSettings())
    return lab_result(settings, None, None, with_pools=False)


@pytest.fixture
def picture(qtbot):
    picture = InputPicture()
    qtbot.addWidget(picture)
    picture.resize(214, 214)  # 210 pixels inside
    picture.show()
    picture.show_result(found())
    return picture


@pytest.fixture
def output(qtbot):
    output = OutputPicture()
    qtbot.addWidget(output)
    output.resize(164, 164)
    output.show()
    output.show_result(found())
    return output


def heard(signal):
    told = []
    signal.connect(lambda *what: told.append(what))
    return told


def cells(rows, columns, room=214):
    """Left, top and side of ``rows`` x ``columns`` values that are as large as they fit."""
    side = (room - 4) // max(rows, columns)
    return (room - side * columns) / 2, (room - side * rows) / 2, side


# The input


def test_each_number_stands_in_its_cell_in_its_colour(picture):
    left, top, side = cells(4, 4)
    painted, texts = shades(picture), written(picture)
    assert len(texts) == 16
    for row in range(4):
        for column in range(4):
            x, y = left + column * side, top + row * side
            shade = table(False, False)[round(FOUR[row, column] / FOUR.max() * 254)]
            assert painted[round(y) + 3, round(x) + 3] == shade
            (one,) = [one for one in texts if x < one.place.center().x() < x + side
                      and y < one.place.center().y() < y + side]  # fmt: skip
            assert one.text == f"{FOUR[row, column]:.0f}"
            assert one.place.center().x() == pytest.approx(x + side / 2, abs=1)
            assert one.place.center().y() == pytest.approx(y + side / 2, abs=1.5)
            assert one.colour == ("#000000" if is_light(int(shade)) else "#ffffff")


def test_padding_is_paler_around_the_input_and_a_dashed_frame_is_between(picture):
    picture.show_result(found(convolution=PADDED))
    left, top, side = cells(4 + 3, 4 + 1)
    painted, scale = shades(picture), table(False, False)
    zero = int(scale[0])

    def at(row, column):
        return int(painted[round(top + row * side) + 3, round(left + column * side) + 3])

    for row in range(7):
        for column in range(5):
            is_padding = row < 1 or row >= 5 or column < 1
            value = 0 if is_padding else FOUR[row - 1, column - 1]
            shade = int(scale[round(value / FOUR.max() * 254)])
            assert (at(row, column) == shade) == (not is_padding), (row, column)
            if is_padding:
                paler = QColor(at(row, column)).lightness()
                assert QColor(zero).lightness() < paler < QColor(LIGHT.window).lightness()
    edges = (left + side, top + side, left + 5 * side, top + 5 * side)
    dashes = in_colour(picture, LIGHT.muted)
    x0, y0, x1, y1 = (round(n) for n in edges)
    for line in (dashes[y0 - 1 : y0 + 2, x0:x1].any(axis=0), dashes[y1 - 1 : y1 + 2, x0:x1]
                 .any(axis=0), dashes[y0:y1, x0 - 1 : x0 + 2].any(axis=1),
                 dashes[y0:y1, x1 - 1 : x1 + 2].any(axis=1)):  # fmt: skip
        assert 0.3 < line.mean() < 0.95
    picture.show_result(found())
    assert not in_colour(picture, LIGHT.muted).any()


def test_the_kernels_place_is_framed_over_padding_too(picture):
    picture.show_result(found(convolution=PADDED))
    left, top, side = cells(7, 5)
    for rows, columns in ((range(-1, 2), range(-1, 2)), (range(3, 6), range(1, 4))):
        picture.show_under(Under(rows, columns))
        x, y = left + (columns[0] + 1) * side, top + (rows[0] + 1) * side
        edges = [round(n) for n in (x, y, x + 3 * side, y + 3 * side)]
        assert is_frame(in_colour(picture, LIGHT.second), *edges)
    picture.show_under(None)
    assert not in_colour(picture, LIGHT.second).any()


def test_each_pixel_under_a_dilated_kernel_has_a_frame_of_its_own(picture):
    nine = numbers_source(np.arange(81).reshape(9, 9).tolist())
    picture.show_result(found(nine, convolution=ConvolutionSettings(dilation=(3, 2))))
    left, top, side = cells(9, 9)
    picture.show_under(Under(range(1, 8, 3), range(2, 7, 2)))
    orange = in_colour(picture, LIGHT.second)
    for row in range(9):
        for column in (0, 1, 3, 4, 5, 6, 8):  # not where the frame around all of it is
            x, y = round(left + column * side), round(top + row * side)
            is_tap = row in (1, 4, 7) and column in (4, 6)
            assert orange[y + side // 2, x : x + 4].any() == is_tap, (row, column)
    x, y = round(left + 2 * side), round(top + side)
    assert orange[y + 10, x - 2 : x + 2].any(), "and all of it has one together"


def test_what_no_window_sees_is_hatched_and_its_numbers_stand_on_it(picture):
    picture.show_result(found(convolution=ConvolutionSettings((2, 2))))
    left, top, side = cells(4, 4)
    lines = in_colour(picture, LIGHT.warning)
    for row in range(4):
        for column in range(4):
            x, y = round(left + column * side), round(top + row * side)
            is_unseen = row == 3 or column == 3
            assert lines[y + 2 : y + side - 2, x + 2 : x + side - 2].any() == is_unseen
    texts = [one for one in written(picture) if one.colour == LIGHT.text]
    assert len(texts) == 7
    for one in texts:
        column = int((one.place.center().x() - left) // side)
        row = int((one.place.center().y() - top) // side)
        assert 3 in (row, column)
        assert one.text == f"{FOUR[row, column]:.0f}"
    assert picture.accessibleDescription() == "no window sees rows 3; no window sees columns 3"
    picture.show_result(found())
    assert picture.accessibleDescription() == ""
    assert not in_colour(picture, LIGHT.warning).any()


def test_an_input_that_is_not_there_says_why(picture):
    picture.show_under(Under(range(3), range(3)))
    picture.show_result(LabResult(LabSettings(), problem="There is no drawing yet."))
    assert picture.accessibleDescription() == "There is no drawing yet."
    assert not in_colour(picture, LIGHT.second).any()


def test_the_pointer_tells_places_of_the_input_and_negative_ones_in_padding(picture):
    picture.show_result(found(convolution=PADDED))
    left, top, side = cells(7, 5)
    told = heard(picture.pointed)
    for row, column in ((0, 0), (1, 1), (6, 4)):
        point = QPointF(left + (column + 0.5) * side, top + (row + 0.5) * side)
        QTest.mouseMove(picture, point.toPoint())
        assert told[-1] == ((0, row - 1, column - 1),)
    QApplication.sendEvent(picture, QEvent(QEvent.Type.Leave))
    assert told[-1] == (None,)


def type_over(picture, position, text):
    click(picture, picture.value_point(position))
    for key in text:
        QTest.keyClick(picture if picture._editor is None else picture._editor, key)
    QTest.keyClick(picture._editor, Qt.Key.Key_Return)


def test_a_number_is_typed_at_its_own_place_and_taken_back(picture):
    picture.show_result(found(convolution=PADDED))
    told = heard(picture.typed)
    type_over(picture, (0, 2, 3), "9")  # of what is painted; row 1 and column 2 of the input
    assert told == [((0, 1, 2), 9.0)]
    QTest.keyClick(picture, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert told[1:] == [((0, 1, 2), float(FOUR[1, 2]))]
    QTest.keyClick(picture, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(told) == 2


def test_padding_cannot_be_selected_and_keys_stay_on_the_input(picture):
    picture.show_result(found(convolution=PADDED))
    left, top, side = cells(7, 5)
    QTest.mouseClick(picture, LEFT, pos=QPointF(left + side / 2, top + side / 2).toPoint())
    assert picture.current() is None
    click(picture, picture.value_point((0, 1, 1)))
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Left):
        QTest.keyClick(picture, key)
        assert picture.current() == (0, 1, 1)
    for _ in range(8):
        QTest.keyClick(picture, Qt.Key.Key_Down)
        QTest.keyClick(picture, Qt.Key.Key_Right)
    assert picture.current() == (0, 4, 4)


def test_a_sample_is_looked_at_and_not_typed_over(picture):
    picture.show_result(found(sample_source(np.full((28, 28), 90, np.uint8))))
    click(picture, picture.value_point((0, 3, 3)))
    QTest.keyClick(picture, Qt.Key.Key_Down)
    QTest.keyClick(picture, Qt.Key.Key_5)
    assert picture.current() is None
    assert picture._editor is None


def test_channels_of_colours_have_their_names_above_and_the_picture_beside(picture):
    kernels = (SOBEL.for_channels(3),)
    picture.resize(430, 140)
    picture.show_result(found(THREE_CHANNELS, kernels))
    names = [one for one in written(picture) if one.text in ("red", "green", "blue", "picture")]
    assert [one.text for one in names] == ["red", "green", "blue", "picture"]
    layout = picture._layout()
    assert layout.count == 4
    for channel, one in enumerate(names):
        above = layout.map_rect(channel)
        assert one.place.center().x() == pytest.approx(above.center().x(), abs=1)
        assert one.place.bottom() <= above.top() + 2
        assert one.pixels == 11
    assert [one.colour for one in names] == ["#c62828", "#2e7d32", "#1565c0", LIGHT.muted]
    planes = np.array(THREE_CHANNELS.numbers, np.float32)
    levels = np.rint(planes / planes.max() * 255).astype(int)
    painted = shades(picture)
    for row, column in ((0, 0), (1, 2), (2, 1)):
        light = [levels[channel, row, column] for channel in range(3)]
        for channel in range(4):
            rect = layout.value_rect(channel, row, column)
            shade = int(painted[round(rect.top()) + 2, round(rect.left()) + 2])
            parts = [shade >> shift & 0xFF for shift in (16, 8, 0)]
            expected = light if channel == 3 else [
                light[n] if n == channel else 0 for n in range(3)
            ]  # fmt: skip
            assert parts == expected, (channel, row, column)
    told = heard(picture.pointed)
    QTest.mouseMove(picture, layout.value_rect(3, 1, 1).center().toPoint())
    assert told == [(None,)], "the picture has no values of its own"


# The output


def test_a_value_of_the_output_is_selected_and_framed(output):
    told = heard(output.chosen)
    click(output, output.value_point((0, 1, 0)))
    assert told == [((0, 1, 0),)]
    side = 160 // 2
    edges = (2, 2 + side, 2 + side, 2 + 2 * side)
    assert is_frame(in_colour(output, LIGHT.second), *edges)
    QTest.keyClick(output, Qt.Key.Key_5)
    assert output._editor is None, "what is computed cannot be typed over"


def test_a_pools_window_is_framed_in_every_map(output):
    output.resize(329, 164)
    output.show_result(found(kernels=(SOBEL, kernel([[1.0]] * 3))))
    output.show_result(found(kernels=(SOBEL, replace(SOBEL, name="again"))))
    output.show_under(Under(range(1), range(1, 2)))
    orange = in_colour(output, LIGHT.second)
    for channel in range(2):
        rect = output._layout().value_rect(channel, 0, 1)
        around = np.zeros_like(orange)
        around[:, round(rect.left()) - 5 : round(rect.right()) + 6] = True
        edges = (round(rect.left()), round(rect.top()), round(rect.right()), round(rect.bottom()))
        assert is_frame(orange & around, *edges)
    output.show_under(None)
    assert not in_colour(output, LIGHT.second).any()


@pytest.mark.parametrize("is_written", [True, False])
def test_what_comes_after_a_place_is_paper(output, is_written):
    output.show_filled(Cell(0, 0, 1), is_written)
    paper, (left, top, side) = in_colour(output, LIGHT.window), (2, 2, 80)
    for row in range(2):
        for column in range(2):
            is_there = (row, column) < (0, 1) or (is_written and (row, column) == (0, 1))
            block = paper[top + row * side + 3 : top + (row + 1) * side - 3,
                          left + column * side + 3 : left + (column + 1) * side - 3]  # fmt: skip
            assert block.all() == (not is_there)
            assert block.any() == (not is_there)
    assert is_frame(in_colour(output, LIGHT.border), 2, 2, 162, 162)
    output.show_filled(None)
    assert not in_colour(output, LIGHT.window)[4:160, 4:160].any()


def test_an_output_of_before_is_veiled_and_one_without_an_input_is_gone(output):
    before = shades(output)
    small = numbers_source([[1, 2], [3, 4]])
    output.show_result(found(small))
    assert (shades(output) != before).mean() > 0.9
    assert output._values is not None
    output.show_result(found())
    np.testing.assert_array_equal(shades(output), before)
    output.show_result(LabResult(LabSettings()))
    assert output._values is None
