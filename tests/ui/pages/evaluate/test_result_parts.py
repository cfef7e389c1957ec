"""The Test page's head and samples by themselves: what is said when, which samples are shown."""

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from digitpad.ui.pages.evaluate.chosen_samples import CELL, MISTAKES, SIX, ChosenSamples
from digitpad.ui.pages.evaluate.result_header import ResultHeader

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def header(qtbot):
    header = ResultHeader()
    qtbot.addWidget(header)
    header.resize(700, 90)
    header.show()
    return header


def report(correct, samples=10_000, loss=0.03456):
    return SimpleNamespace(
        accuracy=correct / samples, correct=correct, samples=samples, loss=loss
    )  # fmt: skip


def test_before_a_test_it_says_what_to_do(header):
    assert header.result.text() == "Press Test to see how well the model reads."
    assert header.button.text() == "Te&st"
    assert not header.progress.isVisible()
    assert not header.message.isVisible()
    assert not header.earlier.isVisible()


@pytest.mark.parametrize(
    ("correct", "percent"), [(9876, "98.76"), (10_000, "100.00"), (9999, "99.99")]
)
def test_a_result_is_told_in_one_line(header, correct, percent):
    header.set_result(report(correct), None)
    header.show_idle()
    said = f"Average loss 0.0346 · {correct:,} of 10,000 right ({percent} %)"
    assert header.result.text() == said
    header.set_result(report(correct), 0.9123)
    header.show_idle()
    assert header.result.text() == f"{said} · other hands 91.2 %"
    assert header.result.toolTip().startswith("Other hands: digits by synthetic hands")


def test_what_is_not_all_right_is_never_said_to_be(header):
    header.set_result(report(999_999, samples=1_000_000), None)
    header.show_idle()
    assert "(99.99 %)" in header.result.text()


def test_while_it_runs_the_button_cancels_and_how_far_it_is_is_seen(header):
    header.show_message("Something was wrong.")
    header.show_source("mine", "MNIST", False)
    header.show_running("Loading MNIST…")
    assert header.result.text() == "Loading MNIST…"
    assert header.button.text() == "&Cancel"
    assert header.button.toolTip() == "Stop; the last result stays"
    assert header.progress.isVisible()
    assert header.progress.maximum() == 0, "how far is not known yet"
    assert header.source.text() == ""
    assert header.source.isVisible()
    assert not header.message.isVisible()
    assert not header.earlier.isVisible()
    header.show_progress(2500, 10_000)
    assert (header.progress.value(), header.progress.maximum()) == (2500, 10_000)
    assert header.result.text() == "Read 2,500 of 10,000 test digits"
    header.show_idle()
    assert not header.progress.isVisible()
    assert header.button.toolTip() == "Read all test digits with the present model"


@pytest.mark.parametrize("is_present", [True, False])
def test_what_a_result_belongs_to_is_told_and_stands_out_where_that_is_not_in_use(
    header, is_present
):
    header.show_source("mine", "MNIST", is_present)
    assert header.source.isVisible() == is_present
    assert header.earlier.isVisible() == (not is_present)
    assert header.source.text() == "Model mine, test digits of MNIST"
    said = "Result of model mine on MNIST; press Test for the present one."
    assert header.earlier.text() == said


def test_a_message_is_there_while_it_says_something(header):
    header.show_message("The data set is damaged.")
    assert header.message.isVisible()
    assert header.message.text() == "The data set is damaged."
    header.show_message("")
    assert not header.message.isVisible()


def test_return_presses_the_button_once_however_long_it_is_held(qtbot, header):
    pressed = []
    header.button.clicked.connect(lambda: pressed.append(True))
    header.activateWindow()
    header.button.setFocus()
    qtbot.waitUntil(header.button.hasFocus)
    QTest.keyClick(header.button, Qt.Key.Key_Return)
    assert pressed == [True]
    held = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "", True
    )
    QApplication.sendEvent(header.button, held)
    assert pressed == [True]
    header.button.clearFocus()
    QTest.keyClick(header, Qt.Key.Key_Return)
    assert pressed == [True]


# Samples


class Found:
    """Predictions of twelve samples; the sixth and the ninth are wrong."""

    truth = np.arange(12) % 10
    predictions = np.where(np.isin(np.arange(12), [5, 8]), 3, np.arange(12) % 10)
    probabilities = np.linspace(0.5, 0.99, 12)
    confusion = [[int(t == r) for r in range(10)] for t in range(10)]
    confusion[5][3] = 1234
    report = SimpleNamespace(confusion=confusion)

    def cell(self, truth, read):
        return np.flatnonzero((self.truth == truth) & (self.predictions == read))

    def mistakes(self):
        return np.array([8, 5])

    def six(self, seed):
        return np.arange(6) + seed


@pytest.fixture
def samples(qtbot):
    samples = ChosenSamples()
    qtbot.addWidget(samples)
    samples.resize(300, 400)
    samples.show()
    return samples


def images():
    return np.arange(12, dtype=np.uint8)[:, None, None].repeat(28, 1).repeat(28, 2)


def choose(samples, place):
    samples.choice.setFocus()
    QTest.keyClick(samples.choice, Qt.Key.Key_Home)
    for _ in range(place):
        QTest.keyClick(samples.choice, Qt.Key.Key_Down)


def test_before_a_test_there_is_nothing_to_choose(samples):
    assert not samples.choice.isEnabled()
    assert not samples.others.isVisible()
    samples.show_cell(3, 5)
    assert len(samples.grid.indices()) == 0


def test_the_worst_mistakes_are_shown_first_and_what_else_is_chosen(samples):
    samples.set_predictions(images(), Found())
    assert samples.choice.isEnabled()
    assert samples.choice.currentIndex() == MISTAKES
    assert samples.grid.indices().tolist() == [8, 5]
    samples.set_cell(5, 3)
    assert samples.grid.indices().tolist() == [8, 5], "until it is asked for"
    assert samples.choice.itemText(CELL) == "Cell 5 read as 3 (1,234)"
    choose(samples, CELL)
    assert samples.grid.indices().tolist() == [5]
    samples.show_cell(8, 3)
    assert samples.grid.indices().tolist() == [8]
    choose(samples, MISTAKES)
    samples.show_cell(1, 2)
    assert samples.choice.currentIndex() == CELL
    assert samples.grid.accessibleDescription() == "No 1 was read as 2."


def test_six_others_are_shown_with_each_press(samples):
    samples.set_predictions(images(), Found())
    assert not samples.others.isVisible()
    choose(samples, SIX)
    assert samples.others.isVisible()
    assert samples.grid.indices().tolist() == [1, 2, 3, 4, 5, 6]
    QTest.mouseClick(samples.others, LEFT)
    assert samples.grid.indices().tolist() == [2, 3, 4, 5, 6, 7]
    choose(samples, MISTAKES)
    assert not samples.others.isVisible()


def test_a_sample_says_truth_answer_and_how_sure_and_is_handed_over_by_a_click(samples):
    found = Found()
    samples.set_predictions(images(), found)
    told = []
    samples.sample_chosen.connect(told.append)
    said = samples.grid.accessibleDescription()
    assert said.startswith("Sample 1 of 2: 8 → 3  ")
    assert f"{100 * found.probabilities[8]:.1f}" in said
    QTest.mouseClick(samples.grid.viewport(), LEFT, pos=samples.grid.cell_rect(1).center())
    assert len(told) == 1
    np.testing.assert_array_equal(told[0], images()[5])
