"""How large a bundle is, and which of its parts is how large."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

MB = 1_000_000  # bytes
REST = "other libraries"
# What a file belongs to, by the beginning of a part of its path; the first that fits.
COMPONENTS = {
    "digitpad": ("digitpad/assets", "digitpad.app/Contents/Resources/digitpad"),
    "torch": ("torch",),
    "Qt": ("PySide6", "shiboken6", "libQt6", "Qt6", "libicu", "libxcb", "libpyside6"),
    "numpy": ("numpy",),
    "matplotlib": ("matplotlib", "mpl_toolkits", "contourpy", "kiwisolver", "fontTools"),
    "Pillow": ("PIL", "pillow"),
    "Python": ("base_library.zip", "libpython", "python3", "lib-dynload", "Python"),
}
BYTECODE = "modules in the program file"


def sizes(folder: Path) -> dict[str, int]:
    """Return the bytes of each component, the largest first. Links count nothing."""
    found: dict[str, int] = {}
    for path in _files(folder):
        component = component_of(path.relative_to(folder).as_posix())
        found[component] = found.get(component, 0) + path.lstat().st_size
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def component_of(file: str) -> str:
    """Return the component of a file, by its path in the bundle."""
    path = PurePosixPath(file)
    if path.stem in ("digitpad", "digitpadw") and path.suffix in ("", ".exe"):
        return BYTECODE
    inside = file.partition("_internal/")[2] or file.partition("Contents/")[2].partition("/")[2]
    for component, beginnings in COMPONENTS.items():
        if (inside or file).startswith(beginnings):
            return component
    return REST


def report(found: dict[str, int]) -> str:
    """Return a line for each component and one for the sum."""
    rows = [*found.items(), ("total", sum(found.values()))]
    return "\n".join(f"{size / MB:8.1f} MB  {name}" for name, size in rows)


def _files(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent) / name
            if not path.is_symlink():
                yield path
