"""How long a bundle takes from the start of its process to its window and to its first answer."""

from __future__ import annotations

import os
from pathlib import Path
from statistics import median

from page_cache import forget
from screen import Screen, need_screen
from trial import Trial, UntriedError, bare
from window_use import WindowUse

RUNS = 5
# Seconds: with all files in memory; the first time ever, with none, and nothing in the home folder.
GOOD_WINDOW, GOOD_ANSWER, GOOD_FIRST_WINDOW = 1, 3, 3
MOST = 5  # to the window in memory: more is a failure, on a slow machine too


def start_time(trial: Trial) -> str:
    """Start the window as if for the first time, and with all files in memory; say the medians."""
    homes = trial.new_home()
    with need_screen() as display:
        try:
            first = _first_times(trial, display, homes)
        except UntriedError as reason:
            first = f"first time: untried, {reason}"
        home = homes / "warm"
        home.mkdir()
        _seconds(trial, display, home)  # reads all files
        warm = [_seconds(trial, display, home) for _ in range(RUNS)]
    window, answer = median(one for one, _ in warm), median(one for _, one in warm)
    assert window < MOST, f"the window took {window:.2f} s"
    return (
        f"window after {window:.2f} s (good: {GOOD_WINDOW}), a seven drawn and read after "
        f"{answer:.2f} s (good: {GOOD_ANSWER}); {first}; medians of {RUNS}, "
        f"load {os.getloadavg()[0]:.1f}"
    )


def _first_times(trial: Trial, display: Screen, homes: Path) -> str:
    cold = []
    for number in range(RUNS):
        home = homes / f"first-{number}"
        home.mkdir()
        forget(trial.program.parent)
        cold.append(_seconds(trial, display, home))
    window, answer = median(one for one, _ in cold), median(one for _, one in cold)
    return (
        f"the first time, from the disk and with an empty home: window after {window:.2f} s "
        f"(good: {GOOD_FIRST_WINDOW}), read after {answer:.2f} s"
    )


def _seconds(trial: Trial, display: Screen, home: Path) -> tuple[float, float]:
    """Return the seconds to the window, and until a seven drawn there at once is read."""
    with WindowUse(display, [str(trial.program)], bare(home)) as use:
        use.draw_seven()
        answered = use.seconds()
        use.quit()
        return use.seconds_to_window, answered
