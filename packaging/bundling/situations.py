"""What users do with a bundle's commands, and where; each function is a situation."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from base64 import b64decode

import confinement
from trial import SEVEN, STRANGE, Trial, UntriedError, need

QUICK = ("--dataset", "handwriting", "--epochs", 1)
PAGES = ("layers", "train", "lab", "test")
SMALL = "comes without PyTorch"  # what the small bundle says where it cannot do something
PICTURE = (  # a seven of 120 x 120 pixels, as lossless WebP
    "UklGRlQAAABXRUJQVlA4TEcAAAAvd8AdAIXitpGU9N/04u/EGNF/BW3bMMkegpWD/CikiPVCvTC/0F0qe23Vspi3zPOm"
    "rv39T6IzP4lEqm0RqReR3JUe8hJVAAA="
)
NETWORK = """
import math
from torch import nn

class Net(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 26 * 26, 10))
        nn.init.normal_(self[3].weight, std=1 / math.sqrt(self[3].in_features))
"""
NETWORKS = ("net.py:Net", "torchvision.models:squeezenet1_1")
EXPORTS = (("code", "net.py"), ("state_dict", "model.pth"), ("safetensors", "copy.safetensors"))


def alone(trial: Trial) -> str:
    """Check the bundle with no PATH, no language set and no Python."""
    return _last(trial.run("selftest"))


def no_network(trial: Trial) -> str:
    """Check the bundle without a network, and let it try to fetch something."""
    beginning = need(confinement.without_network())
    said = _last(trial.run("selftest", beginning=beginning))
    failure = trial.run("fetch", "usps", status=1, beginning=beginning, home=trial.new_home())
    assert failure.stderr.count("\n") == 1, failure.stderr
    return f"{said} fetch: {failure.stderr.strip()}"


def strange_path(trial: Trial) -> str:
    """Check the bundle where it cannot be written and its path is not ASCII."""
    place = trial.folder / STRANGE
    place.mkdir()
    bundle = trial.program.parent
    beginning = need(confinement.read_only(bundle, place))
    program = place / trial.program.name
    shutil.copy(SEVEN, trial.folder / "七 7.json")
    said = _last(trial.run("selftest", program=program, beginning=beginning))
    read = trial.run("predict", "七 7.json", "--json", program=program, beginning=beginning)
    result = json.loads(read.stdout)["results"][0]
    assert (result["file"], result["digit"]) == ("七 7.json", 7), read.stdout
    return f"{said} {place.name}"


def no_home(trial: Trial) -> str:
    """Run the commands as somebody who cannot write in their home folder."""
    home = trial.new_home()
    home.chmod(0o555)
    beginning = need(confinement.as_nobody())
    said = trial.run("selftest", beginning=beginning, home=home).stdout
    assert "cannot be written" in said, said
    picture = trial.folder / "window.png"
    commands: list[list[object]] = [
        ["predict", SEVEN],
        ["snapshot", picture, "--strokes", SEVEN, "--stage", "why"],
        ["explain", SEVEN, "--out", trial.folder / "figures"],
    ]
    for command in commands:
        told = trial.run(*command, beginning=beginning, home=home).stderr
        assert told == "", told
    told = trial.run("train", *QUICK, "--json", status=1, beginning=beginning, home=home).stderr
    assert (SMALL if trial.is_small else "could not be written") in told, told
    assert told.count("\n") == 1, told
    assert list(home.iterdir()) == []
    return told.strip()


def command_line(trial: Trial) -> str:
    """Run every command."""
    if trial.is_small:
        return _command_line_without_training(trial)
    home = trial.new_home()
    shutil.copy(SEVEN, trial.folder / "seven.json")
    model = trial.folder / "model.safetensors"
    steps: list[tuple[object, ...]] = [
        ("doctor",),
        ("predict", "seven.json", "--number"),
        ("train", *QUICK, "--out", model),
        ("predict", "seven.json", "--model", model),
        ("evaluate", "--dataset", "handwriting", "--model", model),
        ("explain", "seven.json", "--out", "png"),
        ("explain", "seven.json", "--out", "svg", "--format", "svg"),
        ("snapshot", "w.png", "--strokes", "seven.json", "--page", "layers", "--stage", "why"),
        *(("snapshot", f"{page}.png", "--page", page) for page in PAGES),
        *(("export", model, "--kind", kind, "--out", name) for kind, name in EXPORTS),
        ("experiment", *QUICK, "--networks", "dense,modern", "--out", "table.csv"),
    ]
    for step in steps:
        said = trial.run(*step, home=home)
        if step[0] == "evaluate":
            accuracy = said.stdout.strip()
    assert len(list((trial.folder / "png").iterdir())) > 10
    assert len((trial.folder / "table.csv").read_text(encoding="utf-8").splitlines()) == 3
    # torch exports to ONNX by two libraries that are not inside.
    onnx = ("export", model, "--kind", "onnx", "--out", "model.onnx")
    assert trial.run(*onnx, status=1, home=home).stderr.count("\n") == 1
    assert trial.run("predict", status=2, home=home).stderr.count("\n") == 1
    assert trial.run("predict", "none.png", status=1, home=home).stderr.count("\n") == 1
    return accuracy


def _command_line_without_training(trial: Trial) -> str:
    """Run every command of the small bundle; what it cannot do, it says on one line."""
    home = trial.new_home()
    shutil.copy(SEVEN, trial.folder / "seven.json")
    doctor = trial.run("doctor", home=home).stdout
    assert re.search(rf"note +devices: .*{SMALL}", doctor), doctor
    for step in (
        ("predict", "seven.json", "--number"),
        ("explain", "seven.json", "--out", "png"),
        ("explain", "seven.json", "--out", "svg", "--format", "svg"),
        *(("snapshot", f"{page}.png", "--page", page) for page in PAGES),
    ):
        trial.run(*step, home=home)
    assert len(list((trial.folder / "png").iterdir())) > 10
    for step in (
        ("train", *QUICK),
        ("evaluate", "--dataset", "handwriting"),
        ("experiment", *QUICK, "--networks", "dense,modern", "--out", "table.csv"),
    ):
        told = trial.run(*step, status=1, home=home).stderr
        assert SMALL in told, told
        assert told.count("\n") == 1, told
    return told.strip()


def what_people_bring(trial: Trial) -> str:
    """Read a picture in WebP; read by a network of one's own, and by one of torchvision's."""
    shutil.copy(SEVEN, trial.folder / "seven.json")
    (trial.folder / "seven.webp").write_bytes(b64decode(PICTURE))
    (trial.folder / "net.py").write_text(NETWORK, encoding="utf-8")
    said = trial.run("predict", "seven.webp").stdout
    assert ": 7 (" in said, said
    for network in NETWORKS:
        done = trial.run("predict", "seven.json", "--network", network, status=int(trial.is_small))
        assert not trial.is_small or SMALL in done.stderr, done.stderr
    return said.strip()


def no_display(trial: Trial) -> str:
    """Ask for the window where there is no display."""
    if not sys.platform.startswith("linux"):
        raise UntriedError("this system always has one")
    said = trial.run(status=2).stderr
    assert said.count("\n") == 1, said
    return said.strip()


def in_the_menu(trial: Trial) -> str:
    """Put the bundle into the menu, and take it out again."""
    script = trial.program.parent / "install.sh"
    if not script.exists():
        raise UntriedError("only on Linux")
    home = trial.new_home()
    environment = {"HOME": str(home), "PATH": os.environ["PATH"]}
    subprocess.run([script], env=environment, check=True, capture_output=True)
    entry = home / ".local/share/applications/digitpad.desktop"
    assert f'Exec="{trial.program}" %F' in entry.read_text(encoding="utf-8")
    trial.run("--version", program=home / ".local/bin/digitpad")
    files = sum(path.is_file() for path in home.rglob("*"))
    subprocess.run([script, "--remove"], env=environment, check=True, capture_output=True)
    share = home / ".local" / "share"
    left = {path for path in home.rglob("*") if path.is_file() or path.is_symlink()}
    # The desktop's own lists, which its programs made anew without digitpad.
    left -= {*(share / "mime").glob("*"), share / "applications" / "mimeinfo.cache"}
    assert not left, left
    return f"{files} files"


def _last(done: subprocess.CompletedProcess[str]) -> str:
    return done.stdout.strip().splitlines()[-1]
