"""Files that are said to be out of memory are."""

import mmap
import shutil
import subprocess
import sys

import pytest
from page_cache import forget, in_memory
from trial import UntriedError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
SIZE = 4 << 20


@pytest.fixture
def file(tmp_path):
    if shutil.which("fincore") is None:  # a package of its own on Debian 13
        pytest.skip("no fincore, which tells what is in memory")
    kind = subprocess.run(["stat", "-f", "-c", "%T", tmp_path], capture_output=True, text=True)
    if kind.stdout.strip() == "tmpfs":
        pytest.skip("temporary files are in memory alone")
    path = tmp_path / "bundle" / "library.so"
    path.parent.mkdir()
    path.write_bytes(bytes(SIZE))
    return path


def test_a_file_leaves_the_memory(file):
    assert in_memory([file]) == SIZE
    forget(file.parent)
    assert in_memory([file]) == 0


def test_it_is_told_where_fincore_is_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "library.so").write_bytes(b"1")
    with pytest.raises(UntriedError, match="fincore does not tell"):
        in_memory([tmp_path / "library.so"])


def test_it_is_told_when_a_file_stays(file):
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, prot=mmap.PROT_READ) as mapped:
        sum(mapped[::4096])  # whoever has a page mapped keeps it
        with pytest.raises(UntriedError, match="stays in memory"):
            forget(file.parent)
