"""The window's data sets: loaded and downloaded beside the GUI thread, ended at any time."""

import hashlib
import threading
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from digitpad.data import catalogue, download
from digitpad.data.sources import SourceFile
from digitpad.ui.background import end_all
from digitpad.ui.data_sets import DataSets
from tests.data.https_server import HttpsServer

CONTENT = bytes(range(256)) * 1200


@pytest.fixture
def sets(qtbot, data_folder):
    sets = DataSets()
    sets.folder = data_folder
    yield sets
    end_all(sets)


@pytest.fixture
def pictures(tmp_path):
    folder = tmp_path / "pictures"
    for digit in range(10):
        (folder / str(digit)).mkdir(parents=True)
        for number in range(2):
            image = np.zeros((28, 28), np.uint8)
            image[5:20, 5 + digit] = 255
            Image.fromarray(image).save(folder / str(digit) / f"{number}.png")
    return folder


@pytest.fixture
def slow(monkeypatch):
    """Loading by name that waits until it is let go, or until it is told to end."""

    class Slow:
        begun, let_go, names = threading.Event(), threading.Event(), []

    real = catalogue.load

    def load(name, folder, check):
        if name not in catalogue.DATASETS:
            return real(name, folder, check)
        Slow.names.append(name)
        Slow.begun.set()
        while not Slow.let_go.wait(0.005):
            check()
        return real(name, folder, check)

    monkeypatch.setattr(catalogue, "load", load)
    return Slow


@pytest.fixture
def server(tmp_path, monkeypatch):
    server = HttpsServer(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(server.authority_file))
    monkeypatch.setenv("NO_PROXY", "localhost")
    file = SourceFile("USPS/one.bz2", (server.url("one.bz2"),),
                      hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))  # fmt: skip
    usps = replace(catalogue.SOURCES["usps"], files=(file,))
    monkeypatch.setitem(catalogue.SOURCES, "usps", usps)
    yield server
    server.close()
    for thread in threading.enumerate():
        if thread.name == "digitpad-download":
            thread.join(10)


def test_a_data_set_is_loaded_and_current(qtbot, sets, data_set):
    assert (sets.current, sets.current_name, sets.is_loading) == (None, None, False)
    with qtbot.waitSignal(sets.loaded) as told:
        sets.load("mnist")
        assert sets.is_loading
    assert told.args[0] is sets.current
    assert (sets.current_name, sets.is_loading) == ("mnist", False)
    np.testing.assert_array_equal(sets.current.test.images, data_set.test.images)


def test_what_is_current_is_told_again_but_not_at_once(qtbot, sets):
    with qtbot.waitSignal(sets.loaded):
        sets.load("mnist")
    first, told = sets.current, []
    sets.loaded.connect(told.append)
    with qtbot.waitSignal(sets.loaded):
        sets.load("mnist")
        assert told == []
    assert len(told) == 1
    assert told[0] is first


def test_the_same_name_in_another_folder_is_loaded_anew(qtbot, sets, tmp_path):
    with qtbot.waitSignal(sets.loaded):
        sets.load("mnist")
    sets.folder = tmp_path / "nothing"
    with qtbot.waitSignal(sets.load_failed):
        sets.load("mnist")
    assert sets.current_name == "mnist"


def test_a_folder_of_pictures_is_named_by_its_path(qtbot, sets, pictures):
    assert sets.is_present(str(pictures))
    with qtbot.waitSignal(sets.loaded):
        sets.load(str(pictures))
    assert sets.current.name == "pictures"
    assert sets.current_name == str(pictures)


def test_what_is_missing_is_told_and_the_current_set_stays(qtbot, sets):
    with qtbot.waitSignal(sets.loaded):
        sets.load("mnist")
    assert not sets.is_present("qmnist")
    assert not sets.is_present("/no/such/folder")
    with qtbot.waitSignal(sets.load_failed) as told:
        sets.load("qmnist")
    assert "QMNIST is not in" in told.args[1]
    assert (sets.current_name, sets.is_loading) == ("mnist", False)


def test_a_newer_request_replaces_the_waiting_one(qtbot, sets, slow, pictures):
    told = []
    sets.loaded.connect(lambda data_set: told.append(data_set.name))
    sets.load_failed.connect(lambda *why: told.append(why))
    sets.load("mnist")
    assert slow.begun.wait(10)
    with qtbot.waitSignal(sets.loaded):
        sets.load("qmnist")
        sets.load(str(pictures))
    assert told == ["pictures"]
    assert slow.names == ["mnist"]


def test_asking_twice_loads_once(qtbot, sets, slow):
    sets.load("mnist")
    assert slow.begun.wait(10)
    with qtbot.waitSignal(sets.loaded):
        sets.load("mnist")
        slow.let_go.set()
    assert slow.names == ["mnist"]


def test_what_is_loaded_ahead_is_not_told_before_it_is_asked_for(qtbot, sets, slow):
    told = []
    sets.loaded.connect(told.append)
    sets.load_progress.connect(told.append)
    sets.load_ahead("mnist")
    assert slow.begun.wait(10)
    assert (sets.is_loading, sets.is_fetching) == (False, False)
    slow.let_go.set()
    qtbot.waitUntil(lambda: sets._loading is None)
    assert (told, sets.current, sets.current_name) == ([], None, None)
    with qtbot.waitSignal(sets.loaded) as loaded:
        sets.load("mnist")
    assert loaded.args[0] is sets.current
    assert slow.names == ["mnist"]
    sets.load_ahead("mnist")
    assert sets._loading is None  # it is there


def test_what_is_asked_for_while_it_is_loaded_ahead_is_loaded_once(qtbot, sets, slow):
    sets.load_ahead("mnist")
    assert slow.begun.wait(10)
    with qtbot.waitSignal(sets.loaded):
        sets.load("mnist")
        assert sets.is_loading
        sets.load_ahead("qmnist")  # comes too late
        slow.let_go.set()
    assert (slow.names, sets.current_name) == (["mnist"], "mnist")


def test_what_is_asked_for_comes_before_what_is_loaded_ahead(qtbot, sets, slow, pictures):
    sets.load_ahead("mnist")
    assert slow.begun.wait(10)
    with qtbot.waitSignal(sets.loaded):
        sets.load(str(pictures))
    assert sets.current_name == str(pictures)
    assert not slow.let_go.is_set()


def test_a_fault_in_loading_ahead_is_told_when_it_is_asked_for(qtbot, sets):
    told = []
    sets.load_failed.connect(lambda *why: told.append(why))
    sets.load_ahead("qmnist")
    qtbot.waitUntil(lambda: sets._loading is None)
    assert told == []
    with qtbot.waitSignal(sets.load_failed):
        sets.load("qmnist")


def test_a_fault_in_loading_becomes_a_sentence(qtbot, sets, monkeypatch):
    def load(*_):
        raise RuntimeError("the fault")

    monkeypatch.setattr(catalogue, "load", load)
    with qtbot.waitSignal(sets.load_failed) as told:
        sets.load("mnist")
    assert told.args == ["mnist", "The data set could not be loaded: the fault. Try again."]
    assert (sets.is_loading, sets.is_fetching) == (False, False)


def test_closing_ends_the_loading_without_a_signal(qtbot, sets, slow):
    told = []
    sets.loaded.connect(told.append)
    sets.load_failed.connect(lambda *why: told.append(why))
    sets.load("mnist")
    assert slow.begun.wait(10)
    end_all(sets)
    end_all(sets)
    sets.load("mnist")
    sets.fetch("mnist")
    assert (told, sets.is_loading, sets.is_fetching) == ([], False, False)


def test_a_download_tells_kib_and_its_end(qtbot, sets, server):
    server.answers["one.bz2"] = CONTENT
    told = []
    sets.fetch_progress.connect(lambda done, total: told.append((done, total)))
    assert not sets.is_present("usps")
    with qtbot.waitSignal(sets.fetched) as end:
        sets.fetch("usps")
        assert (sets.is_fetching, sets.fetched_name) == (True, "usps")
    assert end.args == ["usps"]
    assert (sets.is_loading, sets.is_fetching) == (False, False)
    assert sets.is_present("usps")
    assert told[0] == (0, 300)


def test_a_download_can_be_stopped_and_begun_again(qtbot, sets, server):
    server.answers["one.bz2"] = server.half(CONTENT, server.released.wait)
    sets.fetch("usps")
    assert server.began.wait(10)
    with qtbot.waitSignal(sets.fetch_failed) as told:
        sets.cancel()
    assert "was stopped" in told.args[1]
    assert (sets.is_fetching, sets.is_present("usps")) == (False, False)
    server.answers["one.bz2"] = CONTENT
    with qtbot.waitSignal(sets.fetched):
        sets.fetch("usps")


def test_a_download_that_fails_is_told(qtbot, sets, server):
    with qtbot.waitSignal(sets.fetch_failed) as told:
        sets.fetch("usps")
    assert "localhost answered 404" in told.args[1]
    assert (sets.is_loading, sets.is_fetching) == (False, False)


def test_a_second_download_is_refused(qtbot, sets, server):
    server.answers["one.bz2"] = server.half(CONTENT, server.released.wait)
    sets.fetch("usps")
    sets.fetch("usps")  # the same: nothing to say
    assert server.began.wait(10)
    with qtbot.waitSignal(sets.fetch_failed) as told:
        sets.fetch("mnist")
    assert told.args == ["mnist", "USPS is being downloaded. Wait until it is done, or stop it."]


def test_closing_ends_a_download(qtbot, sets, server, monkeypatch):
    monkeypatch.setattr(download, "LAST_WORDS", 0.01)
    server.answers["one.bz2"] = lambda handler: server.released.wait()
    sets.fetch("usps")
    assert server.began.wait(10)
    end_all(sets)
    assert (sets.is_fetching, sets.is_present("usps")) == (False, False)


def test_a_data_set_loads_while_another_is_downloaded(qtbot, sets, server):
    server.answers["one.bz2"] = server.half(CONTENT, server.released.wait)
    sets.fetch("usps")
    assert server.began.wait(10)
    with qtbot.waitSignal(sets.loaded):
        sets.load("mnist")
    assert sets.is_fetching


def test_the_folder_is_the_users_unless_another_is_named(qtbot, monkeypatch, tmp_path):
    monkeypatch.setenv("DIGITPAD_DATA", str(tmp_path / "named"))
    sets = DataSets()
    assert sets.folder == tmp_path / "named"
    end_all(sets)
