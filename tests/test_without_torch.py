"""Reading, showing and explaining need no torch; only figures need matplotlib.

Each case runs as a program of its own, which tells in the end what it has imported.
"""

import json
import os
import subprocess
import sys

import pytest

from digitpad.support.folders import bundled_drawing

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
from digitpad.lessons.scenes import LESSONS, lesson_settings

for name in LESSONS:
    assert not lab_result(lesson_settings(name, network), image, network, with_pools=True).problem
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
