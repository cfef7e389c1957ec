"""The public Python interface, as a script uses it."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

import digitpad
from digitpad.graph.foreign.module_graph import bar, ring
from digitpad.support.errors import EmptyInkError, ModelError, StrokesError
from digitpad.support.folders import bundled_model
from tests.graph.foreign.gallery import made

IMAGE = np.random.default_rng(1).random((28, 28), np.float32)


def paper(*digits: np.ndarray) -> np.ndarray:
    """Return a white sheet with pictures of digits beside each other, (h, w) uint8."""
    sheet = np.full((60, 20 + 60 * len(digits)), 255, np.uint8)
    for n, digit in enumerate(digits):
        sheet[16:44, 30 + 60 * n : 58 + 60 * n] = 255 - np.rint(digit * 255)
    return sheet


ZERO, ONE = ring((28, 28)), bar((28, 28))


def test_a_digit_is_read_from_an_array() -> None:
    answer = digitpad.read(paper(ONE))
    assert (answer.text, answer.digit) == ("1", 1)
    assert answer.confidence == answer.digits[0].confidence > 0.9
    assert answer.probabilities is not None
    assert sum(answer.probabilities) == pytest.approx(1)
    x0, y0, x1, y1 = answer.digits[0].box
    assert 30 < x0 < x1 < 58
    assert 16 <= y0 < y1 <= 44


def test_a_number_is_read_with_a_box_for_each_digit() -> None:
    answer = digitpad.read(paper(ONE, ZERO, ZERO))
    assert answer.text == "100"
    assert [digit.digit for digit in answer.digits] == [1, 0, 0]
    assert (answer.digit, answer.confidence, answer.probabilities) == (None, None, None)
    assert [round(digit.box[0] / 60) for digit in answer.digits] == [1, 2, 3]


def test_boxes_are_in_the_pixels_of_a_large_picture() -> None:
    large = np.kron(paper(ONE, ZERO), np.ones((20, 20), np.uint8))
    answer = digitpad.read(large)
    assert answer.text == "10"
    x0, _, x1, _ = answer.digits[1].box
    assert 90 * 20 < x0 < x1 < 118 * 20


@pytest.mark.parametrize("form", ["colour", "image", "file", "path"])
def test_pictures_are_taken_in_every_form(tmp_path: Path, form: str) -> None:
    pixels = np.repeat(paper(ONE)[:, :, None], 3, axis=2)
    file = tmp_path / "one.png"
    Image.fromarray(pixels).save(file)
    source = {"colour": pixels, "image": Image.fromarray(pixels), "file": str(file), "path": file}
    assert digitpad.read(source[form]).digit == 1


def test_strokes_are_read_where_they_are() -> None:
    strokes = [np.array([[x, -50.0], [x, 10.0]]) for x in (1000.0, 1040.0)]
    answer = digitpad.read(strokes)
    assert answer.text == "11"
    assert answer.digits[1].box == (1040.0, -50.0, 1040.0, 10.0)


def test_an_empty_picture_is_refused_in_a_sentence() -> None:
    with pytest.raises(EmptyInkError):
        digitpad.read(np.full((40, 40), 255, np.uint8))


@pytest.mark.parametrize(
    "strokes", [[[(np.nan, 2), (3, 4)]], [[(1e300, 2), (3, 4)]], [np.full((3, 2), np.inf)]]
)
def test_strokes_that_are_nowhere_are_refused_in_a_sentence(strokes: object) -> None:
    with pytest.raises(StrokesError, match=r"The strokes cannot be read: .*\. Give each"):
        digitpad.read(strokes)


def test_a_stroke_without_points_is_none() -> None:
    strokes = [np.zeros((0, 2)), np.array([[0.0, -50.0], [0.0, 10.0]])]
    assert digitpad.read(strokes).text == "1"
    with pytest.raises(EmptyInkError):
        digitpad.read(strokes[:1])


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((0, 0), np.uint8), [[]], np.zeros((4, 4, 2)), np.full((40, 40), np.nan),
        np.zeros((40, 40), complex), np.full((40, 40), "1"),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_said_not_to_be_one(picture: object) -> None:
    with pytest.raises(ValueError, match="a picture"):
        digitpad.read(picture)


def test_a_trace_stays_as_it_is_when_its_image_is_drawn_over() -> None:
    image = ZERO.copy()
    trace = digitpad.trace(None, image)
    before = trace.value("input", (0, 14, 6))
    image[:] = 0
    assert before.total > 0
    assert trace.value("input", (0, 14, 6)).text == before.text


def test_the_bundled_model_is_traced() -> None:
    trace = digitpad.trace(None, ZERO)
    assert [layer.name for layer in trace.layers][:3] == ["input", "conv1", "relu1"]
    conv = trace["conv1"]
    assert (conv.kind, conv.inputs, conv.shape) == ("convolution", ("input",), (8, 28, 28))
    assert conv.output.shape == (8, 28, 28)
    value = trace.value("conv1", (3, 9, 9))
    assert value.explained
    assert value.total == pytest.approx(float(conv.output[3, 9, 9]), abs=1e-5)
    assert "×" in value.text
    field = trace.receptive_field("conv1", (3, 9, 9))
    assert field.shape == (28, 28)
    assert field[8:11, 8:11].all()
    assert field.sum() == 9
    assert trace.probabilities.argmax() == 0


def test_a_checkpoint_is_traced_by_its_path() -> None:
    by_path = digitpad.trace(str(bundled_model()), ZERO)
    assert (by_path.probabilities == digitpad.trace(None, ZERO).probabilities).all()


def test_a_module_is_traced_as_its_own_images_are() -> None:
    module = made("three channels")
    image = np.random.default_rng(3).random((3, 64, 64), np.float32)
    trace = digitpad.trace(module, image, mean=0.5, std=0.25)
    with torch.no_grad():
        expected = module((torch.from_numpy(image)[None] - 0.5) / 0.25)[0].numpy()
    np.testing.assert_allclose(trace["fc"].output, expected, atol=1e-4)
    assert trace.layers[0].shape == (3, 64, 64)
    assert trace.receptive_field("conv1", (0, 0, 0)).shape == (64, 64)


def test_a_drawing_is_made_into_what_a_module_takes() -> None:
    trace = digitpad.trace(made("lenet 5"), IMAGE)
    assert [layer.name for layer in trace.layers][:3] == ["input", "paper", "features.0"]
    assert trace.receptive_field("features.0", (0, 2, 2)).shape == (28, 28)


def test_code_that_decides_is_followed_with_the_image() -> None:
    module = made("decides")
    for image, name in ((np.zeros((28, 28)), "small"), (np.ones((28, 28)), "large")):
        trace = digitpad.trace(module, image, mean=0.5, std=0.5)
        assert name in [layer.name for layer in trace.layers]
        assert "decides by values" in trace.note


def test_what_is_not_there_is_an_ordinary_error() -> None:
    trace = digitpad.trace(None, ZERO)
    with pytest.raises(KeyError):
        trace.value("conv9", (0, 0, 0))
    with pytest.raises(IndexError):
        trace.value("conv1", (8, 0, 0))
    with pytest.raises(IndexError):
        trace.receptive_field("conv1", (0, 0))
    with pytest.raises(ValueError, match="image"):
        digitpad.trace(None, np.zeros(784))
    with pytest.raises(ModelError, match="28"):
        digitpad.trace(None, np.zeros((20, 20)))


def in_a_new_process(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_importing_digitpad_imports_neither_qt_nor_torch_nor_numpy() -> None:
    code = """
import sys, digitpad
print([name for name in ("PySide6", "torch", "numpy") if name in sys.modules])
"""
    assert in_a_new_process(code) == "[]"


def test_reading_and_tracing_the_bundled_model_need_no_torch() -> None:
    code = """
import sys, numpy as np, digitpad
image = np.zeros((28, 28), np.uint8); image[4:24, 13:16] = 255
assert digitpad.read(image).digit == 1
trace = digitpad.trace(None, image / 255)
trace.value("fc1", (0,)), trace.receptive_field("fc1", (0,))
print([m for m in ("PySide6", "torch") if m in sys.modules])
"""
    assert in_a_new_process(code) == "[]"


def test_show_opens_the_window_on_a_module_and_returns_when_it_is_closed() -> None:
    code = """
import torch, digitpad
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
from digitpad.graph.foreign.module_graph import bar
from tests.graph.foreign.gallery import made

app = QApplication([])

def look():
    for window in app.topLevelWidgets():
        reading = window.session.reading if hasattr(window, "session") else None
        if reading is not None and reading.trace is not None:
            print(reading.trace.graph.name, window.findChild(QLabel, "prediction").text() != "–")
            window.close()
            return
    QTimer.singleShot(20, look)

QTimer.singleShot(0, look)
digitpad.show(made("lenet 5"), image=bar((28, 28)))
print("closed")
"""
    assert in_a_new_process(code).splitlines() == ["LeNet5 True", "closed"]


def test_without_a_display_show_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    if sys.platform.startswith("linux"):
        with pytest.raises(digitpad.DigitpadError):
            digitpad.show()
