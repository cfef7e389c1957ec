"""The comparison of two files of measurements."""

import json
import subprocess
import sys
from pathlib import Path

from digitpad import __version__
from tests.bench.run import changes, figures, versions

ROOT = Path(__file__).parent.parent.parent


def content(*runs):
    return {"figures": {"latency": [figures(run) for run in runs]}}


def test_numbers_are_kept_under_the_words_around_them():
    printed = "to paint (1,200): 95 % 3.5 ms\n\nto paint (1,300): 95 % 4 ms\nconv2 -1.5e-06\n"
    found = figures(printed)
    assert found == {
        "to paint (#): # % # ms": [1200.0, 95.0, 3.5],
        "to paint (#): # % # ms (2)": [1300.0, 95.0, 4.0],
        "conv2 #": [-1.5e-06],
    }


def test_what_changed_beyond_noise_is_told_and_nothing_else():
    earlier = content("paint 3.0 ms, 10 points", "paint 3.2 ms, 10 points")
    assert changes(content("paint 3.3 ms, 10 points", "paint 3.1 ms, 10 points"), earlier) == []
    assert changes(content("paint 6.3 ms, 10 points", "paint 6.1 ms, 10 points"), earlier) == [
        "latency: paint [#] ms, # points: 3.1 -> 6.2 (+100 %)"
    ]
    noisy = content("paint 3.0 ms, 10 points", "paint 9.0 ms, 10 points")
    assert changes(content("paint 8.0 ms, 10 points", "paint 8.1 ms, 10 points"), noisy) == []
    assert changes(content("something else 5"), earlier) == []


def test_without_git_the_sources_are_known_by_their_release(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert versions()["digitpad"] == __version__


def test_it_measures_writes_and_compares(tmp_path):
    first, second = tmp_path / "1.json", tmp_path / "2.json"
    for more in ([first], [second, "--against", first]):
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.run", *map(str, more), "--only", "explain",
             "--only", "confidence", "--runs", "1", "--limit", "300"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
    content = json.loads(second.read_text())
    assert content["machine"]["cores"] >= 1
    assert content["versions"]["digitpad"]
    assert content["left_out"] == {"confidence": "needs --data or --pen"}
    (run,) = content["figures"]["explain"]
    assert run
    assert "1: explain: " in done.stdout
