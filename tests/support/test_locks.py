"""Files of running programs: only those whose program is gone are found."""

import os
import subprocess
import sys

import pytest

from digitpad.support import locks
from digitpad.support.locks import own_left, own_new, take_lock

PROGRAM = """
import sys
from pathlib import Path
from digitpad.support.locks import own_new
owned = own_new(Path(sys.argv[1]), ".json")
owned.path.write_text("mine")
print("ready", flush=True)
sys.stdin.read()
"""


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_found_once_its_program_is_gone_and_not_before(tmp_path):
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with program:
        assert program.stdout.readline() == "ready\n"
        assert own_left(tmp_path, ".json") == []
        program.kill()
    (left,) = own_left(tmp_path, ".json")
    assert left.path.read_text() == "mine"
    assert own_left(tmp_path, ".json") == []  # the first who looked has it
    left.release()
    (again,) = own_left(tmp_path, ".json")
    again.discard()
    assert names(tmp_path) == []


def test_two_of_one_program_are_two(tmp_path):
    files = [own_new(tmp_path, ".json") for _ in range(20)]
    assert len({file.path for file in files}) == 20
    for file in files:
        file.discard()
    assert names(tmp_path) == []


def test_a_lock_without_its_file_is_swept_away(tmp_path):
    own_new(tmp_path, ".json").release()
    assert len(names(tmp_path)) == 1
    assert own_left(tmp_path, ".json") == []
    assert names(tmp_path) == []


def test_what_is_no_file_is_left_alone(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("{}")
    (tmp_path / "link.json").symlink_to(secret)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "folder.json").mkdir()
    (tmp_path / ".hidden.json").write_text("{}")
    assert own_left(tmp_path, ".json") == []


def test_a_folder_that_is_not_there_has_none(tmp_path):
    assert own_left(tmp_path / "none", ".json") == []


def test_where_no_lock_can_be_had_it_says_so_and_does_not_try_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(locks, "take_lock", lambda _: False)
    with pytest.raises(OSError, match="No locks available"):
        own_new(tmp_path, ".json")


@pytest.mark.skipif(sys.platform == "win32", reason="deletes no open file, and so no lock in use")
def test_nobody_can_take_a_lock_between_its_end_and_its_files(tmp_path, monkeypatch):
    owned = own_new(tmp_path, ".json")
    taken, unlink = [], os.unlink

    def unlink_as_another_comes(path):
        if str(path) == owned.lock.name:
            with open(path, "ab") as other:
                taken.append(take_lock(other.fileno()))
        unlink(path)

    monkeypatch.setattr(os, "unlink", unlink_as_another_comes)
    owned.discard()
    assert taken == [False]
    assert names(tmp_path) == []
