"""A long afternoon: a window is drawn in, trained, tested and looked through again and again.

    python tests/bench/soak.py --data ../shared/data/mnist [--minutes 30] [--csv FILE]

Each round draws digits by mouse events, opens every page and layer, trains (every third time to the
end), tests, changes the model, the network and the colours, and ends with the same stroke, whose
times are noted together with memory, threads, open files and objects of Qt. The first fifth warms
up. Ends with 1 when the memory of the last sixth is more than 5 % above that of the sixth after the
warm-up, when a thread or a file stays open, when anything was written on standard error, or when
the pen got slower. Linux only. Under the display that is there, or offscreen.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

import numpy as np

WARM_UP, PART = 1 / 5, 1 / 6  # of the time
MOST_GROWTH = 0.05  # of the memory after the warm-up
SLOWER = 1.25  # times the pen's times after the warm-up
COLUMNS = (
    "minute", "memory_mb", "threads", "files", "objects", "paint_ms", "answer_ms", "round_s",
)  # fmt: skip


def main() -> int:
    """Run the rounds in a process of its own, and judge."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--csv", type=Path, help="where to keep what each round measured")
    parser.add_argument("--rounds", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.rounds is not None:
        return live(options.minutes, options.rounds)
    with tempfile.TemporaryDirectory() as home:
        rows = Path(home) / "rounds.csv"
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME",
                     "XDG_CACHE_HOME"):  # fmt: skip
            os.environ[name] = home
        os.environ["DIGITPAD_DATA"] = str(options.data.resolve())
        done = subprocess.run(
            [sys.executable, *sys.argv, "--rounds", rows], stderr=subprocess.PIPE, text=True
        )
        if options.csv is not None:
            options.csv.write_bytes(rows.read_bytes())
        return judge(rows, options.minutes, done.returncode, done.stderr)


def judge(rows: Path, minutes: float, status: int, errors: str) -> int:
    """Print what the rounds say; 1 when something is wrong."""
    with rows.open(newline="") as file:
        table = list(csv.DictReader(file))
    values = {name: np.array([float(row[name]) for row in table]) for name in COLUMNS}
    minute = values["minute"]
    first = (minute >= WARM_UP * minutes) & (minute < (WARM_UP + PART) * minutes)
    last = minute >= (1 - PART) * minutes
    print(f"{len(table)} rounds in {minutes:g} minutes, exit code {status}, "
          f"{len(errors.splitlines())} lines on standard error")  # fmt: skip
    if errors:
        print(errors, end="")
    problems = ["the exit code"] if status else []
    problems += ["standard error"] if errors else []
    limits = {"memory_mb": 1 + MOST_GROWTH, "threads": 1, "files": 1, "paint_ms": SLOWER,
              "answer_ms": SLOWER}  # fmt: skip
    for name in COLUMNS[1:]:
        # The middle of threads and files: one may just be ending.
        take = np.median if name in ("threads", "files") else np.mean
        before, after = float(take(values[name][first])), float(take(values[name][last]))
        print(f"{name}: {before:.1f} after the warm-up, {after:.1f} at the end, "
              f"{100 * (after / before - 1):+.1f} %; most {values[name].max():.1f}")  # fmt: skip
        if after > before * limits.get(name, np.inf):
            problems.append(name)
    print(f"too much of: {', '.join(problems)}" if problems else "all as it should be")
    return int(bool(problems))


def live(minutes: float, rows: Path) -> int:
    """Be the program: round after round. Returns how many threads of the closed window run."""
    from latency import NotingCanvas, answer_times, paint_times
    from soak_round import User

    import digitpad.ui.window.main_window as main_window
    from digitpad.ui.background import running
    from digitpad.ui.window.app import make_application

    main_window.Canvas = NotingCanvas
    app = make_application()
    app.setQuitOnLastWindowClosed(False)
    window = main_window.MainWindow()
    window.show()
    user = User(window)
    start = time.monotonic()
    with rows.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        number = 0
        while time.monotonic() - start < 60 * minutes:
            begun = time.monotonic()
            user.do_all(number)
            paint = 1000 * np.percentile(paint_times(window, 0, 200), 95)
            user.clear()  # on a number, which it may be by now, a pen's points are not read singly
            answer = 1000 * np.percentile(answer_times(window, 100), 95)
            user.clear()
            user.rest()
            now = time.monotonic()
            table.writerow([
                round((now - start) / 60, 2), round(resident(), 1),
                len(os.listdir("/proc/self/task")), len(os.listdir("/proc/self/fd")),
                user.objects(), round(paint, 2), round(answer, 2), round(now - begun, 1),
            ])  # fmt: skip
            file.flush()
            number += 1
    window.close()
    return len(running(window))


def resident() -> float:
    """Resident memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    sys.exit(main())
