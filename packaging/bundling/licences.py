"""Writes the licences of all that a bundle holds into one text."""

from __future__ import annotations

import platform
import re
import subprocess
import sysconfig
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from parts import dependencies

FILE_NAME = "THIRD-PARTY-LICENSES.txt"
TEXTS = Path(__file__).resolve().parent / "licences"
QT_TEXTS = ("qt.txt", "LGPL-3.0.txt", "GPL-3.0.txt")  # Qt's wheels bring no text
OF_QT = ("pyside6", "shiboken6")  # how its distributions' names begin
RULE = "=" * 100
DEBIAN_TEXTS = Path("/usr/share/doc")  # PACKAGE/copyright


def third_party_licences() -> str:
    """Return name, version, licence and text of Python and of each distribution that is needed."""
    found = [distribution(name) for name in sorted(needed())]
    parts = [_beginning(found), _python(), *map(_of_distribution, found)]
    with suppress(PackageNotFoundError):  # where this is asked without building
        parts.append(_of_distribution(distribution("pyinstaller")))  # its start program is inside
    qt = [RULE, *((TEXTS / name).read_text(encoding="utf-8") for name in QT_TEXTS)]
    return "\n\n".join([*parts, *qt]) + "\n"


def needed() -> set[str]:
    """Return the normal names of all distributions that digitpad requires here, directly or not."""
    names: set[str] = set()
    left = [Requirement(line) for line in dependencies()]
    while left:
        requirement = left.pop()
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        marker = requirement.marker
        if name in names or (marker is not None and not marker.evaluate({"extra": ""})):
            continue
        names.add(name)
        left += [Requirement(line) for line in distribution(name).requires or []]
    return names


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
        "digitpad is under the MIT licence, see LICENSE. This bundle holds the following too.\n\n"
        f"Python {platform.python_version()}: PSF-2.0\n" + "\n".join(lines)
    )


def _python() -> str:
    head = f"{RULE}\nPython {platform.python_version()}\n{RULE}"
    for place in (sysconfig.get_path("stdlib"), sysconfig.get_config_var("prefix")):
        text = Path(place) / "LICENSE.txt"
        if text.exists():
            return f"{head}\n\n{text.read_text(encoding='utf-8', errors='replace')}"
    return f"{head}\n\nPSF License Agreement: Python's documentation, History and License."


def _of_distribution(one: Distribution) -> str:
    head = f"{RULE}\n{one.name} {one.version}\n{_licence(one)}\n{RULE}"
    if one.name.lower().startswith(OF_QT):
        return f"{head}\n\nSee the end of this file."
    texts: list[str] = []
    for text in _texts(one):
        if text not in texts:  # torch repeats the same texts many times
            texts.append(text)
    return "\n\n".join([head, *(texts or ["The distribution brings no text of its licence."])])


def _texts(one: Distribution) -> Iterable[str]:
    for file in one.files or []:
        is_text = re.match(r"(?i)(licen[cs]e|copying|notice)", file.name)
        if is_text and any(part.endswith(".dist-info") for part in file.parts[:1]):
            yield Path(str(file.locate())).read_text(encoding="utf-8", errors="replace").strip()


def _licence(one: Distribution) -> str:
    metadata = one.metadata
    for key in ("License-Expression", "License"):
        text = metadata[key] if key in metadata else ""  # noqa: SIM401 - there is no get()
        if text and "\n" not in text and not text.startswith(("Copyright", "=")):
            return text
    known = [
        line.rsplit(" :: ", 1)[-1]
        for line in metadata.get_all("Classifier", [])
        if line.startswith("License ::")
    ]
    return " and ".join(known) or "see the text"
