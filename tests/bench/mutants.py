"""Change one line of digitpad at a time, by seed, and see whether a test notices.

    python tests/bench/mutants.py [--count 20] [--seed 1] [--only digitpad/ui/canvas] [--list]

Each mutant is made in a temporary copy of the tree, never in the checkout. The tests that are run
are those that import the changed module, or read its folder as a test of words does, first those of
its own folder, then the nearest and of these the quick and small, until one fails, dies or hangs,
or until the processor's time is up. A test that fails without the mutant too counts for nothing.
Changes to sizes and colours may do no harm: read what was not noticed, line by line.

mutmut and cosmic-ray were tried in 2026-11. Both make all mutants of a module and take no sample;
mutmut leaves out decorated functions (Qt's slots) and constants of modules and classes, cosmic-ray
changes the checkout itself and has one command for all tests.
"""

import argparse
import ast
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "digitpad"
LONGEST_TEST = 400  # seconds without a word from pytest: it hangs, or the machine is very busy

COMPARISONS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
OPERATORS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.FloorDiv,
}  # fmt: skip
TEXT = (ast.JoinedStr, ast.List, ast.Tuple)  # are put together by +


@dataclass(frozen=True)
class Mutant:
    """In ``path``, line ``line`` from 1, the bytes ``start`` to ``end`` become ``new``."""

    path: Path  # from the tree's root
    line: int
    start: int
    end: int
    new: str
    kind: str

    def changed(self, source: str) -> tuple[str, str, str]:
        """Return the source with the change, the line before it and the line after it."""
        lines = source.splitlines(keepends=True)
        before = lines[self.line - 1]
        raw = before.encode()
        after = (raw[: self.start] + self.new.encode() + raw[self.end :]).decode()
        lines[self.line - 1] = after
        return "".join(lines), before.strip(), after.strip()


# What can be changed


def mutants_of(path: Path, source: str) -> list[Mutant]:
    """Return all mutants of a file; ``path`` is the one from the tree's root."""
    found = []
    for node in _changeable(ast.parse(source)):
        for target, new, kind in _changes(node):
            if target.lineno != target.end_lineno:
                continue
            mutant = Mutant(
                path, target.lineno, target.col_offset, target.end_col_offset, new, kind
            )
            found.append(mutant)
    return found


def _is_another_program(mutant: Mutant) -> bool:
    source = (ROOT / mutant.path).read_text(encoding="utf-8")
    try:
        return ast.dump(ast.parse(source)) != ast.dump(ast.parse(mutant.changed(source)[0]))
    except SyntaxError:
        return False


def _changeable(node: ast.AST) -> Iterator[ast.AST]:
    """Walk through what is computed: not through annotations, decorators, texts and log lines."""
    yield node
    left_out: list[object] = []
    match node:
        case ast.FunctionDef():
            left_out = [node.args, node.returns, *node.decorator_list]
        case ast.ClassDef():
            left_out = node.decorator_list
        case ast.AnnAssign():
            left_out = [node.annotation]
        case ast.If(test=ast.Name(id="TYPE_CHECKING")) | ast.Assert() | ast.JoinedStr():
            return
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="log")))):
            return
    for child in ast.iter_child_nodes(node):
        if not any(child is one for one in left_out):
            yield from _changeable(child)


def _changes(node: ast.AST) -> Iterator[tuple[ast.expr | ast.stmt, str, str]]:
    """Yield what is replaced, by what, and what kind of change that is."""
    match node:
        case ast.Compare(ops=[one]) if type(one) in COMPARISONS:
            other = COMPARISONS[type(one)]()
            yield node, _text(ast.Compare(node.left, [other], node.comparators)), "comparison"
        case ast.BinOp() if type(node.op) in OPERATORS and not _is_text(node):
            other = OPERATORS[type(node.op)]()
            yield node, _text(ast.BinOp(node.left, other, node.right)), "operator"
        case ast.AugAssign() if type(node.op) in OPERATORS and not _is_text(node):
            other = OPERATORS[type(node.op)]()
            yield node, ast.unparse(ast.AugAssign(node.target, other, node.value)), "operator"
        case ast.BoolOp():
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield node, _text(ast.BoolOp(other, node.values)), "and, or"
        case ast.UnaryOp(op=ast.Not()):
            yield node, _text(node.operand), "not"
        case ast.If() | ast.IfExp() | ast.While():
            yield node.test, f"(not {_text(node.test)})", "condition"
        case ast.Constant(value=bool() as value):
            yield node, str(not value), "constant"
        case ast.Constant(value=int() as value):
            yield node, str(value + 1), "constant"
            if value > 0:
                yield node, str(value - 1), "constant"
        case ast.Constant(value=float() as value):
            yield node, repr(value * 2 if value else 1.0), "constant"
        case ast.Expr(value=ast.Call() as call) if "__init__" not in ast.unparse(call.func):
            yield node, "pass", "call left out"
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            yield node, "return None", "nothing returned"
    if isinstance(node, ast.Call):
        for one, other in zip(node.args, node.args[1:], strict=False):
            # By their texts: two that are the same could not be told apart.
            if ast.unparse(one) != ast.unparse(other) and not _has_star(node):
                swapped = [{id(one): other, id(other): one}.get(id(a), a) for a in node.args]
                yield node, ast.unparse(ast.Call(node.func, swapped, node.keywords)), "order"


def _text(node: ast.expr) -> str:
    return f"({ast.unparse(node)})"


def _is_text(node: ast.BinOp | ast.AugAssign) -> bool:
    parts = [node.left, node.right] if isinstance(node, ast.BinOp) else [node.value]
    return any(
        isinstance(part, TEXT) or (isinstance(part, ast.Constant) and isinstance(part.value, str))
        for part in parts
    )


def _has_star(call: ast.Call) -> bool:
    return any(isinstance(one, ast.Starred) for one in call.args)


def sample(count: int, seed: int, only: str, ui_share: float) -> list[Mutant]:
    """Return ``count`` mutants, or as many as there are; no two of them in one line.

    Each kind of change is as likely as any other, however often it could be made.
    """
    # By kind, in the user interface and elsewhere.
    there: dict[bool, dict[str, list[Mutant]]] = {True: defaultdict(list), False: defaultdict(list)}
    for file in sorted((ROOT / PACKAGE).rglob("*.py")):
        path = file.relative_to(ROOT)
        if path.as_posix().startswith(only):
            for mutant in mutants_of(path, file.read_text(encoding="utf-8")):
                there["ui" in path.parts][mutant.kind].append(mutant)
    chance = random.Random(seed)
    taken: dict[tuple[Path, int], Mutant] = {}
    while len(taken) < count and any(there.values()):
        in_ui = len([m for m in taken.values() if "ui" in m.path.parts])
        kinds = there[bool(there[True]) and (in_ui < ui_share * count or not there[False])]
        kind = chance.choice(sorted(kinds))
        mutant = kinds[kind].pop(chance.randrange(len(kinds[kind])))
        if not kinds[kind]:
            del kinds[kind]
        if _is_another_program(mutant):
            taken.setdefault((mutant.path, mutant.line), mutant)
    return list(taken.values())


# Which tests may notice


def name_of(path: Path) -> str:
    """Return the module's name of a file, given from the tree's root."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(name: str, path: Path, tree: ast.AST, known: frozenset[str]) -> set[str]:
    """Return the modules that ``tree``, a part of ``name``, imports, also where it is called.

    A program in a text counts, for it is run by another Python; so does a folder as
    ``digitpad/ui``, whose files are read, and ``digitpad.cli.`` before a name that comes later.
    """
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= set(re.findall(rf"\b{PACKAGE}(?:\.\w+)+", node.value))
            inside = node.value.replace("/", ".")
            if re.fullmatch(rf"{PACKAGE}(\.\w+)*\.", inside + "." * ("/" in node.value)):
                found |= {one for one in known if one.startswith(inside.rstrip(".") + ".")}
            if node.value == PACKAGE:  # python -m
                found.add(f"{PACKAGE}.__main__")
    return found & known


class Tests:
    """The tests of the tree, and how far each of them is from a module."""

    def __init__(self) -> None:
        """Read all files."""
        self._files = {
            name_of(file.relative_to(ROOT)): file
            for folder in (PACKAGE, "tests")
            for file in sorted((ROOT / folder).rglob("*.py"))
        }
        known = frozenset(self._files)
        trees = {name: ast.parse(file.read_text("utf-8")) for name, file in self._files.items()}
        self._imports = {
            name: imported(name, self._files[name], tree, known) for name, tree in trees.items()
        }
        for name, tree in trees.items():
            if self._files[name].name.startswith("test_"):
                words = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
                self._imports[name] |= self._by_fixtures(name, words, trees, known)

    def _by_fixtures(
        self, name: str, words: set[str], trees: dict[str, ast.Module], known: frozenset[str]
    ) -> set[str]:
        """Return what the fixtures called ``words`` import, those of the folders above ``name``."""
        found: set[str] = set()
        folders = name.split(".")[:-1]
        for depth in range(len(folders), 0, -1):
            conftest = ".".join([*folders[:depth], "conftest"])
            if conftest not in trees:
                continue
            body = trees[conftest].body
            fixtures = {node.name: node for node in body if isinstance(node, ast.FunctionDef)}
            waiting = [fixtures[word] for word in sorted(words & fixtures.keys())]
            bound = {
                alias.asname or alias.name: node
                for node in body
                if isinstance(node, ast.Import | ast.ImportFrom)
                for alias in node.names
            }
            for fixture in waiting:  # grows: a fixture may use others
                names = {node.id for node in ast.walk(fixture) if isinstance(node, ast.Name)}
                names |= {node.arg for node in ast.walk(fixture) if isinstance(node, ast.arg)}
                waiting += [
                    fixtures[one] for one in sorted(names & fixtures.keys())
                    if fixtures[one] not in waiting
                ]  # fmt: skip
                words |= names  # of fixtures further up
                for part in (fixture, *(bound[one] for one in sorted(names & bound.keys()))):
                    found |= imported(conftest, self._files[conftest], part, known)
        return found

    @cache  # noqa: B019
    def near(self, module: str) -> list[str]:
        """Return the test files that import ``module``, from the tree's root.

        Those of its own folder and name first, for tests mirror the tree, then the nearest by
        imports: most of what is in the window is imported by every test that has one.
        """
        users = defaultdict(set)
        for name, used in self._imports.items():
            for one in used:
                users[one].add(name)
        far, waiting = {module: 0}, deque([module])
        while waiting:
            one = waiting.popleft()
            for user in users[one] - far.keys():
                far[user] = far[one] + 1
                waiting.append(user)
        tests = [name for name in far if self._files[name].name.startswith("test_")]
        tests = [name for name in tests if name.startswith("tests.")]
        tests.sort(key=lambda name: (-_shared(name, module), far[name], *self._effort(name), name))
        return [self._files[name].relative_to(ROOT).as_posix() for name in tests]

    def _effort(self, name: str) -> tuple[bool, int]:
        """Return what grows with a test file's time: whether it starts programs, and its size."""
        text = self._files[name].read_text(encoding="utf-8")
        return re.search(r"\bsubprocess\b|\bfork", text) is not None, len(text)


def _shared(test: str, module: str) -> int:
    """Return how many names the ways to both begin with: test_seams.py goes with seams.py."""
    pairs = zip(test.replace(".test_", ".").split(".")[1:], module.split(".")[1:], strict=False)
    return len([*takewhile(lambda pair: pair[0] == pair[1], pairs)])


# Running them


@dataclass(frozen=True)
class Outcome:
    """How a run of tests ended; ``what``: passed, failed, died, hangs, no time, no test."""

    what: str
    by: str = ""  # the test that failed
    seconds: float = 0.0

    @property
    def is_noticed(self) -> bool:
        """True when something went wrong."""
        return self.what in ("failed", "died", "hangs")


def run(tree: Path, tests: list[str], left_out: set[str], limit: float) -> Outcome:
    """Run ``tests`` in ``tree`` until one fails, for ``limit`` seconds of a processor at most."""
    if not tests:
        return Outcome("no test")
    command = [
        sys.executable, "-m", "pytest", "-x", "-v", "-rfE", "--tb=no", "-p", "no:cacheprovider",
        *(f"--deselect={one}" for one in sorted(left_out)), *tests,
    ]  # fmt: skip
    environment = {
        **os.environ, "PYTHONPATH": str(tree), "QT_QPA_PLATFORM": "offscreen",
        "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",  # two mutants of one second and size look the same to it
    }  # fmt: skip
    began = time.monotonic()
    said = tree / "said.txt"
    with said.open("w") as output:
        process = subprocess.Popen(
            command, cwd=tree, env=environment, stdout=output, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        what = ""
        try:
            while process.poll() is None and not what:
                time.sleep(0.2)
                if processor_time(process.pid) > limit:
                    what = "no time"
                elif time.time() - said.stat().st_mtime > LONGEST_TEST:
                    what = "hangs"
        finally:  # also when this program is ended
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    text = said.read_text(errors="replace")
    failed = re.findall(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", text, re.MULTILINE)
    begun = re.findall(r"^(tests/.+?::.+?)(?: [A-Z]+ .*)?$", text, re.MULTILINE)
    if not what:
        what = {0: "passed", 1: "failed", 2: "failed", 4: "no test", 5: "no test"}.get(
            process.returncode, "died"
        )
    by = failed[-1] if what == "failed" and failed else begun[-1] if begun else ""
    return Outcome(what, "" if what == "passed" else by, time.monotonic() - began)


def processor_time(process: int) -> float:
    """Return the seconds that a process and its ended children have computed; on Linux.

    Not the time that passes: beside other work a mutant would be given up before its tests ran.
    """
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def copy_to(folder: Path) -> None:
    """Copy the tree, as it is now, without what git ignores."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)


def tried(mutant: Mutant, tree: Path, tests: Tests, broken: set[str], limit: float) -> Outcome:
    """Run the tests with ``mutant``; what fails without it goes to ``broken``."""
    file = tree / mutant.path
    source = file.read_text(encoding="utf-8")
    while True:
        file.write_text(mutant.changed(source)[0], encoding="utf-8")
        try:
            outcome = run(tree, tests.near(name_of(mutant.path)), broken, limit)
        finally:
            file.write_text(source, encoding="utf-8")
        if not (outcome.is_noticed and outcome.by):
            return outcome
        if not run(tree, [outcome.by], set(), limit).is_noticed:
            return outcome
        broken.add(outcome.by)


def main() -> int:
    """Try a sample of mutants, and tell of each whether it was noticed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="a file or folder, such as digitpad/ui/canvas")
    parser.add_argument("--ui", type=float, default=0.5, help="the user interface's share")
    parser.add_argument(
        "--limit", type=float, default=600, help="seconds of a processor for each mutant"
    )
    parser.add_argument("--list", action="store_true", help="run no test")
    arguments = parser.parse_args()

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # leaves nothing behind
    tests, broken = Tests(), set()
    mutants = sample(arguments.count, arguments.seed, arguments.only, arguments.ui)
    noticed = {True: [], False: []}
    with tempfile.TemporaryDirectory(prefix="mutants") as folder:
        copy_to(Path(folder))
        for number, mutant in enumerate(mutants, start=1):
            _, before, after = mutant.changed((ROOT / mutant.path).read_text(encoding="utf-8"))
            print(f"{number}. {mutant.path.as_posix()}:{mutant.line}, {mutant.kind}")
            print(f"   - {before}\n   + {after}", flush=True)
            near = tests.near(name_of(mutant.path))
            if arguments.list:
                print(f"   {len(near)} files of tests, first {', '.join(near[:3]) or 'none'}")
                continue
            outcome = tried(mutant, Path(folder), tests, broken, arguments.limit)
            noticed["ui" in mutant.path.parts].append(outcome.is_noticed)
            word = "noticed" if outcome.is_noticed else "NOT NOTICED"
            print(f"   {word}: {outcome.what} {outcome.by} ({outcome.seconds:.0f} s)", flush=True)
    for title, found in (("ui", noticed[True]), ("elsewhere", noticed[False])):
        if found:
            print(f"{title}: {sum(found)} of {len(found)} noticed")
    both = noticed[True] + noticed[False]
    if both:
        print(f"noticed: {sum(both)} of {len(both)}, {sum(both) / len(both):.0%}")
    for one in sorted(broken):
        print(f"fails without a mutant too: {one}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
