"""The status bar without a window: what gives way to a message, and what is cut off."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QMainWindow

from digitpad.network.files.training_info import TrainingInfo
from digitpad.ui.messages import tell
from digitpad.ui.window.status import Status, StatusBar
from tests.ui.painted import written

INFO = TrainingInfo()


@pytest.fixture
def bar(qtbot):
    """A bar of 400 pixels with a label of 120 at its right end."""
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.setSizeGripEnabled(False)
    bar.model = QLabel("Model")
    bar.model.setFixedWidth(120)
    bar.addPermanentWidget(bar.model)
    bar.resize(400, 30)
    bar.show()
    return bar


def test_a_short_message_stands_beside_what_is_there(bar):
    bar.showMessage("Saved")
    (one,) = written(bar)
    assert one.text == bar.shown() == bar.accessibleName() == "Saved"
    assert one.place.left() == pytest.approx(8, abs=1)
    assert one.place.center().y() == pytest.approx(15, abs=1.5)
    assert bar.model.isVisible()
    assert bar.toolTip() == ""


def test_what_is_there_gives_way_to_a_message_that_needs_its_place_and_comes_back(bar):
    long = "x" * 40
    bar.showMessage(long)
    width = bar.fontMetrics().horizontalAdvance(long)
    assert 400 - 120 - 16 < width < 400 - 16
    assert not bar.model.isVisible()
    assert bar.shown() == long
    assert bar.toolTip() == ""
    bar.showMessage("Saved")
    assert bar.model.isVisible()
    bar.showMessage(long)
    bar.clearMessage()
    assert bar.model.isVisible()
    assert bar.accessibleName() == ""
    assert not written(bar)


def test_a_message_that_has_no_room_at_all_ends_in_an_ellipsis_and_is_whole_in_the_tip(bar):
    long = "word " * 60
    bar.showMessage(long)
    (one,) = written(bar)
    assert one.text.endswith("…")
    assert one.place.right() <= 400 - 8 + 1
    assert bar.toolTip() == long
    bar.resize(4000, 30)
    assert bar.toolTip() == ""


# What fills it


class Session(QObject):
    """What a Status hears of a session."""

    model_asked = Signal()
    model_changed = Signal(object)
    network_changed = Signal()
    model_failed = Signal(str)
    checkpoint = None
    is_learning = False


@pytest.fixture
def status(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(900, 200)
    said = []
    status = Status(Session(), SimpleNamespace(show_message=said.append), window)
    status.said, status.window = said, window
    window.show()
    yield status
    window.close()


def checkpoint(name, **info):
    return SimpleNamespace(path=Path(f"/models/{name}"), training_info=replace(INFO, **info))


def use(status, model):
    status._session.checkpoint = model
    status._session.model_changed.emit(model)


def message(status):
    return status.window.statusBar().currentMessage()


def test_it_says_which_model_is_loaded_and_how_right_it_was(status):
    assert status.model.text() == "Loading the model…"
    bar = status.window.statusBar()
    assert status.model.isVisible()
    assert bar.isAncestorOf(status.model)
    assert status.model.x() > status.work.x(), "at its right end"
    status.tell_loading(Path("/models/mine.safetensors"))
    assert status.model.text() == "Loading mine.safetensors…"
    use(status, checkpoint("mine.safetensors"))
    assert status.model.text() == "Model mine, runs on the CPU"
    assert status.model.toolTip() == "mine.safetensors"
    assert status.said == [""]
    use(status, checkpoint("mine.safetensors", test_accuracy=0.98765))
    assert status.model.text() == "Model mine, 98.77 % right on its test digits, runs on the CPU"
    use(status, checkpoint("mine.safetensors", test_accuracy=0.5, data="mnist"))
    assert "50.00 % right on MNIST" in status.model.text()


def test_a_long_name_is_shown_without_its_middle(status):
    name = "a" * 30 + "b" * 30
    use(status, checkpoint(f"{name}.safetensors"))
    assert f"Model {'a' * 19}…{'b' * 19}, runs" in status.model.text()
    use(status, checkpoint("c" * 40 + ".safetensors"))
    assert "c" * 40 in status.model.text()


def test_weights_that_learn_are_not_called_the_model(status):
    model = checkpoint("mine.safetensors")
    use(status, model)
    status._session.is_learning = True
    status._session.network_changed.emit()
    assert status.model.text() == "Weights in training read now, not mine"
    status._session.is_learning = False
    status._session.network_changed.emit()
    assert status.model.text() == "Model mine, runs on the CPU"


def test_before_there_is_a_model_a_failure_stands_over_the_answer_and_later_in_the_bar(status):
    status._session.network_changed.emit()
    assert status.model.text() == "Loading the model…"
    status._session.model_failed.emit("The file is damaged.")
    assert status.model.text() == "No model"
    assert status.said == ["The file is damaged. You can draw all the same."]
    use(status, checkpoint("mine.safetensors"))
    status.tell_loading(Path("/models/other.safetensors"))
    status._session.model_failed.emit("The other is damaged.")
    assert message(status) == "The other is damaged."
    assert status.model.text() == "Model mine, runs on the CPU"


@pytest.mark.parametrize("ends", ["model_asked", "model_changed"])
def test_a_failure_is_taken_back_by_the_next_model_and_nothing_else_is(status, ends):
    model = checkpoint("mine.safetensors")
    use(status, model)
    for failure, other, left in (("It is damaged.", "", ""), ("It is damaged.", "Saved", "Saved")):
        status.tell_failure(failure)
        assert message(status) == failure
        if other:
            tell(other)
        getattr(status._session, ends).emit(*([model] if ends == "model_changed" else []))
        assert message(status) == left
    tell("It is damaged.")
    getattr(status._session, ends).emit(*([model] if ends == "model_changed" else []))
    assert message(status) == "It is damaged.", "said of something else"


def test_a_training_is_told_in_the_bar_and_in_the_title(status):
    status.tell_progress(0.424, "2 minutes left")
    assert status.work.text() == "Training 42 % · 2 minutes left"
    assert status.window.windowTitle() == "42 % trained – digitpad"
    status.tell_progress(0.0, "begins")
    assert status.work.text() == "Training 0 % · begins"
    status.tell_progress(-1, "")
    assert status.work.text() == ""
    assert status.window.windowTitle() == "digitpad"


def test_a_long_message_stays_longer(status, monkeypatch):
    shown = []
    monkeypatch.setattr(
        StatusBar, "showMessage", lambda bar, text, time=0: shown.append((text, time))
    )
    tell("Saved")
    tell("x" * 250)
    assert shown == [("Saved", 8000), ("x" * 250, 20_000)]
