"""A killed program leaves whole files, and its drawing is offered at the next start."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from digitpad.ui.window.main_window import MainWindow
from tests.ui.pens import click

KILLS = Path(__file__).parents[1] / "bench" / "kills.py"

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the kills are those of forks")


def test_kills_at_random_moments_leave_whole_files_and_an_offer(qtbot, own_folders):
    """The measurement tests/bench/kills.py does the same 200 times."""
    done = subprocess.run(
        [sys.executable, str(KILLS), "--kills", "3", "--json", "--leave-last"],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(done.stdout)
    assert result["kills"] == {"writing": 1, "training": 1, "adapting": 1}
    assert result["offered"] >= 1
    assert result["resumed"] >= 1
    assert set(result["files"]) == {"drawings", "settings", "digits", "models", "trainings"}

    window = MainWindow()
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.recovery.looked, timeout=60_000):
        window.show()
    assert window.recovery.restore_button.isVisible()
    click(window, "recoveryButton")
    assert len(window.canvas.drawing.strokes) >= 1
    window.canvas.undo()
    assert window.canvas.drawing.is_empty
    window.close()
