"""The window of experiments as its user sees it: plan, run, stop, compare, take away."""

import csv
from dataclasses import replace

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QInputDialog,
    QLabel,
    QMessageBox,
    QPushButton,
)

from digitpad.data.catalogue import SOURCES
from digitpad.network.architecture import Architecture
from digitpad.network.files.architecture_file import save_architecture
from digitpad.network.layers import Flatten, Linear, LogSoftmax
from digitpad.network.presets import DENSE, LENET, TUTORIAL
from digitpad.support.folders import experiments_folder, models_folder, networks_folder
from digitpad.training import loop
from digitpad.training.experiments.experiment import Experiment, Result, Trial
from digitpad.training.experiments.store import load_experiment, new_path, save_experiment
from digitpad.training.recipe import FAST_RECIPE, TUTORIAL_RECIPE
from digitpad.ui.background import running
from digitpad.ui.dialogs.experiments.trials_table import ACCURACY, NETWORK, SORT_ROLE
from digitpad.ui.messages import messages

DONE = Result(0.97, 0.96, 0.1, 5.0, 9000.0)


def click(qtbot, button):
    assert button.isEnabled(), button.text()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def opened(qtbot, window):
    window.actions_.dialogs["experiments"].trigger()
    dialog = window.findChild(object, "experimentsDialog")
    qtbot.waitUntil(lambda: dialog.files.box.count() > 0, timeout=30_000)
    return dialog


@pytest.fixture
def dialog(qtbot, window, data_folder):
    window.pages.data_sets.folder = data_folder
    return opened(qtbot, window)


def choose(qtbot, box, text):
    """Go down to the entry whose name begins with ``text``, by keys."""
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    for _ in range(box.findText(text, Qt.MatchFlag.MatchStartsWith)):
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box.currentText().startswith(text)


def add(qtbot, dialog, architecture="Tutorial", epochs=1, seed=1):
    choose(qtbot, dialog.form.network_box, architecture)
    dialog.form.epochs_box.setValue(epochs)
    dialog.form.seed_box.setValue(seed)
    click(qtbot, dialog.form.add_button)


def run_to_the_end(qtbot, dialog):
    with qtbot.waitSignal(
        dialog.progressed, timeout=120_000, check_params_cb=lambda share, _: share < 0
    ):
        click(qtbot, dialog.run_row.run_button)


def column(dialog, number):
    model = dialog.table.model()
    return [model.index(row, number).data() for row in range(model.rowCount())]


def saved():
    (path,) = experiments_folder().glob("*.json")
    return load_experiment(path)


def click_row(qtbot, dialog, row):
    table = dialog.table
    point = table.visualRect(table.model().index(row, NETWORK)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=point)


def test_trials_are_planned_run_compared_and_their_models_used(qtbot, window, dialog):
    assert not dialog.run_row.run_button.isEnabled()
    add(qtbot, dialog, "Fully")
    add(qtbot, dialog, "Tutorial", seed=5)
    assert column(dialog, NETWORK) == ["Fully connected only", "Tutorial network"]
    assert column(dialog, ACCURACY) == ["waiting", "waiting"]
    assert [trial.recipe.seed for trial in saved().trials] == [1, 5]
    run_to_the_end(qtbot, dialog)
    results = [trial.result for trial in saved().trials]
    assert column(dialog, ACCURACY) == [f"{100 * r.test_accuracy:.2f} %" for r in results]
    assert dialog.run_row.text.text() == "Finished"
    assert not dialog.run_row.run_button.isEnabled()
    assert not dialog.is_running
    qtbot.waitUntil(lambda: dialog.plot.frame() is not None, timeout=60_000)
    assert [point.number for point in dialog.plot.spec().points] == [1, 2]

    click_row(qtbot, dialog, 0)
    assert dialog.plot.spec().selected == 1
    with qtbot.waitSignal(window.session.model_changed, timeout=30_000):
        click(qtbot, dialog.use_button)
    assert str(window.session.checkpoint.path) == results[0].model
    assert window.session.checkpoint.network.origin == DENSE


def test_an_experiment_is_there_again_at_the_next_start(qtbot, window, data_folder):
    for number, name in enumerate(["Older", "Newer"]):
        experiment = Experiment(name, "mnist", (Trial(DENSE, FAST_RECIPE, DONE),) * (number + 1))
        save_experiment(new_path(experiments_folder()), experiment)
    (experiments_folder() / "20200101-bad.json").write_text("{")
    dialog = opened(qtbot, window)
    qtbot.waitUntil(lambda: dialog.table.rows.rowCount() == 2, timeout=30_000)
    assert [dialog.files.box.itemText(i) for i in range(2)] == ["Newer", "Older"]
    assert "20200101-bad.json is damaged" in dialog.message.text()
    choose(qtbot, dialog.files.box, "Old")
    assert dialog.table.rows.rowCount() == 1
    assert column(dialog, ACCURACY) == ["96.00 %"]


def test_a_click_on_a_column_sorts_by_its_numbers(qtbot, window, data_folder):
    trials = [Trial(DENSE, FAST_RECIPE, replace(DONE, test_accuracy=a)) for a in (0.5, 0.09, 0.99)]
    save_experiment(new_path(experiments_folder()), Experiment("E", "mnist", tuple(trials)))
    dialog = opened(qtbot, window)
    qtbot.waitUntil(lambda: dialog.table.rows.rowCount() == 3, timeout=30_000)
    header = dialog.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(ACCURACY) + 20, header.height() // 2)
    orders = []
    for _ in range(2):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        orders.append(column(dialog, ACCURACY))
    assert sorted(orders) == [["9.00 %", "50.00 %", "99.00 %"], ["99.00 %", "50.00 %", "9.00 %"]]
    click_row(qtbot, dialog, 0)
    row = dialog.table.selected()
    assert f"{100 * row.test_accuracy:.2f} %" == orders[1][0]
    assert dialog.table.model().index(0, ACCURACY).data(SORT_ROLE) == row.test_accuracy


def test_trials_are_moved_and_removed_by_buttons_and_keys(qtbot, dialog):
    for architecture in ("Tutorial", "LeNet", "Fully"):
        add(qtbot, dialog, architecture)
    assert dialog.table.selected().network == "dense"
    click(qtbot, dialog.up_button)
    assert column(dialog, NETWORK) == ["Tutorial network", "Fully connected only", "LeNet-5"]
    qtbot.keyClick(dialog.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert column(dialog, NETWORK) == ["Fully connected only", "Tutorial network", "LeNet-5"]
    assert not dialog.up_button.isEnabled()
    click(qtbot, dialog.down_button)
    assert dialog.table.selected().network == "dense"
    qtbot.keyClick(dialog.table, Qt.Key.Key_Delete)
    assert column(dialog, NETWORK) == ["Tutorial network", "LeNet-5"]
    click(qtbot, dialog.remove_button)
    assert [trial.network for trial in saved().trials] == [TUTORIAL]


def test_trials_stay_where_they_are_while_one_runs(qtbot, dialog):
    for seed in (1, 2):
        add(qtbot, dialog, "Fully", seed=seed)
    with qtbot.waitSignal(dialog.progressed, timeout=60_000):
        click(qtbot, dialog.run_row.run_button)
    seeds = [trial.recipe.seed for trial in dialog.files.experiment.trials]
    qtbot.keyClick(dialog.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Delete)
    assert [trial.recipe.seed for trial in dialog.files.experiment.trials] == seeds
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=120_000)


def test_stop_keeps_what_is_done_and_run_goes_on_with_the_rest(qtbot, window, dialog):
    add(qtbot, dialog, "Fully")
    add(qtbot, dialog, "Fully", epochs=10_000)
    click(qtbot, dialog.run_row.run_button)
    assert not dialog.form.add_button.isEnabled()
    assert not dialog.files.new_button.isEnabled()
    qtbot.waitUntil(lambda: "running" in column(dialog, ACCURACY)[1], timeout=60_000)
    qtbot.waitUntil(lambda: "left" in dialog.run_row.text.text(), timeout=60_000)
    assert "Trial 2 of 2: Fully connected only, Fast · epoch" in dialog.run_row.text.text()
    assert "Training" in window.status.work.text()
    with qtbot.waitSignal(
        dialog.progressed, timeout=60_000, check_params_cb=lambda share, _: share < 0
    ):
        click(qtbot, dialog.run_row.stop_button)
    first, second = saved().trials
    assert first.result.test_accuracy > 0
    assert second.result is None
    assert dialog.run_row.text.text() == "1 trial is left; Run goes on with it"
    bar = dialog.run_row.bar
    assert bar.value() == bar.maximum() / 2  # what the second had learnt is not kept
    assert len(list(models_folder().glob("*"))) == 1
    assert window.status.work.text() == ""
    assert dialog.run_row.run_button.isEnabled()


def test_a_failed_trial_is_told_and_the_next_one_runs(qtbot, dialog, monkeypatch):
    step = loop._Training.step

    def broken(self, x, y, rate):
        if self.network.architecture.name == "lenet":
            raise MemoryError
        return step(self, x, y, rate)

    monkeypatch.setattr(loop._Training, "step", broken)
    add(qtbot, dialog, "LeNet")
    add(qtbot, dialog, "Fully")
    run_to_the_end(qtbot, dialog)
    states = column(dialog, ACCURACY)
    assert states[0] == "failed"
    assert states[1].endswith(" %")
    assert "not enough memory" in dialog.message.text()
    assert dialog.table.selected().number == 1
    assert not dialog.use_button.isEnabled()


def test_the_train_page_and_an_experiment_do_not_train_at_the_same_time(qtbot, window, dialog):
    train = window.pages.train
    window.pages.show_page("train")
    train.data.refresh()
    train.form.epochs_box.setValue(10_000)
    click(qtbot, train.controls.train_button)
    qtbot.waitUntil(train.controls.pause_button.isEnabled, timeout=60_000)
    add(qtbot, dialog, "Fully", epochs=10_000)
    click(qtbot, dialog.run_row.run_button)
    assert not dialog.is_running
    assert "The Train page is training" in dialog.message.text()
    with qtbot.waitSignal(train.model_saved, timeout=60_000):
        click(qtbot, train.controls.stop_button)
    assert dialog.message.text() == ""

    click(qtbot, dialog.run_row.run_button)
    assert dialog.is_running
    click(qtbot, train.controls.train_button)
    assert not train.is_training
    assert "An experiment is running" in train.problem.text.text()
    assert train.problem.isVisible()
    with qtbot.waitSignal(
        dialog.progressed, timeout=60_000, check_params_cb=lambda share, _: share < 0
    ):
        click(qtbot, dialog.run_row.stop_button)
    assert not train.problem.isVisible()


def test_a_run_goes_on_when_its_window_is_closed_and_the_main_window_asks(
    qtbot, window, dialog
):  # fmt: skip
    add(qtbot, dialog, "Fully", epochs=10_000)
    click(qtbot, dialog.run_row.run_button)
    qtbot.waitUntil(lambda: "left" in dialog.run_row.text.text(), timeout=60_000)
    dialog.close()
    assert dialog.is_running
    asked = []

    def answer(name):
        box = QApplication.activeModalWidget()
        asked.append(box.text())
        qtbot.mouseClick(getattr(box, name), Qt.MouseButton.LeftButton)

    QTimer.singleShot(0, lambda: answer("cancel_button"))
    window.close()
    assert window.isVisible()
    assert dialog.is_running
    QTimer.singleShot(0, lambda: answer("stop_button"))
    window.close()
    assert not window.isVisible()
    assert len(asked) == 2
    assert "Trials that are done are kept" in asked[0]
    assert not running(window)
    assert saved().waiting == (0,)


def test_without_mnist_synthetic_handwriting_stands_in_and_the_download_is_offered(
    qtbot, window, dialog, tmp_path
):
    window.pages.data_sets.folder = tmp_path / "none"
    add(qtbot, dialog, "Fully")
    run_to_the_end(qtbot, dialog)
    assert dialog.message.text() == ""
    assert saved().data == dialog.files.experiment.data == "few-handwriting"
    assert saved().trials[0].result.test_accuracy > 0
    assert "stands in for MNIST" in dialog.data.notice.text.text()
    assert dialog.data.download_button.isVisible()
    assert dialog.data.folder_button.isVisible()


def test_a_missing_data_set_that_trials_have_results_of_is_told(
    qtbot, window, data_folder, tmp_path
):
    window.pages.data_sets.folder = tmp_path / "none"
    trials = Trial(LENET, TUTORIAL_RECIPE, DONE), Trial(DENSE, TUTORIAL_RECIPE)
    save_experiment(new_path(experiments_folder()), Experiment("E", "mnist", trials))
    dialog = opened(qtbot, window)
    qtbot.waitUntil(lambda: dialog.table.rows.rowCount() == 2, timeout=30_000)
    click(qtbot, dialog.run_row.run_button)
    assert not dialog.is_running
    assert dialog.data.key() == "mnist"
    assert "not on this machine" in dialog.message.text()


def test_a_damaged_data_set_ends_the_run_with_its_sentence(qtbot, dialog, data_folder):
    add(qtbot, dialog, "Fully")
    (data_folder / "MNIST" / "raw" / "train-labels-idx1-ubyte").write_bytes(b"x")
    run_to_the_end(qtbot, dialog)
    assert "train-labels-idx1-ubyte" in dialog.message.text()
    assert dialog.run_row.run_button.isEnabled()
    assert saved().trials[0].result is None


def test_results_are_compared_on_one_data_set(qtbot, window, data_folder):
    save_experiment(
        new_path(experiments_folder()),
        Experiment("E", "mnist", (Trial(LENET, TUTORIAL_RECIPE, DONE),)),
    )
    dialog = opened(qtbot, window)
    qtbot.waitUntil(lambda: dialog.table.rows.rowCount() == 1, timeout=30_000)
    dialog.data.choose("handwriting")
    assert dialog.data.key() == "mnist"
    assert "Begin a new experiment for another" in dialog.message.text()
    click(qtbot, dialog.files.new_button)
    dialog.data.choose("handwriting")
    assert dialog.data.key() == "handwriting"
    assert dialog.files.experiment == Experiment("Experiment 2", "handwriting")


def test_made_up_digits_are_a_data_set_of_experiments_too(qtbot, window, monkeypatch):
    """They tell how many of them are made already, which ended the run."""
    few = replace(SOURCES["few-handwriting"], name="handwriting")
    monkeypatch.setitem(SOURCES, "handwriting", few)
    trial = Trial(DENSE, replace(FAST_RECIPE, epochs=1))
    save_experiment(new_path(experiments_folder()), Experiment("E", "handwriting", (trial,)))
    dialog = opened(qtbot, window)
    qtbot.waitUntil(lambda: dialog.table.rows.rowCount() == 1, timeout=30_000)
    run_to_the_end(qtbot, dialog)
    assert dialog.message.text() == ""
    assert saved().trials[0].result.test_accuracy > 0


def test_a_network_of_ones_own_is_offered_and_a_bad_file_is_told(qtbot, window, data_folder):
    own = Architecture("own", (Flatten("flat"), Linear("fc", features=10), LogSoftmax("out")))
    save_architecture(networks_folder() / "Mine.json", own)
    (networks_folder() / "Bad.json").write_text("{}")
    dialog = opened(qtbot, window)
    add(qtbot, dialog, "Mine")
    assert dialog.files.experiment.trials[0].network == own
    add(qtbot, dialog, "Bad")
    assert "Bad.json cannot be used" in dialog.message.text()
    assert len(dialog.files.experiment.trials) == 1
    dialog.close()
    dialog.show()
    assert dialog.message.text() == "", "it is opened anew"


def test_a_value_out_of_range_adds_no_trial(qtbot, dialog):
    dialog.form.epochs_box.selectAll()
    qtbot.keyClicks(dialog.form.epochs_box, "20000")
    click(qtbot, dialog.form.add_button)
    assert dialog.files.experiment.trials == ()
    click(qtbot, dialog.form.add_button)
    assert len(dialog.files.experiment.trials) == 1


def test_an_experiment_is_renamed_and_deleted(qtbot, dialog, monkeypatch):
    add(qtbot, dialog, "Fully")
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("Class 7b", True))
    click(qtbot, dialog.files.rename_button)
    assert saved().name == "Class 7b"
    assert dialog.files.box.currentText() == "Class 7b"
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: (" ", True))
    click(qtbot, dialog.files.rename_button)
    assert "1 to 100 characters" in dialog.message.text()
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Yes]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answers.pop(0))
    click(qtbot, dialog.files.delete_button)
    assert saved().name == "Class 7b"
    click(qtbot, dialog.files.delete_button)
    assert list(experiments_folder().glob("*")) == []
    assert dialog.table.rows.rowCount() == 0


def test_the_table_and_the_plot_are_saved(
    qtbot, window, data_folder, tmp_path, monkeypatch, no_folder
):
    save_experiment(
        new_path(experiments_folder()), Experiment("E", "mnist", (Trial(LENET, FAST_RECIPE, DONE),))
    )
    dialog = opened(qtbot, window)
    qtbot.waitUntil(lambda: dialog.table.rows.rowCount() == 1, timeout=30_000)
    for button, name in (
        (dialog.taken_away.csv_button, "e.csv"), (dialog.taken_away.picture_button, "e.png"),
        (dialog.taken_away.picture_button, "e.svg"),
    ):  # fmt: skip
        path = tmp_path / name
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, p=path: (str(p), ""))
        with qtbot.waitSignal(messages.came, timeout=60_000) as told:
            click(qtbot, button)
        assert told.args == [f"Saved {path}"]
    (row,) = csv.DictReader((tmp_path / "e.csv").read_text().splitlines())
    assert (row["network"], float(row["test_accuracy"])) == ("lenet", 0.96)
    with Image.open(tmp_path / "e.png") as picture:
        assert picture.size[0] >= 2 * 240
    assert b"<svg" in (tmp_path / "e.svg").read_bytes()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(no_folder / "e.csv"), ""))
    click(qtbot, dialog.taken_away.csv_button)
    assert "could not be written" in dialog.message.text()


def test_it_fits_small_screens_and_everything_has_a_name(qtbot, window, dialog):
    hint = dialog.minimumSizeHint()
    assert hint.width() <= 1024
    assert hint.height() <= 640
    for widget in (
        dialog.table, dialog.plot, dialog.run_row.bar, dialog.files.box, dialog.data.box,
        dialog.form.network_box, dialog.form.recipe_box, dialog.form.epochs_box,
        dialog.form.seed_box,
    ):  # fmt: skip
        assert widget.accessibleName()
    texts = [
        widget.text()
        for kind in (QPushButton, QLabel)
        for widget in dialog.findChildren(kind)
        if widget.isVisible() and "&" in widget.text()
    ]
    keys = [text[text.index("&") + 1].lower() for text in texts]
    assert len(keys) == 18
    assert len(keys) == len(set(keys))


def test_the_keyboard_follows_a_run_and_comes_back(qtbot, dialog):
    row = dialog.run_row
    add(qtbot, dialog, "Fully", epochs=10_000)
    row.run_button.setFocus()
    qtbot.keyClick(row.run_button, Qt.Key.Key_Space)
    places = [dialog.focusWidget()]
    qtbot.keyClick(row.stop_button, Qt.Key.Key_Space)
    places.append(dialog.focusWidget())
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=60_000)
    assert [*places, dialog.focusWidget()] == [row.stop_button, row.text, row.run_button]


def test_the_end_of_a_run_leaves_a_keyboard_that_is_elsewhere_where_it_is(qtbot, dialog):
    add(qtbot, dialog, "Fully", epochs=10_000)
    click(qtbot, dialog.run_row.run_button)
    dialog.plot.setFocus()
    elsewhere = dialog.focusWidget()
    dialog.run_row.stop_button.click()
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=60_000)
    assert dialog.focusWidget() is elsewhere
