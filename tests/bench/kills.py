"""Kill digitpad at random moments while it draws and writes, and look whether all files are whole.

    python tests/bench/kills.py [--kills 200] [--seed 1] [--json] [--leave-last]

Each kill is one of a real window, painted offscreen, in which a hand draws by mouse events, while
drawings, settings, digits, models and trainings are saved. Then everything is read, and the drawing
that the next start offers is compared with what was drawn. The user's folders are those of HOME
and XDG_*; unless --leave-last is given, they are replaced by a temporary one. Linux, macOS.
"""

import argparse
import json
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("OMP_NUM_THREADS", "1")  # no pool of threads, which a fork would lack
sys.path.insert(0, str(Path(__file__).parents[2]))

LONGEST = 1.5  # seconds from the first point to the kill
EARLY = 0.1  # of all kills come while the program starts, at most so many seconds after the fork:
STARTING = 0.6


def main() -> int:
    """Kill and report; returns 0 when everything was whole."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--leave-last", action="store_true", help="leave the last drawing")
    options = parser.parse_args()
    if options.leave_last:
        return report(options)
    with tempfile.TemporaryDirectory() as home:
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            os.environ[name] = home
        return report(options)


def report(options: argparse.Namespace) -> int:
    """Kill, and print what was found."""
    from digitpad.folders import bundled_model
    from digitpad.network.checkpoint import load_checkpoint
    from tests.survival.victim import Times, live
    from tests.survival.wholeness import check_files, forget_all, points_kept, take_left

    checkpoint, unfinished = load_checkpoint(bundled_model()), training()
    chance = random.Random(options.seed)
    problems: list[str] = []
    lost: list[float] = []
    found: Counter[str] = Counter()
    early = offered = 0
    for kill in range(options.kills):
        seed = options.seed * 1_000_000 + kill
        is_last = kill == options.kills - 1
        is_early = chance.random() < EARLY and not is_last
        wait = chance.uniform(0, STARTING if is_early else LONGEST)
        times = Times()
        read, write = os.pipe()
        child = os.fork()
        if not child:
            try:
                os.close(read)
                live(seed, times, write, checkpoint, unfinished)
            finally:
                os._exit(1)
        os.close(write)
        with os.fdopen(read, "rb") as pipe:
            if not is_early:
                pipe.read(1)
            time.sleep(LONGEST if is_last else wait)
            os.kill(child, signal.SIGKILL)
            moment = time.monotonic()
        _, status = os.waitpid(child, 0)
        side, drawn = times.values()
        try:
            assert os.WIFSIGNALED(status), "it ended before it was killed"
            found |= check_files()
            drawing = take_left(forget=not (is_last and options.leave_last))
            kept = points_kept(drawing, seed, side)
            offered += drawing is not None
            # The last event may have been drawn and not been noted.
            assert kept <= len(drawn) + 1, f"{kept} points of {len(drawn)}"
            if kept < len(drawn):
                lost.append(moment - drawn[kept])
            elif drawn:
                lost.append(0.0)
        except Exception as error:
            problems.append(f"kill {kill}, {wait:.2f} s: {type(error).__name__}: {error}")
            forget_all()
        early += is_early
        if sys.stderr.isatty():
            print(f"\r{kill + 1} kills, {len(problems)} problems", end="", file=sys.stderr)
    result = {
        "kills": options.kills, "early": early, "offered": offered, "problems": problems,
        "lost_median": statistics.median(lost) if lost else None,
        "lost_most": max(lost, default=None), "files": dict(found),
    }  # fmt: skip
    if options.json:
        print(json.dumps(result))
    else:
        print(f"{options.kills} kills, {early} of them while it started: {len(problems)} problems")
        for problem in problems:
            print(f"  {problem}")
        if lost:
            print(f"drawing offered at the next start: {offered}; lost of it: median "
                  f"{statistics.median(lost):.2f} s, most {max(lost):.2f} s")  # fmt: skip
        print(f"files at the most: {dict(found)}")
    return 1 if problems else 0


def training():
    """Return a training after its first epoch, as it is saved then."""
    import numpy as np

    from digitpad.data.samples import Samples
    from digitpad.network.description import TUTORIAL
    from digitpad.training.curves import Curves
    from digitpad.training.events import BatchDone, EpochDone
    from digitpad.training.loop import train
    from digitpad.training.recipe import Recipe
    from digitpad.training.unfinished import Unfinished, fingerprint

    recipe = Recipe("small", epochs=2, batch_size=32, optimiser="sgd", learning_rate=0.01,
                    momentum=0.5, validation=0.25)  # fmt: skip
    noise = np.random.default_rng(1)
    samples = Samples(
        noise.integers(0, 256, (96, 28, 28), dtype=np.uint8),
        noise.integers(0, 10, 96, dtype=np.uint8),
    )
    curves = Curves()
    for event in train(TUTORIAL, recipe, samples):
        if isinstance(event, BatchDone):
            curves.add_batch(event)
        if isinstance(event, EpochDone):
            curves.add_epoch(event)
            return Unfinished(TUTORIAL, recipe, "mnist", fingerprint(samples), "cpu",
                              event.progress, curves)  # fmt: skip
    raise AssertionError


if __name__ == "__main__":
    sys.exit(main())
