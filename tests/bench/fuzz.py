"""Damaged and hostile files for every reader: valid files changed at random.

    python tests/bench/fuzz.py [--cases 100000] [--seed 1] [--only NAME]

Two thirds of the changes leave a file's own check sums and lengths right, so that what comes after
those checks is reached. Each case must be read, or refused with an error of digitpad's own, within
two seconds of the processor's. No file but the case's own may be written, no program started, no
connection opened. Prints a line a reader, the longest case and the process's largest memory, and
ends with 1 when anything else happened; the case is left in the folder that it names.
"""

import argparse
import random
import resource
import shutil
import sys
import tempfile
import time
import traceback
import warnings
from dataclasses import dataclass
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[2]))

from digitpad.support.errors import DigitpadError
from tests.bench.fuzz_readers import Reader, readers

LONGEST = 2.0  # seconds of the processor's for a case,
LONGEST_WAIT = 10.0  # and by the clock, on a machine with other work
MOST_MEMORY = 512.0  # MB beyond what the imports take
FORBIDDEN = (
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "socket.connect",
    "os.remove", "os.rename", "shutil.rmtree",
)  # fmt: skip


class Guard:
    """Notes what a reader must not do: an audit hook, on while a case is read."""

    def __init__(self, folder: Path, marker: Path) -> None:
        """Allow nothing but reading, and writing below ``folder``, but for ``marker``."""
        self._folder, self._marker = str(folder), marker
        self.is_on = False
        self.seen: list[str] = []
        sys.addaudithook(self._note)

    def _note(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.is_on:
            return
        if event == "open":
            path, mode, flags = arguments
            writes = isinstance(flags, int) and flags & 0o3 != 0
            is_own = str(path).startswith((self._folder, "/dev/"))
            if writes and not is_own and not isinstance(path, int):  # an int is open already
                self.seen.append(f"opened {path} as {mode}")
        elif event in FORBIDDEN:
            words = str(arguments)
            if self._folder not in words or str(self._marker) in words:
                self.seen.append(f"{event} {arguments}")

    def problem_with(self, reader: Reader, path: Path) -> tuple[str, bool, float]:
        """Read a case; return what went wrong, whether it was refused, and the seconds taken."""
        problem, is_refused = "", False
        begun, worked = time.perf_counter(), time.process_time()
        self.is_on = True
        try:
            reader.read(path)
        except DigitpadError:
            is_refused = True
        except BaseException:
            problem = traceback.format_exc()
        self.is_on = False
        taken, waited = time.process_time() - worked, time.perf_counter() - begun
        if taken > LONGEST or waited > LONGEST_WAIT:
            problem += f"took {taken:.1f} s of work, {waited:.1f} s by the clock"
        problem += " ".join(self.seen)
        self.seen.clear()
        if self._marker.exists():
            problem += f"{self._marker} was written"
            self._marker.unlink()
        return problem, is_refused, taken


@dataclass
class Tally:
    """What came of a reader's cases."""

    refused: int = 0
    faults: int = 0
    longest: float = 0.0


def memory() -> float:
    """Return the process's largest memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Try all cases; 1 when something went wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")  # torch's, about pickles of another protocol
    folder = Path(tempfile.mkdtemp(prefix="digitpad-fuzz-"))
    guard, chance = Guard(folder, folder / "marker"), random.Random(options.seed)
    chosen = [one for one in readers(folder, folder / "marker")
              if options.only in ("", one.name)]  # fmt: skip
    for reader in chosen:  # what is valid is read, and imports what reading needs
        path = folder / f"valid{reader.suffix}"
        path.write_bytes(reader.content)
        reader.read(path)
    start, faults, total = memory(), 0, 0
    shares = sum(reader.share for reader in chosen)
    for reader in chosen:
        count = round(options.cases * reader.share / shares)
        tally = try_cases(reader, count, folder, guard, chance)
        faults, total = faults + tally.faults, total + count
        print(f"{reader.name}: {count:,} cases, {tally.refused:,} refused, "
              f"longest {tally.longest:.2f} s", flush=True)  # fmt: skip
    used = memory() - start
    print(f"{total:,} cases, {faults} faults, {used:.0f} MB more memory than before at most")
    if not faults:
        shutil.rmtree(folder)
    return int(faults > 0 or used > MOST_MEMORY)


def try_cases(
    reader: Reader, count: int, folder: Path, guard: Guard, chance: random.Random
) -> Tally:  # fmt: skip
    """Read ``count`` changed files; those that are a fault are kept."""
    tally, path = Tally(), folder / f"case{reader.suffix}"
    for number in range(count):
        path.write_bytes(reader.case(chance))
        problem, is_refused, taken = guard.problem_with(reader, path)
        tally.refused += is_refused
        tally.longest = max(tally.longest, taken)
        if problem:
            tally.faults += 1
            kept = path.with_name(f"{reader.name}-{number}{reader.suffix}".replace(" ", "-"))
            shutil.copy(path, kept)
            print(f"{kept}: {problem}", flush=True)
    return tally


if __name__ == "__main__":
    sys.exit(main())
