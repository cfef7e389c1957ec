"""Checks of the user's folders: where they are, whether they can be written, and how full."""

from __future__ import annotations

import shutil
from pathlib import Path

from digitpad.cli.checks import NOTE, WELL, WRONG, Finding
from digitpad.support.files import nearest_folder, why_not_writable
from digitpad.support.folders import (
    data_folder,
    user_cache_folder,
    user_data_folder,
    user_log_folder,
    user_settings_file,
)
from digitpad.support.log_file import log_path
from digitpad.support.messages import Text, plural

LEAST_FREE = 100  # MB: a saved model has one or two, MNIST 55
MB = 1_000_000


def check_folders() -> list[Finding]:
    """Tell whether digitpad can keep there what it keeps."""
    return [
        _folder(Text("folder for models and digits"), user_data_folder()),
        _folder(Text("folder for settings"), user_settings_file().parent),
        _folder(Text("folder for data sets"), data_folder()),
        _folder(Text("folder for log"), user_log_folder()),
        _folder(Text("folder for cache"), user_cache_folder()),
    ]


def check_log() -> Finding:
    """Tell where the log is."""
    path = log_path()
    try:
        size: int | None = path.stat().st_size
    except OSError:
        size = None
    if size is None:
        text = Text("{path}, not begun yet", path=path)
    else:
        text = plural(size, "{path}, %n byte", "{path}, %n bytes", path=path)
    return Finding(Text("log"), WELL, text, "", {"path": str(path), "bytes": size})


def _folder(name: Text, folder: Path) -> Finding:
    existing = nearest_folder(folder)
    details = {"path": str(folder), "exists": existing == folder, "writable": False}
    problem = why_not_writable(existing)
    if problem is not None:
        reason = problem.strerror or str(problem)
        text = Text("{folder} cannot be written: {reason}", folder=folder, reason=reason)
        return Finding(name, WRONG, text, Text("Make it a folder that you may write to."), details)
    free = shutil.disk_usage(existing).free // MB
    details |= {"writable": True, "free_mb": free}
    if free < LEAST_FREE:
        text = Text("{folder}, only {free:,} MB free", folder=folder, free=free)
        return Finding(name, NOTE, text, Text("Make room there."), details)
    text = Text("{folder}, {free:,} MB free", folder=folder, free=free)
    return Finding(name, WELL, text, "", details)
