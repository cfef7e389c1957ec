"""No command: the window. And what has to be done before Qt is loaded, for other commands too."""

from __future__ import annotations

import argparse
import builtins
import gc
import os
import sys
from typing import TYPE_CHECKING

from digitpad.cli import BadUseError, Parser
from digitpad.cli.arguments import add_model, add_network, checkpoint_of
from digitpad.support.display import why_no_libraries, why_no_window
from digitpad.support.errors import DigitpadError
from digitpad.support.pytorch import why_it_fails

if TYPE_CHECKING:
    from digitpad.training.opening import OpenedNetwork


def add_arguments(parser: Parser) -> None:
    """Add what the window takes."""
    add_network(parser)
    add_model(parser)


def run(options: argparse.Namespace) -> int:
    """Show the window until it is closed, with the files that are named."""
    reason = why_no_window() or why_no_libraries(for_window=True)
    if reason is not None:
        raise BadUseError("{reason}", reason=reason)
    _torch_before_qt()
    import_quickly()
    network = named_network(options)
    from digitpad.ui.window.app import run

    return run(network=network, language=options.language, files=options.files)


def named_network(options: argparse.Namespace) -> OpenedNetwork | None:
    """Return the network that the command line names; None for the usual one. Raises ModelError."""
    if options.network is None and options.model is None:
        return None
    from digitpad.training.opening import OpenedNetwork

    return OpenedNetwork(checkpoint_of(options))


def paint_offscreen() -> None:
    """Let Qt paint into memory, unless the caller named a platform; check that it can load."""
    reason = why_no_libraries(for_window=False)
    if reason is not None:
        raise DigitpadError("{reason}", reason=reason)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _torch_before_qt()


def import_quickly() -> None:
    """Save a sixth of what the start computes: nothing that is imported is garbage.

    And what imported before PySide's hook came is put back. The hook reads the source of each
    module, to see whether it may ask for ``__feature__``; nothing here does.
    """
    gc.disable()  # until the window collects by itself
    import PySide6.QtCore  # noqa: F401

    before = getattr(builtins, "__orig_import__", None)
    if before is not None:
        builtins.__import__ = before


def _torch_before_qt() -> None:
    """Import torch now on Windows, where it fails to load its libraries after Qt (error 1114)."""
    if sys.platform == "win32":
        try:
            import torch  # noqa: F401
        except (ImportError, OSError) as error:  # what needs it says so; the window does not
            if why_it_fails(error) is None:
                raise
