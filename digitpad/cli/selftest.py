"""``digitpad selftest``: a quick check of a whole installation, one line for each part."""

from __future__ import annotations

import argparse
import math
import tempfile
from pathlib import Path

import numpy as np

from digitpad.cli import Parser
from digitpad.cli.checks import EXPECTED_DIGIT, WRONG, check_folders
from digitpad.cli.window import paint_offscreen
from digitpad.ink.drawing import CANVAS_SIDE
from digitpad.ink.strokes_file import load_drawing
from digitpad.support.errors import DigitpadError
from digitpad.support.folders import bundled_drawing, bundled_model
from digitpad.support.messages import Text
from digitpad.support.pytorch import is_expected, why_missing


def add_arguments(_: Parser) -> None:
    """Add nothing: the command takes no arguments."""


def run(_: argparse.Namespace) -> int:
    """Run every check, also after one has failed, and print how each went; returns 0 or 1."""
    paint_offscreen()
    checks = [
        (Text("torch"), _torch),
        (Text("training"), _training),
        (Text("model"), _bundled_model),
        (Text("files"), _files),
        (Text("window"), _window),
    ]
    if not is_expected():
        checks = checks[2:]
        print(f"{Text('note')!s:<8}torch: {why_missing()}", flush=True)
    failed = 0
    for name, check in checks:
        try:
            print(f"{Text('ok')!s:<8}{name}: {check()}", flush=True)
        except Exception as error:  # whatever it is, the other checks go on
            failed += 1
            print(f"{Text('FAILED')!s:<8}{name}: {type(error).__name__}: {error}", flush=True)
    total = Text("{failed} of {count} checks failed.", failed=failed, count=len(checks))
    print(total if failed else Text("All is well."))
    return 1 if failed else 0


def _torch() -> str:
    import torch

    return str(torch.__version__)


def _training() -> Text:
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
    if len(epochs) != 1 or not math.isfinite(epochs[0].train_loss):
        raise DigitpadError("the loss is not a number")
    return Text("two batches, loss {loss:.3f}", loss=epochs[0].train_loss)


def _bundled_model() -> Text:
    from digitpad.ink.input.render import network_input
    from digitpad.network.files.checkpoint import load_checkpoint
    from digitpad.reading.classify import classify

    checkpoint = load_checkpoint(bundled_model())
    answer = classify(checkpoint.network, network_input(load_drawing(bundled_drawing())))
    if answer.digit != EXPECTED_DIGIT:
        raise DigitpadError("the bundled drawing was read as {digit}", digit=answer.digit)
    return Text(
        "reads the bundled drawing as {digit}, {confidence:.1f} % sure",
        digit=answer.digit, confidence=answer.confidence * 100,
    )  # fmt: skip


def _files() -> Text:
    from digitpad.support.files import write_atomically

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        write_atomically(path, b"whole")
        if path.read_bytes() != b"whole":
            raise DigitpadError("a file was not written as told")
    for found in check_folders():
        if found.state == WRONG:  # digitpad works, and keeps nothing
            return Text(
                "written whole; but {found}. What is trained or kept is lost. {remedy}",
                found=found.text, remedy=found.remedy,
            )  # fmt: skip
    return Text("written whole")


def _window() -> Text:
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
    if shown != str(EXPECTED_DIGIT):
        raise DigitpadError("the window read the drawing as {digit}", digit=shown)
    if len(colours) <= 5:
        raise DigitpadError("the window is blank")
    return Text(
        "reads {digit} from mouse events, {width} x {height} pixels",
        digit=shown, width=picture.width(), height=picture.height(),
    )  # fmt: skip
