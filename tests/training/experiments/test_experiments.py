"""Experiments: trials one after the other, their figures checked by other means, nothing lost."""

import csv
import errno
import io
import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from digitpad.cli import main
from digitpad.network.architecture import Architecture
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.network.layers import Conv2d, Flatten, Linear, LogSoftmax
from digitpad.network.presets import DENSE, LENET, MODERN, PRESETS, TUTORIAL
from digitpad.support.errors import DigitpadError
from digitpad.training import loop
from digitpad.training.experiments.experiment import (
    MOST_TRIALS,
    Experiment,
    Result,
    Trial,
    checked_name,
    rows_of,
    to_csv,
)
from digitpad.training.experiments.running import (
    Series,
    TrialDone,
    TrialMoved,
    TrialStarted,
    run_experiment,
)
from digitpad.training.experiments.store import (
    delete_experiment,
    load_experiment,
    new_path,
    save_experiment,
    saved_experiments,
)
from digitpad.training.module import module_of
from digitpad.training.plots import trials_chart
from digitpad.training.plots.plot_spec import (
    PlotColours,
    Point,
    TrialsLabels,
    TrialsSpec,
    points_of,
)
from digitpad.training.plots.trials_chart import TrialsChart
from digitpad.training.progress import BatchDone, EpochDone
from digitpad.training.recipe import FAST_RECIPE, TUTORIAL_RECIPE

QUICK = replace(TUTORIAL_RECIPE, epochs=2, learning_rate=0.05)
COLOURS = PlotColours("#ffffff", "#111111", "#555555", "#dddddd", "#2457d6", "#c2410c", "#c2410c",
                  ("#009e73", "#cc79a7"))  # fmt: skip


def experiment_of(*trials):
    return Experiment("mine", "mnist", tuple(Trial(*trial) for trial in trials))


def done(events):
    return [event for event in events if isinstance(event, TrialDone)]


def parameters_by_torch(architecture):
    """Count the weights and biases of PyTorch's own layers, built by hand."""
    nn = torch.nn
    return sum(value.numel() for value in nn.ModuleList({
        "tutorial": [nn.Conv2d(1, 8, 3), nn.Conv2d(8, 32, 3), nn.Linear(1568, 49),
                     nn.Linear(49, 10)],
        "lenet": [nn.Conv2d(1, 6, 5), nn.Conv2d(6, 16, 5), nn.Linear(400, 120),
                  nn.Linear(120, 84), nn.Linear(84, 10)],
        "dense": [nn.Linear(784, 128), nn.Linear(128, 64), nn.Linear(64, 10)],
    }[architecture]).parameters())  # fmt: skip


@pytest.fixture
def ended(data_set, tmp_path):
    """An experiment whose trials have run."""
    experiment = experiment_of(
        (TUTORIAL, QUICK), (LENET, replace(QUICK, seed=7)), (DENSE, replace(QUICK, validation=0.0))
    )
    *_, last = run_experiment(experiment, data_set, tmp_path / "models")
    return last.experiment


def test_each_row_has_the_figures_of_its_network_and_model(ended, data_set):
    rows = rows_of(ended)
    assert [row.number for row in rows] == [1, 2, 3]
    assert [row.network for row in rows] == ["tutorial", "lenet", "dense"]
    assert [row.seed for row in rows] == [1, 7, 1]
    assert {row.epochs for row in rows} == {2}
    x = torch.from_numpy(data_set.test.images.astype(np.float32) / 255)[:, None]
    labels = torch.from_numpy(data_set.test.labels.astype(np.int64))
    for row in rows:
        assert row.parameters == parameters_by_torch(row.network)
        checkpoint = load_checkpoint(Path(row.model))
        with torch.no_grad():
            answers = module_of(checkpoint.network)((x - 0.1307) / 0.3081).double()
        assert row.test_accuracy == (answers.argmax(1) == labels).double().mean()
        assert row.test_loss == pytest.approx(-answers[range(100), labels].mean().item(), rel=1e-5)
        assert checkpoint.training_info.seed == row.seed
        assert checkpoint.training_info.test_accuracy == row.test_accuracy
        assert row.seconds > 0
        assert row.problem == ""
    # By hand: each weight of a kernel once for each place, each of a layer's once.
    assert rows[2].multiplications == 784 * 128 + 128 * 64 + 64 * 10
    assert rows[0].multiplications == 28 * 28 * 8 * 9 + 14 * 14 * 32 * 8 * 9 + 1568 * 49 + 49 * 10
    assert rows[2].val_accuracy is None
    assert len({row.model for row in rows}) == 3


def test_the_validation_is_that_of_the_kept_epoch_and_the_speed_that_of_all(
    data_set, tmp_path
):  # fmt: skip
    events = list(run_experiment(experiment_of((TUTORIAL, QUICK)), data_set, tmp_path))
    epochs = [e.event for e in events if isinstance(e, TrialMoved) and type(e.event) is EpochDone]
    result = events[-1].experiment.trials[0].result
    best = min(epochs, key=lambda epoch: epoch.val_loss)
    assert result.val_accuracy == best.val_accuracy
    time = sum(512 / epoch.samples_per_second for epoch in epochs)
    assert result.samples_per_second == pytest.approx(1024 / time)


def test_trials_come_in_order_and_those_with_a_result_are_left_out(ended, data_set, tmp_path):
    again = replace(ended, trials=(Trial(MODERN, QUICK), *ended.trials, Trial(DENSE, QUICK)))
    events = list(run_experiment(again, data_set, tmp_path))
    assert [event.index for event in events if isinstance(event, TrialStarted)] == [0, 4]
    assert [event.index for event in done(events)] == [0, 4]
    assert events[-1].experiment.trials[1:4] == ended.trials
    assert list(run_experiment(events[-1].experiment, data_set, tmp_path)) == []


def test_the_same_network_recipe_and_seed_give_the_same_result(data_set, tmp_path):
    twice = experiment_of((TUTORIAL, QUICK), (TUTORIAL, QUICK), (TUTORIAL, replace(QUICK, seed=2)))
    *_, last = run_experiment(twice, data_set, tmp_path)
    first, second, other = (trial.result for trial in last.experiment.trials)
    assert first.test_loss == second.test_loss != other.test_loss
    assert first.model != second.model  # neither wrote over the other


@pytest.mark.parametrize(
    ("error", "words"),
    [(RuntimeError("a bug"), "a bug"), (MemoryError(), "not enough memory"),
     (OSError(errno.ENOSPC, "full"), "disk is full")],
)  # fmt: skip
def test_a_trial_that_fails_has_its_sentence_and_the_next_one_goes_on(
    data_set, tmp_path, monkeypatch, error, words
):
    step = loop._Training.step

    def broken(self, x, y, rate):
        if self.recipe.seed == 13:
            raise error
        return step(self, x, y, rate)

    monkeypatch.setattr(loop._Training, "step", broken)
    experiment = experiment_of(
        (DENSE, QUICK), (DENSE, replace(QUICK, seed=13)), (DENSE, replace(QUICK, seed=3))
    )
    kept = []
    *_, last = run_experiment(experiment, data_set, tmp_path, keep=kept.append)
    first, failed, third = (trial.result for trial in last.experiment.trials)
    assert words in failed.problem
    assert failed.is_failure
    assert failed.model == ""
    assert first.test_accuracy > 0
    assert third.test_accuracy > 0
    assert last.experiment.waiting == (1,)  # the next run tries it again
    assert [len(e.waiting) for e in kept] == [2, 2, 1]  # kept after each trial


def test_weights_that_run_away_are_a_failure(data_set, tmp_path):
    wild = replace(QUICK, learning_rate=10.0, momentum=0.99, weight_decay=5.0)
    *_, last = run_experiment(experiment_of((DENSE, wild), (DENSE, QUICK)), data_set, tmp_path)
    assert "learning rate" in last.experiment.trials[0].result.problem
    assert last.experiment.trials[1].result.test_accuracy > 0


def test_a_model_that_cannot_be_saved_leaves_its_figures(data_set, tmp_path):
    (tmp_path / "models").write_text("a file where a folder belongs")
    *_, last = run_experiment(experiment_of((DENSE, QUICK)), data_set, tmp_path / "models")
    result = last.experiment.trials[0].result
    assert result.test_accuracy > 0
    assert result.model == ""
    assert "could not be written" in result.problem


def test_a_state_that_cannot_be_kept_is_told_and_the_run_goes_on(data_set, tmp_path):
    def keep(_):
        raise OSError(errno.ENOSPC, "full")

    twice = experiment_of((DENSE, QUICK), (DENSE, QUICK))
    events = done(run_experiment(twice, data_set, tmp_path, keep=keep))
    assert len(events) == 2
    assert all("disk is full" in event.problem for event in events)


def test_closing_the_generator_keeps_what_is_done(data_set, tmp_path):
    kept = []
    events = run_experiment(
        experiment_of((DENSE, QUICK), (DENSE, QUICK)), data_set, tmp_path, keep=kept.append
    )
    for event in events:
        if isinstance(event, TrialMoved) and event.index == 1 and type(event.event) is BatchDone:
            events.close()
    assert kept[-1].waiting == (1,)
    assert len(list(tmp_path.glob("*.safetensors"))) == 1


def test_a_series_stops_after_the_present_batch_and_says_where_it_is(data_set, tmp_path):
    states = []
    series = Series(
        experiment_of((DENSE, QUICK), (LENET, replace(QUICK, epochs=10_000))), data_set, tmp_path
    )
    take = series._take

    def taken(event):
        take(event)
        series._lock.release()  # it is held around this call
        states.append(series.state())
        series._lock.acquire()
        if isinstance(event, TrialMoved) and event.index == 1 and type(event.event) is EpochDone:
            series.stop()

    series._take = taken
    experiment = series.run()
    assert [trial.result is None for trial in experiment.trials] == [False, True]
    shares = [state.share for state in states]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert 0 < shares[-1] < 0.01
    trials = [state.trial for state in states]
    assert (trials[0], trials[-1]) == (0, 1)
    assert states[-1].epoch == 1
    assert states[-1].samples_per_second > 0
    assert states[-1].seconds_left > 0
    assert series.state().trial is None


# Files


def test_an_experiment_comes_back_from_its_file(ended, tmp_path):
    path = new_path(tmp_path / "experiments")
    save_experiment(path, ended)
    assert load_experiment(path) == ended
    (saved,) = saved_experiments(tmp_path / "experiments")
    assert (saved.path, saved.experiment, saved.problem) == (path, ended, "")
    assert json.loads(path.read_text())["format"] == "digitpad-experiment-1"
    delete_experiment(path)
    assert list(saved_experiments(tmp_path / "experiments")) == []
    assert list(saved_experiments(tmp_path / "none")) == []


def test_the_newest_comes_first_and_a_damaged_file_is_told(tmp_path):
    folder = tmp_path / "experiments"
    for number in range(2):
        save_experiment(folder / f"2026112{number}-1.json", Experiment(f"e{number}", "mnist"))
    (folder / "20261125-1.json").write_text('{"format": "digitpad-experiment-1", "na')
    saved = list(saved_experiments(folder))
    assert [s.experiment and s.experiment.name for s in saved] == [None, "e1", "e0"]
    assert "damaged or cut short" in saved[0].problem


def changed(**values):
    content = experiment_of((DENSE, QUICK)).with_result(
        0, Result(0.9, 0.9, 0.1, 1.0, 100.0, "m")
    ).to_json()  # fmt: skip
    for key, value in values.items():
        *path, last = key.split("__")
        place = content
        for part in path:
            place = place[int(part)] if part.isdigit() else place[part]
        place[last] = value
    return json.dumps(content)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{}", b"[]", b"null", b"\xff\xfe\x00", b"[" * 100_000, b'{"format": NaN}',
        b"9" * 10_000, changed(format="digitpad-experiment-9"), changed(name=""),
        changed(name="a\nb"), changed(name=7), changed(name="x" * 101), changed(data=None),
        changed(data="x" * 5000), changed(trials={}), changed(trials=[None]),
        changed(trials=[{}] * (MOST_TRIALS + 1)), changed(trials__0__network={}),
        changed(trials__0__recipe__epochs=-1), changed(trials__0__recipe__name=None),
        changed(trials__0__result={}), changed(trials__0__result="x"),
        changed(trials__0__result__test_accuracy=1.5),
        changed(trials__0__result__test_loss=10**400),
        changed(trials__0__result__test_accuracy=True),
        changed(trials__0__result__seconds=-1), changed(trials__0__result__seconds=math.nan),
        changed(trials__0__result__seconds=math.inf), changed(trials__0__result__model=7),
        changed(trials__0__result__problem="x" * 5000),
        changed(trials__0__result__samples_per_second="fast"),
        changed(trials__0__network__stages=[]), b" " * (8 * 2**20 + 1),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_with_a_sentence(tmp_path, content):
    path = tmp_path / "e.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(DigitpadError, match=r"e\.json") as refused:
        load_experiment(path)
    assert "choose another" in str(refused.value)


def test_every_cut_of_a_file_is_refused(ended, tmp_path):
    save_experiment(tmp_path / "e.json", ended)
    whole = (tmp_path / "e.json").read_bytes()
    for length in range(0, len(whole), 97):
        (tmp_path / "e.json").write_bytes(whole[:length])
        with pytest.raises(DigitpadError):
            load_experiment(tmp_path / "e.json")


def test_a_folder_or_a_missing_file_is_told(tmp_path):
    for path, reason in ((tmp_path, "is not a file"), (tmp_path / "none.json", "No such file")):
        with pytest.raises(DigitpadError, match=reason):
            load_experiment(path)


def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "e.json"
    save_experiment(path, experiment_of((DENSE, QUICK)))

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("digitpad.support.files.os.fsync", full)
    with pytest.raises(DigitpadError, match="could not be written"):
        save_experiment(path, experiment_of((LENET, QUICK)))
    assert load_experiment(path).trials[0].network == DENSE
    assert [p.name for p in tmp_path.iterdir()] == ["e.json"]


# The plan


def test_trials_are_moved_removed_and_limited():
    experiment = experiment_of((DENSE, QUICK), (LENET, QUICK), (MODERN, QUICK))
    names = [trial.network.name for trial in experiment.moved(2, -1).trials]
    assert names == ["dense", "modern", "lenet"]
    assert experiment.moved(0, -1) == experiment == experiment.moved(2, 5)
    assert [t.network.name for t in experiment.without(1).trials] == ["dense", "modern"]
    full = replace(experiment, trials=(Trial(DENSE, QUICK),) * MOST_TRIALS)
    with pytest.raises(DigitpadError, match="at most 500 trials"):
        full.with_trial(Trial(DENSE, QUICK))
    assert checked_name("  Class 7b ") == "Class 7b"


# The table


def test_the_csv_is_read_back_by_the_csv_module(ended):
    failed = ended.with_trial(Trial(DENSE, QUICK, Result(problem='It "broke", twice.\nSo.')))
    waiting = failed.with_trial(Trial(MODERN, FAST_RECIPE))
    rows = list(csv.DictReader(io.StringIO(to_csv(waiting))))
    assert list(rows[0]) == [
        "number", "network", "recipe", "epochs", "seed", "parameters", "multiplications",
        "val_accuracy", "test_accuracy", "test_loss", "seconds", "samples_per_second", "model",
        "problem",
    ]  # fmt: skip
    for row, trial in zip(rows, ended.trials, strict=False):
        assert float(row["test_accuracy"]) == trial.result.test_accuracy
        assert float(row["seconds"]) == trial.result.seconds
        assert int(row["parameters"]) == parameters_by_torch(row["network"])
    assert rows[2]["val_accuracy"] == ""
    assert rows[3]["problem"] == 'It "broke", twice.\nSo.'
    assert rows[3]["test_accuracy"] == ""
    assert (rows[4]["network"], rows[4]["recipe"], rows[4]["seconds"]) == ("modern", "fast", "")


# The plot


def spec(points, size=(420, 480), **other):
    return TrialsSpec(size, 1.0, COLOURS, TrialsLabels(), tuple(points), **other)


def test_points_are_the_trials_with_a_result(ended):
    points = points_of(ended.with_trial(Trial(MODERN, QUICK)))
    assert [point.number for point in points] == [1, 2, 3]
    assert [point.accuracy for point in points] == [t.result.test_accuracy for t in ended.trials]
    assert [point.parameters for point in points] == [
        parameters_by_torch(name) for name in ("tutorial", "lenet", "dense")
    ]


@pytest.mark.parametrize("size", [(420, 480), (900, 300), (40, 30)])
@pytest.mark.parametrize("count", [0, 1, 40])
def test_the_plot_has_its_size_and_something_on_it(size, count):
    points = [
        Point(n + 1, list(PRESETS)[n % 5], "ab"[n % 2], 1000 * (n + 1), n * 2.0, 0.9 + n / 1000)
        for n in range(count)
    ]
    image = TrialsChart().draw(spec(points, size, selected=1)).image
    assert image.shape == (max(size[1], 200), max(size[0], 200), 4)
    assert len(np.unique(image[..., 0])) > 3


@pytest.mark.parametrize("accuracies", [(0.9812,), (0.9812, 0.9812), (1.0,), (0.0,), (0.1, 0.99)])
def test_the_numbers_of_accuracies_are_exact_and_a_trial_alone_has_a_scale(accuracies):
    points = [Point(n + 1, "a", "fast", 79_399, 12.3, one) for n, one in enumerate(accuracies)]
    for axes in trials_chart._figure(spec(points), 100).axes:
        low, high = axes.get_ylim()
        assert low <= min(accuracies) <= max(accuracies) <= high
        assert high - low > 0.001, "percent: less than chance"
        ticks = [tick for tick in axes.get_yticks() if low <= tick <= high]
        told = [axes.yaxis.get_major_formatter()(tick).removesuffix(" %") for tick in ticks]
        assert [float(number) / 100 for number in told] == pytest.approx(ticks)
        assert 2 <= len(ticks) <= 7
        assert all(0 <= float(number) <= 100 for number in told)


def test_a_point_lies_where_its_figures_are():
    """Two points in a colour each: more accurate is higher, more parameters further right."""
    worse = Point(1, "a", "fast", 1_000, 30.0, 0.90)
    better = Point(2, "b", "fast", 100_000, 3.0, 0.99)
    image = TrialsChart().draw(spec([worse, better], (420, 600))).image[40:, :, :3].astype(int)

    def centre(colour, rows):
        wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
        y, x = np.nonzero((np.abs(image[rows] - wanted) < 12).all(axis=2))
        return y.mean(), x.mean()

    upper, lower = slice(0, 260), slice(290, None)
    (y1, x1), (y2, x2) = (centre(colour, upper) for colour in ("#2457d6", "#009e73"))
    assert y2 < y1
    assert x2 > x1
    (y1, x1), (y2, x2) = (centre(colour, lower) for colour in ("#2457d6", "#009e73"))
    assert y2 < y1
    assert x2 < x1  # it took a tenth of the time


def test_the_plot_is_saved_as_png_and_svg():
    points = [Point(1, "tutorial", "fast", 79_000, 6.0, 0.99)]
    with Image.open(io.BytesIO(TrialsChart().save(spec(points), "png"))) as picture:
        assert picture.size == (840, 960)
    assert b"<svg" in TrialsChart().save(spec(points), "svg")


# The command line


def command(capsys, *arguments):
    try:
        status = main(["experiment", *map(str, arguments)])
    except SystemExit as end:
        status = end.code
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_the_command_prints_an_object_for_each_trial_and_writes_the_table(
    capsys, data_folder, tmp_path
):
    out = tmp_path / "results.csv"
    status, printed, err = command(
        capsys, "--networks", "tutorial,dense", "--recipes", "tutorial", "--epochs", 1, "--seeds",
        "1,2", "--data", data_folder, "--models", tmp_path / "models", "--out", out, "--json",
    )  # fmt: skip
    assert (status, err) == (0, "")
    rows = [json.loads(line) for line in printed.splitlines()]
    assert [(row["network"], row["seed"]) for row in rows] == [
        ("tutorial", 1), ("tutorial", 2), ("dense", 1), ("dense", 2)
    ]  # fmt: skip
    table = list(csv.DictReader(out.read_text().splitlines()))
    for row, line in zip(rows, table, strict=True):
        assert {key: "" if v is None else str(v) for key, v in row.items()} == line
        assert (
            load_checkpoint(Path(row["model"])).training_info.test_accuracy == row["test_accuracy"]
        )


def test_the_command_takes_a_network_of_ones_own_and_tells_people(
    capsys, data_folder, tmp_path, own_folders
):
    small = Architecture("small", (Conv2d("conv", 2, 5, 3), Flatten("flat"), Linear("fc", 10),
                              LogSoftmax("out")))  # fmt: skip
    (tmp_path / "small.json").write_text(json.dumps(small.to_json()))
    status, printed, _ = command(
        capsys, "--networks", tmp_path / "small.json", "--epochs", 1, "--data", data_folder
    )
    assert status == 0
    assert "1. small, fast, epochs 1, seed 1: 1,342 parameters, test accuracy" in printed
    assert len(list(own_folders.rglob("small-fast-seed1-*.safetensors"))) == 1


def test_a_failed_trial_fails_the_command_after_all_have_run(
    capsys, data_folder, tmp_path, monkeypatch
):
    step = loop._Training.step

    def broken(self, x, y, rate):
        if self.network.architecture.name == "tutorial":
            raise RuntimeError("a bug")
        return step(self, x, y, rate)

    monkeypatch.setattr(loop._Training, "step", broken)
    status, printed, err = command(
        capsys, "--networks", "tutorial,dense", "--epochs", 1, "--data", data_folder, "--json"
    )
    assert status == 1
    assert [bool(json.loads(line)["problem"]) for line in printed.splitlines()] == [True, False]
    assert err == "digitpad: 1 of 2 trials broke off; their lines say why.\n"


def test_an_interruption_leaves_the_table_of_what_is_done(
    capsys, data_folder, tmp_path, monkeypatch
):
    step = loop._Training.step

    def interrupted(self, x, y, rate):
        if self.network.architecture.name == "dense":
            raise KeyboardInterrupt
        return step(self, x, y, rate)

    monkeypatch.setattr(loop._Training, "step", interrupted)
    out = tmp_path / "r.csv"
    status, _, err = command(
        capsys, "--networks", "tutorial,dense", "--epochs", 1, "--data", data_folder, "--out", out,
        "--json",
    )  # fmt: skip
    assert (status, err) == (130, "digitpad: stopped after 1 of 2 trials.\n")
    rows = csv.DictReader(out.read_text().splitlines())
    assert [row["test_accuracy"] != "" for row in rows] == [True, False]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(["--recipes", "cats"], 2), (["--networks", "a,,b"], 2), (["--seeds", "x"], 2),
     (["--epochs", "0"], 2), (["--networks", "cats"], 2), (["--data", "/none"], 1)],
)  # fmt: skip
def test_bad_use_is_one_line(capsys, arguments, status):
    found, out, err = command(capsys, *arguments)
    assert (found, out) == (status, "")
    assert len(err.splitlines()) == 1


def test_a_table_that_cannot_be_written_is_told_before_anything_is_trained(
    capsys, data_folder, no_folder
):
    status, out, err = command(capsys, "--data", data_folder, "--out", no_folder / "r.csv")
    assert (status, out) == (1, "")
    assert "could not be written" in err
