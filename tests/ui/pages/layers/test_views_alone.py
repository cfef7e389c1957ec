"""Maps, kernels and weights without the page: what is chosen, told and pointed at in them."""

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from digitpad.graph.changes import Changes, Channel, KernelPlace
from digitpad.graph.gradient import gradients
from digitpad.graph.trace import shown_layers, trace
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.render import network_input
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.support.colour_scales import shaded
from digitpad.support.folders import bundled_model
from digitpad.ui.pages.layers.kernel_view import KernelView, power_of_ten
from digitpad.ui.pages.layers.maps_view import MapsView, Show
from digitpad.ui.pages.layers.weight_view import WeightStepView, WeightView, in_sum
from digitpad.ui.theme import LIGHT
from tests.ui.layers import click
from tests.ui.painted import in_colour, shades, written
from tests.ui.pens import SEVEN, ZERO


def image_of(path):
    return network_input(Drawing((Stroke.from_xy([(1000 * x, 1000 * y) for x, y in path]),)))


@pytest.fixture(scope="module")
def network():
    return load_checkpoint(bundled_model()).network


@pytest.fixture(scope="module")
def seven(network):
    return trace(network, image_of(SEVEN))


@pytest.fixture(scope="module")
def zero(network):
    return trace(network, image_of(ZERO))


@pytest.fixture(scope="module")
def slopes(seven):
    return gradients(seven, 3)


@pytest.fixture(scope="module")
def layers(network):
    return {layer.name: layer for layer in shown_layers(network)}


@pytest.fixture
def made(qtbot):
    def shown(widget, width=600, height=420):
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        return widget

    return shown


def told_by(widget, *names):
    """What these signals tell from now on."""
    told = []
    for name in names:
        getattr(widget, name).connect(lambda *one, name=name: told.append((name, *one)))
    return told


# Maps


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
    assert maps._names[1].toolTip() == "Pinned: 0"
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


# Kernels


@pytest.fixture
def kernels(made, layers, seven):
    view = made(KernelView())
    view.show_layer(seven, layers["conv2"], 5)
    return view


def weight(seven, *place):
    return float(seven.graph.numbers["conv2.weight"][place])


def words(seven, *place):
    value = f"{weight(seven, *place):.4f}".replace("-", "−")
    return "Kernel {}, over map {}, row {}, column {}: {}".format(*place, value)


def test_a_kernel_is_a_column_and_a_channel_a_row_of_the_matrix(kernels, seven):
    matrix = kernels.matrix
    points = [
        [matrix.value_point((channel * 32 + kernel, 0, 0)) for kernel in (0, 1, 31)]
        for channel in (0, 1, 7)
    ]
    for row in points:
        assert row[0].y() == row[1].y() == row[2].y()
        assert row[0].x() < row[1].x() < row[2].x()
    for column in zip(*points, strict=True):
        assert column[0].x() == column[1].x() == column[2].x()
        assert column[0].y() < column[1].y() < column[2].y()
    np.testing.assert_array_equal(kernels.numbers._values, seven.graph.numbers["conv2.weight"][5])
    assert kernels.numbers._end == pytest.approx(
        float(np.abs(seven.graph.numbers["conv2.weight"]).max())
    )
    assert not kernels.slopes.isVisible()


def test_a_click_on_the_matrix_chooses_kernel_channel_and_number(kernels, seven):
    told = told_by(kernels, "kernel_chosen", "weight_chosen")
    click(kernels.matrix, kernels.matrix.value_point((3 * 32 + 9, 2, 1)))
    assert told == [("kernel_chosen", 9), ("weight_chosen", (9, 3, 2, 1))]
    assert kernels.numbers.current() == (3, 2, 1)
    assert kernels.name.text() == words(seven, 9, 3, 2, 1)
    QTest.keyClick(kernels.matrix, Qt.Key.Key_PageDown)
    assert told[2:] == [("kernel_chosen", 10), ("weight_chosen", (10, 3, 2, 1))]


def test_the_pointer_tells_a_number_and_then_the_selected_one(kernels, seven):
    assert kernels.name.text() == "Kernel 5: choose a number and type another over it"
    QTest.mouseMove(kernels.matrix, kernels.matrix.value_point((2 * 32 + 4, 1, 0)).toPoint())
    assert kernels.name.text() == words(seven, 4, 2, 1, 0)
    QTest.mouseMove(kernels.numbers, kernels.numbers.value_point((6, 0, 2)).toPoint())
    assert kernels.name.text() == words(seven, 5, 6, 0, 2)
    told = told_by(kernels, "weight_chosen")
    click(kernels.numbers, kernels.numbers.value_point((1, 1, 1)))
    assert told == [("weight_chosen", (5, 1, 1, 1))]
    kernels.matrix.hovered.emit((0, 0, 0))
    kernels.matrix.hovered.emit(None)
    assert kernels.name.text() == words(seven, 5, 1, 1, 1)
    QTest.keyClick(kernels.numbers, Qt.Key.Key_Right)
    assert kernels.name.text() == words(seven, 5, 1, 1, 2)
    assert told[1:] == [("weight_chosen", (5, 1, 1, 2))]


def test_a_typed_number_is_told_with_the_kernel_that_it_makes(kernels, seven):
    told = told_by(kernels, "kernel_changed")
    kernels.numbers.set_current((6, 0, 2))
    QTest.keyClick(kernels.numbers, Qt.Key.Key_4)
    QTest.keyClick(kernels.numbers._editor, Qt.Key.Key_Return)
    ((_, place, numbers),) = told
    assert place == KernelPlace("conv2", 5, 6)
    expected = np.array(seven.graph.numbers["conv2.weight"][5, 6])
    expected[0, 2] = 4
    np.testing.assert_array_equal(numbers, expected)


def test_changed_kernels_are_marked(kernels, network, layers):
    own = network.numbers["conv2.weight"][9, 3]
    changes = Changes().with_kernel(KernelPlace("conv2", 9, 3), np.array(own) * 2)
    kernels.show_layer(trace(network, image_of(SEVEN), changes), layers["conv2"], None)
    assert kernels.matrix._marked == (3 * 32 + 9,)
    assert kernels._kernel == 5, "the one that was shown last"
    frame = in_colour(kernels.matrix, LIGHT.text)
    middle = kernels.matrix.value_point((3 * 32 + 9, 1, 1))
    rows, columns = np.nonzero(frame)
    assert rows.mean() == pytest.approx(middle.y(), abs=1.5)
    assert columns.mean() == pytest.approx(middle.x(), abs=1.5)


def test_gradients_stand_beside_the_numbers_of_one_channel(kernels, layers, seven, slopes):
    kernels.show_layer(seven, layers["conv2"], 5, slopes)
    click(kernels.matrix, kernels.matrix.value_point((3 * 32 + 9, 2, 1)))
    own = slopes.of_part(layers["conv2"].index, "weight")[9]
    np.testing.assert_array_equal(kernels.slopes._values, own[3:4])
    np.testing.assert_array_equal(
        kernels.numbers._values, seven.graph.numbers["conv2.weight"][9, 3:4]
    )
    assert kernels.slopes._end == pytest.approx(float(np.abs(own).max()))
    assert kernels._titles[0].text() == "Kernel 9, over map 3"
    assert kernels.numbers.current() == kernels.slopes.current() == (0, 2, 1)
    told = told_by(kernels, "weight_chosen")
    click(kernels.slopes, kernels.slopes.value_point((0, 0, 2)))
    assert told == [("weight_chosen", (9, 3, 0, 2))]
    assert kernels.numbers.current() == (0, 0, 2)
    assert kernels.name.text() == words(seven, 9, 3, 0, 2)
    exponent = int(np.floor(np.log10(np.abs(own[3]).max())))
    unit = kernels.slopes.unit()
    assert unit == power_of_ten(exponent)
    expected = "Gradient dL/dw" + (f", in {unit}" if unit else "")
    assert kernels._titles[1].text() == expected
    texts = [one.text for one in written(kernels.slopes)]
    scaled = own[3] / 10.0**exponent
    assert {text.replace("−", "-") for text in texts} >= {
        f"{value:.2f}" if kernels.slopes._layout().side >= 46 else f"{value:.1f}"
        for value in scaled.ravel().tolist() if abs(value) >= 0.05
    }  # fmt: skip
    QTest.keyClick(kernels.slopes, Qt.Key.Key_5)
    assert kernels.slopes._editor is None, "they are looked at"


@pytest.mark.parametrize(
    ("exponent", "text"), [(0, ""), (-3, "10⁻³"), (12, "10¹²"), (-40, "10⁻⁴⁰")]
)
def test_a_power_of_ten_is_written_above_its_line(exponent, text):
    assert power_of_ten(exponent) == text


def test_without_a_trace_there_are_no_kernels_and_nothing_is_typed(kernels, layers, seven, slopes):
    kernels.show_layer(seven, layers["conv2"], 5, slopes)
    kernels.numbers.set_current((0, 0, 0))
    QTest.keyClick(kernels.numbers, Qt.Key.Key_4)
    kernels.show_layer(None, layers["conv2"], None)
    assert kernels.numbers._editor is None
    assert kernels.numbers._values is None
    assert kernels.matrix._values is None
    assert kernels.name.text() == ""
    assert not kernels.slopes.isVisible()
    assert not kernels._titles[0].isVisible()


def test_another_layers_kernels_have_nothing_selected(kernels, layers, seven):
    kernels.numbers.set_current((0, 0, 0))
    kernels.show_layer(seven, layers["conv2"], None)
    assert kernels.numbers.current() == (0, 0, 0)
    kernels.show_layer(seven, layers["conv1"], 31)
    assert kernels.numbers.current() is None
    assert kernels._kernel == 7, "the last that it has"


# Weights


@pytest.fixture
def weights(made, layers, seven):
    view = made(WeightView())
    view.show_layer(seven, layers["fc1"], 7)
    return view


def test_a_units_weights_lie_on_the_maps_before_it(weights, seven, layers):
    assert weights.unit.value() == 7
    assert (weights.unit.minimum(), weights.unit.maximum()) == (0, 48)
    own = seven.graph.numbers["fc1.weight"][7].reshape(32, 7, 7)
    np.testing.assert_array_equal(weights.grid._values, own)
    assert weights.grid._end == pytest.approx(float(np.abs(own).max()))
    assert weights.name.text() == "Red speaks for unit 7, blue against it"
    told = told_by(weights, "unit_chosen", "weight_chosen")
    click(weights.grid, weights.grid.value_point((3, 4, 5)))
    assert told == [("weight_chosen", (7, 3 * 49 + 4 * 7 + 5))]
    inputs = seven.outputs[6].reshape(32, 7, 7)
    x, w = float(inputs[3, 4, 5]), float(own[3, 4, 5])
    expected = f"map 3, row 4, column 5: {x:.4f} × {w:.4f} = {x * w + 0.0:.4f}"
    assert weights.name.text() == expected.replace("-", "−").replace("−0.0000", "0.0000")
    weights.unit.setFocus()
    QTest.keyClick(weights.unit, Qt.Key.Key_Up)
    assert told[1:] == [("unit_chosen", 8)]
    np.testing.assert_array_equal(
        weights.grid._values, seven.graph.numbers["fc1.weight"][8].reshape(32, 7, 7)
    )


def test_products_and_gradients_are_shown_in_the_place_of_weights(weights, seven, layers, slopes):
    assert [one.text() for one in weights.kind.buttons()] == ["Weights", "Weights × inputs"]
    weights.show_layer(seven, layers["fc1"], None, slopes)
    assert [one.text() for one in weights.kind.buttons()][2:] == ["Gradients"]
    assert weights.unit.value() == 7
    own = seven.graph.numbers["fc1.weight"][7] * seven.outputs[6].ravel()
    for button, expected in (
        (1, own), (2, slopes.of_part(layers["fc1"].index, "weight")[7]),
        (0, seven.graph.numbers["fc1.weight"][7]),
    ):  # fmt: skip
        QTest.mouseClick(weights.kind.buttons()[button], Qt.MouseButton.LeftButton)
        np.testing.assert_allclose(weights.grid._values.ravel(), expected, rtol=1e-5, atol=1e-9)
    QTest.mouseClick(weights.kind.buttons()[2], Qt.MouseButton.LeftButton)
    weights.show_layer(seven, layers["fc1"], None)
    assert weights.kind.current() == 0, "where there are no gradients, the weights again"
    assert len(weights.kind.buttons()) == 2


def test_units_before_a_unit_are_told_by_their_number(weights, seven, layers):
    weights.show_layer(seven, layers["fc2"], 3)
    click(weights.grid, weights.grid.value_point((11,)))
    assert weights.name.text().startswith("unit 11: ")


def test_a_unit_that_is_not_there_is_refused_with_its_reason(weights, told):
    weights.unit.setFocus()
    weights.unit.selectAll()
    QTest.keyClicks(weights.unit, "99")
    QTest.keyClick(weights.unit, Qt.Key.Key_Return)
    assert weights.unit.value() == 7
    assert len(told) == 1
    assert told[0].startswith("99 is not a whole number from 0 to 48")


def test_without_a_trace_there_are_no_weights(weights, layers):
    weights.show_layer(None, layers["fc1"], None)
    assert weights.grid._values is None
    assert weights.name.text() == ""
    told = told_by(weights, "weight_chosen")
    weights._choose_weight((0, 0, 0))
    assert told == []


# One weight's step


def step(inputs, slopes):
    """A step of a weight of 0.5 with a rate of 0.1 and momentum 0.9, after a velocity of -2."""
    inputs, slopes = np.float32(inputs), np.float32(slopes)
    contributions = inputs * slopes
    gradient = float(contributions.sum())
    velocity = 0.9 * -2 + gradient
    return SimpleNamespace(
        use=SimpleNamespace(inputs=inputs, gradients=slopes, contributions=contributions),
        gradient=gradient, momentum=0.9, before=-2.0, velocity=velocity, old=0.5,
        learning_rate=0.1, new=0.5 - 0.1 * velocity,
    )  # fmt: skip


def test_a_step_is_told_as_the_sum_that_it_is(made):
    view = made(WeightStepView(), 320, 300)
    assert view.what.text().startswith("Click a weight:")
    assert not view.sums.isVisible()
    view.show_step("conv1, kernel 2", step([[1, 2], [3, 4]], [[0.5, 0], [0, 1]]))
    assert view.heading.text() == "conv1, kernel 2"
    assert view.what.text() == "Input × gradient, by place"
    assert view.sums.rows() == (
        ("Gradient", "4.5"), ("+ momentum", "0.9 × (−2)"), ("Velocity", "2.7"),
        ("Old weight", "0.5"), ("− rate", "0.1 × 2.7"), ("New weight", "0.23"),
    )  # fmt: skip
    for part in (view.heading, view.places, view.place, view.sums):
        assert part.isVisible()
    assert view.place.text() == "Point at a place for its product"
    QTest.mouseMove(view.places, view.places.value_point((0, 1, 1)).toPoint())
    assert view.place.text() == "row 1, column 1: 4 × 1 = 4"
    click(view.places, view.places.value_point((0, 0, 0)))
    view.places.hovered.emit(None)
    assert view.place.text() == "row 0, column 0: 1 × 0.5 = 0.5"
    QTest.keyClick(view.places, Qt.Key.Key_Right)
    assert view.place.text() == "row 0, column 1: 2 × 0 = 0"
    view.show_nothing("No weight is there.")
    assert view.what.text() == "No weight is there."
    assert not view.places.isVisible()


def test_a_weight_that_was_used_once_has_no_map_of_places(made):
    view = made(WeightStepView(), 320, 300)
    view.show_step("fc1, unit 2", step([[3]], [[-2]]))
    assert view.what.text() == "Input × gradient, once"
    assert not view.places.isVisible()
    assert view.place.text() == "3 × −2 = −6"
    assert view.sums.rows()[4] == ("− rate", "0.1 × (−7.8)")


def test_a_negative_number_stands_in_brackets_behind_a_sign():
    assert in_sum(-0.25) == "(−0.25)"
    assert in_sum(0.0) == "0"
    assert in_sum(1.5) == "1.5"
