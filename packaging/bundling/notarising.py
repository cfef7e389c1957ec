"""A macOS bundle that Apple knows: signed by PyInstaller, seen by Apple, with the answer in it.

All of it happens only where the environment has a key for it; release.yml takes it from secrets.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

# What the hardened runtime is to allow.
ENTITLEMENTS = Path(__file__).with_name("entitlements.plist")

IDENTITY = "MACOS_IDENTITY"  # environment variable: "Developer ID Application: NAME (TEAM)"
# Of a key of App Store Connect: its file, its id, and who issued it.
NOTARY = ("MACOS_NOTARY_KEY", "MACOS_NOTARY_KEY_ID", "MACOS_NOTARY_ISSUER")


def identity() -> str | None:
    """Return by whom the bundle is to be signed: None, then only for the machine itself."""
    return os.environ.get(IDENTITY) or None


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True)


def notarise(bundle: Path, working: Path, run: Callable[[Sequence[str]], None] = _run) -> bool:
    """Have Apple look at a signed ``bundle``, and staple the answer to it; tell what was done.

    working: a folder for what is sent. Returns False where there is no key. Raises
    CalledProcessError where the signature is not whole, or Apple refuses it.
    """
    if identity() is None:
        print(f"digitpad: neither signed nor notarised: {IDENTITY} is not set", flush=True)
        return False
    run(["codesign", "--verify", "--deep", "--strict", str(bundle)])
    key, key_id, issuer = (os.environ.get(name, "") for name in NOTARY)
    if not (key and key_id and issuer):
        print(f"digitpad: signed, not notarised: {', '.join(NOTARY)} are not set", flush=True)
        return False
    sent = working / f"{bundle.stem}.zip"
    run(["ditto", "-c", "-k", "--keepParent", str(bundle), str(sent)])
    run(["xcrun", "notarytool", "submit", str(sent), "--wait",
         "--key", key, "--key-id", key_id, "--issuer", issuer])  # fmt: skip
    sent.unlink(missing_ok=True)
    run(["xcrun", "stapler", "staple", str(bundle)])  # fails where Apple refused it
    run(["spctl", "--assess", "--type", "execute", "--verbose", str(bundle)])
    print("digitpad: signed and notarised", flush=True)
    return True
