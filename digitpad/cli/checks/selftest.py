"""A quick check of a whole installation: one line for each part, 0 when all is well."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from digitpad.ink.drawing import CANVAS_SIDE
from digitpad.ink.strokes_file import load_drawing
from digitpad.support.errors import DigitpadError
from digitpad.support.folders import bundled_drawing, bundled_model

EXPECTED_DIGIT = 7  # of the bundled drawing


def selftest() -> int:
    """Run every check, also after one has failed, and print how each went; returns 0 or 1."""
    checks: dict[str, Callable[[], str]] = {
        "torch": _torch,
        "training": _training,
        "model": _bundled_model,
        "files": _files,
        "window": _window,
    }
    failed = 0
    for name, check in checks.items():
        try:
            print(f"ok      {name}: {check()}", flush=True)
        except Exception as error:  # whatever it is, the other checks go on
            failed += 1
            print(f"FAILED  {name}: {type(error).__name__}: {error}", flush=True)
    print("All is well." if not failed else f"{failed} of {len(checks)} checks failed.")
    return 1 if failed else 0


def _torch() -> str:
    import torch

    return str(torch.__version__)


def _training() -> str:
    from digitpad.data.samples import Samples
    from digitpad.network.architecture import TUTORIAL
    from digitpad.training.loop import train
    from digitpad.training.progress import EpochDone
    from digitpad.training.recipe import Recipe

    recipe = Recipe("selftest", epochs=1, batch_size=32, optimiser="sgd", learning_rate=0.01,
                    momentum=0.5, validation=1 / 3)  # fmt: skip
    random = np.random.default_rng(1)
    noise = Samples(
        random.integers(0, 256, (96, 28, 28), dtype=np.uint8),
        random.integers(0, 10, 96, dtype=np.uint8),
    )
    epochs = [event for event in train(TUTORIAL, recipe, noise) if isinstance(event, EpochDone)]
    _require(len(epochs) == 1 and math.isfinite(epochs[0].train_loss), "the loss is not a number")
    return f"two batches, loss {epochs[0].train_loss:.3f}"


def _bundled_model() -> str:
    from digitpad.ink.input.render import network_input
    from digitpad.network.files.checkpoint import load_checkpoint
    from digitpad.reading.classify import classify

    checkpoint = load_checkpoint(bundled_model())
    answer = classify(checkpoint.network, network_input(load_drawing(bundled_drawing())))
    _require(answer.digit == EXPECTED_DIGIT, f"the bundled drawing was read as {answer.digit}")
    return f"reads the bundled drawing as {answer.digit}, {answer.confidence * 100:.1f} % sure"


def _files() -> str:
    from digitpad.support.files import write_atomically

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        write_atomically(path, b"whole")
        _require(path.read_bytes() == b"whole", "a file was not written as told")
    return f"written whole{_what_is_lost()}"


def _what_is_lost() -> str:
    """Tell of a folder of the user's that cannot be written: digitpad works, and keeps nothing."""
    from digitpad.cli.checks.finding import WRONG
    from digitpad.cli.checks.places import check_folders

    for found in check_folders():
        if found.state == WRONG:
            return f"; but {found.text}. What is trained or kept is lost. {found.remedy}"
    return ""


def _window() -> str:
    """Draw with real mouse events in a window, and look at the picture of it."""
    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    from digitpad.ui.window.app import make_application
    from digitpad.ui.window.main_window import MainWindow
    from digitpad.ui.window.snapshot import close_for_good, wait_until_settled

    make_application()
    window = MainWindow(remember=False)
    window.show()
    canvas = window.canvas
    scale = canvas.width() / CANVAS_SIDE
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for stroke in load_drawing(bundled_drawing()).fitted_to_canvas().strokes:
        path = [QPointF(x * scale, y * scale) for x, y in stroke.xy.tolist()]
        events = [(QEvent.Type.MouseButtonPress, path[0], left, left)]
        events += [(QEvent.Type.MouseMove, point, none, left) for point in path[1:]]
        events += [(QEvent.Type.MouseButtonRelease, path[-1], left, none)]
        for kind, point, button, buttons in events:
            event = QMouseEvent(kind, point, canvas.mapToGlobal(point), button, buttons,
                                Qt.KeyboardModifier.NoModifier)  # fmt: skip
            QApplication.sendEvent(canvas, event)
    wait_until_settled(window)
    shown = window.answer.prediction.text()
    picture = window.grab().toImage()
    close_for_good(window)
    colours = {picture.pixel(x, y) for x in range(0, picture.width(), 7)
               for y in range(0, picture.height(), 7)}  # fmt: skip
    _require(shown == str(EXPECTED_DIGIT), f"the window read the drawing as {shown}")
    _require(len(colours) > 5, "the window is blank")
    return f"reads {shown} from mouse events, {picture.width()} x {picture.height()} pixels"


def _require(condition: bool, otherwise: str) -> None:
    if not condition:
        raise DigitpadError(otherwise)
