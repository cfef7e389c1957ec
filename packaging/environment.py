"""Sets up a checkout: system libraries, a virtual environment, digitpad in it.

Needs nothing but Python 3.11 or newer.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import torch_source  # which lets digitpad be imported from here
from resolution import resolve

from digitpad.support.display import DEBIAN, distribution, install_command, packages_of

CHECKOUT = Path(__file__).resolve().parent.parent
ENVIRONMENT = CHECKOUT / ".venv"
OLDEST = (3, 11)
FETCHING = ("Downloading ", "Using cached ")  # how a line of pip's begins
PROGRESS = re.compile(r"Progress (\d+) of (\d+)")  # such a line, where it is asked to
WITH_PROGRESS = (24, 1)  # the first pip that can be
LARGE = 20_000_000  # bytes of a file of which it is told how far it is
CONSTRAINTS = CHECKOUT / "packaging" / "constraints.txt"


def scripts_of(environment: Path) -> Path:
    """Return the folder of the commands in a virtual environment."""
    return environment / ("Scripts" if os.name == "nt" else "bin")


def python_of(environment: Path) -> Path:
    """Return the Python of a virtual environment."""
    return scripts_of(environment) / ("python.exe" if os.name == "nt" else "python")


SCRIPTS = scripts_of(ENVIRONMENT)


def set_up(
    extras: str,
    needed: list[str],
    environment: Path = ENVIRONMENT,
    requirements: Path | None = None,
    left_out: Sequence[str] = (),
) -> None:
    """Make sure that digitpad with ``extras`` (as ``[test]``, or nothing) is in ``environment``.

    needed: libraries and programs that the system lacks: installed when run by root on Debian, else
    named.
    requirements: a file with what shall be there besides. left_out: dependencies that shall not.
    """
    if sys.version_info[:2] < OLDEST:
        fail(f"digitpad needs Python 3.11 or newer, and this is {sys.version.split()[0]}.")
    python = python_of(environment)
    if not python.exists() and importlib.util.find_spec("ensurepip") is None:
        needed = ["ensurepip", *needed]
    if needed:
        install_system_packages(needed)
    if not python.exists():
        say(f"Making a virtual environment in {_named(environment)}")
        run([sys.executable, "-m", "venv", str(environment)])
    install(extras, environment, requirements, left_out)


def can_be_editable(
    folder: Path, system: str = sys.platform, version: tuple[int, ...] = sys.version_info[:2]
) -> bool:
    r"""Tell whether Python can import an editable install of ``folder``.

    On Windows, before 3.13, it reads the file that says where it is in the system's code page,
    which has not every letter: C:\Users\José, 数字.
    """
    return system != "win32" or version >= (3, 13) or str(folder).isascii()


def install(
    extras: str, environment: Path, requirements: Path | None, left_out: Sequence[str] = ()
) -> None:  # fmt: skip
    """Install the checkout, editable where that works, unless just this was installed before."""
    files = [CHECKOUT / "pyproject.toml", CONSTRAINTS]
    more: list[str] = []
    if requirements is not None:
        files.append(requirements)
        more = ["--requirement", str(requirements)]
    is_editable = can_be_editable(CHECKOUT)
    if not is_editable:  # then a change is seen when it is installed again
        files += sorted((CHECKOUT / "digitpad").rglob("*.py"))
    wanted = hashlib.sha256(
        b"".join(file.read_bytes() for file in files) + " ".join([extras, *left_out]).encode()
    ).hexdigest()
    stamp = environment / "digitpad-installed"
    if stamp.exists() and wanted in stamp.read_text().split():
        return
    python = python_of(environment)
    source = [] if left_out else torch_source.arguments(environment)
    say(
        "Looking up what digitpad needs; files that their index does not describe are downloaded "
        "for that"
    )
    digitpad = f"{CHECKOUT}{extras}"
    wanted_of_pip = dependencies_without(left_out) if left_out else [digitpad]
    source = [*progress_of(python), *source]
    found = resolve(
        python, [*source, "--constraint", str(CONSTRAINTS), *more, *wanted_of_pip], follow
    )
    amount = "" if found.size is None else f", at most {found.size / 1e6:,.0f} MB to download"
    say(f"Installing digitpad and what it needs{amount}; the first time takes some minutes")
    follow([
        str(python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input",
        "--no-deps", *source, *found.pins, *(["--editable"] if is_editable else []), digitpad,
    ], len(found.pins))  # fmt: skip
    with stamp.open("a") as file:
        file.write(f"{wanted}\n")


def progress_of(python: Path) -> list[str]:
    """Return what has the pip of ``python`` tell how far a download is: nothing for an older one.

    Its usual bar is for a terminal alone.
    """
    done = subprocess.run([str(python), "-m", "pip", "--version"], capture_output=True, text=True)
    found = re.match(r"pip (\d+)\.(\d+)", done.stdout)
    is_new = found is not None and (int(found[1]), int(found[2])) >= WITH_PROGRESS
    return ["--progress-bar", "raw"] if is_new else []


def dependencies_without(left_out: Sequence[str]) -> list[str]:
    """Return what digitpad requires, without the packages ``left_out``, which end that chain."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines: list[str] = project["dependencies"]
    return [line for line in lines if not re.match(rf"({'|'.join(left_out)})\b", line)]


def install_system_packages(needed: list[str]) -> None:
    """Install what has ``needed`` when that is possible without asking, else say how and exit."""
    where = distribution()
    if where is None:
        fail(
            f"The system lacks {', '.join(needed)}. Install the packages that have them, then try "
            "again."
        )
    if where is not DEBIAN or shutil.which("apt-get") is None or os.geteuid() != 0:
        fail(
            "System packages are missing. Run this, then try again:\n"
            f"    {install_command(needed, where)}"
        )
    packages = packages_of(needed)
    say(f"Installing system packages: {' '.join(packages)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-qq"], quiet)
    install = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0", "install", "-y"]
    run([*install, "--no-install-recommends", *packages], quiet)


def run(command: list[str], environment: dict[str, str] | None = None) -> None:
    """Run ``command``; a failure shows what it printed and ends this program with its status."""
    done = subprocess.run(
        command, env=environment, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        sys.stderr.buffer.write(done.stdout)
        fail(f"This failed with status {done.returncode}: {' '.join(command)}", done.returncode)


def follow(command: list[str], files: int = 0) -> None:
    """Run pip, telling what it downloads; a failure shows what it printed and ends this program.

    files: how many there will be; without it they are not counted.
    """
    printed, number, name, tenths = [], 0, "", 0
    with subprocess.Popen(
        command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, encoding="utf-8", errors="replace",
    ) as process:  # fmt: skip
        assert process.stdout is not None
        for line in process.stdout:
            step = line.strip()
            if how_far := PROGRESS.fullmatch(step):
                done, whole = map(int, how_far.groups())
                if whole >= LARGE and tenths < done * 10 // whole < 10:
                    tenths = done * 10 // whole
                    say(f"{tenths}0 % of {name}")
                continue
            printed.append(line)
            # Metadata is small, and told as "Downloading NAME.metadata".
            if step.startswith(FETCHING) and ".metadata" not in step:
                number, tenths = number + 1, 0
                name = re.sub("|".join(FETCHING), "", step).rpartition("/")[2]
                say(f"{number} of {files}: {name}" if files else name)
            elif step.startswith("Installing collected packages"):
                say("Putting it in place")
    if process.returncode:
        sys.stderr.write("".join(printed))
        fail(
            f"This failed with status {process.returncode}: {' '.join(command)}",
            process.returncode,
        )


def say(text: str) -> None:
    """Tell what is being done."""
    print(f"digitpad: {text}", file=sys.stderr, flush=True)


def fail(text: str, status: int = 1) -> NoReturn:
    """Tell what is wrong, and end."""
    say(text)
    sys.exit(status)


def _named(folder: Path) -> str:
    return str(folder.relative_to(CHECKOUT) if folder.is_relative_to(CHECKOUT) else folder)
