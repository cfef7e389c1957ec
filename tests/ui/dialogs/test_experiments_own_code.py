"""Experiments with a network of somebody's own code, by real clicks; nothing runs unasked."""

from pathlib import Path

import pytest
import safetensors

from digitpad.graph.foreign.source import CodeSource
from digitpad.network.files import foreign
from digitpad.network.files.checkpoint import save_checkpoint
from digitpad.network.files.code_needed import description_of
from digitpad.network.files.training_info import TrainingInfo
from digitpad.network.presets import DENSE
from digitpad.support.folders import bundled_model, experiments_folder
from digitpad.training.experiments.experiment import Experiment, Trial
from digitpad.training.experiments.store import load_experiment, new_path, save_experiment
from tests.training.experiments.test_own_code import CODE as CODE
from tests.training.experiments.test_own_code import RECIPE as SHORT
from tests.ui.dialogs.test_experiments import (
    ACCURACY,
    NETWORK,
    add,
    choose,
    click,
    column,
    opened,
    run_to_the_end,
    saved,
)
from tests.ui.run_code import asked, press


@pytest.fixture
def checkpoint(code):
    return foreign.open_network(CodeSource(str(code), "Net"), mean=0.1307, std=0.3081)


@pytest.fixture
def planned(checkpoint, mark):
    """An experiment of an earlier start, with a trial of the code and one of a preset."""
    trials = (Trial(description_of(checkpoint.network), SHORT), Trial(DENSE, SHORT))
    save_experiment(new_path(experiments_folder()), Experiment("Earlier", "mnist", trials))
    mark.unlink()


@pytest.fixture
def dialog(qtbot, window, planned, data_folder):
    window.pages.data_sets.folder = data_folder
    dialog = opened(qtbot, window)
    qtbot.waitUntil(lambda: dialog.table.rows.rowCount() == 2, timeout=30_000)
    return dialog


@pytest.fixture
def question(qtbot, window, dialog):
    """What Run asks, with the state of the file told."""
    click(qtbot, dialog.run_row.run_button)
    return asked(qtbot, window)


def test_the_open_network_is_offered_added_and_run_beside_a_preset(
    qtbot, window, checkpoint, data_folder
):
    window.pages.data_sets.folder = data_folder
    dialog = opened(qtbot, window)
    assert dialog.form.network_box.findText("Net") == -1
    window.session.use(checkpoint)
    add(qtbot, dialog, "Net")
    add(qtbot, dialog, "Fully")
    assert column(dialog, NETWORK) == ["Net", "Fully connected only"]
    assert saved().trials[0].network == description_of(checkpoint.network)
    run_to_the_end(qtbot, dialog)
    assert "run_code" not in window.dialogs._made
    assert all(text.endswith(" %") for text in column(dialog, ACCURACY))
    assert all(Path(trial.result.model).is_file() for trial in saved().trials)
    with qtbot.waitSignal(window.session.model_changed, timeout=30_000):
        window.session.load_model(bundled_model())
    assert dialog.form.network_box.findText("Net") == -1


def test_the_model_of_a_trial_is_used_when_its_code_may_run(
    qtbot, window, checkpoint, mark, data_folder
):
    window.pages.data_sets.folder = data_folder
    dialog = opened(qtbot, window)
    window.session.use(checkpoint)
    add(qtbot, dialog, "Net")
    run_to_the_end(qtbot, dialog)
    mark.unlink()
    before = window.session.checkpoint
    with qtbot.waitSignal(window.session.code_asked, timeout=30_000):
        click(qtbot, dialog.use_button)
    assert window.session.checkpoint is before
    question = window.dialogs["run_code"]
    qtbot.waitUntil(question.run.isEnabled, timeout=30_000)
    assert not mark.exists()
    with qtbot.waitSignal(window.session.model_changed, timeout=30_000):
        press(question.run)
    used = window.session.checkpoint
    (trial,) = saved().trials
    assert used.path == Path(trial.result.model)
    assert used.training_info.test_accuracy == trial.result.test_accuracy
    with safetensors.safe_open(used.path, framework="numpy") as file:
        assert (used.network.numbers["a.weight"] == file.get_tensor("a.weight")).all()


def test_run_asks_for_code_that_is_not_open_and_goes_on(qtbot, dialog, question, mark, code):
    assert question.place.text() == str(code)
    assert not mark.exists()
    assert not dialog.is_running
    with qtbot.waitSignal(
        dialog.progressed, timeout=120_000, check_params_cb=lambda share, _: share < 0
    ):
        press(question.run)
    assert mark.exists()
    assert saved().waiting == ()
    assert all(text.endswith(" %") for text in column(dialog, ACCURACY))


def test_no_other_data_set_stands_in_before_the_code_may_run(qtbot, window, dialog, tmp_path):
    window.pages.data_sets.folder = tmp_path / "none"
    click(qtbot, dialog.run_row.run_button)
    press(asked(qtbot, window).cancel)
    assert saved().data == dialog.files.experiment.data == dialog.data.key() == "mnist"
    assert not dialog.is_running


def test_who_does_not_agree_runs_nothing_and_loses_nothing(dialog, question, mark):
    press(question.cancel)
    assert not mark.exists()
    assert not dialog.is_running
    assert column(dialog, ACCURACY) == ["waiting", "waiting"]
    assert dialog.run_row.run_button.isEnabled()


@pytest.fixture
def changed(planned, code):
    code.write_text(code.read_text().replace("width=24", "width=20"))


def test_changed_code_is_told_and_the_trial_is_of_what_has_run(qtbot, changed, dialog, question):
    assert "it has changed" in question.state.text()
    before = saved().trials[0].network
    with qtbot.waitSignal(
        dialog.progressed, timeout=120_000, check_params_cb=lambda share, _: share < 0
    ):
        press(question.run)
    now = saved().trials[0]
    assert now.network.digest != before.digest
    assert now.network.parameters == 784 * 20 + 20 + 200 + 10
    assert now.result.test_accuracy > 0.5


@pytest.fixture
def gone(planned, code):
    code.unlink()


def test_code_that_is_gone_is_told_and_the_experiment_stays(gone, dialog, question):
    assert "net.py cannot be read" in question.state.text()
    assert not question.run.isEnabled()
    press(question.cancel)
    assert len(saved().trials) == 2


def test_agreeing_runs_no_other_experiment_than_the_one_that_asked(qtbot, dialog, question, mark):
    """The other one waits too, for a preset."""
    own = dialog.files.path
    other = new_path(experiments_folder())
    save_experiment(other, Experiment("Other", "mnist", (Trial(DENSE, SHORT),)))
    dialog.files.refresh()
    qtbot.waitUntil(lambda: dialog.files.box.count() == 2, timeout=30_000)
    choose(qtbot, dialog.files.box, "Other")
    assert dialog.files.experiment.name == "Other"
    with qtbot.waitSignal(question.opened, timeout=30_000):
        press(question.run)
    assert mark.exists()
    assert not dialog.is_running
    assert load_experiment(other).waiting == (0,)
    assert "another experiment is shown now. Choose the one with Net" in dialog.message.text()
    choose(qtbot, dialog.files.box, "Earlier")
    mark.unlink()
    run_to_the_end(qtbot, dialog)
    assert not mark.exists()
    assert load_experiment(own).waiting == ()


def test_an_open_network_with_trained_weights_is_not_what_trials_begin_with(
    qtbot, window, dialog, checkpoint, code, tmp_path
):
    save_checkpoint(tmp_path / "m.safetensors", checkpoint.network, TrainingInfo())
    learnt = foreign.reopened(tmp_path / "m.safetensors", CodeSource(str(code), "Net"))
    window.session.use(learnt)
    with qtbot.waitSignal(dialog.own_networks.code_asked, timeout=30_000):
        click(qtbot, dialog.run_row.run_button)
    assert not dialog.is_running
    window.session.use(checkpoint)
    opened = dialog.own_networks.for_trials_of(dialog.files.experiment)
    assert [graph.origin for graph in opened] == [checkpoint.network.origin]
