"""Temporary files that a killed program left are swept away, and nothing else."""

import errno
import os
import sys
import time

import pytest

from digitpad.support.files import OLD, clear_leftovers, why_not_writable, write_atomically


def test_old_temporary_files_go_and_others_stay(tmp_path, monkeypatch):
    write_atomically(tmp_path / "model.safetensors", b"whole")
    with monkeypatch.context() as killed:
        killed.setattr(
            "digitpad.support.files.os.replace", lambda *_: None
        )  # it never comes to that
        write_atomically(tmp_path / "model.safetensors", b"half")
    (leftover,) = tmp_path.glob(".model*")
    (tmp_path / ".hidden").write_text("the user's own")
    clear_leftovers(tmp_path)
    assert leftover.exists()  # another program may be writing it
    for path in tmp_path.iterdir():
        os.utime(path, (time.time() - OLD - 10,) * 2)
    clear_leftovers(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".hidden", "model.safetensors"]
    clear_leftovers(tmp_path / "none")


def test_a_folder_that_may_not_be_written_is_told_at_once(tmp_path, monkeypatch):
    """Tempfile would try a new name 2,147,483,647 times on Windows, where this is what it gets."""
    opened = []

    def refuse(path, mode):
        opened.append(path)
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr("builtins.open", refuse)
    problem = why_not_writable(tmp_path)
    monkeypatch.undo()
    assert problem.errno == errno.EACCES
    assert len(opened) == 1


def test_a_name_that_is_taken_is_not_written_over(tmp_path, monkeypatch):
    names = iter([b"abcd", b"abcd", b"efgh"])
    monkeypatch.setattr("digitpad.support.files.os.urandom", lambda _: next(names))
    taken = tmp_path / f".a.json.{b'abcd'.hex()}"
    taken.write_bytes(b"theirs")
    write_atomically(tmp_path / "a.json", b"mine")
    assert taken.read_bytes() == b"theirs"
    assert (tmp_path / "a.json").read_bytes() == b"mine"


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_saved_file_may_be_read_as_the_users_others(tmp_path):
    (tmp_path / "other").touch()
    write_atomically(tmp_path / "a.json", b"{}")
    assert (tmp_path / "a.json").stat().st_mode == (tmp_path / "other").stat().st_mode
