"""Where torch comes from: on Linux without an NVIDIA driver from an index of CPU builds.

The package index's torch for Linux brings gigabytes of CUDA libraries, of no use without a driver.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

INDEX = "TORCH_CPU_INDEX"  # environment variable: another address than the usual one
USUAL = "https://download.pytorch.org/whl/cpu"  # PyTorch's own index of CPU builds
PATIENCE = 4.0  # seconds for an answer
RESOLVING = 45.0  # seconds, at most, to find out what would be downloaded: it is done once more
DRIVER = Path("/proc/driver/nvidia/version")


def has_driver() -> bool:
    """Tell whether there is an NVIDIA driver, which CUDA's build could use."""
    return DRIVER.exists() or shutil.which("nvidia-smi") is not None


def answers(index: str, seconds: float = PATIENCE) -> bool:
    """Tell whether ``index`` has torch, and says so within ``seconds``."""
    try:
        with urllib.request.urlopen(f"{index.rstrip('/')}/torch/", timeout=seconds) as answer:
            return bool(answer.status == http.client.OK)
    except (OSError, ValueError, http.client.HTTPException):
        return False


def arguments(environment: Path, system: str = sys.platform) -> list[str]:
    """Return what pip is to be told for torch's sake, for an install into ``environment``.

    Nothing where torch is there already: what somebody chose is not replaced by another build.
    """
    index = os.environ.get(INDEX, USUAL)
    if not index or not system.startswith("linux") or has_driver() or has_torch(environment):
        return []
    return ["--extra-index-url", index] if answers(index) else []


def has_torch(environment: Path) -> bool:
    """Tell whether torch is installed in ``environment``."""
    return any(environment.glob("lib*/python*/site-packages/torch/version.py"))


def download_size(python: Path, install: list[str]) -> int | None:
    """Return how many bytes ``pip install`` with these arguments would download.

    None where that cannot be found out. Files that are on this machine do not count.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [str(python), "-m", "pip", "install", "--quiet", "--dry-run",
                   "--disable-pip-version-check", "--report", str(report), *install]  # fmt: skip
        try:
            done = subprocess.run(command, capture_output=True, timeout=RESOLVING)
            found = json.loads(report.read_text()) if done.returncode == 0 else None
        except (OSError, ValueError, subprocess.TimeoutExpired):
            return None
    if found is None:
        return None
    addresses = [str(one["download_info"]["url"]) for one in found["install"]]
    sizes = [size_of(address) for address in addresses]
    return sum(size for size in sizes if size is not None) if None not in sizes else None


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
