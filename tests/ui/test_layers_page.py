"""The Layers page, used with mouse and keys: maps of the drawing, values, arithmetic, changes."""

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from digitpad.network.arithmetic import explain
from digitpad.network.checkpoint import load_checkpoint, save_checkpoint
from digitpad.network.description import Conv2d, Flatten, Linear, LogSoftmax, Network, ReLU
from digitpad.network.module import DigitNetwork
from digitpad.network.shades import table
from digitpad.network.story import Story

from .pens import SEVEN, ZERO, mouse


@pytest.fixture
def page(window):
    assert window.pages.currentWidget() is window.pages.layers
    return window.pages.layers


@pytest.fixture
def drawn(qtbot, window, page):
    mouse(window.canvas, SEVEN)
    follow(qtbot, window, page)
    return page


def follow(qtbot, window, page):
    """Wait until the page shows what the canvas shows."""

    def is_there():
        reading, session = window.session.reading, window.session
        if not session.is_settled or reading is None:
            return False
        return reading.trace is not None and page._trace is reading.trace

    qtbot.waitUntil(is_there, timeout=20_000)


def colour_at(widget, point):
    image = widget.grab().toImage()
    ratio = image.devicePixelRatio()
    return image.pixel(QPoint(round(point.x() * ratio), round(point.y() * ratio)))


def test_an_empty_canvas_says_what_to_do(page):
    assert "Draw a digit" in page.grid._empty_text
    assert page.grid.current() is None
    assert "Click a value" in page.arithmetic.toPlainText()


def test_maps_follow_the_drawing(qtbot, window, drawn):
    before = drawn.grid.grab().toImage()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    window.canvas.clear()
    qtbot.waitUntil(lambda: drawn._trace is None)
    mouse(window.canvas, ZERO)
    follow(qtbot, window, drawn)
    assert drawn.grid.grab().toImage() != before


def test_a_value_is_painted_in_the_scales_colour(qtbot, drawn):
    values = drawn._trace.outputs[1]
    place = tuple(map(int, np.unravel_index(values.argmax(), values.shape)))
    share = (float(values[place]) / float(np.abs(values).max()) + 1) / 2
    expected = int(table(True, False)[round(share * 254)])
    assert colour_at(drawn.grid, drawn.grid.value_point(place)) == expected


def test_the_pointer_tells_value_and_place(drawn):
    place = (3, 10, 12)
    QTest.mouseMove(drawn.grid, drawn.grid.value_point(place).toPoint())
    expected = f"{drawn._trace.outputs[1][place]:.4f}".replace("-", "−")
    assert drawn.value.text() == f"conv1, map 3, row 10, column 12: {expected}"
    assert set(drawn.strip._regions) >= {0, 1, 2, 3}
    assert drawn.strip._regions[0] == ((0,), (9, 10, 11), (11, 12, 13))
    QTest.mouseMove(drawn.grid, QPoint(1, 1))
    assert drawn.value.text() == ""


@pytest.mark.parametrize(
    ("stage", "position"),
    [("input", (0, 3, 3)), ("conv1", (2, 0, 0)), ("relu1", (2, 5, 5)), ("pool1", (1, 4, 4)),
     ("conv2", (30, 13, 13)), ("pool2", (31, 6, 6)), ("fc1", (48,)), ("fc2", (7,)),
     ("log_softmax", (7,))],
)  # fmt: skip
def test_a_click_shows_the_arithmetic_and_its_total(qtbot, drawn, stage, position):
    drawn.select_stage(stage)
    point = drawn.grid.value_point(position).toPoint()
    QTest.mouseClick(drawn.grid, Qt.MouseButton.LeftButton, pos=point)
    assert drawn.grid.current() == position
    total = explain(drawn._trace, drawn.stage.index, position).total
    text = drawn.arithmetic.toPlainText()
    assert f"{abs(total):.3f}" in text
    assert ("bias" in text) == (stage in ("conv1", "conv2", "fc1", "fc2"))
    assert ("ReLU" in text) == (stage in ("conv1", "conv2", "fc1"))


def test_a_click_on_the_flow_shows_that_stage(drawn):
    for place, stage in enumerate(drawn._stages):
        middle = drawn.strip.stage_rect(place).center().toPoint()
        QTest.mouseClick(drawn.strip, Qt.MouseButton.LeftButton, pos=middle)
        assert drawn.stage is stage
        assert " × ".join(map(str, stage.shape)) in drawn.heading.text()


def test_it_works_by_keys_alone(qtbot, drawn):
    QTest.keyClick(drawn.strip, Qt.Key.Key_Right)  # from conv1
    assert drawn.stage.name == "relu1"
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_PageDown):
        QTest.keyClick(drawn.grid, key)
    assert drawn.grid.current() == (1, 1, 1)
    QTest.keyClick(drawn.grid, Qt.Key.Key_Return)
    assert "relu1, map 1, row 1, column 1" in drawn.arithmetic.toPlainText()
    for _ in range(40):
        QTest.keyClick(drawn.grid, Qt.Key.Key_Up)
    assert drawn.grid.current() == (1, 0, 1)
    QTest.keyClick(drawn.grid, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: not drawn._trace.outputs[2][1].any(), timeout=10_000)
    QTest.keyClick(drawn.grid, Qt.Key.Key_S)
    assert drawn._changes.is_empty


def test_a_silenced_map_is_zero_and_one_click_restores_it(qtbot, window, drawn):
    drawn.select_stage("pool1")
    best = int(drawn._trace.outputs[3].sum(axis=(1, 2)).argmax())
    point = drawn.grid.value_point((best, 7, 7)).toPoint()
    QTest.mouseClick(drawn.grid, Qt.MouseButton.LeftButton, pos=point)
    before = drawn._trace.probabilities
    QTest.mouseClick(drawn.silence, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not drawn._trace.outputs[3][best].any(), timeout=10_000)
    assert f"pool1 {best}" in drawn.verdict.text()
    assert (drawn._trace.probabilities != before).any()
    assert window.session.reading.answer.probabilities[7] == pytest.approx(before[7], abs=1e-6)
    QTest.mouseClick(drawn.restore, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: drawn._trace.outputs[3][best].any(), timeout=10_000)
    assert drawn.verdict.text() == ""
    assert not drawn.restore.isEnabled()


def test_another_architecture_is_shown_as_it_is(qtbot, window, drawn, tmp_path):
    network = Network(
        "small",
        (Conv2d("first", kernels=3, size=5, stride=2), ReLU("then"), Flatten("flat"),
         Linear("last", features=10), LogSoftmax("out")),
    )  # fmt: skip
    torch.manual_seed(1)
    save_checkpoint(tmp_path / "small.safetensors", DigitNetwork(network), Story())
    drawn.select_stage("pool2")
    drawn.grid.set_current((31, 6, 6))  # a value that the other network has not
    window.session.load_model(tmp_path / "small.safetensors")
    qtbot.waitUntil(lambda: drawn._network == network, timeout=20_000)
    assert [stage.name for stage in drawn._stages] == ["input", "first", "then", "last", "out"]
    assert drawn.grid.current() is None
    drawn.select_stage("first")
    QTest.mouseClick(
        drawn.grid, Qt.MouseButton.LeftButton, pos=drawn.grid.value_point((2, 11, 11)).toPoint()
    )
    assert "first, map 2, row 11, column 11" in drawn.arithmetic.toPlainText()


def test_other_weights_while_a_value_is_open_change_its_numbers(qtbot, window, drawn):
    QTest.mouseClick(
        drawn.grid, Qt.MouseButton.LeftButton, pos=drawn.grid.value_point((2, 11, 11)).toPoint()
    )
    before = drawn.arithmetic.toPlainText()
    checkpoint = window.session.checkpoint
    other = load_checkpoint(checkpoint.path).module
    with torch.no_grad():
        other.conv1.bias.add_(1.0)
    window.session.watch(other)
    qtbot.waitUntil(lambda: drawn.arithmetic.toPlainText() != before, timeout=10_000)
    total = explain(drawn._trace, 1, (2, 11, 11)).total
    assert f"{abs(total):.3f}" in drawn.arithmetic.toPlainText()


def test_no_traces_are_made_for_a_page_that_is_not_seen(qtbot, window, drawn):
    window.pages.show_page("test")
    window.canvas.clear()
    mouse(window.canvas, ZERO)
    qtbot.waitUntil(lambda: window.session.is_settled, timeout=10_000)
    assert window.session.reading.trace is None
    window.pages.show_page("layers")
    follow(qtbot, window, drawn)


def test_without_a_model_it_says_so(qtbot, qapp, tmp_path):
    from digitpad.ui.main_window import MainWindow

    window = MainWindow(tmp_path / "none.safetensors", remember=False)
    with qtbot.waitSignal(window.session.model_failed, timeout=60_000):
        window.show()
    mouse(window.canvas, SEVEN)
    qtbot.waitUntil(lambda: window.session.is_settled, timeout=10_000)
    assert "No model is loaded" in window.pages.layers.grid._empty_text
    window.close()
    window.deleteLater()
