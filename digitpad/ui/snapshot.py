"""The window as a picture, drawn without a screen."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from digitpad.errors import DigitpadError
from digitpad.files import write_atomically
from digitpad.ink.drawing import Drawing
from digitpad.ui.app import make_application
from digitpad.ui.main_window import MainWindow

LONGEST_WAIT = 60_000  # milliseconds for the model to load on a slow disk


def save_snapshot(
    path: Path, drawing: Drawing | None, page: str, theme: str, size: tuple[int, int]
) -> None:
    """Write the window with ``drawing``, its answer and a page to ``path`` as PNG.

    size: width and height in pixels. Raises DigitpadError when it cannot be written.
    """
    make_application()
    window = MainWindow(remember=False)
    window.set_colours(theme)
    window.resize(*size)
    window.pages.show_page(page)
    window.show()
    if drawing is not None:
        window.show_drawing(drawing)
    wait_until_settled(window)
    QApplication.processEvents()  # texts that changed get their room
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    window.grab().save(buffer, "PNG")
    window.close()
    write_atomically(path, bytes(buffer.data().data()))


def wait_until_settled(window: MainWindow) -> None:
    """Run the event loop until the model is loaded, or has failed, and the drawing is read.

    Raises DigitpadError when that takes longer than a minute.
    """
    session, loop = window.session, QEventLoop()
    for signal in (session.model_changed, session.model_failed, session.reading_changed):
        signal.connect(loop.quit)
    QTimer.singleShot(LONGEST_WAIT, lambda: loop.exit(1))
    while not session.is_settled:
        if loop.exec() == 1:
            raise DigitpadError(
                "The model was not loaded within a minute. Close other programs and try again."
            )
