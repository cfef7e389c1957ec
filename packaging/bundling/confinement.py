"""Ways to run a program with less than it may hope for, each as the beginning of its command."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

# Binds $1 to $2, read-only, for the rest of the command alone.
BIND = 'mount --bind "$1" "$2" && mount -o remount,bind,ro "$2" && shift 2 && exec "$@"'
IS_ROOT = os.name == "posix" and os.geteuid() == 0
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


def _unshare(what: str) -> list[str]:
    root = [] if IS_ROOT else ["--map-root-user"]
    return ["unshare", *root, what]


def without_network() -> list[str]:
    """Leave no network but a loopback that is down."""
    return _unshare("--net")


def read_only(folder: Path, place: Path) -> list[str]:
    """Show ``folder`` at ``place``, an empty folder, where it cannot be written."""
    return [*_unshare("--mount"), "sh", "-c", BIND, "sh", str(folder), str(place)]


def as_nobody() -> list[str]:
    """Be a user whom permissions bind; who is not root is one already."""
    return [] if os.name == "posix" and not IS_ROOT else NOBODY


def works(beginning: list[str]) -> bool:
    """Tell whether a command may begin so on this machine."""
    try:
        return subprocess.run([*beginning, "true"], capture_output=True).returncode == 0
    except OSError:
        return False
