"""Guided fuzzing: libFuzzer changes files so that ever more of digitpad's own code is reached.

    pip install --target OUT atheris        (Linux, Python 3.11 to 3.13; no part of digitpad)
    PYTHONPATH=OUT python tests/bench/atheris_fuzz.py READER [--seconds 60]

READER is a name that tests/bench/fuzz.py prints, and ``all`` has each of them run in a process of
its own. What must hold is the same as there; the first case for which it does not is left as a file
in the present folder, with its traceback.
"""

import argparse
import random
import re
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))

with atheris.instrument_imports(include=["digitpad"], enable_loader_override=False):
    from tests.bench.fuzz import Guard
    from tests.bench.fuzz_readers import STRUCTURED, readers


LEAST = 4096  # bytes that a case may have


def main() -> int:
    """Fuzz one reader, or all; 1 when something was found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("reader")
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    if options.reader != "all":
        return fuzz(options.reader, options.seconds)
    with tempfile.TemporaryDirectory() as folder:
        names = [reader.name for reader in readers(Path(folder), Path(folder) / "marker")]
    return max([tell(name, options.seconds) for name in names])


def fuzz(name: str, seconds: int) -> int:
    """Fuzz one reader in this process, which libFuzzer ends."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as own:
        folder = Path(own)
        (reader,) = (one for one in readers(folder, folder / "marker") if one.name == name)
        corpus = folder / "corpus"
        corpus.mkdir()
        (corpus / "valid").write_bytes(reader.content)
        guard, path = Guard(folder, folder / "marker"), folder / f"case{reader.suffix}"
        path.write_bytes(reader.content)
        reader.read(path)  # imports what reading needs

        def read(content: bytes) -> None:
            path.write_bytes(content)
            problem, _, _ = guard.problem_with(reader, path)
            if problem:
                raise AssertionError(problem)

        def change(content: bytes, most: int, seed: int) -> bytes:
            """Change a file so that it remains one of its kind, or as libFuzzer does."""
            chance = random.Random(seed)
            if chance.random() < STRUCTURED:
                with suppress(Exception):  # not every file of the corpus is one of its kind
                    return reader.structured(content, chance)[:most]
            return atheris.Mutate(content, most)

        atheris.Setup(
            [sys.argv[0], str(corpus), f"-max_total_time={seconds}", "-timeout=20",
             f"-max_len={max(2 * len(reader.content), LEAST)}", "-len_control=0",
             "-rss_limit_mb=0"],
            read, custom_mutator=change,
        )  # fmt: skip
        atheris.Fuzz()
    return 0


def tell(name: str, seconds: int) -> int:
    """Fuzz one reader in a process of its own, and print what came of it on one line."""
    done = subprocess.run(
        [sys.executable, __file__, name, "--seconds", str(seconds)],
        capture_output=True, text=True, errors="replace",
    )  # fmt: skip
    said = done.stdout + done.stderr
    last = re.findall(r"#(\d+)\s+\w+\s+cov: (\d+) ft: (\d+) corp: (\d+)", said)
    runs, covered, features, kept = last[-1] if last else ("0", "0", "0", "0")
    print(f"{name}: {int(runs):,} cases, {covered} places in the code, {features} features, "
          f"{kept} cases kept, {'nothing found' if not done.returncode else 'FOUND'}",
          flush=True)  # fmt: skip
    if done.returncode:
        print(said[-3000:])
    return int(done.returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
