"""The program as its user starts it: a real window under Xvfb, a window manager, a real mouse."""

import os
import shutil
import subprocess
import sys
import time
from itertools import pairwise

import pytest

NEEDED = ("Xvfb", "openbox", "xdotool")

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, NEEDED)), reason=f"needs {', '.join(NEEDED)}"
)


def until(condition, seconds=30):
    """Poll other processes, which send no signals here, until ``condition`` gives something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        time.sleep(0.02)
    raise AssertionError("waited in vain")


@pytest.fixture
def display(tmp_path):
    """A screen with a window manager; the environment for programs on it."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
        pass_fds=[write], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    environment = {**os.environ, "DISPLAY": f":{number}"}
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY"):
        environment.pop(name, None)
    manager = subprocess.Popen(["openbox"], env=environment, stderr=subprocess.DEVNULL)
    yield environment
    manager.terminate()
    manager.wait()
    server.terminate()
    server.wait()


def xdotool(environment, *arguments):
    return subprocess.run(
        ["xdotool", *map(str, arguments)], env=environment, capture_output=True, text=True
    ).stdout


def found(environment, *arguments):
    """Return the windows that xdotool names."""
    return xdotool(environment, *arguments).split()


# Runs the program as `digitpad` does, and writes down what its labels say whenever that changes.
PROGRAM = """
import sys
from PySide6.QtCore import QPoint, QTimer
from digitpad.ui.window import app as application
from digitpad.ui.window.main_window import MainWindow

class Told(MainWindow):
    def __init__(self, *args, **how):
        super().__init__(*args, **how)
        self.session.model_changed.connect(lambda _: self.tell())
        self.session.reading_changed.connect(lambda _: self.tell())
        self.canvas.drawing_changed.connect(lambda *_: self.tell())

    def resizeEvent(self, event):
        super().resizeEvent(event)
        QTimer.singleShot(0, self.tell)  # once its layout has followed

    def tell(self):
        corner = self.canvas.mapTo(self, QPoint(0, 0))
        loaded = self.session.checkpoint is not None
        print(corner.x(), corner.y(), self.canvas.width(), int(loaded),
              len(self.canvas.drawing.strokes), self.answer.prediction.text(), flush=True)

import digitpad.ui.window.main_window
digitpad.ui.window.main_window.MainWindow = Told
sys.exit(application.run())
"""


def test_a_person_draws_a_seven_takes_it_back_and_leaves(display, tmp_path):
    log = tmp_path / "told"
    with log.open("w") as out:
        program = subprocess.Popen(
            [sys.executable, "-c", PROGRAM], env=display, stdout=out, stderr=subprocess.PIPE,
            text=True, cwd=tmp_path,
        )  # fmt: skip

    def told():
        lines = log.read_text().split("\n")[:-1]  # what follows the last end is not whole yet
        return lines[-1].split() if lines else None

    try:
        (window,) = until(lambda: found(display, "search", "--onlyvisible", "--name", "^digitpad"))
        # Until then the window manager may not have put it where it stays.
        until(lambda: found(display, "getactivewindow") == [window])
        until(lambda: (line := told()) and line[3] == "1")

        def draw(path):
            x, y, side = map(int, told()[:3])

            def at(point):
                within = x + round(point[0] * side), y + round(point[1] * side)
                return "--window", window, *within

            xdotool(display, "mousemove", *at(path[0]), "mousedown", 1)
            until(lambda: told()[4] == "1")  # the window manager looks at the click first
            for (ax, ay), (bx, by) in pairwise(path):
                steps = [(ax + t / 15 * (bx - ax), ay + t / 15 * (by - ay)) for t in range(1, 16)]
                for step in steps:  # each by itself: the server merges moves that come at once
                    xdotool(display, "mousemove", *at(step))
            xdotool(display, "mouseup", 1)

        draw([(0.3, 0.2), (0.7, 0.2), (0.45, 0.85)])
        until(lambda: told()[4:] == ["1", "7"])
        xdotool(display, "key", "ctrl+z")
        until(lambda: told()[4:] == ["0", "–"])
        draw([(0.5, 0.15), (0.5, 0.85)])
        until(lambda: told()[4:] == ["1", "1"])
        xdotool(display, "key", "ctrl+q")
        assert program.wait(timeout=20) == 0
    finally:
        program.kill()
        errors = program.communicate()[1]
        print("told:", log.read_text())
    assert errors == ""
