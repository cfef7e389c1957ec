"""Experiments that another window has open, whose images are gone, or that cannot be saved."""

import shutil
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from digitpad.network.presets import DENSE, LENET
from digitpad.support.errors import DigitpadError
from digitpad.support.folders import experiments_folder
from digitpad.training.experiments.experiment import Experiment, Trial
from digitpad.training.experiments.store import claim, load_experiment, new_path, save_experiment
from digitpad.training.recipe import FAST_RECIPE
from digitpad.ui.background import end_all
from digitpad.ui.dialogs.experiments import experiment_files
from digitpad.ui.dialogs.experiments.experiments_dialog import ExperimentsDialog
from tests.ui.dialogs.test_experiments import add, choose, click, click_row, opened


@pytest.fixture
def path():
    path = new_path(experiments_folder())
    save_experiment(path, Experiment("Shared", "handwriting", (Trial(DENSE, FAST_RECIPE),)))
    return path


@pytest.fixture
def dialog(qtbot, window, path):
    dialog = opened(qtbot, window)
    qtbot.waitUntil(lambda: dialog.table.rows.rowCount() == 1, timeout=30_000)
    return dialog


@pytest.fixture
def second(qtbot, window, dialog):
    """A second window's dialog, opened after the first."""
    second = ExperimentsDialog(window.session, window.pages.data_sets, window)
    second.show()
    qtbot.waitUntil(lambda: second.table.rows.rowCount() == 1, timeout=30_000)
    yield second
    second.close()
    end_all(second)


def test_the_second_window_says_so_and_cannot_change_anything(qtbot, dialog, second):
    assert second.message.text() == (
        "Shared is open in another window of digitpad, and can only be looked at here. Close "
        "Experiments there and choose it again here, or begin a new one."
    )
    for widget in (
        second.run_row.run_button,
        second.remove_button,
        second.form.add_button,
    ):
        assert not widget.isEnabled()
    assert dialog.run_row.run_button.isEnabled()
    qtbot.keyClick(second.table, Qt.Key.Key_Delete)
    assert second.table.rows.rowCount() == 1


def test_the_second_window_writes_nothing(qtbot, dialog, second, path, monkeypatch):
    add(qtbot, dialog, "LeNet")
    monkeypatch.setattr(
        experiment_files.QInputDialog, "getText", lambda *_: ("Mine", True)
    )  # fmt: skip
    asked = []
    monkeypatch.setattr(experiment_files.QMessageBox, "question", lambda *_: asked.append(1))
    click(qtbot, second.files.rename_button)
    click(qtbot, second.files.delete_button)
    assert not asked
    assert "open in another window" in second.message.text()
    kept = load_experiment(path)
    assert kept.name == "Shared"
    assert [trial.network for trial in kept.trials] == [DENSE, LENET]


def test_a_click_on_a_row_leaves_the_sentence(qtbot, dialog, second):
    click_row(qtbot, second, 0)
    assert "open in another window" in second.message.text()


def test_once_it_is_closed_there_it_is_taken_over_as_it_is_now(qtbot, dialog, second, path):
    add(qtbot, dialog, "LeNet")
    dialog.close()
    choose(qtbot, second.files.box, "Shared")
    second.files.box.activated.emit(second.files.box.currentIndex())  # the only entry is chosen
    assert second.message.text() == ""
    assert second.table.rows.rowCount() == 2
    add(qtbot, second, "Fully")
    assert len(load_experiment(path).trials) == 3


def test_the_first_window_shows_what_the_second_made_of_it(qtbot, dialog, second, path):
    dialog.close()
    second.close()
    second.show()
    qtbot.waitUntil(lambda: second.message.text() == "", timeout=30_000)
    add(qtbot, second, "LeNet")
    second.close()
    dialog.show()
    qtbot.waitUntil(lambda: dialog.table.rows.rowCount() == 2, timeout=30_000)
    assert dialog.run_row.run_button.isEnabled()


def test_a_new_experiment_can_be_begun_beside_one_that_is_open_elsewhere(qtbot, dialog, second):
    click(qtbot, second.files.new_button)
    assert second.message.text() == ""
    add(qtbot, second, "Fully")
    assert len(list(experiments_folder().glob("*.json"))) == 2


def test_what_another_added_while_it_was_closed_is_not_lost(qtbot, dialog, path):
    dialog.close()
    kept = load_experiment(path)
    save_experiment(path, kept.with_trial(Trial(LENET, FAST_RECIPE)))  # by another program
    dialog.show()
    add(qtbot, dialog, "Fully", seed=2)  # before the folder has been looked at
    assert [trial.network for trial in load_experiment(path).trials] == [DENSE, LENET, DENSE]


def test_one_without_trials_that_is_open_elsewhere_is_no_new_one(qtbot, dialog, second, path):
    click(qtbot, dialog.remove_button)
    second.close()
    second.show()
    qtbot.waitUntil(lambda: second.table.rows.rowCount() == 0, timeout=30_000)
    assert "open in another window" in second.message.text()
    click(qtbot, second.files.new_button)
    assert second.message.text() == ""
    assert second.files.path != path


def test_a_run_that_ends_behind_a_closed_window_lets_the_experiment_go(
    qtbot, window, data_folder
):  # fmt: skip
    window.pages.data_sets.folder = data_folder
    path = new_path(experiments_folder())
    save_experiment(path, Experiment("E", "mnist", (Trial(DENSE, replace(FAST_RECIPE, epochs=1)),)))
    dialog = opened(qtbot, window)
    qtbot.waitUntil(lambda: dialog.table.rows.rowCount() == 1, timeout=30_000)
    with qtbot.waitSignal(
        dialog.progressed, timeout=120_000, check_params_cb=lambda share, _: share < 0
    ):
        click(qtbot, dialog.run_row.run_button)
        dialog.close()
        assert claim(path) is None
    held = claim(path)
    assert held is not None
    held.release()


def test_an_experiment_is_free_when_its_window_is_closed(window, dialog, path):
    assert claim(path) is None
    window.close()
    held = claim(path)
    assert held is not None
    held.release()
    assert [one.name for one in experiments_folder().iterdir()] == [path.name]


# A folder of images that is gone


@pytest.fixture
def images(tmp_path):
    folder = tmp_path / "letters"
    folder.mkdir()
    return folder


def test_a_folder_that_is_gone_is_named_and_nothing_else_is_run(
    qtbot, window, images, data_folder
):  # fmt: skip
    window.pages.data_sets.folder = data_folder  # MNIST is there
    path = new_path(experiments_folder())
    save_experiment(path, Experiment("E", str(images), (Trial(DENSE, FAST_RECIPE),)))
    images.rmdir()
    dialog = opened(qtbot, window)
    qtbot.waitUntil(lambda: dialog.table.rows.rowCount() == 1, timeout=30_000)
    assert dialog.data.key() == str(images)
    assert dialog.data.box.currentText() == "letters"
    assert f"The folder of images {images} is gone." in dialog.data.notice.text.text()
    assert not dialog.data.download_button.isVisible()
    window.pages.data_sets.fetched.emit("emnist-digits")  # a download that ends meanwhile
    click(qtbot, dialog.run_row.run_button)
    assert not dialog.is_running
    assert f"The folder of images {images} is gone." in dialog.message.text()
    assert load_experiment(path).data == str(images)


def test_a_folder_that_is_gone_is_replaced_by_one_that_is_chosen(
    qtbot, window, images, tmp_path, monkeypatch
):
    from digitpad.ui.widgets import data_choice

    page = window.pages.train
    window.pages.show_page("train")
    page.data.choose(str(images))
    shutil.rmtree(images)
    page.data.refresh()
    assert "is gone" in page.data.notice.text.text()
    monkeypatch.setattr(
        data_choice.QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path)
    )  # fmt: skip
    click(qtbot, page.data.folder_button)
    assert page.data.key() == str(tmp_path)
    assert not page.data.notice.isVisible()


def test_a_folder_that_is_gone_is_still_chosen_at_the_next_start(window, images):
    images.rmdir()
    choices = {**window.pages.train.choices(), "data": str(images)}
    window.pages.train.restore(choices)
    assert window.pages.train.data.key() == str(images)
    window.pages.train.restore({**choices, "data": "no such set"})
    assert window.pages.train.data.key() == str(images)


# What cannot be saved


def test_a_trial_that_cannot_be_saved_is_told_until_another_row_is_chosen(
    qtbot, dialog, monkeypatch
):
    def fail(*_):
        raise DigitpadError("There is no room.")

    monkeypatch.setattr(experiment_files, "save_experiment", fail)
    add(qtbot, dialog, "LeNet")
    assert dialog.message.text() == "There is no room."
    assert dialog.table.rows.rowCount() == 2
    click(qtbot, dialog.up_button)
    assert dialog.message.text() == "There is no room."
    click_row(qtbot, dialog, 1)
    assert dialog.message.text() == ""
