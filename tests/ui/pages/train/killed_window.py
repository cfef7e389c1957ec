"""A window in a process of its own that is killed while it trains, and the next one."""

import subprocess
import sys
from contextlib import contextmanager

from digitpad.support.folders import user_data_folder
from digitpad.ui.window.main_window import MainWindow
from tests.ui.pens import click

# What such a process begins with: MNIST in ``data`` is verified by its own check sums.
BEGINNING = """
import hashlib
import os
from dataclasses import replace
from pathlib import Path
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from digitpad.data.catalogue import SOURCES
from digitpad.ui.window.app import make_application
from digitpad.ui.window.main_window import MainWindow
data = Path({data!r})
def own_sum(file):
    content = (data / file.path).read_bytes()
    return replace(file, unpacked_md5=hashlib.md5(content).hexdigest())
mnist = SOURCES["mnist"]
SOURCES["mnist"] = replace(mnist, files=tuple(map(own_sum, mnist.files)))
app = make_application()
"""


def left_behind():
    """The files of trainings that were broken off."""
    return list((user_data_folder() / "unfinished").glob("*.safetensors"))


def kill_while_training(qtbot, data_folder, script):
    """Run ``script``, which trains in a window, until an epoch of it is kept."""
    script = BEGINNING.format(data=str(data_folder)) + script
    process = subprocess.Popen([sys.executable, "-c", script])
    try:
        qtbot.waitUntil(lambda: bool(left_behind()), timeout=300_000)
    finally:
        process.kill()
        process.wait()


@contextmanager
def next_window(qtbot, data_folder):
    """The window of the next start, once its Train page offers to resume."""
    window = MainWindow()
    window.pages.show_page("train")
    window.pages.data_sets.folder = data_folder
    try:
        window.show()
        qtbot.waitUntil(lambda: window.pages.train.offer.isVisibleTo(window), timeout=300_000)
        yield window
    finally:
        window.close()
        window.deleteLater()


def stop_after(qtbot, window, epoch):
    """Stop the training once it is beyond ``epoch``, and wait for its model."""
    page = window.pages.train
    qtbot.waitUntil(
        lambda: page.training.session is not None and page.training.session.state().epoch > epoch,
        timeout=60_000,
    )
    with qtbot.waitSignal(page.model_saved, timeout=300_000):
        click(window, "stopButton")
