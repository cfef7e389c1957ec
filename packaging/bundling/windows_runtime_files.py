"""Whether a bundle brings Microsoft's C++ runtime along, which the machine that builds it has."""

from __future__ import annotations

from pathlib import Path

from digitpad.support.system_libraries import LIBRARIES


def left_out(bundle: Path) -> list[str]:
    """Return the libraries of the runtime that are nowhere in ``bundle``."""
    there = {path.name.lower() for path in bundle.rglob("*.*")}  # MSVCP140.dll, as some have it
    return [name for name in LIBRARIES if name not in there]
