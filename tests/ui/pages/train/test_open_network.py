"""The Train page with a network of somebody's own code that is open in the window."""

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt
from torch import nn

from digitpad.graph.foreign.module_graph import opened
from digitpad.ink.input.render import network_input
from digitpad.network.files.checkpoint import Checkpoint, load_checkpoint
from digitpad.network.files.training_info import NeedsSourceError, TrainingInfo
from digitpad.support.folders import bundled_model
from digitpad.training.opening import OpenedNetwork
from digitpad.ui import language
from digitpad.ui.window.main_window import MainWindow
from tests.ui.pens import SEVEN, click, mouse


class Turned(nn.Module):
    """Its graph holds the weight turned round: numbers that are not in the state as they are."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(784, 10))

    def forward(self, x):
        return nn.functional.linear(x.flatten(1), self.weight.t())


@pytest.fixture
def checkpoint(tmp_path):
    graph = opened(Turned(), 0.1307, 0.3081, "mine")
    return Checkpoint(graph, TrainingInfo(), tmp_path / "net.py")


@pytest.fixture
def page(qtbot, window, train_page, checkpoint):
    """The page with the network open, and a drawing on the canvas."""
    qtbot.waitUntil(lambda: window.session.checkpoint is not None, timeout=30_000)
    mouse(window.canvas, SEVEN)
    window.session.use(checkpoint)
    return train_page


def probabilities(window):
    return list(window.session.reading.answer.probabilities)


def test_the_open_network_is_chosen_by_its_name(page):
    assert page.network.box.currentText() == "mine"
    assert "7,840 parameters" in page.network.box.toolTip()


def test_a_network_that_is_closed_is_no_longer_offered(qtbot, window, page):
    with qtbot.waitSignal(window.session.model_changed, timeout=30_000):
        window.session.load_model(bundled_model())
    assert page.network.box.findText("mine") == -1
    assert page.network.box.currentData() == "tutorial"


def test_what_is_remembered_is_a_network_that_will_be_there(page):
    assert page.choices()["network"] == "tutorial"


def test_the_open_network_is_trained_tested_saved_and_used(qtbot, window, page, checkpoint):
    page.form.epochs_box.setValue(1)
    with qtbot.waitSignal(page.model_saved, timeout=60_000):
        click(window, "trainButton")
    trained = window.session.checkpoint
    assert trained.network is not checkpoint.network
    assert trained.training_info.test_accuracy > 0.9
    assert trained.path.stem.startswith("mine-everyday-")
    with pytest.raises(NeedsSourceError):
        load_checkpoint(trained.path)
    assert page.network.box.currentText() == "mine"
    assert page.problem.isHidden()
    assert not page.offer.files.left()
    weight = dict(trained.network.numbers)["weight"]
    x = (network_input(window.canvas.drawing).reshape(784) - 0.1307) / 0.3081
    logits = x.astype(np.float64) @ weight.astype(np.float64)
    expected = np.exp(logits - logits.max())
    expected /= expected.sum()
    qtbot.waitUntil(
        lambda: probabilities(window) == pytest.approx(expected, abs=1e-4), timeout=30_000
    )
    # Back to the beginning: all weights zero, nothing is likelier than anything else.
    qtbot.keyClick(page.timeline.slider, Qt.Key.Key_Home)
    qtbot.waitUntil(
        lambda: probabilities(window) == pytest.approx([0.1] * 10, abs=1e-4), timeout=30_000
    )
    click(window, "timelineBackButton")
    qtbot.waitUntil(
        lambda: probabilities(window) == pytest.approx(expected, abs=1e-4), timeout=30_000
    )


def test_too_few_classes_are_told_on_the_page(qtbot, window, page, tmp_path):
    four = opened(nn.Sequential(nn.Flatten(), nn.Linear(784, 4)), 0.1307, 0.3081, "four")
    window.session.use(Checkpoint(four, TrainingInfo(), tmp_path / "net.py"))
    with qtbot.waitSignal(page.training.ended, timeout=60_000):
        click(window, "trainButton")
    assert "four tells 4 classes apart" in page.problem.text.text()


def test_the_test_page_tests_the_open_network(qtbot, window, page):
    window.pages.show_page("test")
    with qtbot.waitSignal(window.pages.test.evaluated, timeout=60_000) as signal:
        qtbot.mouseClick(window.pages.test.header.button, Qt.MouseButton.LeftButton)
    # All weights are zero: each image is read as the first class.
    (found,) = signal.args
    assert found.report.accuracy == pytest.approx(0.1)


@pytest.mark.parametrize("chosen", ["mine", "LeNet-5"])
def test_another_language_keeps_what_is_open_and_what_is_chosen(qtbot, window, page, chosen):
    page.network.box.setCurrentIndex(page.network.box.findText(chosen))
    assert page.network.box.currentText() == chosen
    old = window.menuBar()
    window.actions_.languages["zh_CN"].trigger()
    with qtbot.waitSignal(old.destroyed, timeout=20_000):
        pass
    box = window.pages.train.network.box
    assert box is not page.network.box
    assert box.findText("mine") >= 0
    assert box.currentData() == {"mine": "open", "LeNet-5": "lenet"}[chosen]
    language.use_language("en")


def test_a_network_that_was_open_before_the_page_was_made_is_chosen(qtbot, own_folders, checkpoint):
    window = MainWindow(network=OpenedNetwork(checkpoint))
    try:
        with qtbot.waitSignal(window.session.model_changed, timeout=60_000):
            window.show()
        page = window.pages.train  # what was remembered of it is restored as it is made
        assert page.network.box.currentText() == "mine"
        assert page.choices()["network"] == "tutorial"
    finally:
        window.close()
        window.deleteLater()
