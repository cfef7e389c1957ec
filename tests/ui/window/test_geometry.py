"""The first window fits the screen, whichever it is, and the canvas grows with it."""

import itertools
import json
import os
import subprocess
import sys

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QLabel, QWidget

from digitpad.ui.window import geometry
from digitpad.ui.window.dialogs import DIALOGS
from digitpad.ui.window.geometry import FRAME, LEAST_COLUMN, column_width, first_size, placed

SCREENS = [(1024, 600), (1280, 720), (1366, 768), (1920, 1080)]
SCALES = [1, 1.25, 1.5, 1.75, 2]
TASKBAR = 48  # logical pixels: that of Windows 11

LOOK = """
import json
from digitpad.ui.window.app import make_application
app = make_application()
from PySide6.QtWidgets import QWidget
from digitpad.ui.window.main_window import MainWindow
window = MainWindow(remember=False)
window._model_to_load = None
window.show()
app.processEvents()
window.layout().activate()
def place(name):
    part = window.findChild(QWidget, name)
    corner = part.mapTo(window, part.rect().topLeft())
    return corner.x(), corner.y(), part.width(), part.height()
size = window.size()
free = window.screen().availableGeometry()
names = ("canvas", "inputPreview", "prediction", "confidence", "probabilities")
print(json.dumps({"window": (size.width(), size.height()), "free": (free.width(), free.height()),
                  "at": (window.x(), window.y()), **{name: place(name) for name in names}}))
window.close()
"""


def look(tmp_path, screen, scale):
    """The window in a process of its own, on a made-up screen."""
    file = tmp_path / "screens.json"
    one = {"name": "one", "x": 0, "y": 0, "width": screen[0], "height": screen[1],
           "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}  # fmt: skip
    file.write_text(json.dumps({"screens": [one]}))
    found = os.environ | {
        "QT_QPA_PLATFORM": f"offscreen:configfile={file}",
        "QT_SCALE_FACTOR": str(scale),
    }
    done = subprocess.run(
        [sys.executable, "-c", LOOK], env=found, text=True, stdout=subprocess.PIPE, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(("screen", "scale"), list(itertools.product(SCREENS, SCALES)))
def test_the_first_size_with_its_frame_fits_every_screen(screen, scale):
    available = QSize(int(screen[0] / scale), int(screen[1] / scale) - TASKBAR)
    framed = first_size(available) + FRAME
    assert framed.width() <= available.width()
    assert framed.height() <= available.height()


def test_where_the_screen_has_the_room_it_is_1280_by_800():
    assert first_size(QSize(1920, 1032)) == QSize(1280, 800)


def test_it_lies_within_what_the_bars_leave():
    available = QRect(60, 30, 1024, 570)
    assert available.contains(placed(first_size(available.size()), available))


@pytest.mark.parametrize(
    ("screen", "scale"), [((1024, 600), 1), ((1366, 768), 1), ((1920, 1080), 1.5)]
)
def test_the_real_window_fits_with_all_of_the_answer(tmp_path, screen, scale):
    seen = look(tmp_path, screen, scale)
    width, height = seen["window"]
    left, top = seen["at"]
    assert left + width <= seen["free"][0]
    assert top + height <= seen["free"][1]
    inside = QRect(QPoint(), QSize(width, height))
    for name in ("canvas", "inputPreview", "prediction", "confidence", "probabilities"):
        assert inside.contains(QRect(*seen[name])), name
    assert seen["canvas"][2] == seen["canvas"][3] >= 160


def test_the_real_window_fits_a_screen_that_is_too_small_too(tmp_path):
    seen = look(tmp_path, (1366, 768), 2)
    assert seen["window"][0] <= 683
    assert seen["window"][1] <= 384


@pytest.mark.parametrize("height", [600 - TASKBAR, 600])
def test_the_parts_of_a_low_window_do_not_overlap(tmp_path, height):
    seen = look(tmp_path, (1024, height), 1)
    parts = ("canvas", "inputPreview", "prediction", "confidence", "probabilities")
    for one, other in itertools.combinations(parts, 2):
        assert not QRect(*seen[one]).intersects(QRect(*seen[other])), (one, other)


def test_the_canvas_grows_with_the_window(window, qapp):
    sides = []
    for size in ((1024, 600), (1280, 800), (1920, 1080)):
        window.resize(*size)
        qapp.processEvents()
        sides.append(window.canvas.width())
    assert sides == sorted(sides)
    assert sides[-1] > 1.4 * sides[1]


def test_a_column_is_never_wider_than_its_canvas_has_use_for():
    beside = QSize(28, 320)
    assert column_width(1900, beside, 600) == LEAST_COLUMN
    assert column_width(1900, beside, 800) == 800 - 320 + 28
    assert column_width(1300, beside, 1200) == round(1300 * 0.34)


def test_what_the_user_divides_stays_divided(window, qapp):
    handle = window.columns.handle(1)
    handle.moveSplitter(600)
    window.columns.splitterMoved.emit(600, 1)
    before = window.columns.sizes()[0]
    window.resize(window.width(), window.height() - 60)
    qapp.processEvents()
    assert window.columns.sizes()[0] == before


def test_a_saved_size_that_is_too_large_is_made_to_fit(open_window, qapp):
    first = open_window()
    first.resize(5000, 4000)
    first.close()
    second = open_window()
    available = second.screen().availableGeometry()
    assert second.width() <= 960  # the least, for the made-up screen is narrower
    assert second.height() <= available.height()


def test_the_answer_says_the_same_in_a_low_window(window, qapp):
    window.resize(1024, 560)
    qapp.processEvents()
    low = window.findChild(QLabel, "prediction").geometry()
    window.resize(1280, 800)
    qapp.processEvents()
    assert window.findChild(QLabel, "prediction").geometry() != low
    for name in ("prediction", "confidence", "inputPreview", "probabilities"):
        assert window.findChild(QWidget, name).isVisible()


def test_dialogs_fit_a_low_screen(window, monkeypatch):
    """1024 x 600, or 1366 x 768 at 125 %: what is at the foot of a dialog can be clicked."""
    low = QRect(0, 0, 1024, 600)
    monkeypatch.setattr(geometry, "free_part", lambda screen: low)
    shown = []
    for name in DIALOGS:
        dialog = window.dialogs[name]
        if dialog.isWindow():
            dialog.show()
            shown.append(name)
            framed = dialog.size() + FRAME
            assert framed.width() <= low.width(), name
            assert framed.height() <= low.height(), name
            dialog.close()
    assert "designer" in shown
