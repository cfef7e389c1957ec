"""Train page, experiments and Adapt to My Hand train one at a time, and say so while it matters."""

from dataclasses import replace
from functools import partial
from itertools import permutations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.training.adapt.settings import ADAPTATION
from digitpad.ui.window.another_language import say_anew
from tests.ui.pens import click

SENTENCES = {
    "train": "The Train page is training. Stop it there, or wait until it is done, then try again.",
    "experiments": "An experiment is running. Stop it in its window, or wait until it is done, "
    "then try again.",
    "adapt": "“Adapt to My Hand” is learning. Stop it in its window, or wait a few seconds, then "
    "try again.",
}


def press(button):
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


class Train:
    def __init__(self, qtbot, window, data_folder):
        window.pages.data_sets.folder = data_folder
        window.pages.show_page("train")
        self.page = window.pages.train
        self.page.data.refresh()
        self.page.form.epochs_box.setValue(10_000)
        self.begin = partial(press, self.page.controls.train_button)
        self.stop = partial(press, self.page.controls.stop_button)

    @property
    def is_running(self):
        return bool(self.page.why_busy())

    @property
    def told(self):
        return self.page.problem.text.text() if self.page.problem.isVisible() else ""


class InDialog:
    @property
    def is_running(self):
        return self.dialog.is_running

    @property
    def told(self):
        return self.dialog.message.text()


class Experiments(InDialog):
    def __init__(self, qtbot, window, data_folder):
        window.pages.data_sets.folder = data_folder
        window.dialogs.show("experiments")
        self.dialog = window.dialogs["experiments"]
        qtbot.waitUntil(lambda: self.dialog.files.box.count() > 0, timeout=30_000)
        self.dialog.form.epochs_box.setValue(10_000)
        press(self.dialog.form.add_button)
        self.begin = partial(press, self.dialog.run_row.run_button)
        self.stop = partial(press, self.dialog.run_row.stop_button)


class Adapt(InDialog):
    def __init__(self, qtbot, window, data_folder):
        for number in range(20):
            stroke = Stroke.from_xy([(500, 100 + number), (500, 900)])
            window.digits.collection.add(Drawing((stroke,)), 1, None)
        window.dialogs.show("adapt")
        self.dialog = window.dialogs["adapt"]
        self.dialog._how = replace(ADAPTATION, steps=20_000)  # minutes
        qtbot.waitUntil(self.dialog.adapt_button.isEnabled, timeout=30_000)
        self.begin = partial(press, self.dialog.adapt_button)
        self.stop = partial(press, self.dialog.stop_button)


KINDS = {"train": Train, "experiments": Experiments, "adapt": Adapt}


@pytest.fixture
def made(qtbot, window, data_folder):
    return lambda name: KINDS[name](qtbot, window, data_folder)


@pytest.mark.parametrize(("first", "second"), list(permutations(KINDS, 2)))
def test_a_second_training_is_refused_until_the_first_has_ended(qtbot, made, first, second):
    one, other = made(first), made(second)
    one.begin()
    assert one.is_running
    other.begin()
    is_refused, told = not other.is_running, other.told
    if not is_refused:
        other.stop()
    one.stop()
    qtbot.waitUntil(lambda: not one.is_running and not other.is_running, timeout=60_000)
    assert is_refused
    assert told == SENTENCES[first]
    assert other.told == ""  # as soon as it is over
    other.begin()
    assert other.is_running
    other.stop()
    qtbot.waitUntil(lambda: not other.is_running, timeout=60_000)


def test_in_another_language_a_training_is_still_the_only_one(qtbot, window, made):
    made("train").begin()
    say_anew(window)
    adapt = made("adapt")
    adapt.begin()
    assert adapt.told == SENTENCES["train"]
    click(window, "stopButton")
    qtbot.waitUntil(lambda: not window.pages.train.is_training, timeout=60_000)
    assert adapt.told == ""
