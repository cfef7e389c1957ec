"""Experiments with networks of somebody's own code: stored without the code, run with it open."""

import json

import pytest

from digitpad.graph.foreign.source import CodeSource
from digitpad.network.files import foreign
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.network.files.code_needed import CodeNeeded, description_of
from digitpad.network.files.training_info import NeedsSourceError
from digitpad.network.presets import DENSE
from digitpad.support.errors import DigitpadError
from digitpad.training.experiments.experiment import Experiment, Trial, rows_of, to_csv
from digitpad.training.experiments.running import Series, TrialDone, run_experiment
from digitpad.training.experiments.store import load_experiment, save_experiment
from digitpad.training.plots.plot_spec import points_of
from digitpad.training.recipe import FAST_RECIPE, Recipe
from tests.cli.test_cli import output

CODE = """
from pathlib import Path
from torch import nn

Path({mark!r}).touch()

class Net(nn.Module):
    def __init__(self, width=24):
        super().__init__()
        self.a = nn.Linear(784, width)
        self.b = nn.Linear(width, 10)

    def forward(self, x):
        return self.b(self.a(x.flatten(1)).relu())
"""
PARAMETERS = 784 * 24 + 24 + 24 * 10 + 10
RECIPE = Recipe(
    "short", epochs=1, batch_size=64, optimiser="adamw", learning_rate=0.01, momentum=0.9,
    validation=0.2,
)  # fmt: skip


@pytest.fixture
def graph(code):
    return foreign.open_network(CodeSource(str(code), "Net"), mean=0.1307, std=0.3081).network


@pytest.fixture
def experiment(graph):
    trials = (Trial(description_of(graph), RECIPE), Trial(DENSE, RECIPE))
    return Experiment("Mine", "mnist", trials)


def run(experiment, data_set, folder, opened):
    events = run_experiment(experiment, data_set, folder, opened=opened)
    *_, last = (event for event in events if isinstance(event, TrialDone))
    return last.experiment


def test_it_is_trained_tested_saved_and_compared_with_described_ones(
    tmp_path, experiment, graph, data_set
):
    done = run(experiment, data_set, tmp_path, [graph])
    own, dense = rows_of(done)
    assert (own.network, own.parameters, own.multiplications) == ("Net", PARAMETERS, 784 * 24 + 240)
    assert own.test_accuracy > 0.9
    assert dense.test_accuracy > 0.9
    assert own.problem == ""
    assert [point.parameters for point in points_of(done)] == [PARAMETERS, DENSE.parameter_count()]
    assert to_csv(done).splitlines()[1].startswith(f"1,Net,short,1,1,{PARAMETERS},")
    with pytest.raises(NeedsSourceError) as raised:
        load_checkpoint(tmp_path / own.model)
    assert raised.value.needed == experiment.trials[0].network


def test_a_stored_experiment_opens_without_the_code_being_run(tmp_path, experiment, mark, code):
    path = tmp_path / "e.json"
    save_experiment(path, experiment)
    code.unlink()
    mark.unlink()
    assert load_experiment(path) == experiment
    assert rows_of(load_experiment(path))[0].parameters == PARAMETERS
    assert "def forward" not in path.read_text()
    assert not mark.exists()


def test_experiments_of_described_networks_are_stored_as_they_were(experiment):
    """What earlier versions wrote has "network" in each trial, and opens."""
    old = Experiment("Old", "mnist", experiment.trials[1:]).to_json()
    assert set(old["trials"][0]) == {"network", "recipe", "result"}
    assert Experiment.from_json(json.loads(json.dumps(old))).trials == experiment.trials[1:]


def test_a_trial_whose_code_is_not_open_fails_with_a_sentence_and_the_next_one_runs(
    tmp_path, experiment, data_set, mark
):
    mark.unlink()
    done = run(experiment, data_set, tmp_path, [])
    assert "The code of net.py:Net is not open" in done.trials[0].result.problem
    assert done.trials[1].result.test_accuracy > 0.9
    assert not mark.exists()
    assert done.waiting == (0,)


def test_each_trial_begins_with_the_numbers_that_the_network_was_opened_with(
    tmp_path, graph, data_set
):
    trials = (Trial(description_of(graph), RECIPE),) * 2
    done = run(Experiment("Twice", "mnist", trials), data_set, tmp_path, [graph])
    first, second = (trial.result for trial in done.trials)
    assert (first.test_accuracy, first.test_loss) == (second.test_accuracy, second.test_loss)


def test_only_what_waits_needs_its_code_each_once(experiment, graph):
    trials = (*experiment.trials, experiment.trials[0])
    experiment = Experiment("E", "mnist", trials)
    assert experiment.code_needed == (description_of(graph),)
    now = CodeNeeded.from_json({**description_of(graph).to_json(), "sha256": "0" * 64})
    changed = experiment.with_code(description_of(graph), now)
    assert [trial.network for trial in changed.trials] == [now, DENSE, now]


def test_a_series_trains_what_is_open(tmp_path, experiment, graph, data_set):
    series = Series(experiment, data_set, tmp_path, opened=[graph])
    assert not series.run().waiting


@pytest.mark.parametrize(
    "changed",
    [{"code": {}}, {"code": "net.py"}, {"code": {"source": "os:system"}}, {"code": None}],
    ids=str,
)
def test_other_contents_are_refused(experiment, changed):
    content = experiment.to_json()
    content["trials"][0] |= changed
    with pytest.raises(DigitpadError):
        Experiment.from_json(json.loads(json.dumps(content)))


def test_the_command_line_compares_code_with_presets(capsys, tmp_path, code, data_folder):
    status, out, err = output(
        capsys, "experiment", "--data", data_folder, "--networks", f"{code}:Net,dense",
        "--argument", "width=20", "--normalisation", "0.1307,0.3081", "--recipes",
        FAST_RECIPE.name, "--epochs", "1", "--models", tmp_path / "m", "--json",
    )  # fmt: skip
    assert (status, err) == (0, "")
    own, dense = map(json.loads, out.splitlines())
    assert (own["network"], own["parameters"]) == ("Net", 784 * 20 + 20 + 200 + 10)
    assert dense["network"] == "dense"
    assert own["test_accuracy"] > 0.5


def test_code_that_stops_is_told_before_anything_is_trained(capsys, code, data_folder):
    code.write_text(code.read_text() + "raise OSError('no disk')\n")
    status, out, err = output(
        capsys, "experiment", "--data", data_folder, "--networks", f"dense,{code}:Net"
    )
    assert (status, out) == (1, "")
    assert "no disk" in err
    assert len(err.splitlines()) == 1
