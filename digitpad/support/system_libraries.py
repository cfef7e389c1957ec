"""Whether the system has a library, and Microsoft's C++ runtime, which a fresh Windows has not.

PyTorch's libraries for Windows are linked with that and do not bring it. Where it is missing,
Windows names a library of PyTorch's that "or one of its dependencies" was not found (error 126): to
install PyTorch again would not help.
"""

from __future__ import annotations

import ctypes
import sys

# Python brings the first two; the last came with Visual Studio 2019, and an older runtime lacks it.
LIBRARIES = (
    "vcruntime140.dll", "vcruntime140_1.dll", "msvcp140.dll", "msvcp140_atomic_wait.dll",
)  # fmt: skip
ADDRESS = "https://aka.ms/vs/17/release/vc_redist.x64.exe"  # Microsoft's own, always the newest


def missing_runtime() -> list[str]:
    """Return the libraries of the runtime that Windows does not find; elsewhere nothing."""
    return [name for name in LIBRARIES if not loads(name)] if sys.platform == "win32" else []


def loads(library: str) -> bool:
    """Tell whether the system finds ``library``, by its file name, and can load it."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
