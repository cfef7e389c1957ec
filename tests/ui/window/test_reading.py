"""The answer follows the drawing: while drawing, never stale, with any model or with none."""

import subprocess
import sys
import threading

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from digitpad.graph.trace import trace
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.render import network_input
from digitpad.network.files.checkpoint import load_checkpoint, save_checkpoint
from digitpad.network.files.training_info import TrainingInfo
from digitpad.reading.classify import classify
from digitpad.support.folders import bundled_model
from digitpad.ui.background import running
from digitpad.ui.window.main_window import MainWindow
from tests.ui.pens import ONE, SEVEN, ZERO, mouse, pixels


def settle(qtbot, window):
    qtbot.waitUntil(lambda: window.session.is_settled, timeout=20_000)


def expected(drawing):
    """The answer for a drawing, without any window."""
    return classify(load_checkpoint(bundled_model()).network, network_input(drawing))


@pytest.mark.parametrize(("path", "digit"), [(ONE, "1"), (SEVEN, "7"), (ZERO, "0")])
def test_a_drawn_digit_is_read(qtbot, window, path, digit):
    mouse(window.canvas, path)
    settle(qtbot, window)
    answer = expected(window.canvas.drawing)
    assert window.answer.prediction.text() == digit == str(answer.digit)
    assert window.answer.confidence.text().endswith(" %")
    assert float(window.answer.confidence.text()[:-2]) == pytest.approx(
        100 * answer.confidence, abs=0.1
    )
    assert window.answer.bars.probabilities() == pytest.approx(answer.probabilities, abs=1e-5)


def test_the_preview_is_what_the_network_saw(qtbot, window):
    mouse(window.canvas, SEVEN)
    settle(qtbot, window)
    image = window.answer.preview.image()
    shown = [[image.pixelColor(x, y).red() for x in range(28)] for y in range(28)]
    np.testing.assert_array_equal(shown, np.rint(network_input(window.canvas.drawing) * 255))


def test_an_empty_canvas_has_no_answer(qtbot, window):
    assert window.answer.prediction.text() == "–"
    mouse(window.canvas, SEVEN)
    settle(qtbot, window)
    window.canvas.clear()
    assert window.answer.prediction.text() == "–"
    assert window.answer.confidence.text() == ""
    assert window.answer.bars.probabilities() == ()
    image = window.answer.preview.image()
    assert image.size().toTuple() == (28, 28)
    assert all(image.pixelColor(x, y).red() == 0 for x in range(28) for y in range(28))


def test_the_answer_comes_before_the_button_is_released(qtbot, window):
    points = pixels(window.canvas, SEVEN)
    QTest.mousePress(window.canvas, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(window.canvas, point)
    settle(qtbot, window)
    assert window.answer.prediction.text() == "7"
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, pos=points[-1])
    settle(qtbot, window)
    assert window.answer.prediction.text() == "7"


def test_undo_and_redo_change_the_answer(qtbot, window):
    mouse(window.canvas, ONE)
    settle(qtbot, window)
    window.canvas.clear()
    mouse(window.canvas, ZERO)
    settle(qtbot, window)
    window.canvas.undo()
    window.canvas.undo()
    settle(qtbot, window)
    assert window.answer.prediction.text() == "1"
    window.canvas.redo()
    assert window.answer.prediction.text() == "–"
    window.canvas.redo()
    settle(qtbot, window)
    assert window.answer.prediction.text() == "0"


class SlowModel:
    """A network that answers when it is told to, and notes what it was asked."""

    def __init__(self, network, monkeypatch):
        self.asked = threading.Semaphore(0)
        self.go = threading.Semaphore(0)

        def slow(function):
            def called(architecture, image, *rest, **how):
                self.asked.release()
                assert self.go.acquire(timeout=20)
                return function(network, image, *rest, **how)

            return called

        monkeypatch.setattr("digitpad.reading.classify.classify", slow(classify))
        # While the Layers page is open the answer is that of the trace.
        monkeypatch.setattr("digitpad.graph.trace.trace", slow(trace))


@pytest.fixture
def slow(window, monkeypatch):
    return SlowModel(window.session.checkpoint.network, monkeypatch)


def shown_texts(window):
    texts = []
    window.session.reading_changed.connect(lambda _: texts.append(window.answer.prediction.text()))
    return texts


def test_an_answer_for_a_cleared_drawing_is_never_shown(qtbot, window, slow):
    texts = shown_texts(window)
    mouse(window.canvas, ONE)
    assert slow.asked.acquire(timeout=20)  # the model thinks about the 1
    window.canvas.clear()
    mouse(window.canvas, ZERO)
    slow.go.release(50)
    settle(qtbot, window)
    assert window.answer.prediction.text() == "0"
    assert "1" not in texts


def test_an_answer_that_comes_after_clear_is_not_shown(qtbot, window, slow):
    mouse(window.canvas, ONE)
    assert slow.asked.acquire(timeout=20)
    window.canvas.clear()
    with qtbot.waitSignal(window.session._reader._thread.ended, timeout=20_000):
        slow.go.release(50)
    assert window.answer.prediction.text() == "–"


def test_while_a_slow_model_thinks_the_old_answer_goes_away(qtbot, window, slow):
    slow.go.release(1000)
    mouse(window.canvas, ONE)
    settle(qtbot, window)
    assert window.answer.prediction.text() == "1"
    while slow.go.acquire(blocking=False):
        pass
    mouse(window.canvas, [(0.3, 0.85), (0.7, 0.85)])
    # The drawing has grown and the model does not answer: the 1 is not left standing.
    with qtbot.waitSignal(window.session.reading_changed, timeout=2000):
        pass
    assert window.answer.prediction.text() == "–"
    slow.go.release(50)
    settle(qtbot, window)
    assert window.answer.prediction.text() == str(expected(window.canvas.drawing).digit)


def test_a_slow_model_is_asked_for_the_newest_drawing_only(qtbot, window, slow):
    points = mouse(window.canvas, SEVEN)
    slow.go.release(1000)
    settle(qtbot, window)
    asked = 0
    while slow.asked.acquire(blocking=False):
        asked += 1
    assert asked < len(points) / 2
    assert window.answer.prediction.text() == "7"


def test_ink_drawn_before_the_model_is_loaded_is_read_when_it_is(qtbot):
    window = MainWindow(remember=False)
    qtbot.addWidget(window)
    window.show()
    mouse(window.canvas, SEVEN)
    assert window.session.checkpoint is None
    assert len(window.canvas.drawing.strokes) == 1
    assert window.answer.prediction.text() == "–"
    settle(qtbot, window)
    assert window.answer.prediction.text() == "7"


@pytest.mark.parametrize("content", [None, b"", b"broken" * 100])
def test_without_a_model_there_is_a_message_and_a_working_canvas(qtbot, tmp_path, content):
    path = tmp_path / "model.safetensors"
    if content is not None:
        path.write_bytes(content)
    window = MainWindow(path, remember=False)
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.session.model_failed, timeout=60_000):
        window.show()
    assert window.answer.message.isVisible()
    assert "model.safetensors" in window.answer.message.text()
    assert "You can draw all the same." in window.answer.message.text()
    mouse(window.canvas, SEVEN)
    settle(qtbot, window)
    assert window.answer.prediction.text() == "–"
    assert window.session.reading is not None  # the input is shown all the same
    # A good model mends it, and the drawing is read at once.
    window.session.load_model(bundled_model())
    settle(qtbot, window)
    assert window.answer.prediction.text() == "7"
    assert not window.answer.message.isVisible()


def test_a_bad_model_leaves_the_good_one_reading(qtbot, window, tmp_path):
    (tmp_path / "bad.pth").write_bytes(b"bad")
    with qtbot.waitSignal(window.session.model_failed, timeout=20_000):
        window.session.load_model(tmp_path / "bad.pth")
    assert "bad.pth" in window.statusBar().currentMessage()
    assert not window.answer.message.isVisible()  # it would stay, and take room from the canvas
    mouse(window.canvas, SEVEN)
    settle(qtbot, window)
    assert window.answer.prediction.text() == "7"


def test_of_two_models_asked_for_the_last_one_reads(qtbot, window, tmp_path):
    network = load_checkpoint(bundled_model()).network
    for name in ("a", "b", "c"):
        save_checkpoint(tmp_path / f"{name}.safetensors", network, TrainingInfo())
        window.session.load_model(tmp_path / f"{name}.safetensors")
    settle(qtbot, window)
    assert window.session.checkpoint.path.name == "c.safetensors"


def test_a_scribble_of_thousands_of_points_is_read(qtbot, window):
    random = np.random.default_rng(1)
    scribble = Stroke.from_xy(random.uniform(0, 1000, (5000, 2)).tolist())
    window.show_drawing(Drawing((scribble,)))
    settle(qtbot, window)
    expected = classify(window.session.network, network_input(Drawing((scribble,))))
    assert window.answer.prediction.text() == str(expected.digit)


def test_a_program_that_ends_without_closing_its_window_ends_well():
    code = (
        "from digitpad.ui.window.app import make_application; app = make_application();"
        "from digitpad.ui.window.main_window import MainWindow;"
        "window = MainWindow(remember=False);"
        "window.show(); app.processEvents()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_closing_while_the_model_loads_leaves_no_thread(qtbot):
    for _ in range(3):
        window = MainWindow(remember=False)
        qtbot.addWidget(window)
        window.show()
        QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
        window.close()
        assert not running(window)


def test_a_scribble_gets_a_doubt_and_a_digit_does_not(qtbot, window):
    scribble = [(0.2, 0.3), (0.8, 0.7), (0.3, 0.8), (0.7, 0.2), (0.25, 0.6), (0.75, 0.35),
                (0.4, 0.85), (0.5, 0.15), (0.6, 0.8), (0.2, 0.45), (0.8, 0.5)]  # fmt: skip
    mouse(window.canvas, scribble)
    qtbot.waitUntil(lambda: window.session.is_settled, timeout=10_000)
    panel = window.answer
    assert window.session.reading.answer.confidence < 0.6
    assert panel.doubt.text() == "not sure"
    assert not panel.bars.is_sure
    assert panel.bars.accessibleDescription().endswith("; not sure")
    for part in (panel.prediction, panel.confidence, panel.doubt, panel.bars):
        assert part.toolTip().startswith("Not sure: below 60.0 %")
    assert panel.prediction.text().isdigit()
    window.canvas.clear()
    qtbot.waitUntil(lambda: panel.doubt.text() == "")
    mouse(window.canvas, SEVEN)
    qtbot.waitUntil(lambda: window.session.is_settled, timeout=10_000)
    assert panel.doubt.text() == ""
    assert panel.prediction.text() == "7"
