"""A settings file that others have spoiled: the window opens, and the rest is as at first."""

import json

import pytest

from digitpad.ink.drawing import DEFAULT_WIDTH
from digitpad.support.folders import user_settings_file
from digitpad.ui.window.main_window import MainWindow


def opened(qtbot, text):
    user_settings_file().parent.mkdir(parents=True, exist_ok=True)
    user_settings_file().write_text(text)
    window = MainWindow()
    qtbot.addWidget(window)
    return window


@pytest.mark.parametrize("brush", ["99999999999999999999", "-5", "thick"])
def test_a_brush_that_cannot_be_is_the_usual_one(qtbot, brush):
    window = opened(qtbot, f"[canvas]\nbrush={brush}\n")
    assert window.tools.brush.value() == round(DEFAULT_WIDTH)
    window.close()


@pytest.mark.parametrize(
    "choice", [{"network": 10**30}, {"network": [1]}, {"folder": "x" * 5000}, {"data": "x" * 5000}],
    ids=["number", "list", "folder", "data"],
)  # fmt: skip
def test_choices_for_a_training_that_cannot_be_are_left_out(qtbot, choice):
    window = opened(qtbot, f"[training]\nchoice={json.dumps(json.dumps(choice))}\n")
    assert window.pages.train.choices()["network"] == "tutorial"
    window.close()
