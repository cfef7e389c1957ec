"""Fixtures: a window to draw in, folders of its own for each test, and nothing left behind."""

import gc
import os
import sys
from dataclasses import replace
from pathlib import Path

# Before Qt is imported anywhere: the tests paint into memory, with or without a display.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import hypothesis
import numpy as np
import pytest

from digitpad.data import catalogue
from digitpad.data.samples import DataSet, Samples
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.support import pytorch
from digitpad.support.folders import bundled_model

# The same examples in each run: what a new search finds must not fail another's change. Search with
# `pytest --hypothesis-profile=search`.
hypothesis.settings.register_profile(
    "repeat", derandomize=True, deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],  # a busy machine is no fault
)  # fmt: skip
hypothesis.settings.register_profile("search", deadline=None)
hypothesis.settings.load_profile("repeat")


ROOM = 2e9  # bytes of memory for the tests of one process


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """A process of tests for each core, as far as the memory goes."""
    if not hasattr(os, "sched_getaffinity"):  # not Linux
        return os.cpu_count()
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return max(1, min(len(os.sched_getaffinity(0)), int(memory / ROOM)))


def pytest_make_parametrize_id(val, argname):
    """Bytes do not name a test: what is packed holds the time, and its processes must agree."""
    return argname if isinstance(val, bytes) and not val.isascii() else None


@pytest.fixture(scope="session")
def qapp(qapp):
    """The application in English and in the light theme, before there is a widget.

    Qt crashes now and then where the first style sheet comes after a window was made, that window
    is deleted, and another sheet follows: no program does so, and tests do.
    """
    from digitpad.ui.language import use_language
    from digitpad.ui.theme import LIGHT, apply_theme, prepare

    use_language("en")
    prepare(qapp)
    apply_theme(qapp, LIGHT)
    return qapp


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory, monkeypatch):
    """No test reads or writes the folders of whoever runs it, or depends on their language."""
    monkeypatch.setenv("DIGITPAD_LANGUAGE", "en")
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME",
                 "LOCALAPPDATA", "APPDATA"):  # fmt: skip
        monkeypatch.setenv(name, str(home / name.lower()))
    for name in ("LOCAL_APPDATA", "APPDATA"):  # on Windows platformdirs asks the system otherwise
        monkeypatch.setenv(f"WIN_PD_OVERRIDE_{name}", str(home / name.lower()))
    monkeypatch.delenv("DIGITPAD_DATA", raising=False)
    return home


@pytest.fixture(scope="session")
def network():
    """The network that the program comes with: a value that nothing changes."""
    return load_checkpoint(bundled_model()).network


@pytest.fixture
def no_torch(monkeypatch):
    """The test runs where PyTorch is not installed."""
    for name in pytorch.PACKAGES:
        monkeypatch.setitem(sys.modules, name, None)  # which Python takes for: there is none


@pytest.fixture
def no_folder(tmp_path):
    """A folder that nothing can be written in, on any system and by any user."""
    (tmp_path / "in the way").write_text("a file")
    return tmp_path / "in the way" / "none"


@pytest.fixture(autouse=True)
def no_window_left():
    """Delete what windows a test has left, here and now; theme and folders are as at the start.

    Left to Python's collector they are deleted by whichever thread it runs in later, which crashes.
    """
    yield
    if "PySide6.QtWidgets" in sys.modules:
        from PySide6.QtCore import QEvent
        from PySide6.QtWidgets import QApplication
        from shiboken6 import isValid

        for widget in QApplication.topLevelWidgets():
            if isValid(widget) and widget.parent() is None:
                widget.close()
                widget.deleteLater()
                QApplication.sendPostedEvents(widget, QEvent.Type.DeferredDelete)
        theme = sys.modules.get("digitpad.ui.theme")
        if theme is not None and theme.theme() is not theme.LIGHT:
            theme.apply_theme(QApplication.instance(), theme.LIGHT)
        if "digitpad.ui.messages" in sys.modules:
            sys.modules["digitpad.ui.messages"]._saved.clear()  # the folder that was saved to


@pytest.fixture(autouse=True)
def no_thread_left(no_window_left):
    """Fail a test after which something works on that nobody has told to end."""
    yield
    if "digitpad.ui.background" in sys.modules:
        from digitpad.ui.background import end_all, running

        left = [thread for thread in running() if not thread.is_over]
        end_all()
        assert not left, f"{len(left)} threads were left"


@pytest.fixture
def window(qtbot, qapp):
    """A window that is shown and has its model; it leaves no thread and no window behind."""
    from digitpad.ui.background import running
    from digitpad.ui.window.main_window import MainWindow

    window = MainWindow(remember=False)
    with qtbot.waitSignal(window.session.model_changed, timeout=60_000):
        window.show()
    window.pages.make_all()  # a test begins with the same window, however fast the machine is
    yield window
    window.close()
    left = running(window)
    window.deleteLater()
    qapp.processEvents()
    gc.collect()
    assert not left, "the window left threads behind"


@pytest.fixture
def train_page(window, data_folder):
    """The window's Train page, shown, with the small data set of `data_folder`.

    Its first recipe takes as many samples as these few images need.
    """
    window.pages.show_page("train")
    window.pages.data_sets.folder = data_folder
    page = window.pages.train
    page.data.refresh()
    page.form.show_recipe(replace(page.form.recipe(), epoch_samples=12_800))
    return page


@pytest.fixture
def mark(tmp_path):
    """A file that is there once ``code`` has run."""
    return tmp_path / "was_run"


@pytest.fixture
def code(request, tmp_path, mark):
    """The file of a network of somebody's own: CODE of the test's module, which leaves ``mark``."""
    (tmp_path / "net.py").write_text(request.module.CODE.format(mark=str(mark)))
    return tmp_path / "net.py"


@pytest.fixture
def data_set():
    """Digits that a network can learn at once: each one a bar at a place of its own."""
    return DataSet("mnist", _bars(640, seed=1), _bars(100, seed=2))


@pytest.fixture
def data_folder(tmp_path, data_set, monkeypatch):
    """That data set as IDX files, with their own check sums in the place of the published."""
    raw = tmp_path / "data" / "MNIST" / "raw"
    raw.mkdir(parents=True)
    sums = {}
    for part, samples in (("train", data_set.training), ("t10k", data_set.test)):
        sums |= write_idx(raw / f"{part}-images-idx3-ubyte", samples.images)
        sums |= write_idx(raw / f"{part}-labels-idx1-ubyte", samples.labels)
    mnist = catalogue.SOURCES["mnist"]
    files = tuple(replace(file, unpacked_md5=sums[Path(file.path).name]) for file in mnist.files)
    monkeypatch.setitem(catalogue.SOURCES, "mnist", replace(mnist, files=files))
    return tmp_path / "data"


def write_idx(path, array):
    """Write an IDX file by hand; returns its name and MD5."""
    import hashlib

    header = bytes((0, 0, 8, array.ndim)) + b"".join(n.to_bytes(4, "big") for n in array.shape)
    content = header + array.tobytes()
    path.write_bytes(content)
    return {path.name: hashlib.md5(content).hexdigest()}


def _bars(count, seed):
    random = np.random.default_rng(seed)
    labels = (np.arange(count) % 10).astype(np.uint8)
    images = random.integers(0, 30, (count, 28, 28), dtype=np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[4:24, 2 * label + 3 : 2 * label + 6] = 255
    return Samples(images, labels)
