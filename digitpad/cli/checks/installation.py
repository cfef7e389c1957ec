"""Checks of what digitpad is built on: versions, Qt, torch, the display."""

from __future__ import annotations

import importlib
import os
import sys

from digitpad.cli.checks.finding import NOTE, WELL, WRONG, Finding
from digitpad.support.display import missing_packages, why_no_libraries, why_no_window
from digitpad.support.folders import is_bundle
from digitpad.support.versions import PACKAGES, package_version, system, versions

PYTHONS = (3, 11), (3, 13)  # the first and the last that digitpad is tested with
OLDEST_TORCH = (2, 10)  # before it, a model file from elsewhere could run code
QT_THAT_ABORTS = (6, 12)  # on Python 3.11: after 50,000 signals the process ends


def again() -> str:
    """Return what to do where a part of digitpad is missing or damaged."""
    if is_bundle():
        return "Unpack the archive that digitpad came in once more, or install it again."
    return "Install it again: pip install --force-reinstall digitpad"


def check_versions() -> Finding:
    """Tell whether the packages are there, and none of a version that is known to fail."""
    found = versions()
    problems = [f"{name} is not installed" for name in PACKAGES if package_version(name) is None]
    remedy = again() if problems else ""
    if not PYTHONS[0] <= sys.version_info[:2] <= PYTHONS[1]:
        problems.append(f"Python {found['Python']} is not one of 3.11 to 3.13")
        remedy = remedy or "Install digitpad with one of these."
    if _number(found.get("torch")) < OLDEST_TORCH and "torch" in found:
        problems.append(f"torch {found['torch']} is unsafe with models from elsewhere")
        remedy = remedy or 'pip install "torch>=2.10"'
    qt = found.get("PySide6-Essentials")
    if sys.version_info[:2] == PYTHONS[0] and _number(qt) >= QT_THAT_ABORTS:
        problems.append(f"PySide6 {qt} aborts on Python 3.11")
        remedy = remedy or 'pip install "PySide6-Essentials<6.12"'
    text = "; ".join(problems) or ", ".join(f"{name} {number}" for name, number in found.items())
    return Finding("versions", WRONG if problems else WELL, text, remedy, dict(found))


def check_system() -> Finding:
    """Tell which system it is."""
    processors = os.cpu_count() or 1
    text = f"{system()}, {processors} processors"
    return Finding("system", WELL, text, "", {"system": system(), "processors": processors})


def check_qt() -> Finding:
    """Tell whether Qt can be loaded."""
    reason = why_no_libraries(for_window=False)
    if reason is not None:
        missing = missing_packages(for_window=False)
        return Finding("qt", WRONG, "Qt misses system libraries", reason, {"missing": missing})
    try:
        core = importlib.import_module("PySide6.QtCore")
        importlib.import_module("PySide6.QtWidgets")
    except ImportError as error:
        return Finding("qt", WRONG, f"Qt cannot be loaded: {error}", again())
    return Finding("qt", WELL, f"Qt {core.qVersion()}", "", {"version": core.qVersion()})


def check_display() -> Finding:
    """Tell whether a window can open here."""
    reason = why_no_window()
    if reason is not None:
        return Finding("display", NOTE, reason, "Start digitpad on a desktop.", {"window": False})
    missing = missing_packages(for_window="QT_QPA_PLATFORM" not in os.environ)
    if missing:
        return Finding(
            "display", WRONG, "the window misses system libraries",
            why_no_libraries(for_window=True) or "", {"window": False, "missing": missing},
        )  # fmt: skip
    return Finding("display", WELL, "a window can open", "", {"window": True})


def check_devices() -> Finding:
    """Tell whether torch can be loaded, and what it can train on."""
    try:
        from digitpad.training.plan import devices

        found = devices()
    except (ImportError, OSError) as error:  # OSError: a library of torch's own is missing
        return Finding("devices", WRONG, f"torch cannot be loaded: {error}", again())
    text = ", ".join(device.title for device in found)
    return Finding("devices", WELL, text, "", {"devices": [device.name for device in found]})


def _number(version: str | None) -> tuple[int, ...]:
    """Return the first two numbers of a version, (0, 0) for none."""
    parts = (version or "0.0").split(".")[:2]
    return tuple(int(part) if part.isdigit() else 0 for part in parts)
