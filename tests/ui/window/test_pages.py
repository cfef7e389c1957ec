"""Pages are made when they are needed, and not by the window's first picture."""

import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from digitpad.ui.pages import PAGES
from digitpad.ui.window.main_window import MainWindow


@pytest.fixture
def new(qtbot, qapp):
    """A window that is shown and whose model is on its way."""
    window = MainWindow(remember=False)
    qtbot.addWidget(window)
    window.show()
    return window


def test_the_first_picture_makes_the_shown_page_alone(new):
    assert [name for name in PAGES if new.pages.if_made(name)] == ["layers"]


def test_a_page_is_made_when_its_tab_is_clicked(qtbot, new):
    tabs = new.pages.tabBar()
    qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(3).center())
    assert new.pages.currentWidget().objectName() == "testPage"
    assert [new.pages.tabText(place) for place in range(4)] == [
        "Layers", "Train", "Convolution lab", "Test",
    ]  # fmt: skip
    assert new.pages.if_made("lab") is None


def test_the_other_pages_are_made_once_the_model_reads_and_the_shown_one_stays(qtbot, new):
    qtbot.waitUntil(lambda: all(map(new.pages.if_made, PAGES)), timeout=60_000)
    assert new.session.checkpoint is not None
    assert new.pages.shown_page == "layers"
    assert new.pages.currentWidget() is new.pages.layers
    texts = {action.text() for action in new.actions_._training.actions()}
    assert {"&Train", "&Pause", "&Stop"} <= texts


def test_parts_are_found_by_name_on_pages_that_were_not_shown(new):
    assert new.findChild(QPushButton, "trainButton").text() == "Train"


def test_a_page_that_is_made_late_knows_what_was_told_before(qtbot, new):
    done = []
    new.pages.when_made("train", done.append)
    assert done == []
    train = new.pages.train
    assert done == [train]
    new.pages.when_made("train", done.append)
    assert done == [train, train]


def test_closing_at_once_leaves_remembered_choices_as_they_were(qtbot, qapp, own_folders):
    first = MainWindow()
    qtbot.addWidget(first)
    first.pages.train.form.show_details(True)
    first.pages.train.details_button.setChecked(True)
    first.close()
    second = MainWindow()
    qtbot.addWidget(second)
    second.show()
    assert second.pages.if_made("train") is None
    second.close()
    third = MainWindow()
    qtbot.addWidget(third)
    assert third.pages.train.details_button.isChecked()
    third.close()


def test_the_first_picture_imports_neither_the_train_page_nor_what_it_needs():
    program = """
import sys
from digitpad.ui.window.app import make_application
from digitpad.ui.window.main_window import MainWindow
application = make_application()
window = MainWindow(remember=False)
window.show()
print([name for name in sys.modules if name.startswith(("digitpad.training.loop",
       "digitpad.ui.pages.train", "digitpad.ui.pages.evaluate", "torch", "matplotlib"))])
window.close()
"""
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"
