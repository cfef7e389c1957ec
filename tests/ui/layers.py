"""The Layers page as tests use it: clicks on values, and waiting for the drawing's maps."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.render import network_input


def follow(qtbot, window, page):
    """Wait until the page shows what the canvas shows."""

    def is_there():
        reading, session = window.session.reading, window.session
        if not session.is_settled or reading is None:
            return False
        return reading.trace is not None and page.trace is reading.trace

    qtbot.waitUntil(is_there, timeout=20_000)


def click(widget, point):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=point.toPoint())


def click_value(page, position):
    click(page.panel.maps.grid, page.panel.maps.grid.value_point(position))


def show_view(panel, view):
    """Press the button that shows ``view``, if the layer has one."""
    if panel.mode.isVisible() and view in panel._modes:
        button = panel.mode.buttons()[panel._modes.index(view)]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def image_of(path):
    """The network's input for one stroke along ``path``, in parts of the sheet's side."""
    return network_input(Drawing((Stroke.from_xy([(1000 * x, 1000 * y) for x, y in path]),)))


def told_by(widget, *names):
    """What these signals tell from now on."""
    told = []
    for name in names:
        getattr(widget, name).connect(lambda *one, name=name: told.append((name, *one)))
    return told
