"""A layer's views, used with mouse and keys: sliding kernels, kernels by hand, weights, bars."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton
from scipy import ndimage

from digitpad.graph.trace import shown_layers
from digitpad.network.architecture import TUTORIAL
from digitpad.network.layers import Conv2d
from digitpad.reading.classify import share
from digitpad.support.colour_scales import is_light, shaded, table
from digitpad.support.numbers import number
from digitpad.training.module import Network, graph_with
from digitpad.ui.pages.layers.output_bars import OutputBars
from digitpad.ui.theme import LIGHT
from digitpad.ui.widgets.map_grid import MapGrid
from digitpad.ui.widgets.number_grid import number_in
from tests.ui.layers import click, click_value, follow, show_view
from tests.ui.painted import in_colour, is_frame, place_of, shades
from tests.ui.pens import ZERO, mouse

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


def choose_mode(page, name):
    button = next(b for b in page.panel.mode.buttons() if b.text() == name)
    QTest.mouseClick(button, LEFT)


def colour(widget, x, y):
    image = widget.grab().toImage()
    return image.pixel(QPoint(int(x), int(y)))


def modes(page):
    return [button.text() for button in page.panel.mode.buttons()]


def test_each_layer_has_the_views_that_make_sense_for_it(drawn):
    expected = {
        "conv1": ["Maps", "Slide", "Kernels"], "relu1": ["Maps"], "pool1": ["Maps", "Slide"],
        "fc1": ["Values", "Weights"], "fc2": ["Values", "Weights"], "log_softmax": ["Values"],
    }  # fmt: skip
    for name, texts in expected.items():
        drawn.select_layer(name)
        assert modes(drawn) == texts


# What is selected, and what it depends on


@pytest.mark.parametrize(
    ("shape", "size", "click_at", "frame"),
    [((1, 4, 4), (84, 84), (52, 32), (42, 22, 62, 42)),
     ((2, 4, 4), (169, 84), (137, 32), (127, 22, 147, 42)),
     ((3,), (74, 24), (62, 12), (52, 2, 72, 22))],
)  # fmt: skip
def test_the_selected_value_is_outlined(qtbot, shape, size, click_at, frame):
    """Each value has 20 x 20 pixels, 5 lie between maps and 2 around all."""
    grid = MapGrid()
    qtbot.addWidget(grid)
    grid.resize(*size)
    values = np.linspace(0, 1, np.prod(shape), dtype=np.float32).reshape(shape)
    grid.show_values(values, signed=False, columns=shape[0])
    assert not in_colour(grid, LIGHT.second).any()
    QTest.mouseClick(grid, LEFT, pos=QPoint(*click_at))
    assert is_frame(in_colour(grid, LIGHT.second), *frame)
    grid.set_current(None)
    assert not in_colour(grid, LIGHT.second).any()


def test_what_a_value_depends_on_is_outlined_in_the_flow_and_in_what_the_network_sees(
    window, drawn
):
    strip, preview = drawn.strip, window.answer.preview
    cell = strip.layer_rect(0).toRect()
    (seen,) = shaded(drawn.trace.outputs[0], shown_layers(drawn.trace.graph)[0].signed, False)
    in_strip = place_of(seen, shades(strip)[:, cell.left() : cell.right()])
    in_preview = place_of(shades(preview.image()), shades(preview))
    click_value(drawn, (2, 10, 12))  # of conv1, whose kernels are 3 x 3, with padding 1
    for there, (left, top, side) in (
        (in_colour(strip, LIGHT.second)[:, cell.left() : cell.right()], in_strip),
        (in_colour(preview, "#fb923c"), in_preview),
    ):
        across, down = (left + 11 * side, left + 14 * side), (top + 9 * side, top + 12 * side)
        assert is_frame(there, across[0], down[0], across[1], down[1], reach=1)


def test_what_a_value_depends_on_is_outlined_in_every_map_before_it(drawn):
    drawn.select_layer("conv2")
    click_value(drawn, (3, 6, 7))
    cell = drawn.strip.layer_rect(3).toRect()  # pool1, whose maps conv2 sums
    there = in_colour(drawn.strip, LIGHT.second)[:, cell.left() : cell.right()]
    _, count = ndimage.label(there, np.ones((3, 3)))
    assert count == 8


# Slide


@pytest.fixture
def slide(drawn):
    drawn.select_layer("conv2")
    click_value(drawn, (3, 0, 0))
    choose_mode(drawn, "Slide")
    return drawn.panel.slide


def test_a_step_moves_the_kernel_and_its_arithmetic(drawn, slide):
    assert slide.position == (3, 0, 0)
    QTest.mouseClick(slide.player.on, LEFT)
    QTest.mouseClick(slide.player.on, LEFT)
    QTest.mouseClick(slide.player.back, LEFT)
    assert slide.position == (3, 0, 1)
    assert "conv2, map 3, row 0, column 1" in drawn.panel.arithmetic.toPlainText()
    assert slide.where.text() == "Input rows −1–1, columns 0–2 → row 0, column 1"
    QTest.keyClick(slide, Qt.Key.Key_Down)
    assert slide.position == (3, 1, 1)
    slide.target.setFocus()
    QTest.keyClick(slide.target, Qt.Key.Key_Up)
    assert drawn.panel.position == (4, 1, 1)


def test_every_channel_of_the_input_can_be_chosen_and_none_that_is_not_there(drawn, slide):
    assert drawn.selected_layer == "conv2"
    assert (slide.source.minimum(), slide.source.maximum()) == (0, 7)


def test_playing_fills_the_output_to_its_end_and_stops(qtbot, slide):
    slide.player.speed.setFocus()
    QTest.keyClick(slide.player.speed, Qt.Key.Key_End)
    slide.player.scrub.setValue(slide.player.scrub.maximum() - 3)
    QTest.mouseClick(slide.player.play, LEFT)
    assert slide.is_playing
    qtbot.waitUntil(lambda: not slide.is_playing, timeout=5000)
    assert slide.position == (3, 13, 13)
    QTest.keyClick(slide, Qt.Key.Key_Space)
    assert slide.is_playing
    assert slide.position == (3, 0, 0)
    QTest.keyClick(slide, Qt.Key.Key_Space)
    assert not slide.is_playing


def test_a_click_on_a_view_gives_it_the_keys(qtbot, window, drawn):
    window.activateWindow()
    drawn.select_layer("conv2")
    for name, view in (
        ("Slide", drawn.panel.slide), ("Kernels", drawn.panel.kernels.numbers),
        ("Maps", drawn.panel.maps.grid),
    ):  # fmt: skip
        choose_mode(drawn, name)
        qtbot.waitUntil(view.hasFocus)
    drawn.select_layer("fc1")
    choose_mode(drawn, "Weights")
    qtbot.waitUntil(drawn.panel.weights.grid.hasFocus)


def test_the_views_can_be_gone_through_by_key(qtbot, window, drawn):
    window.activateWindow()
    first, second, _ = drawn.panel.mode.buttons()
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Right)
    qtbot.waitUntil(second.hasFocus)
    assert drawn.panel.views.currentWidget() is drawn.panel.slide


@pytest.mark.parametrize("layer", ["conv1", "conv2", "pool2"])
def test_tab_goes_from_the_flow_over_the_views_to_the_maps_and_the_buttons(drawn, layer):
    drawn.select_layer(layer)
    order, widget = [], drawn.strip
    while widget is not drawn.controls.save_button:
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            order.append(widget)
        widget = widget.nextInFocusChain()
    buttons = drawn.panel.mode.buttons()
    assert order[: len(buttons) + 2] == [drawn.strip, *buttons, drawn.panel.maps.grid]
    assert drawn.controls.each in order[len(buttons) + 2 :]


def test_no_letter_stands_for_two_things(window, drawn):
    show_view(drawn.panel, drawn.panel.slide)
    texts = [action.text() for action in window.menuBar().actions()]
    for kind in (QPushButton, QCheckBox, QLabel):
        texts += [widget.text() for widget in window.findChildren(kind) if widget.isVisible()]
    letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
    assert sorted(letters) == sorted(set(letters))


@pytest.mark.parametrize(
    ("layer", "mode", "expected"),
    [("conv2", "Kernels", ["kernelMatrix", "numberGrid"]),
     ("fc1", "Weights", ["unitBox", "", "weightGrid"])],
)  # fmt: skip
def test_tab_reaches_all_that_a_view_has(window, drawn, layer, mode, expected):
    window.activateWindow()
    drawn.select_layer(layer)
    choose_mode(drawn, mode)
    button = next(b for b in drawn.panel.mode.buttons() if b.isChecked())
    button.setFocus()
    found = []
    for _ in expected:
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        found.append(window.focusWidget().objectName())
    assert found == expected


def test_leaving_the_slide_ends_its_play(drawn, slide):
    QTest.mouseClick(slide.player.play, LEFT)
    choose_mode(drawn, "Maps")
    assert not slide.is_playing


def test_the_output_is_there_up_to_the_kernel_and_empty_behind_it(drawn, slide):
    slide.player.scrub.setValue(5 * 14 + 6)
    values = drawn.trace.outputs[4]
    picture, target = slide.picture, slide.picture.output_rect()
    side = target.width() / 14
    there = colour(picture, target.left() + 4.5 * side, target.top() + 5.5 * side)
    share = (float(values[3, 5, 4]) / float(np.abs(values).max()) + 1) / 2
    assert there == int(table(True, False)[round(share * 254)])
    empty = colour(picture, target.left() + 8.5 * side, target.top() + 5.5 * side)
    assert empty == 0xFFF3F4F7  # the window's own colour


def test_padding_is_seen_around_the_input(drawn, slide):
    picture, place = slide.picture, slide.picture.input_rect()
    side = place.width() / 14
    corner = colour(picture, place.left() - 0.2 * side, place.top() - 0.2 * side)
    inside = colour(picture, place.left() + 0.5 * side, place.top() + 0.5 * side)
    assert corner in (0xFFF3F4F7, 0xFFD8DBE2)
    assert inside not in (0xFFF3F4F7, 0xFFD8DBE2)
    drawn.select_layer("pool1")
    assert picture.input_rect().left() >= 0
    assert "Input rows 0–1, columns 0–1" in drawn.panel.slide.where.text()


# Kernels


@pytest.fixture
def kernels(drawn):
    drawn.select_layer("conv1")
    choose_mode(drawn, "Kernels")
    return drawn.panel.kernels


def type_over(view, position, text):
    click(view.numbers, view.numbers.value_point(position))
    QTest.keyClick(view.numbers, Qt.Key.Key_Return)
    editor = view.numbers._editor
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)


def test_a_number_typed_by_hand_changes_the_answer_and_one_click_restores_it(
    qtbot, window, drawn, kernels
):
    before = drawn.trace
    click(kernels.matrix, kernels.matrix.value_point((4, 1, 1)))
    assert "Kernel 4, over map 0, row 1, column 1" in kernels.name.text()
    type_over(kernels, (0, 1, 1), "-3,5")
    qtbot.waitUntil(lambda: drawn.trace.graph.numbers["conv1.weight"][4, 0, 1, 1] == -3.5)
    assert kernels.name.text() == "Kernel 4, over map 0, row 1, column 1: −3.5000"
    weights = drawn.trace.graph.numbers["conv1.weight"]
    expected = np.array(before.graph.numbers["conv1.weight"])
    expected[4, 0, 1, 1] = -3.5
    np.testing.assert_array_equal(weights, expected)
    others = [k for k in range(8) if k != 4]
    np.testing.assert_array_equal(drawn.trace.outputs[1][others], before.outputs[1][others])
    assert (drawn.trace.outputs[1][4] != before.outputs[1][4]).any()
    assert "conv1 4 changed: " in drawn.verdict.text()
    own = window.session.checkpoint.network.numbers["conv1.weight"][4, 0, 1, 1]
    assert float(own) == before.graph.numbers["conv1.weight"][4, 0, 1, 1]
    QTest.mouseClick(drawn.controls.restore_button, LEFT)
    qtbot.waitUntil(lambda: drawn.trace.graph.numbers["conv1.weight"][4, 0, 1, 1] != -3.5)
    np.testing.assert_array_equal(drawn.trace.outputs[12], before.outputs[12])
    assert drawn.verdict.text() == ""


def test_ctrl_z_takes_the_typed_number_back_and_no_ink(qtbot, window, drawn, kernels):
    window.activateWindow()
    click(kernels.matrix, kernels.matrix.value_point((4, 1, 1)))
    drawing, before = window.canvas.drawing, drawn.trace.graph.numbers["conv1.weight"]
    type_over(kernels, (0, 1, 1), "-3.5")
    qtbot.waitUntil(lambda: drawn.trace.graph.numbers["conv1.weight"][4, 0, 1, 1] == -3.5)
    type_over(kernels, (0, 1, 1), "2")
    qtbot.waitUntil(lambda: drawn.trace.graph.numbers["conv1.weight"][4, 0, 1, 1] == 2)
    assert kernels.numbers.hasFocus()
    QTest.keyClick(kernels.numbers, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: drawn.trace.graph.numbers["conv1.weight"][4, 0, 1, 1] == -3.5)
    QTest.keyClick(kernels.numbers, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: drawn.trace.changes.is_empty)
    np.testing.assert_array_equal(drawn.trace.graph.numbers["conv1.weight"], before)
    assert not drawn.controls.restore_button.isEnabled()
    QTest.keyClick(kernels.numbers, Qt.Key.Key_Z, CTRL)  # nothing is left to take back
    QTest.keyClick(kernels.numbers, Qt.Key.Key_Y, CTRL)
    assert window.canvas.drawing is drawing
    assert drawn.changes.is_empty


def test_ctrl_z_brings_nothing_back_that_was_restored(qtbot, window, drawn, kernels):
    window.activateWindow()
    click(kernels.matrix, kernels.matrix.value_point((4, 1, 1)))
    for text in ("-3.5", "2"):
        type_over(kernels, (0, 1, 1), text)
    QTest.mouseClick(drawn.controls.restore_button, LEFT)
    QTest.keyClick(kernels.numbers, Qt.Key.Key_Z, CTRL)
    assert drawn.changes.is_empty


@pytest.mark.parametrize("text", ["seven", "", "nan", "1e9", "--1", "inf"])
def test_what_is_not_a_number_stays_open_and_changes_nothing(drawn, kernels, text):
    click(kernels.numbers, kernels.numbers.value_point((0, 0, 0)))
    QTest.keyClick(kernels.numbers, Qt.Key.Key_F2)
    editor = kernels.numbers._editor
    editor.selectAll()
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert kernels.numbers._editor is editor
    assert drawn.changes.is_empty
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert kernels.numbers._editor is None
    assert drawn.changes.is_empty


def test_numbers_are_read_with_comma_and_minus_sign():
    assert number_in(" −0,25 ") == -0.25
    assert number_in("1e-3") == 0.001
    assert number_in("100.5") is None


def test_a_number_is_written_in_what_can_be_read_on_its_colour(drawn, kernels):
    """The colours are those of all kernels' scale, and in the smallest kernel they are all pale."""
    drawn.select_layer("conv2")
    weights = drawn.trace.graph.numbers["conv2.weight"]
    smallest = int(np.abs(weights).max(axis=(1, 2, 3)).argmin())
    click(kernels.matrix, kernels.matrix.value_point((smallest, 1, 1)))
    numbers = kernels.numbers
    largest = np.unravel_index(np.abs(weights[smallest]).argmax(), weights[smallest].shape)
    numbers.set_current(None)
    middle = numbers.value_point(tuple(map(int, largest))).toPoint()
    image = numbers.grab().toImage()
    around = [
        image.pixelColor(middle.x() + x, middle.y() + y).lightness()
        for x in range(-16, 17)
        for y in range(-8, 9)
    ]
    ground = colour(numbers, middle.x(), middle.y() + 14)
    assert is_light(ground)
    assert min(around) < 60  # black on it


def test_the_keys_stay_with_the_numbers_when_one_was_typed(qtbot, window, drawn, kernels):
    window.activateWindow()
    kernels.numbers.setFocus()
    kernels.numbers.set_current((0, 1, 1))
    QTest.keyClick(kernels.numbers, Qt.Key.Key_5)
    qtbot.waitUntil(lambda: kernels.numbers._editor.hasFocus())
    with qtbot.waitSignal(QApplication.instance().focusChanged) as first:
        QTest.keyClick(kernels.numbers._editor, Qt.Key.Key_Return)
    assert first.args[1] is kernels.numbers


def test_a_digit_typed_on_a_number_begins_with_it(kernels):
    click(kernels.numbers, kernels.numbers.value_point((0, 2, 2)))
    QTest.keyClick(kernels.numbers, Qt.Key.Key_5)
    assert kernels.numbers._editor.text() == "5"


SMALLER = replace(
    TUTORIAL,
    layers=tuple(
        replace(layer, kernels=2) if isinstance(layer, Conv2d) else layer
        for layer in TUTORIAL.layers
    ),
)


def other_network(qtbot, window, page):
    window.session.watch(graph_with(Network(SMALLER)))
    qtbot.waitUntil(lambda: page.trace.graph.origin == SMALLER, timeout=10_000)


def test_the_pointer_rests_on_a_kernel_that_the_next_network_has_not(qtbot, window, drawn, kernels):
    QTest.mouseMove(kernels.matrix, kernels.matrix.value_point((7, 1, 1)).toPoint())
    assert "Kernel 7" in kernels.name.text()
    other_network(qtbot, window, drawn)
    assert "Kernel 0" in kernels.name.text()


def test_a_number_is_being_typed_that_the_next_network_has_not(qtbot, window, drawn, kernels):
    drawn.select_layer("conv2")
    kernels.numbers.set_current((7, 2, 2))
    QTest.keyClick(kernels.numbers, Qt.Key.Key_5)
    assert kernels.numbers._editor is not None
    other_network(qtbot, window, drawn)
    assert kernels.numbers._editor is None
    assert drawn.changes.is_empty


def test_all_kernels_of_all_channels_are_images(drawn):
    drawn.select_layer("conv2")
    choose_mode(drawn, "Kernels")
    view = drawn.panel.kernels
    weights = drawn.trace.graph.numbers["conv2.weight"]
    end = float(np.abs(weights).max())
    for kernel, channel, row, column in [(0, 0, 0, 0), (31, 7, 2, 2), (17, 3, 1, 0)]:
        point = view.matrix.value_point((channel * 32 + kernel, row, column))
        share = (float(weights[kernel, channel, row, column]) / end + 1) / 2
        expected = int(table(True, False)[round(share * 254)])
        assert colour(view.matrix, point.x(), point.y()) == expected


# Weights and bars


def test_a_units_weights_lie_on_the_maps_that_it_sums(drawn):
    drawn.select_layer("fc1")
    click_value(drawn, (7,))
    choose_mode(drawn, "Weights")
    view = drawn.panel.weights
    weights = drawn.trace.graph.numbers["fc1.weight"][7].reshape(32, 7, 7)
    inputs = drawn.trace.outputs[6]
    place = (15, 4, 2)
    QTest.mouseMove(view.grid, view.grid.value_point(place).toPoint())
    x, weight = float(inputs[place]), float(weights[place])
    told = f"map 15, row 4, column 2: {x:.4f} × {weight:.4f} = {x * weight + 0.0:.4f}"
    assert view.name.text() == told.replace("-", "−")
    values = weights
    for kind, text in enumerate(("Weights", "Weights × inputs")):
        QTest.mouseClick(view.kind.buttons()[kind], LEFT)
        assert view.kind.buttons()[kind].text() == text
        values = weights * inputs if kind else weights
        point = view.grid.value_point(place)
        share = (float(values[place]) / float(np.abs(values).max()) + 1) / 2
        expected = int(table(True, False)[round(share * 254)])
        assert colour(view.grid, point.x(), point.y()) == expected


def test_the_answer_is_ten_bars_with_logits_and_probabilities(drawn):
    drawn.select_layer("fc2")
    bars = drawn.panel.maps.bars
    assert bars.isVisible()
    logits = drawn.trace.outputs[11]
    np.testing.assert_array_equal(bars._logits, logits)
    expected = np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum()
    np.testing.assert_allclose(bars._probabilities, expected, atol=1e-6)
    click(bars, bars.value_point((3,)))
    assert "fc2, unit 3" in drawn.panel.arithmetic.toPlainText()
    QTest.keyClick(bars, Qt.Key.Key_Down)
    assert drawn.panel.position == (4,)
    QTest.keyClick(bars, Qt.Key.Key_Return)
    assert "fc2, unit 4" in drawn.panel.arithmetic.toPlainText()


def test_a_silenced_digit_has_no_logit(qtbot, drawn):
    drawn.select_layer("fc2")
    bars = drawn.panel.maps.bars
    click(bars, bars.value_point((7,)))
    QTest.keyClick(bars, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: drawn.trace.logits[7] == 0, timeout=10_000)
    assert bars._silenced == {7}
    assert "fc2 7 silenced" in drawn.verdict.text()


# Order, arithmetic as text, comparing


def test_maps_by_activity_begin_with_the_most_active(drawn):
    drawn.select_layer("conv2")
    first = drawn.panel.maps.grid.value_point((0, 0, 0))
    QTest.mouseClick(
        drawn.controls.by_activity, LEFT, pos=QPoint(8, drawn.controls.by_activity.height() // 2)
    )
    assert drawn.controls.by_activity.isChecked()
    activities = np.abs(drawn.trace.outputs[4]).mean(axis=(1, 2))
    best = int(activities.argmax())
    assert drawn.panel.maps.grid.value_point((best, 0, 0)) == first
    QTest.keyClick(drawn.panel.maps.grid, Qt.Key.Key_Right)
    assert drawn.panel.position == (best, 0, 0)
    QTest.keyClick(drawn.panel.maps.grid, Qt.Key.Key_PageDown)
    second = int(np.argsort(-activities)[1])
    assert drawn.panel.position == (second, 0, 0)


def test_a_convolutions_numbers_can_be_copied(drawn):
    drawn.select_layer("conv2")
    click_value(drawn, (5, 6, 7))
    QTest.keyClick(
        drawn.panel.arithmetic.convolution, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier
    )
    text = QGuiApplication.clipboard().text()
    assert text == drawn.panel.arithmetic.toPlainText()
    kernel = drawn.trace.graph.numbers["conv2.weight"][5, 7]
    assert "\t".join(number(float(n)) for n in kernel[2]) in text


def test_a_convolutions_numbers_are_copied_from_its_menu(qtbot, window, drawn):
    drawn.select_layer("conv2")
    click_value(drawn, (5, 6, 7))
    view = drawn.panel.arithmetic.convolution
    QGuiApplication.clipboard().clear()

    def pick():
        menu = QApplication.activePopupWidget()
        (copy,) = [action for action in menu.actions() if action.text() == "&Copy as Text"]
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(copy).center())

    QTimer.singleShot(0, pick)  # once the menu is open, which waits for an answer
    place = view.mapTo(window, view.rect().center())
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.RightButton, pos=place)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == view.toPlainText())


def test_a_pinned_drawing_stands_beside_the_next_one(qtbot, window, drawn):
    pinned = drawn.trace.outputs[1]
    drawn.comparison.pin.trigger()
    window.canvas.clear()
    mouse(window.canvas, ZERO)
    follow(qtbot, window, drawn)
    qtbot.waitUntil(lambda: drawn._inspected is not None and drawn._inspected.beside is not None)
    maps = drawn.panel.maps
    assert maps._beside.grid.isVisible()
    np.testing.assert_array_equal(maps._beside.grid._values, pinned)
    assert (drawn.trace.outputs[1] != pinned).any()
    assert maps._names[0].text().startswith("Now: 0")
    assert maps._names[1].text().startswith("Pinned drawing: 7")
    # One scale for both: the same colour is the same value.
    assert maps.end == pytest.approx(
        max(np.abs(pinned).max(), np.abs(drawn.trace.outputs[1]).max())
    )
    drawn.comparison.stop.trigger()
    qtbot.waitUntil(lambda: not maps._beside.grid.isVisible(), timeout=10_000)


def test_only_what_is_drawn_can_be_pinned(qtbot, window, drawn):
    drawn.comparison.pin.trigger()
    window.canvas.clear()
    qtbot.waitUntil(lambda: drawn.trace is None)
    assert not drawn.comparison.pin.isEnabled()
    drawn.comparison.pin.trigger()  # an empty drawing could not be read, nor any beside it
    mouse(window.canvas, ZERO)
    follow(qtbot, window, drawn)
    assert window.answer.prediction.text() == "0"


def test_a_silenced_map_of_the_pinned_drawing_is_crossed_out_too(qtbot, window, drawn):
    click_value(drawn, (2, 10, 12))
    drawn._silence()
    drawn.comparison.pin.trigger()
    maps = drawn.panel.maps
    qtbot.waitUntil(maps._beside.grid.isVisible, timeout=10_000)
    assert maps.grid._silenced == maps._beside.grid._silenced == {2}


def test_the_earlier_model_reads_the_same_drawing_beside_the_one_that_learns(qtbot, window, drawn):
    from digitpad.network.files.checkpoint import load_checkpoint

    assert not drawn.comparison.earlier.isEnabled()
    checkpoint = window.session.checkpoint
    learning = load_checkpoint(checkpoint.path).network
    learning.numbers["conv1.weight"][:] *= 0.5
    before = drawn.trace.outputs[1]
    window.session.watch(learning)
    follow(qtbot, window, drawn)
    qtbot.waitUntil(lambda: (drawn.trace.outputs[1] != before).any(), timeout=10_000)
    assert drawn.comparison.earlier.isEnabled()
    drawn.comparison.earlier.trigger()
    qtbot.waitUntil(lambda: drawn._inspected.beside is not None, timeout=10_000)
    np.testing.assert_array_equal(drawn._inspected.beside.outputs[1], before)
    assert drawn.panel.maps._names[1].text().startswith("Earlier model: 7")


def test_the_input_that_a_value_depends_on_is_framed_in_what_it_sees(window, drawn):
    preview = window.answer.preview
    before = preview.grab().toImage()
    click_value(drawn, (2, 10, 12))
    assert preview._region == ((0,), (9, 10, 11), (11, 12, 13))
    assert preview.grab().toImage() != before
    window.pages.show_page("train")
    assert preview._region is None
    assert preview.grab().toImage() == before


def test_each_map_has_its_number_in_its_corner_unless_it_is_too_small(qtbot, monkeypatch):
    written, draw = [], QPainter.drawText

    def note(painter, *arguments):
        written.append(arguments[-1])
        return draw(painter, *arguments)

    monkeypatch.setattr(QPainter, "drawText", note)
    grid = MapGrid()
    qtbot.addWidget(grid)
    grid.resize(400, 300)
    grid.show_values(np.zeros((8, 14, 14), np.float32), signed=False)
    grid.grab()
    assert written == [str(n) for n in range(8)]
    written.clear()
    grid.show_values(np.zeros((49,), np.float32), signed=False)
    grid.resize(120, 100)
    grid.grab()
    assert written == []


def test_a_probability_that_is_not_certain_is_never_said_to_be_one():
    assert share(0.99998, 4) == "0.9999"
    assert share(0.99998, 3) == "0.999"
    assert share(1.0, 4) == "1.0000"
    assert share(0.1236, 3) == "0.124"


# The answer's bars


BARS = {
    "sure": ([4, -4, 2, -2, 0, 1, -1, 3, -3, 0.5], [0.9, 0, 0.1, 0, 0, 0, 0, 0, 0, 0], "accent"),
    "not sure": ([-1, 2, -3, 1, 0, 0, 0, 0, 0, 0], [0.2, 0.4, 0.1, 0.3, *[0] * 6], "warning"),
}


@pytest.fixture
def bars(qtbot):
    """The bars by themselves, with the ground that they have in the window."""
    bars = OutputBars()
    qtbot.addWidget(bars)
    bars.resize(400, 324)
    palette = bars.palette()
    palette.setColor(QPalette.ColorRole.Window, QColor(LIGHT.panel))
    bars.setPalette(palette)
    bars.show()
    return bars


def columns_in(bars, digit, colour):
    """Where a digit's row has ``colour``: the columns, those of the logit and of the other bar."""
    line = in_colour(bars, colour)[bars.value_point((digit,)).toPoint().y() - 3]
    middle = (34 + 400) // 2  # the digit stands before both
    return np.flatnonzero(line[:middle]), middle + np.flatnonzero(line[middle:])


def show_answer(bars, logits, probabilities, silenced=frozenset()):
    answer = SimpleNamespace(
        logits=np.array(logits, np.float32), probabilities=np.array(probabilities, np.float32)
    )
    bars.show_trace(answer, silenced)


def test_before_there_is_an_answer_its_bars_are_empty(bars):
    rows = [columns_in(bars, digit, LIGHT.window) for digit in range(10)]
    for logit, probability in rows:
        assert len(logit) == len(probability) > 100
    for colour in (LIGHT.accent, LIGHT.faint, LIGHT.warning):
        assert not in_colour(bars, colour).any()


@pytest.mark.parametrize("case", BARS)
def test_a_bar_is_as_long_as_what_it_shows_and_the_best_stands_out(bars, case):
    logits, probabilities, best = BARS[case]
    grooves = columns_in(bars, 9, LIGHT.window)
    show_answer(bars, logits, probabilities)
    length = len(grooves[0])
    zero = (grooves[0][0] + grooves[0][-1]) / 2
    for digit, (logit, probability) in enumerate(zip(logits, probabilities, strict=True)):
        is_best = probability == max(probabilities)
        colours = (getattr(LIGHT, best), LIGHT.faint)
        bar, likely = columns_in(bars, digit, colours[not is_best])
        assert not any(map(len, columns_in(bars, digit, colours[is_best]))), digit
        expected = abs(logit) / max(map(abs, logits)) * length / 2
        assert len(bar) == pytest.approx(expected, abs=2.5), digit
        if logit:
            end = zero + np.sign(logit) * expected
            assert [bar[0], bar[-1]] == pytest.approx(sorted([zero, end]), abs=2.5), digit
        assert len(likely) == pytest.approx(probability * length, abs=2.5), digit
        if probability:
            assert likely[0] == pytest.approx(grooves[1][0], abs=1), digit


def test_the_selected_answer_is_outlined(bars):
    show_answer(bars, *BARS["sure"][:2])
    assert not in_colour(bars, LIGHT.second).any()
    click(bars, bars.value_point((6,)))
    there = in_colour(bars, LIGHT.second)
    top = round(24 + 6 * (324 - 24) / 10)  # below the columns' names, of ten rows the seventh
    for line, ends in ((there[top + 15], (3, 396)), (there[:, 200], (top + 1, top + 29))):
        drawn_at = np.flatnonzero(line)
        assert set(np.abs(drawn_at[:, None] - ends).argmin(axis=1)) == {0, 1}
        assert np.abs(drawn_at[:, None] - ends).min(axis=1).max() <= 2


# Frames and crosses


def edges_of(picture, first, last):
    """Left, top, right and bottom of what lies between two values of one map, in pixels."""
    beside = (*first[:-1], first[-1] + 1)
    half = (picture.value_point(beside) - picture.value_point(first)).x() / 2
    start, end = picture.value_point(first), picture.value_point(last)
    return [round(n) for n in (start.x() - half, start.y() - half, end.x() + half, end.y() + half)]


def test_a_marked_map_is_framed_and_a_silenced_one_crossed_out(qtbot):
    grid = MapGrid()
    qtbot.addWidget(grid)
    grid.resize(80, 60)
    grid.show_values(
        np.zeros((2, 4, 4), np.float32), signed=True, silenced=frozenset({0}), marked=(1,)
    )
    grid.show()
    left, top, right, bottom = edges_of(grid, (1, 0, 0), (1, 3, 3))
    frame = in_colour(grid, LIGHT.text)
    assert is_frame(frame, left - 2, top - 2, right + 2, bottom + 2, reach=1)
    left, top, right, bottom = edges_of(grid, (0, 0, 0), (0, 3, 3))
    cross = in_colour(grid, LIGHT.muted)
    columns = np.flatnonzero(cross.any(axis=0))
    assert (columns <= right + 1).all(), "of this one alone"
    inside = cross[top + 3 : bottom - 2, left + 3 : right - 2]
    row, column = np.indices(inside.shape)
    near = (np.abs(row - column) <= 2) | (np.abs(row + column - len(inside) + 1) <= 2)
    assert inside.any(axis=0).all()
    assert inside.any(axis=1).all()
    assert not inside[~near].any()
    grid.show_values(np.zeros((2, 4, 4), np.float32), signed=True)
    assert not in_colour(grid, LIGHT.text).any()
    assert not in_colour(grid, LIGHT.muted).any()


def test_the_kernel_is_framed_where_it_lies_and_the_value_that_it_makes(drawn, slide):
    slide.player.scrub.setValue(5 * 14 + 6)  # row 5, column 6: rows 4 to 6, columns 5 to 7
    picture = slide.picture
    frames, middle = in_colour(picture, LIGHT.second), picture.width() // 2
    place, target = picture.input_rect(), picture.output_rect()
    side = place.width() / 14
    under = (place.left() + 5 * side, place.top() + 4 * side)
    made = (target.left() + 6 * side - middle, target.top() + 5 * side)
    for there, (left, top), count in (
        (frames[:, :middle], under, 3), (frames[:, middle:], made, 1),
    ):  # fmt: skip
        edges = (left, top, left + count * side, top + count * side)
        assert is_frame(there, *map(round, edges), reach=1)
    frame = in_colour(picture, LIGHT.border)
    left, top, right, bottom = (
        round(n) for n in (target.left(), target.top(), target.right(), target.bottom())
    )
    assert frame[[top, bottom], left + 2 : right - 2].all()
    assert frame[top + 2 : bottom - 2, [left, right]].all()


def test_keys_stop_at_the_first_and_the_last_answer(bars):
    show_answer(bars, *BARS["sure"][:2])
    for key, end in ((Qt.Key.Key_Down, 9), (Qt.Key.Key_Up, 0)):
        for _ in range(12):
            QTest.keyClick(bars, key)
        assert bars.current() == (end,)


def test_keys_stop_at_the_edges_of_a_map(qtbot):
    grid = MapGrid()
    qtbot.addWidget(grid)
    grid.resize(80, 60)
    grid.show_values(np.zeros((2, 3, 4), np.float32), signed=True)
    grid.show()
    click(grid, grid.value_point((1, 1, 1)))
    for key, end in (
        (Qt.Key.Key_Right, (1, 1, 3)), (Qt.Key.Key_Down, (1, 2, 3)), (Qt.Key.Key_Left, (1, 2, 0)),
        (Qt.Key.Key_Up, (1, 0, 0)),
    ):  # fmt: skip
        for _ in range(6):
            QTest.keyClick(grid, key)
        assert grid.current() == end
