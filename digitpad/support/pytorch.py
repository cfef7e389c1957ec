"""Whether PyTorch is here, and what to say where it is not: drawing and reading do without it."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

from digitpad.support.folders import is_bundle
from digitpad.support.messages import Text
from digitpad.support.system_libraries import ADDRESS, missing_runtime
from digitpad.support.ways_to_install import adding, once_more

PACKAGES = ("torch", "torchvision", "captum")  # which training, ready networks and "why" need
CPU_BUILDS = "https://download.pytorch.org/whl/cpu"  # PyTorch's own index of builds for processors
DRIVER = Path("/proc/driver/nvidia/version")


def has_driver() -> bool:
    """Tell whether there is an NVIDIA driver, which CUDA's build of torch for Linux could use."""
    return DRIVER.exists() or shutil.which("nvidia-smi") is not None


def has_builds() -> bool:
    """Tell whether PyTorch is made for this machine; pyproject.toml has the same as markers."""
    machine = platform.machine().lower()
    return not (
        (sys.platform == "darwin" and machine == "x86_64")
        or (sys.platform == "win32" and machine == "arm64")
    )


def is_expected() -> bool:
    """Tell whether this installation should have it."""
    return has_builds() and not (is_bundle() and find_spec("torch") is None)


def why_missing() -> Text | None:
    """Return what to say where PyTorch is not installed, None where it is; it is not imported."""
    if find_spec("torch") is not None:
        return None
    if is_bundle():
        return Text(
            "This is the small digitpad, which draws, reads and shows, and comes without PyTorch. "
            "The full one of the same version trains too, and opens all that was saved here."
        )
    if not has_builds():
        return Text(
            "PyTorch, which training needs, is not made for this kind of computer. Train on "
            "another one, and open the model here."
        )
    return Text(
        "PyTorch, which training needs, is not installed. Run this, then start digitpad again: "
        "{command}",
        command=_command(),
    )


def why_it_fails(error: BaseException) -> Text | None:
    """Return what to say of an exception that came of importing PyTorch; None for any other."""
    if isinstance(error, ImportError) and (error.name or "").partition(".")[0] in PACKAGES:
        missing = why_missing()
        if missing is not None:
            return missing
    elif not (isinstance(error, ImportError | OSError) and _came_of_import(error)):
        return None
    runtime = missing_runtime()
    if runtime:
        return Text(
            "PyTorch cannot be loaded: Windows lacks {files}, of the Microsoft Visual C++ "
            "Redistributable. Install it from {address}, then start digitpad again.",
            files=", ".join(runtime), address=ADDRESS,
        )  # fmt: skip
    if is_bundle():
        return Text(
            "PyTorch cannot be loaded: {error}. {remedy}", error=_of(error), remedy=once_more()
        )
    return Text(
        "PyTorch cannot be loaded: {error}. Install it again, then start digitpad again: {command}",
        error=_of(error), command=_command(again=True),
    )  # fmt: skip


def _of(error: BaseException) -> str:
    return str(error).rstrip(".")


def _command(*, again: bool = False) -> str:
    is_small = sys.platform.startswith("linux") and not has_driver()
    return adding(PACKAGES, CPU_BUILDS if is_small else "", again=again)


def _came_of_import(error: BaseException) -> bool:
    """Tell whether ``error`` passed through torch while it was being imported.

    A library of the system that it needs may be missing, which torch tells by an OSError.
    """
    return any(
        frame.f_globals.get("__name__", "").partition(".")[0] in PACKAGES
        and frame.f_code.co_name == "<module>"
        for frame in _frames(error)
    )


def _frames(error: BaseException) -> Iterator[FrameType]:
    step = error.__traceback__
    while step is not None:
        yield step.tb_frame
        step = step.tb_next
