"""What the choice of a data set offers while it is not there, is fetched, or has come."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from digitpad.data.catalogue import SOURCES, STAND_IN
from digitpad.ui.widgets.data_choice import DataChoice

LEFT = Qt.MouseButton.LeftButton


class DataSets(QObject):
    """Data sets of which a test says which are there."""

    loaded = Signal(object)
    load_failed = Signal(str, str)
    fetch_failed = Signal(str, str)
    fetch_progress = Signal(int, int)
    fetched = Signal(str)

    def __init__(self):
        super().__init__()
        self.there, self.asked = {STAND_IN}, []
        self.is_fetching, self.fetched_name, self.current_name = False, "", None
        self.folder = Path("/data")

    def is_present(self, name):
        return name in self.there

    def fetch(self, name):
        self.asked.append(("fetch", name))
        self.fetched_name, self.is_fetching = name, True

    def cancel(self):
        self.asked.append(("cancel",))

    def load_ahead(self, name):
        self.asked.append(("ahead", name))

    def end(self, name, problem=""):
        self.is_fetching = False
        if problem:
            self.fetch_failed.emit(name, problem)
        else:
            self.there.add(name)
            self.fetched.emit(name)


@pytest.fixture
def sets(qapp):
    return DataSets()


@pytest.fixture
def choice(qtbot, sets):
    choice = DataChoice(sets)
    qtbot.addWidget(choice)
    choice.resize(800, 60)
    choice.show()
    choice.told = []
    choice.changed.connect(lambda: choice.told.append(choice.key()))
    return choice


def offered(choice):
    buttons = {"download": choice.download_button, "folder": choice.folder_button,
               "cancel": choice.cancel_button, "wanted": choice.wanted_button}  # fmt: skip
    return {name for name, button in buttons.items() if button.isVisible()}


def said(choice):
    return choice.notice.text.text() if choice.notice.isVisible() else ""


def test_what_is_not_there_can_be_downloaded_or_looked_for(choice, sets):
    assert offered(choice) == {"download", "folder"}
    assert said(choice).startswith("MNIST is not on this machine. Download it (")
    assert f"({SOURCES['mnist'].size / 1e6:.0f} MB)" in said(choice)
    assert not choice.is_there()
    sets.there.add("mnist")
    choice.refresh()
    assert offered(choice) == set()
    assert said(choice) == ""
    assert choice.is_there()
    assert choice.title() == "MNIST"


def test_while_it_is_fetched_how_far_is_told_and_it_can_be_cancelled(choice, sets):
    QTest.mouseClick(choice.download_button, LEFT)
    assert sets.asked == [("fetch", "mnist")]
    assert offered(choice) == {"cancel"}
    assert said(choice) == "Downloading MNIST…"
    sets.fetch_progress.emit(1536, 11_264)
    assert said(choice) == "Downloading MNIST: 1.5 of 11.0 MB"
    QTest.mouseClick(choice.cancel_button, LEFT)
    assert sets.asked[-1] == ("cancel",)
    sets.end("mnist", "The download was stopped.")
    assert offered(choice) == {"download", "folder"}
    assert said(choice) == "The download was stopped."
    QTest.mouseClick(choice.download_button, LEFT)
    assert choice.told == []
    sets.end("mnist")
    assert offered(choice) == set()
    assert said(choice) == ""
    assert choice.told == ["mnist"]


def test_what_went_wrong_with_another_data_set_is_not_said_here(choice, sets):
    before = said(choice)
    sets.load_failed.emit("usps", "It is damaged.")
    assert said(choice) == before
    sets.there.add("mnist")
    sets.load_failed.emit("mnist", "It is damaged.")
    assert said(choice) == "It is damaged."
    assert offered(choice) == {"download"}, "it is there, and can be fetched anew"


def test_synthetic_digits_stand_in_and_what_was_chosen_is_offered_on(choice, sets):
    choice.prepare_stand_in()
    assert sets.asked == [("ahead", STAND_IN)]
    choice.let_another_stand_in()
    assert choice.key() == STAND_IN
    assert choice.stands_in
    assert choice.wanted() == "mnist"
    assert choice.to_json() == {"data": "mnist", "folder": str(sets.folder)}
    assert said(choice).startswith("Synthetic handwriting stands in for MNIST")
    assert offered(choice) == {"download", "folder"}
    choice.let_another_stand_in()
    assert choice.wanted() == "mnist"
    came = []
    choice.wanted_came.connect(lambda: came.append(choice.key()))
    QTest.mouseClick(choice.download_button, LEFT)
    assert sets.asked[-1] == ("fetch", "mnist")
    sets.end("mnist")
    assert offered(choice) == {"wanted"}
    assert choice.wanted_button.text() == "Train on MNIST"
    assert said(choice) == "MNIST is on this machine now."
    QTest.mouseClick(choice.wanted_button, LEFT)
    assert came == ["mnist"]
    assert not choice.stands_in
    assert offered(choice) == set()
    choice.prepare_stand_in()
    choice.let_another_stand_in()
    assert choice.key() == "mnist"
    assert sets.asked[-1] == ("fetch", "mnist"), "nothing is made ahead for what is there"


def test_a_folder_that_is_gone_is_chosen_all_the_same_and_said(choice, sets):
    choice.choose("/pictures/mine")
    assert choice.key() == "/pictures/mine"
    assert choice.box.currentText() == "mine"
    place = choice.box.currentIndex()
    assert choice.box.itemData(place, Qt.ItemDataRole.ToolTipRole) == "/pictures/mine"
    assert said(choice).startswith("The folder of images /pictures/mine is gone.")
    assert offered(choice) == {"folder"}
    count = choice.box.count()
    choice.choose("/pictures/mine")
    assert choice.box.count() == count
    choice.choose("no such data set")
    assert choice.key() == "/pictures/mine"
    assert choice.told == ["/pictures/mine"] * 2


def test_what_a_set_of_ones_own_holds_is_told_until_another_is_chosen(choice, sets):
    sets.there.add("/pictures/mine")
    choice.choose("/pictures/mine")
    data = SimpleNamespace(notes=("20 images.",), aside=("One is left aside.",))
    sets.current_name = "mnist"
    sets.loaded.emit(data)
    assert said(choice) == ""
    sets.current_name = "/pictures/mine"
    sets.loaded.emit(data)
    assert said(choice) == "20 images. One is left aside."
    choice.choose("mnist")
    assert "left aside" not in said(choice)


def test_a_choice_by_the_user_is_told_and_one_that_is_given_up_is_none(choice, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    choice.box.setFocus()
    QTest.keyClick(choice.box, Qt.Key.Key_End)
    assert choice.box.currentData() == "mnist", "no folder was chosen"
    assert choice.told == []
    QTest.keyClick(choice.box, Qt.Key.Key_Down)
    assert choice.told == [choice.box.currentData()]
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "/pictures/mine")
    QTest.keyClick(choice.box, Qt.Key.Key_End)
    assert choice.key() == "/pictures/mine"


def test_what_is_remembered_comes_back_and_what_cannot_be_used_does_not(choice, sets, tmp_path):
    choice.restore({"data": "usps", "folder": str(tmp_path)})
    assert choice.key() == "usps"
    assert sets.folder == tmp_path
    choice.restore({"data": 7, "folder": str(tmp_path / "none")})
    assert choice.key() == "usps"
    assert sets.folder == tmp_path


def test_a_folder_that_the_environment_names_is_not_replaced(choice, sets, tmp_path, monkeypatch):
    monkeypatch.setenv("DIGITPAD_DATA", "/elsewhere")
    choice.restore({"data": "usps", "folder": str(tmp_path)})
    assert sets.folder == Path("/data")
