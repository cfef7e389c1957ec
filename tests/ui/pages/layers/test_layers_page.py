"""The Layers page, used with mouse and keys: maps of the drawing, values, arithmetic, changes."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from digitpad.graph.value import explain
from digitpad.network.architecture import TUTORIAL, Architecture
from digitpad.network.files.checkpoint import load_checkpoint, save_checkpoint
from digitpad.network.files.training_info import TrainingInfo
from digitpad.network.layers import Conv2d, Flatten, Linear, LogSoftmax, ReLU
from digitpad.reading.classify import DigitAnswer, percent
from digitpad.support.colour_scales import table
from digitpad.support.numbers import number
from digitpad.training.module import Network, graph_with
from tests.ui.layers import click, click_value, follow, show_view
from tests.ui.pens import SEVEN, ZERO, mouse


def colour_at(widget, point):
    image = widget.grab().toImage()
    ratio = image.devicePixelRatio()
    return image.pixel(QPoint(round(point.x() * ratio), round(point.y() * ratio)))


def test_an_empty_canvas_says_what_to_do(page):
    assert "Draw a digit" in page.panel.maps.grid._empty_text
    assert page.panel.maps.grid.current() is None
    assert "Click a value" in page.panel.arithmetic.toPlainText()


def test_maps_follow_the_drawing(qtbot, window, drawn):
    before = drawn.panel.maps.grid.grab().toImage()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    window.canvas.clear()
    qtbot.waitUntil(lambda: drawn.trace is None)
    mouse(window.canvas, ZERO)
    follow(qtbot, window, drawn)
    assert drawn.panel.maps.grid.grab().toImage() != before


def test_a_value_is_painted_in_the_scales_colour(qtbot, drawn):
    values = drawn.trace.outputs[1]
    place = tuple(map(int, np.unravel_index(values.argmax(), values.shape)))
    share = (float(values[place]) / float(np.abs(values).max()) + 1) / 2
    expected = int(table(True, False)[round(share * 254)])
    assert colour_at(drawn.panel.maps.grid, drawn.panel.maps.grid.value_point(place)) == expected


def test_what_a_silenced_map_changes_is_told_in_log_odds(qtbot, window, drawn):
    """Rounded percents say 99.9 before and after."""
    before = torch.from_numpy(drawn.trace.logits.astype(np.float64))
    click_value(drawn, (3, 10, 12))
    QTest.mouseClick(drawn.controls.silence, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: drawn.trace.changes.silenced != frozenset(), timeout=20_000)
    after = torch.from_numpy(drawn.trace.logits.astype(np.float64))
    odds = [
        float(logits[7] - torch.logsumexp(torch.cat([logits[:7], logits[8:]]), 0))
        for logits in (before, after)
    ]
    change, now = (f"{n:+.2f}".replace("-", "−") for n in (odds[1] - odds[0], odds[1]))
    assert f"log odds of 7 by {change} to {now}" in drawn.verdict.text()
    assert "9 to 1" in drawn.verdict.toolTip()


def test_the_pointer_tells_value_and_place(drawn):
    place = (3, 10, 12)
    QTest.mouseMove(drawn.panel.maps.grid, drawn.panel.maps.grid.value_point(place).toPoint())
    expected = f"{drawn.trace.outputs[1][place]:.4f}".replace("-", "−")
    assert drawn.panel.value.text() == f"conv1, map 3, row 10, column 12: {expected}"
    assert set(drawn.strip._regions) >= {0, 1, 2, 3}
    assert drawn.strip._regions[0] == ((0,), (9, 10, 11), (11, 12, 13))
    QTest.mouseMove(drawn.panel.maps.grid, QPoint(1, 1))
    assert drawn.panel.value.text() == ""


@pytest.mark.parametrize(
    ("layer", "position"),
    [("input", (0, 3, 3)), ("conv1", (2, 0, 0)), ("relu1", (2, 5, 5)), ("pool1", (1, 4, 4)),
     ("conv2", (30, 13, 13)), ("pool2", (31, 6, 6)), ("fc1", (48,)), ("fc2", (7,)),
     ("log_softmax", (7,))],
)  # fmt: skip
def test_a_click_shows_the_arithmetic_and_its_total(qtbot, drawn, layer, position):
    drawn.select_layer(layer)
    maps = drawn.panel.maps
    shown = maps.bars if drawn.layer.is_answer else maps.grid
    click(shown, maps.value_point(position))
    assert drawn.panel.position == position
    total = explain(drawn.trace, drawn.layer.index, position).total
    text = drawn.panel.arithmetic.toPlainText()
    assert f"{abs(total):.3f}" in text
    own = float(drawn.trace.outputs[drawn.layer.index][position])
    assert f"The network says {number(own)}" in text
    assert ("bias" in text) == (layer in ("conv1", "conv2", "fc1", "fc2"))
    assert ("ReLU" in text) == (layer in ("conv1", "conv2", "fc1"))


def test_a_click_on_the_flow_shows_that_layer(drawn):
    assert len(drawn._flow.cells) == 11  # without flatten and dropout, with the input
    for place, layer in enumerate(cell.layer for cell in drawn._flow.cells):
        click(drawn.strip, drawn.strip.layer_rect(place).center())
        assert drawn.layer is layer
        assert " × ".join(map(str, layer.shape)) in drawn.panel.heading.text()


def test_it_works_by_keys_alone(qtbot, drawn):
    QTest.keyClick(drawn.strip, Qt.Key.Key_Right)  # from conv1
    assert drawn.layer.name == "relu1"
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_PageDown):
        QTest.keyClick(drawn.panel.maps.grid, key)
    assert drawn.panel.maps.grid.current() == (1, 1, 1)
    QTest.keyClick(drawn.panel.maps.grid, Qt.Key.Key_Return)
    assert "relu1, map 1, row 1, column 1" in drawn.panel.arithmetic.toPlainText()
    for _ in range(40):
        QTest.keyClick(drawn.panel.maps.grid, Qt.Key.Key_Up)
    assert drawn.panel.maps.grid.current() == (1, 0, 1)
    QTest.keyClick(drawn.panel.maps.grid, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: not drawn.trace.outputs[2][1].any(), timeout=10_000)
    QTest.keyClick(drawn.panel.maps.grid, Qt.Key.Key_S)
    assert drawn.changes.is_empty


def test_an_answer_by_changed_numbers_that_is_not_sure_is_told_so(qtbot, drawn):
    drawn.select_layer("pool1")
    grid = drawn.panel.maps.grid
    grid.setFocus()
    for map_ in range(8):  # nothing is left to read
        click_value(drawn, (map_, 7, 7))
        QTest.keyClick(grid, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: not drawn.trace.outputs[3].any(), timeout=10_000)
    answer = DigitAnswer(tuple(drawn.trace.probabilities.tolist()))
    assert not answer.is_sure
    assert f"{answer.digit}? ({percent(answer.confidence)}) instead of 7 (" in drawn.verdict.text()


def test_a_silenced_map_is_zero_and_one_click_restores_it(qtbot, window, drawn):
    drawn.select_layer("pool1")
    best = int(drawn.trace.outputs[3].sum(axis=(1, 2)).argmax())
    click_value(drawn, (best, 7, 7))
    before = drawn.trace.probabilities
    QTest.mouseClick(drawn.controls.silence, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not drawn.trace.outputs[3][best].any(), timeout=10_000)
    assert f"pool1 {best}" in drawn.verdict.text()
    assert (drawn.trace.probabilities != before).any()
    assert window.session.reading.answer.probabilities[7] == pytest.approx(before[7], abs=1e-6)
    QTest.mouseClick(drawn.controls.restore_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: drawn.trace.outputs[3][best].any(), timeout=10_000)
    assert drawn.verdict.text() == ""
    assert not drawn.controls.restore_button.isEnabled()


SMALL = Architecture(
    "small",
    (Conv2d("first", kernels=3, size=5, stride=2), ReLU("then"), Flatten("flat"),
     Linear("last", features=10), LogSoftmax("out")),
)  # fmt: skip


def test_another_architecture_is_shown_as_it_is(qtbot, window, drawn, tmp_path):
    torch.manual_seed(1)
    save_checkpoint(tmp_path / "small.safetensors", graph_with(Network(SMALL)), TrainingInfo())
    drawn.select_layer("pool2")
    click_value(drawn, (31, 6, 6))  # a value that the other network has not
    window.session.load_model(tmp_path / "small.safetensors")
    qtbot.waitUntil(lambda: drawn.trace and drawn.trace.graph.origin == SMALL, timeout=20_000)
    assert drawn.layer_names[1:-1] == ["input", "first", "then", "last", "out"]
    assert drawn.panel.maps.grid.current() is None
    drawn.select_layer("first")
    click_value(drawn, (2, 11, 11))
    assert "first, map 2, row 11, column 11" in drawn.panel.arithmetic.toPlainText()


WIDER = replace(
    TUTORIAL,
    layers=(replace(TUTORIAL.layers[0], kernels=4), ReLU("extra"), *TUTORIAL.layers[1:]),
)  # fmt: skip


def watch(qtbot, window, page, architecture):
    torch.manual_seed(1)
    window.session.watch(graph_with(Network(architecture)))
    qtbot.waitUntil(lambda: page.trace and page.trace.graph.origin == architecture, timeout=20_000)


def test_what_is_silenced_in_one_network_is_not_looked_for_in_another(qtbot, window, drawn):
    click_value(drawn, (7, 6, 6))  # the other network has four maps there
    drawn._silence()
    drawn.controls.by_activity.setChecked(True)
    watch(qtbot, window, drawn, WIDER)
    drawn.grab()  # an error in a paintEvent ends the process
    assert drawn.panel.maps.grid._silenced == frozenset()
    assert drawn.verdict.text() == ""
    window.session.watch(None)
    qtbot.waitUntil(lambda: drawn.panel.maps.grid._silenced == {7}, timeout=20_000)
    assert "conv1 7 silenced" in drawn.verdict.text()


def silence(qtbot, page, position):
    click_value(page, position)
    QTest.mouseClick(page.controls.silence, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(page.trace.changes.silenced), timeout=20_000)


def is_unchanged(page):
    return (
        page.trace.changes.is_empty
        and page.panel.maps.grid._silenced == frozenset()
        and not page.controls.restore_button.isEnabled()
        and page.verdict.text() == ""
    )


def with_other_numbers(window):
    checkpoint = window.session.checkpoint
    numbers = {key: number * 0.9 for key, number in checkpoint.network.numbers.items()}
    return replace(checkpoint, network=checkpoint.network.with_numbers(numbers))


@pytest.mark.parametrize("other", ["the same layers", "other layers"])
def test_another_model_that_is_opened_begins_unchanged(qtbot, window, drawn, tmp_path, other):
    silence(qtbot, drawn, (2, 6, 6))
    path = tmp_path / "other.safetensors"
    network = with_other_numbers(window).network
    if other == "other layers":
        torch.manual_seed(1)
        network = graph_with(Network(SMALL))
    save_checkpoint(path, network, TrainingInfo())
    with qtbot.waitSignal(window.session.model_changed, timeout=20_000):
        window.session.load_model(path)
    opened = window.session.network
    qtbot.waitUntil(lambda: drawn.trace and drawn.trace.graph is opened, timeout=20_000)
    assert is_unchanged(drawn)


def test_a_network_with_other_layers_that_learns_is_unchanged(qtbot, window, drawn):
    silence(qtbot, drawn, (2, 6, 6))
    watch(qtbot, window, drawn, WIDER)  # it has a conv1 with a map 2 too
    qtbot.waitUntil(lambda: is_unchanged(drawn), timeout=20_000)
    window.session.watch(None)
    qtbot.waitUntil(lambda: drawn.panel.maps.grid._silenced == {2}, timeout=20_000)
    assert drawn.controls.restore_button.isEnabled()


def test_an_input_made_otherwise_while_another_network_learns_leaves_what_was_silenced(
    qtbot, window, drawn
):
    silence(qtbot, drawn, (2, 6, 6))
    watch(qtbot, window, drawn, WIDER)
    drawn.select_layer("ink")
    switch = drawn.preparation.cards["centre"].switch
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton, pos=QPoint(8, switch.height() // 2))
    qtbot.waitUntil(lambda: drawn.verdict.text().startswith("not centred: "), timeout=20_000)
    window.session.watch(None)
    drawn.select_layer("conv1")
    qtbot.waitUntil(lambda: drawn.panel.maps.grid._silenced == {2}, timeout=20_000)
    assert "not centred, conv1 2 silenced" in drawn.verdict.text()


def test_what_is_silenced_in_a_network_that_learns_leaves_the_models_changes(qtbot, window, drawn):
    silence(qtbot, drawn, (2, 6, 6))
    watch(qtbot, window, drawn, WIDER)
    learning = window.session.network
    silence(qtbot, drawn, (1, 6, 6))
    window.session.watch(None)
    qtbot.waitUntil(lambda: drawn.panel.maps.grid._silenced == {2}, timeout=20_000)
    window.session.watch(learning)
    qtbot.waitUntil(lambda: drawn.panel.maps.grid._silenced == {1}, timeout=20_000)


@pytest.mark.parametrize("way", ["learns", "has learnt"])
def test_newer_weights_of_a_network_keep_its_changes(qtbot, window, drawn, way):
    silence(qtbot, drawn, (2, 6, 6))
    newer = with_other_numbers(window)
    if way == "learns":
        window.session.watch(newer.network)
    else:
        window.session.use(newer, has_learnt=True)
    probability = newer.network.numbers["fc2.bias"]
    qtbot.waitUntil(lambda: drawn.trace.graph.numbers["fc2.bias"] is probability, timeout=20_000)
    assert not drawn.trace.outputs[1][2].any()
    assert "conv1 2 silenced" in drawn.verdict.text()


def test_the_flow_tells_the_shapes_of_another_network_with_the_same_names(qtbot, window, drawn):
    other = replace(TUTORIAL, layers=(Conv2d("conv1", 4, 3, 1, 1), *TUTORIAL.layers[1:]))
    drawn.strip.grab()
    watch(qtbot, window, drawn, other)
    shown = drawn.strip.grab().toImage()
    drawn.strip._kept = None  # paint names and shapes anew
    assert drawn.strip.grab().toImage() == shown


@pytest.mark.parametrize("name", ["ink", "pool2", "why"])
def test_another_network_leaves_the_layer_of_that_name_open(qtbot, window, drawn, name):
    drawn.select_layer(name)
    watch(qtbot, window, drawn, WIDER)
    assert drawn.layer_names[drawn._flow.place + 1] == name
    views = {"ink": drawn.preparation, "why": drawn.why}
    assert drawn.views.currentWidget() is views.get(name, drawn.panel)


def test_the_layers_of_a_network_are_there_before_a_drawing(qtbot, window, page, tmp_path):
    save_checkpoint(tmp_path / "small.safetensors", graph_with(Network(SMALL)), TrainingInfo())
    with qtbot.waitSignal(window.session.model_changed, timeout=20_000):
        window.session.load_model(tmp_path / "small.safetensors")
    assert page.layer_names == ["ink", "input", "first", "then", "last", "out", "why"]


def test_a_canvas_that_is_wiped_while_another_page_is_shown_is_empty_here_too(qtbot, window, drawn):
    window.pages.show_page("test")
    window.canvas.clear()
    window.pages.show_page("layers")
    assert drawn.trace is None
    assert drawn.panel.maps.grid._values is None
    assert not drawn.controls.save_button.isEnabled()


def test_the_steps_of_a_drawing_are_not_made_in_the_windows_thread(qtbot, window, drawn):
    drawn.select_layer("conv2")
    inspected = drawn._inspected
    drawn.select_layer("ink")
    assert "steps" not in inspected.__dict__  # of 3,000 points they take 15 ms
    qtbot.waitUntil(lambda: drawn.preparation._steps is not None, timeout=10_000)


def test_other_weights_while_a_value_is_open_change_its_numbers(qtbot, window, drawn):
    click_value(drawn, (2, 11, 11))
    before = drawn.panel.arithmetic.toPlainText()
    checkpoint = window.session.checkpoint
    other = load_checkpoint(checkpoint.path).network
    other.numbers["conv1.bias"][:] += 1.0
    window.session.watch(other)
    qtbot.waitUntil(lambda: drawn.panel.arithmetic.toPlainText() != before, timeout=10_000)
    total = explain(drawn.trace, 1, (2, 11, 11)).total
    assert f"{abs(total):.3f}" in drawn.panel.arithmetic.toPlainText()


def test_no_traces_are_made_for_a_page_that_is_not_seen(qtbot, window, drawn):
    window.pages.show_page("test")
    window.canvas.clear()
    mouse(window.canvas, ZERO)
    qtbot.waitUntil(lambda: window.session.is_settled, timeout=10_000)
    assert window.session.reading.inspected is None
    window.pages.show_page("layers")
    follow(qtbot, window, drawn)


@pytest.mark.parametrize("view", ["slide", "kernels", "weights"])
def test_another_architecture_comes_while_a_view_of_the_last_one_is_open(
    qtbot, window, drawn, tmp_path, view
):
    torch.manual_seed(1)
    save_checkpoint(tmp_path / "small.safetensors", graph_with(Network(SMALL)), TrainingInfo())
    drawn.select_layer("fc1" if view == "weights" else "conv2")
    click_value(drawn, (48,) if view == "weights" else (31, 13, 13))
    show_view(drawn.panel, getattr(drawn.panel, view))
    window.session.load_model(tmp_path / "small.safetensors")
    qtbot.waitUntil(lambda: drawn.trace and drawn.trace.graph.origin == SMALL, timeout=20_000)
    for name in drawn.layer_names:
        drawn.select_layer(name)
        show_view(drawn.panel, getattr(drawn.panel, view))
        drawn.grab()
    assert drawn.panel.position is None


def test_wiping_the_canvas_ends_the_slide_and_empties_all_views(qtbot, window, drawn):
    show_view(drawn.panel, drawn.panel.slide)
    QTest.mouseClick(drawn.panel.slide.player.play, Qt.MouseButton.LeftButton)
    assert drawn.panel.slide.is_playing
    window.canvas.clear()
    qtbot.waitUntil(lambda: drawn.trace is None)
    assert not drawn.panel.slide.is_playing
    assert drawn.panel.views.currentWidget() is drawn.panel.maps
    for name in drawn.layer_names:
        drawn.select_layer(name)
        drawn.grab()
    assert not drawn.controls.save_button.isEnabled()


def test_what_is_switched_off_on_the_way_to_the_input_is_seen_in_maps_and_verdict(
    qtbot, window, drawn
):
    before = drawn.trace
    drawn.select_layer("ink")
    switch = drawn.preparation.cards["centre"].switch
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton, pos=QPoint(8, switch.height() // 2))
    qtbot.waitUntil(lambda: (drawn.trace.image != before.image).any(), timeout=10_000)
    assert drawn.verdict.text().startswith("not centred: ")
    np.testing.assert_array_equal(window.session.reading.image, before.image)
    QTest.mouseClick(drawn.controls.restore_button, Qt.MouseButton.LeftButton)
    assert switch.isChecked()
    qtbot.waitUntil(lambda: (drawn.trace.image == before.image).all(), timeout=10_000)
    assert drawn.verdict.text() == ""


def test_why_explains_the_network_with_its_changes(qtbot, window, drawn):
    drawn.select_layer("fc2")
    bars = drawn.panel.maps.bars
    click(bars, bars.value_point((7,)))
    QTest.keyClick(bars, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: drawn.trace.logits[7] == 0, timeout=10_000)
    drawn.select_layer("why")
    digit = int(drawn.trace.probabilities.argmax())
    qtbot.waitUntil(lambda: drawn.why._found is not None, timeout=20_000)
    found = drawn.why._found.attribution
    p = drawn.trace.probabilities[digit]
    assert found.digit == digit
    assert found.odds == pytest.approx(np.log(p / (1 - p)), abs=1e-2)


def test_figures_are_taken_away_of_what_is_shown(qtbot, window, drawn):
    drawn.select_layer("pool1")
    QTest.mouseClick(drawn.controls.save_button, Qt.MouseButton.LeftButton)
    dialog = window.dialogs["take_away"]
    qtbot.waitUntil(dialog.isVisible)
    assert "pool1" in dialog.form.this_layer.text()
    drawn.select_layer("conv2")
    assert "conv2" in dialog.form.this_layer.text()
    dialog.close()


def test_without_a_model_it_says_so(qtbot, qapp, tmp_path):
    from digitpad.ui.window.main_window import MainWindow

    window = MainWindow(tmp_path / "none.safetensors", remember=False)
    with qtbot.waitSignal(window.session.model_failed, timeout=60_000):
        window.show()
    mouse(window.canvas, SEVEN)
    qtbot.waitUntil(lambda: window.session.is_settled, timeout=10_000)
    assert "No model is loaded" in window.pages.layers.panel.maps.grid._empty_text
    window.close()
    window.deleteLater()
