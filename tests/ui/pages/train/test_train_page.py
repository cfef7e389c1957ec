"""The Train page as its user sees it: click, watch, pause, stop, go back."""

import threading
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.ui.pages.train import training_task
from digitpad.ui.pages.train.training_task import RARELY, TrainingTask
from tests.ui.pens import click, press_again


@pytest.fixture
def page(train_page):
    return train_page


@pytest.fixture
def folder(tmp_path):
    """A folder of images: bars, each digit's at a place of its own."""
    for digit in range(10):
        (tmp_path / "own" / str(digit)).mkdir(parents=True)
        image = np.zeros((28, 28), np.uint8)
        image[4:24, 3 + 2 * digit] = 255
        for number in range(30):
            Image.fromarray(image).save(tmp_path / "own" / str(digit) / f"{number}.png")
    return tmp_path / "own"


def bar(page):
    """The share of the progress bar that is full."""
    return page.controls.progress.value() / page.controls.progress.maximum()


def test_a_click_on_train_trains_saves_and_uses_the_result(qtbot, window, page):
    before = window.session.checkpoint
    page.form.epochs_box.setValue(1)
    with qtbot.waitSignal(page.model_saved, timeout=60_000):
        click(window, "trainButton")
    trained = window.session.checkpoint
    assert trained is not before
    assert trained.path.is_file()
    assert trained.training_info.test_accuracy > 0.5
    hands = trained.training_info.hands_accuracy
    assert 0 < hands < 1
    assert bar(page) == 1
    told = page.result.text.text()
    assert "test digits of MNIST right" in told
    assert f"synthetic hands, which it has not learnt from, it reads {100 * hands:.1f} %." in told
    reads = "The weights of epoch 1 read your drawing now."
    assert reads in told
    click(window, "resultDeclineButton")
    assert window.session.checkpoint is before
    assert reads not in page.result.text.text()
    click(window, "resultDeclineButton")
    assert window.session.checkpoint is trained
    assert reads in page.result.text.text()
    with qtbot.waitSignal(window.session.model_changed, timeout=60_000):
        window.actions_.bundled_model.trigger()  # another way to another model
    assert reads not in page.result.text.text()
    assert page.result.decline_button.text() == "Use the Trained Model"


def train_and_pause(qtbot, window, page):
    page.form.epochs_box.setValue(10_000)
    click(window, "trainButton")
    qtbot.waitUntil(page.controls.pause_button.isEnabled, timeout=60_000)
    click(window, "pauseButton")
    qtbot.waitUntil(lambda: page.controls.pause_button.text() == "Resume", timeout=30_000)


def test_pause_rests_resume_goes_on_and_stop_keeps_what_was_learnt(qtbot, window, page):
    train_and_pause(qtbot, window, page)
    batch = page.training.session.state().batch
    assert page.training.session.state().batch == batch
    click(window, "pauseButton")
    qtbot.waitUntil(lambda: page.controls.pause_button.text() == "Pause", timeout=30_000)
    with qtbot.waitSignal(page.model_saved, timeout=60_000):
        click(window, "stopButton")
    assert not page.is_training
    assert window.session.checkpoint.path.is_file()
    assert page.controls.text.text() == "Stopped"
    assert "The weights of epoch 1, which was not finished, read" in page.result.text.text()
    assert load_checkpoint(window.session.checkpoint.path).training_info.is_cut_short
    assert bar(page) == 0


@pytest.fixture
def ended(qtbot, page):
    """The training that a test leaves is stopped."""
    yield
    if page.is_training:
        with qtbot.waitSignal(page.training.ended, timeout=60_000):
            page.training.stop()


@pytest.mark.usefixtures("ended")
def test_it_trains_on_what_was_chosen_whatever_another_page_loads(qtbot, window, page, folder):
    page.data.choose(str(folder))
    click(window, "trainButton")
    with qtbot.waitSignal(page.preparation.planned, timeout=60_000) as planned:
        window.data_sets.load("mnist")
    plan, data, _ = planned.args
    assert (plan.data.name, data) == (folder.name, str(folder))


@pytest.mark.usefixtures("ended")
def test_what_another_page_cannot_load_or_download_ends_no_training(qtbot, window, page, folder):
    page.data.choose(str(folder))
    click(window, "trainButton")
    window.data_sets.load("usps")
    window.data_sets.fetch_failed.emit("usps", "The download was stopped.")
    with qtbot.waitSignals([window.data_sets.load_failed, page.preparation.planned],
                           timeout=60_000):  # fmt: skip
        pass
    assert page.preparation.waiting is None
    assert page.is_training


def test_what_is_chosen_is_known_at_the_next_start_before_the_page_is_made(open_window):
    window = open_window()
    window.pages.train.data.choose("few-handwriting")
    assert window.data_sets.chosen == "few-handwriting"
    window.close()
    window = open_window()
    assert window.pages.if_made("train") is None
    assert window.data_sets.chosen == "few-handwriting"


@pytest.mark.usefixtures("ended")
def test_a_run_is_of_the_data_that_it_began_with(qtbot, window, page):
    click(window, "trainButton")
    page.data.choose("usps")  # the box stays open meanwhile
    with qtbot.waitSignal(page.training.looked, timeout=60_000,
                          check_params_cb=lambda session: session.state().batch > 0):  # fmt: skip
        pass
    assert page.runs_menu.current.data == "mnist"


def test_a_stop_that_cuts_the_beginning_short_ends_it(qtbot, window, page, monkeypatch):
    begun = threading.Event()

    def cut_short(_plan, _data, _unfinished, job):
        begun.set()
        while not job.is_cancelled:
            pass
        raise RuntimeError("an import came to nothing")

    monkeypatch.setattr(training_task, "_train", cut_short)
    click(window, "trainButton")
    qtbot.waitUntil(begun.is_set, timeout=60_000)
    with qtbot.waitSignal(page.training.ended, timeout=10_000) as end:
        page.training.stop()
    assert end.args == [None]
    assert not page.is_training
    assert page.controls.train_button.isEnabled()


def test_a_value_out_of_range_is_refused_with_its_reason(qtbot, window, page):
    page.form.epochs_box.selectAll()
    qtbot.keyClicks(page.form.epochs_box, "20000")
    click(window, "trainButton")
    assert not page.is_training
    assert page.form.epochs_box.value() <= 10_000
    reasons = [field.reason.text() for field in page.form._fields]
    assert any("is not a whole number from 1 to 10,000" in reason for reason in reasons)


@pytest.mark.parametrize(("is_drawing", "looks"), [(False, 2 * RARELY), (True, 2)])
def test_while_a_pen_draws_a_training_is_seldom_looked_at(page, is_drawing, looks):
    task, looked = TrainingTask(page), []
    task.looked.connect(looked.append)
    task.session = SimpleNamespace(is_giving_way=is_drawing)
    for _ in range(2 * RARELY):
        task._timer.timeout.emit()
    assert len(looked) == looks


def test_a_double_click_on_pause_does_not_resume(qtbot, window, page):
    train_and_pause(qtbot, window, page)
    resumed = []
    page.controls.pause.triggered.connect(resumed.append)
    press_again(page.controls.pause_button)
    with qtbot.waitSignal(page.model_saved, timeout=60_000):
        click(window, "stopButton")
    assert not resumed


def focus(window):
    """What the keyboard is in, by its object name."""
    return window.focusWidget().objectName()


def test_the_keyboard_goes_from_train_to_stop_and_comes_back(qtbot, window, page):
    page.form.epochs_box.setValue(10_000)
    page.controls.train_button.setFocus()
    qtbot.keyClick(page.controls.train_button, Qt.Key.Key_Space)
    places = [focus(window)]
    qtbot.waitUntil(page.controls.pause_button.isEnabled, timeout=60_000)
    places.append(focus(window))
    with qtbot.waitSignal(page.model_saved, timeout=60_000):
        qtbot.keyClick(page.controls.stop_button, Qt.Key.Key_Space)
    assert places == ["stopButton", "stopButton"]
    assert focus(window) == "trainButton"


def test_while_what_was_trained_is_tested_the_keyboard_is_in_the_line_that_says_so(window, page):
    page.controls.show_phase("training")
    page.controls.pause_button.setFocus()
    page.controls.show_phase("testing", "Testing and saving…")
    assert focus(window) == "trainText"
    assert page.controls.text.findChild(QWidget, "focusRing") is None  # no key leads there
    page.controls.show_ending("finished")
    assert focus(window) == "trainButton"


def test_a_training_leaves_a_keyboard_that_is_elsewhere_where_it_is(window, page):
    page.form.epochs_box.setFocus()
    for phase in ("waiting", "starting", "training", "testing", "idle"):
        page.controls.show_phase(phase)
        assert focus(window) == "epochsBox"


def test_a_training_that_begins_has_done_nothing_yet(page):
    page.controls.show_ending("finished")
    for phase in ("waiting", "starting"):
        page.controls.show_share(1.0)  # as when the data set is loaded
        page.controls.show_phase(phase, "Getting ready…")
        assert bar(page) == 0
