"""Kill digitpad at random moments while it draws, writes and learns, and look at its files.

    python tests/bench/kills.py [--kills 200] [--seed 1] [--json] [--leave-last]

Each kill is one of a real window, painted offscreen, in which a hand draws by mouse events while
drawings, settings and digits are saved. Of five windows, two write models and unfinished trainings
without a pause, two train by clicks on Train and Resume, one adapts to the hand. After each kill
everything is read, each unfinished training learns on for an epoch, and the drawing that the next
start offers is compared with what was drawn; after one of five, and at the end, the program is
started and must offer what was left, and go on with the training. The user's folders are those of
HOME and XDG_*; unless --leave-last is given, they are replaced by a temporary one. Linux, macOS.
"""

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("OMP_NUM_THREADS", "1")  # no pool of threads, which a fork would lack
sys.path.insert(0, str(Path(__file__).parents[2]))

LONGEST = 1.5  # seconds from the first point to the kill,
LEARNING = 2.5  # and where a network learns
DRAWN = 1.0  # for the last drawing, which is looked at
EARLY = 0.1  # of all kills come while the program starts, at most so many seconds after the fork:
STARTING = 0.6
STARTED_AGAIN = 0.2  # of all kills
KINDS = ("writing", "training", "adapting", "writing", "training")  # in turn


@dataclass
class Found:
    """What was found; ``lost``: seconds of the drawing. Counts are those of each kind of kill."""

    kills: Counter[str] = field(default_factory=Counter)
    early: int = 0
    offered: int = 0
    lost: list[float] = field(default_factory=list)
    files: Counter[str] = field(default_factory=Counter)
    learning: Counter[str] = field(default_factory=Counter)
    broken_off: Counter[str] = field(default_factory=Counter)
    new_models: Counter[str] = field(default_factory=Counter)
    starts: int = 0
    resumed: int = 0
    halves: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


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
    found = kill_all(options.kills, options.seed, options.leave_last)
    if options.json:
        print(json.dumps(vars(found)))
        return 1 if found.problems else 0
    print(f"{options.kills} kills, {found.early} of them while it started: "
          f"{len(found.problems)} problems")  # fmt: skip
    for problem in found.problems:
        print(f"  {problem}")
    for kind, count in sorted(found.kills.items()):
        print(f"  {kind}: {count} kills, a network learnt at {found.learning[kind]} of them, "
              f"{found.broken_off[kind]} trainings left broken off, "
              f"{found.new_models[kind]} models saved before")  # fmt: skip
    if found.lost:
        print(f"drawing offered at the next start: {found.offered}; lost of it: median "
              f"{statistics.median(found.lost):.2f} s, most {max(found.lost):.2f} s")  # fmt: skip
    print(f"started again: {found.starts} times, {found.resumed} trainings went on by Resume")
    print(f"files at the most: {dict(found.files)}")
    print(f"left until a start an hour later: {dict(found.halves)}")
    return 1 if found.problems else 0


def kill_all(kills: int, seed: int, leave_last: bool) -> Found:
    """Kill ``kills`` programs, one after the other, and look at what each left."""
    from digitpad.support.folders import models_folder
    from tests.survival.forks import kill_one
    from tests.survival.learners import Adapter, Trainee
    from tests.survival.victim import Writer
    from tests.survival.wholeness import forget_all, forget_oldest, leftovers, unfinished_folder

    kinds = {"writing": Writer, "training": Trainee, "adapting": Adapter}
    samples = prepare(Writer)
    chance, found = random.Random(seed), Found()
    for number in range(kills):
        is_last = number == kills - 1
        is_early = chance.random() < EARLY and not is_last
        kind = KINDS[number % len(KINDS)]
        longest = STARTING if is_early else LONGEST if kind == "writing" else LEARNING
        wait = DRAWN if is_last else chance.uniform(0, longest)
        before, left_before = written(models_folder()), written(unfinished_folder())
        try:
            killed = kill_one(kinds[kind], seed * 1_000_000 + number, wait, is_early=is_early)
            found.learning[kind] += killed.was_learning
            look(killed, found, samples, seed * 1_000_000 + number,
                 leave=is_last and leave_last, start=chance.random() < STARTED_AGAIN)  # fmt: skip
        except Exception as error:
            found.problems.append(f"kill {number}, {kind}, {wait:.2f} s: "
                                  f"{type(error).__name__}: {error}")  # fmt: skip
            forget_all()
        found.kills[kind] += 1
        found.early += is_early
        found.new_models[kind] += len(written(models_folder()) - before)
        found.broken_off[kind] += len(written(unfinished_folder()) - left_before)
        forget_oldest()
        if sys.stderr.isatty():
            print(f"\r{number + 1} kills, {len(found.problems)} problems", end="", file=sys.stderr)
    found.halves = Counter(
        f"{'lock' if path.suffix == '.lock' else 'half'} in {path.parent.name}"
        for path in leftovers()
    )
    sweep(found)
    return found


def written(folder: Path) -> set[tuple[Path, int]]:
    """Return the networks' files in ``folder`` and when each was written."""
    return {(path, path.stat().st_mtime_ns) for path in folder.glob("*.safetensors")}


def look(killed, found: Found, samples, seed: int, *, leave: bool, start: bool) -> None:
    """Read everything, compare the drawing, and, where ``start``, start the program.

    Raises AssertionError, or what a reader raises, for what is not as it should be.
    """
    from digitpad.support.folders import models_folder
    from tests.survival.forks import start_again
    from tests.survival.wholeness import check_files, points_kept, take_left

    files = check_files(samples)
    found.files |= files
    drawing = take_left(forget=False)
    if start:
        by_time = sorted((time, path) for path, time in written(models_folder()))
        told = start_again(by_time[-1][1] if by_time else None)
        assert told["drawing"] == (drawing is not None), "the drawing was not offered"
        assert told["training"] == (files["trainings"] > 0), "the training was not offered"
        assert not told["problem"], told["problem"]
        found.starts += 1
        found.resumed += told["epochs"] > 0
        assert told["training"] == (told["epochs"] > 0), "the training did not go on"
    if not leave:
        take_left()
    kept = points_kept(drawing, seed, killed.side)
    found.offered += drawing is not None
    # The last event may have been drawn and not been noted.
    assert kept <= len(killed.drawn) + 1, f"{kept} points of {len(killed.drawn)}"
    if kept < len(killed.drawn):
        found.lost.append(killed.moment - killed.drawn[kept])
    elif killed.drawn:
        found.lost.append(0.0)


def sweep(found: Found) -> None:
    """Start the program a day later, as it were: what was left half written must be gone."""
    from tests.survival.forks import start_again
    from tests.survival.wholeness import leftovers, make_old

    make_old()
    try:
        told = start_again()
        found.starts += 1
        found.resumed += told["epochs"] > 0
    except Exception as error:
        found.problems.append(f"the last start: {type(error).__name__}: {error}")
    found.problems += [f"{path} stays for ever" for path in leftovers()]


def prepare(writer):
    """Make the data set and the first digits, and learn once what the programs learn.

    What that imports, no fork needs to import. Returns the training samples.
    """
    from digitpad.collection import Collection, as_samples
    from digitpad.data.own import load_own
    from digitpad.ink.drawing import Drawing, Stroke
    from digitpad.network.files.checkpoint import load_checkpoint
    from digitpad.support.folders import bundled_model
    from digitpad.training import session  # noqa: F401 - for the forks
    from digitpad.training.adapt.hand import adapt
    from digitpad.training.module import module_of
    from tests.survival.learners import QUICK, pictures_folder, write_pictures

    write_pictures()
    samples = load_own(pictures_folder()).training
    collection = Collection()
    for number in range(QUICK.fewest):
        drawing = Drawing((Stroke.from_xy([(500, 100), (480 + 4 * number, 900)]),))
        collection.add(drawing, number % 10, None)
    writer.checkpoint = load_checkpoint(bundled_model())
    writer.unfinished = broken_off(samples, str(pictures_folder()))
    for _ in adapt(module_of(writer.checkpoint.network), as_samples(collection), how=QUICK):
        pass
    return samples


def broken_off(samples, data: str):
    """Return a training after its first epoch, as it is saved then."""
    from digitpad.network.architecture import TUTORIAL
    from digitpad.training.curves import Curves
    from digitpad.training.loop import train
    from digitpad.training.progress import BatchDone, EpochDone
    from digitpad.training.recipe import Recipe
    from digitpad.training.unfinished import Unfinished, fingerprint

    recipe = Recipe("small", epochs=30, batch_size=32, optimiser="sgd", learning_rate=0.01,
                    momentum=0.5, validation=0.25)  # fmt: skip
    curves = Curves()
    for event in train(TUTORIAL, recipe, samples):
        if isinstance(event, BatchDone):
            curves.add_batch(event)
        if isinstance(event, EpochDone):
            curves.add_epoch(event)
            return Unfinished(TUTORIAL, recipe, data, fingerprint(samples), "cpu",
                              event.progress, curves)  # fmt: skip
    raise AssertionError


if __name__ == "__main__":
    sys.exit(main())
