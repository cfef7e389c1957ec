"""What comes late to the Convolution lab does not take the place of what was chosen meanwhile."""

from threading import Event

import numpy as np
import pytest

from digitpad.lab.inputs import DRAWING, FOUR_BY_FOUR, numbers_source, sample_source
from digitpad.lab.kernels import preset
from digitpad.lab.lab_settings import LabSettings
from digitpad.lab.steps import Cell
from digitpad.support.errors import DigitpadError
from digitpad.ui.pages.lab import lab_view, sources
from tests.ui.pages.lab.test_lab_page import pick, settle, show

PICTURE = sample_source(np.full((28, 28), 200, np.uint8))


class Gate:
    """Holds what a thread calls until it is opened."""

    def __init__(self, then):
        self.then, self.entered, self.opened = then, Event(), Event()

    def __call__(self, *args, **kwargs):
        self.entered.set()
        assert self.opened.wait(20)
        return self.then(*args, **kwargs)


@pytest.fixture
def lab(qtbot, window):
    """The lab, shown, with the 4 x 4 example."""
    window.pages.show_page("lab")
    lab = window.pages.lab.view
    show(qtbot, lab, LabSettings(FOUR_BY_FOUR))
    return lab


def test_a_look_that_fails_is_told_and_answered(qtbot, lab, monkeypatch):
    def fail(*_, **__):
        raise DigitpadError("There is no such thing.")

    monkeypatch.setattr(lab_view, "lab_result", fail)
    with qtbot.waitSignal(lab.looked, timeout=20_000):
        lab._ask()
    assert lab.is_settled
    assert "There is no such thing." in lab.playground.verdict.text()


def name(lab):
    return lab.playground.source.button.text()


@pytest.fixture
def reading(monkeypatch):
    gate = Gate(lambda *_, **__: PICTURE)
    monkeypatch.setattr(sources, "open_source", gate)
    yield gate
    gate.opened.set()


def until_read(qtbot, lab, gate):
    """Let the picture come, and wait until the thread has told it."""
    with qtbot.waitSignal(lab.sources._questions._thread.ended, timeout=20_000):
        gate.opened.set()
    settle(qtbot, lab)


def test_a_picture_that_comes_after_another_choice_is_dropped(qtbot, lab, tmp_path, reading):
    lab.sources.open(tmp_path / "late.png")
    assert reading.entered.wait(20)
    pick(lab.playground.source.button, "Your Drawing")
    until_read(qtbot, lab, reading)
    assert lab.lab_settings().source == DRAWING
    assert "drawing" in name(lab)


def test_a_picture_that_cannot_be_read_is_not_told_of_after_another_choice(
    qtbot, lab, tmp_path, reading
):
    def fail(*_, **__):
        raise DigitpadError("It is no picture.")

    reading.then = fail
    lab.sources.open(tmp_path / "late.png")
    assert reading.entered.wait(20)
    pick(lab.playground.source.button, "A Grid of Numbers")
    with qtbot.assertNotEmitted(lab.sources.failed):
        until_read(qtbot, lab, reading)
    assert lab.lab_settings().source == FOUR_BY_FOUR


def test_the_second_of_two_pictures_wins(qtbot, lab, tmp_path, reading):
    lab.sources.open(tmp_path / "first.png")
    assert reading.entered.wait(20)
    second = numbers_source([[1.0, 2.0], [3.0, 4.0]])
    lab.sources.open(tmp_path / "second.png")
    answers = [PICTURE, second]
    reading.then = lambda *_, **__: answers.pop(0)
    with qtbot.waitSignal(lab.sources.fetched, timeout=20_000) as fetched:
        reading.opened.set()
    assert fetched.args == [second]


def test_a_sample_whose_data_come_after_another_choice_is_dropped(qtbot, lab, window, monkeypatch):
    data_sets = window.pages.data_sets
    monkeypatch.setattr(data_sets, "is_present", lambda _: True)
    monkeypatch.setattr(data_sets, "load", lambda _: None)
    pick(lab.playground.source.button, "A Sample Digit")
    pick(lab.playground.source.button, "A Grid of Numbers")
    settle(qtbot, lab)
    with qtbot.assertNotEmitted(lab.sources.fetched):
        data_sets.loaded.emit(object())
    assert lab.lab_settings().source == FOUR_BY_FOUR


def test_a_lesson_is_not_replaced_by_a_picture_that_was_chosen_before(
    qtbot, lab, tmp_path, reading
):
    lab.sources.open(tmp_path / "late.png")
    assert reading.entered.wait(20)
    show(qtbot, lab, LabSettings(FOUR_BY_FOUR, (preset("identity"),)))
    until_read(qtbot, lab, reading)
    assert lab.lab_settings().source == FOUR_BY_FOUR


def test_a_picture_that_nothing_follows_still_comes(qtbot, lab, tmp_path, reading):
    lab.sources.open(tmp_path / "good.png")
    until_read(qtbot, lab, reading)
    assert lab.lab_settings().source == PICTURE


def test_a_lessons_cell_beyond_the_old_output_is_kept(qtbot, lab, monkeypatch):
    gate = Gate(lab_view.lab_result)
    monkeypatch.setattr(lab_view, "lab_result", gate)
    lab.playground.stride.set_pair((1, 1))
    # A look at the 4 x 4 grid, whose output is 2 x 2, is on its way.
    lab.playground.stride.changed.emit((1, 1))
    assert gate.entered.wait(20)
    large = numbers_source(np.arange(100, dtype=float).reshape(10, 10).tolist())
    lab.show_settings(LabSettings(large, cell=Cell(0, 6, 7)))
    gate.opened.set()
    settle(qtbot, lab)
    assert lab.lab_settings().cell == Cell(0, 6, 7)
    assert lab.result.outcome.maps.shape == (1, 8, 8)
