"""The measurements that take under a minute, one after the other, into a file to compare with.

    python -m tests.bench.run OUT.json [--against EARLIER.json] [--data DATA --pen PEN]
        [--only latency --only startup] [--runs 3] [--limit 60]

Each measurement is a process of its own, run in turn with the others, ``--runs`` times. Every
number that it prints is kept under the words around it, with the machine, its load and the
versions. ``--against`` says which numbers are others than in the earlier file, beyond what they
differ by from run to run. What takes longer than ``--limit`` seconds is broken off and named.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
DATA, PEN = "{data}", "{pen}"
MEASUREMENTS = {
    "startup": ["--runs", "3"],
    "latency": ["--points", "1000"],
    "maps": ["--points", "500"],
    "lab": ["--settings", "300"],
    "lab_page": ["--changes", "60"],
    "designer": [],
    "graph_ops": ["--rounds", "10"],
    "explain": ["--values", "2000"],
    "first_train": ["--runs", "2"],
    "training": ["--data", DATA, "--seeds", "1", "--rounds", "1"],
    "threads": ["--data", DATA, "--seconds", "12"],
    "confidence": ["--data", DATA, "--pen", PEN],
}
PACKAGES = ("torch", "numpy", "PySide6-Essentials")
NUMBER = re.compile(r"(?<![\w.])-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?")
LEAST = 0.05  # of a number: what differs less is told by no run of a few

Figures = dict[str, list[float]]


def figures(printed: str) -> Figures:
    """Return the numbers of each printed line, by its words; a line's second time gets a mark.

    >>> figures("median 1,234 ms of 3 runs")
    {'median # ms of # runs': [1234.0, 3.0]}
    """
    found: Figures = {}
    for line in filter(None, map(str.strip, printed.splitlines())):
        numbers = [float(number.replace(",", "")) for number in NUMBER.findall(line)]
        words = words_once = NUMBER.sub("#", line)
        again = 1
        while words in found:
            again += 1
            words = f"{words_once} ({again})"
        if numbers:
            found[words] = numbers
    return found


def changes(now: dict[str, Any], earlier: dict[str, Any]) -> list[str]:
    """Return a line for each number that differs beyond noise between two files' contents.

    Noise is the span of the runs in either file, and a twentieth of the number at least.
    """
    told = []
    for name, runs in now["figures"].items():
        for words, place, ours in _numbers(runs):
            theirs = [
                run[words][place]
                for run in earlier["figures"].get(name, [])
                if place < len(run.get(words, []))
            ]
            if not theirs:
                continue
            new, old = statistics.median(ours), statistics.median(theirs)
            noise = max(max(ours) - min(ours), max(theirs) - min(theirs), LEAST * abs(old))
            if abs(new - old) > noise:
                share = f" ({100 * (new - old) / abs(old):+.0f} %)" if old else ""
                told.append(f"{name}: {_marked(words, place)}: {old:g} -> {new:g}{share}")
    return told


def _numbers(runs: list[Figures]) -> list[tuple[str, int, list[float]]]:
    """Return each number's words, its place among the line's, and its values in all runs."""
    first = runs[0] if runs else {}
    return [
        (words, place, [run[words][place] for run in runs if place < len(run.get(words, []))])
        for words, values in first.items()
        for place in range(len(values))
    ]


def _marked(words: str, place: int) -> str:
    """Return a line's words with the one number that is meant in brackets."""
    parts = words.split("#")
    return "#".join(parts[: place + 1]) + "[#]" + "#".join(parts[place + 1 :])


def machine() -> dict[str, Any]:
    """Return what the figures depend on besides the code."""
    cpuinfo = Path("/proc/cpuinfo")
    models = re.findall(r"model name\s*:\s*(.+)", cpuinfo.read_text()) if cpuinfo.exists() else []
    return {
        "processor": models[0] if models else platform.processor(),
        "cores": os.cpu_count(),
        "system": platform.platform(),
    }


def versions() -> dict[str, str]:
    """Return the versions of digitpad's sources, Python and the libraries."""
    commit = ""
    with suppress(OSError):  # no git; where this is no checkout, it says nothing
        commit = subprocess.run(
            ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True
        ).stdout.strip()
    return {"digitpad": commit or version("digitpad"), "python": platform.python_version()} | {
        name: version(name) for name in PACKAGES
    }


def load() -> float | None:
    """Return how many processes wanted a processor in the last minute; None where nobody counts."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None


def measured(name: str, options: argparse.Namespace) -> Figures | str:
    """Run one measurement; returns its figures, or why there are none."""
    values = {DATA: options.data, PEN: options.pen}
    arguments = [values.get(one, one) for one in MEASUREMENTS[name]]
    if None in arguments:
        return "needs --data or --pen"
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(HERE)]), "QT_QPA_PLATFORM": "offscreen",
        "DIGITPAD_LANGUAGE": "en",
    }  # fmt: skip
    command = [sys.executable, str(HERE / f"{name}.py"), *arguments]
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=options.limit
        )
    except subprocess.TimeoutExpired:
        return f"took longer than {options.limit:g} s"
    if done.returncode:
        return f"failed: {done.stderr.strip().splitlines()[-1:]}"
    return figures(done.stdout)


def main() -> None:
    """Measure, write, compare."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--data")
    parser.add_argument("--pen")
    parser.add_argument("--only", action="append", choices=MEASUREMENTS)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--limit", type=float, default=60.0, help="seconds")
    options = parser.parse_args()
    earlier = None if options.against is None else json.loads(options.against.read_text())
    now: dict[str, Any] = {
        "made": f"{datetime.now():%Y-%m-%d %H:%M}", "machine": machine(), "versions": versions(),
        "load": [load()], "figures": {}, "left_out": {},
    }  # fmt: skip
    for number in range(options.runs):
        for name in options.only or MEASUREMENTS:
            if name in now["left_out"]:
                continue
            begun = time.monotonic()
            found = measured(name, options)
            if isinstance(found, str):
                now["left_out"][name] = found
            else:
                now["figures"].setdefault(name, []).append(found)
            said = found if isinstance(found, str) else f"{len(found)} lines"
            print(f"{number + 1}: {name}: {time.monotonic() - begun:.0f} s, {said}", flush=True)
        now["load"].append(load())
    options.out.write_text(json.dumps(now, indent=1))
    if earlier is None:
        return
    for what in ("machine", "versions", "load"):
        if now[what] != earlier[what]:
            print(f"{what}: {earlier[what]} -> {now[what]}")
    for line in changes(now, earlier) or ["nothing differs beyond noise"]:
        print(line)


if __name__ == "__main__":
    main()
