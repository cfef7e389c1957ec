"""An experiment that is open belongs to one program, until it lets go of it or ends."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from digitpad.support import locks
from digitpad.training.experiments.store import claim

HOLDER = """
import sys
from pathlib import Path
from digitpad.training.experiments.store import claim
held = claim(Path(sys.argv[1]))
print(held is not None, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """Another program that has the experiment open."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "e.json")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout.readline() == "True\n"
    yield process
    process.kill()
    process.communicate()


def test_what_another_program_has_open_cannot_be_claimed(tmp_path, holder):
    assert claim(tmp_path / "e.json") is None
    other = claim(tmp_path / "other.json")
    assert other is not None
    other.release()


def test_a_killed_programs_experiment_is_free_again(tmp_path, holder):
    holder.kill()
    holder.wait()
    held = claim(tmp_path / "e.json")
    assert held is not None
    held.release()
    assert os.listdir(tmp_path) == []


def test_it_can_be_claimed_once_and_again_after_it_was_let_go(tmp_path):
    path = tmp_path / "folder" / "e.json"
    first = claim(path)
    assert claim(path) is None
    first.release()
    second = claim(path)
    assert second is not None
    second.release()
    assert os.listdir(path.parent) == []


def test_a_folder_that_cannot_be_written_claims_without_a_lock(tmp_path):
    (tmp_path / "file").touch()
    held = claim(tmp_path / "file" / "e.json")
    assert held.path == Path(tmp_path / "file" / "e.json")
    held.release()


def test_a_file_system_that_cannot_tell_files_apart_is_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(locks, "has_its_name", lambda _: False)
    held = claim(tmp_path / "e.json")
    assert held.lock is None
    held.release()
