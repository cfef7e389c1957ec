"""Random use of the window, seed after seed, each in a process of its own.

    python tests/bench/random_use.py [--minutes 10] [--seed 1] [--events N]

With ``--events`` it is that one seed with so many events, which repeats what failed as far as work
in the background lets it. Otherwise seeds of 1000 events from ``--seed`` on until the minutes are
over. Prints a line a seed; for a fault, a crash or a window that hangs, what happened and the last
30 events. Ends with 1 when a seed failed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEST = ROOT / "tests" / "ui" / "test_random_use.py"
EVENTS = 1000  # of a seed
LAST = 30  # events that are shown
HANGS = 120  # seconds, and a second an event more: then it does not answer,
DUMP = 60  # and in so many more it has said where


def main() -> int:
    """Run seed after seed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--events", type=int)
    options = parser.parse_args()
    start = time.monotonic()
    seed, done, failed = options.seed, 0, []
    while True:
        events, problem = live(seed, options.events or EVENTS)
        done += events
        if problem:
            failed.append(seed)
            print(problem, flush=True)
        seed += 1
        passed = time.monotonic() - start
        if options.events or passed > 60 * options.minutes:
            break
    print(f"{done} events in {passed:.0f} s, {done / passed:.1f} a second; "
          f"seeds that failed: {', '.join(map(str, failed)) or 'none'}")  # fmt: skip
    return int(bool(failed))


def live(seed: int, events: int) -> tuple[int, str]:
    """Use one window; return how many events it took, and what went wrong."""
    begun = time.monotonic()
    limit = HANGS + events
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "events.txt"
        command = [
            sys.executable, "-m", "pytest", "-q", "-s", str(TEST),
            f"--basetemp={folder}/pytest", "-p", "no:cacheprovider",
            "-o", f"faulthandler_timeout={limit}",  # says where it hangs
        ]  # fmt: skip
        variables = {"RANDOM_USE_SEEDS": seed, "RANDOM_USE_EVENTS": events, "RANDOM_USE_LOG": log}
        try:
            ran = subprocess.run(
                command, cwd=ROOT, capture_output=True, text=True, timeout=limit + DUMP,
                env=os.environ | {name: str(value) for name, value in variables.items()},
            )  # fmt: skip
            problem = f"{ran.stdout}{ran.stderr}exit code {ran.returncode}"
            if ran.returncode == 0:
                problem = ""
        except subprocess.TimeoutExpired as error:
            said = (error.stdout or b"") + (error.stderr or b"")
            problem = f"{said.decode(errors='replace')}\nit hangs"
        lines = log.read_text().splitlines() if log.exists() else []
    done = int(lines[-1].split()[0].partition(".")[2]) if lines else 0
    taken = time.monotonic() - begun
    print(f"seed {seed}: {done} events in {taken:.0f} s", flush=True)
    if problem and "after the events" not in problem:
        problem += "\n" + "\n".join(lines[-LAST:])
    return done, problem


if __name__ == "__main__":
    sys.exit(main())
