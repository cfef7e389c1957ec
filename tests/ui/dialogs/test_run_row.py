"""The row that runs an experiment, without running one: its buttons, its words, how far it is."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from digitpad.network.architecture import TUTORIAL
from digitpad.network.presets import PRESETS
from digitpad.training.experiments.experiment import Experiment, Result, Trial
from digitpad.training.recipe import RECIPES
from digitpad.ui.dialogs.experiments.run_row import STEPS, RunRow
from digitpad.ui.language import use_language

LEFT = Qt.MouseButton.LeftButton
EXPERIMENT = Experiment("mine", "mnist", (
    Trial(TUTORIAL, replace(RECIPES["fast"], epochs=1500), Result(test_accuracy=0.9)),
    Trial(PRESETS["lenet"], RECIPES["tutorial"]), Trial(PRESETS["dense"], RECIPES["fast"]),
))  # fmt: skip


def state(**how):
    usual = {
        "experiment": EXPERIMENT, "trial": 0, "trial_share": 0.25, "share": 0.5, "epoch": 0,
        "is_testing": False, "samples_per_second": 1234.5, "seconds_left": None, "problem": "",
    }  # fmt: skip
    return SimpleNamespace(**{**usual, **how})


@pytest.fixture
def row(qtbot):
    row = RunRow()
    qtbot.addWidget(row)
    row.resize(700, 60)
    row.show()
    row.told = []
    for name in ("run_asked", "moved", "at", "failed", "over", "progressed"):
        getattr(row, name).connect(lambda *what, name=name: row.told.append((name, *what)))
    yield row
    row._task = row._series = None


def look(row, **how):
    """Have the row look at a run that is in this state."""
    row._series = SimpleNamespace(
        state=lambda: state(**how), give_way=lambda: row.told.append(("way",))
    )
    row.told.clear()
    row._look()


def test_run_asks_for_it_where_it_can_and_only_then(row):
    QTest.mouseClick(row.run_button, LEFT)
    assert row.told == []
    assert not row.stop_button.isEnabled()
    row.enable(can_run=True)
    QTest.mouseClick(row.run_button, LEFT)
    assert row.told == [("run_asked",)]
    assert not row.is_running
    assert row.why_busy() == ""
    assert row.may_close(row)


def test_while_one_runs_it_can_be_stopped_once_and_nothing_else_is_trained(row):
    cancelled = []
    row._task = SimpleNamespace(cancel=lambda: cancelled.append(True))
    row.enable(can_run=True)
    assert not row.run_button.isEnabled()
    assert row.stop_button.isEnabled()
    assert row.why_busy().startswith("An experiment is running.")
    QTest.mouseClick(row.stop_button, LEFT)
    assert cancelled == [True]
    assert not row.stop_button.isEnabled()


@pytest.mark.parametrize(
    ("how", "said"),
    [({}, "Trial 1 of 3: Tutorial network, Fast"),
     ({"epoch": 12}, "Trial 1 of 3: Tutorial network, Fast · epoch 12 of 1,500 · 1,234 samples/s"),
     ({"is_testing": True, "epoch": 12}, "Trial 1 of 3: Tutorial network, Fast · testing"),
     ({"trial": 1, "seconds_left": 65.0}, "Trial 2 of 3: LeNet-5, Tutorial · 1 min 05 s left")],
)  # fmt: skip
def test_where_a_run_is_is_told_in_words(row, how, said):
    row._experiment = EXPERIMENT
    look(row, **how)
    assert row.text.text() == said
    assert row.bar.value() == STEPS // 2
    assert row.told == [("at", (how.get("trial", 0), 0.25)), ("progressed", 0.5, said)]


def test_a_trial_that_has_its_result_is_told_and_so_is_what_went_wrong(row):
    row._experiment = EXPERIMENT
    other = replace(EXPERIMENT, name="further on")
    look(row, experiment=other, problem="The disk is full.", trial=None)
    assert row.told == [("moved", other), ("failed", "The disk is full."), ("at", None)]
    row._series = None
    row.told.clear()
    row._look()
    assert row.told == []


@pytest.mark.parametrize(
    ("done", "said", "value"),
    [(1, "2 trials are left; Run goes on with them", STEPS // 3),
     (2, "1 trial is left; Run goes on with it", STEPS * 2 // 3), (3, "Finished", STEPS)],
)  # fmt: skip
def test_the_end_says_what_is_left(row, done, said, value):
    use_language("en")
    trials = tuple(
        replace(trial, result=Result(test_accuracy=0.9) if n < done else None)
        for n, trial in enumerate(EXPERIMENT.trials)
    )
    row._task, row._experiment = object(), replace(EXPERIMENT, trials=trials)
    row._take_failure("It broke off.")
    assert row.text.text() == said
    assert row.bar.value() == value
    assert row.told == [("at", None), ("over", "It broke off."), ("progressed", -1.0, "")]
    assert not row.is_running
    row.forget()
    assert row.text.text() == ""
    assert row.bar.value() == 0


def test_a_pen_that_draws_has_the_run_give_way(row):
    row.give_way()
    look(row)
    row.told.clear()
    row.give_way()
    assert row.told == [("way",)]


def test_another_button_stands_at_the_end_of_the_row(row):
    button = QPushButton("More")
    row.add(button)
    button.show()
    row.layout().activate()
    assert button.geometry().left() > row.text.geometry().left()
