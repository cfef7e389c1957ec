"""Temporary files that a killed program left are swept away, and nothing else."""

import os
import time

from digitpad.files import OLD, clear_leftovers, write_atomically


def test_old_temporary_files_go_and_others_stay(tmp_path, monkeypatch):
    write_atomically(tmp_path / "model.safetensors", b"whole")
    with monkeypatch.context() as killed:
        killed.setattr("digitpad.files.os.replace", lambda *_: None)  # it never comes to that
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
