"""Which versions run here; nothing is imported to find out."""

from __future__ import annotations

import platform
import sys

from digitpad import __version__

PACKAGES = (
    "PySide6-Essentials", "torch", "numpy", "pillow", "matplotlib", "captum", "safetensors",
    "platformdirs", "tqdm", "requests", "packaging",
)  # fmt: skip
OPTIONAL = ("torchvision", "onnx", "onnxscript")


def package_version(name: str) -> str | None:
    """Return the version of a package, or None when it is not installed."""
    from importlib.metadata import PackageNotFoundError, version  # 20 ms

    try:
        return version(name)
    except PackageNotFoundError:
        module = sys.modules.get(name)  # a bundle has modules, and not always their metadata
        return getattr(module, "__version__", None)


def versions() -> dict[str, str]:
    """Return the version of digitpad, of Python and of each package that is installed."""
    found = {name: package_version(name) for name in (*PACKAGES, *OPTIONAL)}
    return {
        "digitpad": __version__,
        "Python": platform.python_version(),
    } | {name: number for name, number in found.items() if number is not None}


def system() -> str:
    """Return the system and the machine in a few words."""
    return f"{platform.platform()}, {platform.machine()}"


def session_line() -> str:
    """Return the line that a session's log begins with."""
    return f"digitpad {__version__}, Python {platform.python_version()}, {system()}"


def report() -> str:
    """Return versions and system as lines, for a message about a bug."""
    return "\n".join([*(f"{name} {number}" for name, number in versions().items()), system()])
