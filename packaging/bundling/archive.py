"""Packs a bundle for its way to the user."""

from __future__ import annotations

import hashlib
import lzma
import platform
import shutil
import sys
import tarfile
from pathlib import Path

from digitpad import __version__

DICTIONARY = 64 * 2**20  # bytes; whoever unpacks needs as much memory


def pack(bundle: Path, into: Path, kind: str = "") -> Path:
    """Write an archive of a bundle: .zip on Windows, else .tar.xz; return its path.

    kind: the end of its name.

    xz takes minutes and is 70 MB smaller than gzip. Of Intel's and AMD's code its filter first
    makes the jumps absolute, which then repeat one another.
    """
    system = {"Darwin": "macos"}.get(platform.system(), platform.system().lower())
    machine = platform.machine().lower()
    name = f"digitpad-{__version__}-{system}-{machine}{kind}"
    if sys.platform == "win32":
        target = str(into / name)
        return Path(shutil.make_archive(target, "zip", bundle.parent, bundle.name))
    archive = into / f"{name}.tar.xz"
    code = [{"id": lzma.FILTER_X86}] if machine == "x86_64" else []
    rest = {"id": lzma.FILTER_LZMA2, "preset": 9, "dict_size": DICTIONARY}
    with (
        lzma.open(archive, "wb", filters=[*code, rest]) as packed,
        tarfile.open(fileobj=packed, mode="w") as tar,
    ):
        tar.add(bundle, bundle.name, filter=_owned_by_nobody_here)
    return archive


def write_check_sum(file: Path) -> Path:
    """Write the SHA-256 of ``file`` beside it, as ``sha256sum --check`` reads it."""
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    path = file.with_name(f"{file.name}.sha256")
    path.write_text(f"{digest}  {file.name}\n", encoding="ascii", newline="\n")
    return path


def _owned_by_nobody_here(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave the name of who built it out of the archive."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    return entry
