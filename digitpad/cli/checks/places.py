"""Checks of the user's folders: where they are, whether they can be written, and how full."""

from __future__ import annotations

import shutil
from pathlib import Path

from digitpad.cli.checks.finding import NOTE, WELL, WRONG, Finding
from digitpad.support.files import nearest_folder, why_not_writable
from digitpad.support.folders import (
    data_folder,
    user_cache_folder,
    user_data_folder,
    user_log_folder,
    user_settings_file,
)
from digitpad.support.log_file import log_path

LEAST_FREE = 100  # MB: a saved model has one or two, MNIST 55
MB = 1_000_000


def check_folders() -> list[Finding]:
    """Tell whether digitpad can keep there what it keeps."""
    folders = {
        "models and digits": user_data_folder(),
        "settings": user_settings_file().parent,
        "data sets": data_folder(),
        "log": user_log_folder(),
        "cache": user_cache_folder(),
    }
    return [_folder(what, folder) for what, folder in folders.items()]


def check_log() -> Finding:
    """Tell where the log is."""
    path = log_path()
    try:
        size: int | None = path.stat().st_size
    except OSError:
        size = None
    text = f"{path}, {'not begun yet' if size is None else f'{size:,} bytes'}"
    return Finding("log", WELL, text, "", {"path": str(path), "bytes": size})


def _folder(what: str, folder: Path) -> Finding:
    name = f"folder for {what}"
    existing = nearest_folder(folder)
    details = {"path": str(folder), "exists": existing == folder, "writable": False}
    problem = why_not_writable(existing)
    if problem is not None:
        reason = problem.strerror or str(problem)
        return Finding(
            name, WRONG, f"{folder} cannot be written: {reason}",
            "Make it a folder that you may write to.", details,
        )  # fmt: skip
    free = shutil.disk_usage(existing).free // MB
    details |= {"writable": True, "free_mb": free}
    if free < LEAST_FREE:
        return Finding(name, NOTE, f"{folder}, only {free:,} MB free", "Make room there.", details)
    return Finding(name, WELL, f"{folder}, {free:,} MB free", "", details)
