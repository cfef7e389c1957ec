"""Kernels and weights without the page: what is chosen, told, pointed at and typed in them."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitpad.graph.changes import Changes, KernelPlace
from digitpad.graph.trace import shown_layers, trace
from digitpad.network.architecture import TUTORIAL
from digitpad.training.module import Network, graph_with
from digitpad.ui.pages.layers.kernel_view import KernelView, power_of_ten
from digitpad.ui.pages.layers.weight_view import WeightStepView, WeightView, in_sum
from digitpad.ui.theme import LIGHT
from tests.ui.layers import click, image_of, told_by
from tests.ui.painted import in_colour, written
from tests.ui.pens import SEVEN

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


def test_a_number_that_is_typed_over_is_seen_whole(kernels, seven):
    kernels.numbers.set_current((6, 0, 2))
    QTest.keyClick(kernels.numbers, Qt.Key.Key_Return)
    editor = kernels.numbers._editor
    assert float(editor.text()) == pytest.approx(weight(seven, 5, 6, 0, 2), rel=1e-5)
    editor.home(False)
    assert editor.cursorPositionAt(editor.rect().topRight()) == len(editor.text())
    assert editor.cursorPositionAt(editor.rect().topLeft()) == 0


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


def test_enter_on_a_number_that_was_not_changed_changes_nothing(kernels):
    """All its digits are not shown: what is shown is another number."""
    told = told_by(kernels, "kernel_changed")
    click(kernels.numbers, kernels.numbers.value_point((3, 1, 1)))
    for _ in range(2):
        QTest.keyClick(kernels.numbers, Qt.Key.Key_Return)
        QTest.keyClick(kernels.numbers._editor, Qt.Key.Key_Return)
    assert kernels.numbers._editor is None
    assert not told
    QTest.keyClick(kernels.numbers, Qt.Key.Key_Return)
    QTest.keyClicks(kernels.numbers._editor, "0.5")
    QTest.keyClick(kernels.numbers._editor, Qt.Key.Key_Return)
    ((_, place, numbers),) = told
    assert (place.layer, place.kernel, place.channel, float(numbers[1, 1])) == ("conv2", 5, 3, 0.5)


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


def test_a_gradient_is_told_as_one_and_not_as_a_weight(weights, seven, layers, slopes):
    weights.show_layer(seven, layers["fc1"], None, slopes)
    QTest.mouseClick(weights.kind.buttons()[2], Qt.MouseButton.LeftButton)
    assert weights.name.text() == "Red: the loss rises with the weight; blue: it falls"
    expected = slopes.of_part(layers["fc1"].index, "weight")[7].reshape(32, 7, 7)
    place = tuple(map(int, np.unravel_index(np.abs(expected).argmax(), expected.shape)))
    QTest.mouseMove(weights.grid, weights.grid.value_point(place).toPoint())
    where = "map {}, row {}, column {}".format(*place)
    value = f"{expected[place]:.4g}".replace("-", "−").replace("e−0", "e−")
    assert weights.name.text() == f"{where}: dL/dw {value}"
    QTest.mouseClick(weights.kind.buttons()[0], Qt.MouseButton.LeftButton)
    assert "dL/dw" not in weights.name.text()


def test_gradients_of_another_network_a_moment_ago_are_not_shown(weights, seven, layers, slopes):
    """A wider network of the same layers, whose gradients are not there yet."""
    weights.show_layer(seven, layers["fc1"], None, slopes)
    QTest.mouseClick(weights.kind.buttons()[2], Qt.MouseButton.LeftButton)
    wider = replace(
        TUTORIAL, layers=tuple(
            replace(one, features=60) if one.name == "fc1" else one for one in TUTORIAL.layers
        )
    )  # fmt: skip
    found = trace(graph_with(Network(wider)), image_of(SEVEN))
    shown = next(one for one in shown_layers(found.graph) if one.name == "fc1")
    weights.show_layer(found, shown, 55, slopes)
    own = found.graph.numbers["fc1.weight"][55].reshape(32, 7, 7)
    np.testing.assert_array_equal(weights.grid._values, own)


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
