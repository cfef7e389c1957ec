"""What is left of a training to look at: moments of its weights, its curves, what it has else."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from digitpad.network.architecture import TUTORIAL
from digitpad.network.presets import PRESETS
from digitpad.training import runs
from digitpad.training.curves import Curves
from digitpad.training.module import Network
from digitpad.training.recipe import RECIPES
from digitpad.training.runs import Moment, Run, Timeline, difference, network_at

RECIPE = replace(RECIPES["tutorial"], epochs=10)


def run(times=(), **how):
    values = np.array(times, float)
    curves = Curves.of(values, np.ones(len(values)), ())
    how = {"number": 3, "network": TUTORIAL, "recipe": RECIPE, "data": "mnist", **how}
    return Run(curves=curves, timeline=Timeline(), **how)


# Moments


def test_weights_are_kept_often_at_first_and_then_after_each_epoch():
    timeline = Timeline()
    wanted = [step for step in range(301) if timeline.wants(step, 100)]
    assert wanted == [0, 1, 2, 4, 8, 16, 32, 64, 100, 200, 300]


def test_a_moment_is_the_weights_as_they_were_in_half_the_room():
    timeline = Timeline()
    weight = torch.tensor([[0.5, -0.25]])
    timeline.add(7, 0.07, {"fc.weight": weight})
    weight += 1
    ((moment,)) = timeline.moments
    assert (moment.step, moment.time) == (7, 0.07)
    assert moment.weights["fc.weight"].dtype == np.float16
    assert moment.weights["fc.weight"].tolist() == [[0.5, -0.25]]


def test_numbers_that_16_bits_do_not_hold_are_those_of_the_moment_all_the_same():
    timeline = Timeline()
    weights = {"variance": torch.tensor([1.5, 122_791.6]), "batches": torch.tensor(70_000)}
    timeline.add(1, 1.0, weights)
    numbers = network_at(PRESETS["dense"], timeline.moments[0]).numbers
    np.testing.assert_allclose(numbers["variance"], weights["variance"].numpy())
    assert numbers["batches"] == 70_000


def test_of_a_long_training_every_second_epoch_goes_then_every_fourth():
    timeline = Timeline()
    timeline.add(50, 0.5, {})
    for epoch in range(1, 400):
        if timeline.wants(100 * epoch, 100):
            timeline.add(100 * epoch, float(epoch), {})
        whole = [moment.time for moment in timeline.moments if moment.time >= 1]
        assert len(whole) <= runs.MOST_EPOCHS
    steps = set(np.diff(whole).tolist())
    assert steps == {4.0}
    assert timeline.moments[0].time == 0.5, "what was before the first epoch stays"
    assert not timeline.wants(40_100, 100)
    assert timeline.wants(40_000, 100)


def test_of_a_large_network_every_second_moment_goes(monkeypatch):
    monkeypatch.setattr(runs, "MOST_BYTES", 100)
    timeline = Timeline()
    for step in range(6):
        timeline.add(step, step / 100, {"w": torch.zeros(10)})  # 20 bytes each
    steps = [moment.step for moment in timeline.moments]
    assert steps[-1] == 5, "the newest stays"
    assert len(steps) < 6
    assert sum(moment.weights["w"].nbytes for moment in timeline.moments) <= 100


def test_the_nearest_moment_is_found_by_its_time():
    timeline = Timeline()
    timeline.moments = tuple(Moment(n, time, {}) for n, time in enumerate((0.0, 0.5, 1.0, 4.0)))
    assert [timeline.nearest(time) for time in (-1, 0.2, 0.3, 0.8, 2.4, 2.6, 99)] == [
        0, 0, 1, 2, 2, 3, 3,
    ]  # fmt: skip
    with pytest.raises(ValueError, match="empty"):
        Timeline().nearest(1.0)


def test_a_network_reads_as_it_did_at_a_moment():
    torch.manual_seed(3)
    module = Network(TUTORIAL).eval()
    timeline = Timeline()
    timeline.add(1, 0.1, module.state_dict())
    image = torch.rand(1, 1, 28, 28)
    with torch.no_grad():
        expected = module(image)[0].numpy()
        for weight in module.parameters():
            weight.mul_(3.0)
    network = network_at(TUTORIAL, timeline.moments[0])
    np.testing.assert_allclose(
        network.numbers["conv1.weight"], module.conv1.weight.detach().numpy() / 3, atol=1e-3
    )
    assert network.numbers["conv1.weight"].dtype == np.float32
    from digitpad.graph.trace import trace

    found = trace(network, image[0, 0].numpy() * 0.3081 + 0.1307)
    np.testing.assert_allclose(np.log(found.probabilities), expected, atol=0.02)


# Curves


@pytest.mark.parametrize(
    ("times", "is_over", "length"),
    [((), False, 10), ((0.5, 2.25), False, 10), ((0.5, 2.25), True, 3), ((1.0, 2.0), True, 2),
     ((), True, 10), ((9.5, 10.0), True, 10), ((11.5,), True, 10)],
)  # fmt: skip
def test_a_chart_is_as_long_as_the_plan_or_as_what_was_stopped(times, is_over, length):
    trace = run(times, is_over=is_over).trace("mine")
    assert trace.length == length
    assert (trace.name, trace.run) == ("mine", 3)
    assert trace.times.tolist() == list(times)
    assert trace.losses.tolist() == [1.0] * len(times)


# What a run has else


def test_runs_that_are_alike_differ_in_nothing_and_a_name_or_how_threads_compute_is_none():
    other = run(recipe=replace(RECIPE, name="custom", repeatable=not RECIPE.repeatable))
    assert difference(run(), run()) == difference(other, run()) == {}


def test_settings_that_are_others_are_told_with_their_own_values():
    one = run(recipe=replace(RECIPE, epochs=7, learning_rate=0.5), data="usps")
    assert difference(one, run()) == {"epochs": 7, "learning_rate": 0.5, "data": "usps"}
    assert difference(run(), one) == {"epochs": 10, "learning_rate": 0.01, "data": "mnist"}


def test_of_two_networks_of_one_name_the_parameters_are_told():
    smaller = replace(PRESETS["lenet"], name=TUTORIAL.name)
    assert difference(run(network=smaller), run()) == {"parameters": smaller.parameter_count()}
    assert difference(run(network=PRESETS["lenet"]), run()) == {}, "their names tell them apart"
