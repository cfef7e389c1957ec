"""Opening somebody's own network: nothing of it runs before the user agreed."""

from pathlib import Path

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton

from digitpad.ui.messages import messages

CODE = """
from pathlib import Path
import torch.nn.functional as F
from torch import nn

Path({marker!r}).write_text("ran")

class Wide(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.a = nn.Conv2d(1, width, 3, padding=1)
        self.out = nn.Linear(width * 196, 10)

    def forward(self, x):
        return self.out(F.max_pool2d(F.relu(self.a(x)), 2).flatten(1))

class Broken(nn.Module):
    def forward(self, x):
        return x.wrong

ready = Wide(2)
"""


@pytest.fixture
def code(tmp_path):
    (tmp_path / "net.py").write_text(CODE.format(marker=str(tmp_path / "marker")))
    return tmp_path / "net.py"


@pytest.fixture
def dialog(qtbot, window):
    window.dialogs.show("open_network")
    dialog = window.dialogs["open_network"]
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def click(qtbot, dialog, name):
    button = dialog.findChild(QPushButton, name)
    assert button.isEnabled()
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def run_code(qtbot, dialog):
    click(qtbot, dialog, "runNetworkCode")
    qtbot.waitUntil(lambda: dialog.names.count() > 0, timeout=60_000)


def choose(dialog, code, name):
    dialog.place.setText(str(code))


def test_code_runs_after_the_user_has_agreed_and_not_before(qtbot, dialog, code, tmp_path):
    choose(dialog, code, "Wide")
    assert str(code) in dialog.warning.text()
    assert not (tmp_path / "marker").exists()
    run_code(qtbot, dialog)
    assert (tmp_path / "marker").read_text() == "ran"
    names = [dialog.names.itemText(n) for n in range(dialog.names.count())]
    assert sorted(names) == ["Broken", "Wide", "ready"]


def test_another_file_has_to_be_agreed_to_anew(qtbot, dialog, code):
    choose(dialog, code, "Wide")
    run_code(qtbot, dialog)
    dialog.place.setText(str(code.with_name("other.py")))
    assert dialog.names.count() == 0
    assert not dialog.open_button.isEnabled()


def test_what_its_constructor_needs_is_asked_for_and_it_reads(qtbot, window, dialog, code):
    choose(dialog, code, "Wide")
    run_code(qtbot, dialog)
    dialog.names.setCurrentText("Wide")
    QTest.keyClicks(dialog._arguments["width"], "3")
    with qtbot.waitSignals([dialog.opened, messages.came], timeout=60_000):
        click(qtbot, dialog, "openNetworkButton")
    assert not dialog.isVisible()
    network = window.session.network
    assert network.operations[network.index["a"]].seen_shape == (3, 28, 28)
    assert window.pages.layers.layer_names[1:-1] == ["input", "a", "relu", "max_pool2d", "out"]


def test_weights_are_loaded_into_it(qtbot, window, dialog, code, tmp_path):
    torch.manual_seed(7)
    weight = torch.rand(2, 1, 3, 3)
    state = {"a.weight": weight, "a.bias": torch.zeros(2), "out.weight": torch.zeros(10, 392),
             "out.bias": torch.zeros(10)}  # fmt: skip
    torch.save({"state_dict": {f"module.{key}": value for key, value in state.items()}},
               tmp_path / "w.pth")  # fmt: skip
    choose(dialog, code, "ready")
    run_code(qtbot, dialog)
    dialog.names.setCurrentText("ready")
    dialog.weights.setText(str(tmp_path / "w.pth"))
    with qtbot.waitSignal(dialog.opened, timeout=60_000):
        click(qtbot, dialog, "openNetworkButton")
    assert (window.session.network.numbers["a.weight"] == weight.numpy()).all()


def test_errors_of_the_users_code_are_told_with_their_line_and_the_window_lives(
    qtbot, window, dialog, code
):
    before = window.session.network
    choose(dialog, code, "Broken")
    run_code(qtbot, dialog)
    dialog.names.setCurrentText("Broken")
    click(qtbot, dialog, "openNetworkButton")
    qtbot.waitUntil(lambda: "wrong" in dialog.message.text(), timeout=60_000)
    line = CODE.splitlines().index("        return x.wrong") + 1
    assert f"net.py, line {line}" in dialog.message.text()
    assert "AttributeError" in dialog.traceback.toPlainText()
    assert dialog.isVisible()
    assert window.session.network is before


def test_a_file_that_is_no_python_is_told(qtbot, dialog, tmp_path):
    (tmp_path / "bad.py").write_text("def :")
    dialog.place.setText(str(tmp_path / "bad.py"))
    click(qtbot, dialog, "runNetworkCode")
    qtbot.waitUntil(lambda: "SyntaxError" in dialog.message.text(), timeout=60_000)
    assert dialog.names.count() == 0


def test_numbers_for_the_pixels_are_checked(qtbot, dialog, code):
    choose(dialog, code, "ready")
    run_code(qtbot, dialog)
    dialog.names.setCurrentText("ready")
    dialog.pixels.setCurrentIndex(dialog.pixels.findData("own"))
    assert dialog.own.isVisible()
    dialog.std.setText("0")
    click(qtbot, dialog, "openNetworkButton")
    assert "deviation above 0" in dialog.message.text()


def test_a_file_is_chosen_in_the_systems_dialog(qtbot, dialog, code, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(code), ""))
    click(qtbot, dialog, "browseNetworkButton")
    assert Path(dialog.place.text()) == code


def press(qtbot, dialog, name):
    """Go to a button by the keyboard and press it."""
    dialog.activateWindow()
    button = dialog.findChild(QPushButton, name)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


def fail_to_open(qtbot, dialog, name, argument=""):
    dialog.names.setCurrentText(name)
    if argument:
        qtbot.waitUntil(dialog._arguments["width"].isVisible)
        dialog._arguments["width"].setFocus()
        QTest.keyClicks(dialog._arguments["width"], argument)
    press(qtbot, dialog, "openNetworkButton")
    qtbot.waitUntil(lambda: bool(dialog.traceback.toPlainText()), timeout=60_000)


def test_the_keyboard_goes_to_what_is_done_next(qtbot, dialog, code):
    choose(dialog, code, "Broken")
    press(qtbot, dialog, "runNetworkCode")
    qtbot.waitUntil(lambda: dialog.names.count() > 0, timeout=60_000)
    assert dialog.focusWidget() is dialog.names
    fail_to_open(qtbot, dialog, "Broken")
    assert dialog.focusWidget() is dialog.open_button
    fail_to_open(qtbot, dialog, "Wide", "-1")
    assert dialog.focusWidget() is dialog._arguments["width"]


def test_the_only_network_of_a_file_has_what_it_needs_typed_at_once(qtbot, dialog, code):
    begin, _, _ = CODE.partition("class Broken")
    code.write_text(begin.format(marker=str(code.with_name("marker"))))
    choose(dialog, code, "Wide")
    press(qtbot, dialog, "runNetworkCode")
    qtbot.waitUntil(lambda: dialog.names.count() == 1, timeout=60_000)
    qtbot.waitUntil(lambda: dialog.focusWidget() is dialog._arguments["width"])


def test_another_network_takes_the_error_of_the_last_one_away(qtbot, dialog, code):
    choose(dialog, code, "Broken")
    run_code(qtbot, dialog)
    fail_to_open(qtbot, dialog, "Broken")
    dialog.names.setFocus()
    QTest.keyClicks(dialog.names, "ready")
    assert dialog.names.currentText() == "ready"
    assert not dialog.message.isVisible()
    assert not dialog.traceback.isVisible()


def test_an_argument_that_is_missing_is_named_and_nothing_runs(qtbot, dialog, code):
    choose(dialog, code, "Wide")
    run_code(qtbot, dialog)
    dialog.names.setCurrentText("Wide")
    qtbot.waitUntil(dialog._arguments["width"].isVisible)
    press(qtbot, dialog, "openNetworkButton")
    assert dialog.message.text() == 'width is missing: type a number or "text".'
    assert dialog.focusWidget() is dialog._arguments["width"]
    assert dialog.open_button.isEnabled(), "nothing runs"


def test_nothing_is_cut_below_an_argument_and_an_error(qtbot, dialog, code):
    choose(dialog, code, "Wide")
    run_code(qtbot, dialog)
    fail_to_open(qtbot, dialog, "Wide", "-1")

    def is_whole():
        texts = [one.height() >= one.heightForWidth(one.width())
                 for one in (dialog.warning, dialog.message)]  # fmt: skip
        boxes = [one.height() >= one.minimumSizeHint().height()
                 for one in (dialog.browse, dialog.browse_weights, dialog.run)]  # fmt: skip
        return all(texts + boxes) and dialog.rect().contains(dialog.open_button.geometry())

    qtbot.waitUntil(is_whole)
