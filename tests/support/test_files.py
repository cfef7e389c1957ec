"""Temporary files that a killed program left are swept away, and nothing else."""

import errno
import os
import sys
import time

import pytest

from digitpad.support.errors import DigitpadError
from digitpad.support.files import (
    OLD,
    check_writable,
    clear_leftovers,
    safe_name,
    why_not_writable,
    write_atomically,
)


@pytest.mark.parametrize(
    ("name", "safe"),
    [("a b-7", "a b-7"), ("Übung 三", "Übung 三"), ("a/b\\c:d", "a_b_c_d"), ("w?<y>|*", "w__y___"),
     (".hidden", "_hidden"), ("end.", "end_"), ("end ", "end_"), ("a\x00b\n", "a_b_"),
     ("con", "_con"), ("LPT1.x", "_LPT1.x"),
     ("nul .x", "_nul .x"), ("Com²", "_Com²"), ("CONIN$", "_CONIN$"),
     ("console", "console"), ("", "")],
)  # fmt: skip
def test_a_name_is_made_one_that_every_system_takes(name, safe):
    assert safe_name(name) == safe


def test_what_no_file_can_be_called_is_told_before_long_work(tmp_path, monkeypatch):
    monkeypatch.setattr("pathlib.Path.is_dir", os.path.isdir)  # as in Python 3.14
    for path in (tmp_path / ("a" * 300), tmp_path):
        with pytest.raises(DigitpadError, match="could not be written"):
            check_writable(path)
    check_writable(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


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


@pytest.mark.skipif(sys.platform == "win32", reason="paths have 260 characters there")
@pytest.mark.parametrize("name", ["a" * 255, "数" * 85], ids=["letters", "signs"])
def test_a_name_as_long_as_a_file_system_takes_is_written(tmp_path, name):
    for content in (b"first", b"second"):
        write_atomically(tmp_path / name, content)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_bytes() == b"second"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
@pytest.mark.parametrize("is_there", [True, False])
def test_what_a_link_leads_to_is_written_and_the_link_stays(tmp_path, is_there):
    (tmp_path / "elsewhere").mkdir()
    target, link = tmp_path / "elsewhere" / "file", tmp_path / "link"
    if is_there:
        target.write_bytes(b"old")
    link.symlink_to(target)
    check_writable(link)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert [path.name for path in target.parent.iterdir()] == ["file"]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_saved_file_may_be_read_as_the_users_others(tmp_path):
    (tmp_path / "other").touch()
    write_atomically(tmp_path / "a.json", b"{}")
    assert (tmp_path / "a.json").stat().st_mode == (tmp_path / "other").stat().st_mode


def held(number, times, real=os.replace):
    """A rename that Windows refuses so many times, as while a scanner has the file open."""
    calls = []

    def replace(source, target):
        calls.append(target)
        if len(calls) <= times:
            error = PermissionError(errno.EACCES, "Access is denied")
            error.winerror = number
            raise error
        real(source, target)

    return replace, calls


@pytest.mark.parametrize("number", [5, 32])
def test_a_file_that_a_scanner_holds_for_a_moment_is_written_all_the_same(
    tmp_path, monkeypatch, number
):
    replace, calls = held(number, times=3)
    monkeypatch.setattr("os.replace", replace)
    write_atomically(tmp_path / "a.json", b"mine")
    assert (tmp_path / "a.json").read_bytes() == b"mine"
    assert len(calls) == 4


def test_a_file_that_stays_held_is_told_and_leaves_nothing_behind(tmp_path, monkeypatch):
    (tmp_path / "a.json").write_bytes(b"old")
    monkeypatch.setattr("digitpad.support.files.WAITS", (0.0, 0.0))
    monkeypatch.setattr("os.replace", held(5, times=99)[0])
    with pytest.raises(DigitpadError, match="Access is denied"):
        write_atomically(tmp_path / "a.json", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert (tmp_path / "a.json").read_bytes() == b"old"


def test_what_is_forbidden_elsewhere_is_not_tried_again(tmp_path, monkeypatch):
    calls = []

    def refuse(*_):
        calls.append(1)
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("os.replace", refuse)
    with pytest.raises(DigitpadError, match="Permission denied"):
        write_atomically(tmp_path / "a.json", b"new")
    assert len(calls) == 1
