"""The window as a picture, drawn without a screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from digitpad.graph.operation import Position
from digitpad.ink.drawing import Drawing
from digitpad.support.errors import DigitpadError
from digitpad.support.files import write_atomically
from digitpad.ui.background import Latest
from digitpad.ui.window.app import make_application
from digitpad.ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from digitpad.training.opening import OpenedNetwork

LAST_FRAME = 1000  # milliseconds
A_MOMENT = 50  # milliseconds
LONGEST_WAIT = 60_000  # milliseconds for the model to load on a slow disk


def save_snapshot(
    path: Path,
    drawing: Drawing | None,
    page: str,
    theme: str,
    size: tuple[int, int],
    run: bool,
    layer: str | None = None,
    value: Position | None = None,
    network: OpenedNetwork | None = None,
    language: str | None = None,
) -> None:
    """Write the window with ``drawing``, its answer and a page to ``path`` as PNG.

    size: width and height in pixels. run: train, or test, on that page first, as its button does.
    layer: which to show on the Layers page, also ``ink`` or ``why``; None: the usual one. value: of
    this layer, to be explained. network: reads in place of the bundled model. language: None: as
    ``use_language`` chooses.
    Raises DigitpadError when that fails, there is no such layer or value, or the picture cannot be
    written.
    """
    make_application(language)
    window = MainWindow(remember=False, network=network)
    try:
        window.set_colours(theme)
        window.resize(*size)
        window.pages.show_page(page)
        window.show()
        if drawing is not None:
            window.show_drawing(drawing)
        wait_until_settled(window)
        if run:
            _run(window, page)
        if layer is not None:
            _show_layer(window, layer, value)
        if page == "lab":
            _wait_for_lab(window)
        QApplication.processEvents()  # texts that changed get their room
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        window.grab().save(buffer, "PNG")
    finally:
        close_for_good(window)
    write_atomically(path, bytes(buffer.data().data()))


def close_for_good(window: MainWindow) -> None:
    """Close ``window`` and delete it at once.

    Python's collector would do it later in whichever thread allocates then, and that crashes.
    """
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def _run(window: MainWindow, page: str) -> None:
    """Train or test, and wait for the result."""
    pages, loop, problems = window.pages, QEventLoop(), list[str]()

    def fail(_data: str, problem: str) -> None:
        problems.append(problem)
        loop.quit()

    def end(share: float) -> None:
        if share < 0:
            loop.quit()

    pages.data_sets.load_failed.connect(fail)
    pages.train.progressed.connect(end)
    pages.test.evaluated.connect(loop.quit)
    start = pages.train.start if page == "train" else pages.test.evaluate_or_cancel
    QTimer.singleShot(0, start)
    loop.exec()
    if problems:
        raise DigitpadError(problems[0])
    QTimer.singleShot(LAST_FRAME, loop.quit)  # the plot is drawn, and the drawing read again
    loop.exec()


def _show_layer(window: MainWindow, name: str, value: Position | None) -> None:
    """Show a layer, and wait for what is found out about the drawing there."""
    layers, loop = window.pages.layers, QEventLoop()
    if name not in layers.layer_names:
        raise DigitpadError(
            "The network has no layer {layer}. It has {names}.",
            layer=name, names=", ".join(layers.layer_names),
        )  # fmt: skip
    layers.select_layer(name)
    if value is not None and not layers.explain_value(value):
        raise DigitpadError(
            "{layer} has no value {position}. It is {shape}.",
            layer=name, position=",".join(map(str, value)),
            shape=" x ".join(map(str, layers.layer.shape)),
        )  # fmt: skip
    QTimer.singleShot(LAST_FRAME, loop.quit)
    loop.exec()
    while not all(questions.is_idle for questions in layers.findChildren(Latest)):
        QTimer.singleShot(A_MOMENT, loop.quit)
        loop.exec()


def _wait_for_lab(window: MainWindow) -> None:
    """Wait until the lab shows what it is set to."""
    lab, loop = window.pages.lab.view, QEventLoop()
    lab.looked.connect(loop.quit)
    while not lab.is_settled:
        loop.exec()


def wait_until_settled(window: MainWindow) -> None:
    """Run the event loop until the model is loaded, or has failed, and the drawing is read.

    Raises DigitpadError when that takes longer than a minute.
    """
    session, loop = window.session, QEventLoop()
    for signal in (
        session.model_changed, session.model_failed, session.reading_changed, session.search_ended,
    ):  # fmt: skip
        signal.connect(loop.quit)
    QTimer.singleShot(LONGEST_WAIT, lambda: loop.exit(1))
    while not session.is_settled:
        if loop.exec() == 1:
            raise DigitpadError(
                "The model was not loaded within a minute. Close other programs and try again."
            )
