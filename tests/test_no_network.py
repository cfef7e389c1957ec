"""digitpad asks for no network: only `digitpad fetch` and the download on the Train page do."""

import json
import os
import shutil
import subprocess
import sys

import numpy as np
from PIL import Image

from digitpad.support.folders import bundled_drawing

# Each socket that Python opens is an event; where the system can, there is no network at all.
PROGRAM = """
import json, sys
opened = []

def watch(event, arguments):
    if event.split(".")[0] in ("socket", "urllib", "http", "ftplib", "smtplib"):
        if event not in ("socket.gethostname", "socket.__new__"):
            opened.append(event)
    if event == "socket.__new__" and arguments[1] != 1:  # AF_UNIX stays on this machine
        opened.append(f"socket of family {arguments[1]}")

sys.addaudithook(watch)
from pathlib import Path
from digitpad.cli import main

folder, strokes = sys.argv[1:]
model = str(Path(folder) / "model.safetensors")
data = ["--dataset", "folder", "--data", str(Path(folder) / "digits")]
done = {}
for name, arguments in {
    "predict": ["predict", strokes],
    "train": ["train", "--recipe", "robust", "--epochs", "1", "--out", model, *data],
    "evaluate": ["evaluate", "--model", model, *data],
    "snapshot": ["snapshot", str(Path(folder) / "s.png"), "--strokes", strokes],
    "selftest": ["selftest"],
    "doctor": ["doctor"],
}.items():
    done[name] = main(arguments)

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from digitpad.ui.window import app
from digitpad.ui.window import main_window

class Window(main_window.MainWindow):
    def __init__(self, *given, **named):
        super().__init__(*given, **named)
        self.session.model_changed.connect(self.draw)
        self.session.reading_changed.connect(self.leave)
        self.session.search_ended.connect(self.leave)

    def draw(self, _):
        side = self.canvas.width()
        QTest.mousePress(self.canvas, Qt.MouseButton.LeftButton, pos=QPoint(side // 2, side // 6))
        QTest.mouseMove(self.canvas, QPoint(side // 2, side * 5 // 6))
        QTest.mouseRelease(self.canvas, Qt.MouseButton.LeftButton)

    def leave(self, _=None):
        reading = self.session.reading
        if reading is not None and reading.answer is not None and self.session.is_settled:
            done["answer"] = self.answer.prediction.text()
            self.close()

main_window.MainWindow = Window
done["window"] = app.run()
print(json.dumps({"done": done, "opened": opened, "qt": "PySide6.QtNetwork" in sys.modules}))
"""


def without_network():
    """The command that leaves a program no network, where this system has one; else nothing."""
    for command in (["unshare", "--net"], ["unshare", "--map-root-user", "--net"]):
        if (
            shutil.which("unshare")
            and not subprocess.run([*command, "true"], capture_output=True).returncode
        ):
            return command
    return []


def test_window_predict_train_evaluate_snapshot_selftest_and_doctor_open_no_socket(tmp_path):
    random = np.random.default_rng(1)
    for digit in range(10):
        folder = tmp_path / "digits" / str(digit)
        folder.mkdir(parents=True)
        for number in range(10):
            pixels = random.integers(0, 40, (28, 28), dtype=np.uint8)
            pixels[4:24, 2 * digit + 3 : 2 * digit + 6] = 255
            Image.fromarray(255 - pixels).save(folder / f"{number}.png")
    done = subprocess.run(
        [*without_network(), sys.executable, "-c", PROGRAM, str(tmp_path), str(bundled_drawing())],
        capture_output=True, text=True, timeout=300, env=os.environ | {"OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["done"] == {
        "predict": 0, "train": 0, "evaluate": 0, "snapshot": 0, "selftest": 0, "doctor": 0,
        "answer": "1", "window": 0,
    }  # fmt: skip
    assert result["opened"] == []
    assert not result["qt"]


def test_the_watch_sees_a_program_that_asks_for_the_network():
    code = PROGRAM.partition("from pathlib")[0] + (
        "import socket\n"
        "try: socket.create_connection(('localhost', 9), timeout=1)\n"
        "except OSError: pass\n"
        "print(opened)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert "socket.getaddrinfo" in done.stdout
