"""What digitpad is made of, and under which licences: for the window's About box.

A bundle has them in one file, which packaging/bundling/licences.py writes; elsewhere they are what
the installed packages bring.
"""

from __future__ import annotations

import json
import platform
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, PackagePath, distribution
from pathlib import Path

from digitpad import __version__
from digitpad.support.folders import assets_folder, is_bundle
from digitpad.support.log_file import PACKAGES
from digitpad.support.messages import Text

BUNDLE_FILE = "THIRD-PARTY-LICENSES.json"  # a list of components, each as ``Component``
NO_TEXT = Text("There is no text of this licence here.")
PYTHONS = Text("PSF License Agreement: Python's documentation, History and License.")


@dataclass(frozen=True)
class Component:
    """One part of digitpad. licence: its short name, "" where the text alone tells."""

    name: str
    version: str
    licence: str
    text: str


def components() -> list[Component]:
    """Return digitpad, its typeface, and all that it is built on, with the licences' texts.

    It reads some hundred files: 0.4 seconds.
    """
    bundled = _read(bundle_file(BUNDLE_FILE))
    others = components_of(bundled) if bundled else installed_components()
    fonts = assets_folder() / "fonts"
    inter, noto = _read(fonts / "OFL.txt"), _read(fonts / "OFL-Noto.txt")
    return [
        Component("digitpad", __version__, "MIT", own_licence() or str(NO_TEXT)),
        Component("Inter", "", "OFL-1.1", inter or str(NO_TEXT)),
        Component("Noto Sans CJK", "", "OFL-1.1", noto or str(NO_TEXT)),
        *others,
    ]


def own_licence() -> str:
    """Return the text of digitpad's own licence; "" where it was taken away."""
    bundled = _read(bundle_file("LICENSE"))
    if bundled:
        return bundled
    with suppress(PackageNotFoundError):
        for text in licence_texts(distribution("digitpad")):
            return text
    return _read(Path(__file__).resolve().parents[2] / "LICENSE")  # a checkout


# A bundle


def bundle_file(name: str) -> Path | None:
    """Return where a bundle has the file ``name``; None where digitpad is not bundled."""
    if not is_bundle():
        return None
    program = Path(sys.executable).resolve().parent
    resources = program.parent / "Resources"  # of an application of macOS, whose seal they are in
    places = (folder / name for folder in (program, resources))
    return next((place for place in places if place.exists()), None)


def components_of(text: str) -> list[Component]:
    """Return the components that a bundle's file lists, in its order."""
    return [Component(**one) for one in json.loads(text)]


# An installation


def installed_components() -> list[Component]:
    """Return Python and every package that digitpad requires here, by name."""
    python = Component("Python", platform.python_version(), "PSF-2.0", python_licence())
    return [python, *map(component, required_distributions(PACKAGES))]


def required_distributions(names: Iterable[str]) -> list[Distribution]:
    """Return the packages of these names and what they require in turn, those that are there."""
    from packaging.requirements import Requirement  # a bundle need not have it
    from packaging.utils import canonicalize_name

    found: dict[str, Distribution] = {}
    left = list(names)
    while left:
        name = canonicalize_name(left.pop())
        if name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue
        requirements = map(Requirement, found[name].requires or [])
        left += [
            one.name
            for one in requirements
            if one.marker is None or one.marker.evaluate({"extra": ""})
        ]
    return [found[name] for name in sorted(found)]


def licence_name(package: Distribution) -> str:
    """Return the short name of a package's licence, "" where it tells none."""
    metadata = package.metadata
    for key in ("License-Expression", "License"):
        text = metadata[key] if key in metadata else ""  # noqa: SIM401 - there is no get()
        if text and "\n" not in text and not text.startswith(("Copyright", "=")):
            return text
    known = [
        line.rsplit(" :: ", 1)[-1]
        for line in metadata.get_all("Classifier", [])
        if line.startswith("License ::")
    ]
    return " and ".join(known)


def licence_texts(package: Distribution) -> Iterator[str]:
    """Return the texts that a package brings, each once."""
    files = [file for file in package.files or [] if _is_licence(file)]
    among_metadata = [file for file in files if file.parts[0].endswith(".dist-info")]
    seen: set[str] = set()  # torch repeats the same texts many times
    for file in among_metadata or files:  # cuSPARSELt's is among its libraries
        text = _read(Path(str(file.locate()))).strip()
        if text and text not in seen:
            seen.add(text)
            yield text


def _is_licence(file: PackagePath) -> bool:
    name = file.name.lower()
    return name.startswith(("license", "licence", "copying", "notice")) and file.suffix != ".py"


def python_licence() -> str:
    """Return the text of Python's licence, or where to read it if it has none of its own here."""
    for place in (sysconfig.get_path("stdlib"), sysconfig.get_config_var("prefix")):
        text = _read(Path(str(place)) / "LICENSE.txt").strip()
        if text:
            return text
    return str(PYTHONS)


def component(package: Distribution) -> Component:
    """Return a package as a component, with the texts that it brings."""
    licence = licence_name(package)
    text = "\n\n".join(licence_texts(package)) or _where_to_read(licence)
    return Component(package.name, package.version, licence, text)


def _where_to_read(licence: str) -> str:
    """Return what to tell for a package without a text: Qt's wheels are so."""
    words = licence.replace("(", " ").replace(")", " ").split()
    names, between = words[::2], words[1::2]
    if not names or not {*between} <= {"AND", "OR", "WITH"}:  # no expression of SPDX
        return str(NO_TEXT)
    pages = "\n".join(f"https://spdx.org/licenses/{name}.html" for name in names)
    told = Text("The package brings no text of its licence. It can be read here:")
    return f"{told}\n\n{pages}"


def _read(path: Path | None) -> str:
    """Return the text of a file, "" when there is none."""
    if path is None:
        return ""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
