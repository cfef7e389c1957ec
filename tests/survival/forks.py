"""Forks of this program that run the window: one to be killed, and one that starts after it."""

import json
import os
import select
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from digitpad.support.log_file import log_to_file
from digitpad.ui.window import app as application
from digitpad.ui.window import main_window
from tests.survival.next_start import Restarted
from tests.survival.victim import Drawn, Times

PATIENCE = 60  # seconds for a start and what is done in it


@dataclass(frozen=True)
class Kill:
    """When the program was killed, and what it had drawn; side: of its canvas, 0 without one.

    was_learning: whether a network was being trained or adapted, or saved, then.
    """

    moment: float
    side: int
    drawn: list[float]
    was_learning: bool


def kill_one(kind: type[Drawn], seed: int, wait: float, *, is_early: bool) -> Kill:
    """Run a window of ``kind`` and kill it ``wait`` seconds after the first point.

    is_early: after the fork instead. Raises AssertionError when it ended before.
    """
    times = Times()
    child, pipe = fork(lambda write: run_window(lambda *_, **__: kind(seed, times, write)))
    with os.fdopen(pipe, "rb") as ready:
        if not is_early:
            ready.read(1)
        time.sleep(wait)
        os.kill(child, signal.SIGKILL)
        moment = time.monotonic()
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it ended before it was killed"
    return Kill(moment, *times.values())


def start_again(model: Path | None = None) -> dict[str, bool | int]:
    """Start the program as a user does after a crash, end it as it should end; see Restarted."""
    child, pipe = fork(lambda write: run_window(lambda path, **_: Restarted(path, write), model))
    with os.fdopen(pipe, "rb") as told:
        in_time = select.select([told], [], [], PATIENCE)[0]
        if not in_time:
            os.kill(child, signal.SIGKILL)
        answer = told.read()
    _, status = os.waitpid(child, 0)
    assert in_time, f"the next start took more than {PATIENCE} s"
    assert status == 0, f"the next start ended with {os.waitstatus_to_exitcode(status)}"
    return json.loads(answer)


def fork(program: Callable[[int], int]) -> tuple[int, int]:
    """Run ``program`` in a fork; return its number and what it can be heard by."""
    read, write = os.pipe()
    child = os.fork()
    if child:
        os.close(write)
        return child, read
    status = 1
    try:
        os.close(read)
        status = program(write)
    finally:
        os._exit(status)


def run_window(make: Callable[..., main_window.MainWindow], model: Path | None = None) -> int:
    """Run the program as it is, but with the window that ``make`` returns."""
    main_window.MainWindow = make
    with log_to_file():
        return application.run(model)
