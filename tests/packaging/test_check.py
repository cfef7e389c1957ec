"""README's second command: the tests in several processes, as many as there is room for."""

import subprocess
from types import SimpleNamespace

import check
import pytest

from tests import conftest


@pytest.fixture
def started(monkeypatch):
    """The command and the environment that pytest is started with; nothing is set up."""
    found = []

    def run(command, env, **_):
        found.append((command, env))
        return subprocess.CompletedProcess(command, 5)

    monkeypatch.setattr(check, "set_up", lambda *_: None)
    monkeypatch.setattr(check.subprocess, "run", run)
    return found


def test_arguments_come_last_so_that_they_win(started, monkeypatch):
    monkeypatch.setattr("sys.argv", ["check.py", "-n", "0", "tests/lab"])
    assert check.main() == 5
    [(command, _)] = started
    assert command[1:3] == ["-n", "auto"]
    assert command[-3:] == ["-n", "0", "tests/lab"]


@pytest.mark.parametrize(("set_before", "expected"), [({}, "1"), ({"OMP_NUM_THREADS": "2"}, "2")])
def test_each_process_computes_with_one_thread_unless_told_otherwise(
    started, monkeypatch, set_before, expected
):
    monkeypatch.setattr(check.os, "environ", set_before)
    check.main()
    assert started[0][1]["OMP_NUM_THREADS"] == expected


@pytest.mark.parametrize(
    ("cores", "gigabytes", "expected"), [(2, 23, 2), (64, 16, 8), (4, 5, 2), (2, 1, 1)]
)
def test_there_are_no_more_processes_than_cores_or_room(monkeypatch, cores, gigabytes, expected):
    sizes = {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": gigabytes * 10**9 // 4096}
    system = SimpleNamespace(
        sched_getaffinity=lambda _: set(range(cores)), cpu_count=lambda: cores, sysconf=sizes.get
    )
    monkeypatch.setattr(conftest, "os", system)
    assert conftest.pytest_xdist_auto_num_workers() == expected
