"""Setting up a checkout: what is installed, from where, and in which way."""

import subprocess
import sys
from pathlib import PureWindowsPath

import environment
import pytest
from resolution import Resolution


@pytest.mark.parametrize(
    ("folder", "system", "version", "expected"),
    [
        ("C:/Users/Anna/digitpad", "win32", (3, 11), True),
        ("C:/Users/José/digitpad", "win32", (3, 11), False),
        ("C:/数字/digitpad", "win32", (3, 12), False),
        ("C:/Users/José/digitpad", "win32", (3, 13), True),
        ("/home/josé/digitpad", "linux", (3, 11), True),
        ("/Users/josé/digitpad", "darwin", (3, 12), True),
    ],
)
def test_where_python_could_not_import_it_a_checkout_is_installed_as_a_wheel(
    folder, system, version, expected
):
    assert environment.can_be_editable(PureWindowsPath(folder), system, version) is expected


@pytest.fixture
def commands(monkeypatch):
    """What would be run."""
    found = []
    monkeypatch.setattr(environment, "follow", lambda command, _: found.append(command))
    resolution = Resolution(("numpy==2.4.6", "torch==2.13.0+cpu"), 410_000_000)
    monkeypatch.setattr(environment, "resolve", lambda *_: resolution)
    monkeypatch.setattr(environment, "progress_of", lambda _: [])
    monkeypatch.setattr(environment.torch_source, "arguments", lambda _: [])
    return found


def test_a_checkout_in_such_a_folder_is_installed_without_editable(commands, monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "can_be_editable", lambda _: False)
    environment.install("[test]", tmp_path, None)
    assert "--editable" not in commands[0]
    assert f"{environment.CHECKOUT}[test]" in commands[0]


def test_the_size_is_said_before_anything_is_downloaded(commands, tmp_path, capsys):
    environment.install("", tmp_path, None)
    looking, installing = capsys.readouterr().err.splitlines()
    assert "files that their index does not describe are downloaded" in looking
    assert "410 MB to download" in installing
    assert (tmp_path / "digitpad-installed").is_file()


def test_what_was_looked_up_is_installed_and_nothing_is_looked_up_again(commands, tmp_path):
    environment.install("", tmp_path, None)
    assert {"--no-deps", "numpy==2.4.6", "torch==2.13.0+cpu"} <= set(commands[0])


def test_what_only_training_needs_can_be_left_out(commands, tmp_path):
    left = environment.dependencies_without(("torch", "torchvision", "captum"))
    assert not [line for line in left if line.startswith(("torch", "captum"))]
    assert [line for line in left if line.startswith("numpy")]
    environment.install("", tmp_path, None, ("torch",))
    stamp = (tmp_path / "digitpad-installed").read_text()
    environment.install("", tmp_path, None)
    assert len(commands) == 2, "the full one is another environment"
    assert (tmp_path / "digitpad-installed").read_text() != stamp


def test_a_newer_python_than_was_tested_is_not_refused(commands, monkeypatch, tmp_path):
    monkeypatch.setattr(environment.sys, "version_info", (3, 15, 0, "final", 0))
    (tmp_path / "bin").mkdir()
    python = environment.python_of(tmp_path)
    python.parent.mkdir(exist_ok=True)
    python.write_text("")
    environment.set_up("", [], tmp_path)
    assert len(commands) == 1


def test_how_far_a_large_file_is_is_told_ten_times(capsys):
    """What pip prints where it is asked for raw progress."""
    large, small = 200_000_000, 30_000
    printed = ["Downloading http://a/torch-2.13.0-cp313.whl (200.0 MB)"]
    printed += [f"Progress {done} of {large}" for done in range(0, large + 1, large // 100)]
    printed += ["Downloading http://a/idna-3.whl (30 kB)"]
    printed += [f"Progress {done} of {small}" for done in (0, 15_000, small)]
    printed += ["Progress 400000 of 0"]  # a server that does not say how much
    environment.follow([sys.executable, "-c", f"print({chr(10).join(printed)!r})"], 2)
    assert capsys.readouterr().err.splitlines() == [
        "digitpad: 1 of 2: torch-2.13.0-cp313.whl (200.0 MB)",
        *(f"digitpad: {ten}0 % of torch-2.13.0-cp313.whl (200.0 MB)" for ten in range(1, 10)),
        "digitpad: 2 of 2: idna-3.whl (30 kB)",
    ]


@pytest.mark.parametrize(
    ("version", "asked"),
    [("23.0.1", False), ("24.0", False), ("24.1", True), ("26.3", True), ("no pip", False)],
)
def test_only_a_pip_that_can_is_asked_to_tell(monkeypatch, version, asked):
    done = subprocess.CompletedProcess([], 0, f"pip {version} from /x (python 3.13)", "")
    monkeypatch.setattr(environment.subprocess, "run", lambda *_, **__: done)
    expected = ["--progress-bar", "raw"] if asked else []
    assert environment.progress_of(environment.python_of(environment.ENVIRONMENT)) == expected
