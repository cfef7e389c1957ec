"""The training's buttons, its device and its timeline by themselves, without a training."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitpad.network.architecture import TUTORIAL
from digitpad.network.presets import PRESETS
from digitpad.training.curves import Curves
from digitpad.training.progress import Position
from digitpad.training.recipe import RECIPES
from digitpad.training.runs import Moment, Run, Timeline
from digitpad.training.session import State
from digitpad.ui.pages.train.controls import Controls, DeviceBox
from digitpad.ui.pages.train.runs_row import MOST_RUNS, RunsMenu, TimelineRow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def controls(qtbot):
    controls = Controls()
    qtbot.addWidget(controls)
    controls.resize(600, 100)
    controls.show()
    return controls


def is_enabled(controls):
    buttons = (controls.train_button, controls.pause_button, controls.stop_button)
    return [button.isEnabled() for button in buttons]


def state(phase, share=0.25, left=None, batches=10, epoch=2, batch=3):
    return State(phase, epoch, batch, batches, None, Position(share, 1234.5, left))


@pytest.mark.parametrize(
    ("phase", "expected"),
    [("idle", [True, False, False]), ("waiting", [False, False, True]),
     ("starting", [False, False, True]), ("training", [False, True, True]),
     ("paused", [False, True, True]), ("testing", [False, False, False])],
)  # fmt: skip
def test_each_phase_has_its_buttons(controls, phase, expected):
    controls.show_share(0.5)
    controls.show_phase(phase, "Here it is")
    assert is_enabled(controls) == expected
    assert controls.text.text() == "Here it is"
    assert controls.pause_button.text() == ("Resume" if phase == "paused" else "Pause")
    goes_on = phase in ("training", "paused", "testing")
    assert controls.progress.value() == (500 if goes_on else 0)


@pytest.mark.parametrize("name", ["train", "pause", "stop"])
def test_a_button_does_what_its_action_does_and_says_its_keys(controls, name):
    controls.show_phase("idle" if name == "train" else "training")
    action, button = getattr(controls, name), getattr(controls, f"{name}_button")
    done = []
    action.triggered.connect(lambda: done.append(name))
    QTest.mouseClick(button, LEFT)
    assert done == [name]
    keys = {"train": "Ctrl+T", "pause": "Ctrl+P", "stop": "Ctrl+."}[name]
    assert button.toolTip().endswith(f"({keys})")
    assert action.shortcut().toString() == keys
    assert not action.autoRepeat()
    assert button.objectName() == f"{name}Button"


@pytest.mark.parametrize(
    ("ending", "said", "value"), [("stopped", "Stopped", 0), ("failed", "Broken off", 0),
                                  ("finished", "Finished", 1000)],
)  # fmt: skip
def test_how_a_training_ended_is_said(controls, ending, said, value):
    controls.show_phase("training")
    controls.show_share(0.5)
    controls.show_ending(ending)
    assert controls.text.text() == said
    assert controls.progress.value() == value
    assert is_enabled(controls) == [True, False, False]


def test_where_a_training_is_is_told_in_words(controls):
    for one, expected in (
        (state("starting"), "Getting ready…"), (state("training", batches=0), "Getting ready…"),
        (state("testing"), "Testing and saving…"),
        (state("training"), "Epoch 2 of 1,500 · batch 3 of 10 · 1,234 samples/s"),
        (state("training", left=65.0),
         "Epoch 2 of 1,500 · batch 3 of 10 · 1,234 samples/s · 1 min 05 s left"),
        (state("paused", left=65.0),
         "Paused · Epoch 2 of 1,500 · batch 3 of 10 · 1,234 samples/s"),
    ):  # fmt: skip
        assert controls.show_state(one, 1500) == controls.text.text() == expected
        assert controls.progress.value() == 250


def test_another_button_stands_at_the_right_end(controls):
    button = controls.button("&More", "moreButton")
    assert controls.layout().itemAt(0).layout().itemAt(4).widget() is button
    assert button.objectName() == "moreButton"


def test_a_device_is_chosen_once_it_is_found(qtbot):
    box = DeviceBox()
    qtbot.addWidget(box)
    assert box.currentData() == "cpu"
    box.choose("cuda")
    assert box.currentData() == "cpu"
    assert not box.isEnabled(), "there is nothing to choose"
    box.offer((SimpleNamespace(title="CPU", name="cpu"), SimpleNamespace(title="GPU", name="cuda")))
    assert box.currentData() == "cuda"
    assert box.currentText() == "GPU"
    assert box.isEnabled()
    box.choose("cpu")
    assert box.currentData() == "cpu"


# Runs and the timeline


def moments_of(count):
    """The moments after each of so many epochs, of ten batches, the first before all of them."""
    return tuple(Moment(10 * n, float(n), {}) for n in range(count))


def made_run(number, moments=3, network=TUTORIAL, recipe="tutorial", **how):
    timeline = Timeline()
    timeline.moments = moments_of(moments)
    return Run(number, network, RECIPES[recipe], "mnist", Curves(), timeline, **how)


@pytest.fixture
def menu(qapp):
    menu = RunsMenu()
    menu.told = []
    menu.changed.connect(lambda: menu.told.append([run.is_shown for run in menu.runs]))
    return menu


def texts(menu):
    return [action.text() for action in menu.button.menu().actions()]


def test_the_menu_has_the_newest_run_first_and_hides_each(menu):
    assert not menu.button.isEnabled()
    assert menu.traces() == (None, ())
    runs = (made_run(1), made_run(2, recipe="fast"), made_run(3, network=PRESETS["lenet"]))
    menu.show_runs(runs)
    assert menu.button.isEnabled()
    assert texts(menu) == ["3: LeNet-5, Tutorial", "2: Fast", "1: Tutorial"]
    assert [action.isChecked() for action in menu.button.menu().actions()] == [True] * 3
    now, earlier = menu.traces()
    assert (now.run, [one.run for one in earlier]) == (3, [1, 2])
    assert menu.traces()[1] is earlier
    menu.button.menu().actions()[2].trigger()
    assert menu.told == [[False, True, True]]
    assert [one.run for one in menu.traces()[1]] == [2]
    menu.button.menu().actions()[0].trigger()
    assert menu.traces()[0] is None
    menu.button.menu().actions()[0].trigger()
    assert menu.traces()[0].run == 3


def test_how_well_the_newest_run_reads_stands_behind_its_name(menu):
    menu.tell_accuracy(0.5)
    menu.tell_end()
    menu.show_runs((made_run(1), made_run(2)))
    menu.tell_accuracy(0.98765)
    menu.tell_end()
    assert texts(menu) == ["2: Tutorial, 98.77 % right", "1: Tutorial"]
    assert [run.is_over for run in menu.runs] == [False, True]


def test_a_training_is_one_run_and_the_oldest_goes_where_there_are_many(menu):
    def session():
        plan = SimpleNamespace(network=TUTORIAL, recipe=RECIPES["fast"])
        return SimpleNamespace(plan=plan, curves=Curves(), timeline=Timeline())

    one = session()
    assert menu.take_up(one, "mnist")
    assert not menu.take_up(one, "mnist")
    for _ in range(MOST_RUNS + 1):
        assert menu.take_up(session(), "mnist")
    assert [run.number for run in menu.runs] == list(range(3, MOST_RUNS + 3))
    assert menu.current.number == MOST_RUNS + 2
    assert len(texts(menu)) == MOST_RUNS


@pytest.fixture
def timeline(qtbot):
    row = TimelineRow()
    qtbot.addWidget(row)
    row.resize(700, 40)
    row.told = []
    row.moment_chosen.connect(lambda run, moment: row.told.append((run.number, moment.step)))
    row.left.connect(lambda: row.told.append("left"))
    row.show()
    row.follow()
    return row


def test_the_timeline_is_there_once_there_are_moments_and_ends_at_the_present(timeline):
    assert not timeline.isVisible()
    run = made_run(1, moments=0)
    timeline.show_runs((run,))
    assert not timeline.isVisible()
    run.timeline.moments = moments_of(4)
    timeline.follow()
    assert timeline.isVisible()
    assert (timeline.slider.minimum(), timeline.slider.maximum()) == (0, 3)
    assert timeline.slider.value() == 3
    assert timeline.text.text() == "Now"
    assert not timeline.back_button.isVisible()
    assert not timeline.run_box.isVisible(), "of one run there is nothing to choose"
    assert timeline.told == []


def test_the_slider_goes_back_and_the_button_returns_to_the_present(timeline):
    run = made_run(1, moments=4)
    moments = list(moments_of(4))
    moments[2] = Moment(17, 1.5, {})
    run.timeline.moments = tuple(moments)
    timeline.show_runs((run,))
    timeline.slider.setFocus()
    for step, text in ((17, "After batch 17"), (10, "After epoch 1"),
                       (0, "Before the first batch")):  # fmt: skip
        QTest.keyClick(timeline.slider, Qt.Key.Key_Left)
        assert timeline.told[-1] == (1, step)
        assert timeline.text.text() == text
        assert timeline.is_back
    assert timeline.back_button.isVisible()
    run.timeline.moments = (*moments, Moment(40, 4.0, {}))
    timeline.follow()
    assert timeline.slider.value() == 0, "it stays where it was"
    assert timeline.slider.maximum() == 4
    QTest.mouseClick(timeline.back_button, LEFT)
    assert timeline.told[-1] == "left"
    assert timeline.slider.value() == 4
    assert timeline.text.text() == "Now"
    assert not timeline.is_back
    assert not timeline.back_button.isVisible()


def test_another_run_is_shown_at_the_same_time_of_its_training(timeline):
    timeline.show_runs((made_run(1, moments=9), made_run(2, moments=4)))
    assert timeline.run_box.isVisible()
    assert timeline.run_box.currentText() == "2: Tutorial"
    timeline.slider.setFocus()
    QTest.keyClick(timeline.slider, Qt.Key.Key_Left)
    assert timeline.told == [(2, 20)]
    timeline.run_box.setFocus()
    QTest.keyClick(timeline.run_box, Qt.Key.Key_Up)
    assert timeline.told[1:] == [(1, 20)]
    assert timeline.slider.maximum() == 8
    assert timeline.run().number == 1
    timeline.show_runs((made_run(1, moments=9), made_run(2, moments=4)))
    assert timeline.run().number == 1, "no new one has come"
    timeline.show_runs((made_run(2), made_run(3)))
    assert timeline.run().number == 3
    assert not timeline.is_back


def test_what_a_run_is_called_says_what_it_has_otherwise(menu):
    other = made_run(1)
    other = replace(other, recipe=replace(other.recipe, learning_rate=0.5, name="custom"))
    menu.show_runs((other, made_run(2)))
    assert menu.traces()[1][0].name == "1: Custom (learning rate 0.5)"
    assert menu.traces()[0].name == "2: Tutorial"
    assert isinstance(menu.traces()[0].times, np.ndarray)
