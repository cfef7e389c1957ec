"""Where torch comes from: on Linux without an NVIDIA driver from an index of CPU builds.

The package index's torch for Linux brings gigabytes of CUDA libraries, of no use without a driver.
"""

from __future__ import annotations

import http.client
import os
import sys
import urllib.error
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from digitpad.support.pytorch import CPU_BUILDS, has_driver

INDEX = "TORCH_CPU_INDEX"  # environment variable: another address than the usual one
PATIENCE = 4.0  # seconds for an answer


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
    index = os.environ.get(INDEX, CPU_BUILDS)
    if not index or not system.startswith("linux") or has_driver() or has_torch(environment):
        return []
    return ["--extra-index-url", index] if answers(index) else []


def has_torch(environment: Path) -> bool:
    """Tell whether torch is installed in ``environment``."""
    return any(environment.glob("lib*/python*/site-packages/torch/version.py"))
