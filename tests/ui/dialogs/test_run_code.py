"""Code that takes its time, while its user changes their mind: who asked for it gets it, or nobody.

Nothing waits for a clock: the slow file ends when the test says so.
"""

import pytest

from digitpad.graph.foreign.source import CodeSource
from digitpad.network.files import foreign
from digitpad.network.files.code_needed import CodeNeeded
from digitpad.ui.background import running
from tests.ui.run_code import press

SLOW = """
import time
from pathlib import Path
from torch import nn

Path({began!r}).touch()
while not Path({may_end!r}).exists():
    try:
        time.sleep(0.01)
    except KeyboardInterrupt:
        pass  # it does not let itself be ended

class Slow(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(784, 10)

    def forward(self, x):
        return self.a(x.flatten(1))
"""
ENDLESS = """
from pathlib import Path

Path({began!r}).touch()
while True:
    try:
        pass
    except Exception:
        pass
"""
QUICK = """
from pathlib import Path
from torch import nn

Path({ran!r}).touch()

class Quick(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(784, 20)
        self.b = nn.Linear(20, 10)

    def forward(self, x):
        return self.b(self.a(x.flatten(1)))
"""


@pytest.fixture
def began(tmp_path):
    return tmp_path / "began"


@pytest.fixture
def may_end(tmp_path):
    return tmp_path / "may_end"


@pytest.fixture
def ran(tmp_path):
    return tmp_path / "ran"


@pytest.fixture
def slow(tmp_path, began, may_end):
    (tmp_path / "slow.py").write_text(SLOW.format(began=str(began), may_end=str(may_end)))
    may_end.touch()
    needed = needed_of(tmp_path / "slow.py", "Slow")
    may_end.unlink()
    began.unlink()
    yield needed
    may_end.touch()


@pytest.fixture
def quick(tmp_path, ran):
    (tmp_path / "quick.py").write_text(QUICK.format(ran=str(ran)))
    needed = needed_of(tmp_path / "quick.py", "Quick")
    ran.unlink()
    return needed


def needed_of(path, name):
    source = CodeSource(str(path), name)
    return CodeNeeded.of(foreign.open_network(source, mean=0.5, std=0.25).network)


@pytest.fixture
def given():
    """The names of the networks that each who asked was given."""
    return {"slow": [], "quick": []}


@pytest.fixture
def ask(qtbot, window, given):
    def ask_for(who, needed):
        window.dialogs.ask_for_code(
            lambda opened: given[who].append(opened.checkpoint.network.name), needed
        )
        return window.dialogs["run_code"]

    return ask_for


@pytest.fixture
def dialog(qtbot, ask, slow, began):
    """The slow file runs."""
    dialog = ask("slow", slow)
    qtbot.waitUntil(dialog.run.isEnabled, timeout=30_000)
    press(dialog.run)
    qtbot.waitUntil(began.exists, timeout=30_000)
    return dialog


def test_what_was_cancelled_does_not_answer_the_next_question(
    qtbot, dialog, ask, quick, given, may_end, ran
):
    press(dialog.cancel)
    ask("quick", quick)
    assert dialog.made.text() == "quick.py:Quick()"
    assert not dialog.run.isEnabled()
    assert dialog.message.text() == "The code that ran before has not ended."
    may_end.touch()
    qtbot.waitUntil(dialog.run.isEnabled, timeout=30_000)
    assert dialog.isVisible()
    assert not dialog.message.isVisible()
    assert given == {"slow": [], "quick": []}
    assert not ran.exists()
    with qtbot.waitSignal(dialog.opened, timeout=30_000):
        press(dialog.run)
    assert given == {"slow": [], "quick": ["Quick"]}


def test_what_was_replaced_does_not_answer_the_next_question(
    qtbot, dialog, ask, quick, given, may_end
):
    ask("quick", quick)
    may_end.touch()
    qtbot.waitUntil(dialog.run.isEnabled, timeout=30_000)
    assert dialog.isVisible()
    assert given == {"slow": [], "quick": []}


def test_the_same_question_asked_again_is_agreed_to_again(qtbot, dialog, ask, slow, given, may_end):
    press(dialog.cancel)
    ask("slow", slow)
    may_end.touch()
    qtbot.waitUntil(dialog.run.isEnabled, timeout=30_000)
    assert given["slow"] == []
    with qtbot.waitSignal(dialog.opened, timeout=30_000):
        press(dialog.run)
    assert given["slow"] == ["Slow"]


def test_the_networks_of_one_file_are_not_listed_for_another(
    qtbot, window, slow, quick, began, may_end, ran
):
    window.dialogs.show("open_network")
    dialog = window.dialogs["open_network"]
    dialog.place.setText(slow.code_source.place)
    press(dialog.run)
    qtbot.waitUntil(began.exists, timeout=30_000)
    dialog.place.setText(quick.code_source.place)
    assert not dialog.run.isEnabled()
    may_end.touch()
    qtbot.waitUntil(dialog.run.isEnabled, timeout=30_000)
    assert dialog.names.count() == 0
    assert not dialog.open_button.isEnabled()
    assert not ran.exists()


@pytest.fixture
def endless(qtbot, window, tmp_path, began):
    """Code that never ends runs in the dialog."""
    (tmp_path / "endless.py").write_text(ENDLESS.format(began=str(began)))
    window.dialogs.show("open_network")
    dialog = window.dialogs["open_network"]
    dialog.place.setText(str(tmp_path / "endless.py"))
    press(dialog.run)
    qtbot.waitUntil(began.exists, timeout=30_000)
    return dialog


def test_another_file_is_run_after_one_that_never_ends(qtbot, endless, quick):
    endless.place.setText(quick.code_source.place)
    qtbot.waitUntil(endless.run.isEnabled, timeout=30_000)
    press(endless.run)
    qtbot.waitUntil(endless.names.isVisible, timeout=30_000)
    assert endless.names.currentText() == "Quick"


def test_code_that_never_ends_ends_with_its_dialog(qtbot, endless, quick):
    press(endless.cancel)
    qtbot.waitUntil(endless.run.isEnabled, timeout=30_000)
    assert not endless.message.text()


def test_code_that_never_ends_ends_with_the_window(window, endless):
    window.close()
    assert not running(window)
