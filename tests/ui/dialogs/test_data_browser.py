"""The data-set browser: parts, digits, counts, and a sample handed over."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from digitpad.data.samples import DataSet
from digitpad.ui.dialogs.data_browser import DataBrowser
from digitpad.ui.theme import DARK, apply_theme


@pytest.fixture
def browser(qtbot):
    browser = DataBrowser()
    qtbot.addWidget(browser)
    browser.show()
    browser.activateWindow()
    qtbot.waitUntil(browser.isActiveWindow)
    return browser


def press(browser, name):
    button = browser.findChild(QToolButton, name)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_without_a_data_set_it_says_what_it_waits_for_or_why_there_is_none(browser):
    assert browser.objectName() == "dataBrowser"
    assert not browser.isModal()
    assert browser.grid.accessibleDescription() == "Loading the data set…"
    press(browser, "filter3")
    assert browser.count.text() == ""
    browser.tell_failure("mnist", "MNIST is not there. Download it.")
    assert browser.grid.accessibleDescription() == "MNIST is not there. Download it."


def test_it_shows_all_training_samples_first(browser, data_set):
    browser.show_data_set(data_set)
    assert browser.grid.indices().tolist() == list(range(640))
    assert browser.count.text() == "640 of 640"
    assert "MNIST" in browser.windowTitle()


def test_part_and_digit_choose_the_samples(browser, data_set):
    browser.show_data_set(data_set)
    press(browser, "testPart")
    press(browser, "filter4")
    assert browser.grid.indices().tolist() == list(range(4, 100, 10))
    assert browser.count.text() == "10 of 100"
    press(browser, "trainingPart")
    assert browser.count.text() == "64 of 640"
    press(browser, "filterAll")
    assert browser.count.text() == "640 of 640"


def test_digit_keys_choose_the_digit_wherever_the_focus_is(browser, data_set):
    browser.show_data_set(data_set)
    for widget in (browser.grid, browser.findChild(QToolButton, "testPart")):
        widget.setFocus()
        for digit in (0, 7, 9):
            QTest.keyClick(browser.focusWidget(), str(digit))
            assert browser.findChild(QToolButton, f"filter{digit}").isChecked()
            assert set(data_set.training.labels[browser.grid.indices()]) == {digit}


def test_a_chosen_sample_is_handed_over_as_an_array_of_its_own(qtbot, browser, data_set):
    browser.show_data_set(data_set)
    press(browser, "testPart")
    press(browser, "filter4")
    with qtbot.waitSignal(browser.sample_chosen) as signal:
        point = browser.grid.cell_rect(2).center()
        QTest.mouseClick(browser.grid.viewport(), Qt.MouseButton.LeftButton, pos=point)
    (image,) = signal.args
    np.testing.assert_array_equal(image, data_set.test.images[24])
    assert image.dtype == np.uint8
    assert not np.shares_memory(image, data_set.test.images)


def test_another_data_set_keeps_the_choices(browser, data_set):
    browser.show_data_set(data_set)
    press(browser, "filter4")
    browser.show_data_set(DataSet("other", data_set.test, data_set.training))
    assert browser.count.text() == "10 of 100"


def test_a_digit_without_samples_is_told(browser, data_set):
    ones = data_set.training.labels == 1
    only = type(data_set.training)(data_set.training.images[ones], data_set.training.labels[ones])
    browser.show_data_set(DataSet("ones", only, only))
    QTest.keyClick(browser, "3")
    assert browser.count.text() == "0 of 64"
    assert browser.grid.accessibleDescription() == "There are no such samples."


def test_escape_closes_it_and_it_can_be_dark(browser):
    apply_theme(QApplication.instance(), DARK)
    assert browser.grid.viewport().grab().toImage().pixelColor(5, 5).name() == DARK.panel
    QTest.keyClick(browser, Qt.Key.Key_Escape)
    assert not browser.isVisible()
