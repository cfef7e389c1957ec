"""Files of trainings that were broken off: each window has its own, and nothing stays for ever."""

import os

import pytest

from digitpad.training.unfinished_files import UnfinishedFiles


@pytest.fixture
def files(tmp_path):
    files = UnfinishedFiles(tmp_path)
    yield files
    files.close()


@pytest.fixture
def other(tmp_path):
    """Those of another window."""
    other = UnfinishedFiles(tmp_path)
    yield other
    other.close()


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def killed(folder, name, content=b"weights", lock=b""):
    """Leave what a window leaves that was killed while it trained."""
    (folder / f"{name}.safetensors.lock").write_bytes(lock)
    if content is not None:
        (folder / f"{name}.safetensors").write_bytes(content)


def test_the_latest_of_killed_windows_is_offered(files, tmp_path):
    killed(tmp_path, "20260101-000000-000000")
    killed(tmp_path, "20260102-000000-000000")
    assert files.left() == tmp_path / "20260102-000000-000000.safetensors"
    files.discard()
    assert files.left() == tmp_path / "20260101-000000-000000.safetensors"
    files.discard()
    assert (files.left(), names(tmp_path)) == (None, [])


def test_a_lock_of_a_window_that_was_killed_in_its_first_epoch_is_swept_away(files, tmp_path):
    killed(tmp_path, "20260101-000000-000000", content=None, lock=b"1234\npython\nhost\n")
    assert files.left() is None
    assert names(tmp_path) == []


def test_a_lock_that_was_killed_before_it_was_written_hides_no_training(files, tmp_path):
    killed(tmp_path, "20260101-000000-000000", lock=b"")
    assert files.left() is not None


def test_what_a_window_trains_or_is_offered_is_no_other_windows(files, other, tmp_path):
    mine = files.begin()
    mine.write_bytes(b"weights")
    assert other.left() is None
    files.end(keep=True)
    assert other.left() == mine
    assert files.left() is None  # the other one is asked about it
    other.close()
    assert files.left() == mine
    files.take_over()
    assert other.left() is None
    files.end(keep=False)
    assert names(tmp_path) == []


def test_a_training_that_begins_lets_go_of_the_one_before(files, other):
    first = files.begin()
    first.write_bytes(b"weights")
    second = files.begin()
    assert second != first
    assert other.left() == first


def test_where_nothing_can_be_written_a_training_begins_all_the_same(tmp_path):
    (tmp_path / "file").touch()
    files = UnfinishedFiles(tmp_path / "file" / "unfinished")
    assert files.begin().suffix == ".safetensors"
    files.end(keep=False)
    assert files.left() is None
    assert os.listdir(tmp_path) == ["file"]
