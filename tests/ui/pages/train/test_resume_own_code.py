"""A training of somebody's own code that was broken off: nothing runs before the user agrees."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog

from digitpad.graph.foreign.source import CodeSource
from digitpad.network.architecture import TUTORIAL
from digitpad.network.files import foreign
from digitpad.network.files.code_needed import CodeNeeded, description_of
from digitpad.support.folders import user_data_folder
from digitpad.training import loop
from digitpad.training.curves import Curves
from digitpad.training.progress import EpochDone
from digitpad.training.recipe import RECIPES
from digitpad.training.unfinished import Unfinished, fingerprint, save_unfinished
from tests.ui.pages.train.killed_window import (
    kill_while_training,
    left_behind,
    next_window,
    stop_after,
)
from tests.ui.pens import click
from tests.ui.run_code import asked, press

CODE = """
from pathlib import Path
from torch import nn

Path({mark!r}).touch()

class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.flat = nn.Flatten()
        self.a = nn.Linear(784, width)
        self.b = nn.Linear(width, 10)

    def forward(self, x):
        return self.b(self.a(self.flat(x)).relu())
"""


@pytest.fixture
def checkpoint(code):
    """The network of the code, open."""
    return foreign.open_network(CodeSource(str(code), "Net"), {"width": 6}, mean=0.5, std=0.25)


@pytest.fixture
def left(checkpoint, data_set, mark):
    """The file of a training of three epochs that was broken off after the first."""
    file = user_data_folder() / "unfinished" / "20260101-1.safetensors"
    graph, recipe = checkpoint.network, replace(RECIPES["tutorial"], epochs=3)
    for event in loop.train(graph, recipe, data_set.training):
        if isinstance(event, EpochDone):
            break
    sample = fingerprint(data_set.training)
    save_unfinished(
        file,
        Unfinished(description_of(graph), recipe, "mnist", sample, "cpu", event.progress, Curves()),
    )
    mark.unlink()
    return file


@pytest.fixture
def page(train_page, left):
    assert train_page.offer_unfinished()
    return train_page


@pytest.fixture
def dialog(qtbot, window, page):
    """The question that Resume asks, with the state of the file told."""
    click(window, "resumeButton")
    return asked(qtbot, window)


def test_resume_asks_with_the_path_and_goes_on_when_the_user_agrees(
    qtbot, window, page, dialog, code, left, mark
):
    assert "Resume asks before the code in net.py:Net runs" in page.offer.text.text()
    assert dialog.isVisible()
    assert dialog.place.text() == str(code)
    assert str(code) in dialog.why.text()
    assert dialog.made.text() == "net.py:Net(width=6)"
    assert not dialog.state.isVisible()
    assert not mark.exists()
    with qtbot.waitSignal(page.model_saved, timeout=60_000):
        press(dialog.run)
    assert mark.exists()
    assert not dialog.isVisible()
    trained = window.session.checkpoint
    assert trained.training_info.recipe["epochs"] == 3
    assert trained.training_info.epochs in (2, 3)
    assert trained.network.input.mean == 0.5
    assert not page.offer.isVisible()
    assert not left.exists()


def test_who_does_not_agree_runs_nothing_and_loses_nothing(qtbot, window, page, dialog, left, mark):
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)  # a key agrees to nothing either
    assert not dialog.isVisible()
    assert not mark.exists()
    assert page.offer.isVisible()
    assert left.exists()
    assert not page.is_training
    click(window, "resumeButton")
    assert dialog.isVisible()


def test_the_network_that_was_named_on_the_command_line_goes_on_unasked(
    qtbot, window, page, checkpoint, mark
):
    window.session.use(checkpoint)
    with qtbot.waitSignal(page.model_saved, timeout=60_000):
        click(window, "resumeButton")
    assert not mark.exists()
    assert "run_code" not in window.dialogs._made
    assert window.session.checkpoint.training_info.recipe["epochs"] == 3


@pytest.fixture
def changed(code, left):
    code.write_text(code.read_text() + "# another line\n")


def test_changed_code_is_told_before_it_runs_and_after(
    qtbot, window, changed, page, dialog, told, mark
):
    assert "it has changed" in dialog.state.text()
    assert not mark.exists()
    with qtbot.waitSignal(page.model_saved, timeout=60_000):
        press(dialog.run)
    assert any("has changed since this was trained" in text for text in told)


def test_changed_code_is_asked_about_even_while_it_is_open(qtbot, window, changed, page, code):
    opened = foreign.open_network(CodeSource(str(code), "Net"), {"width": 6}, mean=0.5, std=0.25)
    window.session.use(opened)
    click(window, "resumeButton")
    assert window.dialogs["run_code"].isVisible()


@pytest.fixture
def misfit(code, left):
    code.write_text(code.read_text().replace("self.b = nn.Linear(width, 10)",
                                             "self.b = nn.Linear(width, 12)"))  # fmt: skip


def test_code_that_no_longer_fits_is_told_and_the_training_stays(
    qtbot, window, misfit, page, dialog, left
):
    with qtbot.waitSignal(dialog.opened, timeout=60_000):
        press(dialog.run)
    assert "cannot go on with the code of Net as it is now" in page.problem.text.text()
    assert not page.is_training
    assert page.offer.isVisible()
    assert left.exists()


@pytest.fixture
def training(qtbot, window, page, dialog):
    """Another training, which began while the code was asked for."""
    page.network.box.setCurrentIndex(page.network.box.findData(TUTORIAL.name))
    page.form.show_recipe(replace(RECIPES["tutorial"], epochs=10_000))
    click(window, "trainButton")
    qtbot.waitUntil(lambda: page.training.session is not None, timeout=60_000)
    yield page
    stop_after(qtbot, window, 0)  # before the first batch there is nothing to save


def test_agreeing_while_something_else_trains_tells_that_it_stays_offered(
    qtbot, window, training, dialog, left
):
    with qtbot.waitSignal(dialog.opened, timeout=60_000):
        press(dialog.run)
    assert "stays offered: resume it afterwards" in training.problem.text.text()
    check_it_trains(training)
    assert left.exists()


def test_code_that_no_longer_fits_while_something_else_trains_leaves_that_as_it_is(
    qtbot, window, misfit, training, dialog, left
):
    with qtbot.waitSignal(dialog.opened, timeout=60_000):
        press(dialog.run)
    assert "cannot go on with the code of Net as it is now" in training.problem.text.text()
    check_it_trains(training)
    assert left.exists()


def check_it_trains(page):
    """It goes on, and the buttons show it."""
    assert page.is_training
    assert page.controls.stop.isEnabled()
    assert not page.controls.train.isEnabled()
    assert page.why_busy()
    assert page.offer.isVisible()


@pytest.fixture
def moved(code, left):
    return code.rename(code.with_name("moved.py"))


def test_code_that_is_gone_is_looked_for_where_the_user_says(
    qtbot, window, moved, page, dialog, left, monkeypatch
):
    assert "net.py cannot be read" in dialog.state.text()
    assert "Nothing is lost" in dialog.state.text()
    assert not dialog.run.isEnabled()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(moved), ""))
    press(dialog.browse)
    qtbot.waitUntil(dialog.run.isEnabled, timeout=30_000)
    assert not dialog.state.isVisible()
    with qtbot.waitSignal(page.model_saved, timeout=60_000):
        press(dialog.run)
    assert not left.exists()


@pytest.fixture
def broken(code, left):
    code.write_text(code.read_text() + "raise OSError('no disk')\n")


def test_an_error_of_the_code_is_told_with_its_line_and_the_training_stays(
    qtbot, window, broken, page, dialog, left
):
    press(dialog.run)
    qtbot.waitUntil(lambda: "no disk" in dialog.message.text(), timeout=30_000)
    assert "net.py, line" in dialog.message.text()
    assert "OSError" in dialog.traceback.toPlainText()
    assert dialog.isVisible()
    assert page.offer.isVisible()
    assert left.exists()


@pytest.fixture
def hostile(left, checkpoint, data_set, tmp_path):
    """The file's network is a stranger's command."""
    from digitpad.training.unfinished import load_unfinished

    unfinished = load_unfinished(left)
    content = {
        **unfinished.network.to_json(), "source": "os:remove", "sha256": "",
        "arguments": {"path": str(tmp_path / "precious")}, "network": "<b>Net</b>",
    }  # fmt: skip
    save_unfinished(left, replace(unfinished, network=CodeNeeded.from_json(content)))
    (tmp_path / "precious").touch()
    return tmp_path / "precious"


def test_a_strangers_command_is_shown_as_it_is_and_is_not_carried_out(
    qtbot, window, hostile, page, dialog
):
    assert "<b>Net</b>" in dialog.why.text()
    assert dialog.why.textFormat() == Qt.TextFormat.PlainText
    assert dialog.place.text() == "os"
    assert "precious" in dialog.made.text()
    press(dialog.run)
    qtbot.waitUntil(lambda: "was not run" in dialog.message.text(), timeout=30_000)
    assert hostile.exists()


def test_a_module_whose_code_nobody_knows_keeps_no_file_and_promises_none(
    qtbot, window, train_page, checkpoint
):
    network = replace(checkpoint.network, code=None)
    window.session.use(replace(checkpoint, network=network))
    train_page.form.show_recipe(replace(RECIPES["tutorial"], epochs=10_000))
    click(window, "trainButton")
    qtbot.waitUntil(
        lambda: train_page.training.session is not None
        and train_page.training.session.state().epoch > 2,
        timeout=60_000,
    )  # fmt: skip
    asked = []

    def keep():
        box = QApplication.activeModalWidget()
        asked.append(box.text())
        qtbot.mouseClick(box.cancel_button, Qt.MouseButton.LeftButton)

    QTimer.singleShot(0, keep)
    window.close()
    assert asked == ["Stop the training and close? The best weights so far are kept."]
    with qtbot.waitSignal(train_page.model_saved, timeout=60_000):
        click(window, "stopButton")
    assert train_page.problem.isHidden()
    assert not list((user_data_folder() / "unfinished").glob("*.safetensors"))


SCRIPT = """
from digitpad.graph.foreign.source import CodeSource
from digitpad.training.opening import open_network
from digitpad.training.recipe import RECIPES
window = MainWindow(network=open_network(CodeSource({code!r}, "Net"), {{"width": 6}}))
page = window.pages.train
window.pages.data_sets.folder = data
page.data.refresh()
page.form.show_recipe(replace(RECIPES["tutorial"], epochs=10_000))
window.session.model_changed.connect(page.start)
window.show()
app.exec()
"""


def test_a_killed_window_leaves_a_training_that_is_resumed_by_agreeing(
    qtbot, code, mark, data_folder
):
    kill_while_training(qtbot, data_folder, SCRIPT.format(code=str(code)))
    mark.unlink()
    with next_window(qtbot, data_folder) as window:
        page = window.pages.train
        assert "(Net," in page.offer.text.text()
        click(window, "resumeButton")
        dialog = window.dialogs["run_code"]
        qtbot.waitUntil(dialog.run.isEnabled, timeout=30_000)
        assert not mark.exists()
        press(dialog.run)
        stop_after(qtbot, window, epoch=3)
        # The curve of the window that was killed, and what came after it.
        epochs = [point.epoch for point in page.runs_menu.current.curves.epochs]
        assert epochs == list(range(1, len(epochs) + 1))
        assert len(epochs) >= 3
    assert not left_behind()
