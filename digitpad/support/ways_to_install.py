"""By which command something is put into this digitpad: that depends on how it was installed."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

from digitpad.support.folders import APP_NAME, is_bundle
from digitpad.support.messages import Text

# What the installers that make an environment for one program leave in it.
OF_UV, OF_PIPX = "uv-receipt.toml", "pipx_metadata.json"


def once_more() -> Text:
    """Return what to do where a part of digitpad is missing or damaged."""
    if is_bundle():
        return Text("Unpack the archive that digitpad came in once more, or install it again.")
    return Text("Install it again: {command}", command=_once_more())


def adding(packages: tuple[str, ...], index: str = "", *, again: bool = False) -> str:
    """Return the command that adds ``packages``.

    index: of PyTorch's builds for processors, to be looked at too. again: also what is there.
    """
    if (Path(sys.prefix) / OF_UV).is_file():
        added = [part for package in packages for part in ("--with", package)]
        backend = ["--torch-backend", "cpu"] if index else []
        reinstall = ["--reinstall"] if again else []
        return _line("uv", "tool", "install", *reinstall, *added, *backend, _source())
    options = [*(["--force-reinstall"] if again else []),
               *(["--extra-index-url", index] if index else [])]  # fmt: skip
    if (Path(sys.prefix) / OF_PIPX).is_file():
        passed = ["--pip-args", _line(*options)] if options else []
        return _line("pipx", "inject", APP_NAME, *packages, *passed)
    return _line(sys.executable, "-m", "pip", "install", *packages, *options)


def _once_more() -> str:
    if (Path(sys.prefix) / OF_UV).is_file():
        return _line("uv", "tool", "install", "--reinstall", _source())
    if (Path(sys.prefix) / OF_PIPX).is_file():
        return _line("pipx", "reinstall", APP_NAME)
    is_editable, source = _origin()
    editable = ["--editable"] if is_editable else []
    return _line(
        sys.executable, "-m", "pip", "install", "--force-reinstall", *editable, source or APP_NAME
    )


def _source() -> str:
    return _origin()[1] or APP_NAME


def _origin() -> tuple[bool, str]:
    """Tell whether the installation is editable, and from where, "" for a package index: PEP 610.

    A checkout that was never installed is where it is.
    """
    from importlib.metadata import Distribution, PackageNotFoundError  # 20 ms, with the next
    from urllib.parse import unquote, urlsplit
    from urllib.request import url2pathname

    try:
        text = Distribution.from_name(APP_NAME).read_text("direct_url.json")
    except PackageNotFoundError:
        return True, str(Path(__file__).resolve().parents[2])
    try:
        told = json.loads(text or "{}")
        address = str(told.get("url", ""))
        is_editable = bool(told.get("dir_info", {}).get("editable", False))
    except (ValueError, AttributeError):
        return False, ""
    parts = urlsplit(address)
    if parts.scheme == "file":
        return is_editable, url2pathname(unquote(parts.path))
    return is_editable, address


def _line(*words: str) -> str:
    """Return a command as it is typed here."""
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
