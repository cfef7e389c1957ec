"""Writes the licences of all that a bundle holds into one text."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version
from parts import dependencies

from digitpad.support.licences import (
    AT_THE_END,
    RULE,
    licence_name,
    licence_texts,
    python_licence,
    required_distributions,
)

TEXTS = Path(__file__).resolve().parent / "licences"
QT_TEXTS = ("qt.txt", "LGPL-3.0.txt", "GPL-3.0.txt")  # Qt's wheels bring no text
OF_QT = ("pyside6", "shiboken6")  # how its distributions' names begin
DEBIAN_TEXTS = Path("/usr/share/doc")  # PACKAGE/copyright


def third_party_licences() -> str:
    """Return name, version, licence and text of Python and of each distribution that is needed."""
    found = needed()
    parts = [_beginning(found), _python(), *map(_of_distribution, found)]
    with suppress(PackageNotFoundError):  # where this is asked without building
        parts.append(_of_distribution(distribution("pyinstaller")))  # its start program is inside
    qt = [RULE, *((TEXTS / name).read_text(encoding="utf-8") for name in QT_TEXTS)]
    return "\n\n".join([*parts, *qt]) + "\n"


def needed() -> list[Distribution]:
    """Return all distributions that digitpad requires here, directly or not, by name."""
    return required_distributions(Requirement(line).name for line in dependencies())


def pinned() -> str:
    """Return NAME==VERSION of all that is needed and of PyInstaller, a line each, for pip-audit.

    Without the +cpu of torch's builds: no advisory names a version so.
    """
    found = [*needed(), distribution("pyinstaller")]
    return "".join(f"{one.name}=={Version(one.version).public}\n" for one in found)


def system_licences(libraries: Iterable[str]) -> str:
    """Return the licences of libraries that Debian's or Ubuntu's packages brought, by file name."""
    packages: dict[str, list[str]] = {}
    for library in sorted(libraries):
        done = subprocess.run(
            ["dpkg-query", "--search", f"*/{library}"], capture_output=True, text=True
        )
        if done.returncode == 0:
            package = done.stdout.split(":")[0]
            packages.setdefault(package, []).append(library)
    parts = []
    for package, files in sorted(packages.items()):
        text = DEBIAN_TEXTS / package / "copyright"
        if text.exists():
            content = text.read_text(encoding="utf-8", errors="replace")
            parts.append(f"{RULE}\n{package}: {', '.join(files)}\n{RULE}\n\n{content}")
    return "\n\n".join(parts) + "\n"


def _beginning(found: Iterable[Distribution]) -> str:
    lines = [f"{one.name} {one.version}: {_licence(one)}" for one in found]
    return (
        "digitpad is under the MIT licence, see LICENSE. This bundle holds the following too. On\n"
        "Linux the largest libraries have lost their names for debuggers; Qt's are unchanged.\n\n"
        f"Python {platform.python_version()}: PSF-2.0\n" + "\n".join(lines)
    )


def _python() -> str:
    text = python_licence() or "PSF License Agreement: Python's documentation, History and License."
    return f"{RULE}\nPython {platform.python_version()}\n{RULE}\n\n{text}"


def _of_distribution(one: Distribution) -> str:
    head = f"{RULE}\n{one.name} {one.version}\n{_licence(one)}\n{RULE}"
    if one.name.lower().startswith(OF_QT):
        return f"{head}\n\n{AT_THE_END}"
    texts = list(licence_texts(one))
    return "\n\n".join([head, *(texts or ["The distribution brings no text of its licence."])])


def _licence(one: Distribution) -> str:
    return licence_name(one) or "see the text"
