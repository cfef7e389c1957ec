"""Fixtures of the window's pages."""

import pytest

from digitpad.ui.background import running
from digitpad.ui.messages import messages
from digitpad.ui.window.main_window import MainWindow
from tests.ui.layers import follow
from tests.ui.pens import SEVEN, mouse


@pytest.fixture
def page(window):
    assert window.pages.currentWidget() is window.pages.layers
    return window.pages.layers


@pytest.fixture
def drawn(qtbot, window, page):
    mouse(window.canvas, SEVEN)
    follow(qtbot, window, page)
    return page


@pytest.fixture
def told():
    """What the user is told from now on, sentence after sentence."""
    sentences = []

    def note(text):
        sentences.append(text)

    messages.came.connect(note)
    yield sentences
    messages.came.disconnect(note)


@pytest.fixture
def open_window(qtbot, own_folders):
    """Open windows that remember, have looked for what is left, and are closed in the end."""
    windows = []

    def open_one(model=None):
        window = MainWindow(model)
        windows.append(window)
        with qtbot.waitSignals([window.session.model_changed, window.recovery.looked],
                               timeout=60_000):  # fmt: skip
            window.show()
        return window

    yield open_one
    for window in windows:
        window.close()
        assert not running(window)
        window.deleteLater()
