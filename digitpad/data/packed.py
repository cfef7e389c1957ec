"""Packed files: verified before they are unpacked, and unpacked in memory, never past a cap."""

import bz2
import gzip
import hashlib
import io
import zlib
from pathlib import Path
from typing import BinaryIO

from digitpad.data.sources import Check, SourceFile, go_on
from digitpad.support.errors import DataError

CHUNK = 2**20  # bytes that are read between two checks


def sum_of(file: BinaryIO, kind: str, most: int, check: Check = go_on) -> str:
    """Return the hexadecimal check sum of an open file, of ``most`` bytes at most.

    kind: ``sha256`` or ``md5``. A longer file has the sum of its beginning, so a wrong one.
    """
    digest = hashlib.new(kind, usedforsecurity=False)
    left = most + 1
    while left and (chunk := file.read(min(CHUNK, left))):
        check()
        digest.update(chunk)
        left -= len(chunk)
    return digest.hexdigest()


def verify(file: BinaryIO, path: Path, published: SourceFile, check: Check = go_on) -> None:
    """Check the whole of an open file against its published sum, and go back to its start.

    Raises DataError when it is another file.
    """
    if sum_of(file, "sha256", published.size, check) != published.sha256:
        raise DataError(
            f"{path} is damaged or not the published file (SHA-256 {published.sha256}). "
            "Delete it and download it again."
        )
    file.seek(0)


def contents(folder: Path, published: SourceFile, check: Check = go_on) -> bytes:
    """Return what a verified .gz or .bz2 file of a data set contains.

    Raises DataError when the file cannot be read, is not the published one, or is too large.
    """
    path = folder / published.path
    try:
        with path.open("rb") as file:
            verify(file, path, published, check)
            packed = file.read(published.size)
    except OSError as error:
        raise DataError(
            f"{path} cannot be read: {error.strerror or error}. Check the folder, or download the "
            "data set again."
        ) from error
    check()
    return unpack(packed, path.name, published.unpacked_size)


def unpack(packed: bytes, name: str, most: int) -> bytes:
    """Return the contents of a .gz, .bz2 or plain file, of ``most`` bytes at most.

    Raises DataError when it is damaged or has more.
    """
    stream = io.BytesIO(packed)
    try:
        if name.endswith(".gz"):
            content = gzip.GzipFile(fileobj=stream).read(most + 1)
        elif name.endswith(".bz2"):
            content = bz2.BZ2File(stream).read(most + 1)
        else:
            content = packed
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise DataError(f"{name} is damaged: {error}. Delete it and download it again.") from error
    if len(content) > most:
        raise DataError(
            f"{name} unpacks to more than the {most:,} bytes it should have. "
            "Delete it and download it again."
        )
    return content
