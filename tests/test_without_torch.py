"""Reading, showing and explaining need no torch; only figures need matplotlib.

Each case runs as a program of its own, which tells in the end what it has imported; or as on a
machine that has none, where what needs it says so in a sentence.
"""

import json
import os
import subprocess
import sys

import pytest

from digitpad.support.folders import bundled_drawing, bundled_model

AT_THE_END = """
import json, sys
print(json.dumps([name for name in ("torch", "torchvision", "captum", "matplotlib")
                  if name in sys.modules]))
"""
COMMAND = "import sys\nfrom digitpad.cli import main\nassert main(sys.argv[1:]) == 0\n"
NETWORK = """
import sys
from digitpad.ink.input.render import network_input
from digitpad.ink.strokes_file import load_drawing
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.support.folders import bundled_drawing, bundled_model

network = load_checkpoint(bundled_model()).network
drawing = load_drawing(bundled_drawing())
image = network_input(drawing)
"""
LAB = """
from digitpad.lab.result import lab_result
from digitpad.lessons.chapters_network import CHAPTERS

scenes = [step.scene for lesson in CHAPTERS for step in lesson.steps if step.scene is not None]
for settings in (scene.lab_settings for scene in scenes if scene.lab_settings is not None):
    assert not lab_result(settings, image, network, with_pools=True).problem
"""
VALUES = """
from digitpad.graph.receptive_field import projective_field, receptive_field
from digitpad.graph.trace import shown_layers, trace
from digitpad.graph.value import explain

found = trace(network, image)
for shown in shown_layers(network):
    position = tuple(0 for _ in shown.shape)
    assert explain(found, shown.index, position).text()
    assert receptive_field(network, shown.index, position)
    assert projective_field(network, shown.index, position, len(found.outputs) - 1)
"""
PROBES = """
from digitpad.ink.input.preparation import ALL_STEPS
from digitpad.reading.canvas_number import find_number
from digitpad.reading.probe import costs, probe
from digitpad.reading.read import Inspection, Version, read

assert read(drawing, Version(), network, Inspection(shows_steps=True)).answer.digit == 7
assert costs(network, drawing, ALL_STEPS).answer.digit == 7
assert probe(network, drawing, ALL_STEPS, 7)
find_number(drawing, network, network)
"""
TABLES = """
from digitpad.figures.subject import flow_npz, layer_csv
from digitpad.graph.trace import shown_layers, trace

found = trace(network, image)
assert flow_npz(found)
assert all(layer_csv(found, shown) for shown in shown_layers(network))
"""


def imported(code, *arguments):
    """Run ``code``, which must succeed, and return what of the heavy libraries it has imported."""
    done = subprocess.run(
        [sys.executable, "-c", code + AT_THE_END, *map(str, arguments)], capture_output=True,
        text=True, timeout=300, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("more", [(), ("--number",), ("--json",)], ids=" ".join)
def test_strokes_are_read_without_them(more):
    assert imported(COMMAND, "predict", bundled_drawing(), *more) == []


def test_a_picture_is_read_without_them(tmp_path):
    from PIL import Image, ImageDraw

    paper = Image.new("L", (300, 300), 255)
    ImageDraw.Draw(paper).line([(80, 60), (220, 60), (140, 240)], fill=0, width=20)
    paper.save(tmp_path / "seven.png")
    assert imported(COMMAND, "predict", tmp_path / "seven.png") == []


@pytest.mark.parametrize(
    "code", [LAB, VALUES, PROBES, TABLES], ids=["lab", "values", "probes", "tables"]
)
def test_what_is_looked_into_needs_none_of_them(code):
    assert imported(NETWORK + code) == []


def test_figures_are_drawn_without_torch(tmp_path):
    found = imported(COMMAND, "explain", bundled_drawing(), "--out", tmp_path / "out")
    assert found == ["matplotlib"]


@pytest.mark.skipif(sys.platform == "win32", reason="torch is loaded before Qt there")
@pytest.mark.parametrize(
    "page",
    [("layers",), ("layers", "--layer", "conv2", "--value", "3,5,5"), ("layers", "--layer", "ink"),
     ("lab",)],
    ids=" ".join,
)  # fmt: skip
def test_a_page_is_shown_without_them(tmp_path, page):
    picture = tmp_path / "window.png"
    found = imported(COMMAND, "snapshot", picture, "--strokes", bundled_drawing(), "--page", *page)
    assert found == []
    assert picture.stat().st_size > 10_000


WITHOUT = """
import sys
for name in ("torch", "torchvision", "captum"):
    sys.modules[name] = None  # which Python takes for: there is none
"""
MISSING = "PyTorch, which training needs, is not installed."
WINDOW = """
import sys
from PySide6.QtCore import QEventLoop, QTimer
from digitpad.cli.window import paint_offscreen

paint_offscreen()
from digitpad.ink.strokes_file import load_drawing
from digitpad.support.folders import bundled_drawing
from digitpad.ui.messages import messages
from digitpad.ui.window.app import make_application
from digitpad.ui.window.main_window import MainWindow
from digitpad.ui.window.snapshot import close_for_good, wait_until_settled

def until(condition):
    loop, tries = QEventLoop(), 0
    while not condition():
        tries += 1
        assert tries < 3000, "it does not come"
        QTimer.singleShot(50, loop.quit)
        loop.exec()

faults = []

def note(*fault):
    faults.append(fault)
    sys.__excepthook__(*fault)

sys.excepthook = note
make_application("en")
window = MainWindow(remember=False)
window.show()
window.show_drawing(load_drawing(bundled_drawing()))
wait_until_settled(window)
assert window.answer.prediction.text() == "7"
"""
LOOK_AROUND = """
window.pages.layers.select_layer("why")
why = window.pages.layers.findChild(object, "whyView")
until(lambda: "PyTorch" in why.sentence.text())
window.pages.show_page("test")
test = window.pages.test
test._data_sets.load("few-handwriting")
test.evaluate_or_cancel()
until(lambda: "PyTorch" in test.header.message.text())
window.pages.show_page("train")
assert "PyTorch" in window.pages.train.problem.text.text()
window.pages.show_page("lab")
until(lambda: window.pages.lab.view.is_settled)
for name in ("models", "adapt", "designer", "open_network", "experiments", "my_digits"):
    window.dialogs.show(name)
    window.dialogs[name].close()
close_for_good(window)
assert not faults, faults
"""


def without_torch(code, *arguments, status=0):
    """Run ``code`` as on a machine without torch; returns what it printed, output and errors."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT + code, *map(str, arguments)], capture_output=True,
        text=True, timeout=300, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert done.returncode == status, done.stderr
    return done.stdout, done.stderr


MAIN = "from digitpad.cli import main\nsys.exit(main(sys.argv[1:]))\n"


def test_a_window_without_it_draws_reads_and_shows_and_says_what_it_needs():
    _, err = without_torch(WINDOW + LOOK_AROUND)
    said = [line for line in err.splitlines() if not line.startswith("This plugin does not")]
    assert said == []  # Qt's offscreen platform apart


@pytest.mark.parametrize(
    "command",
    [
        ("train", "--dataset", "few-handwriting", "--epochs", "1"),
        ("evaluate", "--dataset", "few-handwriting"),
        ("experiment", "--dataset", "few-handwriting", "--networks", "dense", "--recipes", "fast"),
        ("predict", "--network", "torchvision.models:resnet18", "{drawing}"),
        ("export", "{model}", "--kind", "state_dict", "--out", "{out}"),
    ],
    ids=lambda command: command[0],
)
def test_a_command_that_needs_it_says_so_on_one_line(tmp_path, command):
    out = tmp_path / "model.pth"
    places = {"drawing": bundled_drawing(), "model": bundled_model(), "out": out}
    words = [word.format(**places) for word in command]
    _, err = without_torch(MAIN, *words, status=1)
    assert MISSING in err
    assert err.count("\n") == 1
    assert not out.exists()


def test_a_checkpoint_of_ours_is_exported_without_it(tmp_path):
    out = tmp_path / "copy.safetensors"
    without_torch(MAIN, "export", bundled_model(), "--kind", "safetensors", "--out", out)
    assert out.is_file()


def test_doctor_and_selftest_tell_that_it_is_missing():
    out, _ = without_torch(MAIN, "doctor", status=1)
    assert f"devices: {MISSING}" in out
    out, _ = without_torch(MAIN, "selftest", status=1)
    assert "FAILED  torch: ModuleNotFoundError" in out
    assert "ok      window: reads 7 from mouse events" in out


def test_where_it_is_not_to_be_had_the_self_test_is_content():
    """As on an Intel Mac: of the kind of computer, only the answer of `platform` is another."""
    intel = "import sys\nfrom digitpad.support import pytorch\npytorch.has_builds = lambda: False\n"
    out, _ = without_torch(intel + MAIN, "selftest")
    assert "note    torch: PyTorch, which training needs, is not made for this kind" in out
    assert out.endswith("All is well.\n")
