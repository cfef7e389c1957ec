"""How many threads compute: the quickest number at any load, and one where that is told."""

import dataclasses
import itertools
import os
import subprocess
import sys

import pytest
import torch

from digitpad.network.architecture import TUTORIAL
from digitpad.training import threads
from digitpad.training.loop import train
from digitpad.training.progress import BatchDone, Finished
from digitpad.training.recipe import RECIPES, TUTORIAL_RECIPE
from digitpad.training.threads import quickest

IDLE = {1: 0.010, 2: 0.0056, 4: 0.004, 8: 0.005}  # seconds a batch, as measured on such machines
BUSY = {1: 0.020, 2: 0.2, 4: 0.4, 8: 2.7}


def simulated(most, loads):
    """Return batches learnt, and how many the best fixed number would have learnt, under ``loads``.

    loads: (seconds, seconds a batch by number of threads), one after the other.
    """
    choice = quickest(most)
    count = next(choice)
    learnt, best = 0, 0.0
    for seconds, costs in loads:
        left = seconds
        while left > 0:
            left -= costs[count]
            learnt += 1
            count = choice.send(costs[count])
        best += (seconds - left) / min(costs[count] for count in costs if count <= most)
    return learnt, best


@pytest.mark.parametrize("most", [1, 2, 8])
@pytest.mark.parametrize("costs", [IDLE, BUSY], ids=["idle", "busy"])
def test_a_training_comes_near_the_best_number_of_threads(most, costs):
    learnt, best = simulated(most, [(120.0, costs)])
    assert learnt > 0.9 * best


def test_it_follows_a_load_that_comes_and_goes():
    learnt, best = simulated(2, [(60.0, IDLE), (60.0, BUSY)] * 3)
    assert learnt > 0.85 * best


def test_a_number_that_is_clearly_too_large_is_given_up_after_two_batches():
    costs = {1: 0.01, 2: 0.3}
    choice = quickest(2)
    count, used = next(choice), []
    for _ in range(100):
        used.append(count)
        count = choice.send(costs[count])
    assert used.count(2) == 2
    assert set(used[-90:]) == {1}


def test_one_late_batch_does_not_give_a_number_up():
    choice = quickest(2)
    count, learnt = next(choice), 0
    while count == 1:  # to the first batch of two, which waits for a program that wakes up
        count = choice.send(IDLE[1])
    count = choice.send(5 * IDLE[2])
    for _ in range(200):
        learnt += count == 2
        count = choice.send(IDLE[count])
    assert learnt > 120


def test_numbers_lie_between_one_and_all():
    choice = quickest(6)
    counts = [next(choice)]
    for seconds in itertools.islice(itertools.cycle([0.05, 0.3, 0.01, 0.6]), 2000):
        counts.append(choice.send(seconds))
    assert {1, 2} <= set(counts)
    assert all(1 <= count <= 6 for count in counts)


@pytest.fixture
def four_threads(monkeypatch):
    before = torch.get_num_threads()
    monkeypatch.setattr(threads, "ALL", 4)
    yield
    torch.set_num_threads(before)


def numbers_used(recipe, samples):
    used = []
    for event in train(TUTORIAL, recipe, samples):
        if isinstance(event, BatchDone):
            used.append(torch.get_num_threads())
    assert isinstance(event, Finished)
    return used


def test_a_repeatable_recipe_computes_with_one_thread(data_set, four_threads, monkeypatch):
    now = itertools.count()
    monkeypatch.setattr(threads.time, "perf_counter", lambda: float(next(now)))
    assert RECIPES["tutorial"].repeatable
    recipe = dataclasses.replace(TUTORIAL_RECIPE, epochs=2)
    torch.set_num_threads(3)  # as another training has left it
    assert set(numbers_used(recipe, data_set.training)) == {1}
    recipe = dataclasses.replace(recipe, repeatable=False)
    assert set(numbers_used(recipe, data_set.training)) == {1, 2}


WAITING = {"OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "30000"}


@pytest.mark.parametrize("own", [{}, {"OMP_WAIT_POLICY": "ACTIVE"}, {"GOMP_SPINCOUNT": "7"}])
def test_how_threads_wait_is_said_before_torch_is_there(own):
    code = (
        "import os, sys; from digitpad.cli import main; assert 'torch' not in sys.modules; "
        "import contextlib\n"
        "with contextlib.suppress(SystemExit): main(['--version'])\n"
        "assert 'torch' not in sys.modules\n"
        "print(os.environ['OMP_WAIT_POLICY'], os.environ['GOMP_SPINCOUNT'])"
    )
    environment = {k: v for k, v in os.environ.items() if k not in WAITING} | own
    out = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert out.splitlines()[-1].split() == list((WAITING | own).values())
