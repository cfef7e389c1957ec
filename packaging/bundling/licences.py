"""Lists the licences of all that a bundle holds, for its About box and as one text for people."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, replace
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version
from parts import dependencies

from digitpad.support.licences import (
    BUNDLE_FILE,
    Component,
    component,
    installed_components,
    required_distributions,
)

TEXT_FILE = "THIRD-PARTY-LICENSES.txt"
RULE = "=" * 100  # above and below each component's name in that file
BEGINNING = """\
digitpad is under the MIT licence, see LICENSE. This bundle holds the following too. On
Linux the largest libraries have lost their names for debuggers; Qt's are unchanged.
"""
TEXTS = Path(__file__).resolve().parent / "licences"
QT_TEXTS = ("qt.txt", "LGPL-3.0.txt", "GPL-3.0.txt")  # Qt's wheels bring no text
OF_QT = ("pyside6", "shiboken6")  # how its distributions' names begin
DEBIAN_TEXTS = Path("/usr/share/doc")  # PACKAGE/copyright


def write_licences(folder: Path, components: list[Component]) -> None:
    """Write the two files into ``folder``."""
    (folder / BUNDLE_FILE).write_text(as_json(components), encoding="utf-8")
    (folder / TEXT_FILE).write_text(as_text(components), encoding="utf-8")


def as_json(components: Iterable[Component]) -> str:
    """Return what the About box of a bundle reads."""
    return json.dumps([asdict(one) for one in components], indent=1)


def as_text(components: list[Component]) -> str:
    """Return what people read: a list of names, versions and licences, then the texts."""
    lines = [f"{_title(one)}: {_licence(one)}" for one in components]
    texts = [f"{RULE}\n{_title(one)}\n{_licence(one)}\n{RULE}\n\n{one.text}" for one in components]
    return "\n\n".join(["\n".join([BEGINNING, *lines]), *texts]) + "\n"


def third_party() -> list[Component]:
    """Return Python and each distribution that is needed."""
    found = installed_components()
    with suppress(PackageNotFoundError):  # where this is asked without building
        found.append(component(distribution("pyinstaller")))  # its start program is inside
    qt = "\n\n".join((TEXTS / name).read_text(encoding="utf-8") for name in QT_TEXTS)
    return [replace(one, text=qt) if one.name.lower().startswith(OF_QT) else one for one in found]


def needed() -> list[Distribution]:
    """Return all distributions that digitpad requires here, directly or not, by name."""
    return required_distributions(Requirement(line).name for line in dependencies())


def pinned() -> str:
    """Return NAME==VERSION of all that is needed and of PyInstaller, a line each, for pip-audit.

    Without the +cpu of torch's builds: no advisory names a version so.
    """
    found = [*needed(), distribution("pyinstaller")]
    return "".join(f"{one.name}=={Version(one.version).public}\n" for one in found)


def system_libraries(files: Iterable[str]) -> list[Component]:
    """Return the packages of Debian or Ubuntu that brought libraries, which are named by file."""
    packages: dict[str, list[str]] = {}
    for file in sorted(files):
        done = subprocess.run(
            ["dpkg-query", "--search", f"*/{file}"], capture_output=True, text=True
        )
        if done.returncode == 0:
            package = done.stdout.split(":")[0]
            packages.setdefault(package, []).append(file)
    found = []
    for package, brought in sorted(packages.items()):
        text = DEBIAN_TEXTS / package / "copyright"
        if text.exists():
            content = text.read_text(encoding="utf-8", errors="replace")
            found.append(Component(package, "", "", f"{', '.join(brought)}\n\n{content}"))
    return found


def _title(one: Component) -> str:
    return f"{one.name} {one.version}".rstrip()


def _licence(one: Component) -> str:
    return one.licence or "see the text"
