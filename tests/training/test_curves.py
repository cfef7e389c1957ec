"""Curves, progress, timeline and runs: what a training leaves to look at, in numbers."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest
import torch

from digitpad.network.architecture import TUTORIAL
from digitpad.training import progress, runs
from digitpad.training.curves import Curves, EpochPoint, thinned
from digitpad.training.module import Network
from digitpad.training.progress import BatchDone, ProgressEstimate
from digitpad.training.recipe import RECIPES
from digitpad.training.runs import MOST_EPOCHS, Run, Timeline, difference, network_at


def points(*losses):
    return tuple(EpochPoint(i, 1.0, loss, 0.9, 1.0, 100.0) for i, loss in enumerate(losses, 1))


def test_smoothing_is_a_weighted_mean_of_the_past():
    losses = np.random.default_rng(1).random(50)
    curves = Curves()
    for batch, loss in enumerate(losses, start=1):
        curves.add_batch(BatchDone(1, batch, 50, float(loss)))
    weights = 0.97 ** np.arange(50)[::-1]
    assert curves.smooth[-1] == pytest.approx((weights * losses).sum() / weights.sum())
    assert curves.smooth[0] == pytest.approx(losses[0])


def test_more_batches_than_there_was_room_for_are_kept():
    times = np.arange(1, 10_001) / 1000
    curves = Curves.of(times, np.sqrt(times), ())
    np.testing.assert_array_equal(curves.times, times)
    np.testing.assert_array_equal(curves.losses, np.sqrt(times))


def test_the_best_epoch_is_the_first_with_the_lowest_validation_loss():
    curves = Curves.of(np.array([]), np.array([]), points(0.5, 0.2, 0.2, 0.4))
    assert curves.best.epoch == 2
    assert Curves().best is None
    assert Curves.of(np.array([]), np.array([]), points(None)).best is None


def test_the_table_has_a_row_for_each_batch_and_an_epochs_figures_at_its_end():
    curves = Curves.of(np.array([0.5, 1.0, 1.5, 2.0]), np.array([3.0, 2, 1, 0.5]), points(0.7, 0.6))
    rows = list(csv.DictReader(io.StringIO(curves.to_csv())))
    assert [float(row["epochs"]) for row in rows] == [0.5, 1.0, 1.5, 2.0]
    assert [float(row["train_loss"]) for row in rows] == [3, 2, 1, 0.5]
    assert [row["val_loss"] for row in rows] == ["", "0.7", "", "0.6"]
    assert rows[3]["val_accuracy"] == "0.9"


def test_thinning_keeps_the_highest_and_the_lowest():
    times = np.arange(100_000) / 1e5
    values = np.sin(times * 20)
    values[77_777] = 9.0
    values[12_345] = -9.0
    few_times, few = thinned(times, values, 600)
    assert len(few_times) == len(few) <= 600
    assert (few.max(), few.min()) == (9.0, -9.0)
    assert few_times[few.argmax()] == pytest.approx(0.77777, abs=1 / 300)


def test_work_and_time_left_grow_evenly(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(progress.Clock, "seconds", property(lambda self: now[0]))
    run = ProgressEstimate(epochs=2, trains=900, validates=300)  # 2 x (2,700 + 300) passes
    for batch in range(9):
        now[0] += 0.3
        run.batch_done(100, is_last=batch == 8)
    position = run.position()
    assert position.share == pytest.approx(2700 / 6000)
    assert position.samples_per_second == pytest.approx(900 / 2.7)
    assert position.seconds_left == pytest.approx(3300 / 1000)
    now[0] += 0.15  # half of the validation: a thousand passes a second
    assert run.position().share == pytest.approx(2850 / 6000)
    now[0] += 0.15
    run.epoch_done()
    assert run.position().share == pytest.approx(0.5)


def test_a_resumed_training_begins_where_it_was():
    assert ProgressEstimate(epochs=4, trains=100, validates=0, done=1).position().share == 0.25


def test_the_timeline_keeps_first_batches_and_epochs():
    timeline = Timeline()
    wanted = [step for step in range(1, 301) if timeline.wants(step, batches=100)]
    assert wanted == [1, 2, 4, 8, 16, 32, 64, 100, 200, 300]


def test_a_long_timeline_thins_itself_out_evenly():
    timeline = Timeline()
    for epoch in range(1, 1001):
        if timeline.wants(epoch * 10, batches=10):
            timeline.add(epoch * 10, float(epoch), {})
    times = [moment.time for moment in timeline.moments]
    assert len(times) <= MOST_EPOCHS
    assert len(set(np.diff(times))) == 1
    assert timeline.nearest(500.0) == times.index(min(times, key=lambda time: abs(time - 500)))


def test_the_timeline_of_a_large_network_stays_within_its_memory(monkeypatch):
    monkeypatch.setattr(runs, "MOST_BYTES", 1000)
    timeline = Timeline()
    for epoch in range(1, 101):
        timeline.add(epoch, float(epoch), {"w": torch.full((50,), float(epoch))})  # 100 bytes each
        times = [moment.time for moment in timeline.moments]
        assert len(times) <= 10
        assert (times[0], times[-1]) == (1.0, epoch)


def test_a_moment_reads_as_the_network_did_and_takes_half_the_memory():
    torch.manual_seed(3)
    network = Network(TUTORIAL).eval()
    timeline = Timeline()
    timeline.add(0, 0.0, network.state_dict())
    (moment,) = timeline.moments
    assert sum(value.nbytes for value in moment.weights.values()) == 2 * TUTORIAL.parameter_count()
    state = torch.get_rng_state()
    back = network_at(TUTORIAL, moment)
    assert torch.equal(torch.get_rng_state(), state)
    x = torch.rand(20, 1, 28, 28)
    with torch.no_grad():
        theirs = network((x - 0.1307) / 0.3081).exp().numpy()
    np.testing.assert_allclose(back.probabilities(x.numpy()), theirs, atol=0.005)


def test_two_runs_differ_by_what_was_changed():
    recipe = RECIPES["tutorial"]
    changed = replace(recipe, learning_rate=0.1, name="custom")
    runs = [
        Run(number, TUTORIAL, one, data, Curves(), Timeline())
        for number, (one, data) in enumerate(
            ((recipe, "MNIST"), (changed, "MNIST"), (recipe, "USPS"))
        )
    ]
    assert difference(runs[1], runs[0]) == {"learning_rate": 0.1}
    assert difference(runs[2], runs[0]) == {"data": "USPS"}
    assert difference(runs[0], runs[0]) == {}
