"""Three channels: in their own colours, with their names, typed, and the picture beside them."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtTest import QTest

from digitpad.lab.inputs import (
    COLOUR_SHAPES,
    DRAWING,
    THREE_CHANNELS,
    colour_shapes,
    image_of,
    planes_source,
)
from digitpad.lab.kernels import kernel, preset
from digitpad.lab.lab_settings import LabSettings
from digitpad.ui.pages.lab.channels import as_light, together

ONES = kernel([[[1.0]]] * 3)


@pytest.fixture
def lab(window):
    window.pages.show_page("lab")
    return window.pages.lab.view


def settle(qtbot, lab):
    qtbot.waitUntil(lambda: lab.is_settled, timeout=20_000)


def show(qtbot, lab, settings):
    lab.show_settings(settings)
    settle(qtbot, lab)


@pytest.fixture
def painted(monkeypatch):
    texts, draw = [], QPainter.drawText

    def note(painter, *arguments):
        texts.extend(one for one in arguments if isinstance(one, str))
        return draw(painter, *arguments)

    monkeypatch.setattr(QPainter, "drawText", note)
    return texts


def pick(lab, text):
    action = next(one for one in lab.playground.source.menu.actions() if one.text() == text)
    action.trigger()


def test_light_of_three_channels_is_the_picture():
    planes = np.array([[[1.0, 0.0]], [[0.5, 0.0]], [[0.0, 1.0]]])
    red, green, blue = as_light(planes, 1.0)
    assert red.tolist() == [[0xFFFF0000, 0xFF000000]]
    assert green.tolist() == [[0xFF008000, 0xFF000000]]
    assert blue.tolist() == [[0xFF000000, 0xFF0000FF]]
    assert together(planes, 1.0).tolist() == [[0xFFFF8000, 0xFF0000FF]]
    assert together(planes * 4, 4.0).tolist() == together(planes, 1.0).tolist()


def test_a_picture_with_colours_comes_with_the_lab(qtbot, lab, painted):
    pick(lab, "&Coloured Shapes")
    settle(qtbot, lab)
    assert lab.lab_settings().source == COLOUR_SHAPES
    assert lab.lab_settings().kernels[0].channels == 3
    np.testing.assert_array_equal(lab.result.image, colour_shapes())
    picture = lab.playground.input
    shown = picture.grab().toImage()
    for channel, colour in enumerate(("red", "green", "blue")):
        # White paper is full in every channel.
        assert shown.pixelColor(picture.value_point((channel, 0, 0)).toPoint()) == QColor(
            {"red": "#ff0000", "green": "#00ff00", "blue": "#0000ff"}[colour]
        )
    beside = picture._layout().value_rect(3, 0, 0).center().toPoint()
    assert shown.pixelColor(beside) == QColor("white"), "the picture itself"
    square = picture._layout().value_rect(3, 4, 4).center().toPoint()
    assert shown.pixelColor(square).red() > 200 > 60 > shown.pixelColor(square).blue()
    assert {"red", "green", "blue", "picture"} <= set(painted)


def test_a_channel_is_told_by_its_name_and_the_picture_has_no_values(qtbot, lab):
    show(qtbot, lab, LabSettings(COLOUR_SHAPES, (ONES,)))
    picture = lab.playground.input
    QTest.mouseMove(picture, picture.value_point((1, 0, 2)).toPoint())
    assert lab.value.text() == "Input, green, row 0, column 2: 1.000"
    QTest.mouseMove(picture, picture._layout().value_rect(3, 0, 2).center().toPoint())
    assert lab.value.text() == ""


def test_three_grids_are_typed_channel_by_channel(qtbot, lab):
    pick(lab, "&Three Grids: Red, Green, Blue")
    settle(qtbot, lab)
    assert lab.lab_settings().source == THREE_CHANNELS
    lab.playground.kernels.put(ONES)
    settle(qtbot, lab)
    before = lab.result.outcome.maps[0, 3, 2]
    picture = lab.playground.input
    QTest.mouseClick(
        picture, Qt.MouseButton.LeftButton, pos=picture.value_point((1, 3, 2)).toPoint()
    )
    QTest.keyClicks(picture, "5")
    editor = picture.findChild(type(picture._editor), "kernelNumber")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle(qtbot, lab)
    image = image_of(lab.lab_settings().source)
    assert image[1, 3, 2] == 5
    assert image[0, 3, 2] == image_of(THREE_CHANNELS)[0, 3, 2]
    assert lab.result.outcome.maps[0, 3, 2] - before == 5
    # The one grid of numbers is kept apart, and so are the three.
    pick(lab, "A &Grid of Numbers")
    settle(qtbot, lab)
    assert lab.result.image.shape == (1, 4, 4)
    pick(lab, "&Three Grids: Red, Green, Blue")
    settle(qtbot, lab)
    assert lab.result.image[1, 3, 2] == 5


def test_three_grids_get_another_size_together(qtbot, lab):
    show(qtbot, lab, LabSettings(THREE_CHANNELS, (ONES,)))
    box = lab.playground.source.size_box
    box.rows.setFocus()
    box.rows.selectAll()
    QTest.keyClicks(box.rows, "6")
    QTest.keyClick(box.rows, Qt.Key.Key_Return)
    settle(qtbot, lab)
    assert lab.result.image.shape == (3, 6, 4)
    assert (lab.result.image[:, 4:] == 0).all()
    np.testing.assert_array_equal(lab.result.image[:, :4], image_of(THREE_CHANNELS))


def test_numbers_below_zero_keep_the_scale_that_shows_them(qtbot, lab, painted):
    source = planes_source([[[1, -1]], [[0, 0]], [[2, 0]]])
    show(qtbot, lab, LabSettings(source, (ONES,)))
    picture = lab.playground.input
    painted.clear()
    picture.grab()
    assert {"red", "green", "blue", "−1"} <= set(painted)
    assert "picture" not in painted, "below zero there is no light"
    assert picture._layout().count == 3


def test_grey_inputs_have_no_names(qtbot, lab, painted):
    show(qtbot, lab, LabSettings(COLOUR_SHAPES, (ONES,)))
    show(qtbot, lab, LabSettings(planes_source([[[1, 2], [3, 4]]]), (preset("identity"),)))
    painted.clear()
    lab.playground.grab()
    assert "red" not in painted
    assert "picture" not in painted


def test_nothing_is_warned_of_twice(qtbot, lab, painted):
    """An impossible kernel, a drawing that is not there: one sentence each, above all views."""
    for settings, problem in (
        (LabSettings(planes_source([[[1, 2], [3, 4]]]), (preset("sobel x"),)), "does not fit"),
        (LabSettings(DRAWING, (preset("sobel x"),)), "no drawing yet"),
    ):
        show(qtbot, lab, settings)
        for area in range(3):
            lab.show_area(area)
            settle(qtbot, lab)
            painted.clear()
            lab.grab()
            told = [text for text in painted if problem in text]
            assert len(told) == 1
            assert problem in lab.playground.verdict.text()
