"""No command: the window. And what has to be done before Qt is loaded, for other commands too."""

from __future__ import annotations

import argparse
import os
import sys

from digitpad.cli import BadUseError
from digitpad.support.display import why_no_libraries, why_no_window
from digitpad.support.errors import DigitpadError


def run(options: argparse.Namespace) -> int:
    """Show the window until it is closed, with the files that are named."""
    reason = why_no_window() or why_no_libraries(for_window=True)
    if reason is not None:
        raise BadUseError("{reason}", reason=reason)
    _torch_before_qt()
    from digitpad.ui.window.app import run

    return run(files=options.files)


def paint_offscreen() -> None:
    """Let Qt paint into memory, unless the caller named a platform; check that it can load."""
    reason = why_no_libraries(for_window=False)
    if reason is not None:
        raise DigitpadError("{reason}", reason=reason)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _torch_before_qt()


def _torch_before_qt() -> None:
    """Import torch now on Windows, where it fails to load its libraries after Qt (error 1114)."""
    if sys.platform == "win32":
        import torch  # noqa: F401
