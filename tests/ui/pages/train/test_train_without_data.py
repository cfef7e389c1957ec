"""Train on a machine that has no data set: it trains at once, and offers the missing one."""

import re
import threading
from functools import partial

import pytest
from PySide6.QtWidgets import QFileDialog

from digitpad.data import catalogue
from digitpad.ui import language
from digitpad.ui.background import Task
from digitpad.ui.pages.train import preparation
from digitpad.ui.window.main_window import MainWindow
from tests.ui.pens import click

FILE_OR_OPTION = re.compile(r"--\w|DIGITPAD_|ubyte|\.gz|raw\b|digitpad fetch")


@pytest.fixture
def page(window):
    """The Train page in an empty home."""
    window.pages.show_page("train")
    return window.pages.train


def has_learnt_a_batch(session):
    return session.state().batch > 0


def train_a_moment(qtbot, window, page):
    with qtbot.waitSignal(page.training.looked, timeout=60_000,
                          check_params_cb=has_learnt_a_batch):  # fmt: skip
        click(window, "trainButton")


def stop(qtbot, window, page):
    with qtbot.waitSignal(page.training.ended, timeout=60_000):
        click(window, "stopButton")


def test_the_first_press_trains_at_once_on_synthetic_handwriting(qtbot, window, page):
    assert page.data.key() == "mnist"
    train_a_moment(qtbot, window, page)
    data = page.training.session.plan.data
    assert data.name == "few-handwriting"
    assert len(data.training) == 4000
    assert page.data.title() == "Synthetic handwriting, small"
    assert not page.problem.isVisible()
    stop(qtbot, window, page)


def test_what_stands_in_is_made_before_it_is_asked_for(qtbot, window, monkeypatch):
    names = []
    load = catalogue.load
    monkeypatch.setattr(
        catalogue, "load", lambda name, *how: names.append(name) or load(name, *how)
    )
    with qtbot.waitSignal(window.pages.train.preparation.imported, timeout=60_000):
        window.pages.show_page("train")
    qtbot.waitUntil(lambda: names == ["few-handwriting"])
    page = window.pages.train
    assert page.data.key() == "mnist"  # nothing shows it
    assert not page.data.stands_in
    train_a_moment(qtbot, window, page)
    assert names == ["few-handwriting"]
    stop(qtbot, window, page)


def test_a_press_while_torch_is_imported_waits_for_it_also_in_another_language(
    qtbot, monkeypatch, request
):
    may_end, ended = threading.Event(), []
    request.addfinalizer(may_end.set)
    monkeypatch.setattr(preparation, "_import", lambda _: ended.append(may_end.wait(60)))
    window = request.getfixturevalue("window")
    window.pages.show_page("train")
    click(window, "trainButton")
    assert not window.data_sets.is_loading
    request.addfinalizer(partial(language.use_language, "en"))
    old = window.menuBar()
    window.actions_.languages["zh_CN"].trigger()
    with qtbot.waitSignal(old.destroyed, timeout=20_000):
        pass
    assert not ended, "the other language does not wait for what cannot be broken off"
    may_end.set()
    page = window.pages.train
    with qtbot.waitSignal(page.training.looked, timeout=60_000, check_params_cb=has_learnt_a_batch):
        pass
    stop(qtbot, window, page)


def test_a_page_that_was_not_shown_leaves_nothing_in_another_language(qtbot, window, request):
    request.addfinalizer(partial(language.use_language, "en"))
    for name in ("zh_CN", "en"):
        window.pages.make_all()
        old = window.menuBar()
        window.actions_.languages[name].trigger()
        with qtbot.waitSignal(old.destroyed, timeout=20_000):
            pass
    assert window.data_sets.findChildren(Task) == []


def test_what_is_missing_stays_offered_while_another_stands_in(qtbot, window, page):
    train_a_moment(qtbot, window, page)
    assert "stands in for MNIST" in page.data.notice.text.text()
    assert page.data.download_button.isVisible()
    assert not page.data.wanted_button.isVisible()
    stop(qtbot, window, page)


def test_making_it_moves_the_progress_bar(qtbot, window, page):
    values = []
    page.controls.progress.valueChanged.connect(values.append)
    with qtbot.waitSignal(window.data_sets.loaded, timeout=60_000):
        click(window, "trainButton")
    assert max(values) > 100  # of 1000
    stop(qtbot, window, page)


def test_one_click_trains_on_what_came(qtbot, window, page, data_folder):
    train_a_moment(qtbot, window, page)
    stop(qtbot, window, page)
    window.data_sets.folder = data_folder
    window.data_sets.fetched.emit("mnist")  # as at the end of a download
    assert page.data.wanted_button.text() == "Train on MNIST"
    with qtbot.waitSignal(page.training.looked, timeout=60_000,
                          check_params_cb=has_learnt_a_batch):  # fmt: skip
        click(window, "dataWantedButton")
    assert page.training.session.plan.data.name == "mnist"
    assert page.data.key() == "mnist"
    assert not page.data.notice.isVisible()
    stop(qtbot, window, page)


def test_what_came_waits_until_the_training_has_ended(qtbot, window, page, data_folder):
    train_a_moment(qtbot, window, page)
    window.data_sets.folder = data_folder
    window.data_sets.fetched.emit("mnist")
    assert not page.data.wanted_button.isEnabled()
    stop(qtbot, window, page)
    assert page.data.wanted_button.isEnabled()


def test_with_mnist_it_is_mnist(qtbot, window, train_page):
    train_a_moment(qtbot, window, train_page)
    assert train_page.training.session.plan.data.name == "mnist"
    stop(qtbot, window, train_page)


def test_the_next_start_asks_for_mnist_again(qtbot, window, page):
    train_a_moment(qtbot, window, page)
    stop(qtbot, window, page)
    assert page.choices()["data"] == "mnist"


def test_the_choice_of_another_ends_the_standing_in(qtbot, window, page):
    train_a_moment(qtbot, window, page)
    stop(qtbot, window, page)
    page.data.choose("handwriting")
    assert not page.data.notice.isVisible()
    assert page.choices()["data"] == "handwriting"


@pytest.mark.parametrize("deeper", ["", "MNIST", "MNIST/raw"])
def test_a_folder_is_taken_from_within_it_too(window, page, data_folder, monkeypatch, deeper):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(data_folder / deeper))
    click(window, "dataFolderButton")
    assert page.data.is_there()
    assert not page.data.notice.isVisible()


def test_a_folder_without_it_is_told_and_not_taken(window, page, tmp_path, monkeypatch):
    before = window.data_sets.folder
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    click(window, "dataFolderButton")
    assert f"{tmp_path} does not hold MNIST." in page.data.notice.text.text()
    assert window.data_sets.folder == before


def test_a_damaged_set_is_offered_for_download(qtbot, window, train_page, data_folder):
    (data_folder / "MNIST/raw/t10k-labels-idx1-ubyte").write_bytes(b"damaged")
    with qtbot.waitSignal(window.data_sets.load_failed, timeout=60_000):
        click(window, "trainButton")
    assert train_page.data.download_button.isVisible()
    assert not train_page.data.folder_button.isVisible()


def test_no_sentence_without_data_names_a_file_or_an_option(qtbot, window, page):
    sentences = [page.data.notice.text.text()]
    with qtbot.waitSignal(window.data_sets.load_failed) as told:
        window.data_sets.load("mnist")
    sentences += [*told.args, page.data.notice.text.text()]
    assert all(sentences)
    assert not [one for one in sentences if FILE_OR_OPTION.search(one)]


def test_the_press_reaches_the_first_batch_from_an_empty_home(qtbot, own_folders):
    assert not list(own_folders.iterdir())
    window = MainWindow()
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.session.model_changed, timeout=60_000):
        window.show()
    window.pages.show_page("train")
    train_a_moment(qtbot, window, window.pages.train)
    stop(qtbot, window, window.pages.train)
    window.close()
