"""What pip would install, found out before it does: versions, and how many bytes.

An index with PEP 658 describes its files beside them; from another one pip downloads each file that
it thinks of, whole, and keeps it for later.
"""

from __future__ import annotations

import http.client
import json
import tempfile
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

PATIENCE = 4.0  # seconds for an answer
AT_ONCE = 8  # files that are asked for


@dataclass(frozen=True)
class Resolution:
    """pins: NAME==VERSION of each package. size: bytes to download, None where nobody says."""

    pins: tuple[str, ...]
    size: int | None


def resolve(python: Path, install: list[str], run: Callable[[list[str]], None]) -> Resolution:
    """Return what ``pip install`` with these arguments would install from indexes and files.

    run: runs pip, tells what it downloads, and ends this program where it fails. What is installed
    already counts as nothing, files on this machine as no bytes, and a folder, as this checkout,
    not at all.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        run([
            str(python), "-m", "pip", "install", "--dry-run", "--disable-pip-version-check",
            "--no-input", "--report", str(report), *install,
        ])  # fmt: skip
        found = json.loads(report.read_text(encoding="utf-8"))["install"]
    packages = [one for one in found if "dir_info" not in one["download_info"]]
    addresses = [str(one["download_info"]["url"]) for one in packages]
    with ThreadPoolExecutor(AT_ONCE) as asking:
        sizes = list(asking.map(size_of, addresses))
    known = [size for size in sizes if size is not None]
    return Resolution(
        tuple(f"{one['metadata']['name']}=={one['metadata']['version']}" for one in packages),
        sum(known) if len(known) == len(sizes) else None,
    )


def size_of(address: str) -> int | None:
    """Return how many bytes are at ``address``, 0 for a file here; None where nobody says."""
    if urlsplit(address).scheme not in ("http", "https"):
        return 0
    request = urllib.request.Request(address, method="HEAD")
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return int(answer.headers["Content-Length"])
    except (OSError, ValueError, TypeError, http.client.HTTPException):
        return None
