"""A bundle on trial: its program is run with nothing but what a situation grants it."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import confinement

CHECKOUT = Path(__file__).resolve().parent.parent.parent
SEVEN = CHECKOUT / "assets" / "drawings" / "seven.json"
STRANGE = "数字 pad's 100 %"  # a folder's name


class UntriedError(Exception):
    """This machine cannot make the situation."""


@dataclass(frozen=True)
class Trial:
    """The bundle's program, a folder to work in, and where pictures of the screen belong."""

    program: Path
    folder: Path
    pictures: Path | None = None

    @property
    def is_small(self) -> bool:
        """True for a bundle without training."""
        places = (self.program.parent / "_internal", self.program.parent.parent / "Frameworks")
        return not any((place / "torch").exists() for place in places)

    def new_home(self) -> Path:
        """Return a new home folder."""
        home = self.folder / "home"
        home.mkdir()
        return home

    def run(
        self, *arguments: object, status: int = 0, beginning: list[str] | None = None,
        program: Path | None = None, home: Path | None = None,
    ) -> subprocess.CompletedProcess[str]:  # fmt: skip
        """Run a command of the bundle with a home alone: no PATH, no language, no Python.

        Fails unless it ends with ``status``.
        """
        done = subprocess.run(
            [*(beginning or []), str(program or self.program), *map(str, arguments)],
            env=bare(home or self.folder), cwd=self.folder, capture_output=True, text=True,
            encoding="utf-8", timeout=600,
        )  # fmt: skip
        if done.returncode != status:
            said = (done.stdout + done.stderr)[-2000:]
            raise AssertionError(f"{arguments[:1]} ended with {done.returncode}: {said}")
        return done


def bare(home: Path) -> dict[str, str]:
    """Return an environment with ``home`` and what the system itself cannot do without."""
    needed = ("SYSTEMROOT", "TEMP", "LOCALAPPDATA", "OMP_NUM_THREADS")
    return {name: os.environ[name] for name in needed if name in os.environ} | {"HOME": str(home)}


def need(beginning: list[str]) -> list[str]:
    """Return ``beginning`` if a command may begin so here, else raise UntriedError."""
    if not confinement.works(beginning):
        raise UntriedError(f"{beginning[0]} is not allowed here")
    return beginning
