"""What goes wrong while the window trains: a sentence, a window that lives, nothing lost."""

import errno
import gc
import os
import shutil
import threading
from dataclasses import replace
from itertools import count

import pytest
import torch
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from digitpad.network.architecture import TUTORIAL
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.support.folders import models_folder, user_data_folder
from digitpad.training import loop
from digitpad.training.curves import Curves
from digitpad.training.module import module_of
from digitpad.training.plan import Plan
from digitpad.training.progress import EpochDone, Finished
from digitpad.training.recipe import RECIPES
from digitpad.training.session import TrainingSession
from digitpad.training.unfinished import Unfinished, fingerprint, save_unfinished
from digitpad.ui.background import Task, running
from digitpad.ui.messages import StopQuestion
from tests.ui.pages.train.killed_window import (
    kill_while_training,
    left_behind,
    next_window,
    stop_after,
)
from tests.ui.pens import click


@pytest.fixture
def page(qtbot, train_page):
    box = train_page.form.recipe_box
    qtbot.keyClicks(box, "tut")
    assert box.currentData() == "tutorial"  # its epochs are eight batches of this data set
    return train_page


def train_for_long(qtbot, window, page):
    """Click Train for more epochs than a test waits for, and wait for the first batches."""
    page.form.epochs_box.setValue(10_000)
    click(window, "trainButton")
    qtbot.waitUntil(page.controls.pause_button.isEnabled, timeout=60_000)


def end(qtbot, page):
    qtbot.waitUntil(lambda: not page.is_training, timeout=60_000)


def train_to_the_end(qtbot, window, page):
    with qtbot.waitSignal(
        page.progressed, timeout=60_000, check_params_cb=lambda share, _: share < 0
    ):
        click(window, "trainButton")


def failing_step(monkeypatch, error, after):
    """Let the loop's step raise ``error`` once ``after`` batches are done."""
    step, done = loop._Training.step, count(1)

    def broken(self, x, y, rate):
        if next(done) > after:
            raise error
        return step(self, x, y, rate)

    monkeypatch.setattr(loop._Training, "step", broken)


def leftovers():
    """Files that a write left behind half-done."""
    return [path for path in user_data_folder().rglob(".*") if path.is_file()]


def answer_with(qtbot, button, asked):
    """Click the named button, or press Escape, once the question is on the screen."""

    def answer():
        box = QApplication.activeModalWidget()
        asked.append(box.text())
        if button == "escape":
            qtbot.keyClick(box, Qt.Key.Key_Escape)
        else:
            qtbot.mouseClick(getattr(box, button), Qt.MouseButton.LeftButton)

    QTimer.singleShot(0, answer)


def test_a_training_that_goes_on_and_is_stopped_at_once_keeps_what_was_learnt(data_set, tmp_path):
    recipe = replace(RECIPES["tutorial"], epochs=3)
    events = loop.train(TUTORIAL, recipe, data_set.training)
    before = next(event.progress for event in events if isinstance(event, EpochDone))
    session = TrainingSession(Plan(TUTORIAL, recipe, data_set, "cpu", before), tmp_path)
    session.stop()
    outcome = session.run()
    assert outcome.ending == "stopped"
    assert outcome.checkpoint.training_info.epochs == before.best_epoch
    kept = module_of(load_checkpoint(outcome.checkpoint.path).network).state_dict()
    assert all(torch.equal(kept[name], value) for name, value in before.best_weights.items())


def test_closing_while_training_asks_and_cancel_goes_on(qtbot, window, page):
    asked = []
    train_for_long(qtbot, window, page)
    for answer in ("cancel_button", "escape"):
        answer_with(qtbot, answer, asked)
        window.close()
        assert window.isVisible()
        assert page.is_training
    answer_with(qtbot, "stop_button", asked)
    window.close()
    assert not window.isVisible()
    assert len(asked) == 3
    assert "best weights so far are kept" in asked[0]
    assert not running(window)
    assert leftovers() == []
    (saved,) = models_folder().glob("*.safetensors")
    load_checkpoint(saved)


@pytest.mark.parametrize(("epoch", "is_promised"), [(0, False), (1, True)])
def test_resuming_is_promised_once_a_whole_epoch_is_kept(
    qtbot, window, page, monkeypatch, epoch, is_promised
):
    step, may_go_on, waits = loop._Training.step, threading.Event(), threading.Event()

    def waiting(self, x, y, rate):
        if self.epoch == epoch:
            waits.set()
            may_go_on.wait(60)
        return step(self, x, y, rate)

    monkeypatch.setattr(loop._Training, "step", waiting)
    asked = []
    monkeypatch.setattr(StopQuestion, "may_stop", lambda box: asked.append(box.text()))
    page.form.epochs_box.setValue(10_000)
    click(window, "trainButton")
    qtbot.waitUntil(waits.is_set, timeout=60_000)
    window.close()
    may_go_on.set()
    assert ["offers to resume" in text for text in asked] == [is_promised]
    with qtbot.waitSignal(page.model_saved, timeout=60_000):
        click(window, "stopButton")


def test_the_question_goes_when_the_training_has_ended(qtbot, window, page):
    train_for_long(qtbot, window, page)
    QTimer.singleShot(0, page.controls.stop_button.click)
    window.close()  # comes back only when the question is gone
    assert window.isVisible()
    assert not page.is_training
    assert QApplication.activeModalWidget() is None
    assert window.session.checkpoint.path.parent == models_folder()


def test_data_that_vanishes_while_training_does_no_harm(qtbot, window, page, data_folder):
    train_for_long(qtbot, window, page)
    shutil.rmtree(data_folder)
    with qtbot.waitSignal(page.model_saved, timeout=60_000):
        click(window, "stopButton")
    assert window.session.checkpoint.path.is_file()
    click(window, "trainButton")  # the samples are in memory, and train again
    qtbot.waitUntil(page.controls.pause_button.isEnabled, timeout=60_000)
    click(window, "stopButton")
    end(qtbot, page)


def test_a_full_disk_is_told_and_the_trained_network_reads_all_the_same(
    qtbot, window, page, monkeypatch
):
    before = window.session.checkpoint

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("digitpad.support.files.os.fsync", full)
    page.form.epochs_box.setValue(2)
    train_to_the_end(qtbot, window, page)
    assert "No space left on device" in page.problem.text.text()
    assert window.session.checkpoint is not before
    assert not list(models_folder().glob("*"))
    assert leftovers() == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "not enough memory"),
        (RuntimeError("[enforce fail at alloc_cpu.cpp] can't allocate memory"), "smaller batch"),
        (RuntimeError("a bug"), "Training broke off: a bug"),
        (OSError(errno.ENOSPC, "No space left"), "disk is full"),
    ],
    ids=["memory", "torch-memory", "exception", "disk"],
)
def test_an_error_in_the_loop_is_a_sentence_and_the_best_weights_are_kept(
    qtbot, window, page, monkeypatch, error, words
):
    with monkeypatch.context() as broken:
        failing_step(broken, error, after=25)  # in the third epoch of eight batches
        page.form.epochs_box.setValue(5)
        train_to_the_end(qtbot, window, page)
    assert words in page.problem.text.text()
    assert page.problem.isVisibleTo(window)
    assert window.session.checkpoint.path.is_file()
    assert window.session.checkpoint.training_info.epochs >= 1
    assert page.controls.text.text() == "Broken off"
    assert page.controls.progress.value() == 0
    page.form.epochs_box.setValue(1)
    with qtbot.waitSignal(page.model_saved, timeout=60_000):
        click(window, "trainButton")
    assert not page.problem.isVisibleTo(window)


def test_an_error_before_anything_was_learnt_keeps_the_model(qtbot, window, page, monkeypatch):
    before = window.session.checkpoint
    failing_step(monkeypatch, RuntimeError("a bug"), after=0)
    train_to_the_end(qtbot, window, page)
    assert "a bug" in page.problem.text.text()
    assert window.session.checkpoint is before
    assert not list(models_folder().glob("*"))


def test_the_same_seed_gives_the_same_weights_in_the_window_and_outside(
    qtbot, window, page, data_set
):
    page.form.epochs_box.setValue(2)
    recipe = replace(RECIPES["tutorial"], epochs=2)
    with qtbot.waitSignal(page.model_saved, timeout=60_000):
        click(window, "trainButton")
    in_window = window.session.checkpoint.network.numbers
    *_, last = loop.train(TUTORIAL, recipe, data_set.training)
    assert isinstance(last, Finished)
    outside = {key: value.numpy() for key, value in last.network.state_dict().items()}
    torch.testing.assert_close(in_window, outside, rtol=0, atol=0)


SCRIPT = """
window = MainWindow()
window.pages.data_sets.folder = data
window.show()
page = window.pages.train
page.data.refresh()
page.form.show_recipe(replace(page.form.recipe(), epochs=1000, epoch_samples=2560))
page.start()
app.exec()
"""


def test_a_killed_training_is_offered_again_and_goes_on_to_its_end(qtbot, own_folders, data_folder):
    kill_while_training(qtbot, data_folder, SCRIPT)
    with next_window(qtbot, data_folder) as window:
        page = window.pages.train
        assert "broken off after epoch" in page.offer.text.text()
        click(window, "resumeButton")
        qtbot.waitUntil(page.controls.stop_button.isEnabled, timeout=60_000)
        stop_after(qtbot, window, epoch=1)
        assert window.session.checkpoint.training_info.epochs > 1
    assert not left_behind(), "a training that was ended is not offered again"


@pytest.fixture
def left(train_page, data_set):
    """The file of a training of three epochs that was broken off after the first, and offered."""
    file = user_data_folder() / "unfinished" / "20260101-1.safetensors"
    recipe = replace(RECIPES["tutorial"], epochs=3)
    for event in loop.train(TUTORIAL, recipe, data_set.training):
        if isinstance(event, EpochDone):
            break
    sample = fingerprint(data_set.training)
    save_unfinished(
        file, Unfinished(TUTORIAL, recipe, "mnist", sample, "cpu", event.progress, Curves())
    )
    assert train_page.offer_unfinished()
    return file


def test_what_was_broken_off_can_be_resumed_after_another_training(qtbot, window, page, left):
    page.form.epochs_box.setValue(1)
    train_to_the_end(qtbot, window, page)
    assert page.offer.isVisible()
    with qtbot.waitSignal(page.model_saved, timeout=60_000):
        click(window, "resumeButton")
    assert window.session.checkpoint.training_info.recipe["epochs"] == 3
    assert not page.offer.isVisible()
    assert not left.exists()


def test_discard_right_after_resume_trains_nothing(qtbot, window, page, left):
    click(window, "resumeButton")
    with qtbot.waitSignal(window.pages.data_sets.loaded, timeout=60_000):
        click(window, "resumeDiscardButton")
    assert not page.is_training
    assert page.controls.train_button.isEnabled()
    assert not left.exists()


def test_starting_and_stopping_leaves_no_threads(qtbot, window, page):
    counts = []
    for _ in range(6):
        click(window, "trainButton")
        qtbot.waitUntil(page.controls.stop_button.isEnabled, timeout=60_000)
        click(window, "stopButton")
        end(qtbot, page)
        counts.append((threading.active_count(), len(window.findChildren(Task))))
    assert counts[1:] == [counts[1]] * 5


def test_what_a_training_leaves_is_not_kept_from_being_collected(qtbot, window, page):
    page.form.epochs_box.setValue(1)
    frozen = []
    for _ in range(3):
        with qtbot.waitSignal(page.model_saved, timeout=60_000):
            click(window, "trainButton")
        qtbot.waitUntil(lambda: page.plot.frame() is not None, timeout=30_000)
        window._garbage._collect()  # as its timer does, which may come late on a busy machine
        frozen.append(gc.get_freeze_count())
    assert frozen[2] <= frozen[1]  # what was left out may go all the same
