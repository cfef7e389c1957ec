"""A layer's maps without the page: scales, two side by side, the answer's bars, gradients."""

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from digitpad.graph.changes import Changes, Channel
from digitpad.graph.trace import trace
from digitpad.support.colour_scales import shaded
from digitpad.ui.pages.layers.maps_view import MapsView, Show
from tests.ui.layers import click, image_of, told_by
from tests.ui.painted import shades, written
from tests.ui.pens import SEVEN


@pytest.fixture
def maps(made):
    return made(MapsView())


def test_without_a_trace_maps_say_why_they_are_empty(maps, layers):
    maps.set_empty_text("Draw a digit.")
    maps.show_layer(None, layers["conv1"], Show())
    assert [one.text for one in written(maps.grid)] == ["Draw a digit."]
    assert maps.end is None
    assert not maps._sides[1].isVisible()
    assert not maps._names[0].isVisible()


def test_maps_have_one_scale_or_each_its_own(maps, layers, seven):
    values = seven.values(layers["conv1"])
    channel = int(np.abs(values).max(axis=(1, 2)).argmin())  # its own scale shows more
    row, column = np.unravel_index(np.abs(values[channel]).argmax(), values[channel].shape)
    for each in (False, True):
        maps.show_layer(seven, layers["conv1"], Show(each=each))
        assert maps.end == (None if each else pytest.approx(float(np.abs(values).max())))
        point = maps.value_point((channel, int(row), int(column)))
        expected = shaded(values, layers["conv1"].signed, False, each=each)[channel, row, column]
        assert shades(maps.grid)[int(point.y()), int(point.x())] == expected


def test_units_that_are_no_maps_share_their_scale_however_maps_are_shown(maps, layers, seven):
    maps.show_layer(seven, layers["fc1"], Show(each=True))
    assert maps.end == pytest.approx(float(np.abs(seven.values(layers["fc1"])).max()))


def test_maps_by_activity_stand_in_its_order(maps, layers, seven):
    maps.show_layer(seven, layers["conv1"], Show(by_activity=True))
    activity = np.abs(seven.values(layers["conv1"])).mean(axis=(1, 2))
    places = [maps.value_point((int(n), 0, 0)) for n in np.argsort(-activity)]
    order = sorted(places, key=lambda point: (round(point.y()), point.x()))
    assert places == order


def test_two_traces_stand_side_by_side_on_one_scale_under_their_names(maps, layers, seven, zero):
    maps.name_traces("Now: 7", "Pinned: 0")
    maps.show_layer(seven, layers["conv1"], Show(), beside=zero)
    assert [line.isVisible() for line in maps._names] == [True, True]
    assert [line.text() for line in maps._names] == ["Now: 7", "Pinned: 0"]
    ends = [float(np.abs(one.values(layers["conv1"])).max()) for one in (seven, zero)]
    assert maps.end == pytest.approx(max(ends))
    np.testing.assert_array_equal(maps._beside.grid._values, zero.values(layers["conv1"]))
    assert maps._beside.grid.mapTo(maps, QPoint()).x() > maps.grid.mapTo(maps, QPoint()).x()
    maps.set_current((2, 3, 4))
    assert maps._beside.grid.current() == maps.grid.current() == (2, 3, 4)
    maps.show_layer(seven, layers["conv1"], Show())
    assert not maps._sides[1].isVisible()


def test_a_network_without_the_layer_says_so_beside(maps, layers, seven, zero):
    other = SimpleNamespace(name="another", shape=(1, 2, 2), signed=True, index=1, is_answer=False)
    mine = SimpleNamespace(**{name: getattr(other, name) for name in vars(other)})
    values = np.ones((1, 2, 2), np.float32)
    here = SimpleNamespace(values=lambda layer: values, changes=seven.changes, graph=seven.graph)
    maps.show_layer(here, mine, Show(), beside=zero)
    assert [one.text for one in written(maps._beside.grid)] == ["It has no such layer."]


def test_silenced_maps_are_crossed_out_in_their_own_trace(maps, network, layers, seven):
    changed = trace(network, image_of(SEVEN), Changes().with_toggled(Channel("conv1", 2)))
    maps.show_layer(changed, layers["conv1"], Show(), beside=seven)
    assert maps.grid._silenced == {2}
    assert maps._beside.grid._silenced == frozenset()
    maps.show_layer(changed, layers["relu1"], Show())
    assert maps.grid._silenced == frozenset()


def test_the_answer_is_shown_as_bars_and_points_are_theirs(maps, layers, seven):
    maps.show_layer(seven, layers["conv1"], Show())
    maps.set_current((2, 3, 4))
    assert maps.bars.current() is None
    maps.show_layer(seven, layers["fc2"], Show())
    assert maps.current() is None, "the answer has no such value"
    assert maps.bars.isVisible()
    assert maps.value_point((4,)) == maps.bars.value_point((4,))
    maps.set_current((4,))
    assert maps.bars.current() == (4,)
    maps.show_layer(None, layers["fc2"], Show())
    assert maps.grid.isVisible(), "it says what to do"


def test_gradients_stand_beside_the_maps_in_their_own_colours(maps, layers, seven, slopes):
    maps.show_layer(seven, layers["conv1"], Show(), slopes=slopes)
    beside = maps._beside.grid
    found = slopes.values(layers["conv1"])
    np.testing.assert_array_equal(beside._values, found)
    assert beside._end == pytest.approx(float(np.abs(found).max()))
    assert maps.end == pytest.approx(float(np.abs(seven.values(layers["conv1"])).max()))
    assert maps._names[0].text() == "Output"
    assert maps._names[1].text().startswith("Gradient dL/d(output), ±")
    maps.show_layer(seven, layers["conv1"], Show(each=True), slopes=slopes)
    assert maps._names[1].text().endswith("each its own")
    maps.show_layer(None, layers["conv1"], Show(), slopes=slopes)
    assert not maps._sides[1].isVisible()


@pytest.mark.parametrize("place", ["_now", "_beside"])
def test_what_is_done_in_either_of_two_is_told_and_selected_in_both(
    maps, layers, seven, zero, place
):
    maps.show_layer(seven, layers["conv1"], Show(), beside=zero)
    told = told_by(maps, "hovered", "moved", "chosen", "silence_asked")
    grid = getattr(maps, place).grid
    QTest.mouseMove(grid, grid.value_point((1, 5, 6)).toPoint())
    click(grid, grid.value_point((1, 5, 6)))
    QTest.keyClick(grid, Qt.Key.Key_Right)
    QTest.keyClick(grid, Qt.Key.Key_S)
    assert told == [("hovered", (1, 5, 6)), ("chosen", (1, 5, 6)), ("moved", (1, 5, 7)),
                    ("silence_asked",)]  # fmt: skip
    assert maps.current() == maps.grid.current() == maps._beside.grid.current() == (1, 5, 7)


def test_the_keyboard_goes_to_what_is_shown(qtbot, maps, layers, seven):
    maps.activateWindow()
    for name, part in (("conv1", maps.grid), ("fc2", maps.bars)):
        maps.show_layer(seven, layers[name], Show())
        maps.setFocus()
        qtbot.waitUntil(part.hasFocus)
