"""The choice of a data set: MNIST wherever it lies, one's own, and what is told of them."""

import shutil

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from digitpad.ui.data_sets import DataSets
from digitpad.ui.widgets.data_choice import DataChoice
from tests.ui.pens import press_again


@pytest.fixture
def choice(qtbot, tmp_path):
    data_sets = DataSets()
    data_sets.folder = tmp_path / "nothing"
    choice = DataChoice(data_sets)
    qtbot.addWidget(choice)
    choice.data_sets = data_sets
    choice.show()
    return choice


def choose_folder(qtbot, choice, folder, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    qtbot.mouseClick(choice.folder_button, Qt.MouseButton.LeftButton)


def test_the_raw_folder_itself_is_mnist(qtbot, choice, data_folder, monkeypatch):
    choose_folder(qtbot, choice, data_folder / "MNIST" / "raw", monkeypatch)
    assert choice.is_there()
    assert choice.key() == "mnist"
    assert not choice.notice.isVisible()


def test_a_folder_is_asked_for_while_the_data_is_not_there(qtbot, choice, data_folder):
    assert choice.folder_button.isVisible()
    choice.data_sets.folder = data_folder
    choice.refresh()
    assert choice.is_there()
    assert not choice.folder_button.isVisible()


@pytest.fixture
def own_folder(tmp_path):
    folder = tmp_path / "mine"
    image = np.zeros((28, 28), np.uint8)
    image[4:24, 12:16] = 255
    for digit in (*range(10), 10):
        (folder / str(digit)).mkdir(parents=True)
        for number in range(3):
            Image.fromarray(image).save(folder / str(digit) / f"{number}.png")
    return folder


def test_a_folder_of_ones_own_is_chosen_as_that_and_told(
    qtbot, choice, own_folder, told, monkeypatch
):
    choose_folder(qtbot, choice, own_folder, monkeypatch)
    assert choice.key() == str(own_folder)
    assert told == [f"{own_folder} does not hold MNIST. What it holds is chosen in its place."]
    with qtbot.waitSignal(choice.data_sets.loaded, timeout=20_000):
        choice.data_sets.load(choice.key())
    assert "20 images to train on and 10 for the test" in choice.notice.text.text()
    assert "Left aside: 10 (3 pictures)." in choice.notice.text.text()


def test_a_folder_of_ones_own_is_not_where_published_sets_are_looked_for_and_put(
    qtbot, choice, data_folder, own_folder, monkeypatch
):
    choice.choose("usps")
    choice.data_sets.folder = data_folder
    choice.refresh()
    choose_folder(qtbot, choice, own_folder, monkeypatch)
    assert choice.data_sets.folder == data_folder
    assert choice.to_json() == {"data": str(own_folder), "folder": str(data_folder)}
    choice.choose("mnist")
    assert choice.is_there()


def test_a_folder_without_data_says_so(qtbot, choice, tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    choose_folder(qtbot, choice, tmp_path / "empty", monkeypatch)
    assert "does not hold MNIST" in choice.notice.text.text()


def test_what_is_packed_is_read_as_it_is(qtbot, choice, data_folder, tmp_path, monkeypatch):
    import gzip

    flat = tmp_path / "flat"
    flat.mkdir()
    for file in (data_folder / "MNIST/raw").iterdir():
        (flat / f"{file.name.replace('-idx', '.idx')}.gz").write_bytes(
            gzip.compress(file.read_bytes())
        )
    shutil.rmtree(data_folder)
    choose_folder(qtbot, choice, flat, monkeypatch)
    with qtbot.waitSignal(choice.data_sets.loaded, timeout=20_000) as loaded:
        choice.data_sets.load("mnist")
    assert len(loaded.args[0].training) == 640


def test_a_double_click_on_cancel_asks_for_no_folder(choice, monkeypatch):
    asked = []
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: asked.append(1) or "")
    press_again(choice.folder_button)  # it lies where Cancel was
    assert not asked


def test_the_keyboard_goes_from_download_to_cancel_and_back(qtbot, choice, monkeypatch):
    monkeypatch.setattr(DataSets, "fetch", lambda *_: None)
    choice.download_button.setFocus()
    with monkeypatch.context() as fetching:
        fetching.setattr(DataSets, "is_fetching", True)
        qtbot.keyClick(choice.download_button, Qt.Key.Key_Space)
        assert choice.focusWidget() is choice.cancel_button
    choice.data_sets.fetch_failed.emit("mnist", "The download was stopped.")
    assert choice.focusWidget() is choice.download_button
