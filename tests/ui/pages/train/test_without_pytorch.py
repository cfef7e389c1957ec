"""The Train page on a machine without PyTorch: it says what is missing and how to get it."""

from digitpad.support.folders import user_data_folder
from digitpad.training.unfinished_files import UnfinishedFiles
from tests.ui.pens import click


def test_the_page_says_what_is_missing_and_how_to_get_it(no_torch, window):
    window.pages.show_page("train")
    problem = window.pages.train.problem
    assert problem.isVisible()
    assert "PyTorch, which training needs, is not installed." in problem.text.text()
    assert "pip install torch" in problem.text.text()


def test_train_says_it_and_loads_nothing(no_torch, qtbot, window, monkeypatch):
    asked = []
    monkeypatch.setattr(window.pages.data_sets, "load", asked.append)
    window.pages.show_page("train")
    click(window, "trainButton")
    assert "PyTorch" in window.pages.train.problem.text.text()
    assert window.pages.train.controls.train.isEnabled()
    assert asked == []


def test_a_training_that_broke_off_waits_for_a_start_with_it(no_torch, window):
    files = UnfinishedFiles(user_data_folder() / "unfinished")
    path = files.begin()
    path.write_bytes(b"of an epoch")
    files.close()
    assert not window.pages.train.offer_unfinished()
    assert path.read_bytes() == b"of an epoch"


def test_one_that_cannot_be_loaded_is_told_when_a_training_begins(
    qtbot, train_page, window, monkeypatch
):
    """As where a library of the system is missing: known only once it is imported."""

    def begin(*_):
        raise ImportError("DLL load failed while importing _C", name="torch._C")

    monkeypatch.setattr("digitpad.training.session.TrainingSession", begin)
    with qtbot.waitSignal(train_page.training.failed, timeout=60_000):
        click(window, "trainButton")
    said = train_page.problem.text.text()
    assert said.startswith("PyTorch cannot be loaded: DLL load failed while importing _C.")
    assert train_page.controls.train.isEnabled()
