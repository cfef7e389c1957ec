"""Threads that need matplotlib at the same time."""

import json
import subprocess
import sys

import pytest

# Each of the three is what a thread of the window does first for a chart, or for a figure.
CODE = """
import json, sys, threading
import numpy as np
from digitpad.figures.spec import FigureLabels, FigureSpec
from digitpad.figures.subject import Subject, figure
from digitpad.graph.trace import trace
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.support.folders import bundled_model
from digitpad.ui.dialogs.experiments.trials_plot import _chart as trials_chart
from digitpad.ui.widgets.loss_plot import _chart as loss_chart

graph = load_checkpoint(bundled_model()).network
subject = Subject(trace(graph, np.zeros((28, 28), np.float32)), "flow")
works = {
    "figure": lambda: figure(subject, FigureSpec(), FigureLabels())[:4].hex(),
    "loss": lambda: type(loss_chart()).__name__,
    "trials": lambda: type(trials_chart()).__name__,
}
assert "matplotlib" not in sys.modules
came = {}

def do(name):
    try:
        came[name] = works[name]()
    except Exception as error:
        came[name] = repr(error)

sys.setswitchinterval(0.0005)
threads = [threading.Thread(target=do, args=(name,)) for name in sys.argv[1:]]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps(came))
"""
CAME = {"figure": b"\x89PNG".hex(), "loss": "Chart", "trials": "TrialsChart"}


@pytest.mark.parametrize("names", [("loss", "figure"), ("figure", "trials"), ("trials", "loss")])
def test_two_threads_may_be_the_first_to_draw(names):
    done = subprocess.run(
        [sys.executable, "-c", CODE, *names], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == {name: CAME[name] for name in names}
