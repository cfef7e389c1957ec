"""A crash of the process is known to the next one; other ends are not taken for one."""

import os
import signal
import subprocess
import sys

import pytest

from digitpad.support.crashes import left_crash, note_crash

PROGRAM = """
import ctypes, os, signal, sys
from pathlib import Path
from digitpad.support.crashes import note_crash
with note_crash(Path(sys.argv[1])):
    {0}
"""


def run(folder, end):
    return subprocess.run(
        [sys.executable, "-c", PROGRAM.format(end), str(folder)], capture_output=True, timeout=60
    ).returncode


@pytest.mark.parametrize(
    ("end", "reason", "status"),
    [
        ("ctypes.string_at(0)", "Segmentation fault", -signal.SIGSEGV),
        ("os.abort()", "Aborted", -signal.SIGABRT),
    ],
)
def test_a_crash_is_told_once_with_where_it_was(tmp_path, end, reason, status):
    assert run(tmp_path, end) == status
    crash = left_crash(tmp_path)
    assert crash.reason == reason
    assert 'File "<string>", line 6 in <module>' in crash.text
    assert left_crash(tmp_path) is None
    assert [path.name for path in tmp_path.iterdir()] == ["last-crash.txt"]


@pytest.mark.parametrize(
    "end",
    ["pass", "sys.exit(1)", "1 / 0",
     "os.kill(os.getpid(), getattr(signal, 'SIGKILL', signal.SIGTERM))",  # Windows has one of them
     "os.kill(os.getpid(), signal.SIGTERM)"],
)  # fmt: skip
def test_other_ends_are_no_crash(tmp_path, end):
    run(tmp_path, end)
    assert left_crash(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_the_file_of_a_program_that_runs_is_left_alone(tmp_path):
    with note_crash(tmp_path):
        assert left_crash(tmp_path) is None
        assert len(list(tmp_path.glob("*.crash"))) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_no_obstacle(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with note_crash(tmp_path / "file"):
        pass
    assert left_crash(tmp_path / "file") is None


def test_whatever_is_in_the_file_is_told_as_text(tmp_path):
    (tmp_path / "x.crash").write_bytes(os.urandom(1_000_000))
    assert left_crash(tmp_path).text


def test_of_several_crashes_the_newest_is_told_and_kept(tmp_path):
    for day, reason in (("20260101", "older"), ("20260102", "newest"), ("20251231", "oldest")):
        (tmp_path / f"{day}.crash").write_text(f"Fatal Python error: {reason}")
    assert left_crash(tmp_path).reason == "newest"
    assert (tmp_path / "last-crash.txt").read_text() == "Fatal Python error: newest"
    assert [path.name for path in tmp_path.iterdir()] == ["last-crash.txt"]
