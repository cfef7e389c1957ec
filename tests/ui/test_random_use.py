"""Whatever is clicked, dragged, typed and resized: no fault, and nothing left when it is closed."""

import gc
import os
import shutil
import socket
import sys
import tempfile
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication

from digitpad.ui.window.main_window import MainWindow
from tests.ui.random_events import RandomUser, Watch, answer_file_dialogs, running_threads

# By name, more of it is run: see tests/bench/random_use.py.
SEEDS = [int(one) for one in os.environ.get("RANDOM_USE_SEEDS", "1 2").split()]
EVENTS = int(os.environ.get("RANDOM_USE_EVENTS", "600"))
LOG = os.environ.get("RANDOM_USE_LOG")
ASSETS = Path(__file__).parents[2] / "assets"
LAST = 30  # events that are shown when there was a fault


class Links(QObject):
    """Takes the links that the system would open."""

    @Slot("QUrl")
    def take(self, _):
        pass


@pytest.fixture
def home(own_folders, tmp_path, data_folder, monkeypatch):
    """The small data set, files to open, no network, and links that lead nowhere."""
    for name in ("drawings/seven.json", "pictures/lab-light.png", "models/digitpad.safetensors"):
        target = tmp_path / "files" / name
        target.parent.mkdir(parents=True)
        shutil.copy(ASSETS / name, target)
    (tmp_path / "files" / "damaged.json").write_text('{"format": ')
    (tmp_path / "empty").mkdir()

    def no_network(*_, **__):
        raise socket.gaierror("no network here")

    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    monkeypatch.setenv("DIGITPAD_DATA", str(data_folder))
    monkeypatch.setattr(tempfile, "tempdir", str(own_folders))
    links = Links()
    for scheme in ("file", "http", "https"):
        QDesktopServices.setUrlHandler(scheme, links, "take")
    yield tmp_path
    for scheme in ("file", "http", "https"):
        QDesktopServices.unsetUrlHandler(scheme)
    QGuiApplication.clipboard().clear()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_window_stands_whatever_is_done_to_it_and_leaves_nothing(
    qapp, qtbot, home, tmp_path_factory, monkeypatch, seed
):  # fmt: skip
    folders = [home / "data", home / "files", home / "empty"]
    answer_file_dialogs(monkeypatch, seed, home / "files", folders)
    widgets = set(QApplication.topLevelWidgets())
    # A command that another test ran in this process leaves tqdm's own thread, which never ends.
    before = set(sys._current_frames())
    watch = Watch(tmp_path_factory.getbasetemp())
    log = Path(LOG) if LOG else home / "events.txt"
    with log.open("w", buffering=1) as events, watch.on():
        window = MainWindow()
        with qtbot.waitSignal(window.session.model_changed, timeout=60_000):
            window.show()
        user = RandomUser(window, seed, watch, events)
        user.use(EVENTS)
        user.close()
        threads = running_threads(window, before)
        shown = [f"{one} keeps the program from ending" for one in QApplication.topLevelWidgets()
                 if one.isVisible() and one.parentWidget() is None]  # fmt: skip
        window.deleteLater()
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        del window, user
        gc.collect()
        qapp.processEvents()
    problems = watch.faults + [f"this thread is left: {one}" for one in threads] + shown
    problems += [f"{one} is left" for one in set(QApplication.topLevelWidgets()) - widgets]
    if problems:
        last = "\n".join(log.read_text().splitlines()[-LAST:])
        text = "\n".join(problems)
        pytest.fail(f"{text}\nseed {seed}, after the events\n{last}", pytrace=False)
